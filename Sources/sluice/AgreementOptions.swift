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
    /// Where the registers and lists are.
    let registers: Registers.Sources

    /// Loads registers and agreements; what is wrong is printed, and ends the program with 2.
    func prepared() throws -> (Registers, [PreparedAgreement]) {
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
    func load(_ day: PartialDate) throws(Diagnostics) -> (Registers, [PreparedAgreement]) {
        let environment = ProcessInfo.processInfo.environment
        let now = runDate == nil ? RunDate.instant() : Instant.end(of: day)
        let registers = try Registers.load(registers, now: now ?? RunDate.instant())
        let prepared = try PreparedAgreement.prepare(
            files: files, flow: flow, runDate: day, shared: library.codeSets,
            terminology: library.terminology, registers: registers,
            secret: { environment[$0] })
        return (registers, prepared)
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
            State(day: try? RunDate.parse(terms.runDate), files: Self.files(of: terms)))
        Hangup.watch()
    }

    /// The agreements as they are now, if that is not what they were.
    func changed() throws(Diagnostics) -> [PreparedAgreement]? {
        guard let day = dayIfDue() else { return nil }
        return try terms.load(day).1
    }

    private func dayIfDue() -> PartialDate? {
        let isAsked = Hangup.take()
        let now = ContinuousClock.now
        return state.withLock { state in
            guard isAsked || now - state.looked > .seconds(1) else { return nil }
            state.looked = now
            guard let day = try? RunDate.parse(terms.runDate) else { return nil }
            let files = Self.files(of: terms)
            guard isAsked || day != state.day || files != state.files else { return nil }
            (state.day, state.files) = (day, files)
            return day
        }
    }

    /// What tells each file from another version of itself: when it changed, its size and number.
    private static func files(of terms: AgreementOptions) -> [String: String] {
        var marks: [String: String] = [:]
        let agreements = terms.files.flatMap {
            [$0] + PreparedAgreement.codeSetFiles(beside: $0)
        }
        // A list grows old although its file stays as it is.
        if terms.registers.nationalOptOuts != nil { marks["hour"] = "\(RunDate.instant().hour)" }
        for path in agreements + terms.registers.files {
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
