/// Writes one Parquet file, row group by row group.
///
/// Values are dictionary-encoded where they repeat; else texts stand behind their lengths
/// (DELTA_LENGTH_BYTE_ARRAY) and other values are PLAIN, in data pages of version 1; a row group
/// has one page a column. The bytes depend on the columns, the rows and the compression only, not
/// on how the rows were handed over. Memory: one row group.
/// Source: Apache Parquet format 2.12, parquet.thrift and Encodings.md.
public struct ParquetTable: Sendable {
    /// When a row group is complete: at the first of these.
    public struct Limits: Sendable {
        /// The rows.
        public var rows: Int
        /// The bytes of ``ParquetRows``.
        public var bytes: Int

        /// Limits on a row group.
        public init(rows: Int = 65_536, bytes: Int = 32 << 20) {
            self.rows = rows
            self.bytes = bytes
        }
    }

    private let compression: ParquetCompression
    private let createdBy: String
    private let metadata: [(key: String, value: String)]
    private let limits: Limits
    private var buffers: [ColumnBuffer]
    private var locator: CellLocator
    private var groups: [RowGroup] = []
    /// The rows of the group at hand, and their bytes.
    private var (pending, pendingBytes) = (0, 0)
    /// The bytes of the file that were handed out.
    private var position = 0

    private static let magic = Array("PAR1".utf8)

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - columns: At least one, with different names.
    ///   - createdBy: Who wrote it, as `NAME version 1.2.3`.
    ///   - metadata: What else the footer says, by keys.
    public init(
        columns: [ParquetColumn], createdBy: String, metadata: [(key: String, value: String)] = [],
        compression: ParquetCompression = .best, limits: Limits = Limits()
    ) {
        (self.createdBy, self.metadata) = (createdBy, metadata)
        (self.compression, self.limits) = (compression, limits)
        buffers = columns.map(ColumnBuffer.init)
        locator = CellLocator(columns)
    }

    /// The rows that were handed over.
    public private(set) var rowCount = 0

    /// Takes `rows`, less than 4 GB; appends what is complete of the file to `output`.
    public mutating func append(_ rows: ParquetRows, into output: inout [UInt8]) {
        let (cells, start) = (rows.bytes.span, output.count)
        var (offset, left) = (0, rows.count)
        while left > 0 {
            let first = offset
            let located = locator.locate(
                cells, &offset, rows: min(left, limits.rows - pending),
                bytes: limits.bytes - pendingBytes)
            let starts = locator.starts
            for index in buffers.indices {
                let range = CellLocator.range(index, rows: located)
                buffers[index].append(cells, at: starts.span.extracting(range))
            }
            left -= located
            pending += located
            pendingBytes += offset - first
            if pending >= limits.rows || pendingBytes >= limits.bytes {
                flush(into: &output, start)
            }
        }
        precondition(offset == cells.count, "a row has more cells than the table columns")
        rowCount += rows.count
        position += output.count - start
    }

    /// Appends the rest of the file to `output`; nothing may be appended afterwards.
    public mutating func finish(into output: inout [UInt8]) {
        let start = output.count
        if pending > 0 { flush(into: &output, start) }
        beginIfNeeded(&output, start)
        let footer = footer
        output.append(contentsOf: footer)
        output.appendLittleEndian(UInt32(footer.count))
        output.append(contentsOf: Self.magic)
        position += output.count - start
    }

    private mutating func flush(into output: inout [UInt8], _ start: Int) {
        beginIfNeeded(&output, start)
        var group = RowGroup(rows: pending)
        for index in buffers.indices {
            // `output` may hold other bytes before `start`.
            group.chunks.append(
                buffers[index].write(compression, to: &output, from: position - start))
        }
        groups.append(group)
        (pending, pendingBytes) = (0, 0)
    }

    private func beginIfNeeded(_ output: inout [UInt8], _ start: Int) {
        if position == 0, output.count == start { output.append(contentsOf: Self.magic) }
    }

    private var footer: [UInt8] {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            thrift.write(1, 1)
            SchemaElement.write(buffers.map(\.column), to: &thrift)
            thrift.write(3, rowCount, .int64)
            thrift.write(4, groups.enumerated(), .structure) { thrift, group in
                thrift.element { group.element.write(buffers, group.offset, to: &$0) }
            }
            if !metadata.isEmpty {
                thrift.write(5, metadata, .structure) { thrift, pair in
                    thrift.element { thrift in
                        thrift.write(1, pair.key.utf8)
                        thrift.write(2, pair.value.utf8)
                    }
                }
            }
            thrift.write(6, createdBy.utf8)
            // Bounds count only where the order is said: that of each column's type.
            thrift.write(7, buffers, .structure) { thrift, _ in
                thrift.element { $0.write(1) }
            }
        }
        return thrift.bytes
    }
}

/// What the footer says of one row group.
private struct RowGroup: Sendable {
    let rows: Int
    var chunks: [ColumnChunk] = []

    init(rows: Int) { self.rows = rows }

    /// Writes the fields of the structure `RowGroup` of parquet.thrift.
    func write(_ buffers: [ColumnBuffer], _ number: Int, to thrift: inout ThriftCompact) {
        thrift.write(1, zip(buffers, chunks).map { ($0.column, $1) }, .structure) { thrift, chunk in
            thrift.element { chunk.1.write(SchemaElement.path(of: chunk.0), to: &$0) }
        }
        thrift.write(2, chunks.reduce(0) { $0 + $1.uncompressedSize }, .int64)
        thrift.write(3, rows, .int64)
        thrift.write(5, chunks.first?.start ?? 0, .int64)
        thrift.write(6, chunks.reduce(0) { $0 + $1.compressedSize }, .int64)
        if number <= Int(Int16.max) { thrift.write(7, number, .int16) }
    }
}
