import CanonicalModel

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
                ("identifier", object([("system", odsSystem.inJSON), ("value", row.code.inJSON)])),
                ("display", row.name.inJSON),
            ]) : object([("display", row.name.inJSON)])
        return object([
            ("resourceType", "MeasureReport".inJSON),
            ("id", "\(definition.id)-\(row.level.rawValue)-\(slug(row.code))".prefixed(64).inJSON),
            ("status", "complete".inJSON), ("type", "summary".inJSON),
            ("measure", "urn:sluice:indicator:\(definition.id)|\(definition.version)".inJSON),
            ("date", results.lastDay.text.inJSON), ("reporter", reporter),
            (
                "period",
                object([("start", (start ?? "").inJSON), ("end", results.lastDay.text.inJSON)])
            ),
            ("group", "[" + object(group) + "]"),
        ])
    }

    private static func population(_ code: String, _ count: Int?, _ row: ResultRow) -> String {
        let isShown = row.state == .published || row.state == .empty
        let concept = object([
            (
                "coding",
                "[" + object([("system", populationSystem.inJSON), ("code", code.inJSON)]) + "]"
            )
        ])
        guard isShown, let count else {
            let why = row.state == .notComputable ? "unsupported" : "masked"
            let extensions = object([("url", absent.inJSON), ("valueCode", why.inJSON)])
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
}

extension String {
    /// At most so many characters, as an id of FHIR may have.
    fileprivate func prefixed(_ count: Int) -> String { String(prefix(count)) }
}
