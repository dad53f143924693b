#if canImport(Glibc)
    import CSystem
#endif

/// How memory goes back to the system.
public enum LargeBlocks {
    /// Has every block of a mebibyte or more go back as soon as it is freed, for the whole process.
    ///
    /// Left to itself glibc keeps freed blocks of up to 32 MiB once some were freed (mallopt(3),
    /// `M_MMAP_THRESHOLD`), and the arrays of one large record, which double as they grow, leave a
    /// quarter of its peak behind. Blocks of that size are rare where records are small, since
    /// buffers are kept from one to the next.
    public static func giveBack() {
        #if canImport(Glibc)
            // M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
            for parameter in [Int32(-3), -1] { _ = mallopt(parameter, 1 << 20) }
        #endif
    }

    /// Gives back the pages that are free now, between blocks that are not: after mappings and
    /// agreements were read, a quarter of what is resident then and no page of a file.
    public static func giveBackFreePages() {
        #if canImport(Glibc)
            _ = malloc_trim(0)
        #endif
    }
}
