import CanonicalModel

extension AgreementDocument {
    /// The document in Markdown.
    public var markdown: String {
        func cell(_ text: String) -> String {
            text.replacing("|", with: "\\|").replacing("\n", with: " ")
        }
        func row(_ cells: [String]) -> String {
            "| " + cells.map(cell).joined(separator: " | ") + " |"
        }
        var parts = ["# \(title)", subtitle + "."]
        for section in sections {
            parts.append("## \(section.heading)")
            for block in section.blocks {
                switch block {
                case .paragraph(let text): parts.append(text)
                case .list(let items):
                    parts.append(items.map { "- \($0)" }.joined(separator: "\n"))
                case .table(let heads, let rows):
                    let rule = "|" + heads.map { _ in "---|" }.joined()
                    parts.append(([row(heads), rule] + rows.map(row)).joined(separator: "\n"))
                }
            }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The document as one HTML page that needs nothing else and prints well.
    public var html: String {
        var body =
            "<h1>\(title.inHTML)</h1>\n<p class=\"sub\">\(subtitle.inHTML).</p>\n"
        for section in sections {
            body += "<section>\n<h2>\(section.heading.inHTML)</h2>\n"
            for block in section.blocks {
                switch block {
                case .paragraph(let text): body += "<p>\(text.inHTML)</p>\n"
                case .list(let items):
                    body += "<ul>\n"
                    for item in items { body += "<li>\(item.inHTML)</li>\n" }
                    body += "</ul>\n"
                case .table(let heads, let rows): body += HTML.table(heads, rows)
                }
            }
            body += "</section>\n"
        }
        return HTML.page(title, body)
    }
}

/// Pages without scripts, fonts or pictures from elsewhere.
enum HTML {
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\($0.inHTML)</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<table>\n<thead>\(row(heads, "th"))</thead>\n<tbody>\n"
            + rows.map { row($0, "td") }.joined() + "</tbody>\n</table>\n"
    }

    static func page(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title.inHTML)</title>
        <style>
        @page { size: A4; margin: 20mm 18mm; }
        body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; max-width: 48rem;
               margin: 2rem auto; padding: 0 1rem; }
        h1, h2 { font-family: Arial, Helvetica, sans-serif; line-height: 1.2; break-after: avoid; }
        h2 { border-top: 1px solid #999; padding-top: .6rem; font-size: 1.15rem; }
        .sub { color: #444; }
        table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92em; }
        th, td { border: 1px solid #bbb; padding: .3rem .45rem; text-align: left;
                 vertical-align: top; overflow-wrap: anywhere; }
        th { background: #eee; font-family: Arial, Helvetica, sans-serif; }
        tr { break-inside: avoid; }
        thead { display: table-header-group; }
        td:empty { min-width: 5rem; height: 2.2rem; }
        @media print { body { margin: 0; max-width: none; padding: 0; } }
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }
}

/// Rows with commas between cells.
///
/// Source: RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe.
enum CSVText {
    static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let isFormula = cell.first.map { "=+-@".contains($0) } ?? false
            let text = isFormula ? "'" + cell : cell
            let needsQuotes = text.contains { ",\"\n\r".contains($0) }
            return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }.joined(separator: ",") + "\r\n"
    }
}
