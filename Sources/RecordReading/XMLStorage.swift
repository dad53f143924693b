import CanonicalModel

/// An open element.
struct OpenElement {
    let node: Int
    let nameLength: Int
}

/// The memory that the tokenizer keeps from record to record, as much as `limits` let it use; the
/// tokenizer checks before it writes.
final class XMLStorage {
    let limits: ReadingLimits
    let names: QualifiedNames
    let open: UnsafeMutablePointer<OpenElement>
    let numbers: UnsafeMutablePointer<UInt32>
    /// The tokenizer works on a copy and puts it back, since it may have moved.
    var nodes = NodeBuffer()

    init(symbols: SymbolTable, limits: ReadingLimits) {
        self.limits = limits
        names = QualifiedNames(symbols, nameLimit: limits.nameLength)
        open = .allocate(capacity: max(limits.depth, 1))
        numbers = .allocate(capacity: max(limits.attributesPerElement, 1))
    }

    deinit {
        names.met.free()
        open.deallocate()
        numbers.deallocate()
        nodes.free()
    }

    /// Parses `count` bytes, padded, into `nodes`, and says whether it could.
    func parse(_ bytes: Bytes, _ count: Int) -> Bool {
        names.met.prepare()
        var tokenizer = XMLTokenizer(bytes, count, self)
        defer { nodes = tokenizer.nodes }
        do throws(Handover) {
            try tokenizer.run()
            return true
        } catch {
            return false
        }
    }
}
