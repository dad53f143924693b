public import CanonicalModel
public import SharingAgreements
public import Terminology

/// An agreement as its author works on it: with its text, and without the proof that it was
/// approved as it stands.
public struct AgreementDraft: Sendable {
    /// The file.
    public let file: String
    /// What it says.
    public let text: String
    /// What it comes to.
    public let agreement: Agreement
    /// The code sets that it and its examples may name.
    public let codeSets: [CodeSet]
    /// Where its clauses stand.
    public let places: AgreementPlaces

    /// Loads `file`.
    ///
    /// - Parameters:
    ///   - text: What it is to say in the place of what it says; `nil` for what it says.
    ///   - shared: Code sets of the mappings.
    ///   - list: Stands for a list of people that the agreement may name, whose numbers are not
    ///     read.
    /// - Throws: Everything wrong with the agreement and the code sets beside it.
    public init(
        _ file: String, text changed: String? = nil, shared: [CodeSet],
        terminology: TerminologyFile? = nil,
        list: (String) -> PatientList?
    ) throws(Diagnostics) {
        do {
            let text = try changed ?? Files.text(file)
            let beside = try PreparedAgreement.codeSets(of: file, terminology)
            let lists = PreparedAgreement.listFiles(beside: file)
                .compactMap { list(PreparedAgreement.listName($0)) }
            (self.file, self.text, codeSets) = (file, text, beside + shared)
            agreement = try Agreement.load(
                yaml: text, file: file, codeSets: beside + shared, lists: lists)
            places = try AgreementPlaces(yaml: text, file: file)
        } catch let error as Diagnostic {
            throw Diagnostics([error])
        } catch let error as Diagnostics {
            throw error
        } catch {
            throw Diagnostics([])
        }
    }

    /// The file of its example patients: the one that its key `tests` names, or `tests.yaml`
    /// beside it.
    public var examplesFile: String {
        let name = agreement.statements["tests"]?.first ?? "tests.yaml"
        guard let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }

    /// Whether there is such a file.
    public var hasExamples: Bool { Files.exists(examplesFile) }

    /// The SHA-256 of that file; `nil` where there is none.
    ///
    /// - Throws: `unreadable-input` where it cannot be read.
    public func examplesHash() throws(Diagnostic) -> String? {
        hasExamples ? Manifest.sha256(try Files.text(examplesFile)) : nil
    }
}
