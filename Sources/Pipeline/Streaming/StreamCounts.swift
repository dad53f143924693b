/// What a stream has done so far.
public struct StreamCounts: Sendable {
    /// Frames that were read, and the records in them.
    public var frames = 0
    /// Records whose outcome was written.
    public var records = 0
    /// Of these, those of which something left, nothing left, and which could not be read.
    public var released = 0, withheld = 0, quarantined = 0
    /// Rows that left.
    public var rows = 0
    /// Entries and fields that could not be mapped, and records that could not be read.
    public var findings = 0
    /// Bytes of the frames, and bytes written.
    public var bytesRead = 0, bytesWritten = 0
    /// How often agreements were loaded anew, and how often that was refused.
    public var reloads = 0, refusedReloads = 0
    /// Whether what was loaded last was refused, so that what was in use before still is.
    public var isRefused = false
    /// For each of ``bounds`` the records that took at most so long, from the last byte of the
    /// frame read to its outcome written; the last one counts all.
    public var withinBound = Array(repeating: 0, count: bounds.count + 1)
    /// The sum of these times, in seconds.
    public var seconds = 0.0
    /// The longest of them, in seconds.
    public var longest = 0.0
    /// What became of the files of a watched folder; `nil` for a stream.
    public var folder: Folder?
    /// Upper bounds of the counts in ``withinBound``, in seconds.
    public static let bounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5]

    /// The files of a watched folder. With them the times above are those of files, from when one
    /// was taken to when it was done.
    public struct Folder: Sendable {
        /// Files that are done.
        public var done = 0
        /// Files that were seen and not taken yet.
        public var waiting = 0
        /// Files that could not be done, and are left alone for a while.
        public var resting = 0
        /// What lies in the folder and is no plain file, so that it is never taken.
        public var strangers = 0
        /// How often something went wrong.
        public var failures = 0

        /// No file yet.
        public init() {}
    }

    /// Notes that agreements were loaded anew, or that it was refused.
    mutating func noteReload(isRefused: Bool) {
        if isRefused { refusedReloads += 1 } else { reloads += 1 }
        self.isRefused = isRefused
    }

    mutating func addLatency(_ time: Double) {
        seconds += time
        longest = max(longest, time)
        for (index, bound) in Self.bounds.enumerated() where time <= bound {
            withinBound[index] += 1
        }
        withinBound[Self.bounds.count] += 1
    }
}
