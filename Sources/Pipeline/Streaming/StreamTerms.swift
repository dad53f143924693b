import CanonicalModel
import RecordMapping
import SharingAgreements
import Synchronization
import Terminology

/// What came of looking at agreements, registers and terminology again.
public struct StreamRenewal: Sendable {
    /// The agreements from now on; `nil` where everything stays as it was.
    public var agreements: [PreparedAgreement]?
    /// The registers they were prepared with.
    public var registers: Registers
    /// The mappings, code sets and terminology that they were prepared with; `nil` where these are
    /// the ones before.
    public var library: MappingLibrary?
    /// Whether something was wrong, so that what was in use before stays in its place.
    public var isRefused: Bool

    /// Describes it.
    public init(
        agreements: [PreparedAgreement]?, registers: Registers, library: MappingLibrary? = nil,
        isRefused: Bool
    ) {
        (self.agreements, self.registers) = (agreements, registers)
        (self.library, self.isRefused) = (library, isRefused)
    }
}

/// What records are mapped and decided under.
struct StreamTerms: Sendable {
    let agreements: [PreparedAgreement]
    let registers: Registers
    let library: MappingLibrary
    let optOutCodes: OptOutCodes
    /// Tells which records may state an objection, where others may go before them.
    let search: CodeSearch?
    /// Tell a worker that these, or that their library, are others than the ones it knows.
    fileprivate(set) var (version, libraryVersion) = (0, 0)

    init(
        _ agreements: [PreparedAgreement], _ registers: Registers, _ library: MappingLibrary,
        isOrdered: Bool
    ) throws(Diagnostic) {
        (self.agreements, self.registers, self.library) = (agreements, registers, library)
        optOutCodes = try OptOutCodes.required(of: library)
        let concepts = Set(optOutCodes.all.compactMap { UInt64($0) })
        search =
            isOrdered
            ? nil
            : CodeSearch(
                optOutCodes.all + (library.terminology?.codes(leadingTo: concepts) ?? []))
    }
}

/// The terms in use, which others may take the place of between two records.
final class CurrentTerms: Sendable {
    private let state: Mutex<StreamTerms>

    init(_ terms: StreamTerms) { state = Mutex(terms) }

    var current: StreamTerms { state.withLock { $0 } }
    var version: Int { state.withLock { $0.version } }

    /// Looks whether a stop has come.
    func checkStops() throws(Diagnostic) {
        let current = current
        try current.registers.stopWatch?.check(current.agreements)
    }

    /// - Parameter isOfOtherLibrary: Whether their library is another than before.
    func take(_ terms: StreamTerms, isOfOtherLibrary: Bool) {
        state.withLock { current in
            let versions = (current.version, current.libraryVersion)
            current = terms
            current.version = versions.0 + 1
            current.libraryVersion = versions.1 + (isOfOtherLibrary ? 1 : 0)
        }
    }
}

extension OptOutCodes {
    /// The codes of the Type 1 objection out of a folder of mappings, without which nothing runs.
    static func required(of library: MappingLibrary) throws(Diagnostic) -> OptOutCodes {
        if let codes = OptOutCodes(codeSets: library.codeSets) { return codes }
        throw Diagnostic(
            .noMappings, file: "codes",
            "the code sets of the Type 1 objection are not among the mappings",
            advice: "add codes/type1-dissent.yaml and codes/type1-withdrawal.yaml")
    }
}
