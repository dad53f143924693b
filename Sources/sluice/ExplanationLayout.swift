import CanonicalModel
import Foundation
import SharingAgreements

/// How an explanation is laid out.
extension ExplanationReport {
    private var runDate: String {
        var bytes: [UInt8] = []
        compiled.runDate.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private var title: String {
        "\(compiled.agreement.id) \(compiled.agreement.version), flow "
            + "\(compiled.flow?.id ?? "none"), on \(runDate)"
            + (compiled.agreement.deidentification.level == .aggregate
                ? "; no row leaves: what is said to leave is what its tables count" : "")
    }

    // MARK: - Text

    func text(_ records: [Record]) -> String {
        ([title] + records.flatMap(lines)).joined(separator: "\n")
    }

    private func lines(_ record: Record) -> [String] {
        var lines = ["", record.name + (record.offset > 0 ? ", from byte \(record.offset)" : "")]
        if let unreadable = record.unreadable {
            return lines + ["  It cannot be read, so nothing of it leaves: \(unreadable)"]
        }
        let leaving = record.items.count { $0.leaves }
        lines.append(
            record.because.isEmpty
                ? "  \(leaving) of \(record.items.count) entries leave."
                : "  Nothing of this record leaves:")
        for because in record.because { lines.append("    " + line(because)) }
        if let change = record.change { lines.append("    \(change)") }
        if record.quarantined > 0 {
            lines.append("  \(record.quarantined) entries could not be mapped: quarantine.")
        }
        if !record.because.isEmpty, !record.items.isEmpty {
            lines.append("  If it did, its entries would fare so:")
        }
        for item in record.items {
            let verdict =
                item.because.isEmpty ? (item.leaves ? "leaves" : "would leave") : "does not leave"
            let id = item.id.map { " `\($0)`" } ?? ""
            lines.append("  \(item.number). \(item.kind)\(id): \(verdict)")
            for because in item.because { lines.append("       " + line(because)) }
            if !item.because.isEmpty || only != nil, let change = item.change {
                lines.append("       \(change)")
            }
            lines += fields(of: item)
        }
        return lines
    }

    /// A line a field; those that stay for one and the same reason share a line.
    private func fields(of item: Item) -> [String] {
        var (lines, together) = ([String](), [(end: String, names: [String])]())
        for field in item.fields {
            let end = field.sentence + at(field.clauses)
            guard field.outcome == "withheld", field.before == nil else {
                lines.append("       \(field.name): \(end)")
                if let before = field.before {
                    lines.append("         \(before) -> \(field.after ?? "nothing")")
                }
                continue
            }
            if let place = together.firstIndex(where: { $0.end == end }) {
                together[place].names.append(field.name)
            } else {
                together.append((end, [field.name]))
            }
        }
        lines += together.map { "       \($0.names.joined(separator: ", ")): \($0.end)" }
        guard only != nil else { return lines }
        return lines
            + item.fields.compactMap { field in
                field.change.map { "       More of \(field.name) would leave with \($0)." }
            }
    }

    private func line(_ because: Because) -> String {
        "\(because.reason): \(because.sentence)\(at(because.clauses))"
    }

    private func at(_ clauses: [Clause]) -> String {
        guard !clauses.isEmpty else { return "" }
        let places = clauses.map { clause in
            "`\(clause.path)`" + (clause.line.map { " (line \($0))" } ?? "")
        }
        return " [" + places.joined(separator: ", ") + "]"
    }

    // MARK: - JSON

    func json(_ records: [Record]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let document = Document(
            agreement: compiled.agreement.id, version: "\(compiled.agreement.version)",
            flow: compiled.flow?.id, file: file, runDate: runDate, records: records)
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }

    // MARK: - HTML

    func html(_ records: [Record]) -> String {
        let body = records.map { record in
            var parts = ["<section><h2>\(escaped(record.name))</h2>"]
            if let unreadable = record.unreadable {
                parts.append("<p class=no>It cannot be read: \(escaped(unreadable))</p>")
            }
            parts.append(list(record.because, record.change))
            parts.append("<table><thead><tr><th scope=col>Entry<th scope=col>Verdict")
            parts.append("<th scope=col>Why</tr></thead><tbody>")
            parts += record.items.map(row)
            return (parts + ["</tbody></table></section>"]).joined(separator: "\n")
        }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang=en-GB><head><meta charset=utf-8>
            <meta name=viewport content="width=device-width, initial-scale=1">
            <title>\(escaped(title))</title>
            <style>
            body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{border-bottom:1px solid #999;padding:.4rem;text-align:left;vertical-align:top}
            .yes{color:#005a30}.no{color:#8a1500}code{background:#eee;overflow-wrap:anywhere}
            @media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
            </style></head>
            <body><main><h1>\(escaped(title))</h1>
            <p>Clauses are those of <code>\(escaped(file))</code>; no value is shown.</p>
            \(body)
            </main></body></html>
            """
    }

    private func row(_ item: Item) -> String {
        let verdict = item.leaves ? "leaves" : item.because.isEmpty ? "would leave" : "stays"
        let fields = item.fields.map {
            let change = only == nil ? nil : $0.change
            return "<li><b>\(escaped($0.name))</b> \(escaped($0.sentence))\(links($0.clauses))"
                + (change.map { "; more would leave with \(escaped($0))" } ?? "") + "</li>"
        }
        let isKept = !item.because.isEmpty
        return "<tr><th scope=row>\(item.number). \(escaped(item.kind))<td class="
            + "\(isKept ? "no" : "yes")>\(verdict)<td>"
            + (isKept ? list(item.because, item.change) : "<ul>\(fields.joined())</ul>")
            + (isKept || only == nil ? "" : item.change.map { "<p>\(escaped($0))</p>" } ?? "")
            + "</tr>"
    }

    private func list(_ because: [Because], _ change: String?) -> String {
        guard !because.isEmpty else { return "" }
        let items = because.map {
            "<li>\(escaped($0.sentence)) <code>\($0.reason)</code>\(links($0.clauses))</li>"
        }
        return "<ul>\(items.joined())</ul>" + (change.map { "<p>\(escaped($0))</p>" } ?? "")
    }

    private func links(_ clauses: [Clause]) -> String {
        clauses.map { clause in
            let line = clause.line.map { ", line \($0)" } ?? ""
            return " <code>\(escaped(clause.path))</code>\(line)"
        }.joined()
    }

    private func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: ">", with: "&gt;")
    }
}
