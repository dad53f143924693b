import Foundation

/// The package on disk, as the checks read it.
enum Checkout {
    /// The package's root, found from this file.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file in `Sources` and `Tests`, and Package.swift, in order of path.
    static let swiftFiles: [SourceFile] = {
        let paths = ["Sources", "Tests"].flatMap(files(under:)) + ["Package.swift"]
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            text(of: path).map { SourceFile(path: path, text: $0) }
        }
    }()

    /// The files that git tracks, or nothing outside a git checkout.
    static let trackedPaths: [String] = {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-c", "safe.directory=*", "-C", root.path, "ls-files", "-z"]
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil,
            let bytes = try? output.fileHandleForReading.readToEnd()
        else { return [] }
        git.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init)
    }()

    /// The text of a file, or nil where there is none.
    static func text(of path: String) -> String? {
        content(of: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file, or nil where there is none.
    static func content(of path: String) -> Data? {
        try? Data(contentsOf: root.appending(path: path))
    }

    private static func files(under folder: String) -> [String] {
        let walker = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (walker?.compactMap { $0 as? String } ?? [])
            .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".build") } }
            .map { "\(folder)/\($0)" }
    }
}
