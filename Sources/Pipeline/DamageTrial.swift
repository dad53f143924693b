public import CanonicalModel
import RecordMapping
import RecordReading

/// Breaks one part of a record after another, and looks whether more is lost than what was broken.
public struct DamageTrial {
    /// What came of one break.
    public struct Outcome: Sendable {
        /// The record's file.
        public let file: String
        /// How it was broken.
        public let damage: Damage
        /// The line of what was broken.
        public let line: Int
        /// Why the record was refused, if it was.
        public let refusal: Diagnostic?
        /// Whether what was broken is the patient's, names the resource that is the patient, or is
        /// what the patient's id was made of.
        public let touchesPatient: Bool
        /// The kinds of entries that are gone, although nothing that they were made of was broken.
        public let gone: [EntryKind]
        /// What went to quarantine besides, and nothing that it was made of was broken.
        public let reported: [Diagnostic.Code]

        /// Whether no more is lost than what was broken.
        ///
        /// Without its patient a record is refused, and so is what is not that patient's.
        public var isContained: Bool {
            if touchesPatient {
                return gone.isEmpty && refusal == nil || refusal != nil
                    || reported.contains(.anotherPatient)
            }
            return gone.isEmpty && reported.isEmpty && refusal == nil
        }
    }

    /// An entry as it was, and all that was read for it.
    private struct Whole {
        let place: Place
        let parts: [Range<Int>]
    }
    private struct Place: Hashable {
        let kind: EntryKind
        let offset: Int
    }
    private struct Finding: Hashable {
        let code: Diagnostic.Code
        let rule: UInt16
        let field: UInt8?
        let offset: Int
    }
    private struct Original {
        let file: String
        let shape: JSONReader.Shape?
        /// The nodes that are broken: XML as it is written.
        let tree: SourceTree
        let entries: [Whole]
        let findings: Set<Finding>
        let patient: [Range<Int>]
    }

    private var parser: RecordParser
    private var reader: RecordParser
    private var trace: MappingTrace
    private let xml: XMLReader
    private var originals: [Original] = []
    private var state: UInt64

    /// A trial with `library`; the same seed makes the same breaks.
    ///
    /// - Throws: What is wrong with the mappings.
    public init(_ library: MappingLibrary, seed: UInt64) throws(Diagnostics) {
        trace = try MappingTrace(files: library.files, codeSets: library.codeSets)
        reader = RecordParser(trace.mappings)
        parser = RecordParser(library.mappings)
        xml = XMLReader(symbols: library.mappings.symbols)
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    /// How many whole records there are to break.
    public var count: Int { originals.count }

    /// Takes up every record of `inputs`.
    ///
    /// Memory: all of them, with their nodes.
    ///
    /// - Parameter refuse: Takes why a record is left out: it cannot be mapped as it is.
    /// - Throws: Why a folder cannot be read.
    public mutating func add(_ inputs: [String], refuse: (Diagnostic) -> Void) throws {
        var source = RecordSource(try Files.listed(inputs))
        var tree = SourceTree()
        while let input = source.next(into: &tree.bytes) {
            do throws(Diagnostic) {
                if let failure = input.failure { throw failure }
                originals.append(try original(&tree, input))
            } catch {
                if !source.divide(input, tree.bytes, after: error) { refuse(error) }
            }
        }
    }

    private mutating func original(
        _ tree: inout SourceTree, _ input: RecordInput
    ) throws(Diagnostic) -> Original {
        try reader.read(&tree, shape: input.shape, file: input.file)
        let (mapped, origins) = try trace.trace(tree, file: input.file)
        let entries = origins.map { origin in
            let readings = origin.conditions + origin.fields.flatMap(\.readings)
            return Whole(
                place: Place(kind: origin.entry.kind, offset: origin.source.lowerBound),
                parts: [origin.source] + readings.map(Self.range))
        }
        let patient = Self.patient(origins, tree)
        // FHIR XML was given the shape of JSON.
        if ContentKind.sniff(tree.bytes) == .xml { try xml.read(&tree, file: input.file) }
        return Original(
            file: input.file, shape: input.shape, tree: tree, entries: entries,
            findings: Set(mapped.findings.map { Self.finding($0, at: Int($0.sourceOffset)) }),
            patient: patient)
    }

    /// The patient with what holds it alone, and what its id was read from.
    private static func patient(
        _ origins: [MappingTrace.EntryOrigin], _ tree: SourceTree
    ) -> [Range<Int>] {
        guard let patient = origins.first(where: { $0.entry.kind == .patient }) else { return [] }
        let holder = tree.nodes.last {
            Int($0.offset) < patient.source.lowerBound
                && Int($0.offset) + Int($0.length) >= patient.source.upperBound
        }
        var around = holder.map { Int($0.offset)..<Int($0.offset) + Int($0.length) }
        let others = origins.map(\.source).filter { !patient.source.overlaps($0) }
        if let whole = around, others.contains(where: whole.overlaps) { around = nil }
        let readings = patient.fields.first { $0.name == "id" }?.readings ?? []
        return [around ?? patient.source] + readings.map(range)
    }

    private static func range(_ reading: MappingTrace.Reading) -> Range<Int> {
        reading.offset - 1..<reading.offset + reading.length + 1
    }

    private static func finding(_ finding: MappingFinding, at offset: Int) -> Finding {
        Finding(code: finding.code, rule: finding.rule, field: finding.field, offset: offset)
    }

    // MARK: - Breaking

    /// Makes `count` breaks, the records in turn.
    ///
    /// Cost: one record read and mapped for each.
    public mutating func run(_ count: Int, emit: (Outcome) -> Void) {
        guard !originals.isEmpty else { return }
        for trial in 0..<count {
            let original = originals[trial % originals.count]
            var (damage, damaged): (Damage, DamagedRecord?) = (.drop, nil)
            while damaged == nil {
                damage = Damage.allCases[number(below: Damage.allCases.count)]
                let node = 1 + number(below: original.tree.nodes.count - 1)
                damaged = DamagedRecord(damage, node, of: original.tree)
            }
            if let damaged { emit(outcome(damage, damaged, original)) }
        }
    }

    private mutating func number(below count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, count)))
    }

    private mutating func outcome(
        _ damage: Damage, _ damaged: DamagedRecord, _ original: Original
    ) -> Outcome {
        var (gone, reported, refusal) = ([EntryKind](), [Diagnostic.Code](), Diagnostic?.none)
        var tree = SourceTree(bytes: damaged.bytes)
        do throws(Diagnostic) {
            let mapped = try parser.parse(&tree, shape: original.shape, file: original.file)
            gone = self.gone(mapped, damaged, original)
            reported = self.reported(mapped, damaged, original)
        } catch {
            refusal = error
        }
        let bytes = original.tree.bytes[..<damaged.broken.lowerBound]
        return Outcome(
            file: original.file, damage: damage, line: 1 + bytes.count { $0 == 0x0A },
            refusal: refusal, touchesPatient: damaged.breaks(original.patient),
            gone: gone, reported: reported)
    }

    /// What is not made any more where it was made, of parts that are whole.
    private func gone(
        _ mapped: MappedRecord, _ damaged: DamagedRecord, _ original: Original
    ) -> [EntryKind] {
        var left: [Place: Int] = [:]
        for entry in mapped.record.entries {
            left[Place(kind: entry.kind, offset: Int(entry.sourceOffset)), default: 0] += 1
        }
        return original.entries.filter { entry in
            if damaged.breaks(entry.parts) { return false }
            let place = Place(
                kind: entry.place.kind, offset: damaged.laterOffset(of: entry.place.offset))
            left[place, default: 0] -= 1
            return (left[place] ?? 0) < 0
        }.map(\.place.kind)
    }

    /// What is in quarantine that was not, of parts that are whole. Where there is a second value,
    /// the first is kept; an entry that is there twice is reported once the two differ.
    private func reported(
        _ mapped: MappedRecord, _ damaged: DamagedRecord, _ original: Original
    ) -> [Diagnostic.Code] {
        mapped.findings.filter { finding in
            guard finding.code != .unexpectedSecondValue,
                let offset = damaged.formerOffset(of: finding),
                !original.findings.contains(Self.finding(finding, at: offset))
            else { return false }
            let place = Place(kind: finding.kind, offset: offset)
            let isAgain = finding.code == .duplicateEntry
            return !original.entries.contains {
                ($0.place == place || isAgain && $0.place.kind == finding.kind)
                    && damaged.breaks($0.parts)
            }
        }.map(\.code)
    }
}

extension DamagedRecord {
    /// Whether one of `parts` was broken, or holds what was.
    fileprivate func breaks(_ parts: [Range<Int>]) -> Bool {
        parts.contains { $0.overlaps(broken) }
    }

    /// Where a byte stands now that is not part of what was broken.
    fileprivate func laterOffset(of offset: Int) -> Int {
        offset < broken.upperBound ? offset : offset - broken.count + instead.count
    }

    /// Where that of which something is reported stood before; `nil` if it holds what was broken,
    /// or is part of it.
    fileprivate func formerOffset(of finding: MappingFinding) -> Int? {
        let start = Int(finding.sourceOffset)
        if start + Int(finding.sourceLength) <= instead.lowerBound { return start }
        return start >= instead.upperBound ? start - instead.count + broken.count : nil
    }
}
