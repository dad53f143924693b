import CanonicalModel
import StrictYAML
import Terminology

/// What a table may look at, and what tables may stand beside one another.
extension AgreementReader {
    /// Only what the data set releases is seen by a table.
    func requireReleased(_ name: String, of kind: EntryKind, at place: Declaration) {
        if let field = kind.definition.index(of: name) {
            requireReleased(field, of: kind, at: place)
        }
    }

    func requireReleased(_ field: Int, of kind: EntryKind, at place: Declaration) {
        let isIncluded = agreement.inclusions.contains {
            $0.kind == kind && $0.fields.contains(field)
        }
        let isExcluded = agreement.exclusions.contains {
            ($0.kind == nil || $0.kind == kind) && $0.fields.contains(field)
        }
        guard !isIncluded || isExcluded else { return }
        let name = kind.definition.fields[field].name
        place.error(
            .notInTable, "the data set does not let `\(name)` of `\(kind.name)` through",
            advice: "add it to `fields` in `dataset.include`")
    }

    /// Dates must be let through as precisely as the table tells them apart, and begin somewhere.
    func checkTime(
        _ unit: Agreement.Dimension.TimeUnit, of kind: EntryKind, at place: Declaration
    ) {
        guard kind != .patient, let field = KindShape.all[Int(kind.rawValue)].event else {
            return place.error(
                .invalidTable, "`\(kind.name)` has no time of its own",
                advice: "count entries that have one, `of: encounter`, say")
        }
        requireReleased(field, of: kind, at: place)
        let needed: ReleaseLevel =
            switch unit {
            case .year: .year
            case .month: .month
            case .weekday: .day
            }
        let level = agreement.deidentification.level(of: field, kind)
        if level < needed {
            place.error(
                .notInTable,
                "dates are let through as `\(level.name)`, which has no \(unit.rawValue)",
                advice: "set `event_date: \(needed.name)` in `deidentification`")
        }
        guard unit != .weekday, let day = agreement.validUntil else { return }
        let beginnings = agreement.beginnings(of: kind, on: day)
        if beginnings.contains(where: { $0 == nil }) {
            place.error(
                .invalidTable, "the time of `\(kind.name)` has no beginning in the data set",
                advice: "add `last: P1Y` or `since: ...` where it is included")
        }
    }

    /// Ages in years must end somewhere.
    func checkAges(_ place: Declaration) {
        let rules = agreement.deidentification
        if rules.age == .years, !rules.cutsYears, agreement.cohort.maximumAge == nil {
            place.error(
                .invalidTable, "ages in years have no end",
                advice: "set `top_code`, or `age: {max: ...}` of the cohort, or use `age_band`")
        }
    }

    /// What can only be seen once all tables are read.
    func checkTable(_ number: Int, _ place: Declaration) {
        let table = agreement.tables[number]
        let dimensions = table.rows + table.columns
        var names: Set<String> = ["count", "state"]
        for dimension in dimensions where !names.insert(dimension.name).inserted {
            place.error(
                .duplicate,
                "two columns of the table `\(table.id)` are called "
                    + "`\(dimension.name)`", advice: "`count` and `state` are columns too")
        }
        if table.countsPeople, let dimension = dimensions.first(where: \.isOfEntry) {
            place.error(
                .invalidTable,
                "`\(dimension.name)` may put one person into several cells of `\(table.id)`",
                advice: "write `count: entries`, or tell people apart by what they are")
        }
        for other in agreement.tables[..<number] {
            guard let kind = other.kinds.intersection(table.kinds).first else { continue }
            place.error(
                .linkedTables,
                "`\(other.id)` and `\(table.id)` are both about `\(kind.name)`, and one could be "
                    + "subtracted from the other",
                advice: "make one table of both, with a dimension more")
        }
        checkSize(table, place)
    }

    private func checkSize(_ table: Agreement.Table, _ place: Declaration) {
        guard let day = agreement.validUntil, !agreement.publishers.isEmpty else { return }
        let program = TableProgram(
            table, agreement, CodeSetIndex(agreement.codeSets), on: day,
            practices: agreement.publishers.map(\.ods))
        if program.shape == nil {
            place.error(
                .tableTooLarge, "`\(table.id)` has more than \(TableProgram.largest) cells",
                advice: "use fewer or coarser dimensions")
        }
    }
}

extension Agreement.Table {
    /// The kinds of entry whose number it tells something of. Whoever counts people who have an
    /// entry tells of people: those who have none are the rest.
    fileprivate var kinds: Set<EntryKind> {
        var kinds: Set<EntryKind> = [counted.kind]
        if countsPeople { kinds.insert(.patient) }
        for dimension in rows + columns {
            if case .has(let counted) = dimension.source { kinds.insert(counted.kind) }
        }
        return kinds
    }
}
