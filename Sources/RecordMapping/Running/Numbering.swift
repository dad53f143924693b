import CanonicalModel

/// Ids that a mapping puts together, for what a source may repeat: a group of questions that is
/// asked twice has the same link ids twice (HL7 FHIR R4, QuestionnaireResponse.item.linkId).
extension MappingRun {
    /// The text, or the text with `-2`, `-3` ... if it is the second, third ... of its kind: in the
    /// first field, of the ids of the entry's kind; in a field of several, of what it holds so far.
    /// A text that stands in the source as it is was not put together, and stays.
    mutating func numbered(_ text: TextRange) -> TextRange {
        guard text.isScratch else { return text }
        var (candidate, number) = (text, 1)
        while isTaken(candidate) {
            number += 1
            let start = record.scratch.count
            copyToScratch(text)
            record.scratch.append(contentsOf: "-\(number)".utf8)
            candidate = TextRange(scratch: start, length: record.scratch.count - start)
        }
        return candidate
    }

    private mutating func isTaken(_ text: TextRange) -> Bool {
        guard let firstReference else {
            let kind = Int(plan.rules[rule].target.rawValue)
            return field == 0 && entryIds[kind].first(text, in: record) != nil
        }
        for index in firstReference..<record.references.count
        where record.equal(record.references[index], text) { return true }
        return false
    }
}
