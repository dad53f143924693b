public import CanonicalModel

/// Writes the fields of an entry as a case file does. For made-up records only: it shows values.
public enum EntryText {
    /// The fields that are present, by name.
    public static func fields(of entry: Entry, in record: CanonicalRecord) -> [String: String] {
        var texts: [String: String] = [:]
        for (index, field) in entry.kind.definition.fields.enumerated() {
            texts[field.name] = text(record.cell(entry, index), field.type, record)
        }
        return texts
    }

    private static func text(
        _ cell: Cell, _ type: FieldType, _ record: CanonicalRecord
    ) -> String? {
        switch cell {
        case .absent: return nil
        case .text(let text), .reference(let text): return record.string(text)
        case .code(let word):
            guard case .code(let vocabulary) = type else { return nil }
            return vocabulary.words[Int(word)]
        case .date(let date):
            var bytes: [UInt8] = []
            date.append(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        case .concept(let number): return text(record.concepts[Int(number)], record)
        case .quantity(let number): return text(record.quantities[Int(number)], record)
        case .boolean(let value): return value ? "true" : "false"
        case .references(let start, let count):
            let ids = record.references[Int(start)..<Int(start + count)]
            return ids.map(record.string).joined(separator: " ")
        }
    }

    private static func text(_ concept: Concept, _ record: CanonicalRecord) -> String {
        var codings: [String] = record.codings(of: concept).map { coding in
            let system =
                coding.system == .other
                ? record.string(coding.systemText)
                : coding.isDescription ? "snomed-description" : "\(coding.system.name)"
            let display = record.string(coding.display)
            let origin = coding.origin.isSource ? "" : "(\(coding.origin.name))"
            return [
                system, record.string(coding.code), display.isEmpty ? "" : "'\(display)'", origin,
            ]
            .filter { !$0.isEmpty }.joined(separator: " ")
        }
        if !concept.text.isEmpty {
            let original = "\"\(record.string(concept.text))\""
            codings = codings.isEmpty ? [original] : [codings.joined(separator: " + "), original]
            return codings.joined(separator: " ")
        }
        return codings.joined(separator: " + ")
    }

    private static func text(_ quantity: Quantity, _ record: CanonicalRecord) -> String {
        var text = "\(quantity.comparator.sign)" + record.string(quantity.number)
        if !quantity.unit.isEmpty { text += " " + record.string(quantity.unit) }
        if !quantity.unitCode.isEmpty { text += " {\(record.string(quantity.unitCode))}" }
        return quantity.isDerivedFromText ? text + " (from text)" : text
    }
}
