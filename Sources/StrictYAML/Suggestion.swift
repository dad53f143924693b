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
    let nearest = known.map { (editDistance(word, $0), $0) }.min { $0.0 < $1.0 }
    if let nearest, nearest.0 <= max(2, word.count / 3) { return "did you mean `\(nearest.1)`?" }
    return listing(known)
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
