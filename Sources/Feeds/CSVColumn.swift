import CanonicalModel

/// One column of a table: what the header, the rows and the data dictionary share.
struct CSVColumn: Sendable {
    /// The name in the header.
    var name: String
    /// What it means, in a sentence without full stop.
    let meaning: String
    /// The type of a Frictionless Table Schema.
    let type: String
    /// How closely it points at a person.
    let identifiability: Identifiability
    /// Every word that it may hold, where there is a closed list.
    var words: [String] = []

    /// The columns that every table begins with.
    static let envelope: [CSVColumn] = [
        CSVColumn(
            name: "person_key",
            meaning: "the pseudonym of the person under the agreement, or the "
                + "NHS number where the agreement says identifiable", type: "string",
            identifiability: .quasiIdentifier),
        CSVColumn(
            name: "practice", meaning: "the ODS code of the practice that publishes the row",
            type: "string", identifiability: .operational),
        CSVColumn(
            name: "source_system", meaning: "the system that the record came from",
            type: "string", identifiability: .operational),
    ]

    /// The columns of the table of `kind`. No two have one name: a field that is called as a column
    /// of every table has its kind before it, `patient_practice`.
    static func table(_ kind: EntryKind, _ selection: FeedSelection) -> [CSVColumn] {
        let fields = selection.fields[Int(kind.rawValue)].map { kind.definition.fields[$0] }
        return envelope
            + fields.flatMap(columns).map { column in
                var column = column
                if envelope.contains(where: { $0.name == column.name }) {
                    column.name = "\(kind.name)_\(column.name)"
                }
                return column
            }
    }

    /// The columns of one field.
    static func columns(of field: Field) -> [CSVColumn] {
        switch field.type {
        case .text, .reference, .references: [field.column()]
        case .number: [field.column(type: "number")]
        case .boolean: [field.column(type: "boolean")]
        case .code(let vocabulary): [field.column(words: vocabulary.words)]
        case .date:
            [
                field.column(),
                field.column(
                    "precision", "what is known of the date",
                    words: PartialDate.Precision.allCases.map { "\($0.name)" }),
            ]
        case .concept: conceptColumns(of: field)
        case .quantity:
            quantityColumns(of: field) + (field.isMeasured ? measuredColumns(of: field) : [])
        }
    }

    private static func conceptColumns(of field: Field) -> [CSVColumn] {
        [
            field.column("snomed", "the SNOMED CT concept id, where there is one"),
            field.column("source", "the first code, as the source wrote it"),
            field.column(
                "source_system",
                "the system of the first code: one of \(codeSystems), or its "
                    + "URI or OID"),
            field.column("term", "the term of the first code, or the words where there is none"),
            field.column(
                "status", "how far the codes can be relied on",
                words: MapStatus.allCases.map { "\($0.name)" }),
        ]
    }

    private static func quantityColumns(of field: Field) -> [CSVColumn] {
        [
            field.column("number", "the number, with the digits it came with", type: "number"),
            field.column(
                "comparator", "the sign before the number",
                words: Quantity.Comparator.allCases.dropFirst().map { "\($0.sign)" }),
            field.column("unit", "the unit as the source wrote it"),
            field.column("unit_code", "the UCUM code of the unit, where the source gives one"),
            field.column(
                "origin", "whether the number was measured or found in text",
                words: ["measured", "derived-from-text"]),
        ]
    }

    private static func measuredColumns(of field: Field) -> [CSVColumn] {
        [
            field.column("unit_ucum", "the UCUM code of the unit, where the unit is known"),
            field.column(
                "canonical", "the number in the one unit of its measurement, where it can be told",
                type: "number"),
            field.column("unit_canonical", "the UCUM code of that unit"),
            field.column(
                "plausible", "whether the number in that unit lies where such numbers lie",
                type: "boolean"),
        ]
    }

    private static let codeSystems = CodeSystem.allCases.dropFirst()
        .map { "\($0.name)" }.joined(separator: ", ")
}

extension Field {
    /// Whether it is an amount of what the entry's `code` says, and so has a canonical unit.
    var isMeasured: Bool { type == .quantity && name == "value" }

    /// The column of the field itself, or of one `part` of it.
    fileprivate func column(
        _ part: String? = nil, _ partMeaning: String? = nil, type: String = "string",
        words: [String] = []
    ) -> CSVColumn {
        CSVColumn(
            name: part.map { "\(name)_\($0)" } ?? name,
            meaning: partMeaning.map { "\(meaning): \($0)" } ?? meaning, type: type,
            identifiability: identifiability, words: words)
    }
}
