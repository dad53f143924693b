import CanonicalModel
import RecordMapping
import RecordReading
import Terminology

/// Reads and maps records one after another; one parser a worker.
struct RecordParser {
    /// How long a record may take, of the processor, unless it is said: a hundred times what the
    /// largest that is read takes.
    static let longestTime = Duration.seconds(60)

    private let xml: XMLReader
    private let json: JSONReader
    private var fhir: FHIRNotation
    private var mapper: RecordMapper
    private let timer: RecordTimer
    private let patients: PatientCheck
    /// What was odd about the last record and did not stop it: keys given twice.
    private(set) var warnings: [Diagnostic] = []

    /// - Parameters:
    ///   - codes: Codes to be looked for anywhere in a record.
    ///   - parser: Who parses XML.
    ///   - terminology: What codes are looked up in.
    ///   - timeLimit: How long a record may take, of the processor.
    init(
        _ mappings: MappingSet, watching codes: [String] = [],
        xmlParser parser: XMLReader.Parser = .tokenizer, terminology: TerminologyFile? = nil,
        timeLimit: Duration = longestTime
    ) {
        let timer = RecordTimer(limit: timeLimit)
        self.timer = timer
        patients = PatientCheck(mappings.symbols)
        xml = XMLReader(symbols: mappings.symbols, parser: parser)
        json = JSONReader(symbols: mappings.symbols)
        fhir = FHIRNotation(symbols: mappings.symbols)
        mapper = RecordMapper(
            mappings, watching: codes, terminology: terminology,
            isOverdue: { timer.isOver })
    }

    /// Whether what holds no patient is mapped too; see ``RecordMapper/acceptsFragments``.
    var acceptsFragments: Bool {
        get { mapper.acceptsFragments }
        set { mapper.acceptsFragments = newValue }
    }

    /// Turns `tree.bytes` into a canonical record; the nodes are written over.
    ///
    /// - Parameter shape: How a JSON record is laid out, or `nil` to find out.
    mutating func parse(
        _ tree: inout SourceTree, shape: JSONReader.Shape?, file: String
    ) throws(Diagnostic) -> MappedRecord {
        timer.begin()
        try read(&tree, shape: shape, file: file)
        // A small record is read sooner than the clock.
        if tree.bytes.count > 1 << 16, timer.isOver { throw .tooSlow(file: file) }
        return try mapper.map(tree, file: file)
    }

    /// Turns `tree.bytes` into nodes, which are written over.
    ///
    /// - Parameter ofAnybody: Whether a Bundle of JSON may have several patients.
    /// - Throws: What is wrong with them; `several-patients`.
    mutating func read(
        _ tree: inout SourceTree, shape: JSONReader.Shape?, file: String, ofAnybody: Bool = false
    ) throws(Diagnostic) {
        warnings = []
        switch ContentKind.sniff(tree.bytes) {
        case .xml:
            try xml.read(&tree, file: file)
            fhir.rewrite(&tree)
        case .json:
            try json.read(&tree, shape: shape ?? JSONLayout.shape(tree.bytes), file: file)
            warnings = json.warnings
            if !ofAnybody, patients.findsSeveral(in: tree) { throw .severalPatients(file: file) }
        case .empty: throw Diagnostic(.emptyInput, file: file, "the file is empty")
        case .unrecognised:
            throw Diagnostic(
                .unrecognisedContent, file: file, "this is neither XML nor JSON",
                advice: "`sluice formats` lists what is read")
        }
    }
}
