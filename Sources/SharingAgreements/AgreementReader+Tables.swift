import CanonicalModel
import DisclosureControl
import StrictYAML
import Terminology

/// The tables of counts of an aggregate agreement.
extension AgreementReader {
    mutating func readTables(_ section: Declaration) {
        guard agreement.deidentification.level == .aggregate else {
            return section.error(
                .invalidTable, "tables of counts leave under aggregate agreements only",
                advice: "set `level: aggregate`, or remove `tables`")
        }
        var places: [Declaration] = []
        for item in items(section, "tables") {
            guard let table = table(item) else { continue }
            agreement.tables.append(table)
            places.append(item)
        }
        for (number, place) in places.enumerated() { checkTable(number, place) }
    }

    private mutating func table(_ item: Declaration) -> Agreement.Table? {
        let members = keyed(item, "tables[]")
        guard let place = members["id"], let id = place.text() else { return nil }
        if id.isEmpty || !id.utf8.allSatisfy(Form.isSlugByte) {
            place.error(
                .invalidForm, "`\(id)` is not an id",
                advice: "use lower-case letters, digits and hyphens")
        }
        if agreement.tables.contains(where: { $0.id == id }) {
            place.error(.duplicate, "the table `\(id)` is declared twice")
        }
        let countsPeople = members["count"]?.word(of: ["patients", "entries"], "word for `count`")
        guard let countsPeople, let counted = counted(members, countsPeople == "patients", item)
        else { return nil }
        var table = Agreement.Table(id: id, counted: counted)
        (table.countsPeople, table.title) = (
            countsPeople == "patients", members["title"]?.text() ?? ""
        )
        if !table.countsPeople, case .midpoint = agreement.disclosure.rounding {
            members["count"]?.error(
                .invalidTable, "midpoints hide small counts of people, not of entries",
                advice: "count patients, or take the profile `nhs-secondary-care`")
        }
        table.rows = dimensions(members["rows"], "rows", atMost: 3, counted.kind)
        table.columns = dimensions(members["columns"], "columns", atMost: 2, counted.kind)
        guard !table.rows.isEmpty, !table.columns.isEmpty else { return nil }
        return table
    }

    /// What a table counts: `of`, narrowed by `codes` and `values`.
    private mutating func counted(
        _ members: [String: Declaration], _ countsPeople: Bool, _ item: Declaration
    ) -> Agreement.Counted? {
        var kind = EntryKind.patient
        if let place = members["of"] {
            guard let named = self.kind(place) else { return nil }
            kind = named
        } else if !countsPeople {
            item.error(
                .missingKey, "the key `of` is missing", advice: "say which: `of: encounter`")
            return nil
        }
        if !countsPeople, kind == .patient {
            members["of"]?.error(
                .invalidTable, "entries of a patient are of another kind",
                advice: "write `count: patients`, or count `encounter`, say")
        }
        return entries(of: kind, members["of"] ?? item, members)
    }

    /// Entries of a kind that the data set lets through, with what tells them apart.
    private mutating func entries(
        of kind: EntryKind, _ place: Declaration, _ members: [String: Declaration]
    ) -> Agreement.Counted {
        var counted = Agreement.Counted(kind: kind)
        if !agreement.inclusions.contains(where: { $0.kind == kind }) {
            place.error(
                .notInTable, "the data set has no `\(kind.name)`",
                advice: "include it in `dataset`, or count what is included")
        }
        if let place = members["codes"] {
            counted.codeSet = codeSet(place, kind)
            if counted.codeSet != nil { requireReleased("code", of: kind, at: place) }
        }
        if let place = members["values"] {
            counted.tests = tests(place, of: kind)
            for test in counted.tests { requireReleased(test.field, of: kind, at: place) }
        }
        return counted
    }

    // MARK: - Dimensions

    private mutating func dimensions(
        _ place: Declaration?, _ what: String, atMost limit: Int, _ kind: EntryKind
    ) -> [Agreement.Dimension] {
        let items = items(place, what)
        if items.count > limit {
            place?.error(
                .invalidTable, "a table has at most \(limit) dimensions in its \(what)",
                advice: "with more, almost every cell would be small")
        }
        return items.compactMap { item in
            item.isMapping ? described(item, kind) : named(item, kind)
        }
    }

    /// `practice`, `age_band`, `month`, `status`.
    private func named(_ place: Declaration, _ kind: EntryKind) -> Agreement.Dimension? {
        guard let name = place.text() else { return nil }
        if let unit = Agreement.Dimension.TimeUnit(rawValue: name) {
            checkTime(unit, of: kind, at: place)
            return .init(name: name, source: .time(unit))
        }
        let ofPatient = [
            "practice", "age_band", "age_years", "sex", "ethnic_category", "deceased",
        ]
        if ofPatient.contains(name), let field = EntryKind.patient.definition.index(of: name) {
            requireReleased(field, of: .patient, at: place)
            if field == PatientFields.ageYears { checkAges(place) }
            return .init(
                name: name, source: field == PatientFields.practice ? .practice : .patient(field))
        }
        let fields = kind.definition.fields
        let ofEntry = fields.indices.dropFirst(2).filter { fields[$0].type.isClosed }
        if let field = ofEntry.first(where: { fields[$0].name == name }), kind != .patient {
            requireReleased(field, of: kind, at: place)
            return .init(name: name, source: .entry(field))
        }
        let units = Agreement.Dimension.TimeUnit.allCases.map(\.rawValue)
        place.error(
            .invalidTable, "`\(name)` is nothing that a table can be told apart by",
            advice: suggestion(
                name,
                among: ofPatient + units + (kind == .patient ? [] : ofEntry.map { fields[$0].name })
            ))
        return nil
    }

    /// `{field: postcode_district, values: [...]}`, `{name: vaccine, codes: [...]}`, `{name:
    /// vaccinated, has: immunisation, codes: ...}`.
    private mutating func described(
        _ item: Declaration, _ kind: EntryKind
    ) -> Agreement.Dimension? {
        let members = item.members(allowed: ["name", "field", "codes", "has", "values"])
        if let place = members["field"] { return listed(place, members, item) }
        guard let place = members["name"], let name = place.text() else {
            item.error(
                .missingKey, "the key `name` is missing",
                advice: "name the dimension: it heads a column of the file")
            return nil
        }
        if name.isEmpty || !name.utf8.allSatisfy({ Form.isSlugByte($0) || $0 == 0x5F }) {
            place.error(
                .invalidForm, "`\(name)` is not a name",
                advice: "use lower-case letters, digits and underscores")
        }
        if let place = members["has"] {
            guard let kind = self.kind(place) else { return nil }
            return .init(name: name, source: .has(entries(of: kind, place, members)))
        }
        guard let place = members["codes"] else {
            item.error(
                .invalidTable, "the dimension does not say what it tells apart",
                advice: "add `codes: [...]`, `has: immunisation` or `field: postcode_district`")
            return nil
        }
        let sets = items(place, "code sets").compactMap { codeSet($0, kind) }
        if !sets.isEmpty { requireReleased("code", of: kind, at: place) }
        return sets.isEmpty ? nil : .init(name: name, source: .codes(sets))
    }

    /// A text of the patient, whose values must be listed: what a table looks like may not depend
    /// on who is in it.
    private func listed(
        _ place: Declaration, _ members: [String: Declaration], _ item: Declaration
    ) -> Agreement.Dimension? {
        let names = ["postcode_district"]
        guard let name = place.word(of: names, "field with listed values"),
            let field = EntryKind.patient.definition.index(of: name)
        else { return nil }
        requireReleased(field, of: .patient, at: place)
        guard let list = members["values"] else {
            item.error(
                .missingKey, "the key `values` is missing",
                advice: "list the values that have a place of their own; all others are one")
            return nil
        }
        var values: [String] = []
        for item in items(list, "values") {
            guard let value = item.text() else { continue }
            let isPlain = value.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            }
            if !isPlain || !(2...4).contains(value.utf8.count) {
                item.error(
                    .invalidForm, "`\(value)` is not the outward part of a postcode",
                    advice: "write it in capitals, as `LS6`")
            }
            if values.contains(value) {
                item.error(.duplicate, "`\(value)` stands twice in this list")
            }
            values.append(value)
        }
        let heading = members["name"]?.text() ?? name
        return values.isEmpty ? nil : .init(name: heading, source: .listed(field, values))
    }
}

extension FieldType {
    /// Whether all its values are known beforehand.
    fileprivate var isClosed: Bool {
        switch self {
        case .code, .boolean: true
        default: false
        }
    }
}
