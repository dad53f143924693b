/// Where a coding of a concept comes from.
public enum CodingOrigin: UInt8, Sendable, CaseIterable {
    /// The source wrote it.
    case source
    /// The source wrote it under an identifier of its code system that is mistyped.
    case sourceMistyped
    /// It is the concept of a description id that the source wrote.
    case description
    /// A map that clinicians have assured leads to it from a code of the source.
    case assuredMap
    /// A map that nobody has assured leads to it from a code of the source.
    case unassuredMap
    /// The history of the terminology has it in the place of an inactive concept.
    case history

    /// Whether the source wrote it.
    public var isSource: Bool { self == .source || self == .sourceMistyped }

    /// A short stable word.
    public var name: StaticString {
        switch self {
        case .source: "source"
        case .sourceMistyped: "source-mistyped-system"
        case .description: "description"
        case .assuredMap: "assured-map"
        case .unassuredMap: "unassured-map"
        case .history: "history"
        }
    }
}
