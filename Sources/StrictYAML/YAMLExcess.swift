import CanonicalModel

/// What YAML allows and a declaration does not: it could be used to exhaust memory or time, or to
/// say something else to another reader.
struct YAMLExcess: Error {
    enum Kind {
        /// A file larger than ``mostBytes``.
        case size
        /// Lists and mappings in one another, more than ``mostNested``.
        case depth
        /// `*name`, for what is written at `&name`. A few lines of them can stand for any amount.
        case alias
        /// `!tag`, which would make a value something else than it looks.
        case tag
        /// A sign by which what is read stands in another order than what is seen.
        case turn
    }
    let kind: Kind
    /// The offset of the byte where it stands.
    let place: Int

    /// The most bytes of a file; the longest code lists have a few millions.
    static let mostBytes = 64 << 20
    /// The most lists and mappings in one another; what people write has about ten.
    static let mostNested = 64

    init(_ kind: Kind, at place: Int) { (self.kind, self.place) = (kind, place) }

    /// The finding for it.
    func diagnostic(file: String, in source: SourceText) -> Diagnostic {
        let (message, advice) =
            switch kind {
            case .size: ("the file has more than \(Self.mostBytes) bytes", "split it")
            case .depth:
                (
                    "more than \(Self.mostNested) lists and groups stand in one another",
                    "look for brackets that are never closed, or lines that are indented too far"
                )
            case .alias:
                ("an alias stands here", "write out what it stands for: `*` and `&` are not used")
            case .tag: ("a tag stands here", "take it out: what begins with `!` is not used")
            case .turn:
                (
                    "a sign stands here that cannot be seen and turns the direction of writing, so "
                        + "that people read something else than the program",
                    "take it out"
                )
            }
        return Diagnostic(
            .malformedYAML, file: file, at: source.position(of: place), message, advice: advice)
    }
}

/// Signs that turn the direction of writing, with which a line can be made to look like another.
enum Turns {
    /// The place of the first.
    ///
    /// Source: Unicode Standard Annex 9, explicit directional embeddings, overrides and isolates,
    /// and the Arabic letter mark; Unicode Technical Report 36 §2.5. Cost: one pass.
    static func first(in bytes: [UInt8]) -> Int? {
        let bytes = bytes.span
        for place in bytes.indices.dropLast() where bytes[place] >= 0xD8 {
            switch (bytes[place], bytes[place + 1]) {
            case (0xD8, 0x9C): return place
            case (0xE2, 0x80):
                if place + 2 < bytes.count, (0xAA...0xAE).contains(bytes[place + 2]) {
                    return place
                }
            case (0xE2, 0x81):
                if place + 2 < bytes.count, (0xA6...0xA9).contains(bytes[place + 2]) {
                    return place
                }
            default: break
            }
        }
        return nil
    }
}

/// Aliases, found before anything follows them.
enum Aliases {
    /// The place of the first `*name` for which there is a `&name` anywhere, each where one can
    /// stand; text that happens to hold both is taken for it too.
    ///
    /// Source: YAML 1.2.2 §7.1, and the names that libyaml allows. Cost: one pass, a few
    /// instructions a byte.
    static func first(in bytes: [UInt8]) -> Int? {
        let anchors = Set(names(behind: UInt8(ascii: "&"), in: bytes).map(\.name))
        guard !anchors.isEmpty else { return nil }
        return names(behind: UInt8(ascii: "*"), in: bytes).first { anchors.contains($0.name) }?
            .place
    }

    private static func names(
        behind sign: UInt8, in bytes: [UInt8]
    ) -> [(place: Int, name: ArraySlice<UInt8>)] {
        var found: [(place: Int, name: ArraySlice<UInt8>)] = []
        for place in bytes.indices where bytes[place] == sign {
            if place > 0, isWord(bytes[place - 1]) { continue }
            let name = bytes[(place + 1)...].prefix(while: isWord)
            if !name.isEmpty { found.append((place, name)) }
        }
        return found
    }

    /// Whether a byte may stand in the name of an alias, or in a plain key.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
