import Foundation

/// What may be kept under version control, and what its text may not say.
enum Tracked {
    /// The top level is fixed; files of tools that begin with a dot are free.
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "Mappings", "Policies", "Samples", "README.md",
        "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "Dockerfile",
    ]

    /// Build products, the lock file of a library user's choice, and strangers at the top level.
    static func wrongNames(among paths: [String]) -> [Finding] {
        paths.compactMap { path in
            let parts = path.split(separator: "/")
            guard let top = parts.first.map(String.init), let name = parts.last else { return nil }
            if name == "Package.resolved" || parts.contains(where: { $0.hasPrefix(".build") }) {
                return Finding(path: path, line: 1, problem: "is made by the build")
            }
            guard topLevel.contains(top) || top.hasPrefix(".") else {
                return Finding(path: path, line: 1, problem: "`\(top)` is not in the top level")
            }
            return nil
        }
    }

    /// The folders of somebody's own machine; written in two parts, so that this file has none.
    private static let privateFolders = ["work", "root", "home"].map { Data("/\($0)/".utf8) }

    /// Paths of somebody's own machine in a file's bytes; `https://host/…` is not one.
    static func machinePaths(in content: Data, path: String) -> [Finding] {
        privateFolders.flatMap { folder -> [Finding] in
            var (found, from) = ([Finding](), content.startIndex)
            while let range = content.range(of: folder, in: from..<content.endIndex) {
                let before = content[..<range.lowerBound].last.map { Character(Unicode.Scalar($0)) }
                if before.map({ !$0.isLetter && !$0.isNumber && !"._-}*/".contains($0) }) ?? true {
                    let line = 1 + content[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
                    found.append(Finding(path: path, line: line, problem: "names a machine's path"))
                }
                from = range.upperBound
            }
            return found
        }
    }
}
