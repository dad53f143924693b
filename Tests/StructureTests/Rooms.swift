/// The rooms of the house and what each may import: ours, then other packages' modules.
///
/// Source: the map of rooms in CONTRIBUTING.md. Imports point one way only.
enum Rooms {
    static let mayImport: [String: Set<String>] = [
        "CLibXML2": [],
        "CSystem": [],
        "CanonicalModel": [],
        "StrictYAML": ["CanonicalModel", "Yams"],
        "Terminology": ["CanonicalModel", "StrictYAML"],
        "RecordReading": ["CanonicalModel", "CLibXML2", "CSystem"],
        "RecordMapping": ["CanonicalModel", "StrictYAML", "Terminology"],
        "SharingAgreements": ["CanonicalModel", "StrictYAML", "Terminology", "DisclosureControl"],
        "PolicyWorkbench": [
            "CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements",
            "DisclosureControl",
        ],
        "PolicyGuidance": ["CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements"],
        "DecisionDiagrams": [],
        "PolicyReasoning": [
            "CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements", "DecisionDiagrams",
        ],
        "DisclosureControl": ["CanonicalModel", "Crypto"],
        "ParquetWriting": ["CLibXML2"],
        "SQLiteWriting": ["GRDB", "GRDBSQLite"],
        "Measurements": ["CanonicalModel", "StrictYAML", "Terminology"],
        "DerivedFacts": ["CanonicalModel", "StrictYAML", "Terminology"],
        "Feeds": [
            "CanonicalModel", "Measurements", "DisclosureControl", "ParquetWriting",
            "SQLiteWriting",
        ],
        "Indicators": ["CanonicalModel", "StrictYAML", "Terminology", "DisclosureControl"],
        "DefinedFeeds": ["CanonicalModel", "StrictYAML", "Terminology", "Feeds"],
        "SyntheticRecords": ["CanonicalModel"],
        "Ledger": ["CanonicalModel", "GRDB"],
        "Pipeline": [
            "CanonicalModel", "Terminology", "RecordReading", "RecordMapping",
            "SharingAgreements", "PolicyReasoning", "DisclosureControl", "Measurements",
            "DerivedFacts", "ParquetWriting", "SQLiteWriting", "Feeds", "DefinedFeeds", "Ledger",
            "Indicators", "CSystem", "Crypto",
        ],
        "sluice": [
            "CanonicalModel", "Terminology", "RecordReading", "RecordMapping",
            "SharingAgreements", "PolicyWorkbench", "PolicyReasoning", "PolicyGuidance",
            "DisclosureControl", "Feeds", "DefinedFeeds", "Indicators", "SyntheticRecords",
            "Ledger", "Pipeline", "ArgumentParser",
        ],
    ]

    /// Modules that come with Swift and that any library may import.
    static let toolchain: Set<String> = ["Swift", "Synchronization", "FoundationEssentials"]

    /// Modules that open files, read the clock or the environment: only where stages are joined.
    static let outsideWorld: Set<String> = ["Glibc", "Musl", "Darwin"]

    /// The imports of `file` that its room does not allow.
    static func wrongImports(in file: SourceFile) -> [Finding] {
        guard let room = file.room else { return [] }
        guard var allowed = mayImport[room] else {
            return [file.finding(line: 1, "room `\(room)` is not in the map of rooms")]
        }
        allowed.formUnion(toolchain)
        if room == "Pipeline" || room == "sluice" { allowed.formUnion(outsideWorld) }
        if room == "sluice" { allowed.insert("Foundation") }
        return imports(of: file).filter { !allowed.contains($0.module) }.map {
            file.finding(line: $0.line, "`\(room)` may not import `\($0.module)`")
        }
    }

    /// The modules that `file` imports, with the line of each.
    static func imports(of file: SourceFile) -> [(module: String, line: Int)] {
        let kinds: Set<Substring> = [
            "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
        ]
        return file.codeLines.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"),
                words[..<keyword].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) }),
                let path = words[(keyword + 1)...].first(where: { !kinds.contains($0) }),
                let module = path.split(separator: ".").first
            else { return nil }
            return (String(module), index + 1)
        }
    }

    private static let accessLevels: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
}
