import CanonicalModel

/// Pieces of a page: text is escaped where it enters.
enum HTML {
    /// A paragraph of plain text.
    static func paragraph(_ text: String, _ kind: String = "") -> String {
        let attribute = kind.isEmpty ? "" : " class=\"\(kind)\""
        return "<p\(attribute)>\(text.inHTML)</p>\n"
    }

    /// What opens on demand, and stays off paper.
    static func details(_ summary: String, _ body: String, isOpen: Bool = false) -> String {
        """
        <details\(isOpen ? " open" : "")>
        <summary>\(summary.inHTML)</summary>
        \(body)</details>

        """
    }

    /// A part of the page with a heading that the contents lead to.
    static func section(_ id: String, _ heading: String, _ body: String) -> String {
        """
        <section id="\(id)" aria-labelledby="\(id)-heading">
        <h2 id="\(id)-heading">\(heading.inHTML)</h2>
        \(body)</section>

        """
    }

    /// A table that scrolls by itself where the page is narrow; the first cell of each row is its
    /// heading, and numbers stand right. A column without anything in it is left out.
    static func table(
        _ caption: String, _ columns: [String], _ rows: [[String]], numbers: Set<Int> = []
    ) -> String {
        let shown = columns.indices.filter { index in
            index == 0 || rows.contains { !$0[index].isEmpty }
        }
        func mark(_ index: Int) -> String {
            numbers.contains(index) ? " class=\"number\"" : index == 0 ? "" : " class=\"words\""
        }
        let name = caption.inHTML
        var text = """
            <div class="scroll" role="region" tabindex="0" aria-label="\(name)">
            <table>
            <caption>\(name)</caption>
            <thead><tr>
            """
        for index in shown {
            text += "<th scope=\"col\"\(mark(index))>\(columns[index].inHTML)</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += "<tr><th scope=\"row\">\(row[0].inHTML)</th>"
            for index in shown.dropFirst() {
                text += "<td\(mark(index))>\(row[index].inHTML)</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n</div>\n"
    }

    /// A drawing with a name and a description for whoever does not see it.
    static func figure(
        _ id: String, _ title: String, _ description: String, height: Int, _ body: String
    ) -> String {
        """
        <figure>
        <svg viewBox="0 0 360 \(height)" role="img" aria-labelledby="\(id)-title \(id)-text">
        <title id="\(id)-title">\(title.inHTML)</title>
        <desc id="\(id)-text">\(description.inHTML)</desc>
        \(body)</svg>
        <figcaption>\(title.inHTML). \(description.inHTML)</figcaption>
        </figure>

        """
    }

    /// The style of the page: no colour carries a meaning alone, and paper gets what it needs.
    static let style = """
        :root { color-scheme: light; --ink: #1b1f23; --soft: #4a5560; --line: #8a949e;
          --accent: #005eb8; --warm: #8a3800; --band: #d6e4f2; --paper: #ffffff; }
        * { box-sizing: border-box; }
        body { margin: 0; font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink);
          background: var(--paper); overflow-wrap: break-word; }
        header, nav, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1rem; }
        h1 { font-size: 1.8rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
        h2 { font-size: 1.35rem; border-top: 3px solid var(--accent); padding-top: .75rem;
          margin-top: 2.5rem; }
        h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
        a { color: var(--accent); } a:focus, summary:focus, .scroll:focus { outline: 3px solid
          var(--warm); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem;
          background: var(--paper); padding: .5rem; }
        nav ul { columns: 16rem; padding-left: 1.2rem; }
        .paper { display: none; } .note { color: var(--soft); } .lead { font-size: 1.1rem; }
        .scroll { overflow-x: auto; margin: .75rem 0; }
        table { border-collapse: collapse; min-width: 100%; font-size: .92rem; }
        caption { text-align: left; font-weight: 600; padding: .25rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0;
          border-bottom: 1px solid var(--line); }
        thead th { border-bottom: 2px solid var(--ink); }
        tbody th { font-weight: 400; min-width: 8rem; } .words { max-width: 26rem; }
        td.words { min-width: 6rem; } td.words:last-child { min-width: 13rem; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        figure { margin: 1rem 0; }
        svg { width: 100%; max-width: 36rem; height: auto; display: block;
          font: 11px system-ui, "DejaVu Sans", sans-serif; }
        figcaption { color: var(--soft); font-size: .9rem; max-width: 44rem; }
        summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
        footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-bottom: 3rem;
          color: var(--soft); }
        @media print { nav, .skip, .screen, details { display: none; } .paper { display: block; }
          body { font-size: 9pt; } .scroll { overflow: visible; } section { break-inside: auto; }
          tr, figure { break-inside: avoid; } figure { display: inline-block; width: 48%;
          margin: .5rem 1% .5rem 0; vertical-align: top; } a { color: inherit;
          text-decoration: none; } th, td { padding: .15rem .4rem .15rem 0; }
          .words { max-width: none; } tbody th { min-width: 0; } }
        """
}
