extension Concept {
    // Allergies
    static let penicillinAllergy = Code(
        "91936005", "Allergy to penicillin", read: "14L1.00", description: "152307010")
    static let latexAllergy = Code(
        "300916003", "Allergy to latex", read: "SN53100", ctv3: "Xa7lR",
        description: "3750096014")
    static let peanutAllergy = Code(
        "91935009", "Allergy to peanut", read: "SN58200", ctv3: "Xa1no", description: "152306018")
    static let aspirinAllergy = Code(
        "293586001", "Allergy to aspirin", read: "14LK.00", description: "433808014")
    static let plasterAllergy = Code(
        "201551000000109", "Allergy to plasters", read: "M124111", ctv3: "XaLKU",
        description: "306731000000112")
    static let noKnownAllergy = Code(
        "716186003", "No known allergy", read: "1151.00", ctv3: "1151.",
        description: "3304950010")

    // Vaccines
    static let influenzaVaccine = Code(
        "86198006", "Influenza vaccination", read: "65E..00", description: "142934010")
    static let mmrVaccine = Code(
        "38598009", "Measles-mumps-rubella vaccination", read: "65M1.00", description: "65004017")
    static let covidVaccine = Code(
        "1324681000000101",
        "Administration of first dose of SARS-CoV-2 (severe acute respiratory syndrome "
            + "coronavirus 2) vaccine")
    static let meningitisVaccine = Code(
        "314414007", "First meningitis C vaccination", read: "657E.00", description: "458773016")

    // Family history and relatives
    static let familyHeart = Code(
        "266894000", "FH: Cardiovascular disease", read: "12C..00", ctv3: "XE0oF",
        description: "397693011")
    static let familyHypertension = Code(
        "160357008", "FH: Hypertension", read: "12C1.00", ctv3: "12C1.", description: "249943016")
    static let familyAsthma = Code(
        "160377001", "Family history of asthma", read: "12D2.00", ctv3: "12D2.",
        description: "3036434013")
    static let father = Code("66839005", "Father")
    static let mother = Code("72705000", "Mother")

    // Plans and referrals
    static let medicationReview = Code(
        "182836005", "Medication review", read: "8B31400", description: "282653015")
    static let recall = Code(
        "308400007", "Patient recall procedure", read: "9O4..00", ctv3: "XaBS0",
        description: "451718012")
    static let physiotherapy = Code("308447003", "Referral to physiotherapist")
    static let orthopaedics = Code(
        "183545006", "Referral to orthopaedic service", read: "8H54.00", description: "283646018")
    static let dentalReferral = Code(
        "326811000000103", "Referral to dental conservation service", read: "8Ho2.00",
        ctv3: "XaO8U", description: "602721000000119")
    static let clinicalLetter = Code(
        "823691000000103", "Clinical letter", description: "2143901000000113")
    static let referralLetter = Code(
        "25611000000107", "Referral letter", read: "9b0g.00", description: "63301000000111")

    // Objection and consent. The SNOMED CT ids of the Type 1 objection and of its withdrawal, and
    // the Read v2 and CTV3 codes of the withdrawal, are recalled and still to be confirmed in the
    // UK browser; `9Nu0.` and `XaZ89` are in suppliers' notes and in North West London's SQL.
    static let typeOneObjection = Code(
        "827241000000103",
        "Dissent from secondary use of general practitioner patient identifiable data",
        read: "9Nu0.00", ctv3: "XaZ89")
    static let typeOneWithdrawn = Code(
        "827261000000102",
        "Dissent withdrawn for secondary use of general practitioner patient identifiable data",
        read: "9Nu1.00", ctv3: "XaZ8A")
    static let sharedRecordConsent = Code(
        "417528008", "Consent given for upload to local shared electronic record",
        read: "93C0.00", description: "2548578015")
    static let sharedRecordRefused = Code(
        "416409005", "Refused consent for upload to local shared electronic record",
        read: "93C1.00", ctv3: "XaKRw")

    // Sensitive, each named in a published exclusion set
    static let hivStage4 = Code(
        "737381004", "World Health Organization 2007 HIV infection clinical stage 4")
    static let abortionForm = Code("10661000000106", "Form A therapeutic abortion signed")
    static let chlamydia = Code("197997008", "Chlamydial epididymitis")

    // What a system says when it could not carry a code over
    static let degraded = Code(
        "196411000000103", "Transfer-degraded record entry", read: "9bJ..00", ctv3: "XaLGM",
        description: "294691000000115")
}

/// The medicines that stories use; each product pair was read in the same open test records.
enum Medicine {
    static let ramipril = Drug(
        dmd: "318906001", name: "Ramipril 10mg capsules", emis: "RACA57NEMIS", unit: "capsule",
        quantity: 28, dosage: "One To Be Taken Each Day")
    static let amlodipine = Drug(
        dmd: "319284000", name: "Amlodipine 10mg tablets", emis: "AMTA17006NEMIS", unit: "tablet",
        quantity: 28, dosage: "One To Be Taken Each Day")
    static let metformin = Drug(
        dmd: "325278007", name: "Metformin 500mg tablets", emis: "META1787", unit: "tablet",
        quantity: 56, dosage: "One To Be Taken Twice A Day With Meals")
    static let gliclazide = Drug(
        dmd: "325242002", name: "Gliclazide 80mg tablets", emis: "GLTA4960",
        multilex: "03716001", unit: "tablet", quantity: 28, dosage: "One To Be Taken Each Day")
    static let atorvastatin = Drug(
        dmd: "320031002", name: "Atorvastatin 40mg tablets", multilex: "10688003",
        unit: "tablet", quantity: 28, dosage: "One To Be Taken At Night")
    static let bendroflumethiazide = Drug(
        dmd: "317919004", name: "Bendroflumethiazide 2.5mg tablets", multilex: "02782001",
        unit: "tablet", quantity: 28, dosage: "One To Be Taken In The Morning")
    static let salbutamol = Drug(
        dmd: "320139002", name: "Salbutamol 100micrograms/dose inhaler CFC free",
        emis: "SACF26553EMIS", unit: "dose", quantity: 200,
        dosage: "Two Puffs To Be Inhaled When Required")
    static let beclometasone = Drug(
        dmd: "320537007", name: "Beclometasone 100micrograms/dose inhaler",
        emis: "BEIN17538NEMIS", unit: "dose", quantity: 200,
        dosage: "Two Puffs To Be Inhaled Twice A Day")
    static let amoxicillin = Drug(
        dmd: "323510009", name: "Amoxicillin 500mg capsules", emis: "AMCA17511NEMIS",
        unit: "capsule", quantity: 15, dosage: "One To Be Taken Three Times A Day")
    static let citalopram = Drug(
        dmd: "321987003", name: "Citalopram 20mg tablets", unit: "tablet", quantity: 28,
        dosage: "One To Be Taken Each Day")
    static let levothyroxine = Drug(
        dmd: "374296008", name: "Levothyroxine sodium 100microgram tablets",
        emis: "LETA17796NEMIS", unit: "tablet", quantity: 28,
        dosage: "One To Be Taken Each Morning")
    static let clopidogrel = Drug(
        dmd: "319799004", name: "Clopidogrel 75mg tablets", emis: "CLTA34068EMIS",
        unit: "tablet", quantity: 28, dosage: "One To Be Taken Each Day")
    static let furosemide = Drug(
        dmd: "317971007", name: "Furosemide 20mg tablets", emis: "FUTA17675NEMIS",
        unit: "tablet", quantity: 28, dosage: "One To Be Taken Each Morning")
    static let paracetamol = Drug(
        dmd: "322236009", name: "Paracetamol 500mg tablets", unit: "tablet", quantity: 100,
        dosage: "One Or Two To Be Taken Up To Four Times A Day")
    static let tamoxifen = Drug(
        dmd: "327313009", name: "Tamoxifen 20mg tablets", emis: "TATA5414", unit: "tablet",
        quantity: 30, dosage: "One To Be Taken Each Day")
    static let all = [
        ramipril, amlodipine, metformin, gliclazide, atorvastatin, bendroflumethiazide, salbutamol,
        beclometasone, amoxicillin, citalopram, levothyroxine, clopidogrel, furosemide,
        paracetamol, tamoxifen,
    ]
}
