import CanonicalModel

/// The people whose names, birth dates and addresses fill in records that have none, found by NHS
/// number: a GP2GP record holds nothing of its patient but the number.
///
/// Only what the record lacks is filled in, a group of fields at a time, so that no address has one
/// source's street and another's postcode. A group of which the record states something that could
/// not be read is not filled in either.
///
/// Memory: some 250 bytes a person and their text, at most 2 GiB of it. A join is one look-up.
struct Demographics: Sendable {
    /// What became of a record.
    enum Join: Int, CaseIterable, Sendable {
        /// The person was found, and what the record lacked was filled in.
        case joined
        /// Nobody with the record's number is there.
        case notFound
        /// The record, or another source of demographics, has another birth date or sex: one of
        /// them is somebody else.
        case conflicting
        /// The record has no valid NHS number.
        case withoutNumber

        /// The name in the manifest.
        var name: String {
            switch self {
            case .joined: "joined"
            case .notFound: "not_found"
            case .conflicting: "conflicting"
            case .withoutNumber: "without_number"
            }
        }
    }

    /// The fields that are filled in, those together of which one alone would mislead.
    static let groups = [
        ["family_name", "given_name", "prefix"], ["birth_date"], ["death_date", "deceased"],
        ["sex"], ["address", "city", "postcode"], ["telephone"], ["email"],
    ].map { $0.compactMap(EntryKind.patient.definition.index(of:)) }

    private static let fields = groups.flatMap(\.self)
    private static let number = EntryKind.patient.definition.index(of: "nhs_number") ?? 0
    private static let birthDate = EntryKind.patient.definition.index(of: "birth_date") ?? 0
    private static let sex = EntryKind.patient.definition.index(of: "sex") ?? 0
    private static let confidential = 1
    private static let unknownSex: Cell? = {
        guard case .code(let words) = EntryKind.patient.definition.fields[sex].type else {
            return nil
        }
        return words.index(of: "unknown").map { .code($0) }
    }()
    private static let maximumText = Int(Int32.max)

    /// Where each person's cells begin: confidentiality, then ``fields``.
    private var places: [NHSNumber: Int] = [:]
    private var cells: [Cell] = []
    private var text: [UInt8] = []
    /// Those of whom the sources contradict one another.
    private var contradicted: Set<NHSNumber> = []
    /// Entries without a valid NHS number, and records that could not be read.
    private(set) var unusable = 0

    /// How many people there are.
    var count: Int { places.count }
    /// How many of them the sources contradict one another about.
    var contradictions: Int { contradicted.count }

    // MARK: - Filling

    /// Adds the patients of a record. Of several entries for one person the first counts.
    ///
    /// - Returns: Whether there was room for them.
    mutating func add(_ record: CanonicalRecord) -> Bool {
        for patient in record.entries where patient.kind == .patient {
            guard let number = Self.number(of: patient, in: record) else {
                unusable += 1
                continue
            }
            if let place = places[number] {
                let birth = record.cell(patient, Self.birthDate)
                let sex = record.cell(patient, Self.sex)
                if contradicts(birth, sex, person: place) { contradicted.insert(number) }
                if cells[place] == .absent { cells[place] = record.cell(patient, 1) }
                continue
            }
            places[number] = cells.count
            cells.append(record.cell(patient, Self.confidential))
            for field in Self.fields { cells.append(keep(record.cell(patient, field), record)) }
        }
        return text.count <= Self.maximumText
    }

    /// Counts what could not be read.
    mutating func addUnusable() { unusable += 1 }

    private mutating func keep(_ cell: Cell, _ record: CanonicalRecord) -> Cell {
        guard case .text(let range) = cell else { return cell }
        let offset = text.count
        text += record.bytes(range)
        return .text(TextRange(source: offset, length: text.count - offset))
    }

    // MARK: - Joining

    /// Fills in what the record lacks.
    ///
    /// - Parameter unreadable: The fields of the patient of which something is stated that could
    ///   not be read.
    func join(_ record: inout CanonicalRecord, unreadable: Set<Int>) -> Join {
        guard let patient = record.entries.first(where: { $0.kind == .patient }),
            let number = Self.number(of: patient, in: record)
        else { return .withoutNumber }
        guard let place = places[number] else { return .notFound }
        let (birth, sex) = (record.cell(patient, Self.birthDate), record.cell(patient, Self.sex))
        guard !contradicted.contains(number), !contradicts(birth, sex, person: place) else {
            return .conflicting
        }
        var source = place + 1
        for group in Self.groups {
            let isFree = group.allSatisfy { field in
                record.cell(patient, field) == .absent && !unreadable.contains(field)
            }
            for field in group {
                if isFree { fill(field, of: patient, from: cells[source], in: &record) }
                source += 1
            }
        }
        // Who must not be found through their address must not be found through this one either.
        if record.cell(patient, Self.confidential) == .absent {
            record.cells[Int(patient.firstCell) + Self.confidential] = cells[place]
        }
        return .joined
    }

    private func fill(
        _ field: Int, of patient: Entry, from cell: Cell, in record: inout CanonicalRecord
    ) {
        var cell = cell
        if case .text(let range) = cell {
            let bytes = text[range.offset..<range.offset + Int(range.length)]
            cell = .text(record.appendScratch(bytes))
        }
        record.cells[Int(patient.firstCell) + field] = cell
    }

    /// Whether a birth date and a sex cannot be those of the person at `place`. A date of less
    /// precision contradicts no day in it, and an unknown sex none.
    private func contradicts(_ birth: Cell, _ sex: Cell, person place: Int) -> Bool {
        let known = { (field: Int) -> Cell in
            Self.fields.firstIndex(of: field).map { cells[place + 1 + $0] } ?? .absent
        }
        if case .date(let one) = birth, case .date(let other) = known(Self.birthDate) {
            let shared = min(.day, one.precision, other.precision)
            if one.generalised(to: shared) != other.generalised(to: shared) { return true }
        }
        let other = known(Self.sex)
        let isKnown = [sex, other].allSatisfy { $0 != .absent && $0 != Self.unknownSex }
        return isKnown && sex != other
    }

    private static func number(of patient: Entry, in record: CanonicalRecord) -> NHSNumber? {
        guard case .text(let text) = record.cell(patient, number) else { return nil }
        return try? NHSNumber(record.bytes(text))
    }
}
