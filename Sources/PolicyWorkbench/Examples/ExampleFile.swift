public import CanonicalModel
public import SharingAgreements
import StrictYAML
public import Terminology

/// The example patients of one agreement: who they are, and what must leave of each.
///
/// ```yaml
/// examples: frailty-neighbourhood
/// run_date: 2026-11-02
/// usual: aged 70, registered at Y99001
/// cases:
///   - name: a dissent keeps everything back
///     patient: born 1950, problem frailty 2023, Type 1 dissent 2024-02-01
///     expect: withheld TYPE1_OPT_OUT
///   - name: a problem leaves by its month
///     patient: {problem: frailty 2023-05-06}
///     expect: {patient: [pseudonym, age_band 70-74], problem: [code, onset 2023-05]}
/// ```
public struct ExampleFile: Sendable {
    /// One example.
    public struct Case: Sendable {
        /// What it shows.
        public let name: String
        /// Which of the example's patients it is, from 1; `nil` for the only one.
        let number: Int?
        /// Where it stands.
        public let position: Diagnostic.Position?
        /// The day of the run.
        public let runDate: PartialDate
        /// The flow; `nil` for the only one.
        let flow: String?
        let patient: ExamplePatient
        let conditions: ExampleConditions
        let expectation: Expectation
    }

    /// The file's name in messages.
    public let file: String
    /// The examples, a case for each patient, in file order.
    public let cases: [Case]

    /// Reads examples; strict: what is not understood is an error with a suggestion.
    ///
    /// - Parameters:
    ///   - agreement: The agreement that they are of, which the file names.
    ///   - codeSets: The code sets that examples may name.
    /// - Throws: Everything that is wrong, with line and column.
    public init(
        yaml: String, file: String, agreement: Agreement, codeSets: [CodeSet]
    ) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        var reader = ExampleReader(report: report, codeSets: codeSets, agreement: agreement)
        let cases = reader.read(root)
        try report.throwIfErrors()
        (self.file, self.cases) = (file, cases)
    }
}

/// What stands around a run: lists that it was given, and what was stopped.
struct ExampleConditions: Sendable {
    enum List: Sendable { case missing, unreadable, daysOld(Int) }
    var national = List.daysOld(0)
    var local = List.daysOld(0)
    var stops: [StopRegister.Scope] = []
}

/// Reads a file of examples.
struct ExampleReader {
    let report: DeclarationReport
    let codeSets: [CodeSet]
    let agreement: Agreement

    mutating func read(_ root: Declaration) -> [ExampleFile.Case] {
        let members = root.members(
            allowed: ["examples", "run_date", "flow", "usual", "cases"],
            required: ["examples", "run_date", "cases"])
        if let place = members["examples"], let id = place.text(), id != agreement.id {
            place.error(
                .exampleForm,
                "the examples are of `\(id)`, and the agreement is "
                    + "`\(agreement.id)`")
        }
        guard let runDate = members["run_date"].flatMap(day) else { return [] }
        let flow = members["flow"].flatMap(flow)
        var cases: [ExampleFile.Case] = []
        for item in members["cases"]?.items() ?? [] {
            let own = read(item, runDate, flow, usual: members["usual"])
            if let name = own.first?.name, cases.contains(where: { $0.name == name }) {
                item.error(.exampleForm, "two examples are called `\(name)`")
            }
            cases += own
        }
        if cases.isEmpty, let place = members["cases"], place.isSequence {
            place.error(.exampleForm, "there is no example", advice: "give at least one")
        }
        return cases
    }

    /// The cases of one example, one for each of its patients.
    private func read(
        _ item: Declaration, _ usualDate: PartialDate, _ usualFlow: String?, usual: Declaration?
    ) -> [ExampleFile.Case] {
        let members = item.members(
            allowed: [
                "name", "patient", "patients", "usual", "expect", "run_date", "flow", "run",
            ],
            required: ["name", "expect"])
        guard let name = members["name"]?.text(), let expected = members["expect"] else {
            return []
        }
        if members["patient"] != nil, let place = members["patients"] {
            place.error(
                .exampleForm, "there are `patient` and `patients`", advice: "keep one of the two")
        }
        let runDate = members["run_date"].flatMap(day) ?? usualDate
        let several = members["patients"]?.items()
        let patients: [Declaration?] = several ?? [members["patient"]]
        return patients.enumerated().map { number, place in
            var reader = PatientReader(
                report: report, codeSets: codeSets, runDate: runDate, patient: ExamplePatient())
            if let usual = members["usual"] ?? usual {
                reader.read(ExamplePhrase.phrases(of: usual))
            }
            if let place { reader.read(ExamplePhrase.phrases(of: place)) }
            return ExampleFile.Case(
                name: name, number: several == nil ? nil : number + 1,
                position: place?.position ?? item.position, runDate: runDate,
                flow: members["flow"].flatMap(flow) ?? usualFlow, patient: reader.patient,
                conditions: members["run"].map(conditions) ?? ExampleConditions(),
                expectation: ExpectationReader(patient: reader.patient, agreement: agreement)
                    .read(expected))
        }
    }

    private func day(_ place: Declaration) -> PartialDate? {
        guard let text = place.text() else { return nil }
        if let date = ExampleForm.date(text), date.precision == .day { return date }
        place.error(
            .exampleForm, "`\(text)` is not a day that exists", advice: dayAdvice(text))
        return nil
    }

    private func flow(_ place: Declaration) -> String? {
        guard let text = place.text() else { return nil }
        return text
    }

    /// `national list 8 days old, practice Y99001 stopped`.
    private func conditions(_ place: Declaration) -> ExampleConditions {
        var conditions = ExampleConditions()
        for phrase in ExamplePhrase.phrases(of: place) {
            var phrase = phrase
            if phrase.take("national list") {
                conditions.national = list(&phrase)
            } else if phrase.take("local list") {
                conditions.local = list(&phrase)
            } else if phrase.take("everything stopped") {
                conditions.stops.append(.all)
            } else if phrase.take("agreement stopped") {
                conditions.stops.append(.agreement(agreement.id))
            } else if phrase.take("flow stopped") {
                conditions.stops += agreement.flows.map { .flow($0.id) }
            } else if phrase.take("practice"), let ods = phrase.take() {
                conditions.stops.append(.practice(ods.text))
                _ = phrase.take("stopped")
            }
            if let extra = phrase.peek { refuse(extra) }
        }
        return conditions
    }

    private func list(_ phrase: inout ExamplePhrase) -> ExampleConditions.List {
        if phrase.take("missing") { return .missing }
        if phrase.take("unreadable") { return .unreadable }
        guard let word = phrase.peek, let days = Int(word.text), (0...1_000).contains(days) else {
            if let word = phrase.take() { refuse(word) }
            return .missing
        }
        _ = phrase.take()
        if !phrase.take("days old") { _ = phrase.take("day old") }
        return .daysOld(days)
    }

    private func refuse(_ word: ExamplePhrase.Word) {
        report.error(
            .exampleForm, at: word.position, "`\(word.text)` is not said of a run",
            advice: "say `national list missing`, `national list 8 days old`, "
                + "`everything stopped` or `practice Y99001 stopped`")
    }
}
