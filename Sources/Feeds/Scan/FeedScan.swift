public import CanonicalModel
import DisclosureControl

/// Looks through the bytes of a feed for what must not be in them, as the last check of everything
/// before: NHS numbers, postcodes, telephone numbers, e-mail addresses, birth dates, and ids of
/// entries that were withheld.
///
/// What the agreement releases is excepted by column and element, never by leaving out the scan.
/// Ten digits of a code or an id may be an NHS number by chance (one in eleven is), so that there
/// only the person's own counts.
///
/// Cost: one pass, seven instructions a byte, and some hundreds where something looks like an
/// identifier, as every date does until it is seen to be another day than the birth date.
public struct FeedScan: Sendable {
    private let places: ScanPlaces
    private let isIdentifiable: Bool
    private let birthDate: PartialDate.Precision?
    private let releasesPostcode: Bool
    private var person = ScannedPerson()
    /// The digits of the person's NHS number; empty if there is none.
    private var ownDigits: [UInt8] = []
    private var ids = SourceIds()
    /// The file of each table, as findings name it.
    private let names: [String]

    /// Prepares the scan of one feed.
    ///
    /// - Parameters:
    ///   - isIdentifiable: Whether the person's own NHS number may leave.
    ///   - releasesFreeText: Whether notes and the terms that sources write may leave.
    ///   - birthDate: How precise a birth date leaves; `nil` for not at all.
    public init(
        _ selection: FeedSelection, isIdentifiable: Bool, releasesFreeText: Bool,
        birthDate: PartialDate.Precision?
    ) {
        places = ScanPlaces(
            selection, isIdentifiable: isIdentifiable, releasesFreeText: releasesFreeText)
        self.isIdentifiable = isIdentifiable
        let kinds = EntryKind.allCases.map { FeedTable($0, selection) }
        names = (kinds + selection.tables.filter { $0.kind == nil }).map { $0.fileName(.csv) }
        let fields = selection.fields[Int(EntryKind.patient.rawValue)].map {
            EntryKind.patient.definition.fields[$0].name
        }
        self.birthDate = fields.contains("birth_date") ? birthDate : nil
        releasesPostcode = fields.contains("postcode")
    }

    /// Begins the scan of one record.
    public mutating func begin(_ person: ScannedPerson) {
        self.person = person
        ownDigits = person.nhsNumber.map { Array($0.digits) } ?? []
        ids.removeAll()
    }

    /// Names an id that must not leave.
    public mutating func forbid(_ id: ArraySlice<UInt8>) { ids.insert(id) }

    /// Names an id that leaves, and where in it one stands that must not: there it may.
    public mutating func permit(_ id: ArraySlice<UInt8>, around part: Range<Int>) {
        ids.permit(id, around: part)
    }

    /// Scans what was written of the record.
    public mutating func scan(_ output: FeedOutput, into findings: inout ScanFindings) {
        ids.finish()
        for kind in output.csv.indices where !output.csv[kind].isEmpty {
            var pass = ScanPass(.table(kind), names[kind])
            let rows = output.csv[kind]
            scan(rows.span, &pass, &findings)
        }
        for file in output.ndjson.indices where !output.ndjson[file].isEmpty {
            var pass = ScanPass(.resources(file), "ukcore/" + UKCoreFeed.fileName(file))
            let lines = output.ndjson[file]
            scan(lines.span, &pass, &findings)
        }
    }

    /// Scans a text that says nothing of anybody, such as a data dictionary.
    public func scan(text: [UInt8], file: String, into findings: inout ScanFindings) {
        var pass = ScanPass(.text, file)
        scan(text.span, &pass, &findings)
    }

    private func scan(
        _ bytes: Span<UInt8>, _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        var (triggers, offset) = (ScanTriggers(), 0)
        let hasIds = !ids.isEmpty
        while offset < bytes.count {
            let masks = ByteMasks(bytes, at: offset)
            triggers.push(masks)
            if triggers.any != 0 || masks.hasAt {
                look(bytes, offset, triggers.found, masks.hasAt, &pass, &findings)
            }
            if hasIds {
                triggers.pushWords()
                var words = triggers.words
                while words != 0 {
                    let start = offset &+ words.trailingZeroBitCount &- 7
                    if ids.mayHave(bytes, at: start) { sourceId(bytes, start, &pass, &findings) }
                    words &= words &- 1
                }
            }
            offset &+= 64
        }
    }

    /// Looks closely at the places of one block; apart, so that the loop before stays short.
    @inline(never) private func look(
        _ bytes: Span<UInt8>, _ offset: Int, _ triggers: ScanTriggers.Found, _ hasAt: Bool,
        _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        if hasAt { emails(bytes, offset, &pass, &findings) }
        each(triggers.numbers) { numbers(bytes, offset &+ $0, &pass, &findings) }
        each(triggers.postcodes) { postcode(bytes, offset &+ $0, &pass, &findings) }
        if birthDate ?? .year < .day {
            each(triggers.dates) { date(bytes, offset &+ $0, &pass, &findings) }
        }
    }

    @inline(__always) private func each(_ bits: UInt64, _ body: (Int) -> Void) {
        var bits = bits
        while bits != 0 {
            body(bits.trailingZeroBitCount)
            bits &= bits &- 1
        }
    }

    // MARK: - The rules

    private func numbers(
        _ bytes: Span<UInt8>, _ end: Int, _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        let isThirdDigit = IdentifierForms.isDigit(bytes[end])
        if isThirdDigit, !IdentifierForms.followsGroup(in: bytes, endingAt: end) { return }
        let place = isThirdDigit ? end : end - 1
        guard place >= pass.numbersEnd else { return }
        if isReleasedNumber(bytes, endingAt: place) { return }
        if IdentifierForms.isHarmless(in: bytes, endingAt: place) { return }
        var found: [IdentifierForms.Number] = []
        let start = pass.numbersEnd
        pass.numbersEnd = IdentifierForms.numbers(in: bytes, around: place, from: start) {
            found.append($0)
        }
        for number in found where counts(number, bytes, &pass) {
            findings.add(number.rule, in: pass.file)
        }
    }

    private func counts(
        _ number: IdentifierForms.Number, _ bytes: Span<UInt8>, _ pass: inout ScanPass
    ) -> Bool {
        let isOwn = number.nhsNumber != nil && number.nhsNumber == person.nhsNumber
        if isOwn { return !isIdentifiable }
        let place = pass.place(of: number.start, in: bytes, places)
        if number.rule == .nhsNumber { return !place.contains(.mark) }
        return place.isDisjoint(with: [.mark, .telephone, .freeText, .date])
    }

    /// Whether the person's own number ends at `place`, stands by itself, and may leave. Quick,
    /// since where it may it stands in every row.
    private func isReleasedNumber(_ bytes: Span<UInt8>, endingAt place: Int) -> Bool {
        let start = place - ownDigits.count + 1
        guard isIdentifiable, !ownDigits.isEmpty, start >= 0,
            IdentifierForms.standsAlone(in: bytes, start..<place + 1)
        else { return false }
        for index in ownDigits.indices where bytes[start + index] != ownDigits[index] {
            return false
        }
        return true
    }

    private func postcode(
        _ bytes: Span<UInt8>, _ end: Int, _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        guard let start = IdentifierForms.postcode(in: bytes, endingBefore: end) else { return }
        let text = (start..<end).map { bytes[$0] }.filter { $0 != 0x20 }
        let isOwn = text.map { $0 > 0x60 ? $0 & 0xDF : $0 } == person.postcode
        if isOwn, releasesPostcode { return }
        let place = pass.place(of: start, in: bytes, places)
        let isExcepted = !place.isDisjoint(with: [.postcode, .freeText])
        if place.contains(.mark) ? isOwn : !isExcepted { findings.add(.postcode, in: pass.file) }
    }

    private func emails(
        _ bytes: Span<UInt8>, _ offset: Int, _ pass: inout ScanPass,
        _ findings: inout ScanFindings
    ) {
        for place in offset..<min(offset + 64, bytes.count)
        where bytes[place] == UInt8(ascii: "@") && IdentifierForms.isEmail(in: bytes, at: place) {
            let place = pass.place(of: place, in: bytes, places)
            if place.isDisjoint(with: [.mark, .email, .freeText]) {
                findings.add(.email, in: pass.file)
            }
        }
    }

    private func date(
        _ bytes: Span<UInt8>, _ end: Int, _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        guard let (start, date) = IdentifierForms.date(in: bytes, endingBefore: end) else { return }
        let isOwn = date == person.birthDate
        if !isOwn, pass.isDateValue(from: start, to: end, in: bytes) { return }
        let place = pass.place(of: start, in: bytes, places)
        if place.contains(.date) ? isOwn && place.contains(.birthDate) : isOwn {
            if !place.contains(.freeText), !place.contains(.mark) || end - start > 8 {
                findings.add(.birthDate, in: pass.file)
            }
        } else if place.isDisjoint(with: [.date, .mark, .freeText]) {
            findings.add(day: date.dayNumber, in: pass.file)
        }
    }

    @inline(never) private func sourceId(
        _ bytes: Span<UInt8>, _ start: Int, _ pass: inout ScanPass, _ findings: inout ScanFindings
    ) {
        guard let id = ids.id(in: bytes, at: start) else { return }
        // A number may stand for a code or an amount; only among ids does it stand for an entry.
        if id.isNumber, !pass.place(of: start, in: bytes, places).contains(.mark) { return }
        findings.add(.sourceId, in: pass.file)
    }
}

/// How far the scan of one buffer has come.
struct ScanPass {
    /// What the buffer holds: a table by kind, resources by file, or plain text.
    enum Form { case table(Int), resources(Int), text }
    private let form: Form
    let file: String
    /// The end of the digits that were last looked at.
    var numbersEnd = 0
    private var cursor = ColumnCursor()

    init(_ form: Form, _ file: String) { (self.form, self.file) = (form, file) }

    /// What the byte at `start` belongs to.
    mutating func place(of start: Int, in bytes: Span<UInt8>, _ places: ScanPlaces) -> ScanPlace {
        switch form {
        case .table(let kind):
            // It stays a little behind, since rules come one after another over the same bytes.
            if !cursor.isBehind(start) { cursor = ColumnCursor() }
            _ = cursor.column(of: start - 256, in: bytes)
            var ahead = cursor
            return places.column(ahead.column(of: start, in: bytes), of: kind)
        case .resources(let file):
            return places.element(ElementPath.keys(of: start, in: bytes), of: file)
        case .text: return []
        }
    }

    private static func isTime(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, UInt8(ascii: "T"), UInt8(ascii: "."), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    /// Whether a word for a precision may begin so: `day`, `minute`, `second`, `millisecond`.
    private static func isPrecision(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "d") || byte == UInt8(ascii: "m") || byte == UInt8(ascii: "s")
    }

    /// Whether the date is a value of its own, as dates are: its precision follows in a table, and
    /// it has quotes in a resource.
    func isDateValue(from start: Int, to end: Int, in bytes: Span<UInt8>) -> Bool {
        let before = IdentifierForms.byte(bytes, start - 1)
        var end = end
        while Self.isTime(IdentifierForms.byte(bytes, end)) { end += 1 }
        let after = IdentifierForms.byte(bytes, end)
        switch form {
        case .table:
            return before == 0x2C && after == 0x2C
                && Self.isPrecision(IdentifierForms.byte(bytes, end + 1))
        case .resources: return before == 0x22 && after == 0x22
        case .text: return false
        }
    }
}
