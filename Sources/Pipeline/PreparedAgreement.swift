public import CanonicalModel
public import DefinedFeeds
import DisclosureControl
import Feeds
public import Measurements
public import SharingAgreements
public import Terminology

/// An agreement ready for a run: compiled, its key derived, its feeds laid out.
public struct PreparedAgreement: Sendable {
    /// The compiled agreement.
    public let compiled: CompiledAgreement
    let text: String
    private(set) var csv: CSVFeed?
    private(set) var sqlite: SQLiteFeed?
    /// Lays out as CSV what leaves in any other way.
    private(set) var tables: CSVFeed
    /// Remembers what rows look like, so that each worker has its own.
    var ukCore: UKCoreFeed?
    private(set) var selection: FeedSelection
    /// Fills the tables that users define.
    private(set) var defined: DefinedRows?
    /// The files that define them.
    private(set) var definitionFiles: [FeedDefinition] = []
    /// The kinds of fact that the agreement covers.
    let factKinds: Set<EntryKind>
    /// The tables of counts, of an aggregate agreement.
    let tableFeeds: [TableFeed]
    /// Looks through what was written; each worker has its own.
    var scan: FeedScan
    let pseudonymiser: Pseudonymiser?
    /// The pseudonyms of NHS numbers.
    let pseudonyms: SystemPseudonyms?
    let surrogates: SurrogateKeys?
    /// By how much the dates of each person move, where the agreement moves them.
    let dateShift: DateShift?
    /// What others may know of the people in a pseudonymised feed; nothing added yet.
    let anonymity: RowAnonymity?
    /// How many people have each code, where rare ones are kept back; nothing added yet.
    let rareCodes: RareCodes?

    /// The folder of its feed below the output folder: the agreement's id, and for every version
    /// but the newest of a run its number too.
    let folder: String
    /// The practices that this version decides, where a run has several.
    let practices: [String]?

    private static let nhsNumberSystem = Array("https://fhir.nhs.uk/Id/nhs-number".utf8)

    /// Loads an agreement and everything that it refers to.
    ///
    /// Code sets are taken from `codes` folders beside the agreement and one folder above, and
    /// from `shared`.
    ///
    /// - Parameters:
    ///   - terminology: What code sets take descendants and reference sets from.
    ///   - measurements: What amounts its rows have in canonical units too; none where it is not
    ///     for a run.
    ///   - secret: Looks up an environment variable.
    /// - Throws: Everything wrong with the agreement, or `missing-pseudonym-key`.
    public init(
        file: String, flow: String?, runDate: PartialDate, shared: [CodeSet],
        terminology: TerminologyFile? = nil, measurements: Measurements = .none,
        secret: (String) -> String?
    ) throws(Diagnostics) {
        let loaded = try Self.load(file, shared: shared, terminology: terminology)
        try self.init(
            LoadedAgreement(file: file, text: loaded.text, agreement: loaded.agreement),
            flow: flow, runDate: runDate, measurements: measurements, secret: secret)
    }

    /// Prepares an agreement that was loaded.
    init(
        _ loaded: LoadedAgreement, flow: String?, runDate: PartialDate,
        registers: RunRegisters = RunRegisters(), measurements: Measurements,
        secret: (String) -> String?
    ) throws(Diagnostics) {
        let (file, agreement) = (loaded.file, loaded.agreement)
        (text, folder, practices) = (loaded.text, loaded.folder, loaded.practices)
        let compiled = CompiledAgreement(
            agreement, flow: flow, runDate: runDate, registers: registers,
            decidedElsewhere: loaded.elsewhere)
        guard let chosen = compiled.flow else {
            throw Diagnostics([
                Diagnostic(
                    .unknownFlow, file: file, "the agreement has several flows, or not this one",
                    advice: "name one with `--flow`: "
                        + agreement.flows.map { "`\($0.id)`" }.joined(separator: ", "))
            ])
        }
        self.compiled = compiled
        selection = FeedSelection(fields: compiled.releasableFields)
        factKinds = Set(EntryKind.derived.filter(selection.includes))
        tableFeeds = Self.tableFeeds(compiled)
        scan = Self.scan(selection, agreement)
        tables = CSVFeed(selection: selection)
        tables.measurements = measurements
        csv = chosen.formats.contains(.csv) ? tables : nil
        let hasRows = agreement.deidentification.level != .aggregate
        sqlite =
            hasRows && chosen.formats.contains(.sqlite) ? SQLiteFeed(selection: selection) : nil
        ukCore = chosen.formats.contains(.ukcore) ? UKCoreFeed(selection: selection) : nil
        anonymity = RowAnonymity(compiled)
        rareCodes = RareCodes(agreement)
        guard agreement.deidentification.level == .pseudonymised else {
            (pseudonymiser, pseudonyms, surrogates, dateShift) = (nil, nil, nil, nil)
            return
        }
        let key: MasterKey
        do {
            key = try Self.key(agreement.deidentification.key, file, secret)
        } catch {
            throw Diagnostics([error])
        }
        let scope =
            agreement.deidentification.linkageGroup.map { "linkage/\($0)" }
            ?? "agreement/\(agreement.id)"
        let epoch = agreement.deidentification.epoch
        let pseudonymiser = Pseudonymiser(masterKey: key, epoch: epoch, scope: scope)
        self.pseudonymiser = pseudonymiser
        pseudonyms = pseudonymiser.pseudonyms(of: Self.nhsNumberSystem)
        surrogates = SurrogateKeys(masterKey: key, epoch: epoch, scope: scope)
        dateShift = agreement.deidentification.dateShift.flatMap {
            DateShift(masterKey: key, epoch: epoch, scope: scope, range: $0)
        }
    }

    /// Loads and checks an agreement, without its key.
    public static func load(
        _ file: String, shared: [CodeSet], terminology: TerminologyFile? = nil
    ) throws(Diagnostics) -> (text: String, agreement: Agreement) {
        do {
            let text = try Files.text(file)
            let sets = try codeSets(beside: file, terminology) + shared
            let agreement = try Agreement.load(
                yaml: text, file: file, codeSets: sets, lists: try patientLists(beside: file))
            try Self.checkApproval(of: text, agreement, file)
            return (text, agreement)
        } catch let error as Diagnostic {
            throw Diagnostics([error])
        } catch let error as Diagnostics {
            throw error
        } catch {
            throw Diagnostics([])
        }
    }

    /// The SHA-256 of what approvals of an agreement are of: everything above the line
    /// `approvals:`, as it is while the agreement is active.
    public static func contentHash(of text: String) -> String {
        Manifest.sha256(ofBytes: AgreementText(text).approvedContent)
    }

    /// Whether the approvals are of this text.
    private static func checkApproval(
        of text: String, _ agreement: Agreement, _ file: String
    ) throws(Diagnostic) {
        guard let stated = agreement.statements["approvals[].content_hash"]?.first else { return }
        let digest = contentHash(of: text)
        guard digest != stated else { return }
        throw Diagnostic(
            .approval, file: file, "the approvals are not of this text, whose hash is `\(digest)`",
            advice: "have what has changed approved, and state its hash")
    }

    /// The lists of people that the agreement `file` may name: of a folder `lists` beside it.
    public static func listFiles(beside file: String) -> [String] {
        let folder = "\(parent(file))/lists"
        guard Files.isDirectory(folder) else { return [] }
        return ((try? Files.list(folder)) ?? []).filter { $0.hasSuffix(".txt") }
    }

    /// The lists, each called as its file.
    private static func patientLists(beside file: String) throws -> [PatientList] {
        try listFiles(beside: file).map { file in
            try PatientList.load(text: try Files.text(file), name: listName(file), file: file)
        }
    }

    /// What an agreement calls the list in `file`: the file's name without `.txt`.
    static func listName(_ file: String) -> String {
        file.split(separator: "/").last.map { String($0.dropLast(4)) } ?? file
    }

    private static func codeSets(
        beside file: String, _ terminology: TerminologyFile?
    ) throws -> [CodeSet] {
        var sets: [CodeSet] = []
        for file in codeSetFiles(beside: file) {
            let set = try CodeSet.load(
                yaml: try Files.text(file), file: file, terminology: terminology)
            if let other = sets.first(where: { $0.name == set.name }) {
                throw Diagnostic(
                    .duplicate, file: file,
                    "the code set `\(set.name)` stands in `\(other.file)` too",
                    advice: "keep one, so that nobody has to guess which of them holds")
            }
            sets.append(set)
        }
        return sets
    }

    /// The code sets that lie beside the agreement `file`, whether it names them or not.
    package static func codeSets(
        of file: String, _ terminology: TerminologyFile?
    ) throws(Diagnostics) -> [CodeSet] {
        do {
            return try codeSets(beside: file, terminology)
        } catch let error as Diagnostic {
            throw Diagnostics([error])
        } catch {
            throw error as? Diagnostics ?? Diagnostics([])
        }
    }

    /// The files of the code sets that the agreement `file` may name: of `codes` folders beside it
    /// and one folder above.
    public static func codeSetFiles(beside file: String) -> [String] {
        let folder = parent(file)
        return ["\(folder)/codes", "\(parent(folder))/codes"].flatMap { path in
            Files.isDirectory(path) ? (try? Files.list(path)) ?? [] : []
        }.filter { $0.hasSuffix(".yaml") }
    }

    /// The agreement, whose feed has the tables that users define too, or nothing but them.
    ///
    /// They are made of what the agreement releases: what it does not is missing in them.
    ///
    /// - Returns: What they cannot have under it, as warnings.
    public mutating func define(
        _ definitions: [FeedDefinition], replacesKinds: Bool
    ) -> [Diagnostic] {
        guard !isAggregate else {
            return definitions.map { definition in
                Diagnostic(
                    .notReleased, .warning, file: definition.file,
                    "`\(compiled.agreement.id)` releases counts, and no rows that tables could be "
                        + "made of")
            }
        }
        let rows = DefinedRows(
            definitions, of: selection, agreement: compiled.agreement.id,
            runDate: compiled.runDate)
        selection.add(rows.tables, replacesKinds: replacesKinds)
        (defined, definitionFiles) = (rows, definitions)
        if replacesKinds { ukCore = nil }
        sqlite = sqlite.map { _ in SQLiteFeed(selection: selection) }
        scan = Self.scan(selection, compiled.agreement)
        return rows.findings
    }

    private static func scan(_ selection: FeedSelection, _ agreement: Agreement) -> FeedScan {
        FeedScan(
            selection,
            isIdentifiable: agreement.deidentification.level == .identifiable,
            releasesFreeText: agreement.releasesFreeText,
            birthDate: agreement.deidentification.birthDate.precision)
    }

    /// Whether the feed has tables of any format.
    var hasTables: Bool { TableFormat.allCases.contains(where: has) }

    /// Whether the feed has tables of rows in `format`; lines of JSON may stand where CSV does.
    func has(_ format: TableFormat) -> Bool {
        !isAggregate
            && hasFormat(format == .ndjson ? TableFormat.csv.rawValue : format.rawValue)
    }

    /// What the feed is as of: the beginning of the run's day, so that a run can be repeated.
    var transactionTime: String { compiled.runDate.dayText + "T00:00:00Z" }

    /// Whether the flow has a format, `csv` say.
    public func hasFormat(_ name: String) -> Bool {
        compiled.flow?.formats.contains { $0.rawValue == name } ?? false
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path == "." ? ".." : "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func key(
        _ reference: String?, _ file: String, _ secret: (String) -> String?
    ) throws(Diagnostic) -> MasterKey {
        try KeyReference.key(reference ?? "", "the pseudonyms", file: file, secret: secret)
    }
}

/// Surrogates of one record, in the shape that agreements ask for.
struct RecordIdentifiers: IdentifierSurrogates {
    let surrogates: RecordSurrogates?

    func append(surrogateFor id: ArraySlice<UInt8>, into output: inout [UInt8]) {
        guard let surrogates else { return output.append(contentsOf: id) }
        surrogates.append(id.span, to: &output)
    }
}
