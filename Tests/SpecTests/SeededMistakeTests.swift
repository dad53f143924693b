import CanonicalModel
import Foundation
import Pipeline
import RecordMapping
import Testing

/// Nine kinds of mistake, put into every place of every shipped mapping where they can stand: each
/// must be found before a record is read, in the right file and at the right place.
@Suite struct SeededMistakeTests {
    enum Mistake: String, CaseIterable, Sendable {
        case misspeltSourcePath, misspeltTargetField, duplicateField, undefinedVariable
        case unknownOperator, typeMismatch, syntaxError, missingRequiredField, manyIntoOne
    }

    /// A mapping with one mistake, and what must be said of it.
    struct Seed {
        let text: String
        let code: Int
        /// Where exactly, or `nil`: anywhere from `first` to `last` line.
        var place: Diagnostic.Position?
        var lines = 0...0
    }

    @Test(arguments: Mistake.allCases)
    func isFoundWhereverItStands(_ mistake: Mistake) throws {
        let library = try Neighbourhood.library.get()
        let check = try RuleCheck(files: library.files, codeSets: library.codeSets)
        let texts = Dictionary(library.files.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
        var (seeded, missed) = (0, [String]())
        for file in check.files {
            let mapping = MappingText(file: file, text: texts[file] ?? "")
            let folder = String(file.prefix { $0 != "/" })
            let known = Self.words(texts[folder + "/source.yaml"] ?? "")
            for seed in Self.seeds(mistake, in: mapping, known: known) {
                seeded += 1
                let found = check.findings(in: seed.text, as: file)
                if !Self.isFound(seed, in: found, file) {
                    let place = seed.place ?? .init(line: seed.lines.lowerBound, column: 0)
                    missed.append("\(file): \(place): \(found)")
                }
            }
        }
        print("\(mistake.rawValue): \(seeded - missed.count) of \(seeded) found")
        #expect(seeded >= check.files.count)
        #expect(missed.isEmpty, "\(missed.count) of \(seeded): \(missed.prefix(5))")
    }

    private static func isFound(_ seed: Seed, in found: [Diagnostic], _ file: String) -> Bool {
        found.contains { finding in
            let codes = seed.code == 209 ? [209, 251] : [seed.code]
            guard codes.contains(finding.code.number), finding.file == file,
                let place = finding.position
            else { return false }
            return seed.place.map { $0 == place } ?? seed.lines.contains(place.line)
        }
    }

    // MARK: - Seeds

    private static func seeds(
        _ mistake: Mistake, in mapping: MappingText, known: Set<String>
    ) -> [Seed] {
        switch mistake {
        case .misspeltSourcePath: misspelt(.path, 202, mapping, known)
        case .unknownOperator:
            misspelt(.mapOperator, 201, mapping, known)
                + inEachField(mapping, "'x' -> nothing()", 201)
        case .undefinedVariable:
            misspelt(.variable, 207, mapping, known, shift: -1)
                + inEachField(mapping, "%nothing", 207)
        case .misspeltTargetField: targets(mapping)
        case .duplicateField:
            mapping.fields.map { field in
                let copy = mapping.text(field.range.lowerBound - 2..<field.range.upperBound)
                let end = field.range.upperBound
                var place = mapping.position(end)
                place = .init(line: place.line + 1, column: 3)
                return Seed(
                    text: mapping.replacing(end..<end, with: "\n" + copy), code: 251, place: place)
            }
        case .typeMismatch:
            mapping.fields.flatMap { field in
                let wrong = isBoolean(field, mapping) ? "number" : "boolean"
                return [seed(mapping, field, "'x' -> \(wrong)() | invalid(quarantine)", 206)]
            }
        case .syntaxError:
            unbalanced(mapping)
                + ["first(", "a ->", "a b"].flatMap {
                    inEachField(mapping, $0, 209)
                }
        case .missingRequiredField:
            mapping.fields.filter { $0.name == "id" }.map { field in
                let line = mapping.position(mapping.fields[0].range.lowerBound).line
                let range = field.range.lowerBound - 2..<field.range.upperBound + 1
                return Seed(
                    text: mapping.replacing(range, with: ""), code: 211, lines: line - 1...line + 3)
            }
        case .manyIntoOne:
            mapping.fields.filter { !isList($0, mapping) }.map { field in
                let end = expressionEnd(field, mapping)
                let many = "(" + mapping.text(field.value.lowerBound..<end) + " | 'x')"
                return Seed(
                    text: mapping.replacing(field.value.lowerBound..<end, with: many), code: 205,
                    lines: lines(field.range, mapping))
            }
        }
    }

    private static func lines(_ range: Range<Int>, _ mapping: MappingText) -> ClosedRange<Int> {
        mapping.position(range.lowerBound).line...mapping.position(range.upperBound).line
    }

    private static func misspelt(
        _ kind: MappingText.Kind, _ code: Int, _ mapping: MappingText, _ known: Set<String>,
        shift: Int = 0
    ) -> [Seed] {
        mapping.words.filter { $0.kind == kind }.map { word in
            var letters = Array(word.text)
            if letters.count > 2 { letters.swapAt(1, 2) }
            var other = String(letters)
            if known.contains(other) || other == word.text { other = word.text + "q" }
            let range = word.offset..<word.offset + word.text.utf8.count
            return Seed(
                text: mapping.replacing(range, with: other), code: code,
                place: mapping.position(word.offset + shift))
        }
    }

    private static func seed(
        _ mapping: MappingText, _ field: MappingText.Field, _ value: String, _ code: Int
    ) -> Seed {
        let line = "\(field.name): \"\(value)\""
        return Seed(
            text: mapping.replacing(field.range, with: line), code: code,
            lines: lines(field.range, mapping))
    }

    private static func inEachField(
        _ mapping: MappingText, _ value: String, _ code: Int
    ) -> [Seed] {
        mapping.fields.map { seed(mapping, $0, value, code) }
    }

    /// Every parenthesis left out: not an expression any more, and sometimes not even YAML.
    private static func unbalanced(_ mapping: MappingText) -> [Seed] {
        mapping.words.filter { $0.kind == .opening || $0.kind == .closing }.map { sign in
            let line = mapping.position(sign.offset).line
            return Seed(
                text: mapping.replacing(sign.offset..<sign.offset + 1, with: ""), code: 209,
                lines: max(1, line - 12)...line + 12)
        }
    }

    private static func targets(_ mapping: MappingText) -> [Seed] {
        let fields = mapping.fields.map { field in
            let start = field.range.lowerBound
            return Seed(
                text: mapping.replacing(
                    start..<start + field.name.utf8.count, with: field.name + "q"),
                code: 203, place: mapping.position(start))
        }
        let kind = Seed(
            text: mapping.replacing(mapping.target, with: mapping.text(mapping.target) + "q"),
            code: 203, place: mapping.position(mapping.target.lowerBound))
        return fields + [kind]
    }

    /// Where the operators or the policies of a field begin.
    private static func expressionEnd(_ field: MappingText.Field, _ mapping: MappingText) -> Int {
        let text = mapping.text(field.value)
        let ends = ["->", "| required", "| invalid", "| unmapped", "| otherwise", "|\n"].compactMap
        {
            text.firstRange(of: $0)?.lowerBound
        }
        let end = ends.min().map { text.utf8.distance(from: text.startIndex, to: $0) }
        return field.value.lowerBound + (end ?? field.value.count)
    }

    private static func type(_ field: MappingText.Field, _ mapping: MappingText) -> FieldType? {
        EntryKind(name: mapping.text(mapping.target))?.definition.fields
            .first { $0.name == field.name }?.type
    }
    private static func isBoolean(_ field: MappingText.Field, _ mapping: MappingText) -> Bool {
        type(field, mapping) == .boolean
    }
    private static func isList(_ field: MappingText.Field, _ mapping: MappingText) -> Bool {
        type(field, mapping) == .references
    }

    /// The names in the schema of a source, by their looks.
    private static func words(_ yaml: String) -> Set<String> {
        Set(yaml.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "#") }.map(String.init))
    }
}
