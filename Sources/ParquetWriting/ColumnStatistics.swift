/// What a reader may want to know of a column's values before it reads them.
struct ColumnStatistics: Sendable, Equatable {
    /// A bound of all values, in PLAIN encoding without length.
    struct Bound: Sendable, Equatable {
        var bytes: [UInt8]
        /// Whether it is a value of the column, and not a shortened one.
        var isExact = true
    }

    /// How many values are missing; of lists, how many texts would be there if none were.
    var missing = 0
    var least: Bound?
    var greatest: Bound?

    /// Longer texts are shortened in bounds.
    static let maximumLength = 64

    /// The bounds of the values that `visit` hands out.
    init(
        _ physical: ParquetColumn.Kind.Physical, missing: Int,
        visit: ((Span<UInt8>) -> Void) -> Void
    ) {
        self.missing = missing
        var (least, greatest) = ([UInt8](), [UInt8]())
        var (isEmpty, hasNaN) = (true, false)
        var (leastWord, greatestWord) = (UInt64(0), UInt64(0))
        visit { value in
            // Most texts lie between the bounds so far by their first eight bytes already.
            if physical == .bytes, value.count >= 8, value.orderWord > leastWord,
                value.orderWord < greatestWord
            {
                return
            }
            if physical == .double, value.isNaN { hasNaN = true }
            if isEmpty {
                (least, greatest, isEmpty) = (Array(copying: value), Array(copying: value), false)
            } else if value.isBelow(least.span, physical) {
                least = Array(copying: value)
            } else if greatest.span.isBelow(value, physical) {
                greatest = Array(copying: value)
            }
            guard physical == .bytes, least.count >= 8, greatest.count >= 8 else { return }
            (leastWord, greatestWord) = (least.span.orderWord, greatest.span.orderWord)
        }
        // Readers do not agree on where NaN stands, so its neighbours have no bounds.
        guard !hasNaN, !isEmpty else { return }
        switch physical {
        case .boolean, .int32, .int64:
            (self.least, self.greatest) = (Bound(bytes: least), Bound(bytes: greatest))
        case .double:
            self.least = Bound(bytes: Self.zero(least, sign: -0.0))
            self.greatest = Bound(bytes: Self.zero(greatest, sign: 0.0))
        case .bytes:
            self.least = Self.shortened(below: least)
            self.greatest = Self.shortened(above: greatest)
        }
    }

    /// A zero with the sign that bounds zeros of both signs; anything else as it is.
    ///
    /// Source: parquet.thrift, `TypeDefinedOrder`.
    private static func zero(_ bytes: [UInt8], sign: Double) -> [UInt8] {
        guard Double(bitPattern: bytes.span.littleEndian(0)) == 0 else { return bytes }
        var signed: [UInt8] = []
        signed.appendLittleEndian(sign.bitPattern)
        return signed
    }

    /// `text`, or the beginning of it, which comes before it.
    private static func shortened(below text: [UInt8]) -> Bound {
        guard text.count > maximumLength else { return Bound(bytes: text) }
        return Bound(bytes: beginning(of: text), isExact: false)
    }

    /// `text`, or a shorter one that comes after it; `nil` if there is none.
    private static func shortened(above text: [UInt8]) -> Bound? {
        guard text.count > maximumLength else { return Bound(bytes: text) }
        guard let kept = String(validating: beginning(of: text), as: UTF8.self) else { return nil }
        var scalars = kept.unicodeScalars
        while let last = scalars.popLast() {
            // The next code point: surrogates are none, and none comes after the last.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let raised = Unicode.Scalar(next) else { continue }
            scalars.append(raised)
            return Bound(bytes: Array(String(scalars).utf8), isExact: false)
        }
        return nil
    }

    /// Whole characters of `text`, as many as may stay.
    private static func beginning(of text: [UInt8]) -> [UInt8] {
        var end = maximumLength
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(text[..<end])
    }

    /// Writes the structure `Statistics` of parquet.thrift.
    func write(to thrift: inout ThriftCompact) {
        thrift.write(3, missing, .int64)
        if let greatest { thrift.write(5, greatest.bytes) }
        if let least { thrift.write(6, least.bytes) }
        if let greatest { thrift.write(7, greatest.isExact) }
        if let least { thrift.write(8, least.isExact) }
    }
}

extension Array<UInt8> {
    init(copying bytes: Span<UInt8>) {
        self.init()
        append(bytes)
    }
}

extension Span<UInt8> {
    /// The first eight bytes as a word in the order of texts.
    fileprivate var orderWord: UInt64 { littleEndian(0, as: UInt64.self).byteSwapped }

    fileprivate var isNaN: Bool { Double(bitPattern: littleEndian(0)).isNaN }

    /// Whether it stands before `other` in the order of the type.
    fileprivate func isBelow(
        _ other: Span<UInt8>, _ physical: ParquetColumn.Kind.Physical
    ) -> Bool {
        switch physical {
        case .boolean: self[0] < other[0]
        case .int32: littleEndian(0, as: Int32.self) < other.littleEndian(0)
        case .int64: littleEndian(0, as: Int64.self) < other.littleEndian(0)
        case .double:
            Double(bitPattern: littleEndian(0)) < Double(bitPattern: other.littleEndian(0))
        case .bytes: precedes(other)
        }
    }
}
