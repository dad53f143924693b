public import CanonicalModel
import Feeds
import RecordMapping
public import RecordReading

/// Maps records without any agreement, for authors of mappings.
public struct MappingTrial {
    private let library: MappingLibrary
    /// Who parses XML.
    public var xmlParser = XMLReader.Parser.tokenizer
    /// How long a record may take to be read and mapped, of the processor.
    public var timeLimit = RecordParser.longestTime

    /// A trial of `library`.
    public init(_ library: MappingLibrary) { self.library = library }

    private static func fragment(_ file: String) -> Diagnostic {
        Diagnostic(
            .noPatient, .warning, file: file, "no patient could be made out of this record",
            advice: "it is mapped as it stands; a run would let nothing of it leave")
    }

    /// Maps every record of `inputs`, one after another; what holds no patient, such as an
    /// example of a resource, as well.
    ///
    /// - Parameters:
    ///   - inputs: Files and folders.
    ///   - emit: Takes the NDJSON of each record, and what was found wrong with it.
    /// - Throws: What `emit` throws, or why a folder cannot be read.
    public func run(
        _ inputs: [String], asUKCore: Bool, emit: ([UInt8], [Diagnostic]) throws -> Void
    ) throws {
        var preview = MappingPreview()
        var parser = RecordParser(
            library.mappings, xmlParser: xmlParser, terminology: library.terminology,
            timeLimit: timeLimit)
        parser.acceptsFragments = true
        var source = RecordSource(try Files.listed(inputs))
        var (tree, output) = (SourceTree(), FeedOutput())
        while let input = source.next(into: &tree.bytes) {
            var (bytes, findings) = ([UInt8](), [Diagnostic]())
            do throws(Diagnostic) {
                if let failure = input.failure { throw failure }
                let mapped = try parser.parse(&tree, shape: input.shape, file: input.file)
                if asUKCore {
                    output.removeAll()
                    preview.appendUKCore(mapped.record, into: &output)
                    for lines in output.ndjson { bytes += lines }
                } else {
                    preview.appendCanonical(mapped.record, into: &bytes)
                }
                findings = mapped.findings.map { finding in
                    let rule = library.mappings.ruleName(finding.rule, source: mapped.source)
                    let field = finding.field.map {
                        ", field `\(finding.kind.definition.fields[Int($0)].name)`"
                    }
                    let place = input.place(Int(finding.sourceOffset))
                    return Diagnostic(
                        finding.code, .warning, file: place.file, byteOffset: place.offset,
                        "\(rule.name)\(field ?? "") is quarantined: \(finding.code.name)")
                }
                if !mapped.record.entries.contains(where: { $0.kind == .patient }) {
                    findings.append(Self.fragment(input.file))
                }
            } catch {
                if source.divide(input, tree.bytes, after: error) { continue }
                findings = [error]
            }
            try emit(bytes, findings)
        }
    }
}
