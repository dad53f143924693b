public import CanonicalModel
import CLibXML2

/// Parses XML into ``SourceTree``s.
///
/// A tokenizer of our own takes what is well-formed beyond doubt. Whatever it does not take,
/// libxml2's SAX2 interface reads from the start: it decides what is well-formed and says where
/// each tag is. Both make the same tree, every node of which points at its true place in the
/// source. Nothing is fetched, no document type is accepted and so no entity but the predefined
/// five exists. A prefix that is not bound is tolerated, since only local names count.
///
/// One reader a worker: it keeps its memory from record to record and is not `Sendable`. About
/// 1 GB/s a core by the tokenizer; 0.2 GB/s by libxml2, which copies the record while it parses.
public final class XMLReader {
    /// Who parses.
    public enum Parser: String, Sendable, CaseIterable {
        /// The tokenizer, and libxml2 for what that does not take.
        case tokenizer
        /// libxml2 alone.
        case libxml2
    }

    private let parser: Parser
    private let storage: XMLStorage
    private let state: UnsafeMutablePointer<XMLState>
    private let limits: ReadingLimits
    /// Who parsed the last record, if anybody.
    package private(set) var lastParser: Parser?

    /// Makes a reader for the names in `symbols`.
    public init(
        symbols: SymbolTable, limits: ReadingLimits = ReadingLimits(), parser: Parser = .tokenizer
    ) {
        xmlInitParser()
        self.limits = limits
        self.parser = parser
        storage = XMLStorage(symbols: symbols, limits: limits)
        state = .allocate(capacity: 1)
        state.initialize(to: XMLState(symbols: symbols, limits: limits))
    }

    deinit {
        state.pointee.free()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Parses `tree.bytes` in place into `tree.nodes`.
    ///
    /// Bytes in another encoding than UTF-8 are replaced by UTF-8 first; offsets then count those.
    /// Give the bytes 16 spare bytes of capacity, or they are copied once.
    ///
    /// - Parameter file: What findings call the input.
    /// - Throws: Code 101, 103 to 110. `tree.nodes` is then empty.
    public func read(_ tree: inout SourceTree, file: String) throws(Diagnostic) {
        tree.nodes.removeAll(keepingCapacity: true)
        lastParser = nil
        var isTranscoded = false
        do throws(ReadingFailure) {
            isTranscoded = try toUTF8(&tree.bytes)
            try parse(&tree)
        } catch {
            tree.nodes.removeAll(keepingCapacity: true)
            throw error.diagnostic(file: file, bytes: tree.bytes, isTranscoded: isTranscoded)
        }
    }

    /// Replaces `bytes` by UTF-8 if they are in another encoding, and says whether they were.
    private func toUTF8(_ bytes: inout [UInt8]) throws(ReadingFailure) -> Bool {
        try checkSize(bytes.count)
        let encoding = TextEncoding.detect(bytes)
        if encoding == .utf8 { return false }
        guard encoding != .unsupported else {
            throw ReadingFailure(
                .unsupportedEncoding, at: 0, "the XML is in an encoding that is not read",
                advice: "use UTF-8, UTF-16, ISO-8859-1 or windows-1252")
        }
        guard let converted = encoding.utf8(bytes) else {
            throw ReadingFailure(.invalidEncoding, at: 0, "the bytes are not valid UTF-16")
        }
        bytes = converted
        try checkSize(bytes.count)
        return true
    }

    private func checkSize(_ count: Int) throws(ReadingFailure) {
        guard count <= limits.cappedBytes else {
            throw ReadingFailure(
                .tooLarge, at: 0, "the record has more than \(limits.cappedBytes) bytes")
        }
    }

    private func parse(_ tree: inout SourceTree) throws(ReadingFailure) {
        if parser == .tokenizer, withPadding(&tree.bytes, storage.parse) ?? false {
            lastParser = .tokenizer
            tree.nodes.append(contentsOf: storage.nodes.all)
            return storage.nodes.trim()
        }
        lastParser = .libxml2
        let state = self.state
        let failure = withPadding(&tree.bytes) { XMLState.parse($0, $1, with: state) }
        if let failure = failure ?? nil { throw failure }
        tree.nodes.append(contentsOf: state.pointee.nodes.all)
        state.pointee.nodes.trim()
    }
}

@available(*, unavailable)
extension XMLReader: Sendable {}
