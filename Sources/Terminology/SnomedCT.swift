/// What can be told from a SNOMED CT identifier alone.
///
/// Source: SNOMED CT Release File Specifications, "SCTID Representation": 6 to 18 digits, no
/// leading zero; the last is a Verhoeff check digit, the two before it are the partition
/// identifier.
public enum SnomedCT {
    /// Whether `id` has the length, digits and check digit of an identifier; allocates nothing.
    public static func isValid(_ id: Span<UInt8>) -> Bool {
        guard (6...18).contains(id.count), id[0] != UInt8(ascii: "0") else { return false }
        var check = 0
        for place in id.indices {
            guard case 0x30...0x39 = id[id.count - 1 - place] else { return false }
            let digit = Int(id[id.count - 1 - place] - 0x30)
            check = product(check, Int(permutation[place % 8 * 10 + digit]))
        }
        return check == 0
    }

    /// The number that `id` spells, if it has the length, digits and check digit of an identifier.
    public static func number(_ id: Span<UInt8>) -> UInt64? {
        guard isValid(id) else { return nil }
        var number: UInt64 = 0
        for index in id.indices { number = number * 10 + UInt64(id[index] - 0x30) }
        return number
    }

    /// Whether the number of a valid identifier names a concept.
    static func isConceptNumber(_ id: UInt64) -> Bool {
        let partition = id / 10 % 100
        return partition == 0 || partition == 10
    }

    /// Whether `id` names a concept (partition 00 or 10); allocates nothing.
    public static func isConcept(_ id: Span<UInt8>) -> Bool {
        hasPartition(id, UInt8(ascii: "0")) && isValid(id)
    }

    /// Whether `id` names a description, that is a term and not a concept (partition 01 or 11).
    ///
    /// Cost: no allocation; two bytes are looked at for most concept ids.
    public static func isDescription(_ id: Span<UInt8>) -> Bool {
        hasPartition(id, UInt8(ascii: "1")) && isValid(id)
    }

    /// As above, for a slice.
    public static func isDescription(_ id: ArraySlice<UInt8>) -> Bool { isDescription(id.span) }

    private static func hasPartition(_ id: Span<UInt8>, _ component: UInt8) -> Bool {
        guard id.count >= 3, id[id.count - 2] == component else { return false }
        return id[id.count - 3] | 1 == UInt8(ascii: "1")
    }

    /// The product of two elements of the dihedral group of order 10 (Verhoeff 1969).
    private static func product(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right) % 5 + 5
        case (false, true): (left - right) % 5 + 5
        case (false, false): (left - right + 5) % 5
        }
    }

    /// Row `i` is the base permutation applied `i` times (Verhoeff 1969).
    private static let permutation: [UInt8] = {
        let base: [UInt8] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        var rows: [UInt8] = Array(0..<10)
        for row in 0..<7 { rows += (0..<10).map { base[Int(rows[row * 10 + $0])] } }
        return rows
    }()
}
