/// The bytes of a terminology file while its columns are put together.
struct FileBytes {
    private var bytes = [UInt8](repeating: 0, count: TerminologyFormat.headerBytes)
    private var written = 0

    private mutating func begin(_ column: TerminologyFormat.Column, _ count: Int) {
        precondition(column.rawValue == written, "the columns are written in their order")
        while bytes.count % 8 != 0 { bytes.append(0) }
        let entry = TerminologyFormat.checkedFrom + written * 16
        set(UInt64(bytes.count), at: entry)
        set(UInt64(count), at: entry + 8)
        written += 1
    }

    mutating func append(_ column: TerminologyFormat.Column, _ items: [UInt8]) {
        begin(column, items.count)
        bytes += items
    }

    mutating func append(_ column: TerminologyFormat.Column, _ items: [UInt32]) {
        begin(column, items.count)
        bytes.reserveCapacity(bytes.count + items.count * 4)
        for item in items {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: item >> shift))
            }
        }
    }

    mutating func append(_ column: TerminologyFormat.Column, _ items: [UInt64]) {
        begin(column, items.count)
        bytes.reserveCapacity(bytes.count + items.count * 8)
        for item in items {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: item >> shift))
            }
        }
    }

    /// The whole file, with its header and checksum.
    mutating func finished() -> [UInt8] {
        precondition(written == TerminologyFormat.Column.allCases.count, "a column is missing")
        set(TerminologyFormat.magic, at: 0)
        set(UInt64(TerminologyFormat.version) | UInt64(written) << 32, at: 8)
        set(UInt64(bytes.count), at: 16)
        set(checksum, at: 24)
        return bytes
    }

    private var checksum: UInt64 {
        let all = unsafe bytes.span.bytes
        return TerminologyFormat.checksum(
            all.extracting(TerminologyFormat.checkedFrom..<bytes.count))
    }

    private mutating func set(_ value: UInt64, at offset: Int) {
        for index in 0..<8 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8))
        }
    }
}
