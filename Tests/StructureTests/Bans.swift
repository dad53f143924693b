/// A spelling that may not appear in code, where, and why.
struct Ban: Sendable, CustomStringConvertible {
    enum Place: Sendable { case everywhere, libraries, outsidePipeline }

    let spelling: String
    let place: Place
    let why: String
    /// A line that breaks the rule, for the test of the rule itself.
    let example: String

    var description: String { spelling }

    static let all = [
        Ban(.everywhere, "try!", "handle the error", "let x = try! f()"),
        Ban(.everywhere, "as!", "use `as?`", "let x = y as! Int"),
        Ban(.everywhere, "@unchecked Sendable", "let the compiler check", "X: @unchecked Sendable"),
        Ban(
            .everywhere, "nonisolated(unsafe)", "let the compiler check",
            "nonisolated(unsafe) var x = 1"),
        Ban(.everywhere, "unsafeFlags", "a dependent could not build", ".unsafeFlags([])"),
        Ban(.outsidePipeline, "Task {", tasks, "Task { f() }"),
        Ban(.outsidePipeline, "Task(", tasks, "Task(priority: .low) { f() }"),
        Ban(.outsidePipeline, "Task.detached", tasks, "Task.detached { f() }"),
        Ban(.outsidePipeline, "Task.immediate", tasks, "Task.immediate { f() }"),
        Ban(.outsidePipeline, "withTaskGroup", tasks, "await withTaskGroup(of: Int.self) {"),
        Ban(
            .outsidePipeline, "withThrowingTaskGroup", tasks,
            "try await withThrowingTaskGroup(of: Int.self) {"),
        Ban(.outsidePipeline, "withDiscardingTaskGroup", tasks, "withDiscardingTaskGroup {"),
        Ban(
            .outsidePipeline, "withThrowingDiscardingTaskGroup", tasks,
            "withThrowingDiscardingTaskGroup {"),
        Ban(.outsidePipeline, "async let", tasks, "async let x = f()"),
        Ban(.outsidePipeline, "Thread", tasks, "Thread.sleep(forTimeInterval: 1)"),
        Ban(.outsidePipeline, "pthread_create", tasks, "pthread_create(nil, nil, f, nil)"),
        Ban(.outsidePipeline, "DispatchQueue", tasks, "DispatchQueue.main.async {"),
        Ban(.libraries, "print(", output, "print(name)"),
        Ban(.libraries, "debugPrint(", output, "debugPrint(name)"),
        Ban(.libraries, "dump(", output, "dump(record)"),
    ]

    private static let tasks = "only Pipeline starts work beside other work"
    private static let output = "a library returns values; only `sluice` writes to the terminal"

    private init(_ place: Place, _ spelling: String, _ why: String, _ example: String) {
        self.spelling = spelling
        self.place = place
        self.why = why
        self.example = example
    }

    /// Whether the rule holds in `file`; tests may start tasks and print.
    func applies(to file: SourceFile) -> Bool {
        switch place {
        case .everywhere: true
        case .libraries: file.isLibrary
        case .outsidePipeline: file.room != nil && file.room != "Pipeline"
        }
    }

    /// The lines of `file` where the spelling stands as words of its own.
    func findings(in file: SourceFile) -> [Finding] {
        guard applies(to: file) else { return [] }
        return file.codeLines.enumerated().compactMap { index, line in
            guard holds(line) else { return nil }
            return file.finding(line: index + 1, "`\(spelling)`: \(why)")
        }
    }

    private func holds(_ line: String) -> Bool {
        line.ranges(of: spelling).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let startsWord = !(Self.isWord(spelling.first) && Self.isWord(before))
            let endsWord = !(Self.isWord(spelling.last) && Self.isWord(after))
            return startsWord && endsWord
        }
    }

    private static func isWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
}
