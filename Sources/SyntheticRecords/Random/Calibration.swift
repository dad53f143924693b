/// What made-up patients are like as a whole.
///
/// Contains public sector information licensed under the Open Government Licence v3.0.
enum Calibration {
    /// Registered patients of England in thousands by five-year age band, male and female.
    ///
    /// Source: NHS England, Patients Registered at a GP Practice, July 2026.
    static let population: [(male: Int, female: Int)] = [
        (1475, 1403), (1717, 1634), (1922, 1829), (1964, 1874), (1926, 1905), (2207, 2168),
        (2343, 2295), (2418, 2348), (2268, 2179), (2074, 1965), (1963, 1878), (2040, 2008),
        (1947, 1953), (1606, 1658), (1279, 1388), (1180, 1351), (772, 951), (405, 575), (161, 280),
        (36, 94),
    ]
    static let populationTotal = population.reduce(0) { $0 + $1.male + $1.female }

    /// Problems and how many in a thousand of the registered population have them.
    ///
    /// Source: NHS England, Quality and Outcomes Framework 2024-25, prevalence; osteoarthritis,
    /// hypothyroidism and anxiety are our own round figures.
    static let problems: [(code: Code, perThousand: Int, drug: Drug?)] = [
        (Concept.hypertension, 152, Medicine.ramipril),
        (Concept.depression, 115, Medicine.citalopram), (Concept.obesity, 112, nil),
        (Concept.type2Diabetes, 64, Medicine.metformin),
        (Concept.asthma, 62, Medicine.salbutamol), (Concept.anxiety, 60, nil),
        (Concept.osteoarthritis, 60, Medicine.paracetamol), (Concept.ckd3, 37, nil),
        (Concept.hypothyroidism, 35, Medicine.levothyroxine),
        (Concept.coronary, 30, Medicine.atorvastatin),
        (Concept.atrialFibrillation, 22, nil), (Concept.copd, 19, Medicine.beclometasone),
        (Concept.stroke, 19, Medicine.clopidogrel), (Concept.heartFailure, 11, Medicine.furosemide),
        (Concept.epilepsy, 6, nil), (Concept.rheumatoid, 6, nil), (Concept.dementia, 8, nil),
        (Concept.osteoporosis, 4, nil), (Concept.breastCancer, 8, Medicine.tamoxifen),
    ]

    /// How much likelier a problem is at an age than in the population; we chose the steps so that
    /// they average to about 1 over ``population``.
    static func ageFactor(_ age: Int) -> Double {
        switch age {
        case ..<18: 0.02
        case ..<45: 0.3
        case ..<65: 1.3
        case ..<80: 2.8
        default: 3.8
        }
    }

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
