public import CanonicalModel
import RecordMapping

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Who is asked about before a run: the people whose records it would read.
public enum OptOutRequest {
    /// Gathers the valid NHS numbers of all records of `inputs`.
    ///
    /// - Parameters:
    ///   - inputs: Files and folders.
    ///   - emit: Takes what is wrong with a record; its person is not asked about.
    /// - Throws: Why a folder cannot be read.
    public static func numbers(
        in inputs: [String], _ library: MappingLibrary, emit: (Diagnostic) -> Void
    ) throws(Diagnostic) -> Set<NHSNumber> {
        var parser = RecordParser(library.mappings)
        var source = RecordSource(try Files.listed(inputs))
        var (tree, numbers) = (SourceTree(), Set<NHSNumber>())
        while let input = source.next(into: &tree.bytes) {
            do throws(Diagnostic) {
                if let failure = input.failure { throw failure }
                let record = try parser.parse(&tree, shape: input.shape, file: input.file).record
                for entry in record.entries where entry.kind == .patient {
                    guard case .text(let text) = record.cell(entry, numberField) else { continue }
                    if let number = try? NHSNumber(record.bytes(text)) { numbers.insert(number) }
                }
            } catch {
                if !source.divide(input, tree.bytes, after: error) { emit(error) }
            }
        }
        return numbers
    }

    private static let numberField = EntryKind.patient.definition.index(of: "nhs_number") ?? 0

    /// The request as the service takes it.
    public static func bytes(_ numbers: Set<NHSNumber>) -> [UInt8] { NumberLines.write(numbers) }
}

extension Files {
    /// Writes a file that only its owner can read, so that it appears whole or not at all.
    ///
    /// - Throws: `output-exists` if it is there; `unwritable-output`.
    public static func writePrivately(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
        guard !exists(path) else {
            throw Diagnostic(
                .outputExists, file: path, "the file is already there",
                advice: "choose another name, or move it away")
        }
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let hidden = "\(path[..<slash]).\(path[slash...]).sluice-\(getpid())"
        do throws(Diagnostic) {
            var sink = try FileSink(name: path, opening: hidden, O_CREAT | O_EXCL)
            try sink.append(bytes)
            _ = try sink.finish()
        } catch {
            _ = unsafe unlink(hidden)
            throw error
        }
        // A link fails where something has appeared meanwhile; a rename would replace it.
        let isLinked = unsafe link(hidden, path) == 0
        let number = errno
        _ = unsafe unlink(hidden)
        if !isLinked { throw FileSink.unwritable(path, number) }
    }
}
