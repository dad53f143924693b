import CanonicalModel
import Crypto
import RecordReading

/// The lines of an input, one after another, in a buffer of at most one line and one block.
struct LineReader {
    let file: String
    private let input: any ByteInput
    private let limit: Int
    /// What was read; ``next()`` gives ranges of it.
    private(set) var buffer: [UInt8]
    private var start = 0
    private var isAtEnd = false
    private var hash = SHA256()
    /// How many bytes were taken.
    private(set) var position = 0
    static let block = 1 << 20

    /// - Parameters:
    ///   - input: Called `file` in messages; what was read of it already is `buffer`.
    ///   - limit: The most bytes of a line.
    init(
        _ input: any ByteInput, as file: String, limit: Int, buffer: [UInt8]
    ) {
        (self.file, self.input, self.limit, self.buffer) = (file, input, limit, buffer)
    }

    /// The range of the next line in the buffer, its line break included; `nil` at the end. It
    /// stays the next until it is taken.
    ///
    /// - Throws: `too-large`, and there are no lines after it; `unreadable-input`.
    mutating func next() throws(Diagnostic) -> Range<Int>? {
        var searched = start
        while true {
            if let end = firstLineBreak(buffer, from: searched) { return start..<end + 1 }
            if isAtEnd { return start < buffer.count ? start..<buffer.count : nil }
            guard buffer.count - start <= limit else { throw tooLarge() }
            searched = buffer.count - start
            buffer.removeSubrange(..<start)
            start = 0
            Files.resize(&buffer, to: searched + max(searched, Self.block))
            isAtEnd = try input.fill(&buffer, from: searched)
        }
    }

    /// Goes on after `line`, which is the next one.
    mutating func take(_ line: Range<Int>) {
        hash.update(data: buffer[line])
        position += line.count
        start = line.upperBound
    }

    /// Reads no further.
    mutating func end() { (isAtEnd, start) = (true, buffer.count) }

    /// SHA-256 of what was taken, which at the end is the whole input.
    func digest() -> [UInt8] { Array(hash.finalize()) }

    func tooLarge() -> Diagnostic {
        Diagnostic(
            .tooLarge, file: file, "the record has more than \(limit) bytes",
            advice: "nothing after it in this file was read")
    }
}
