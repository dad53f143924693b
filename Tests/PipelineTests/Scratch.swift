import Foundation

/// A folder that is there for one test and gone after it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "sluice-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    @discardableResult func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = "\(path)/\(name)"
        let folder = URL(filePath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }

    /// Writes a text.
    @discardableResult func write(_ name: String, _ text: String) throws -> String {
        try write(name, text.utf8)
    }

    /// The bytes of a file, or nothing where there is none.
    func bytes(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))).map(Array.init)
    }

    /// The text of a file.
    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// Every file below `folder` with its bytes, hidden ones too.
    func files(below folder: String = "") -> [String: [UInt8]] {
        let root = folder.isEmpty ? path : "\(path)/\(folder)"
        var found: [String: [UInt8]] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
            let file = URL(filePath: "\(root)/\(name)")
            guard let data = try? Data(contentsOf: file) else { continue }
            found[name] = Array(data)
        }
        return found
    }

    /// The names in the folder itself, hidden ones too.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}
