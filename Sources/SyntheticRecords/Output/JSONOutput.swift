import CanonicalModel

/// Appends JSON to bytes: compactly as systems send it, or indented for people.
struct JSONOutput {
    var bytes: [UInt8] = []
    private let isIndented: Bool
    private var closers: [UInt8] = []
    private var isFirst = true

    init(indented: Bool) { isIndented = indented }

    /// Opens an object, as the member `key` or as an element.
    mutating func object(_ key: String = "") { open(key, 0x7B, 0x7D) }

    /// Opens an array, as the member `key` or as an element.
    mutating func array(_ key: String = "") { open(key, 0x5B, 0x5D) }

    /// Ends the innermost `count` objects or arrays.
    mutating func close(_ count: Int = 1) {
        for _ in 0..<count {
            guard let closer = closers.popLast() else { return }
            if !isFirst { newLine() }
            bytes.append(closer)
            isFirst = false
        }
    }

    /// A member that is a string; an empty `value` writes nothing.
    mutating func text(_ key: String, _ value: String) {
        guard !value.isEmpty else { return }
        start(key)
        quote(value)
    }

    /// A member that is written as it is: a number, `true` or `false`.
    mutating func literal(_ key: String, _ value: String) {
        start(key)
        bytes.append(contentsOf: value.utf8)
    }

    /// A string element of an array.
    mutating func element(_ value: String) {
        start("")
        quote(value)
    }

    private mutating func open(_ key: String, _ opener: UInt8, _ closer: UInt8) {
        start(key)
        bytes.append(opener)
        closers.append(closer)
        isFirst = true
    }

    private mutating func start(_ key: String) {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
        if !closers.isEmpty { newLine() }
        guard !key.isEmpty else { return }
        quote(key)
        bytes.append(0x3A)
        if isIndented { bytes.append(0x20) }
    }

    private mutating func newLine() {
        guard isIndented else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * closers.count))
    }

    private mutating func quote(_ text: String) {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 }) else {
            bytes.append(0x22)
            bytes.append(contentsOf: text.utf8)
            return bytes.append(0x22)
        }
        bytes.append(contentsOf: text.inJSON.utf8)
    }

    /// Ends one line of NDJSON, so that another value can begin.
    mutating func endLine() {
        bytes.append(0x0A)
        isFirst = true
    }
}
