/// A page before it is compressed.
struct Page {
    /// The numbers of `PageType` in parquet.thrift.
    enum Kind: Int { case data = 0, dictionary = 2 }
    /// The numbers of `Encoding` in parquet.thrift.
    enum Encoding: Int { case plain = 0, levels = 3, deltaLengths = 6, dictionary = 8 }

    let kind: Kind
    let valueCount: Int
    let encoding: Encoding
    let body: [UInt8]

    init(_ kind: Kind, _ valueCount: Int, _ encoding: Encoding, _ body: [UInt8]) {
        (self.kind, self.valueCount, self.encoding, self.body) = (kind, valueCount, encoding, body)
    }

    /// The structure `PageHeader` of parquet.thrift.
    func header(compressedSize: Int) -> [UInt8] {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            thrift.write(1, kind.rawValue)
            thrift.write(2, body.count)
            thrift.write(3, compressedSize)
            thrift.write(kind == .data ? 5 : 7) { thrift in
                thrift.write(1, valueCount)
                thrift.write(2, encoding.rawValue)
                guard kind == .data else { return }
                thrift.write(3, Encoding.levels.rawValue)
                thrift.write(4, Encoding.levels.rawValue)
            }
        }
        return thrift.bytes
    }
}

/// What the footer says of one column in one row group.
struct ColumnChunk: Sendable {
    let kind: ParquetColumn.Kind
    let valueCount: Int
    /// How the values of its data page are written.
    let encoding: Page.Encoding
    let statistics: ColumnStatistics
    private(set) var codec = 0
    /// Where its first page begins in the file.
    private(set) var start = 0
    private var dataStart = 0
    /// The bytes of its pages with their headers, before and after compression.
    private(set) var uncompressedSize = 0
    private(set) var compressedSize = 0

    init(
        kind: ParquetColumn.Kind, valueCount: Int, encoding: Page.Encoding,
        statistics: ColumnStatistics
    ) {
        (self.kind, self.valueCount) = (kind, valueCount)
        (self.encoding, self.statistics) = (encoding, statistics)
    }

    /// Appends `pages` to `output`, which has the file from `start` on; the last is the data page.
    mutating func write(
        _ pages: [Page], _ compression: ParquetCompression, to output: inout [UInt8],
        from start: Int
    ) {
        self.start = start + output.count
        let compressed = Self.compress(pages, compression)
        codec = compressed == nil ? ParquetCompression.none.codec : compression.codec
        for (index, page) in pages.enumerated() {
            let body = compressed?[index] ?? page.body
            let header = page.header(compressedSize: body.count)
            dataStart = start + output.count
            output.append(contentsOf: header)
            output.append(contentsOf: body)
            uncompressedSize += header.count + page.body.count
            compressedSize += header.count + body.count
        }
    }

    /// All pages compressed, or none: a chunk has one codec.
    private static func compress(
        _ pages: [Page], _ compression: ParquetCompression
    ) -> [[UInt8]]? {
        var compressed: [[UInt8]] = []
        for page in pages {
            guard let body = compression.compress(page.body) else { return nil }
            compressed.append(body)
        }
        return compressed
    }

    /// Writes the structure `ColumnChunk` of parquet.thrift.
    func write(_ path: [String], to thrift: inout ThriftCompact) {
        thrift.write(2, 0, .int64)
        thrift.write(3) { thrift in
            thrift.write(1, kind.physical.rawValue)
            let hasDictionary = encoding == .dictionary
            // The values of a dictionary are written PLAIN.
            let encodings =
                [hasDictionary ? .plain : encoding, .levels]
                + (hasDictionary ? [encoding] : [])
            thrift.write(2, encodings, .int32) { $0.element($1.rawValue) }
            thrift.write(3, path, .binary) { $0.element($1.utf8) }
            thrift.write(4, codec)
            thrift.write(5, valueCount, .int64)
            thrift.write(6, uncompressedSize, .int64)
            thrift.write(7, compressedSize, .int64)
            thrift.write(9, dataStart, .int64)
            if hasDictionary { thrift.write(11, start, .int64) }
            thrift.write(12) { statistics.write(to: &$0) }
        }
    }
}
