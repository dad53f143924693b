import CanonicalModel
import SharingAgreements
import Synchronization

/// Looks after the stop register while a run goes on: before each record, and before publishing.
///
/// What was stopped at the start is withheld. A stop that comes later ends the run, since some of
/// what it is about may have been written already; the next run knows it from the start.
final class StopWatch: Sendable {
    private let path: String
    private let atStart: StopRegister
    private let mark: Mutex<FileMark>
    /// The files that name people, as they were.
    private let lists: [(path: String, mark: FileMark)]

    /// Reads the register.
    init(_ path: String) throws(Diagnostic) {
        self.path = path
        let (register, _, mark) = try StopRegisterFile.read(path)
        var lists: [(String, FileMark)] = []
        for stop in register.inForce {
            guard case .patients(let file, _) = stop.scope else { continue }
            lists.append((file, try FileMark(file)))
        }
        (atStart, self.lists) = (register, lists)
        self.mark = Mutex(mark)
    }

    /// What was stopped at the start.
    var stops: [StopRegister.Scope] { atStart.inForce.map(\.scope) }

    /// Everybody whom a list that was given at the start names.
    func stoppedPatients() throws(Diagnostic) -> Set<NHSNumber> {
        var people: Set<NHSNumber> = []
        for scope in stops { people.formUnion(try StopRegisterFile.people(scope, of: path)) }
        return people
    }

    /// Looks whether anything has changed: a system call a file, and a reading where it has.
    ///
    /// - Throws: `stopped` if a stop has come that concerns one of `agreements`; why the register
    ///   can no longer be relied on.
    func check(_ agreements: [PreparedAgreement]) throws(Diagnostic) {
        for list in lists where try FileMark(list.path) != list.mark {
            for scope in stops { _ = try StopRegisterFile.people(scope, of: path) }
        }
        let now = try FileMark(path)
        if mark.withLock({ $0 == now }) { return }
        let (register, _, mark) = try StopRegisterFile.read(path)
        guard register.lines >= atStart.lines else {
            throw Diagnostic(
                .registerOrder, file: path, "the register has lost lines while the run went on",
                advice: "nothing was published; find out who changed it")
        }
        let new = register.inForce.first { stop in
            stop.id > atStart.lines
                && agreements.contains { $0.compiled.isConcerned(by: stop.scope) }
        }
        if let new {
            throw Diagnostic(
                .stopped, file: path, at: .init(line: new.id + 1, column: 1),
                "the stop \(new.id) came while the run went on",
                advice: "nothing was published; run again for what is not stopped")
        }
        self.mark.withLock { $0 = mark }
    }
}
