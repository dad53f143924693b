import CanonicalModel

/// Advice for a word that is not known: the nearest of `known`, or the whole list if it is short.
public func suggestion(_ word: String, among known: [String]) -> String? {
    if let colon = word.firstIndex(of: ":"), known.contains(String(word[..<colon])) {
        return
            "put a space after the colon: `\(word[..<colon]): \(word[word.index(after: colon)...])`"
    }
    let words = word.split(separator: " ").map(String.init)
    if words.count > 1, words.allSatisfy(known.contains) {
        return "put commas between them: `\(words.joined(separator: ", "))`"
    }
    return nearest(word, among: known).map { "did you mean `\($0)`?" } ?? listing(known)
}

/// The longest word to which something near is looked for; nothing that is known is nearly as long,
/// and the search takes as many steps as both have letters, multiplied.
private let longestWord = 64

/// Which of `known` was most likely meant: what stands before a colon without its space, or what
/// differs in few letters.
public func nearest(_ word: String, among known: [String]) -> String? {
    let start = word.prefix { $0 != ":" }
    if start.utf8.count < word.utf8.count, known.contains(String(start)) { return String(start) }
    guard word.utf8.count <= longestWord else { return nil }
    let most = max(2, word.count / 3)
    let nearest = known.lazy.filter { abs($0.utf8.count - word.utf8.count) <= 4 * most }
        .map { (editDistance(word, $0), $0) }.min { $0.0 < $1.0 }
    return nearest.flatMap { $0.0 <= most ? $0.1 : nil }
}

/// Advice for a text that is no day: the day that it says as people write it here, if it says one.
public func dayAdvice(_ text: String) -> String {
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    let parts = text.split { "/.- ".contains($0) }.map { $0.lowercased() }
    if parts.count == 3, parts[2].utf8.count == 4, let day = Int(parts[0]),
        let year = Int(parts[2]),
        let month = Int(parts[1])
            ?? months.firstIndex(of: String(parts[1].prefix(3))).map({ $0 + 1 }),
        let date = PartialDate(.day, year: year, month: month, day: day)
    {
        return "write it with the year first: `\(date.dayText)`"
    }
    return "write it as `2026-04-01`"
}

/// Advice for a code that is not known: the whole list if it is short. The nearest one is never
/// guessed, since codes of organisations are all alike, and the guess would be another one's.
public func listing(_ known: [String]) -> String? {
    guard !known.isEmpty, known.count <= 24 else { return nil }
    return "known here: " + known.sorted().map { "`\($0)`" }.joined(separator: ", ")
}

/// The Damerau-Levenshtein distance (adjacent swaps count as one edit), ignoring case.
public func editDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
    var before = [Int](), previous = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let cost = left[row] == right[column] ? 0 : 1
            var best = min(previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1],
                left[row - 1] == right[column]
            {
                best = min(best, before[column - 1] + 1)
            }
            current.append(best)
        }
        (before, previous) = (previous, current)
    }
    return previous[right.count]
}
