import Fuzzing

/// What the scanner makes of a stream: which bytes are records, of all that it passed.
private struct Reading: Equatable {
    var records: [[UInt8]] = []
    var isLastCutOff = false
    var passed = 0
}

/// Reads a stream that arrives in blocks.
private func read(_ stream: ArraySlice<UInt8>, _ framing: Framing, blocks: Int) -> Reading {
    var (scanner, buffer, reading) = (FrameScanner(framing), [UInt8](), Reading())
    var rest = stream
    while true {
        switch scanner.scan(buffer, from: 0, isAtEnd: rest.isEmpty) {
        case .unfinished:
            require(!rest.isEmpty, "unfinished at the end")
            buffer += rest.prefix(blocks)
            rest = rest.dropFirst(blocks)
        case .record(let range, let next):
            require(range.upperBound <= next && next <= buffer.count, "a record beyond the bytes")
            let isLast = rest.isEmpty && next == buffer.count
            require(next > 0 || isLast, "a record that takes nothing")
            if !range.isEmpty {
                reading.records.append(Array(buffer[range]))
                reading.isLastCutOff = isLast && scanner.isCutOff(range)
            }
            reading.passed += next
            buffer.removeFirst(next)
            scanner.reset()
            if isLast { return reading }
        }
    }
}

/// Records are the same however the bytes arrive, no byte is read twice, and what is too large to
/// be kept is passed in the same steps.
private func check(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let framing = Framing.allCases[Int(first) % Framing.allCases.count]
    let stream = input.dropFirst()
    let whole = read(stream, framing, blocks: max(1, stream.count))
    require(whole.passed == stream.count, "bytes are lost or read twice")
    for size in [1, 2 + Int(first) / 8] {
        require(read(stream, framing, blocks: size) == whole, "the blocks make a difference")
    }
    forget(stream, framing)
}

/// Forgets what is longer than eight bytes, as a source does with what is longer than its limit; a
/// name may be kept.
private func forget(_ stream: ArraySlice<UInt8>, _ framing: Framing) {
    var (scanner, buffer) = (FrameScanner(framing), [UInt8]())
    for byte in stream {
        buffer.append(byte)
        scan: while true {
            switch scanner.scan(buffer, from: 0, isAtEnd: false) {
            case .unfinished:
                if buffer.count > 8 {
                    let count = scanner.forget(buffer, from: 0)
                    require(count <= buffer.count, "more is forgotten than was there")
                    buffer.removeFirst(count)
                }
                break scan
            case .record(_, let next):
                require(next > 0 && next <= buffer.count, "a record beyond the bytes")
                buffer.removeFirst(next)
                scanner.reset()
            }
        }
        require(buffer.count <= 1100, "what was to be forgotten is kept")
    }
}

private let words = spelled([
    "<", ">", "/>", "</a>", "<a>", "<b/>", "<a", "\"", "'", "<!--", "-->", "--", "<![CDATA[", "]]>",
    "<?d e?>",
    "<?xml version='1.0'?>", "?>", "<!DOCTYPE a [", "]>", "{", "}", "[", "]", "\\", "\\\"", "\"}",
    "{\"", ":", ",", "\n{", "\n",
    "\r\n", " ", "\t", "\u{0}", "\u{0}\u{0}\u{0}\u{1}", "\u{0}\u{0}\u{0}\u{9}",
    "\u{1}\u{0}\u{0}\u{0}", "\u{1E}", "\u{FEFF}",
    "é",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
