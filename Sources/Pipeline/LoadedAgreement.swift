public import CanonicalModel
import Measurements
public import SharingAgreements

/// An agreement of a run, beside the other versions of it that the run was given.
struct LoadedAgreement: Sendable {
    let file: String
    let text: String
    var agreement: Agreement
    var folder: String
    /// The practices that another version decides.
    var elsewhere: Set<String> = []
    /// The practices that this version decides, where there are several versions.
    var practices: [String]?

    init(file: String, text: String, agreement: Agreement) {
        (self.file, self.text, self.agreement) = (file, text, agreement)
        folder = agreement.id
    }
}

/// The agreements of a run as their files say, before registers and the day decide what they mean.
public struct LoadedAgreements: Sendable {
    private var loaded: [LoadedAgreement]
    private let measurements: Measurements

    /// The same as if they were active: a draft is tried before it is.
    public var asActive: LoadedAgreements {
        var active = self
        for index in active.loaded.indices {
            active.loaded[index].agreement = active.loaded[index].agreement.asActive
        }
        return active
    }

    /// Loads and checks the files, and the code sets that they name.
    ///
    /// - Parameter library: Whose code sets, terminology and canonical units they have.
    /// - Throws: Everything that is wrong with them.
    public init(files: [String], library: MappingLibrary) throws(Diagnostics) {
        measurements = library.measurements
        var (loaded, findings) = ([LoadedAgreement](), [Diagnostic]())
        for file in files {
            do throws(Diagnostics) {
                let (text, agreement) = try PreparedAgreement.load(
                    file, shared: library.codeSets, terminology: library.terminology)
                loaded.append(LoadedAgreement(file: file, text: text, agreement: agreement))
            } catch {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        self.loaded = loaded
    }

    /// Each agreement with the text that it was loaded from.
    public var texts: [(text: String, agreement: Agreement)] {
        loaded.map { ($0.text, $0.agreement) }
    }

    /// Prepares all of them together.
    ///
    /// Several versions of one agreement may be given: each practice is decided under the newest
    /// that it has signed, or that releases nothing more of it than one that it has signed. The
    /// newest version keeps the folder; every other has its own.
    ///
    /// - Throws: What the register of signatures says wrongly of them, and keys that are missing.
    public func prepared(
        flow: String?, runDate: PartialDate, registers: Registers, secret: (String) -> String?
    ) throws(Diagnostics) -> [PreparedAgreement] {
        var loaded = loaded
        for index in loaded.indices { loaded[index].agreement.add(registers.signUps) }
        var findings = Agreement.misdirected(registers.signUps, loaded.map(\.agreement))
        for id in Set(loaded.map(\.agreement.id)).sorted() {
            findings += Self.separate(&loaded, id, runDate)
        }
        var prepared: [PreparedAgreement] = []
        for one in loaded {
            do throws(Diagnostics) {
                prepared.append(
                    try PreparedAgreement(
                        one, flow: flow, runDate: runDate, registers: registers.forRun,
                        measurements: measurements, secret: secret))
            } catch {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return prepared
    }

    /// Gives each version of the agreement `id` its folder and its practices.
    private static func separate(
        _ loaded: inout [LoadedAgreement], _ id: String, _ runDate: PartialDate
    ) -> [Diagnostic] {
        let places = loaded.indices.filter { loaded[$0].agreement.id == id }
        guard places.count > 1 else { return [] }
        let versions = places.map { loaded[$0].agreement.version }
        if Set(versions).count < versions.count {
            return [
                Diagnostic(
                    .duplicate, file: id,
                    "two of the agreements have the id `\(id)` and the same version",
                    advice: "give each agreement its own id; it names the feed's folder")
            ]
        }
        carrySignatures(&loaded, places, runDate)
        let elsewhere = Agreement.decidedElsewhere(
            places.map { loaded[$0].agreement }, on: runDate)
        let decided = elsewhere.reduce(into: Set<String>()) { $0.formUnion($1) }
        for (index, place) in places.enumerated() {
            let version = versions[index]
            if version != versions.max() { loaded[place].folder = "\(id)-\(version)" }
            loaded[place].elsewhere = elsewhere[index]
            loaded[place].practices = decided.subtracting(elsewhere[index]).sorted()
        }
        return []
    }
}
