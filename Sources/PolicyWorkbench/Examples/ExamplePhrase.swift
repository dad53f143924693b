import CanonicalModel
import StrictYAML

/// One phrase of an example, `problem frailty 2023`: its words, and where each stands.
struct ExamplePhrase {
    struct Word {
        let text: String
        let position: Diagnostic.Position?
    }
    private let words: [Word]
    private var next = 0
    /// Where it begins.
    let position: Diagnostic.Position?

    private init(_ words: [Word], at position: Diagnostic.Position?) {
        (self.words, self.position) = (words, words.first?.position ?? position)
    }

    /// The next word, if there is one.
    var peek: Word? { next < words.count ? words[next] : nil }

    /// Takes the next word.
    mutating func take() -> Word? {
        guard let word = peek else { return nil }
        next += 1
        return word
    }

    /// Takes these words, separated by spaces, if they come next; capitals do not matter.
    mutating func take(_ text: String) -> Bool {
        let wanted = text.split(separator: " ")
        guard next + wanted.count <= words.count,
            zip(wanted, words[next...]).allSatisfy({ $0 == $1.text.lowercased() })
        else { return false }
        next += wanted.count
        return true
    }

    /// Takes all words that are left, with single spaces between them.
    mutating func takeRest() -> String {
        defer { next = words.count }
        return words[next...].map(\.text).joined(separator: " ")
    }

    /// The phrases of `value`: words between commas, a list of such, or a mapping in which a key
    /// with its value is a phrase.
    static func phrases(of value: Declaration) -> [ExamplePhrase] {
        if value.isSequence { return value.items().flatMap(phrases) }
        guard value.isMapping else {
            return split(value, at: UInt8(ascii: ",")).map { Self($0, at: value.position) }
        }
        return value.members().flatMap { key, place, member in
            let head = key.split(separator: " ").map { Word(text: String($0), position: place) }
            return member.itemsOrSelf().map { Self(head + flattened($0), at: place) }
        }
    }

    /// `{codes: frailty, date: 2023, status: resolved}` as the words of a phrase.
    private static func flattened(_ value: Declaration) -> [Word] {
        guard value.isMapping else { return split(value, at: nil).flatMap(\.self) }
        var (first, rest) = ([Word](), [Word]())
        for (key, place, member) in value.members() {
            let words = split(member, at: nil).flatMap(\.self)
            switch key {
            case "code", "codes": first = words + first
            case "date": first += words
            default: rest += [Word(text: key, position: place)] + words
            }
        }
        return first + rest
    }

    /// The words of a scalar; a phrase ends at every `separator`.
    private static func split(_ value: Declaration, at separator: UInt8?) -> [[Word]] {
        guard let text = value.text() else { return [] }
        var (phrases, words, start) = ([[Word]](), [Word](), 0)
        let bytes = Array(text.utf8)
        func end(_ offset: Int) {
            if offset > start {
                let word = String(decoding: bytes[start..<offset], as: UTF8.self)
                words.append(Word(text: word, position: value.position(ofByte: start)))
            }
            start = offset + 1
        }
        for (offset, byte) in bytes.enumerated() where byte <= 0x20 || byte == separator {
            end(offset)
            guard byte == separator else { continue }
            phrases.append(words)
            words = []
        }
        end(bytes.count)
        return (phrases + [words]).filter { !$0.isEmpty }
    }
}

/// The forms of values in examples.
enum ExampleForm {
    /// `2023`, `2023-05`, `2023-05-06` or `2023-05-06T09:10`, if there is such a date.
    static func date(_ text: String) -> PartialDate? {
        if let time = text.firstIndex(of: "T") {
            let clock = numbers(text[time...].dropFirst(), separator: ":")
            guard clock.count == 2, text[time...].utf8.count == 6,
                let day = PartialDate(dayText: text[..<time])
            else { return nil }
            return PartialDate(
                .minute, year: day.year, month: day.month, day: day.day, hour: clock[0],
                minute: clock[1])
        }
        let numbers = numbers(text[...], separator: "-")
        switch (numbers.count, text.utf8.count) {
        case (1, 4): return PartialDate(.year, year: numbers[0])
        case (2, 7): return PartialDate(dayText: text + "-01")?.generalised(to: .month)
        default: return PartialDate(dayText: text)
        }
    }

    /// The numbers between separators, of ASCII digits and nothing else; none where one is not.
    private static func numbers(_ text: Substring, separator: Character) -> [Int] {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        return numbers.count == parts.count ? numbers : []
    }

    /// The text of a date as feeds write it.
    static func text(_ date: PartialDate) -> String {
        var bytes: [UInt8] = []
        date.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
