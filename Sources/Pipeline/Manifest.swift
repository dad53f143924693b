import CanonicalModel
import Crypto
import DisclosureControl
import FoundationEssentials
import SharingAgreements
import Terminology

/// What a run read, decided and wrote: `manifest.json`. The same inputs give the same bytes.
struct Manifest: Encodable {
    struct File: Encodable, Sendable {
        let file: String
        let sha256: String
    }
    struct Counts: Encodable {
        let read: Int
        let released: Int
        let withheld: [String: Int]
        let quarantined: [String: Int]
    }
    struct Feed: Encodable {
        let agreement: String
        let version: String
        let sha256: String
        let flow: String
        let recipient: String
        let purpose: String
        /// Where several versions of the agreement were given: the practices that this one decides.
        let practices: [String]?
        /// The first four bytes of a keyed hash: two sites can see that they use the same key.
        let keyCheck: String?
        let codeSets: [File]
        let records: Counts
        let entries: [String: Counts]
        /// What changes for the recipient, where there is a ledger.
        var ledger: ManifestLedger?
    }

    /// Who filled in what records lacked of their patients, and how often.
    struct Joined: Encodable {
        struct Input: Encodable {
            let file: String
            let sha256: String
            let bytes: Int
        }
        let inputs: [Input]
        let people: Int
        let contradicted: Int
        let unusable: Int
        let records: [String: Int]

        init(
            _ people: Demographics, _ inputs: [DemographicsInput], _ joins: [Demographics.Join: Int]
        ) {
            self.inputs = inputs.map {
                Input(file: $0.file, sha256: Hexadecimal.text($0.digest), bytes: $0.bytes)
            }
            self.people = people.count
            (contradicted, unusable) = (people.contradictions, people.unusable)
            records = Dictionary(
                uniqueKeysWithValues: Demographics.Join.allCases.map { ($0.name, joins[$0] ?? 0) })
        }
    }

    let sluice: String
    let runDate: String
    let agreements: [Feed]
    let registers: ManifestRegisters?
    let demographics: Joined?
    let fieldsLeftOut: [String: [String: Int]]
    let mappings: [File]
    let terminology: ManifestTerminology
    private let inputs = [marker]
    let outputs: [OutputFile]

    /// Stands where the inputs go: a run may have many, and an encoder would hold each ten times.
    private static let marker = "@inputs@"

    /// As JSON with sorted keys, and one line an input.
    func json(
        inputs: [(file: String, digest: [UInt8], bytes: Int)]
    ) throws(Diagnostic) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do {
            let encoded = Array(try encoder.encode(self))
            let marker = Array("\"\(Self.marker)\"".utf8)
            guard let place = encoded.firstRange(of: marker) else { return encoded + [0x0A] }
            var output = Array(encoded[..<place.lowerBound])
            for (index, input) in inputs.enumerated() {
                if index > 0 { output += ",\n    ".utf8 }
                output += "{\"bytes\" : \(input.bytes), \"file\" : ".utf8
                QuarantineLine.string(input.file, to: &output)
                output += ", \"sha256\" : \"\(Hexadecimal.text(input.digest))\"}".utf8
            }
            return output + encoded[place.upperBound...] + [0x0A]
        } catch {
            throw Diagnostic(
                .countsDisagree, file: "manifest.json", "the manifest cannot be written as JSON")
        }
    }

    static func sha256(_ text: String) -> String {
        sha256(ofBytes: Array(text.utf8))
    }

    static func sha256(ofBytes bytes: [UInt8]) -> String {
        Hexadecimal.text(Array(SHA256.hash(data: bytes)))
    }
}

extension Manifest.Feed {
    /// The counts of one agreement.
    ///
    /// - Throws: `counts-disagree` if they do not add up, or not with the rows that were written.
    init(
        _ agreement: PreparedAgreement, _ tally: Tally, _ quarantine: QuarantineTally,
        feed: AgreementFeed, records: Int
    ) throws(Diagnostic) {
        let loaded = agreement.compiled.agreement
        self.agreement = loaded.id
        version = loaded.version.description
        sha256 = Manifest.sha256(agreement.text)
        flow = agreement.compiled.flow?.id ?? ""
        recipient = agreement.compiled.flow?.recipient ?? ""
        purpose = agreement.compiled.flow?.purpose ?? ""
        practices = agreement.practices
        keyCheck = agreement.pseudonymiser?.keyCheck
        codeSets = loaded.codeSets.map { set in
            let codes = set.codes.map { "\($0.system.name) \($0.code)\n" }.joined()
            return Manifest.File(
                file: "\(set.name) \(set.version)", sha256: Manifest.sha256(codes))
        }
        self.records = Manifest.Counts(
            read: records, released: tally.recordsReleased,
            withheld: Self.byReason { tally.recordsWithheld[Int($0.rawValue)] },
            quarantined: Self.byCode(quarantine.records))
        var entries: [String: Manifest.Counts] = [:]
        for kind in EntryKind.allCases where tally.read[Int(kind.rawValue)] > 0 {
            let counts = Manifest.Counts(
                read: tally.read[Int(kind.rawValue)],
                released: feed.rows(kind).map { $0 + tally.unchanged[Int(kind.rawValue)] }
                    ?? tally.released[Int(kind.rawValue)],
                withheld: Self.byReason { tally.withheld(kind, $0) },
                quarantined: Self.byCode(quarantine.entries[kind] ?? [:]))
            try counts.check(loaded.id, kind.name)
            entries[kind.name] = counts
        }
        self.entries = entries
        try self.records.check(loaded.id, "record")
    }

    private static func byReason(_ count: (Reason) -> Int) -> [String: Int] {
        var counts: [String: Int] = [:]
        for reason in Reason.allCases where count(reason) > 0 {
            counts[reason.name] = count(reason)
        }
        return counts
    }

    private static func byCode(_ counts: [Diagnostic.Code: Int]) -> [String: Int] {
        Dictionary(counts.map { ("E\($0.key.number)", $0.value) }, uniquingKeysWith: +)
    }
}

extension Manifest.Counts {
    /// Read = released + withheld + quarantined, or the run fails.
    func check(_ agreement: String, _ what: String) throws(Diagnostic) {
        let kept = withheld.values.reduce(0, +) + quarantined.values.reduce(0, +)
        guard read != released + kept else { return }
        throw Diagnostic(
            .countsDisagree, file: agreement,
            "\(what): \(read) read, but \(released) released and \(kept) withheld or quarantined",
            advice: "this is a fault of Sluice; nothing was published")
    }
}
