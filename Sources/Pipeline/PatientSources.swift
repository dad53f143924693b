import CanonicalModel

/// What a run knows of patients beside their records: who they are, and in what areas they live.
struct PatientSources: Sendable {
    /// Who fills in what records lack of their patients, and from where that was read.
    var demographics: (people: Demographics, inputs: [DemographicsInput])?
    /// In what areas their postcodes lie, and from where that was read.
    var areas: (table: Areas, inputs: [DemographicsInput])?

    /// Reads what is named; nothing where nothing is.
    ///
    /// - Parameter emit: Takes what is wrong with a record of the demographics.
    /// - Throws: A file that cannot be read or used.
    init(
        demographics named: [String], areas files: AreaFiles?, _ library: MappingLibrary,
        isInterrupted: () -> Bool, emit: (Diagnostic) -> Void
    ) throws(Diagnostic) {
        if !named.isEmpty {
            demographics = try Demographics.load(
                named, library, isInterrupted: isInterrupted, emit: emit)
        }
        if let files { areas = try files.load() }
    }
}
