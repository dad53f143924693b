import CSystem

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Files {
    /// Renames a file, unless there is one called `target`; the number of the error if that cannot
    /// be, `EEXIST` if there is.
    ///
    /// A second name for it and the end of the first, which is the same where a file system knows
    /// no such renaming, may be refused for files of others (`fs.protected_hardlinks` of Linux).
    static func moveUnlessThere(_ path: String, _ target: String) -> Int32? {
        #if canImport(Glibc)
            let noReplacing: UInt32 = 1
            if unsafe renameat2(AT_FDCWD, path, AT_FDCWD, target, noReplacing) == 0 { return nil }
            guard errno == EINVAL || errno == ENOSYS else { return errno }
        #endif
        guard unsafe link(path, target) == 0 else { return errno }
        return unsafe unlink(path) == 0 ? nil : errno
    }
}
