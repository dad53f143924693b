import ArgumentParser
import Foundation
import SyntheticRecords

/// `sluice synth`.
struct Synth: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write made-up records of people who do not exist, for tests at scale.",
        discussion: """
            The same options give the same bytes on any machine. Appointments are in the FHIR
            formats; GP2GP cannot carry them. Ages, sexes and problems are as common as NHS England
            publishes them for practices of the same fifth by deprivation. --truth writes what every
            indicator comes to for these people, told from what was made up about them: the figures
            of `sluice indicators run` over a feed of them must be these.
            """)

    private static let formats = SyntheticFormat.allCases.map(\.rawValue).joined(separator: ", ")

    @Option(help: "How many patients.")
    var patients = 100

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    @Option(help: "The format: \(Self.formats).")
    var format: String

    @Option(help: "About how many bytes a record has.")
    var recordBytes = 100_000

    @Option(
        help: """
            Encounters of a patient in a year, over the last two (21.3 in England in 2011-12), and \
            as many medicines on repeat as people of the age have, whatever the size of a record.
            """)
    var encountersPerYear = 0.0

    @Flag(
        help: """
            Patients of all practices of the neighbourhood, in the shares of England's suppliers, \
            each record as its practice's own system writes it.
            """)
    var supplierMix = false

    @Option(name: [.long, .customShort("o")], help: "The folder to write to; made if missing.")
    var out: String

    @Flag(help: "Never send the id of a term where that of the concept belongs.")
    var plainCodes = false

    @Option(help: "A file for what every indicator comes to; JSON.")
    var truth: String?

    @Option(help: "A folder for the small areas of the made-up postcodes and their deprivation.")
    var areas: String?

    func validate() throws {
        if SyntheticFormat(rawValue: format) == nil {
            throw ValidationError("there is no format '\(format)'; known: \(Self.formats)")
        }
        if encountersPerYear < 0 {
            throw ValidationError("--encounters-per-year takes a number from 0")
        }
        if patients < 0 { throw ValidationError("--patients takes a number from 0") }
    }

    func run() throws {
        guard let format = SyntheticFormat(rawValue: format) else { return }
        var options = SyntheticOptions()
        (options.patients, options.seed, options.recordBytes) = (patients, seed, recordBytes)
        (options.encountersPerYear, options.mixesSystems) = (encountersPerYear, supplierMix)
        if plainCodes { options.descriptionIds = 0 }
        try Terminal.writing(out) { try write(format, options) }
    }

    private func write(_ format: SyntheticFormat, _ options: SyntheticOptions) throws {
        try FileManager.default.createDirectory(
            atPath: out, withIntermediateDirectories: true)
        try SyntheticRecords.write(format, options: options) { (record) throws in
            let path = out + "/" + record.fileName
            try Data(record.bytes).write(to: URL(fileURLWithPath: path))
        }
        if let areas {
            try FileManager.default.createDirectory(
                atPath: areas, withIntermediateDirectories: true)
            for (name, text) in [
                ("postcodes.csv", MadeUpAreas.postcodes),
                ("deprivation.csv", MadeUpAreas.deprivation),
            ] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: areas + "/" + name))
            }
        }
        guard let path = self.truth else { return }
        var truth = SyntheticTruth(format, options: options)
        for index in 0..<patients { truth.add(index) }
        try Data(truth.json.utf8).write(to: URL(fileURLWithPath: path))
    }
}
