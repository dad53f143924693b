/// A GP system whose way of writing records is imitated.
public enum SyntheticSystem: String, CaseIterable, Sendable {
    case emis, systmOne, medicus
}

/// A made-up practice: its code, name and people belong to nobody.
public struct SyntheticPractice: Sendable, Hashable {
    /// Its code, well-formed as an ODS code.
    public let odsCode: String
    /// Its name.
    public let name: String
    /// The system it keeps its records in.
    public let system: SyntheticSystem
    let line: String
    let town: String
    let postcode: String
    let telephone: String
    /// Its fifth of practices by deprivation, 1 the most deprived, as the samples' file of
    /// organisations has it.
    let fifth: Int
    /// How many of a hundred people of the neighbourhood are on its list, so that the shares of the
    /// systems are about those of England's practices: EMIS 3,586, SystmOne 2,545, others 8.
    ///
    /// Source: NHS England, Patients Registered at a GP Practice, July 2026, practice map.
    let share: Int
    let clinicians: [Clinician]

    struct Clinician: Sendable, Hashable {
        let given: String
        let family: String
    }

    /// The five practices of the made-up neighbourhood.
    public static let neighbourhood: [SyntheticPractice] = [
        harbour, millpond, orchard, lighthouse, ferry,
    ]

    static let harbour = SyntheticPractice(
        odsCode: "Y99001", name: "Harbour Lane Surgery", system: .emis, line: "2 Harbour Lane",
        town: "Saltmarsh", postcode: "ZA1 1AA", telephone: "01632960101", fifth: 2,
        share: 33,
        clinicians: [
            Clinician(given: "Imogen", family: "Farthingale"),
            Clinician(given: "Bertram", family: "Oakapple"),
        ])
    static let millpond = SyntheticPractice(
        odsCode: "Y99002", name: "Millpond Medical Centre", system: .emis, line: "Millpond Yard",
        town: "Saltmarsh", postcode: "ZA2 2BB", telephone: "01632960102", fifth: 4,
        share: 25,
        clinicians: [
            Clinician(given: "Sunita", family: "Larkspur"),
            Clinician(given: "Oswin", family: "Thistlewood"),
        ])
    static let orchard = SyntheticPractice(
        odsCode: "Y99003", name: "Orchard Rise Practice", system: .systmOne,
        line: "14 Orchard Rise", town: "Saltmarsh", postcode: "ZA3 3CC",
        telephone: "01632960103", fifth: 5,
        share: 23,
        clinicians: [
            Clinician(given: "Hester", family: "Quillfeather"),
            Clinician(given: "Tobias", family: "Marrowby"),
        ])
    static let lighthouse = SyntheticPractice(
        odsCode: "Y99004", name: "Lighthouse Road Surgery", system: .systmOne,
        line: "90 Lighthouse Road", town: "Saltmarsh", postcode: "ZA4 4DD",
        telephone: "01632960104", fifth: 1,
        share: 17,
        clinicians: [
            Clinician(given: "Amara", family: "Windlestone"),
            Clinician(given: "Piers", family: "Coppergate"),
        ])
    static let ferry = SyntheticPractice(
        odsCode: "Y99005", name: "Ferry Street Health Centre", system: .medicus,
        line: "5 Ferry Street", town: "Saltmarsh", postcode: "ZA5 5EE", telephone: "01632960105",
        fifth: 1,
        share: 2,
        clinicians: [
            Clinician(given: "Nadia", family: "Brambletye"),
            Clinician(given: "Rufus", family: "Hollowell"),
        ])
}
