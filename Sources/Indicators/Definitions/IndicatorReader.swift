public import CanonicalModel
import StrictYAML

extension IndicatorDefinition {
    /// Reads a definition; strict, so that a misspelt key can never count in silence.
    ///
    /// - Parameter codeSets: The names of the code sets that there are.
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(
        yaml: String, file: String, codeSets: [String]
    ) throws(Diagnostics) -> IndicatorDefinition {
        let report = DeclarationReport(file: file)
        var reader = IndicatorReader(codeSets: codeSets, report: report)
        reader.definition.file = file
        reader.read(try Declaration(yaml: yaml, report: report))
        try report.throwIfErrors()
        return reader.definition
    }
}

/// Reads one definition, and records everything that is wrong with it.
struct IndicatorReader {
    let codeSets: [String]
    let report: DeclarationReport
    var definition = IndicatorDefinition()

    private static let required = [
        "indicator", "version", "title", "meaning", "theme", "source", "denominator",
    ]
    private static let allowed =
        required + [
            "measure", "of", "per", "period", "better", "standardise", "strata", "numerator",
            "exclusions", "comparability", "score", "examples",
        ]

    init(codeSets: [String], report: DeclarationReport) {
        (self.codeSets, self.report) = (codeSets, report)
    }

    mutating func read(_ root: Declaration) {
        let members = root.members(allowed: Self.allowed, required: Self.required)
        readNames(members)
        readMeasure(members, root)
        if let place = members["denominator"] { definition.denominator = condition(place) }
        if let place = members["numerator"] { definition.numerator = condition(place) }
        for place in members["exclusions"]?.items() ?? [] { readExclusion(place) }
        for place in members["comparability"]?.items() ?? [] { readComparability(place) }
        for place in members["examples"]?.items() ?? [] { readExample(place) }
        definition.codeSets = definition.rowConditions.flatMap(\.test.sets).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    private mutating func readNames(_ members: [String: Declaration]) {
        definition.id = members["indicator"]?.text() ?? ""
        let isSlug = definition.id.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        if !isSlug || definition.id.isEmpty {
            members["indicator"]?.error(
                .invalidIndicator, "an indicator's name has small letters, figures and hyphens",
                advice: "such as `hypertension-treated-to-target`")
        }
        definition.version = members["version"]?.text() ?? ""
        definition.title = members["title"]?.text() ?? ""
        definition.meaning = members["meaning"]?.text() ?? ""
        definition.source = members["source"]?.text() ?? ""
        for key in ["version", "title", "meaning", "source"] where members[key]?.isScalar == true {
            if members[key]?.text()?.isEmpty == true {
                members[key]?.error(.invalidIndicator, "`\(key)` is empty")
            }
        }
        let themes = IndicatorDefinition.Theme.allCases.map(\.rawValue)
        if let word = members["theme"]?.word(of: themes, "theme") {
            definition.theme = IndicatorDefinition.Theme(rawValue: word) ?? .prevention
        }
        if let word = members["better"]?.word(of: ["higher", "lower", "neither"], "direction") {
            definition.moreIsBetter = word == "neither" ? nil : word == "higher"
        }
        definition.period = members["period"].flatMap { period($0) }
        let strata = IndicatorDefinition.Stratification.allCases.map(\.rawValue)
        for place in members["strata"]?.items() ?? [] {
            if let word = place.word(of: strata, "stratification"),
                let stratum = IndicatorDefinition.Stratification(rawValue: word)
            {
                definition.strata.append(stratum)
            }
        }
        let isOfAppointments = members["of"]?.text() == EntryKind.appointment.name
        if definition.strata.contains(where: \.isOfAppointments), !isOfAppointments {
            members["strata"]?.error(
                .invalidIndicator, "only appointments have categories of slots and channels",
                advice: "write `of: appointment`, or remove them from `strata`")
        }
    }

    private mutating func readMeasure(_ members: [String: Declaration], _ root: Declaration) {
        let word =
            members["measure"]?.word(of: ["proportion", "rate", "mean", "count"], "measure")
            ?? "proportion"
        if let place = members["of"],
            let name = place.word(
                of: ["people"] + EntryKind.allCases.map(\.name), "kind of row")
        {
            definition.unit = EntryKind(name: name)
        }
        switch word {
        case "rate":
            definition.measure = .rate(per: members["per"]?.integer() ?? 1_000)
            if definition.unit == nil {
                root.error(
                    .invalidIndicator, "a rate counts rows, and `of` does not say which",
                    advice: "write `of: encounter`")
            }
        case "mean": readScore(members["score"], root)
        case "count": definition.measure = .count
        default: definition.measure = .proportion
        }
        let needsNumerator = word == "proportion" || word == "rate"
        if needsNumerator != (members["numerator"] != nil), root.isMapping {
            (members["numerator"] ?? root).error(
                .invalidIndicator,
                needsNumerator
                    ? "a \(word) needs a `numerator`" : "a \(word) has no `numerator`",
                advice: needsNumerator ? "say what is counted" : "remove it")
        }
        if let place = members["standardise"] {
            definition.isStandardised = place.boolean() ?? false
            if definition.isStandardised, word != "proportion" || definition.unit != nil {
                place.error(
                    .invalidIndicator, "only proportions of people are standardised",
                    advice: "remove `standardise`")
            }
        }
    }

    private mutating func readScore(_ place: Declaration?, _ root: Declaration) {
        guard let place else {
            return root.error(
                .missingKey, "a mean needs a `score`",
                advice: "write `score: {continuity: upc, contacts: {encounter: any, last: P2Y}}`")
        }
        let keys = ["continuity", "contacts", "fewest"]
        let members = place.members(allowed: keys, required: ["continuity", "contacts"])
        let words = ContinuityIndex.allCases.map(\.rawValue)
        guard let word = members["continuity"]?.word(of: words, "index of continuity"),
            let index = ContinuityIndex(rawValue: word), let contacts = members["contacts"]
        else { return }
        guard case .rows(let rows) = condition(contacts) else {
            return contacts.error(
                .invalidIndicator, "`contacts` are rows of one table",
                advice: "write `{encounter: any, last: P2Y}`")
        }
        definition.measure = .mean(
            IndicatorDefinition.ContinuityScore(
                index: index, contacts: rows, fewest: max(2, members["fewest"]?.integer() ?? 2)))
    }

    private mutating func readExclusion(_ place: Declaration) {
        let keys = ["name", "why", "when"]
        let members = place.members(allowed: keys, required: keys)
        guard let when = members["when"] else { return }
        definition.exclusions.append(
            IndicatorDefinition.Exclusion(
                name: members["name"]?.text() ?? "", why: members["why"]?.text() ?? "",
                condition: condition(when)))
    }

    private mutating func readComparability(_ place: Declaration) {
        let members = place.members(
            allowed: ["supplier", "complete", "verdict", "reason"],
            required: ["verdict", "reason"])
        let words = ["with-care", "not-comparable"]
        guard let word = members["verdict"]?.word(of: words, "verdict"),
            let verdict = Comparability.Verdict(rawValue: word),
            let reason = members["reason"]?.text()
        else { return }
        if let suppliers = members["supplier"] {
            definition.comparability.append(
                ComparabilityRule(
                    trigger: .suppliers(suppliers.texts()), verdict: verdict, reason: reason))
        } else if let complete = members["complete"] {
            readCompleteness(complete, verdict, reason)
        } else if place.isMapping {
            place.error(
                .invalidIndicator, "the rule does not say when it holds",
                advice: "add `supplier: [emis]`, or `complete: {problem: any, with: [onset], "
                    + "at_least: 90}`")
        }
    }

    private mutating func readCompleteness(
        _ place: Declaration, _ verdict: Comparability.Verdict, _ reason: String
    ) {
        let kinds = EntryKind.allCases.map(\.name)
        let members = place.members(
            allowed: kinds + ["with", "at_least"], required: ["with", "at_least"])
        guard let (head, subject) = members.first(where: { kinds.contains($0.key) }),
            let kind = EntryKind(name: head), let least = members["at_least"]?.integer()
        else {
            return place.error(
                .invalidIndicator, "the rule does not name a table",
                advice: "write `{observation: blood-pressure, with: [value], at_least: 90}`")
        }
        let test = RowTest(kind: kind, sets: setNames(subject))
        var columns: [ColumnTest] = []
        for item in members["with"]?.items() ?? [] {
            if let column = column(item, of: kind) {
                columns.append(ColumnTest(column: column, test: .present))
            }
        }
        definition.comparability.append(
            ComparabilityRule(
                trigger: .completeness(of: test, columns: columns, atLeast: least),
                verdict: verdict, reason: reason))
    }

    func period(_ place: Declaration) -> Period? {
        guard let text = place.text() else { return nil }
        if let period = Period(text) { return period }
        place.error(
            .invalidIndicator, "`\(text)` is not a period",
            advice: "write a year as `P1Y`, a quarter as `P3M`, thirty days as `P30D`")
        return nil
    }

    func day(_ place: Declaration) -> CalendarDay? {
        guard let text = place.text() else { return nil }
        if let day = CalendarDay(text) { return day }
        place.error(
            .invalidIndicator, "`\(text)` is not a day", advice: dayAdvice(text))
        return nil
    }
}
