/// The ends of a text, in bytes: what a date keeps of a text that says more than is known.
enum Ends {
    /// The first `count` bytes, or all of a shorter text.
    static func head(of bytes: ArraySlice<UInt8>, _ count: Int) -> Range<Int> {
        let part = bytes.prefix(count)
        return part.startIndex..<part.endIndex
    }

    /// The last `count` bytes, or all of a shorter text.
    static func tail(of bytes: ArraySlice<UInt8>, _ count: Int) -> Range<Int> {
        let part = bytes.suffix(count)
        return part.startIndex..<part.endIndex
    }
}
