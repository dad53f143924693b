import CanonicalModel

/// Ids that a mapping puts together, for what a source may repeat: a group of questions that is
/// asked twice has the same link ids twice (HL7 FHIR R4, QuestionnaireResponse.item.linkId).
extension MappingRun {
    /// The text, or the text with `-2`, `-3` ... if it is the second, third ... of its kind: in the
    /// first field, of the ids of the entry's kind; in a field of several, of what it holds so far.
    /// A text that stands in the source as it is was not put together, and stays.
    mutating func numbered(_ text: TextRange) -> TextRange {
        guard text.isScratch, field == 0 || listNumbers != nil else { return text }
        let number = count(Array(record.bytes(text)))
        guard number > 1 else { return text }
        let start = record.scratch.count
        copyToScratch(text)
        record.scratch.append(contentsOf: "-\(number)".utf8)
        return TextRange(scratch: start, length: record.scratch.count - start)
    }

    /// How often a text was met, this time included.
    private mutating func count(_ text: [UInt8]) -> Int {
        if listNumbers != nil {
            listNumbers?[text, default: 0] += 1
            return listNumbers?[text] ?? 1
        }
        let key = text + [plan.rules[rule].target.rawValue]
        idNumbers[key, default: 0] += 1
        return idNumbers[key] ?? 1
    }
}
