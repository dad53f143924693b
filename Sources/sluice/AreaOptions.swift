import ArgumentParser
import Pipeline

/// The files by which postcodes become small areas and their deprivation.
struct AreaOptions: ParsableArguments {
    @Option(
        help: """
            A CSV file of postcodes and their small areas, as the ONS Postcode Directory: fills \
            in `patient.lsoa`, which an agreement then releases or not.
            """)
    var postcodes: String?

    @Option(
        help: """
            With --postcodes, a CSV file of small areas and their deprivation, File 7 of the \
            English Indices of Deprivation 2019 or 2025: fills in `patient.imd_decile`.
            """)
    var deprivation: String?

    func validate() throws {
        if deprivation != nil, postcodes == nil {
            throw ValidationError(
                "--deprivation tells of areas: say with --postcodes which postcodes lie in them")
        }
    }

    var files: AreaFiles? {
        postcodes.map { AreaFiles(postcodes: $0, deprivation: deprivation) }
    }
}
