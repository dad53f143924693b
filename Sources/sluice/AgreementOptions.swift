import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements
import Synchronization

/// The agreements of a run as they are named on the command line.
struct AgreementOptions: Sendable {
    let files: [String]
    let flow: String?
    let runDate: String?
    let library: MappingLibrary

    /// Loads them; what is wrong is printed, and ends the program with 2.
    func prepared() throws -> [PreparedAgreement] {
        let day = try RunDate.parse(runDate)
        do {
            return try load(day)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// Loads them for a day.
    ///
    /// - Throws: Everything that is wrong with any of them.
    func load(_ day: PartialDate) throws(Diagnostics) -> [PreparedAgreement] {
        let environment = ProcessInfo.processInfo.environment
        var (prepared, findings) = ([PreparedAgreement](), [Diagnostic]())
        for file in files {
            do throws(Diagnostics) {
                prepared.append(
                    try PreparedAgreement(
                        file: file, flow: flow, runDate: day, shared: library.codeSets,
                        terminology: library.terminology, secret: { environment[$0] }))
            } catch {
                findings += error.all
            }
        }
        let ids = prepared.map(\.compiled.agreement.id)
        for id in Set(ids) where ids.filter({ $0 == id }).count > 1 {
            findings.append(
                Diagnostic(
                    .duplicate, file: id, "two of the agreements have the id `\(id)`",
                    advice: "give each its own; it names the feed's folder"))
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return prepared
    }
}

/// Sees when agreements must be loaded anew: their files or code sets are others, the day is
/// another, or SIGHUP asks for it. Looks at most once a second.
final class AgreementWatch: Sendable {
    private struct State {
        var looked = ContinuousClock.now
        var day: PartialDate?
        var files: [String: String]
    }
    private let terms: AgreementOptions
    private let state: Mutex<State>

    init(_ terms: AgreementOptions) {
        self.terms = terms
        state = Mutex(
            State(day: try? RunDate.parse(terms.runDate), files: Self.files(of: terms.files)))
        Hangup.watch()
    }

    /// The agreements as they are now, if that is not what they were.
    func changed() throws(Diagnostics) -> [PreparedAgreement]? {
        guard let day = dayIfDue() else { return nil }
        return try terms.load(day)
    }

    private func dayIfDue() -> PartialDate? {
        let isAsked = Hangup.take()
        let now = ContinuousClock.now
        return state.withLock { state in
            guard isAsked || now - state.looked > .seconds(1) else { return nil }
            state.looked = now
            guard let day = try? RunDate.parse(terms.runDate) else { return nil }
            let files = Self.files(of: terms.files)
            guard isAsked || day != state.day || files != state.files else { return nil }
            (state.day, state.files) = (day, files)
            return day
        }
    }

    /// What tells each file from another version of itself: when it changed, its size and number.
    private static func files(of agreements: [String]) -> [String: String] {
        var marks: [String: String] = [:]
        for path in agreements.flatMap({ [$0] + PreparedAgreement.codeSetFiles(beside: $0) }) {
            var information = stat()
            guard stat(path, &information) == 0 else {
                marks[path] = "gone"
                continue
            }
            let changed = information.st_mtim
            marks[path] =
                "\(changed.tv_sec).\(changed.tv_nsec) \(information.st_size) \(information.st_ino)"
        }
        return marks
    }
}

/// Whether SIGHUP has come.
enum Hangup {
    private static let wanted = Atomic<Bool>(false)

    static func watch() {
        _ = signal(SIGHUP) { _ in Hangup.wanted.store(true, ordering: .relaxed) }
    }

    /// Whether it has come since this was last asked.
    static func take() -> Bool { wanted.exchange(false, ordering: .relaxed) }
}
