public import CanonicalModel
import StrictYAML
public import Terminology

extension Agreement {
    /// Reads an agreement; strict, so that deciding cannot fail.
    ///
    /// - Parameters:
    ///   - codeSets: The code sets that the agreement may name.
    ///   - lists: The lists of people that its cohort may name.
    /// - Throws: Everything that is wrong, with line, column and advice. What is only worth a
    ///   warning is in ``notes`` of the agreement, and not said beside errors: it could be about
    ///   what could not be read.
    public static func load(
        yaml: String, file: String, codeSets: [CodeSet], lists: [PatientList] = []
    ) throws(Diagnostics) -> Agreement {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        var reader = AgreementReader(report: report, codeSets: codeSets, lists: lists)
        reader.agreement.file = file
        reader.read(root)
        let errors = report.all.all.filter { $0.severity == .error }
        guard errors.isEmpty else { throw Diagnostics(errors) }
        reader.agreement.notes = report.diagnostics.enumerated().sorted { left, right in
            let (one, two) = (left.element.position, right.element.position)
            return (one?.line ?? 0, one?.column ?? 0, left.offset)
                < (two?.line ?? 0, two?.column ?? 0, right.offset)
        }.map(\.element)
        return reader.agreement
    }
}

/// Fills an ``Agreement`` from its file, section by section; later sections are checked against
/// earlier ones while their places are at hand.
struct AgreementReader {
    let report: DeclarationReport
    let codeSets: [CodeSet]
    let lists: [PatientList]
    var agreement = Agreement()
    /// The ODS codes of the publishers, for looking up.
    var publishers: Set<String> = []

    init(report: DeclarationReport, codeSets: [CodeSet], lists: [PatientList] = []) {
        self.report = report
        self.codeSets = codeSets
        self.lists = lists
    }

    mutating func read(_ root: Declaration) {
        let required = [
            "agreement", "parties", "purposes", "legal", "opt_outs", "cohort", "dataset",
            "confidentiality", "deidentification", "flows", "sign_up",
        ]
        let sections = keyed(root, "", required: required)
        if let section = sections["agreement"] { readMetadata(section) }
        if let section = sections["purposes"] { readPurposes(section) }
        if let section = sections["parties"] { readParties(section, flows: sections["flows"]) }
        if let section = sections["flows"] { readFlows(section) }
        if let section = sections["deidentification"] { readDeidentification(section) }
        if let section = sections["legal"] { readLegal(section) }
        if let section = sections["opt_outs"] { readOptOuts(section) }
        if let section = sections["cohort"] { readCohort(section) }
        if let section = sections["confidentiality"] { readConfidentiality(section) }
        if let section = sections["sensitive"] { readSensitive(section) }
        if let section = sections["dataset"] { readDataset(section) }
        readSmallNumbers(sections["disclosure_control"], sections["deidentification"])
        if let section = sections["tables"] { readTables(section) }
        readUndertakings(sections)
        if let section = sections["withdrawals"] { readWithdrawals(section) }
        if let section = sections["sign_up"] { readSignUps(section) }
        noteMissing(sections, at: root)
        agreement.logRetention = agreement.statements["audit.gateway_log_retention"]?.first
            .flatMap(Form.period)
    }

    private mutating func readMetadata(_ section: Declaration) {
        let members = keyed(section, "agreement", required: ["valid"])
        if let place = members["id"], let text = place.text() {
            agreement.id = text
            let isSlug = !text.isEmpty && text.utf8.allSatisfy(Form.isSlugByte)
            if !isSlug {
                place.error(
                    .invalidForm, "`\(text)` is not an id",
                    advice: "use lower-case letters, digits and hyphens")
            }
        }
        if let place = members["version"], let text = place.text() {
            if let version = Form.version(text) {
                agreement.version = version
            } else {
                place.error(
                    .invalidForm, "`\(text)` is not a version",
                    advice: Self.versionAdvice(text))
            }
        }
        if let place = members["status"] {
            agreement.status = word(place, "status", Agreement.Status.self) ?? .draft
            if agreement.status != .active, place.isScalar {
                warn(
                    .notActive, place,
                    "nothing leaves while the status is "
                        + "`\(agreement.status.rawValue)`")
            }
        }
        agreement.title = members["title"]?.text() ?? ""
        if let place = members["supersedes"] { checkSuperseded(place) }
        if let place = members["valid"] { readValidity(place) }
        if let place = members["review"] { readReview(place) }
    }

    /// The version that this one replaces is another one: an earlier one, if of the same agreement.
    private func checkSuperseded(_ place: Declaration) {
        guard let text = place.text() else { return }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy(Form.isSlugByte),
            let old = Form.version(parts[1])
        else {
            return place.error(
                .invalidForm, "`\(text)` names no version of an agreement",
                advice: "write it as `\(agreement.id.isEmpty ? "frailty" : agreement.id)@1.0.0`")
        }
        let new = agreement.version
        let isEarlier =
            (old.major, old.minor, old.patch) < (new.major, new.minor, new.patch)
        if parts[0] == agreement.id, !isEarlier {
            place.error(
                .contradiction, "version \(new) cannot replace \(old), which is not earlier",
                advice: "name the version before this one")
        }
    }

    private mutating func readValidity(_ section: Declaration) {
        let members = keyed(section, "agreement.valid")
        agreement.validFrom = members["from"].flatMap(date)
        agreement.validUntil = members["until"].flatMap(date)
        if let from = agreement.validFrom, let until = agreement.validUntil,
            until.dayNumber < from.dayNumber
        {
            members["until"]?.error(
                .contradiction, "the agreement ends before it begins",
                advice: "both days count as days in force")
        }
    }

    private mutating func readReview(_ section: Declaration) {
        let members = keyed(section, "agreement.review")
        agreement.reviewDue = members["due"].flatMap(date)
        if let place = members["due"], let due = agreement.reviewDue,
            let until = agreement.validUntil, due.dayNumber > until.dayNumber
        {
            warn(.review, place, "the review is due after the agreement has ended")
        }
    }

    /// `1` and `1.0` are numbers to whoever writes them; a version has three.
    private static func versionAdvice(_ text: String) -> String {
        let longer = [text + ".0", text + ".0.0"].first { Form.version($0) != nil }
        return longer.map { "write it with three numbers: `\($0)`" } ?? "write it as `2.1.0`"
    }

    private mutating func readPurposes(_ section: Declaration) {
        for item in items(section, "purposes") {
            let members = keyed(item, "purposes[]")
            guard let place = members["id"], let id = place.text() else { continue }
            if agreement.purposes.contains(where: { $0.id == id }) {
                place.error(.duplicate, "the purpose `\(id)` is declared twice")
            }
            let kind = members["class"].flatMap { place in
                word(place, "class of purpose", Agreement.PurposeClass.self)
            }
            agreement.purposes.append(
                Agreement.Purpose(
                    // Of a class that cannot be read, nothing more is demanded.
                    id: id, kind: kind ?? .directCare,
                    description: members["description"]?.text() ?? ""))
        }
    }
}

/// What every section uses.
extension AgreementReader {
    func warn(
        _ code: Diagnostic.Code, _ place: Declaration, _ message: String, advice: String? = nil
    ) {
        report.add(
            Diagnostic(
                code, .warning, file: report.file, at: place.position, message, advice: advice))
    }

    func date(_ place: Declaration) -> PartialDate? {
        guard let text = place.text() else { return nil }
        if let date = PartialDate(dayText: text) { return date }
        place.error(
            .invalidDate, "`\(text)` is not a date that exists", advice: dayAdvice(text))
        return nil
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ place: Declaration, _ what: String, _: Word.Type
    ) -> Word? where Word.RawValue == String {
        place.word(of: Word.allCases.map(\.rawValue), what).flatMap(Word.init(rawValue:))
    }

    /// `withhold` or `release`: whether it withholds; anything else withholds and is an error.
    func withholds(_ place: Declaration?) -> Bool {
        guard let place else { return true }
        return place.word(of: ["withhold", "release"], "action") != "release"
    }

    func ods(_ place: Declaration?) -> String? {
        guard let place, let text = place.text() else { return nil }
        if Form.isODSCode(text) { return text }
        let capitals = text.uppercased()
        let isMeant = Form.isODSCode(capitals)
        place.error(
            .invalidForm, "`\(text)` is not an ODS code",
            advice: isMeant
                ? "write it as `\(capitals)`" : "use 3 to 12 capital letters and digits")
        // What refers to the organisation is not wrong as well.
        return isMeant ? capitals : nil
    }

    /// The items of a list that must not be empty; a single word counts as one item.
    func items(_ place: Declaration?, _ what: String) -> [Declaration] {
        guard let place else { return [] }
        let items = place.isScalar ? [place] : place.items()
        if place.isSequence, items.isEmpty {
            place.error(
                .emptyList, "there are no \(what)", advice: "nothing could leave; list at least one"
            )
        }
        return items
    }

    /// A text that must say something.
    func reason(_ place: Declaration?, _ key: String, _ question: String) {
        guard let place, let text = place.text() else { return }
        if text.allSatisfy(\.isWhitespace) {
            place.error(.reasonMissing, "`\(key)` is empty", advice: question)
        }
    }
}
