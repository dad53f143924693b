import CLibXML2

/// How pages are compressed; a column chunk that compression would not shorten is left as it is.
///
/// The same library gives the same bytes; another version of it may give others.
public enum ParquetCompression: Sendable, CaseIterable {
    /// Not at all.
    case none
    /// With zlib, as gzip (RFC 1952) without name and time. Every reader takes it.
    case gzip
    /// With libzstd, which is looked for at run time; without it, not at all.
    case zstandard

    /// ``zstandard`` where libzstd is installed, else ``gzip``.
    public static let best: ParquetCompression = Zstandard.installed == nil ? .gzip : .zstandard

    /// The number of `CompressionCodec` in parquet.thrift.
    var codec: Int {
        switch self {
        case .none: 0
        case .gzip: 2
        case .zstandard: 6
        }
    }

    /// `bytes` compressed; `nil` if that cannot be done, or not in less room.
    func compress(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .none: nil
        case .gzip: Self.gzip(bytes)
        case .zstandard: Zstandard.installed?.compress(bytes)
        }
    }

    /// The fastest level: the next ones take twice the time for a tenth less.
    private static let level: Int32 = 1

    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        let answer = unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard answer == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        // What does not fit into the room of the input is no gain.
        let room = bytes.count
        let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                // zlib does not write to its input, whatever its type says.
                unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.avail_in = UInt32(clamping: source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(clamping: room)
                let answer = unsafe deflate(&stream, Z_FINISH)
                count = answer == Z_STREAM_END ? room - Int(unsafe stream.avail_out) : 0
            }
        }
        return output.isEmpty ? nil : output
    }
}

/// libzstd, looked up in the libraries of the machine.
///
/// Source: zstd.h, "Simple Core API", which has been the same since version 1.0.
@safe private struct Zstandard: Sendable {
    private typealias Compress =
        @convention(c) @Sendable (
            UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int, Int32
        ) -> Int
    private typealias IsError = @convention(c) @Sendable (Int) -> UInt32

    private let compress: Compress
    private let isError: IsError

    /// The library; `nil` where it is not installed.
    static let installed = Zstandard()

    private init?() {
        let names = ["libzstd.so.1", "libzstd.1.dylib"]
        guard let library = unsafe names.lazy.compactMap({ unsafe dlopen($0, RTLD_NOW) }).first,
            let compress = unsafe dlsym(library, "ZSTD_compress"),
            let isError = unsafe dlsym(library, "ZSTD_isError")
        else { return nil }
        unsafe self.compress = unsafeBitCast(compress, to: Compress.self)
        self.isError = unsafe unsafeBitCast(isError, to: IsError.self)
    }

    /// `bytes` at the fastest level; `nil` if they do not fit into less room.
    func compress(_ bytes: [UInt8]) -> [UInt8]? {
        let output = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
            let length = unsafe bytes.withUnsafeBytes { source in
                unsafe compress(
                    target.baseAddress, target.count, source.baseAddress, source.count, 1)
            }
            count = isError(length) == 0 ? length : 0
        }
        return output.isEmpty ? nil : output
    }
}
