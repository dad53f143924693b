import CanonicalModel

/// One page for a neighbourhood: who lives here, what they have, how they are looked after, how
/// good the data are, and what was kept back. It needs no network and no script.
public struct ReportPage {
    private let results: IndicatorResults
    /// What a reason for withholding a record means.
    private let meaning: (String) -> String

    /// A page of results.
    ///
    /// - Parameter meaning: What a reason of a manifest means, in a sentence.
    public init(_ results: IndicatorResults, meaning: @escaping (String) -> String) {
        (self.results, self.meaning) = (results, meaning)
    }

    /// The whole page, as UTF-8 text.
    public var html: String {
        let sections = sections
        let contents = sections.map {
            "<li><a href=\"#\($0.id)\">\($0.heading.inHTML)</a></li>"
        }
        let title = "Neighbourhood report, \(results.lastDay.text)"
        return """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(HTML.style)
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the figures</a>
            <header>
            <h1>\(title)</h1>
            \(HTML.paragraph(lead, "lead"))</header>
            <nav aria-label="Contents">
            <ul>
            \(contents.joined(separator: "\n"))
            </ul>
            </nav>
            <main id="main">
            \(HTML.paragraph(onPaper, "paper"))\
            \(sections.map { HTML.section($0.id, $0.heading, $0.body) }.joined())</main>
            <footer>
            \(HTML.paragraph(foot))</footer>
            </body>
            </html>

            """
    }

    private var lead: String {
        "Under the agreement \(results.basis.agreement) \(results.basis.version), for "
            + "\(results.basis.purpose). Small numbers are kept back by the rule "
            + "\(results.basis.profile)."
    }

    private var onPaper: String {
        "Figures by place and by group, and definitions, are on the page itself, and in what "
            + "`sluice indicators run` writes."
    }

    private var foot: String {
        "Every number on this page comes from tables that were protected and audited. Bounds are "
            + "those of 95 in 100 (Wilson; Byar for rates). Contains public sector information "
            + "licensed under the Open Government Licence v3.0."
    }

    private typealias Section = (id: String, heading: String, body: String)

    private var sections: [Section] {
        let parts = [
            ("glance", "At a glance", ReportTables(results).glance()),
            ("people", "Who lives here", people),
            ("conditions", "Long-term conditions", conditions),
            ("case-finding", "Who may need more", theme(.caseFinding)),
            ("access", "Access through the week", access),
            ("continuity", "Continuity", theme(.continuity)),
            ("prevention", "Prevention", theme(.prevention)),
            ("immunisation", "Immunisation by cohort", immunisation),
            ("medicines", "Medicines", theme(.medicines)),
            ("quality", "How good the data are, by supplier", quality),
            ("withheld", "What was kept back, and why", withheld),
            ("basis", "What this stands on", basis),
        ]
        return parts.filter { !$0.2.isEmpty }
    }

    // MARK: - Sections

    private var people: String {
        var text = ""
        let bands = results.pyramid.map { band in
            (name: band.band, men: Int(band.counts[0]), women: Int(band.counts[1]))
        }
        if !bands.isEmpty, bands.contains(where: { $0.men ?? 0 > 0 || $0.women ?? 0 > 0 }) {
            let drawing = Charts.pyramid(bands)
            text += HTML.figure(
                "pyramid", "Men and women by age",
                "Bands of ten years, the oldest above; the same numbers stand in the table.",
                height: drawing.height, drawing.body)
        }
        if !bands.isEmpty {
            text += HTML.table(
                "People by age and sex", ["Age", "Men", "Women"],
                results.pyramid.map { [$0.band] + $0.counts.map(Self.shown) }, numbers: [1, 2])
        }
        let size = ReportTables(results).all { $0.id == "list-size" }
        text += size
        if !size.isEmpty { text += HTML.paragraph(registrations, "note") }
        let known = ReportTables(results).all { $0.theme == .inequalities }
        guard !known.isEmpty else { return text }
        return text + "<h3 class=\"screen\">How complete this is</h3>\n" + known
    }

    /// What the figures of several practices count.
    private var registrations: String {
        "Each practice counts everybody on its own list, so figures of several practices "
            + "together count registrations: somebody on two lists counts twice. On more than one "
            + "of these lists: people, \(Self.shown(results.onSeveralLists))."
    }

    /// Says of figures that rest on short lists of codes that they do.
    private func caution(_ isShown: (IndicatorDefinition) -> Bool) -> String {
        let starters = Set(results.lists.filter { !$0.isOwn }.map(\.name))
        let used = Set(results.definitions.filter(isShown).flatMap(\.codeSets))
        guard !used.isDisjoint(with: starters) else { return "" }
        return HTML.paragraph(
            "These figures rest on starter lists of codes, which are not the national ones and "
                + "count too few: see \u{201C}What this stands on\u{201D}.", "note")
    }

    private var conditions: String {
        let tables = ReportTables(results)
        return caution { $0.id.hasPrefix("prevalence-") }
            + tables.summary("Conditions on the problem lists") { $0.id.hasPrefix("prevalence-") }
            + tables.funnels { $0.id.hasPrefix("prevalence-") }
    }

    private func theme(_ theme: IndicatorDefinition.Theme) -> String {
        let tables = ReportTables(results)
        let name = theme.rawValue.split(separator: "-").joined(separator: " ")
        return caution { $0.theme == theme }
            + tables.summary("All practices together: \(name)") { $0.theme == theme }
            + tables.funnels { $0.theme == theme && $0.measure == .proportion }
            + tables.all { $0.theme == theme && $0.measure != .proportion }
    }

    private var access: String {
        ReportTables(results).throughTheWeek() + theme(.access)
    }

    private var immunisation: String {
        caution { $0.theme == .immunisation }
            + ReportTables(results).uptake { $0.theme == .immunisation }
            + ReportTables(results).summary("Children who came of the age in the year") {
                $0.theme == .immunisation
            }
            + ReportTables(results).all { $0.theme == .immunisation }
    }

    private var quality: String {
        ReportTables(results).suppliers()
            + ReportTables(results).all { $0.theme == .dataQuality }
    }

    private var withheld: String {
        var text = ""
        if !results.basis.records.isEmpty {
            let read = results.basis.records.first { $0.name == "read" }.flatMap { Int($0.count) }
            let rows = results.basis.records.map { name, count in
                [
                    name == "read" || name == "released" ? "Records \(name)" : meaning(name),
                    Self.shown(count), Self.share(count, of: read),
                ]
            }
            text += HTML.table(
                "Records of the feeds", ["What", "Records", "Of those read"], rows,
                numbers: [1, 2])
        }
        let all = results.rows.joined()
        text += HTML.table(
            "Figures of this report", ["State", "Figures"],
            [
                ["Published", "\(all.count { $0.state == .published })"],
                [
                    "Kept back: a count is small, or would give a small one away",
                    "\(all.count { $0.state == .suppressed })",
                ],
                [
                    "Withheld: the whole table could not be made safe",
                    "\(all.count { $0.state == .withheld })",
                ],
                ["Nobody in the denominator", "\(all.count { $0.state == .empty })"],
                [
                    "Not computable: the agreement's feed lacks what it takes",
                    "\(all.count { $0.state == .notComputable })",
                ],
            ], numbers: [1])
        for note in results.notes { text += HTML.paragraph(note.message + ".", "note") }
        return text
    }

    private var basis: String {
        let basis = results.basis
        let rows = [
            ["Agreement", "\(basis.agreement) \(basis.version)"],
            ["SHA-256 of its text", basis.sha256], ["Recipient", basis.recipient],
            ["Purpose", basis.purpose], ["Last day counted", results.lastDay.text],
            ["Rule for small numbers", basis.profile],
            ["Standard population", results.standard.isEmpty ? "none" : results.standard],
        ]
        let definitions = results.definitions.map {
            [$0.title, "\($0.id) \($0.version)", $0.source]
        }
        return HTML.table("Agreement and rules", ["What", "Which"], rows)
            + HTML.details(
                "Definitions",
                HTML.table("Definitions", ["Indicator", "Version", "Source"], definitions))
            + codeLists
    }

    /// The lists of codes, and whether they are more than a start.
    private var codeLists: String {
        guard !results.lists.isEmpty else { return "" }
        let rows = results.lists.map { list in
            [
                list.title, "\(list.name) \(list.version)", DecimalText.grouped(list.count),
                list.isOwn ? "The site's own" : "Starter", list.source,
            ]
        }
        let starters = results.lists.contains { !$0.isOwn }
        return
            (starters
            ? HTML.paragraph(
                "Starter lists come with Sluice: a few codes from public test records and "
                    + "published lists. They are not the national reference sets (NHS England, "
                    + "Primary Care Domain reference sets) that published figures are made with, "
                    + "so that figures here are not comparable with those. A site that is "
                    + "licensed for them brings its own with --codes.", "note") : "")
            + HTML.details(
                "Lists of codes",
                HTML.table(
                    "Lists of codes", ["List", "Name and version", "Codes", "Whose", "Source"],
                    rows, numbers: [2]))
    }

    /// The share of the records that were read, as of those whose patients object: from published
    /// counts alone.
    private static func share(_ count: String, of read: Int?) -> String {
        guard let read, read > 0, let count = Int(count) else { return "" }
        return DecimalText.percent(Double(count) / Double(read)) + " %"
    }

    /// A published count for people.
    private static func shown(_ count: String) -> String {
        count == "*" ? "kept back" : Int(count).map(DecimalText.grouped) ?? count
    }
}
