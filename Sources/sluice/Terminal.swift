import Foundation

/// The streams of the process.
enum Terminal {
    /// Writes a line to standard error.
    static func complain(_ message: String) { write(message + "\n") }

    /// Writes to standard error as it is.
    static func write(_ message: String) {
        FileHandle.standardError.write(Data(message.utf8))
    }

    /// Writes bytes to standard output.
    static func emit(_ bytes: [UInt8]) throws {
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }
}
