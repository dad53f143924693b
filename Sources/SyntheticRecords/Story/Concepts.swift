/// The clinical concepts that stories are told in.
///
/// Sources: pairs of SNOMED CT with Read v2, CTV3 and description ids were read in the open test
/// records of NHS England's GP2GP adaptors (MIT) where a pair is given; the Read v2 codes of type 2
/// diabetes, COPD, CKD stage 3, atrial fibrillation, heart failure and IFCC HbA1c in published code
/// lists of Greater Manchester and of CALIBER studies. A pair we did not see is left out. Each
/// SNOMED CT id passes its Verhoeff check (a test). SNOMED CT is used under the UK licence.
enum Concept {
    // Problems
    static let hypertension = Code(
        "38341003", "Hypertensive disorder", read: "G2...00", description: "64168014")
    static let type2Diabetes = Code(
        "44054006", "Type 2 diabetes mellitus", read: "C10F.00", ctv3: "X40J5")
    static let asthma = Code("195967001", "Asthma", read: "H33..00", description: "301485011")
    static let copd = Code(
        "13645005", "Chronic obstructive pulmonary disease", read: "H3...00")
    static let ckd3 = Code(
        "433144002", "Chronic kidney disease stage 3", read: "1Z12.00")
    static let atrialFibrillation = Code(
        "49436004", "Atrial fibrillation", read: "G573000")
    static let heartFailure = Code("84114007", "Heart failure", read: "G58..00")
    static let coronary = Code("414545008", "Ischaemic heart disease")
    static let heartAttack = Code(
        "22298006", "Heart attack", read: "G30..14", description: "37443015")
    static let stroke = Code("230690007", "Stroke")
    static let depression = Code("35489007", "Depressive disorder")
    static let anxiety = Code(
        "197480006", "Anxiety disorder", read: "E200.00", description: "303689015")
    static let dementia = Code("52448006", "Dementia")
    static let epilepsy = Code("84757009", "Epilepsy")
    static let osteoporosis = Code("64859006", "Osteoporosis")
    static let osteoarthritis = Code("396275006", "Osteoarthritis")
    static let rheumatoid = Code("69896004", "Rheumatoid arthritis")
    static let hypothyroidism = Code("40930008", "Hypothyroidism")
    static let breastCancer = Code("254837009", "Malignant tumour of breast")
    static let obesity = Code("414916001", "Obesity")
    static let mildFrailty = Code("925791000000100", "Mild frailty")
    static let moderateFrailty = Code("925831000000107", "Moderate frailty")
    static let severeFrailty = Code("925861000000102", "Severe frailty")

    // Symptoms and signs
    static let cough = Code("49727002", "Cough", description: "82824016")
    static let backache = Code(
        "161891005", "Backache", read: "16C2.00", ctv3: "16C2.", description: "252311015")
    static let dizziness = Code(
        "404640003", "Dizziness", read: "1B5..11", ctv3: "XC07f", description: "2156535017")
    static let hearingLoss = Code("15188001", "Hearing loss", read: "F59..00", ctv3: "XE0s9")
    static let nausea = Code(
        "422587007", "Nausea", read: "198..00", ctv3: "X75qw", description: "2643930014")
    static let reducedMobility = Code(
        "8510008", "Reduced mobility", read: "ZV4L000", ctv3: "Ua1nH", description: "506386018")
    static let tired = Code("267032009", "Tired all the time", read: "1683.00")
    static let headache = Code(
        "267096005", "Frontal headache", read: "1BA5.00", ctv3: "XE0s6", description: "397993014")
    static let rhinitis = Code(
        "61582004", "Allergic rhinitis", read: "H17..00", ctv3: "XE0Y5", description: "102311013")
    static let plantarFasciitis = Code(
        "202882003", "Plantar fasciitis", read: "N217900", ctv3: "N2179",
        description: "311385019")
    static let feetExamined = Code(
        "164480009", "O/E - foot", read: "2G5..00", ctv3: "2G5..", description: "255952013")
    static let nervous = Code(
        "424196004", "Feeling nervous", read: "1B12.00", ctv3: "XE0ra", description: "2643154017")
    static let reassured = Code(
        "183045000", "Carer reassured", read: "8C95.00", ctv3: "8C95.", description: "282960011")

    // Measurements
    static let bloodPressure = Code(
        "163020007", "O/E - blood pressure reading", read: "246..00", ctv3: "246..",
        description: "254063019")
    static let systolic = Code(
        "72313002", "Systolic arterial pressure", read: "2469.00", ctv3: "2469.",
        description: "120159016")
    static let diastolic = Code(
        "1091811000000102", "Diastolic arterial pressure", read: "246A.00", ctv3: "246A.",
        description: "2734671000000117")
    static let weight = Code(
        "27113001", "Body weight", read: "22A..00", ctv3: "22A..", description: "45352010")
    static let height = Code(
        "248333004", "Standing height", read: "229..00", ctv3: "229..", description: "370729019")
    static let bodyMassIndex = Code(
        "60621009", "Body mass index", read: "22K..00", description: "100716012")
    static let peakFlow = Code(
        "18491006", "Peak expiratory flow rate", read: "3395.00", description: "31196014")
    static let alcohol = Code(
        "160573003", "Alcohol intake", read: "136..00", ctv3: "136..", description: "250307017")
    static let saturation = Code(
        "1097811000000106", "Arterial oxygen saturation breathing room air at rest")

    // Life style
    static let currentSmoker = Code(
        "77176002", "Smoker", read: "137R.00", description: "503483019")
    static let exSmoker = Code("8517006", "Ex-smoker", read: "137S.00", description: "15047015")
    static let neverSmoked = Code(
        "266919005", "Never smoked tobacco", read: "1371.00", description: "397732011")
    static let smokingAdvice = Code("225323000", "Smoking cessation education", read: "6791.00")
    static let alcoholAdvice = Code("408947007", "Lifestyle advice regarding alcohol")

    // Laboratory
    static let hba1c = Code(
        "999791000000106", "Haemoglobin A1c level - IFCC standardised", read: "42W5.00",
        ctv3: "XaPbt")
    static let creatinine = Code(
        "1000731000000107", "Serum creatinine level", read: "44J3.00",
        description: "2577271000000111")
    static let sodium = Code(
        "1000661000000107", "Serum sodium level", read: "44I5.00", description: "2560861000000114")
    static let potassium = Code(
        "1000651000000109", "Serum potassium level", read: "44I4.00",
        description: "2573011000000117")
    static let egfr = Code(
        "1011481000000105", "eGFR using creatinine (CKD-EPI) per 1.73 square metres")
    static let haemoglobin = Code("1022431000000105", "Haemoglobin estimation")
    static let whiteCells = Code("1022541000000102", "Total white cell count")
    static let platelets = Code("1022651000000100", "Platelet count")
    static let cholesterol = Code("1005671000000105", "Serum cholesterol level")
    static let bloodCount = Code("26604007", "Full blood count")
    static let diagnosticStudies = Code("721981007", "Diagnostic studies report")
    static let urineSpecimen = Code(
        "258574006", "Mid-stream urine specimen", read: "4JJ..12", ctv3: "X7ADc",
        description: "5066934011")
}
