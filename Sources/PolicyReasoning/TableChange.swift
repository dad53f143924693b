import CanonicalModel
import SharingAgreements
import Terminology

/// A table of counts that another version of an agreement adds, takes away, or cuts otherwise.
public struct TableChange: Sendable, Hashable {
    /// The id of the table.
    public let id: String
    /// Whether its cells tell more, less, or some of both.
    public let verdict: Verdict
    /// What differs, in sentences without a full stop.
    public let differences: [String]
    /// How many cells it has in the old version, sums left out; 0 for no such table.
    public let cellsBefore: Int
    /// The same in the new version.
    public let cellsAfter: Int

    /// Every table that is not the same in both versions, those of the old one first.
    ///
    /// What of people and entries is let through to be counted is compared request by request;
    /// here it is what of that is counted, and by what the cells are told apart. A dimension more,
    /// or one with further values, tells more, since adding up gives the counts of before.
    static func between(
        _ old: Agreement, _ new: Agreement, on day: PartialDate
    ) -> [TableChange] {
        let (before, after) = (Laid.all(old, on: day), Laid.all(new, on: day))
        let ids = RequestSpace.distinct((before + after).map(\.table.id))
        return ids.compactMap { id in
            let (old, new) = (before.first { $0.table.id == id }, after.first { $0.table.id == id })
            let parts: [(Verdict, String)]
            switch (old, new) {
            case (let old?, let new?): parts = TableComparison(old, new).parts
            case (nil, let new?): parts = [(.more, "a new table of \(new.cells) cells")]
            case (let old?, nil): parts = [(.less, "the table of \(old.cells) cells is gone")]
            case (nil, nil): return nil
            }
            guard !parts.isEmpty else { return nil }
            return TableChange(
                id: id, verdict: Verdict(parts.map { $0.0 }), differences: parts.map { $0.1 },
                cellsBefore: old?.cells ?? 0, cellsAfter: new?.cells ?? 0)
        }
    }
}

/// A table with the values of its dimensions.
private struct Laid {
    let agreement: Agreement
    let table: Agreement.Table
    /// The values of each dimension, rows before columns.
    let values: [[String]]

    /// How many cells there are, sums and practices left out: which practices there are is
    /// compared by itself.
    var cells: Int {
        zip(table.rows + table.columns, values).reduce(1) { product, part in
            if case .practice = part.0.source { return product }
            return product * part.1.count
        }
    }

    static func all(_ agreement: Agreement, on day: PartialDate) -> [Laid] {
        let compiled = CompiledAgreement(
            agreement.asActive, flow: agreement.flows.first?.id, runDate: day)
        return compiled.tables.map { program in
            Laid(
                agreement: agreement, table: program.table,
                values: program.dimensions.map(\.values))
        }
    }

    func codes(_ name: String?) -> Set<CodeUniverse.Code>? {
        guard let name else { return nil }
        let set = agreement.codeSets.first { $0.name == name }
        return Set((set?.codes ?? []).map { CodeUniverse.Code($0.system, $0.code) })
    }
}

/// Two versions of one table.
private struct TableComparison {
    private let old: Laid
    private let new: Laid
    /// What differs.
    private(set) var parts: [(Verdict, String)] = []

    init(_ old: Laid, _ new: Laid) {
        (self.old, self.new) = (old, new)
        compareCounted()
        compareDimensions()
    }

    private mutating func compareCounted() {
        if old.table.countsPeople != new.table.countsPeople {
            parts.append((.both, new.table.countsPeople ? "counts people" : "counts entries"))
        }
        let (before, after) = (old.table.counted, new.table.counted)
        if before.kind != after.kind {
            parts.append((.both, "counts `\(after.kind.name)` in place of `\(before.kind.name)`"))
        } else {
            let codes = Self.compared(old.codes(before.codeSet), new.codes(after.codeSet))
            if codes != .same { parts.append((codes, "other codes are counted")) }
            if before.tests != after.tests { parts.append((.both, "other values are counted")) }
        }
    }

    private mutating func compareDimensions() {
        let (before, after) = (Self.dimensions(old), Self.dimensions(new))
        for (one, values) in before where !after.contains(where: { $0.0.name == one.name }) {
            parts.append((.less, "is no longer cut by `\(one.name)`, of \(values.count) values"))
        }
        for (one, values) in after {
            guard let other = before.first(where: { $0.0.name == one.name }) else {
                parts.append((.more, "is cut by `\(one.name)` too, of \(values.count) values"))
                continue
            }
            let verdict = compared(other.0.source, other.1, one.source, values)
            if verdict != .same {
                parts.append(
                    (verdict, "`\(one.name)` is divided otherwise" + Self.few(other.1, values)))
            }
        }
        // The same cells in another order have other sums beside them.
        let places = [before, after].map { $0.map(\.0.name) }
        let isMoved =
            places[0] != places[1] && Set(places[0]) == Set(places[1])
            || old.table.rows.count != new.table.rows.count && places[0] == places[1]
        if isMoved { parts.append((.both, "other sums stand beside its cells")) }
    }

    private static func dimensions(_ laid: Laid) -> [(Agreement.Dimension, [String])] {
        Array(zip(laid.table.rows + laid.table.columns, laid.values))
    }

    /// Up to three values that only one of the versions has.
    private static func few(_ old: [String], _ new: [String]) -> String {
        let marked = [
            ("+", new.filter { !old.contains($0) }), ("-", old.filter { !new.contains($0) }),
        ]
        let told = marked.filter { !$0.1.isEmpty }.map { sign, values in
            "\(sign)\(values.count): " + values.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        }
        return told.isEmpty ? "" : " (\(told.joined(separator: "; ")))"
    }

    private func compared(
        _ before: Agreement.Dimension.Source, _ was: [String],
        _ after: Agreement.Dimension.Source, _ values: [String]
    ) -> Verdict {
        switch (before, after) {
        case (.practice, .practice): return .same
        case (.patient(let one), .patient(let other)) where one == other:
            return bands(was, values)
        case (.listed(let one, let old), .listed(let other, let new)) where one == other:
            return Self.ofSets(Set(old), Set(new))
        case (.time(let one), .time(let other)):
            if one == other { return Self.ofSets(Set(was), Set(values)) }
            switch (one, other) {
            case (.year, .month): return .more
            case (.month, .year): return .less
            default: return .both
            }
        case (.entry(let one), .entry(let other)) where one == other:
            return was == values ? .same : .both
        case (.codes(let one), .codes(let other)): return codes(one, other)
        case (.has(let one), .has(let other)):
            let isSame =
                one.kind == other.kind && one.tests == other.tests
                && old.codes(one.codeSet) == new.codes(other.codeSet)
            return isSame ? .same : .both
        default: return .both
        }
    }

    /// Groups of ages or of people: the same, further ones, or finer ones.
    private func bands(_ was: [String], _ values: [String]) -> Verdict {
        if was == values { return .same }
        let ofSets = Self.ofSets(Set(was), Set(values))
        if ofSets != .both { return ofSets }
        let (before, after) = (old.agreement.deidentification, new.agreement.deidentification)
        guard before.topCode == after.topCode else { return .both }
        switch (before.age, after.age) {
        case (.band10, .band5): return .more
        case (.band5, .band10): return .less
        default: return .both
        }
    }

    /// An entry belongs to the first set that has its code, so that sets can be added at the end.
    private func codes(_ before: [String], _ after: [String]) -> Verdict {
        let (was, now) = (before.map { old.codes($0) }, after.map { new.codes($0) })
        if was == now { return .same }
        if now.starts(with: was) { return .more }
        return was.starts(with: now) ? .less : .both
    }

    /// Any code is more than all codes of a set.
    private static func compared(
        _ old: Set<CodeUniverse.Code>?, _ new: Set<CodeUniverse.Code>?
    ) -> Verdict {
        switch (old, new) {
        case (nil, nil): .same
        case (nil, _): .less
        case (_, nil): .more
        case (let old?, let new?): ofSets(old, new)
        }
    }

    private static func ofSets<Element: Hashable>(
        _ old: Set<Element>, _ new: Set<Element>
    ) -> Verdict {
        if old == new { return .same }
        return old.isSubset(of: new) ? .more : new.isSubset(of: old) ? .less : .both
    }
}
