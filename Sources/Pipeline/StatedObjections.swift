import CanonicalModel
import SharingAgreements

/// What records say of objections, found before the pass that counts.
///
/// An objection counts for the person, whichever record states it, and a record that is decided
/// early may be somebody's whose objection stands in a later one. So the records are looked
/// through for the codes first, and the few that hold one are read. What that does not see, a
/// second pass knows.
extension Conversion {
    /// What is stated of people's objections in records that show the codes; nothing where no
    /// agreement asks, or where there is only one record.
    func statedObjections(
        in files: [String], _ staging: Staging, _ codes: OptOutCodes
    ) async -> [NHSNumber: OptOutEvidence] {
        guard asksForObjections else { return [:] }
        let (search, source) = (CodeSearch(codes.all), source(files, staging))
        let known = KnownObjections(learns: true)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask { await look(source, files.count, search, codes, known) }
            }
        }
        return known.all
    }

    /// One worker of the look before a run.
    @concurrent
    private func look(
        _ source: SharedSource, _ fileCount: Int, _ search: CodeSearch, _ codes: OptOutCodes,
        _ known: KnownObjections
    ) async {
        var worker = RecordWorker(
            mappings: library.mappings, agreements: [], optOutCodes: codes,
            objections: KnownObjections(), xmlParser: xmlParser, terminology: library.terminology,
            timeLimit: timeLimit)
        var tree = SourceTree()
        while !isInterrupted(), let input = source.next(into: &tree.bytes) {
            if input.isWholeFile, fileCount == 1 { return }
            guard input.failure == nil, search.mayHold(tree.bytes) else { continue }
            do throws(Diagnostic) {
                guard let stated = try worker.objection(input, &tree) else { continue }
                _ = known.evidence(of: stated.person, with: stated.evidence)
            } catch {
                _ = source.divide(input, tree.bytes, after: error)
            }
        }
    }

    /// Whether an agreement asks for objections.
    private var asksForObjections: Bool {
        agreements.contains { $0.compiled.agreement.appliesType1 }
    }

    /// Whether a person has several records, and objects in one in a way that was not known
    /// when the others were decided.
    func hasUnseenObjections(
        _ state: Collector.State, _ known: [NHSNumber: OptOutEvidence]
    ) -> Bool {
        guard asksForObjections else { return false }
        let unseen = state.evidence.filter { person, evidence in
            var both = known[person] ?? OptOutEvidence()
            both.merge(with: evidence)
            return both != known[person]
        }
        guard !unseen.isEmpty else { return false }
        var counts: [NHSNumber: Int] = [:]
        for person in state.people where unseen[person] != nil { counts[person, default: 0] += 1 }
        return counts.values.contains { $0 > 1 }
    }
}
