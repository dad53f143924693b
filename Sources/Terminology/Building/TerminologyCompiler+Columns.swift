import CanonicalModel

extension TerminologyCompiler {
    /// The file.
    mutating func bytes() -> [UInt8] {
        var file = FileBytes()
        var text = content.text
        let names = refsetNames.map { name in
            let start = UInt32(text.count)
            text += name.utf8
            return TerminologyContent.TextPart(start: start, length: UInt32(name.utf8.count))
        }
        let keys = codeKeys(&text)
        // Texts stand in the order in which they were read; they are written in order of use.
        var moved = TextMover(text)
        let terms = conceptTerms()
        appendConcepts(&file, terms.map { moved.move($0) })
        appendHierarchy(&file)
        appendLinks(&file)
        appendRefsets(&file, names.map { moved.move($0) })
        appendTargets(&file, &moved)
        appendDescriptions(&file, &moved)
        appendCodes(&file, keys, &moved)
        let lines = content.sources.sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }
        file.append(.sources, Array(lines.map(\.line).joined().utf8))
        file.append(.text, moved.output)
        return file.finished()
    }

    private func appendConcepts(
        _ file: inout FileBytes, _ terms: [TerminologyContent.TextPart]
    ) {
        typealias Flag = TerminologyFile.ConceptFlag
        var flags = [UInt32](repeating: 0, count: table.ids.count)
        var times = flags
        for row in concepts {
            guard let number = table.number(row.id) else { continue }
            flags[Int(number)] =
                Flag.isStated | (row.version.isActive ? Flag.isActive : 0)
                | row.product << Flag.productShift
            times[Int(number)] = row.version.time
        }
        file.append(.conceptIds, table.ids)
        file.append(.conceptSlots, table.slots)
        file.append(.conceptFlags, flags)
        file.append(.conceptTimes, times)
        file.append(.conceptTermStarts, terms.map(\.start))
        file.append(.conceptTermLengths, terms.map(\.length))
    }

    private func appendHierarchy(_ file: inout FileBytes) {
        let count = table.ids.count
        file.append(.parentStarts, Grouping(count: count, owners: parents.map(\.child)).starts)
        file.append(.parents, parents.map(\.parent))
        let children = parents.sorted { ($0.parent, $0.child) < ($1.parent, $1.child) }
        file.append(.childStarts, Grouping(count: count, owners: children.map(\.parent)).starts)
        file.append(.children, children.map(\.child))
    }

    private func appendLinks(_ file: inout FileBytes) {
        var links: [(owner: UInt32, kind: UInt32, target: UInt32)] = []
        for row in members where row.kind == .link {
            guard let owner = table.number(row.component), let target = table.number(row.value)
            else { continue }
            links.append((owner, row.refset, target))
        }
        links.sort { $0 < $1 }
        links = links.indices.filter { $0 == 0 || links[$0] != links[$0 - 1] }.map { links[$0] }
        file.append(
            .linkStarts, Grouping(count: table.ids.count, owners: links.map(\.owner)).starts)
        file.append(.linkKinds, links.map(\.kind))
        file.append(.linkTargets, links.map(\.target))
    }

    private func appendRefsets(
        _ file: inout FileBytes, _ names: [TerminologyContent.TextPart]
    ) {
        let size = TerminologyFormat.slotCount(names.count)
        var slots = [UInt32](repeating: 0, count: size)
        for (number, name) in refsetNames.enumerated() {
            var slot = TerminologyFormat.hash(0, Array(name.utf8).span) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(number + 1)
        }
        file.append(.refsetNameStarts, names.map(\.start))
        file.append(.refsetNameLengths, names.map(\.length))
        file.append(.refsetSlots, slots)
        var pairs: [(refset: UInt32, concept: UInt32)] = []
        for row in members where row.kind == .membership {
            guard let concept = table.number(row.component) else { continue }
            pairs.append((refsetOrder[Int(row.refset)], concept))
        }
        pairs.sort { $0 < $1 }
        pairs = pairs.indices.filter { $0 == 0 || pairs[$0] != pairs[$0 - 1] }.map { pairs[$0] }
        file.append(
            .refsetMemberStarts,
            Grouping(count: refsetNames.count, owners: pairs.map(\.refset)).starts)
        file.append(.refsetMembers, pairs.map(\.concept))
        pairs.sort { ($0.concept, $0.refset) < ($1.concept, $1.refset) }
        file.append(
            .memberStarts, Grouping(count: table.ids.count, owners: pairs.map(\.concept)).starts)
        file.append(.memberRefsets, pairs.map(\.refset))
    }

    private func appendTargets(_ file: inout FileBytes, _ text: inout TextMover) {
        var rows: [(owner: UInt32, refset: UInt32, detail: UInt32, text: [UInt8])] = []
        for row in members where row.kind == .target {
            guard let owner = table.number(row.component) else { continue }
            rows.append(
                (owner, refsetOrder[Int(row.refset)], row.detail, Array(text.bytes(row.text))))
        }
        rows.sort {
            ($0.owner, $0.refset, $0.detail) != ($1.owner, $1.refset, $1.detail)
                ? ($0.owner, $0.refset, $0.detail) < ($1.owner, $1.refset, $1.detail)
                : $0.text.lexicographicallyPrecedes($1.text)
        }
        let parts = rows.map { text.append($0.text[...]) }
        file.append(
            .targetStarts, Grouping(count: table.ids.count, owners: rows.map(\.owner)).starts)
        file.append(.targetRefsets, rows.map(\.refset))
        file.append(.targetDetails, rows.map(\.detail))
        file.append(.targetTextStarts, parts.map(\.start))
        file.append(.targetTextLengths, parts.map(\.length))
    }

    private func appendDescriptions(_ file: inout FileBytes, _ text: inout TextMover) {
        typealias Flag = TerminologyFile.DescriptionFlag
        let ids = IdTable(sorted: descriptions.map(\.id))
        let terms = descriptions.map { text.move($0.term) }
        file.append(.descriptionIds, ids.ids)
        file.append(.descriptionSlots, ids.slots)
        file.append(.descriptionConcepts, descriptions.map { table.number($0.concept) ?? 0 })
        file.append(
            .descriptionFlags,
            descriptions.map { row -> UInt8 in
                (row.version.isActive ? Flag.isActive : 0) | (row.isFullName ? Flag.isFullName : 0)
            })
        file.append(.descriptionTermStarts, terms.map(\.start))
        file.append(.descriptionTermLengths, terms.map(\.length))
    }

    // MARK: - Codes

    /// The keys of the codes in order, as parts of `text`, and the row numbers of each.
    private func codeKeys(
        _ text: inout [UInt8]
    ) -> [(key: TerminologyContent.TextPart, rows: [Int])] {
        var byKey: [[UInt8]: [Int]] = [:]
        for (number, row) in codes.enumerated() {
            let code = content.text[Int(row.code.start)..<Int(row.code.start + row.code.length)]
            byKey[[row.system.rawValue] + code, default: []].append(number)
        }
        return byKey.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, rows in
            let start = UInt32(text.count)
            text += key
            return (TerminologyContent.TextPart(start: start, length: UInt32(key.count)), rows)
        }
    }

    private func appendCodes(
        _ file: inout FileBytes, _ keys: [(key: TerminologyContent.TextPart, rows: [Int])],
        _ text: inout TextMover
    ) {
        let size = TerminologyFormat.slotCount(keys.count)
        var slots = [UInt32](repeating: 0, count: size)
        var candidates: [(target: UInt32, flags: UInt32, term: UInt64)] = []
        var starts: [UInt32] = [0]
        for (number, entry) in keys.enumerated() {
            let key = Array(text.bytes(entry.key))
            let hash = TerminologyFormat.hash(key[0], Array(key.dropFirst()).span)
            var slot = hash & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(number + 1)
            candidates += self.candidates(entry.rows)
            starts.append(UInt32(candidates.count))
        }
        let parts = keys.map { text.move($0.key) }
        file.append(.codeKeyStarts, parts.map(\.start))
        file.append(.codeKeyLengths, parts.map(\.length))
        file.append(.codeSlots, slots)
        file.append(.candidateStarts, starts)
        file.append(.candidateTargets, candidates.map(\.target))
        file.append(.candidateFlags, candidates.map(\.flags))
        file.append(.candidateTerms, candidates.map(\.term))
    }

    private func candidates(
        _ rows: [Int]
    ) -> [(target: UInt32, flags: UInt32, term: UInt64)] {
        var found = rows.map { number in
            let row = codes[number]
            let target =
                row.target == 0
                ? TerminologyFile.CandidateFlag.noTarget : table.number(row.target) ?? 0
            let shift = TerminologyFile.CandidateFlag.sourceShift
            let source = sourceOrder[Int(row.flags >> shift)]
            return (target, row.flags & (1 << shift - 1) | source << shift, row.term)
        }
        found.sort { ($0.2, $0.0, $0.1) < ($1.2, $1.0, $1.1) }
        return found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }.map { found[$0] }
    }
}

/// Copies texts into the order in which they are written, each once.
struct TextMover {
    private let input: [UInt8]
    private(set) var output: [UInt8] = []
    private var places: [TerminologyContent.TextPart: UInt32] = [:]

    init(_ input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    func bytes(_ part: TerminologyContent.TextPart) -> ArraySlice<UInt8> {
        input[Int(part.start)..<Int(part.start + part.length)]
    }

    /// The new place of a part.
    mutating func move(_ part: TerminologyContent.TextPart) -> TerminologyContent.TextPart {
        guard part.length > 0 else { return .none }
        if let start = places[part] { return .init(start: start, length: part.length) }
        let moved = append(bytes(part))
        places[part] = moved.start
        return moved
    }

    /// Appends bytes that are not a part of the input.
    mutating func append(_ bytes: ArraySlice<UInt8>) -> TerminologyContent.TextPart {
        let start = UInt32(output.count)
        output.append(contentsOf: bytes)
        return TerminologyContent.TextPart(start: start, length: UInt32(bytes.count))
    }
}
