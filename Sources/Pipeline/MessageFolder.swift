import CanonicalModel
import RecordReading

/// The Spine messages among the inputs of one folder, so that the parts of a large record can be
/// found, and are not taken for records of their own.
///
/// Made when the first message is met that has parts in others, or is such a part: every input of
/// the folder is then looked at once more. Memory: an id and a path a message.
final class MessageFolder {
    let folder: Substring
    private let limit: Int
    private var paths: [String: String] = [:]
    private var wanted: Set<String> = []

    /// Looks at those of `files` that stand directly in the folder of `file`.
    init(of file: String, among files: [String], limit: Int) {
        folder = Self.folder(of: file)
        self.limit = limit
        for path in files where Self.folder(of: path) == folder {
            guard let message = try? Self.message(path, limit: limit) else { continue }
            paths[message.id] = paths[message.id] ?? path
            wanted.formUnion(message.fragments)
        }
    }

    /// Whether some message of the folder has a part in the message `id`.
    func isWanted(_ id: String) -> Bool { wanted.contains(id) }

    /// The message `id`, or `nil` if it is not there.
    func message(_ id: String) throws(Diagnostic) -> SpineMessage? {
        guard let path = paths[id] else { return nil }
        return try Self.message(path, limit: limit)
    }

    /// The part of a path that names the folder.
    static func folder(of path: String) -> Substring {
        path.lastIndex(of: "/").map { path[...$0] } ?? ""
    }

    private static func message(_ path: String, limit: Int) throws(Diagnostic) -> SpineMessage? {
        let input = try FileInput(path, as: path)
        guard input.size <= limit else { return nil }
        var bytes: [UInt8] = []
        try input.read(input.size, at: 0, into: &bytes)
        guard case .spine(let message) = try Envelope.open(bytes, file: path) else { return nil }
        return message
    }
}
