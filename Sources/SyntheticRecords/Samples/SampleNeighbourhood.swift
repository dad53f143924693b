/// The records of the five made-up practices, as they stand in `Samples/neighbourhood`.
public enum SampleNeighbourhood {
    static let samples =
        Sample.harbour + Sample.millpond + Sample.orchard + Sample.lighthouse + Sample.ferry

    /// Every file, named by its path below `Samples/neighbourhood`, indented for people to read.
    public static var files: [SyntheticRecord] {
        samples.map { sample in
            SyntheticRecord(
                fileName: sample.path,
                bytes: SyntheticRecords.write(sample.story, as: sample.format, indented: true))
        }
    }

    /// `Samples/README.md`: one row a record, in Markdown.
    public static var readme: String {
        var lines = [
            "# Samples", "",
            "Five made-up practices of one neighbourhood, on EMIS, SystmOne and Medicus, and the",
            "records of people who do not exist: names, addresses and practices are invented, NHS",
            "numbers lie in the 999 range set aside for tests, telephone numbers in the range for",
            "drama. The files are written by `Sources/SyntheticRecords/Samples` and compared with",
            "it by a test; they are indented for reading, systems send them unbroken.", "",
            "The last column says what should become of a record on 21 November 2026 under an",
            "agreement for patients aged 65 and over who are registered at the five practices,",
            "without direct identifiers, free text or confidential items. A GP2GP message says",
            "nothing of name, birth date, sex or address, so that an age cannot be known from it:",
            "such a record is withheld, and the reason is kept. Lighthouse Road Surgery has signed",
            "only the version before: its records stay back until it signs.", "",
            "The SNOMED CT ids of the Type 1 objection and its withdrawal are still to be",
            "confirmed in the UK browser.", "",
            "| file | practice | system | format | patient | story | what should happen |",
            "|---|---|---|---|---|---|---|",
        ]
        for sample in samples {
            lines.append(
                "| `\(sample.path)` | \(sample.practice.name) | \(sample.practice.system.rawValue)"
                    + " | \(sample.format.rawValue) | \(sample.given) \(sample.family)"
                    + " | \(sample.words) | \(sample.unsigned)\(sample.outcome) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
