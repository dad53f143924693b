/// What one input file may at most unpack to, so that no archive can exhaust memory, disk or time.
///
/// Records from general practice deflate to between a fifth and a fiftieth. DEFLATE itself can
/// reach a thousand, and only a file that was made for it comes near.
public struct UnpackingLimits: Sendable {
    /// How many bytes a byte of the file may become in all, once more than ``freely`` came out.
    public var ratio = 200
    /// Bytes that may come out of any file, however small.
    public var freely = 64 << 20
    /// Bytes that may come out of one file in all.
    public var total = 256 << 30
    /// Archives and compressed files in one another.
    public var depth = 4
    /// Members of one archive.
    public var members = 1 << 20
    /// Bytes of an archive in an archive that must be held in memory (`.zip`).
    public var nestedArchive = 256 << 20

    /// The defaults.
    public init() {}

    /// How much may come out of a file of `count` bytes.
    public func allowance(for count: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: ratio)
        return min(total, overflow ? total : max(freely, product))
    }
}
