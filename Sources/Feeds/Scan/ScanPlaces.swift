import CanonicalModel

/// What every column of the tables and every element of the resources of a feed is for.
struct ScanPlaces: Sendable {
    /// By the number of a table: its columns.
    private var columns: [[ScanPlace]] = []
    /// By resource type: what stands below a path, written without brackets.
    private var paths: [[String: ScanPlace]]
    private let terms: ScanPlace
    private let isIdentifiable: Bool

    init(_ selection: FeedSelection, isIdentifiable: Bool, releasesFreeText: Bool) {
        terms = releasesFreeText ? .freeText : []
        self.isIdentifiable = isIdentifiable
        paths = Array(repeating: [:], count: UKCoreFeed.resourceTypes.count)
        for kind in EntryKind.allCases {
            let fields = selection.fields[Int(kind.rawValue)].map { kind.definition.fields[$0] }
            columns.append(
                [isIdentifiable ? [] : .mark, .mark, .mark] + fields.flatMap(columns(of:)))
            guard let type = kind.definition.resource,
                let file = UKCoreFeed.resourceTypes.firstIndex(of: type)
            else { continue }
            for field in fields { add(field, to: &paths[file]) }
        }
        for table in selection.tables where table.kind == nil { add(table) }
    }

    /// Adds the columns of a table that users define: each is for what its source is for.
    private mutating func add(_ table: FeedTable) {
        while columns.count <= table.number { columns.append([]) }
        columns[table.number] = Array(columns[0].prefix(CSVColumn.envelope.count))
        for source in table.sources {
            let every = source.kind.definition.fields.flatMap(columns(of:))
            let own = source.place - CSVColumn.envelope.count
            columns[table.number].append(every.indices.contains(own) ? every[own] : .mark)
        }
    }

    private func columns(of field: Field) -> [ScanPlace] {
        switch field.type {
        case .concept: [.mark, .mark, .mark, terms, .mark]
        case .quantity:
            [[], .mark, terms, .mark, .mark] + (field.isMeasured ? [.mark, [], .mark, .mark] : [])
        case .date: [place(of: field), .mark]
        default: [place(of: field)]
        }
    }

    private func place(of field: Field) -> ScanPlace {
        switch field.type {
        case .code, .boolean, .reference, .references: return .mark
        case .date: return field.name == "birth_date" ? [.date, .birthDate] : .date
        case .number, .concept, .quantity: return []
        case .text: break
        }
        switch field.name {
        case "postcode", "address", "city": return .postcode
        case "telephone", "email", "url", "pseudonym": return .mark
        default:
            return field.identifiability == .freeText
                ? .freeText : field.identifiability == .operational ? .mark : []
        }
    }

    private func add(_ field: Field, to paths: inout [String: ScanPlace]) {
        guard let text = field.ukCore else { return }
        let path = UKCorePath(text).parts.map(\.name).joined(separator: ".")
        func put(_ end: String, _ place: ScanPlace) {
            // Two fields may share a path; what neither may have is looked for.
            paths[path + end] = paths[path + end].map { $0.intersection(place) } ?? place
        }
        switch field.type {
        case .concept:
            put(".coding.display", terms)
            put(".text", terms)
        case .quantity:
            put(".value", [])
            put(".unit", terms)
        case .reference, .references: put(".reference", .mark)
        default: put("", place(of: field))
        }
    }

    /// The place of a column; one that the table does not have is looked at in full.
    func column(_ number: Int, of kind: Int) -> ScanPlace {
        columns[kind].indices.contains(number) ? columns[kind][number] : []
    }

    /// The place of an element of a resource.
    func element(_ keys: [String], of file: Int) -> ScanPlace {
        let own = keys.first == "component" ? keys.dropFirst() : keys[...]
        if let place = paths[file][own.joined(separator: ".")] { return place }
        if own.suffix(2) == ["identifier", "value"] { return isIdentifiable ? [] : .mark }
        switch own.last {
        case "id", "code", "system", "reference", "url", "profile", "resourceType": return .mark
        default: return []
        }
    }
}

/// Which column of a table a byte stands in; goes forward only.
struct ColumnCursor {
    private var offset = 0
    private var column = 0
    private var isQuoted = false

    /// Whether the byte at `place` is still to come.
    func isBehind(_ place: Int) -> Bool { offset <= place }

    /// The column of the byte at `place`, not before the last that was asked for.
    mutating func column(of place: Int, in bytes: Span<UInt8>) -> Int {
        while offset < place {
            switch bytes[offset] {
            case 0x22: isQuoted.toggle()
            case 0x2C where !isQuoted: column += 1
            case 0x0A where !isQuoted: column = 0
            default: break
            }
            offset += 1
        }
        return column
    }
}

/// Where in a JSON document of one line a byte stands.
enum ElementPath {
    /// The names on the way to the value at `place`; arrays have none.
    static func keys(of place: Int, in bytes: Span<UInt8>) -> [String] {
        var index = place
        while index > 0, bytes[index - 1] != 0x0A { index -= 1 }
        var keys: [String] = []
        while index < place {
            switch bytes[index] {
            case UInt8(ascii: "{"): keys.append("")
            case UInt8(ascii: "}"): _ = keys.popLast()
            case 0x22:
                let start = index + 1
                index = endOfString(bytes, start)
                if index >= place { return keys }
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ":"), !keys.isEmpty {
                    keys[keys.count - 1] = text(bytes, start..<index)
                }
            default: break
            }
            index += 1
        }
        return keys
    }

    private static func endOfString(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != 0x22 {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
    }
}
