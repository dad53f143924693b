import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline

/// The streams of the process.
enum Terminal {
    /// Writes a line to standard error.
    static func complain(_ message: String) { write(message + "\n") }

    /// Writes to standard error as it is.
    static func write(_ message: String) { write(message, to: STDERR_FILENO) }

    /// Writes to an open file as it is. What cannot be said is left unsaid: a full disk under a log
    /// must not end what the log is about.
    static func write(_ message: String, to descriptor: Int32) {
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try? file.write(contentsOf: Data(message.utf8))
    }

    /// Does what writes files at `path`; where that fails, says why and ends with 3.
    static func writing(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as CocoaError {
            let reason =
                switch error.code {
                case .fileWriteOutOfSpace: "no space left on device"
                case .fileWriteFileExists: "it is there already"
                case .fileWriteNoPermission, .fileWriteVolumeReadOnly: "permission denied"
                case .fileNoSuchFile: "its folder is not there"
                default: "the system refuses"
                }
            let finding = Diagnostic(
                .unwritableOutput, file: path, "it cannot be written: \(reason)",
                advice: "make room or permission, or name another place, and run again")
            complain(finding.description)
            throw ExitCode(3)
        }
    }

    /// Writes bytes to standard output.
    static func emit(_ bytes: [UInt8]) throws {
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }
}
