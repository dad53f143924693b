import CanonicalModel
import StrictYAML

/// Reads the codes of a code set.
struct CodeSetReader {
    let terminology: TerminologyFile?
    private(set) var codes: [(system: CodeSystem, code: String)] = []
    /// The codes that the author has named.
    private var named: Set<String> = []
    /// The codes that are in ``codes``, named or brought in by a concept or reference set.
    private var known: Set<String> = []

    /// Keys of an item that somebody else reads.
    private let others: [String]

    private static let systems = CodeSystem.allCases.filter { $0 != .other }.map { "\($0.name)" }
    private static let codeKeys = systems + ["snomed-description"]
    /// Every key that an item may have.
    static let keys = codeKeys + ["refset", "descendants", "term"]

    init(terminology: TerminologyFile?, besides others: [String] = []) {
        (self.terminology, self.others) = (terminology, others)
    }

    mutating func read(_ list: Declaration) {
        let items = list.items()
        if list.isSequence, items.isEmpty {
            list.error(.emptyCodeSet, "the set has no codes", advice: "list at least one code")
        }
        for item in items { read(item: item) }
    }

    /// A list that was cut off at the end of a line is still a list: only its number tells.
    static func check(_ stated: Declaration, _ list: Declaration) {
        let count = list.isSequence ? list.items().count : 0
        guard let text = stated.text(), Int(text) != count else { return }
        stated.error(
            .incompleteCodeSet, "the set says that it has `\(text)` entries, and has \(count)",
            advice: "take the file from its source again, or write `entries: \(count)`")
    }

    mutating func read(item: Declaration) {
        let keys = Self.codeKeys
        let members = item.members(allowed: Self.keys + others)
        if item.isMapping, !members.keys.contains(where: { (keys + ["refset"]).contains($0) }) {
            item.error(.missingKey, "the item has no code", advice: "add `snomed: '...'`")
        }
        _ = members["term"]?.text()
        for key in keys {
            guard let place = members[key], let code = place.text() else { continue }
            let system = CodeSystem.allCases.first { "\($0.name)" == key } ?? .snomed
            if let fault = Self.fault(in: code, key: key) {
                place.error(.invalidCode, fault.message, advice: fault.advice)
            } else if !named.insert("\(system.matching.name) \(code)").inserted {
                place.error(
                    .duplicateCode, "`\(code)` stands twice in this set", advice: "keep one")
            } else {
                append(system, code)
            }
        }
        if let place = members["descendants"], place.boolean() == true {
            addDescendants(of: members["snomed"], place)
        }
        if let place = members["refset"], let name = place.text() { addRefset(name, place) }
    }

    private mutating func append(_ system: CodeSystem, _ code: String) {
        guard known.insert("\(system.matching.name) \(code)").inserted else { return }
        codes.append((system, code))
    }

    // MARK: - What needs a terminology

    private mutating func addDescendants(of code: Declaration?, _ place: Declaration) {
        guard let code, let text = code.text() else {
            return place.error(
                .missingKey, "`descendants` stands without `snomed`",
                advice: "name the SNOMED CT concept whose descendants are meant")
        }
        guard let terminology else {
            return needTerminology(place, "the descendants of `\(text)` are asked for")
        }
        let bytes = Array(text.utf8)
        guard let id = SnomedCT.number(bytes.span) else { return }
        guard let concept = terminology.concept(id), terminology.isStated(concept) else {
            return lack(place, "the concept `\(text)`", terminology)
        }
        guard !terminology.isInactive(concept) else {
            return code.error(
                .notInTerminology,
                "the concept `\(text)` is inactive and has no descendants any more",
                advice: "`sluice terminology lookup \(text)` says what has replaced it")
        }
        for descendant in terminology.descendants(of: concept) {
            append(.snomed, "\(terminology.id(descendant))")
        }
    }

    private mutating func addRefset(_ name: String, _ place: Declaration) {
        guard let terminology else {
            return needTerminology(place, "the reference set `\(name)` is asked for")
        }
        guard let members = terminology.members(ofRefset: name), !members.isEmpty else {
            return lack(place, "the reference set `\(name)`", terminology)
        }
        for member in members { append(.snomed, "\(terminology.id(member))") }
    }

    private func needTerminology(_ place: Declaration, _ what: String) {
        place.error(
            .terminologyNeeded, "\(what), and no terminology is loaded",
            advice: "give one with `--terminology FILE`; without it the set would be too narrow")
    }

    private func lack(_ place: Declaration, _ what: String, _ terminology: TerminologyFile) {
        place.error(
            .notInTerminology, "\(what) is not in the terminology `\(terminology.name)`",
            advice: "build it from a release that has it; see `sluice terminology build`")
    }

    // MARK: - Codes by themselves

    private static func fault(in code: String, key: String) -> (message: String, advice: String)? {
        let bytes = Array(code.utf8)
        let system = CodeSystem.allCases.first { "\($0.name)" == key } ?? .snomed
        if system == .readV2, bytes.count == 7 {
            return (
                "`\(code)` has 7 bytes; a readv2 code of a set has exactly 5",
                "write its trailing dots, and leave the term suffix out"
            )
        }
        if let fault = CodeExamination.fault(in: bytes.span, of: system) { return fault }
        guard system == .snomed || system == .dmd else { return nil }
        let wantsDescription = key == "snomed-description"
        guard wantsDescription == SnomedCT.isDescription(bytes.span) else {
            return wantsDescription
                ? ("`\(code)` is not a description id", "write it under `snomed`")
                : (
                    "`\(code)` is a description id, which names a term and not a concept",
                    "write the concept id, or write it under `snomed-description`"
                )
        }
        return nil
    }
}
