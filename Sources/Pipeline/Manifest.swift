import CanonicalModel
import Crypto
import DefinedFeeds
import DisclosureControl
import Feeds
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
        /// The files that define tables of the feed; absent without one.
        let definitions: [File]?
        /// How many records and entries met which fate; none where only counts leave, from which
        /// these could be subtracted.
        let records: Counts?
        let entries: [String: Counts]?
        /// What became of the tables of an aggregate agreement.
        let tables: [Table]?
        /// The practices that could have been counted, and of which the run had no record.
        let practicesWithoutRecords: [String]?
        /// How often the flow goes out at most, and of which practices it did in this run; absent
        /// where the agreement does not say.
        let timing: Timing?
        /// What became of codes of few people, where the agreement keeps them back.
        var rareCodes: RareCodes?
        /// What changes for the recipient, where there is a ledger.
        var ledger: ManifestLedger?
    }

    /// How often a flow goes out, and of which practices it did.
    struct Timing: Encodable {
        let schedule: String?
        let minimumInterval: String?
        let practices: [String]

        /// `nil` where the agreement does not limit it.
        init?(_ agreement: PreparedAgreement, _ seen: Set<[UInt8]>) {
            guard let timing = agreement.compiled.flow?.timing, timing.isLimited else { return nil }
            schedule = timing.schedule?.rawValue
            minimumInterval = timing.minimumInterval?.description
            practices = agreement.publishers(among: seen)
        }
    }

    /// A table of counts, and the rules by which it was made safe.
    struct Table: Encodable {
        struct Profile: Encodable {
            let name: String
            let rules: String
            let threshold: Int
        }
        let id: String
        let cells: Int
        let profile: Profile
        /// Why it is not published; absent if it is.
        let refused: String?

        init(_ outcome: TableOutcome, _ profile: DisclosureProfile) {
            (id, cells, refused) = (outcome.id, outcome.cells, outcome.refusal)
            self.profile = Profile(
                name: profile.name, rules: profile.description, threshold: profile.threshold)
        }
    }

    /// Codes that were kept back for being those of few people, and why.
    struct RareCodes: Encodable {
        let fewerPerThousand: Int
        let suppressed: [String: Int]

        /// `nil` where the agreement keeps none back.
        init?(_ agreement: PreparedAgreement, _ suppressed: Int) {
            guard let codes = agreement.rareCodes else { return nil }
            fewerPerThousand = codes.least
            self.suppressed = [Pipeline.RareCodes.reason: suppressed]
        }
    }

    /// Who filled in what records lacked of their patients, and how often.
    struct Joined: Encodable {
        struct Input: Encodable {
            let file: String
            let sha256: String
            let bytes: Int
        }
        let inputs: [Input]
        let people: Int?
        let contradicted: Int?
        let unusable: Int?
        let records: [String: Int]?

        init(
            _ people: Demographics, _ inputs: [DemographicsInput],
            _ joins: [Demographics.Join: Int], hidesCounts: Bool
        ) {
            self.inputs = inputs.map {
                Input(file: $0.file, sha256: Hexadecimal.text($0.digest), bytes: $0.bytes)
            }
            guard !hidesCounts else {
                (self.people, contradicted, unusable, records) = (nil, nil, nil, nil)
                return
            }
            self.people = people.count
            (contradicted, unusable) = (people.contradictions, people.unusable)
            records = Dictionary(
                uniqueKeysWithValues: Demographics.Join.allCases.map { ($0.name, joins[$0] ?? 0) })
        }
    }

    /// By what files patients were placed in areas, and how often.
    struct Placed: Encodable {
        let inputs: [Joined.Input]
        let census: Int
        let postcodes: Int
        let records: [String: Int]?

        init(
            _ areas: Areas, _ inputs: [DemographicsInput], _ placings: [Areas.Placing: Int],
            hidesCounts: Bool
        ) {
            self.inputs = inputs.map {
                Joined.Input(file: $0.file, sha256: Hexadecimal.text($0.digest), bytes: $0.bytes)
            }
            (census, postcodes) = (areas.census.rawValue, areas.count)
            records =
                hidesCounts
                ? nil
                : Dictionary(
                    uniqueKeysWithValues: Areas.Placing.allCases.map {
                        ($0.name, placings[$0] ?? 0)
                    })
        }
    }

    let sluice: String
    /// The version of the schema of the tables.
    let feedSchema = FeedSchema.version
    let runDate: String
    let agreements: [Feed]
    let registers: ManifestRegisters?
    let demographics: Joined?
    let areas: Placed?
    let fieldsLeftOut: [String: [String: Int]]?
    /// Parts of records that no mapping reads, such as a FHIR resource that the model has no place
    /// for: how many of each kind, by source.
    let partsNotRead: [String: [String: Int]]?
    let mappings: [File]
    let terminology: ManifestTerminology
    private let inputs: [String]?
    /// The SHA-256 of those of all inputs, one after another, where their number is not told.
    private let inputsSha256: String?
    let outputs: [OutputFile]

    init(
        sluice: String, runDate: String, agreements: [Feed], registers: ManifestRegisters?,
        demographics: Joined?, areas: Placed?, fieldsLeftOut: [String: [String: Int]]?,
        partsNotRead: [String: [String: Int]]?, mappings: [File],
        terminology: ManifestTerminology,
        inputs: [(file: String, digest: [UInt8], bytes: Int)], hidesCounts: Bool,
        outputs: [OutputFile]
    ) {
        (self.sluice, self.runDate, self.agreements) = (sluice, runDate, agreements)
        (self.registers, self.demographics, self.areas) = (registers, demographics, areas)
        (self.fieldsLeftOut, self.partsNotRead) = (fieldsLeftOut, partsNotRead)
        self.mappings = mappings
        (self.terminology, self.outputs) = (terminology, outputs)
        self.inputs = hidesCounts ? nil : [Self.marker]
        inputsSha256 = hidesCounts ? Self.sha256(ofBytes: inputs.flatMap(\.digest)) : nil
    }

    /// Stands where the inputs go: a run may have many, and an encoder would hold each ten times.
    private static let marker = "@inputs@"
    /// The bytes of an input's line beside its name, or a few more.
    private static let lineWithoutName = 140

    /// As JSON with sorted keys, and one line an input.
    ///
    /// - Parameter isAnonymous: Whether the inputs stand in the order of their hashes and without
    ///   their sizes: rows follow the order of the inputs, so that names in that order, or sizes
    ///   beside the numbers of rows, would tell whose pseudonym is whose.
    func json(
        inputs: [(file: String, digest: [UInt8], bytes: Int)], isAnonymous: Bool
    ) throws(Diagnostic) -> [UInt8] {
        let inputs =
            isAnonymous
            ? inputs.sorted { left, right in
                left.digest == right.digest
                    ? left.file < right.file : left.digest.lexicographicallyPrecedes(right.digest)
            } : inputs
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do {
            let encoded = Array(try encoder.encode(self))
            let marker = Array("\"\(Self.marker)\"".utf8)
            guard let place = encoded.firstRange(of: marker) else { return encoded + [0x0A] }
            var output: [UInt8] = []
            // At once: to grow takes the old and the new, of millions of lines.
            output.reserveCapacity(
                inputs.reduce(encoded.count) { $0 + $1.file.utf8.count + Self.lineWithoutName })
            output += encoded[..<place.lowerBound]
            for (index, input) in inputs.enumerated() {
                if index > 0 { output += ",\n    ".utf8 }
                output += "{".utf8
                if !isAnonymous { output += "\"bytes\" : \(input.bytes), ".utf8 }
                output += "\"file\" : ".utf8
                QuarantineLine.string(input.file, to: &output)
                output += ", \"sha256\" : \"\(Hexadecimal.text(input.digest))\"}".utf8
            }
            output += encoded[place.upperBound...]
            output.append(0x0A)
            return output
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
        feed: AgreementFeed, records: Int, tables: [TableOutcome], practices seen: Set<[UInt8]>
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
        timing = Manifest.Timing(agreement, seen)
        codeSets = loaded.codeSets.map { set in
            let codes = set.codes.map { "\($0.system.name) \($0.code)\n" }.joined()
            return Manifest.File(
                file: "\(set.name) \(set.version)", sha256: Manifest.sha256(codes))
        }
        let defining = agreement.definitionFiles.map { definition in
            Manifest.File(
                file: "\(definition.id) \(definition.version)",
                sha256: Manifest.sha256(definition.text))
        }
        definitions = defining.isEmpty ? nil : defining
        let isAggregate = agreement.isAggregate
        self.tables = isAggregate ? tables.map { Manifest.Table($0, loaded.disclosure) } : nil
        practicesWithoutRecords =
            isAggregate
            ? agreement.compiled.countedPractices.filter { !seen.contains(Array($0.utf8)) } : nil
        let all = Manifest.Counts(
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
        try all.check(loaded.id, "record")
        self.records = isAggregate ? nil : all
        self.entries = isAggregate ? nil : entries
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
        if read == released + kept { return }
        throw Diagnostic(
            .countsDisagree, file: agreement,
            "\(what): what was read is not what was released, withheld and quarantined",
            advice: "this is a fault of Sluice; nothing was published")
    }
}
