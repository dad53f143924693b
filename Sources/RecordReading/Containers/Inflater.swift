import CLibXML2
public import CanonicalModel

/// Undoes DEFLATE (RFC 1951) block by block, with zlib. One stream an inflater; about 0.3 GB/s.
public final class Inflater {
    /// What is around the DEFLATE stream.
    public enum Wrapping: Sendable {
        /// The header and checks of gzip, which zlib verifies.
        case gzip
        /// Nothing, as in a ZIP archive.
        case none
    }

    /// Why ``inflate(_:_:end:into:_:)`` came back.
    public enum Outcome: Sendable {
        /// All input was used.
        case wantsInput
        /// The output is full.
        case filled
        /// The stream is complete.
        case ended
        /// The input is not a DEFLATE stream, or its check failed.
        case damaged
    }

    private let stream: UnsafeMutablePointer<z_stream>

    /// Makes an inflater; `nil` without memory for one.
    public init?(_ wrapping: Wrapping) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits: Int32 = wrapping == .gzip ? 15 + 16 : -15
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Inflates `input` from `position` up to `end` into `output` from `filled` on; both move on.
    public func inflate(
        _ input: [UInt8], _ position: inout Int, end: Int, into output: inout [UInt8],
        _ filled: inout Int
    ) -> Outcome {
        let (first, start) = (position, filled)
        let answer = input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                // zlib does not write to its input, whatever its type says.
                stream.pointee.next_in = source.baseAddress.map {
                    UnsafeMutablePointer(mutating: $0 + first)
                }
                stream.pointee.avail_in = UInt32(clamping: min(end, source.count) - first)
                stream.pointee.next_out = target.baseAddress.map { $0 + start }
                stream.pointee.avail_out = UInt32(clamping: target.count - start)
                let (given, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
                let answer = CLibXML2.inflate(stream, Z_NO_FLUSH)
                position += Int(given - stream.pointee.avail_in)
                filled += Int(room - stream.pointee.avail_out)
                return answer
            }
        }
        switch answer {
        case Z_STREAM_END: return .ended
        case Z_OK, Z_BUF_ERROR: return filled == output.count ? .filled : .wantsInput
        default: return .damaged
        }
    }

    /// Begins with another stream.
    public func restart() { inflateReset(stream) }

    /// All of `bytes` inflated, which are in memory whole.
    ///
    /// - Throws: `malformed-archive`, or `unpacks-too-large` above `limit` bytes.
    public static func gunzip(
        _ bytes: [UInt8], limit: Int, file: String
    ) throws(Diagnostic) -> [UInt8] {
        var (output, position, filled) = ([UInt8](), 0, 0)
        guard let inflater = Inflater(.gzip) else {
            throw Diagnostic(.malformedArchive, file: file, "zlib cannot be used")
        }
        while true {
            if filled == output.count {
                guard filled <= limit else { throw tooLarge(limit, file) }
                let room = max(output.count, min(bytes.count * 4, limit) + 64)
                output.append(contentsOf: repeatElement(0, count: room))
            }
            switch inflater.inflate(bytes, &position, end: bytes.count, into: &output, &filled) {
            case .filled: continue
            case .ended:
                guard filled <= limit else { throw tooLarge(limit, file) }
                output.removeLast(output.count - filled)
                return output
            case .wantsInput, .damaged:
                throw Diagnostic(
                    .malformedArchive, file: file, "compressed data are damaged or end too soon")
            }
        }
    }

    private static func tooLarge(_ limit: Int, _ file: String) -> Diagnostic {
        Diagnostic(
            .unpacksTooLarge, file: file, "compressed data unpack to more than \(limit) bytes",
            advice: "no record is packed so densely; find out where the file comes from")
    }
}

@available(*, unavailable)
extension Inflater: Sendable {}

/// A CRC-32 as ZIP archives have it (APPNOTE.TXT §4.4.7), worked out bit by bit of a file.
public struct CRC32: Sendable {
    /// The check of everything that was added.
    public private(set) var value: UInt32 = 0

    /// A check of nothing yet.
    public init() {}

    /// Adds the bytes of `range`.
    public mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        value = bytes[range].withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: crc32(UInt(value), buffer.baseAddress, UInt32(buffer.count)))
        }
    }
}
