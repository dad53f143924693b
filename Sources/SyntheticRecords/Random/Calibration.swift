/// What made-up patients are like as a whole.
///
/// Contains public sector information licensed under the Open Government Licence v3.0.
enum Calibration {
    /// Frailty at 65 and over: fit 50, mild 35, moderate 12, severe 3 in a hundred.
    ///
    /// Source: electronic Frailty Index, as the NHS Frailty Toolkit gives it.
    static let frailty: [(code: Code, perHundred: Int)] = [
        (Concept.mildFrailty, 35), (Concept.moderateFrailty, 12), (Concept.severeFrailty, 3),
    ]

    /// Bytes of a compact record for each consultation of the random mix; measured.
    static func bytesPerConsultation(_ format: SyntheticFormat) -> Int {
        switch format {
        case .gp2gpEMIS: 7_000
        case .gp2gpSystmOne: 4_900
        case .gpConnectEMIS: 9_000
        case .gpConnectSystmOne: 7_000
        case .gpConnectMedicus: 8_700
        case .ukCore, .ukCoreNDJSON: 3_600
        }
    }
}

/// Names, streets and phrases, none of which is anybody's.
enum Phrase {
    static let men = [
        "Alaric", "Basil", "Cuthbert", "Dermot", "Edmund", "Fergus", "Gareth", "Hamish", "Imran",
        "Jasper", "Kofi", "Leopold", "Mungo", "Nikhil", "Orlando", "Percival", "Ravi", "Silas",
    ]
    static let women = [
        "Adeline", "Beatrix", "Clementine", "Dorcas", "Esme", "Fatima", "Gwendolen", "Harriet",
        "Ingrid", "Jessamy", "Kezia", "Leila", "Marigold", "Nkechi", "Ottilie", "Parminder",
    ]
    static let families = [
        "Appleyard", "Bracegirdle", "Crowsfoot", "Dandelyon", "Entwhistle", "Fennimore",
        "Gathercole", "Hazeldine", "Inkpenny", "Jollife", "Kettlewick", "Lovelace-Byrne",
        "Merriweather", "Nettlefold", "Osgathorpe", "Pennywhistle", "Quartermain", "Rainbird",
        "Sparrowhawke", "Tansyfield", "Underhay", "Villiers-Moss", "Wetherspun", "Yarrowfield",
    ]
    static let streets = [
        "Cockle Row", "Samphire Street", "Teasel Close", "Bulrush Lane", "Curlew Avenue",
        "Plover Court", "Sea Lavender Way", "Tern Terrace", "Windmill Hill", "Ropewalk",
    ]
    static let notes = [
        "Feels well in herself, no concerns today", "Discussed options, happy with plan",
        "Advised rest and fluids, to return if no better in a week",
        "Chest clear, no signs of infection", "Sleeping poorly since the move",
        "Lives alone, daughter visits most days", "Results explained, all satisfactory",
        "Will think it over and ring back", "Walking the dog twice a day",
        "Side effects gone since the dose was halved", "Tolerating the tablets well",
        "No red flags; safety-netted", "Left message to ring the surgery",
    ]
    static let topics = [
        "Review of long-term conditions", "Cough", "Back pain", "Medication review", "Follow-up",
        "Results", "Knee pain", "Low mood", "Skin", "Travel advice",
    ]
}
