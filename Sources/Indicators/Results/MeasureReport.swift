/// Results as FHIR R4 MeasureReport resources, one an indicator and organisation, a line each.
///
/// Source: FHIR R4 (4.0.1) MeasureReport, `type` summary; a count that is kept back has the
/// extension data-absent-reason with `masked`.
public enum MeasureReport {
    /// NDJSON: for each indicator its practices, networks, neighbourhoods, and all.
    public static func lines(_ results: IndicatorResults) -> String {
        var text = ""
        for (definition, rows) in zip(results.definitions, results.rows) {
            for row in rows where row.level != .supplier && row.level != .stratum {
                text += resource(row, definition, results) + "\n"
            }
        }
        return text
    }

    private static let odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code"
    private static let populationSystem = "http://terminology.hl7.org/CodeSystem/measure-population"
    private static let absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

    private static func resource(
        _ row: ResultRow, _ definition: IndicatorDefinition, _ results: IndicatorResults
    ) -> String {
        let start = (definition.period ?? Period("P1D")).map {
            $0.firstDay(until: results.lastDay).text
        }
        let populations = [
            ("numerator", row.numerator), ("denominator", row.denominator),
            ("denominator-exclusion", row.excluded),
        ].filter { definition.measure != .count || $0.0 == "numerator" }
        var group = [
            (
                "population",
                "["
                    + populations.map { population($0.0, $0.1, row) }
                    .joined(separator: ",") + "]"
            )
        ]
        if row.state == .published, let value = row.value {
            let places = definition.measure == .count ? 0 : 4
            group.append(("measureScore", object([("value", DecimalText.fixed(value, places))])))
        }
        let isPlace = row.level == .practice || row.level == .pcn
        let reporter =
            isPlace
            ? object([
                ("identifier", object([("system", json(odsSystem)), ("value", json(row.code))])),
                ("display", json(row.name)),
            ]) : object([("display", json(row.name))])
        return object([
            ("resourceType", json("MeasureReport")),
            ("id", json("\(definition.id)-\(row.level.rawValue)-\(slug(row.code))".prefixed(64))),
            ("status", json("complete")), ("type", json("summary")),
            ("measure", json("urn:sluice:indicator:\(definition.id)|\(definition.version)")),
            ("date", json(results.lastDay.text)), ("reporter", reporter),
            (
                "period",
                object([("start", json(start ?? "")), ("end", json(results.lastDay.text))])
            ),
            ("group", "[" + object(group) + "]"),
        ])
    }

    private static func population(_ code: String, _ count: Int?, _ row: ResultRow) -> String {
        let isShown = row.state == .published || row.state == .empty
        let concept = object([
            (
                "coding",
                "[" + object([("system", json(populationSystem)), ("code", json(code))]) + "]"
            )
        ])
        guard isShown, let count else {
            let why = row.state == .notComputable ? "unsupported" : "masked"
            let extensions = object([("url", json(absent)), ("valueCode", json(why))])
            return object([
                ("code", concept), ("_count", object([("extension", "[\(extensions)]")])),
            ])
        }
        return object([("code", concept), ("count", "\(count)")])
    }

    private static func slug(_ code: String) -> String {
        String(code.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    /// A JSON string.
    static func json(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            default:
                if scalar.value < 0x20 { continue }
                output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

extension String {
    /// At most so many characters, as an id of FHIR may have.
    fileprivate func prefixed(_ count: Int) -> String { String(prefix(count)) }
}
