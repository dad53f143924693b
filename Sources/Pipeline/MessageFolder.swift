import CanonicalModel
import RecordReading

/// The Spine messages that stand beside one another, among the inputs of a folder or in a folder of
/// an archive, so that the parts of a large record can be found, and are not taken for records.
///
/// Made when the first message is met that has parts in others, or is such a part: everything in
/// the folder is then looked at once more. Memory: an id and a name a message, and one message.
/// A part in an archive is found by going through the archive again.
final class MessageFolder {
    /// Where the messages stand.
    enum Place: Equatable {
        /// Among the inputs.
        case inputs
        /// In the archive at `path`, which is called `file`.
        case archive(path: String, file: String)
    }

    let place: Place
    let folder: Substring
    private let files: [String]
    private let limit: Int
    private let unpacking: UnpackingLimits
    private var names: [String: String] = [:]
    private var wanted: Set<String> = []

    /// Looks at what stands directly in the folder of `file`.
    ///
    /// - Parameter files: The inputs.
    init(
        of file: String, _ place: Place, among files: [String], limit: Int,
        unpacking: UnpackingLimits
    ) {
        (self.place, folder, self.files) = (place, Self.folder(of: file), files)
        (self.limit, self.unpacking) = (limit, unpacking)
        search { name, message in
            names[message.id] = names[message.id] ?? name
            wanted.formUnion(message.fragments)
            return false
        }
    }

    /// Whether this is the folder of `file`.
    func holds(_ file: String, _ place: Place) -> Bool {
        place == self.place && folder == Self.folder(of: file)
    }

    /// Whether some message of the folder has a part in the message `id`.
    func isWanted(_ id: String) -> Bool { wanted.contains(id) }

    /// The message `id`, or `nil` if it is not there.
    func message(_ id: String) -> SpineMessage? {
        guard let wanted = names[id] else { return nil }
        var found: SpineMessage?
        search(only: wanted) { _, message in
            found = message.id == id ? message : nil
            return found != nil
        }
        return found
    }

    /// The part of a path that names the folder; an archive's name is a part of it too.
    private static func folder(of path: String) -> Substring {
        path.lastIndex { $0 == "/" || $0 == "!" }.map { path[...$0] } ?? ""
    }

    // MARK: - Looking

    /// Gives every message of the folder, or the one called `only`, to `body` until that is true.
    private func search(only wanted: String? = nil, _ body: (String, SpineMessage) -> Bool) {
        switch place {
        case .inputs:
            for file in wanted.map({ [$0] }) ?? files where Self.folder(of: file) == folder {
                guard let input = try? FileInput(file, as: file),
                    let message = message(in: input, file)
                else { continue }
                if body(file, message) { return }
            }
        case .archive(let path, let file):
            guard let input = try? FileInput(path, as: file),
                var walk = try? ContainerWalk(input, limits: unpacking, file: file)
            else { return }
            while let content = walk.next() {
                guard case .plain(let name, let input) = content,
                    Self.folder(of: name) == folder, wanted == nil || wanted == name,
                    let message = message(in: input, name)
                else { continue }
                if body(name, message) { return }
            }
        }
    }

    private func message(in input: any ByteInput, _ name: String) -> SpineMessage? {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let filled = bytes.count
            Files.resize(&bytes, to: max(filled * 2, min(input.expectedSize, 1 << 20) + 1))
            guard let isAtEnd = try? input.fill(&bytes, from: filled) else { return nil }
            guard isAtEnd else { continue }
            let envelope = try? Envelope.open(bytes, limits: unpacking, file: name)
            guard case .spine(let message)? = envelope else { return nil }
            return message
        }
        return nil
    }
}
