import CanonicalModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What lies in a watched folder and is no plain file: it is never taken, and said once.
///
/// A symbolic link may lead to what is not whole, or to a file that is not for us; of a folder
/// nobody says when it is whole.
struct Strangers {
    private let folder: String
    /// Folders of ours, which may lie in the one that is watched.
    private let own: [String]
    private var names: Set<String> = []
    /// What has not been said.
    private var unsaid: [Diagnostic] = []

    init(_ folder: String, own: [String]) { (self.folder, self.own) = (folder, own) }

    /// How many there are.
    var count: Int { names.count }

    /// Takes what is to be said.
    mutating func takeFindings() -> [Diagnostic] {
        defer { unsaid = [] }
        return unsaid
    }

    /// Notes what is there now; one that has gone and comes again is said again.
    mutating func note(_ present: some Sequence<String>) {
        var kinds: [String: (word: String, advice: String)] = [:]
        let ours = Set(own.compactMap { Self.state($0, follows: true)?.st_ino })
        for name in present {
            guard let state = Self.state("\(folder)/\(name)", follows: false) else { continue }
            if state.st_mode & S_IFMT == S_IFDIR, ours.contains(state.st_ino) { continue }
            kinds[name] = Self.kind(state)
        }
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            unsaid.append(
                Diagnostic(
                    .unreadableInput, file: "\(folder)/\(name)",
                    "\(kind.word), which is not taken", advice: kind.advice))
        }
        names = Set(kinds.keys)
    }

    private static func kind(_ state: stat) -> (word: String, advice: String) {
        switch state.st_mode & S_IFMT {
        case S_IFLNK: ("this is a symbolic link", "rename the file itself into the folder")
        case S_IFDIR: ("this is a folder", "rename the files in it into the folder above")
        default: ("this is no plain file", "remove it; only plain files are taken")
        }
    }

    private static func state(_ path: String, follows: Bool) -> stat? {
        var information = stat()
        let answer =
            unsafe follows ? stat(path, &information) : lstat(path, &information)
        return answer == 0 ? information : nil
    }
}
