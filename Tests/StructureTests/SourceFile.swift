/// One Swift file of the package: its path from the root, its text, and its code alone.
struct SourceFile: Sendable {
    let path: String
    let text: String
    let code: [UInt8]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = CodeText.code(of: text)
    }

    /// The folder under `Sources/`, which is the target's name, or nil for a test.
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// Whether it belongs to a library, which may neither print nor import Foundation.
    var isLibrary: Bool { room != nil && room != "sluice" }

    /// The code without comments and string contents, one element a line.
    var codeLines: [String] {
        code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text, one element a line.
    var textLines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// A finding about one line of this file.
    func finding(line: Int, _ problem: String) -> Finding {
        Finding(path: path, line: line, problem: problem)
    }
}

/// What a check found, and where.
struct Finding: Equatable, CustomStringConvertible, Sendable {
    let path: String
    let line: Int
    let problem: String

    var description: String { "\(path):\(line): \(problem)" }
}

extension Sequence where Element == Finding {
    /// One finding a line, for the message of a failed expectation.
    var report: String { "\n" + map(\.description).joined(separator: "\n") }
}
