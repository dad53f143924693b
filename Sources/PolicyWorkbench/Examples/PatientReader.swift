import CanonicalModel
import StrictYAML
import Terminology

/// Reads phrases into an example patient; what is not understood is an error with a suggestion.
struct PatientReader {
    let report: DeclarationReport
    let codeSets: [CodeSet]
    let runDate: PartialDate
    var patient: ExamplePatient

    /// Phrases that say one thing and take nothing.
    private static let plain: [(words: String, says: @Sendable (inout ExamplePatient) -> Void)] = [
        ("born unknown", { $0.birth = nil }),
        ("no nhs number", { $0.number = .none }),
        ("test patient", { $0.number = .test }),
        ("on the list", { $0.number = .listed }),
        ("no registration", { $0.registration = nil }),
        ("confidential unknown", { $0.mark = "other" }),
        ("confidential", { $0.mark = "nopat" }),
        ("national opt-out not asked", { $0.national = .notAsked }),
        ("national opt-out", { $0.national = .objects }),
        ("local objection", { $0.objectsLocally = true }),
        ("stopped", { $0.isStopped = true }),
    ]
    private static let fields = EntryKind.patient.definition.fields
    private static let heads =
        plain.map(\.words) + [
            "born", "aged", "female", "male", "died", "registered", "held by", "type 1 dissent",
            "type 1 withdrawal", "unreadable", "without",
        ] + EntryKind.allCases.map(\.name) + fields.dropFirst(2).map(\.name)

    mutating func read(_ phrases: [ExamplePhrase]) {
        for phrase in phrases { read(phrase) }
    }

    private mutating func read(_ phrase: ExamplePhrase) {
        var phrase = phrase
        if let plain = Self.plain.first(where: { phrase.take($0.words) }) {
            plain.says(&patient)
        } else if phrase.take("type 1 dissent") {
            readObjection(&phrase, "type1-dissent")
        } else if phrase.take("type 1 withdrawal") {
            readObjection(&phrase, "type1-withdrawal")
        } else if !readPerson(&phrase), !readPlace(&phrase), !readEntries(&phrase),
            !readField(&phrase)
        {
            let word = phrase.peek?.text ?? ""
            return error(
                phrase.peek, "`\(word)` does not begin anything that is said of a patient",
                advice: suggestion(word.lowercased(), among: Self.heads)
                    ?? "say `born`, `registered at`, `Type 1 dissent`, or an entry as `problem`")
        }
        if let extra = phrase.peek {
            error(
                extra, "`\(extra.text)` is not understood here",
                advice: "separate what is said of a patient by commas")
        }
    }

    // MARK: - Who the patient is

    private mutating func readPerson(_ phrase: inout ExamplePhrase) -> Bool {
        if phrase.take("born") {
            patient.birth = date(&phrase)
        } else if phrase.take("aged") {
            readAge(&phrase)
        } else if phrase.take("female") || phrase.take("male") {
            return false
        } else if phrase.take("died") {
            readDeath(&phrase)
        } else if phrase.take("unreadable") {
            readUnreadable(&phrase)
        } else if phrase.take("without") {
            guard let index = field(&phrase, .patient) else { return true }
            patient.fields[index] = .absent
        } else {
            return false
        }
        return true
    }

    /// Somebody who turns so old on the day of the run.
    private mutating func readAge(_ phrase: inout ExamplePhrase) {
        let word = phrase.take()
        guard let age = word.flatMap({ Int($0.text) }), (0...130).contains(age) else {
            return error(word, "`aged` takes whole years", advice: "say `aged 65`")
        }
        let year = runDate.year - age
        patient.birth =
            PartialDate(.day, year: year, month: runDate.month, day: runDate.day)
            ?? PartialDate(.day, year: year, month: runDate.month, day: runDate.day - 1)
    }

    private mutating func readDeath(_ phrase: inout ExamplePhrase) {
        if phrase.peek == nil {
            guard let index = Self.index("deceased") else { return }
            patient.fields[index] = .flag(true)
        } else if let index = Self.index("death_date"), let date = date(&phrase) {
            patient.fields[index] = .date(date)
        }
    }

    /// What the source states and could not be read: a field of the patient, or a kind of entry.
    private mutating func readUnreadable(_ phrase: inout ExamplePhrase) {
        guard let word = phrase.take() else {
            return error(nil, "`unreadable` names nothing", advice: "say `unreadable death_date`")
        }
        if let index = Self.index(word.text) {
            patient.unreadable[.patient, default: []].insert(index)
        } else if let kind = EntryKind(name: word.text) {
            patient.unreadable[kind, default: []].formUnion([])
        } else {
            error(
                word, "`\(word.text)` is neither a field of the patient nor a kind of entry",
                advice: suggestion(
                    word.text,
                    among: Self.fields.map(\.name) + EntryKind.allCases.map(\.name)))
        }
    }

    private static func index(_ name: String) -> Int? {
        EntryKind.patient.definition.index(of: name)
    }

    // MARK: - Where the patient is registered

    private mutating func readPlace(_ phrase: inout ExamplePhrase) -> Bool {
        if phrase.take("held by") {
            patient.holder = ods(&phrase)
            return true
        }
        guard phrase.take("registered") else { return false }
        var registration = patient.registration ?? .init()
        while phrase.peek != nil {
            if phrase.take("at") {
                registration.practice = ods(&phrase)
            } else if phrase.take("since") {
                registration.start = date(&phrase)
            } else if phrase.take("until") {
                registration.end = date(&phrase)
            } else if phrase.take("as") {
                registration.type = registrationType(&phrase) ?? registration.type
            } else {
                break
            }
        }
        patient.registration = registration
        return true
    }

    private func ods(_ phrase: inout ExamplePhrase) -> String? {
        let word = phrase.take()
        let isCode = word.map { word in
            (3...12).contains(word.text.utf8.count)
                && word.text.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                }
        }
        if isCode == true { return word?.text }
        error(word, "a practice is named by its ODS code", advice: "3 to 12 capitals and digits")
        return nil
    }

    private func registrationType(_ phrase: inout ExamplePhrase) -> String? {
        guard let index = EntryKind.registration.definition.index(of: "type"),
            case .code(let types) = EntryKind.registration.definition.fields[index].type,
            let word = phrase.take()
        else { return nil }
        if types.index(of: word.text) != nil { return word.text }
        error(
            word, "`\(word.text)` is not a known \(types.name)",
            advice: suggestion(word.text, among: types.words))
        return nil
    }

    // MARK: - Anything else of the patient

    /// `postcode ZZ99 3VZ`, `female`: a field by its name, or the sex by itself.
    private mutating func readField(_ phrase: inout ExamplePhrase) -> Bool {
        if let word = phrase.peek, ["female", "male"].contains(word.text.lowercased()),
            let index = Self.index("sex")
        {
            _ = phrase.take()
            let reader = ValueReader(report: report, codeSets: codeSets)
            patient.fields[index] = reader.value(
                word.text.lowercased(), Self.fields[index], at: word.position)
            return true
        }
        guard let word = phrase.peek, let index = Self.index(word.text), index > 1 else {
            return false
        }
        _ = phrase.take()
        let reader = ValueReader(report: report, codeSets: codeSets)
        patient.fields[index] = reader.value(
            phrase.takeRest(), Self.fields[index], at: word.position)
        return true
    }

    // MARK: - What goes for all

    func date(_ phrase: inout ExamplePhrase) -> PartialDate? {
        let word = phrase.take()
        if let date = word.flatMap({ ExampleForm.date($0.text) }) { return date }
        error(
            word, word.map { "`\($0.text)` is not a date that exists" } ?? "a date is missing",
            advice: "write it as `2023`, `2023-05` or `2023-05-06`")
        return nil
    }

    func field(_ phrase: inout ExamplePhrase, _ kind: EntryKind) -> Int? {
        let fields = kind.definition.fields.map(\.name)
        guard let word = phrase.take() else { return nil }
        if let index = kind.definition.index(of: word.text), index > 0 { return index }
        error(
            word, "`\(kind.name)` has no field `\(word.text)`",
            advice: suggestion(word.text, among: fields))
        return nil
    }

    func error(_ word: ExamplePhrase.Word?, _ message: String, advice: String?) {
        report.error(.exampleForm, at: word?.position, message, advice: advice)
    }
}
