public import CanonicalModel

/// Why each part of a record leaves, leaves less precisely, or does not leave.
public struct Explanation: Sendable {
    /// One reason, and the clauses that stand behind it.
    public struct Because: Sendable {
        /// The reason.
        public let reason: Reason
        /// Paths of clauses, `cohort.age` say; empty where something outside the agreement decides.
        public let clauses: [String]
    }

    /// What becomes of a field.
    public enum Outcome: Sendable, Equatable {
        /// It leaves as it is.
        case released
        /// It leaves as something less: "the month", or what it is worked out from.
        case reduced(String)
        /// It does not leave, because of this.
        case withheld(String)
    }

    /// A field that the record states, or that the agreement works out.
    public struct FieldOutcome: Sendable {
        /// The index of the field.
        public let field: Int
        /// What becomes of it.
        public let outcome: Outcome
        /// The clauses behind that.
        public let clauses: [String]
    }

    /// One entry.
    public struct Item: Sendable {
        /// Its number in the record.
        public let number: Int
        /// The entry; cells are the record's.
        public let entry: Entry
        /// Why it does not leave; empty if it does, or if only the whole record is withheld.
        public let because: [Because]
        /// What becomes of its fields if it leaves.
        public let fields: [FieldOutcome]
        /// What leaves of it, as an index into ``Explanation/released``'s entries.
        public let released: Int?
    }

    /// Why nothing leaves of the whole record; empty if something may.
    public let because: [Because]
    /// Every entry, in order. Those of a record that is withheld as a whole are explained as if it
    /// were not.
    public let items: [Item]
    /// What leaves.
    public let released: ReleasedRecord?
    /// Of an agreement for counts, what the person adds to each table, by its id.
    package let counted: [String: [CountedCell]]
    /// What would leave if the record were not withheld as a whole; no feed may be made of it.
    package let wouldLeave: ReleasedRecord
}

extension CompiledAgreement {
    /// Explains what ``decide(_:_:surrogates:)`` does with a record: the same gates, asked one by
    /// one, and the fields compared with what was released.
    ///
    /// Cost: some times that of deciding.
    public func explain(
        _ record: CanonicalRecord, _ facts: PatientFacts, surrogates: some IdentifierSurrogates
    ) -> Explanation {
        let whole = reasonsAgainst(record, facts)
        var (reasons, fields) = entryReasons(record)
        let ids = IdTable(record)
        LinkClosure.apply(record, ids, isSensitiveToo: sensitive.closesLinks, &reasons)
        withholdUninvolved(record, ids, fields, &reasons)
        var releaser = Releaser(self, record, facts, ids, reasons)
        releaser.name(with: surrogates)
        // What would leave of a record that is withheld as a whole, to explain its entries.
        let released = releaser.release(fields)
        var (items, next) = ([Explanation.Item](), 0)
        for (number, entry) in record.entries.enumerated() {
            let against = reasons[number]
            var outcomes: [Explanation.FieldOutcome] = []
            if against.isEmpty {
                outcomes = self.outcomes(
                    of: entry, record, released.record.entries[next], released.record,
                    fields[number])
                if entry.kind == .patient, record.hidesEthnicity(reasons) {
                    outcomes = outcomes.map(\.withEthnicityHidden)
                }
            }
            items.append(
                Explanation.Item(
                    number: number, entry: entry,
                    because: against.reasons.map {
                        .init(reason: $0, clauses: agreement.clauses(of: $0, entry.kind))
                    },
                    fields: outcomes, released: against.isEmpty ? next : nil))
            if against.isEmpty { next += 1 }
        }
        return Explanation(
            because: whole.reasons.map { reason in
                .init(reason: reason, clauses: agreement.clause(of: reason).map { [$0] } ?? [])
            },
            items: items, released: whole.isEmpty ? released : nil,
            counted: whole.isEmpty ? counted(of: released) : [:], wouldLeave: released)
    }

    private func outcomes(
        of entry: Entry, _ record: CanonicalRecord, _ left: Entry, _ output: CanonicalRecord,
        _ fields: FieldSet
    ) -> [Explanation.FieldOutcome] {
        let definition = entry.kind.definition
        let applying = applyingInclusions(entry, record)
        return definition.fields.indices.dropFirst().compactMap { field in
            let (before, after) = (record.cell(entry, field), output.cell(left, field))
            if before == .absent, after == .absent { return nil }
            let including = applying.filter { agreement.inclusions[$0].fields.contains(field) }
                .map { "dataset.include[\($0)]" }
            if before == .absent {
                return .init(
                    field: field, outcome: .reduced("worked out from other fields"),
                    clauses: including)
            }
            guard fields.contains(field) else {
                let excluding = clausesExcluding(field, entry.kind)
                let isExcluded = !excluding.isEmpty && !including.isEmpty
                return .init(
                    field: field,
                    outcome: .withheld(
                        isExcluded
                            ? "the agreement excludes this field"
                            : "no clause that covers this entry names this field"),
                    clauses: isExcluded ? excluding : ["dataset.include"])
            }
            if after == .absent { return lost(field, before, entry.kind) }
            if case .date(let was) = before, case .date(let left) = after,
                left.precision < was.precision
            {
                return .init(
                    field: field, outcome: .reduced("only its \(left.precision)"),
                    clauses: [levelClause(field, entry.kind)])
            }
            if case .date = before, agreement.deidentification.dateShift != nil {
                return .init(
                    field: field, outcome: .reduced("moved by the person's number of days"),
                    clauses: ["deidentification.date_shift"])
            }
            if case .concept = after, let least = agreement.rareCodes {
                return .init(
                    field: field,
                    outcome: .reduced(
                        "unless fewer than \(least) in a thousand of all people in the feed have "
                            + "the code (RARE), which no single record can tell"),
                    clauses: ["disclosure_control.rare_codes"])
            }
            return .init(field: field, outcome: .released, clauses: including)
        }
    }

    /// Why a field that is in the data set has nothing left.
    private func lost(
        _ field: Int, _ cell: Cell, _ kind: EntryKind
    ) -> Explanation.FieldOutcome {
        switch cell {
        case .date:
            .init(
                field: field, outcome: .withheld("dates of this kind are dropped"),
                clauses: [levelClause(field, kind)])
        case .reference, .references:
            .init(
                field: field, outcome: .withheld("what it refers to does not leave"), clauses: [])
        case .concept, .quantity, .text:
            .init(
                field: field,
                outcome: .withheld("it holds words or units that somebody may have typed"),
                clauses: ["dataset.free_text"])
        case .absent, .code, .boolean:
            .init(
                field: field, outcome: .withheld("it is generalised away"),
                clauses: [levelClause(field, kind)])
        }
    }

    private func levelClause(_ field: Int, _ kind: EntryKind) -> String {
        let name = kind.definition.fields[field].name
        let levels = agreement.deidentification.fieldLevels
        if levels.contains(where: { $0.kind == kind && $0.field == field }) {
            return "deidentification.fields.\(kind.name).\(name)"
        }
        let isOwn = kind == .patient && (name == "birth_date" || name == "death_date")
        return "deidentification.fields.\(isOwn ? name : "event_date")"
    }

    /// The inclusions that cover an entry, as indices into those of the agreement.
    private func applyingInclusions(_ entry: Entry, _ record: CanonicalRecord) -> [Int] {
        let plan = plans[Int(entry.kind.rawValue)]
        var sets: UInt64 = 0
        if let field = plan.shape.code, case .concept(let concept) = record.cell(entry, field) {
            sets = record.membership(of: Int(concept), in: index, isReleasing: true)
        }
        let own = agreement.inclusions.indices.filter {
            agreement.inclusions[$0].kind == entry.kind
        }
        return zip(own, plan.inclusions).compactMap { number, place in
            let inclusion = inclusions[place]
            let covers = inclusion.sets == 0 || inclusion.sets & sets != 0
            let passes = inclusion.tests.allSatisfy { tests[$0].passes(entry, in: record) == .yes }
            let isInTime = inclusion.days?.contains(entry, plan.shape, in: record) ?? .yes == .yes
            return covers && passes && isInTime ? number : nil
        }
    }

    private func clausesExcluding(_ field: Int, _ kind: EntryKind) -> [String] {
        agreement.exclusions.indices.filter { number in
            let rule = agreement.exclusions[number]
            return (rule.kind == nil || rule.kind == kind) && rule.fields.contains(field)
        }.map { "dataset.exclude[\($0)]" }
    }
}
