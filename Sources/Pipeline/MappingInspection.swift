public import CanonicalModel
public import RecordMapping

/// Counts what the mappings read of records, and follows fields back to where they come from.
public struct MappingInspection {
    private let library: MappingLibrary

    /// An inspection with `library`.
    public init(_ library: MappingLibrary) { self.library = library }

    /// Counts the values of every record of `inputs`.
    ///
    /// - Parameter refuse: Takes why a record is not counted.
    /// - Throws: Why a folder cannot be read, or what is wrong with the mappings.
    public func coverage(
        of inputs: [String], refuse: (Diagnostic) -> Void
    ) throws -> MappingCoverage {
        var coverage = try MappingCoverage(files: library.files, codeSets: library.codeSets)
        try forEach(inputs, coverage.mappings) { tree, file in
            do throws(Diagnostic) {
                try coverage.add(tree, file: file)
            } catch {
                refuse(error)
            }
        } refuse: {
            refuse($0)
        }
        return coverage
    }

    /// Follows the fields of every record of `inputs` back.
    ///
    /// - Parameter emit: Takes each record's tree, what it became, and where its fields come from.
    /// - Throws: Why a folder cannot be read, or what is wrong with the mappings.
    public func trace(
        _ inputs: [String],
        emit: (SourceTree, MappedRecord, [MappingTrace.EntryOrigin]) -> Void,
        refuse: (Diagnostic) -> Void
    ) throws {
        var trace = try MappingTrace(files: library.files, codeSets: library.codeSets)
        try forEach(inputs, trace.mappings) { tree, file in
            do throws(Diagnostic) {
                let (mapped, entries) = try trace.trace(tree, file: file)
                emit(tree, mapped, entries)
            } catch {
                refuse(error)
            }
        } refuse: {
            refuse($0)
        }
    }

    /// The name and the file of the mapping that reported something of a record.
    public func rule(
        _ finding: MappingFinding, of mapped: MappedRecord
    ) -> (name: String, file: String) {
        library.mappings.ruleName(finding.rule, source: mapped.source)
    }

    private func forEach(
        _ inputs: [String], _ mappings: MappingSet, _ body: (SourceTree, String) -> Void,
        refuse: (Diagnostic) -> Void
    ) throws {
        var parser = RecordParser(mappings)
        var source = RecordSource(try Files.listed(inputs))
        var tree = SourceTree()
        while let input = source.next(into: &tree.bytes) {
            do throws(Diagnostic) {
                if let failure = input.failure { throw failure }
                try parser.read(&tree, shape: input.shape, file: input.file)
            } catch {
                if !source.divide(input, tree.bytes, after: error) { refuse(error) }
                continue
            }
            body(tree, input.file)
        }
    }
}
