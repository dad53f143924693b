extension TerminologyCompiler {
    /// The order of sources in the file, by their number while they were read.
    static func sourceOrder(_ content: TerminologyContent) -> [UInt32] {
        let sorted = content.sources.indices.sorted { left, right in
            let (first, second) = (content.sources[left], content.sources[right])
            return (first.name, first.sha256) < (second.name, second.sha256)
        }
        var order = [UInt32](repeating: 0, count: max(1, sorted.count))
        for (place, number) in sorted.enumerated() { order[number] = UInt32(place) }
        return order
    }

    /// How good a description is as the term of its concept; the lowest is taken.
    ///
    /// The NHS realm's language reference sets go before those of Great Britain and the United
    /// States, then any other that prefers the term; then active synonyms, names from outside RF2,
    /// fully specified names, and inactive descriptions.
    private static func rank(
        _ row: TerminologyContent.DescriptionRow, preferredIn language: Int?
    ) -> Int {
        guard row.version.isActive else { return row.isFullName ? 9 : 8 }
        if row.isFullName { return 7 }
        return language ?? 5
    }

    /// Language reference sets in order of preference.
    ///
    /// Source: the UK Edition's NHS realm language reference sets, clinical and pharmacy part, and
    /// the International Edition's for Great Britain and the United States.
    private static let languages: [String: Int] = [
        "999001261000000100": 0, "999000691000001104": 1, "900000000000508004": 2,
        "900000000000509007": 3,
    ]

    /// The best term of each concept, by number.
    func conceptTerms() -> [TerminologyContent.TextPart] {
        var languages: [UInt64: Int] = [:]
        for row in members where row.kind == .language {
            let rank = Self.languages[content.refsets[Int(row.refset)]] ?? 4
            languages[row.component] = min(rank, languages[row.component] ?? 4)
        }
        var best = [(rank: Int, id: UInt64, term: TerminologyContent.TextPart)?](
            repeating: nil, count: table.ids.count)
        func offer(
            _ concept: UInt64, _ rank: Int, _ id: UInt64, _ term: TerminologyContent.TextPart
        ) {
            guard let number = table.number(concept).map({ Int($0) }) else { return }
            if let known = best[number], (known.rank, known.id) <= (rank, id) { return }
            best[number] = (rank, id, term)
        }
        for row in descriptions {
            let rank = Self.rank(row, preferredIn: languages[row.id])
            offer(row.concept, rank, row.id, row.term)
        }
        let names = content.names.sorted { left, right in
            left.concept != right.concept
                ? left.concept < right.concept
                : text(left.term).lexicographicallyPrecedes(text(right.term))
        }
        for (place, row) in names.enumerated() { offer(row.concept, 6, UInt64(place), row.term) }
        return best.map { $0?.term ?? .none }
    }

    private func text(_ part: TerminologyContent.TextPart) -> ArraySlice<UInt8> {
        content.text[Int(part.start)..<Int(part.start + part.length)]
    }
}
