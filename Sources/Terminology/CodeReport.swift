/// What can be said of a code, by itself and with a terminology; for people and for JSON.
public struct CodeReport: Sendable, Encodable {
    /// Something that is wrong.
    public struct Problem: Sendable, Encodable {
        /// What.
        public let message: String
        /// What to do about it.
        public let advice: String
    }
    /// A concept, in short.
    public struct Name: Sendable, Encodable {
        /// Its id.
        public let id: String
        /// Its preferred term; empty where none is known.
        public let term: String
    }
    /// A link of history or of dm+d.
    public struct Link: Sendable, Encodable {
        /// What it says.
        public let kind: String
        /// Where it leads.
        public let target: Name
        /// Whether the target is inactive itself.
        public let isInactive: Bool
    }
    /// A map to a code of another system.
    public struct Target: Sendable, Encodable {
        /// The map's reference set, with its term.
        public let refset: Name
        /// The code.
        public let code: String
        /// The map group; 0 for simple maps.
        public let group: UInt32
        /// The order of the rules in a group.
        public let priority: UInt32
    }
    /// What the terminology has of a concept.
    public struct Concept: Sendable, Encodable {
        /// Its id.
        public let id: String
        /// Its preferred term; empty where none is known.
        public let term: String
        /// `active`, `inactive`, or `only mentioned` where no release states it.
        public let status: String
        /// When it came to be so, as 20260131; 0 where that is not known.
        public let effectiveTime: UInt32
        /// `VTM`, `VMP` or `AMP`, for a dm+d product.
        public let product: String?
        /// The one concept that has taken its place, where it is inactive.
        public let replacedBy: Name?
        /// Several concepts that may have, where nothing says which.
        public let candidates: [Name]
        /// History and dm+d links.
        public let links: [Link]
        /// What it is a kind of, directly.
        public let parents: [Name]
        /// How many concepts it is a kind of.
        public let ancestors: Int
        /// How many concepts are a kind of it.
        public let descendants: Int
        /// The reference sets it belongs to.
        public let refsets: [Name]
        /// Codes of other systems.
        public let targets: [Target]
    }
    /// What the terminology has of a description.
    public struct Description: Sendable, Encodable {
        /// The term.
        public let term: String
        /// Whether it may still be used.
        public let isActive: Bool
        /// Whether it is the fully specified name.
        public let isFullName: Bool
    }
    /// What maps offer for a code of another system.
    public struct Map: Sendable, Encodable {
        /// The system as which the code was looked up.
        public let system: String
        /// `assured`, `unassured`, `several` or `none`.
        public let choice: String
        /// The concept that is chosen.
        public let chosen: Name?
        /// Everything that maps list.
        public let candidates: [Candidate]
    }
    /// One concept that a map offers.
    public struct Candidate: Sendable, Encodable {
        /// The concept.
        public let target: Name
        /// The Read v2 term code or CTV3 term id that it is for.
        public let term: String
        /// Whether clinicians have assured it.
        public let isAssured: Bool
        /// Whether it is for the preferred term.
        public let isForPreferredTerm: Bool
        /// Whether it is an alternative, for codes that come with a value.
        public let isAlternative: Bool
        /// Whether the alternative is recommended over the map.
        public let isRecommended: Bool
        /// How close the meanings are.
        public let relation: String
        /// The file it comes from.
        public let source: String
    }

    /// The code as it was asked for.
    public let code: String
    /// The system that was named, if it is known.
    public let system: String?
    /// What is wrong with the code or its system.
    public internal(set) var problems: [Problem] = []
    /// `concept`, `description`, `relationship` or `other`, for a valid SNOMED CT id.
    public internal(set) var identifier: String?
    /// The namespace of an extension's id; 1000000 is that of the UK.
    public internal(set) var namespace: String?
    /// What the terminology has of the description.
    public internal(set) var description: Description?
    /// What the terminology has of the concept, or of the description's concept.
    public internal(set) var concept: Concept?
    /// What maps offer, for each system that the code may be of.
    public internal(set) var maps: [Map] = []
    /// The terminology file that was asked; `nil` where none is loaded.
    public internal(set) var terminology: String?

    /// Whether something is wrong with the code, or nothing is known of it.
    public var isUnknown: Bool {
        !problems.isEmpty
            || (terminology != nil && concept == nil && maps.allSatisfy { $0.choice == "none" })
    }
}
