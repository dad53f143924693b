public import CanonicalModel
public import RecordMapping

/// Whether the cases beside the mappings notice mistakes: each mapping is broken in every way that
/// a check lets pass, and its own cases are run.
public struct MutationTrial {
    private let library: MappingLibrary
    private let mutations: MappingMutations

    /// A trial of `library`.
    ///
    /// - Throws: What is wrong with its mappings.
    public init(_ library: MappingLibrary) throws(Diagnostics) {
        self.library = library
        mutations = try MappingMutations(files: library.files, codeSets: library.codeSets)
    }

    /// The mapping files, each with the source it belongs to.
    public var files: [(source: String, file: String)] { mutations.files }

    /// Breaks the mapping `file` in turn. A case that fails without a mistake, since another
    /// source takes its record, notices nothing.
    ///
    /// Cost: for each mistake one compilation of the mapping, and its cases until one notices.
    ///
    /// - Parameter emit: Takes each mutant, and the case that noticed it first, if any; cases are
    ///   not run for one that provably changes nothing.
    public func run(_ file: String, emit: (MappingMutant, MappingCase?) -> Void) {
        var parser = RecordParser(library.mappings)
        var whole = mutations.whole(of: file).map { RecordMapper($0) }
        var trees: [(test: MappingCase, tree: SourceTree)] = []
        for test in library.cases(of: file).cases {
            var tree = SourceTree(bytes: Array(test.record.utf8))
            guard (try? parser.read(&tree, shape: nil, file: test.file)) != nil,
                let mapped = try? whole?.map(tree, file: test.file),
                test.differences(mapped).isEmpty
            else { continue }
            trees.append((test, tree))
        }
        mutations.forEach(of: file) { mutant in
            guard !mutant.isEquivalent else { return emit(mutant, nil) }
            var mapper = RecordMapper(mutant.mappings)
            let witness = trees.first { test, tree in
                guard let mapped = try? mapper.map(tree, file: test.file) else { return true }
                return !test.differences(mapped).isEmpty
            }
            emit(mutant, witness?.test)
        }
    }
}
