import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance
import Synchronization
import Terminology

/// The agreements and registers of a run as they are named on the command line.
struct AgreementOptions: Sendable {
    let files: [String]
    let flow: String?
    let runDate: String?
    let library: MappingLibrary
    /// The file of the library's terminology.
    let terminology: String?
    let registers: RegisterOptions

    /// A key where pseudonyms are made and nobody sees any: so the real one is not asked for, and
    /// need not be here.
    static func keyForNobody(_ name: String) -> String? { String(repeating: "5c", count: 32) }

    /// Prepares agreements for a run that begins now; what is wrong is printed, and ends the
    /// program with 2.
    static func prepared(
        _ files: [String], flow: String?, day: PartialDate, library: MappingLibrary,
        registers: Registers, secret: (String) -> String? = Self.secret
    ) throws -> [PreparedAgreement] {
        do throws(Diagnostics) {
            return try loaded(files, library).prepared(
                flow: flow, runDate: day, registers: registers, secret: secret)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// What `policy check` finds must be mended is refused here as it is when an agreement is
    /// activated: nothing runs under an agreement that contradicts itself, or that has a gap.
    static func loaded(
        _ files: [String], _ library: MappingLibrary
    ) throws(Diagnostics) -> LoadedAgreements {
        let loaded = try LoadedAgreements(files: files, library: library)
        var faults: [Diagnostic] = []
        for (text, agreement) in loaded.texts {
            faults += try AgreementReview.faults(in: agreement, yaml: text)
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return loaded
    }

    static func secret(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

/// Sees when agreements, registers and the terminology must be loaded anew: their files or code
/// sets are others, the day is another, or SIGHUP asks for it. Looks at most once a second, or when
/// it must.
///
/// A file that is wrong is refused for itself: with an agreement or a terminology that is wrong the
/// one before it goes on, under the registers as they are now, so that no objection waits for it.
/// It is tried again every ten seconds, since what was in its way may be over without a trace in
/// the file, and said again only when something else is wrong.
final class AgreementWatch: Sendable {
    private struct State {
        var looked = ContinuousClock.now
        var day: PartialDate
        var files: [String: String]
        /// What was wrong when they were loaded last, and when that was.
        var faults: [String] = []
        var loaded = ContinuousClock.now
        var agreements: LoadedAgreements
        var registers: Registers
        /// What the agreements were loaded with, and the mark of its terminology.
        var library: MappingLibrary
        var terminology: String?
        /// Whether nobody was told of the library yet.
        var isNewLibrary = false
    }
    private let options: AgreementOptions
    private let state: Mutex<State>
    private let report: @Sendable (Diagnostics) -> Void

    /// Loads everything for the first time; what is wrong is printed, and ends the program with 2.
    init(
        _ options: AgreementOptions, report: @escaping @Sendable (Diagnostics) -> Void
    ) throws {
        self.options = options
        self.report = report
        let day = try RunDate.parse(options.runDate)
        let registers = try options.registers.load(now: try RunDate.lists(options.runDate))
        do throws(Diagnostics) {
            let files = Self.marks(options)
            state = Mutex(
                State(
                    day: day, files: files,
                    agreements: try AgreementOptions.loaded(options.files, options.library),
                    registers: registers, library: options.library,
                    terminology: options.terminology.flatMap { files[$0] }))
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// What to begin with.
    func first() throws -> StreamRenewal {
        do throws(Diagnostics) {
            return try state.withLock { state throws(Diagnostics) in
                try Self.prepared(state, options, isRefused: false)
            }
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// Agreements and registers as they are now, if that is not what they were.
    func changed(mustLook: Bool) -> StreamRenewal? {
        let isAsked = Hangup.take() || mustLook
        return state.withLock { state in
            let now = ContinuousClock.now
            guard isAsked || now - state.looked > .seconds(1),
                let day = try? RunDate.parse(options.runDate)
            else { return nil }
            state.looked = now
            let files = Self.marks(options)
            let isOther = isAsked || day != state.day || files != state.files
            let isAgain = !state.faults.isEmpty && now - state.loaded > .seconds(10)
            guard isOther || isAgain else { return nil }
            (state.day, state.files, state.loaded) = (day, files, now)
            return renew(&state, unlessAsBefore: !isOther)
        }
    }

    /// - Parameter isAgain: Whether nothing is to be said or done if the same is wrong as before.
    private func renew(_ state: inout State, unlessAsBefore isAgain: Bool) -> StreamRenewal? {
        var (isRefused, faults) = (false, [Diagnostics]())
        func attempt(_ body: () throws(Diagnostics) -> Void) {
            do throws(Diagnostics) {
                try body()
            } catch {
                isRefused = true
                faults.append(error)
            }
        }
        attempt { () throws(Diagnostics) in
            let now = (try? RunDate.lists(options.runDate)) ?? RunDate.instant()
            state.registers = try Registers.load(options.registers.sources, now: now)
        }
        var (library, terminology) = (state.library, state.terminology)
        attempt { () throws(Diagnostics) in
            guard let path = options.terminology, state.files[path] != terminology else { return }
            library = try Self.library(state.library, under: path)
            terminology = state.files[path]
        }
        attempt { () throws(Diagnostics) in
            state.agreements = try AgreementOptions.loaded(options.files, library)
            state.isNewLibrary = state.isNewLibrary || terminology != state.terminology
            (state.library, state.terminology) = (library, terminology)
        }
        var renewal: StreamRenewal?
        attempt { () throws(Diagnostics) in
            renewal = try Self.prepared(state, options, isRefused: isRefused)
        }
        let before = state.faults
        state.faults = faults.map(\.description)
        guard !isAgain || state.faults != before else { return nil }
        faults.forEach(report)
        if renewal != nil { state.isNewLibrary = false }
        return renewal
            ?? StreamRenewal(agreements: nil, registers: state.registers, isRefused: true)
    }

    private static func library(
        _ library: MappingLibrary, under path: String
    ) throws(Diagnostics) -> MappingLibrary {
        let terminology: TerminologyFile
        do throws(Diagnostic) {
            terminology = try Files.terminology(path)
        } catch {
            throw Diagnostics([error])
        }
        return try library.under(terminology)
    }

    private static func prepared(
        _ state: State, _ options: AgreementOptions, isRefused: Bool
    ) throws(Diagnostics) -> StreamRenewal {
        let agreements = try state.agreements.prepared(
            flow: options.flow, runDate: state.day, registers: state.registers,
            secret: AgreementOptions.secret)
        try PreparedAgreement.requireRows(agreements)
        return StreamRenewal(
            agreements: agreements, registers: state.registers,
            library: state.isNewLibrary ? state.library : nil, isRefused: isRefused)
    }

    /// What tells each file from another version of itself: when it was written to, when that or
    /// who may read it changed, which nobody can set back, its size and number.
    private static func marks(_ options: AgreementOptions) -> [String: String] {
        var marks: [String: String] = [:]
        // A list grows old although its file stays as it is.
        if options.registers.optOuts != nil { marks["hour"] = "\(RunDate.instant().hour)" }
        let files = options.files.flatMap { file in
            [file] + PreparedAgreement.codeSetFiles(beside: file)
                + PreparedAgreement.listFiles(beside: file)
        }
        for path in files + options.registers.files + [options.terminology].compactMap(\.self) {
            var information = stat()
            guard stat(path, &information) == 0 else {
                marks[path] = "gone"
                continue
            }
            let (written, changed) = (information.st_mtim, information.st_ctim)
            marks[path] =
                "\(written.tv_sec).\(written.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec) "
                + "\(information.st_size) \(information.st_ino)"
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
