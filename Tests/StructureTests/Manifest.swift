/// What Package.swift declares, read from its text: the targets and the names they depend on.
struct Manifest: Equatable {
    struct Target: Equatable {
        let name: String
        let isTest: Bool
        let dependencies: Set<String>
    }

    let targets: [Target]

    /// Reads the targets in the text of a Package.swift; a product counts by its own name.
    init(text: String) {
        targets = text.matches(of: Self.targetStart).compactMap { match in
            let body = Self.balanced(text[match.range.upperBound...])
            guard let name = body.firstMatch(of: Self.name)?.output.1 else { return nil }
            var dependencies: Set<String> = []
            if let list = body.firstRange(of: "dependencies:") {
                let listed = body[list.upperBound...].replacing(Self.packageLabel, with: "")
                dependencies = Set(listed.matches(of: Self.quoted).map { String($0.output.1) })
            }
            return Target(
                name: String(name), isTest: match.output.1 == "testTarget",
                dependencies: dependencies)
        }
    }

    /// The dependencies that the map of rooms does not allow, and targets that it does not know.
    func findings() -> [Finding] {
        targets.filter { !$0.isTest }.flatMap { target -> [Finding] in
            guard let allowed = Rooms.mayImport[target.name] else {
                return [Self.finding("target `\(target.name)` is not in the map of rooms")]
            }
            return target.dependencies.subtracting(allowed).sorted().map {
                Self.finding("target `\(target.name)` may not depend on `\($0)`")
            }
        }
    }

    private static func finding(_ problem: String) -> Finding {
        Finding(path: "Package.swift", line: 1, problem: problem)
    }

    /// The text up to the parenthesis that closes the one just opened.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static var targetStart: Regex<(Substring, Substring)> {
        /\.(target|executableTarget|systemLibrary|testTarget)\(/
    }
    private static var name: Regex<(Substring, Substring)> { /name:\s*"([^"]+)"/ }
    private static var quoted: Regex<(Substring, Substring)> { /"([^"]+)"/ }
    private static var packageLabel: Regex<Substring> { /package:\s*"[^"]+"/ }
}
