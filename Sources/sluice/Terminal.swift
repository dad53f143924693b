import Foundation

/// The streams of the process.
enum Terminal {
    /// Writes a line to standard error.
    static func complain(_ message: String) {
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }
}
