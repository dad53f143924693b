/// The concepts of prevention: childhood vaccines, the health check and ethnic groups.
///
/// Sources: the vaccination maps of an NHS England immunisation service's public tests; the public
/// GP Connect test records of the NHSDigital adaptors; for ethnic groups with their Read v2 and
/// CTV3 codes, the ethnicity tables of Endeavour Health's open-source Transforms.
extension Concept {
    static let firstSixInOne = Code("1082441000000108", "First six-in-one vaccination")
    static let laterSixInOne = Code("1162640003", "Six-in-one vaccination")
    static let firstMeningitisB = Code("720539004", "First meningitis B vaccination")
    static let laterMeningitisB = Code("516301000000101", "Meningitis B vaccination")
    static let firstRotavirus = Code("868631000000102", "First rotavirus vaccination")
    static let laterRotavirus = Code("415354003", "Rotavirus vaccination")
    static let firstPneumococcal = Code(
        "247631000000101", "First pneumococcal conjugated vaccination", read: "657L.00")
    static let laterPneumococcal = Code(
        "247641000000105", "Second pneumococcal conjugated vaccination", read: "657M.00")
    static let hibMeningitisC = Code(
        "428975001", "Haemophilus influenzae type B and meningitis C vaccination",
        read: "65b..00")
    static let mmrvVaccine = Code("432636005", "Measles mumps rubella and varicella vaccination")
    static let fourInOne = Code("868273007", "Four-in-one vaccination")

    static let healthCheck = Code("523221000000100", "NHS Health Check completed")

    static let ethnicityBritish = Code(
        "92391000000108", "British or mixed British", read: "9i0..00", ctv3: "XaJQv")
    static let ethnicityIndian = Code(
        "110751000000108", "Indian or British Indian", read: "9i7..00", ctv3: "XaJR2")
    static let ethnicityAfrican = Code(
        "92491000000104", "African", read: "9iC..00", ctv3: "XaJR7")
    static let ethnicityMixed = Code(
        "92451000000107", "Other Mixed background", read: "9i6..00", ctv3: "XaJR1")
    static let ethnicityOther = Code("92521000000101", "Other", read: "9iF..00", ctv3: "XaJRA")
    static let ethnicityNotStated = Code(
        "92531000000104", "Ethnic category not stated", read: "9iG..00", ctv3: "XaJRB")
}
