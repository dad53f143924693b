/// Who is registered, and how common what they have is, by fifths of practices by deprivation.
///
/// Contains public sector information licensed under the Open Government Licence v3.0. The fifths
/// are of the 6,101 practices for which all three sources have figures, by their IMD 2025 score;
/// `Tests/Realism/realism.py` makes these figures again from the sources.
extension Calibration {
    /// Of a hundred thousand people on the lists of a fifth, how many there are by five-year band
    /// of age, male and female; the most deprived fifth first.
    ///
    /// Sources: NHS England, Patients Registered at a GP Practice, July 2026; OHID, Fingertips,
    /// indicator 94240, IMD 2025 by practice.
    static let population: [[(male: Int, female: Int)]] = [
        [
            (2772, 2629), (3157, 3005), (3488, 3321), (3530, 3325), (3475, 3263), (3967, 3709),
            (4108, 3830), (4160, 3846), (3829, 3496), (3326, 2936), (3017, 2666), (3022, 2768),
            (2722, 2595), (2210, 2192), (1657, 1720), (1340, 1498), (799, 991), (427, 621),
            (161, 292), (36, 93),
        ],
        [
            (2386, 2267), (2708, 2578), (2994, 2842), (3080, 2945), (3348, 3344), (4181, 4055),
            (4310, 4076), (4252, 3924), (3837, 3487), (3320, 2995), (3012, 2782), (3071, 2943),
            (2871, 2821), (2311, 2350), (1765, 1900), (1523, 1726), (940, 1172), (494, 715),
            (188, 339), (42, 108),
        ],
        [
            (2221, 2116), (2565, 2440), (2845, 2709), (2907, 2795), (3006, 3111), (3627, 3721),
            (3947, 3879), (4017, 3849), (3663, 3442), (3265, 3032), (3037, 2895), (3180, 3140),
            (3054, 3087), (2525, 2622), (2023, 2203), (1867, 2133), (1209, 1492), (624, 888),
            (242, 426), (54, 142),
        ],
        [
            (2191, 2082), (2571, 2456), (2891, 2748), (2973, 2834), (2833, 2800), (3091, 3048),
            (3331, 3372), (3521, 3574), (3363, 3366), (3164, 3126), (3099, 3068), (3338, 3386),
            (3281, 3347), (2749, 2877), (2252, 2472), (2173, 2495), (1460, 1782), (762, 1059),
            (302, 518), (67, 177),
        ],
        [
            (2172, 2070), (2639, 2503), (3036, 2893), (3090, 2953), (2656, 2601), (2722, 2706),
            (2947, 3048), (3247, 3379), (3274, 3405), (3287, 3341), (3267, 3290), (3400, 3470),
            (3313, 3404), (2759, 2900), (2270, 2505), (2238, 2598), (1548, 1898), (818, 1156),
            (342, 579), (79, 199),
        ],
    ]

    /// Years of age in a band, of which the last ends there too.
    static let bandYears = 5

    /// Problems as common as they are on the lists of practices, by fifth.
    ///
    /// Sources: NHS England, Quality and Outcomes Framework 2024-25, registers and lists by
    /// practice; the fifths as above. How age bears on each are our own steps.
    static let registers: [Prevalence] = [
        Prevalence(
            Concept.hypertension, Medicine.ramipril, from: 0,
            [14_295, 14_507, 15_242, 16_070, 15_752], [0, 0.04, 0.24, 0.48, 0.6]),
        Prevalence(
            Concept.depression, Medicine.citalopram, from: 18,
            [15_940, 14_477, 14_453, 13_760, 13_173], [0, 1, 1.1, 0.8, 0.7]),
        Prevalence(
            Concept.obesity, nil, from: 18,
            [16_899, 15_191, 13_846, 13_081, 11_379], [0, 0.8, 1.3, 1.1, 0.5]),
        Prevalence(
            Concept.type2Diabetes, Medicine.metformin, from: 17,
            [9_723, 8_522, 7_815, 7_436, 6_565], [0.05, 0.15, 1, 1.8, 1.8]),
        Prevalence(
            Concept.asthma, Medicine.salbutamol, from: 6,
            [6_623, 6_271, 6_471, 6_747, 6_660], [0.7, 0.9, 1.1, 1.2, 1]),
        Prevalence(
            Concept.ckd3, nil, from: 18,
            [4_297, 4_265, 4_722, 4_883, 4_891], [0, 0.05, 0.5, 2.5, 6]),
        Prevalence(
            Concept.coronary, Medicine.atorvastatin, from: 0,
            [2_961, 2_807, 2_964, 3_128, 3_018], [0, 0.02, 0.6, 2.8, 5]),
        Prevalence(
            Concept.atrialFibrillation, nil, from: 0,
            [1_638, 1_829, 2_216, 2_580, 2_740], [0, 0.03, 0.4, 2.5, 7]),
        Prevalence(
            Concept.copd, Medicine.beclometasone, from: 0,
            [2_449, 2_050, 1_922, 1_760, 1_442], [0, 0.02, 0.9, 3.2, 3.5]),
        Prevalence(
            Concept.stroke, Medicine.clopidogrel, from: 0,
            [1_710, 1_719, 1_896, 2_040, 2_020], [0, 0.03, 0.6, 2.6, 5.5]),
        Prevalence(
            Concept.heartFailure, Medicine.furosemide, from: 0,
            [1_018, 1_025, 1_120, 1_171, 1_131], [0, 0.02, 0.4, 2.5, 6.5]),
        Prevalence(
            Concept.epilepsy, nil, from: 18,
            [929, 802, 787, 781, 727], [0, 1, 1, 1, 1]),
        Prevalence(
            Concept.rheumatoid, nil, from: 16,
            [753, 737, 796, 833, 801], [0.05, 0.3, 1.2, 2, 1.8]),
        Prevalence(
            Concept.dementia, nil, from: 0,
            [657, 665, 773, 865, 906], [0, 0, 0.05, 1.2, 6]),
        Prevalence(
            Concept.osteoporosis, nil, from: 50,
            [1_000, 1_013, 1_199, 1_270, 1_356], [0, 0, 0.3, 1.4, 2.5]),
    ]

    /// Problems that no published register has; our own round figures.
    static let others: [Prevalence] = [
        Prevalence(
            Concept.anxiety, nil, from: 0, Array(repeating: 6_000, count: 5),
            [0.3, 1, 1.1, 0.9, 0.7]),
        Prevalence(
            Concept.osteoarthritis, Medicine.paracetamol, from: 0,
            Array(repeating: 6_000, count: 5), [0, 0.2, 1.3, 2.8, 3.8]),
        Prevalence(
            Concept.hypothyroidism, Medicine.levothyroxine, from: 0,
            Array(repeating: 3_500, count: 5), [0.02, 0.6, 1.3, 1.8, 2]),
        Prevalence(
            Concept.breastCancer, Medicine.tamoxifen, from: 0, Array(repeating: 800, count: 5),
            [0, 0.1, 1.3, 2.8, 3.5]),
    ]

    /// All problems.
    static let problems = registers + others
}
