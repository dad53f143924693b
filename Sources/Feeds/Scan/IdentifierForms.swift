import CanonicalModel

/// What stands at a place that may be an identifier, looked at closely.
enum IdentifierForms {
    /// A number of several groups of digits, as they are written with spaces, hyphens or brackets.
    struct Number {
        let rule: ScanRule
        /// Where it begins.
        let start: Int
        /// Its value, for an NHS number.
        var nhsNumber: NHSNumber?
    }

    private struct Group {
        var start: Int
        var count: Int
        /// Whether one space or hyphen stands between it and the group before.
        var followsPlainly: Bool
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 26 }

    /// Whether no word goes on beyond `range` at either end.
    static func standsAlone(_ range: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        !isWord(byte(bytes, range.lowerBound - 1)) && !isWord(byte(bytes, range.upperBound))
    }

    /// The byte at `index`, or 0 outside.
    static func byte(_ bytes: Span<UInt8>, _ index: Int) -> UInt8 {
        index >= 0 && index < bytes.count ? bytes[index] : 0
    }

    // MARK: - Numbers

    /// Calls `found` for every NHS number and telephone number among the groups of digits around
    /// the digit at `place`.
    ///
    /// - Parameter start: No byte before is looked at.
    /// - Returns: The end of the last group.
    static func numbers(
        in bytes: Span<UInt8>, around place: Int, from start: Int, _ found: (Number) -> Void
    ) -> Int {
        var index = first(in: bytes, before: place, from: start)
        var groups: [Group] = []
        while true {
            var end = index
            while isDigit(byte(bytes, end)) { end += 1 }
            let isBounded = !isWord(byte(bytes, end)) && !isWord(byte(bytes, index - 1))
            let isDecimal =
                byte(bytes, index - 1) == UInt8(ascii: ".") && isDigit(byte(bytes, index - 2))
                || byte(bytes, end) == UInt8(ascii: ".") && isDigit(byte(bytes, end + 1))
            if !isBounded || isDecimal { groups.removeAll(keepingCapacity: true) }
            let gap = groups.last.map { index - $0.start - $0.count }
            let sign = byte(bytes, index - 1)
            let isPlain = gap == 1 && (sign == 0x20 || sign == 0x2D)
            if isBounded, !isDecimal {
                groups.append(Group(start: index, count: end - index, followsPlainly: isPlain))
                check(bytes, groups, found)
            }
            guard let next = next(in: bytes, after: end) else { return end }
            index = next
            if groups.count > 8 { groups.removeFirst(4) }
        }
    }

    /// Whether the digits that end at `place` stand by themselves and are too many for a number; so
    /// do most codes. Quick, since it is asked often.
    static func isHarmless(in bytes: Span<UInt8>, endingAt place: Int) -> Bool {
        let after = byte(bytes, place + 1)
        if isDigit(after) || isSign(after) { return false }
        var count = 0
        while count < 24, isDigit(byte(bytes, place - count)) { count += 1 }
        let before = byte(bytes, place - count)
        return count > 13 && count < 24 && !isSign(before) && before != UInt8(ascii: "+")
    }

    /// Whether a sign that may stand in a number is before the three digits that end at `place`.
    /// Quick, since most of them begin the next column.
    static func followsGroup(in bytes: Span<UInt8>, endingAt place: Int) -> Bool {
        isSign(byte(bytes, place - 3))
    }

    /// Whether the digits of `range` are no part of a longer number or word.
    static func standsAlone(in bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let (before, after) = (byte(bytes, range.lowerBound - 1), byte(bytes, range.upperBound))
        return !isWord(before) && !isWord(after) && !isSign(before) && !isSign(after)
            && before != UInt8(ascii: "+")
    }

    /// Where the first of the groups of digits begins, at most 24 bytes back.
    private static func first(in bytes: Span<UInt8>, before place: Int, from start: Int) -> Int {
        var (index, first) = (place, place)
        while index > start, place - index < 24 {
            let byte = bytes[index - 1]
            if isDigit(byte) { first = index - 1 } else if !isSign(byte) { break }
            index -= 1
        }
        // A long run of digits is one group, wherever it begins.
        while first > start, isDigit(bytes[first - 1]) { first -= 1 }
        return first
    }

    private static func next(in bytes: Span<UInt8>, after end: Int) -> Int? {
        for gap in 1...2 {
            guard isSign(byte(bytes, end + gap - 1)) else { return nil }
            if isDigit(byte(bytes, end + gap)) { return end + gap }
        }
        return nil
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): true
        default: false
        }
    }

    /// Whether the last group ends a number.
    private static func check(
        _ bytes: Span<UInt8>, _ groups: [Group], _ found: (Number) -> Void
    ) {
        let last = groups.count - 1
        let isSplit =
            last >= 2 && groups[last - 2].count == 3 && groups[last - 1].count == 3
            && groups[last].count == 4 && groups[last].followsPlainly
            && groups[last - 1].followsPlainly
        if groups[last].count == 10 || isSplit {
            let own = isSplit ? groups[(last - 2)...] : groups[last...]
            var digits: [UInt8] = []
            for group in own {
                for index in group.start..<group.start + group.count { digits.append(bytes[index]) }
            }
            if let number = try? NHSNumber(digits) {
                found(Number(rule: .nhsNumber, start: own[own.startIndex].start, nhsNumber: number))
            }
        }
        var total = 0
        for first in stride(from: last, through: max(0, last - 3), by: -1) {
            total += groups[first].count
            if isTelephone(bytes, groups[first], total: total, isWhole: first == last) {
                found(Number(rule: .telephone, start: groups[first].start))
            }
        }
    }

    /// Source: Ofcom, National Telephone Numbering Plan: 0 and nine or ten digits, of which the
    /// first is 1, 2, 3, 5, 7, 8 or 9; +44 and the same without 0 from abroad.
    private static func isTelephone(
        _ bytes: Span<UInt8>, _ first: Group, total: Int, isWhole: Bool
    ) -> Bool {
        let start = first.start
        if bytes[start] == 0x30 {
            let second = byte(bytes, start + 1)
            guard second != 0x30, second != 0x34, second != 0x36 else { return false }
            return (10...11).contains(total) && (isWhole || (3...6).contains(first.count))
        }
        let isAbroad =
            byte(bytes, start - 1) == UInt8(ascii: "+") && bytes[start] == 0x34
            && byte(bytes, start + 1) == 0x34
        return isAbroad && (11...13).contains(total) && (isWhole || first.count <= 6)
    }

    // MARK: - Postcodes

    /// Where a postcode begins that ends before `end`; `nil` if none does.
    ///
    /// Source: BS 7666 and the Government Data Standards Catalogue: A9, A99, AA9, AA99, A9A or
    /// AA9A,
    /// a space that may be missing, 9AA; the last two letters are none of C, I, K, M, O and V.
    static func postcode(in bytes: Span<UInt8>, endingBefore end: Int) -> Int? {
        for index in [end - 1, end - 2] {
            switch byte(bytes, index) & 0xDF {
            case UInt8(ascii: "C"), UInt8(ascii: "I"), UInt8(ascii: "K"), UInt8(ascii: "M"),
                UInt8(ascii: "O"), UInt8(ascii: "V"):
                return nil
            default: continue
            }
        }
        var index = end - 4
        if byte(bytes, index) == 0x20 { index -= 1 }
        // Backwards: a letter or none, one or two digits, one or two letters.
        let last = index
        if !isDigit(byte(bytes, index)) {
            guard isWord(byte(bytes, index)) else { return nil }
            index -= 1
        }
        guard isDigit(byte(bytes, index)) else { return nil }
        index -= 1
        if last == index + 1, isDigit(byte(bytes, index)) { index -= 1 }
        guard isLetter(byte(bytes, index)) else { return nil }
        index -= 1
        if isLetter(byte(bytes, index)) { index -= 1 }
        guard !isWord(byte(bytes, index)), byte(bytes, index) < 0x80 else { return nil }
        switch byte(bytes, index + 1) & 0xDF {
        case UInt8(ascii: "Q"), UInt8(ascii: "V"), UInt8(ascii: "X"): return nil
        default: return index + 1
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    // MARK: - Others

    /// Whether an e-mail address stands round the `@` at `place`.
    static func isEmail(in bytes: Span<UInt8>, at place: Int) -> Bool {
        guard isWord(byte(bytes, place - 1)), isWord(byte(bytes, place + 1)) else { return false }
        var (index, hasPoint) = (place + 1, false)
        while true {
            let next = byte(bytes, index)
            if next == UInt8(ascii: "."), isLetter(byte(bytes, index + 1)) {
                hasPoint = true
            } else if !isWord(next), next != UInt8(ascii: "-") {
                return hasPoint
            }
            index += 1
        }
    }

    /// The date that ends before `end`, where it is a day and stands by itself, and its beginning.
    static func date(
        in bytes: Span<UInt8>, endingBefore end: Int
    ) -> (start: Int, date: PartialDate)? {
        func number(_ start: Int, _ count: Int) -> Int {
            (start..<start + count).reduce(0) { $0 * 10 + Int(bytes[$1] & 15) }
        }
        func day(_ start: Int, _ year: Int, _ month: Int, _ day: Int) -> (Int, PartialDate)? {
            guard !isWord(byte(bytes, start - 1)) else { return nil }
            return PartialDate(.day, year: year, month: month, day: day).map { (start, $0) }
        }
        let digitsBack = (1...8).prefix { isDigit(byte(bytes, end - $0)) }.count
        let start = end - 10
        switch digitsBack {
        case 8 where !isDigit(byte(bytes, end - 9)):
            return day(end - 8, number(end - 8, 4), number(end - 4, 2), number(end - 2, 2))
        case 2
        where start >= 0 && bytes[start + 4] == bytes[start + 7] && isDateSign(bytes[end - 3]):
            return day(start, number(start, 4), number(start + 5, 2), number(start + 8, 2))
        case 4
        where start >= 0 && bytes[start + 2] == bytes[start + 5] && isDateSign(bytes[end - 5]):
            return day(start, number(start + 6, 4), number(start + 3, 2), number(start, 2))
        default: return nil
        }
    }

    private static func isDateSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }
}
