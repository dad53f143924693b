import Foundation

/// A made-up person in a UK Core bundle, small enough that hundreds can be counted.
struct MadePerson {
    var number: Int
    var practice = "Y99001"
    var sex = "female"
    var born = "1950-06-07"
    var district = "ZA1"
    /// Days on which somebody saw them.
    var seen: [String] = []
    var isVaccinated = false

    /// An NHS number of the test range with a valid check digit, the `index`th of those.
    static func nhsNumber(_ index: Int) -> String {
        var found = -1
        var block = 999_000_100
        while true {
            block += 1
            let digits = "\(block)".compactMap(\.wholeNumberValue)
            let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
            let check = (11 - sum % 11) % 11
            guard check < 10 else { continue }
            found += 1
            if found == index { return "\(block)\(check)" }
        }
    }

    private func resource(_ type: String, _ id: String, _ body: String) -> String {
        #"{"resource":{"resourceType":"\#(type)","id":"\#(id)",\#(body)}}"#
    }

    /// The bundle.
    var json: String {
        let own = "\(practice)-\(number)"
        var entries = [
            resource(
                "Patient", "p-\(own)",
                #""identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","#
                    + #""value":"\#(Self.nhsNumber(number))"}],"gender":"\#(sex)","#
                    + #""birthDate":"\#(born)","address":[{"postalCode":"\#(district) 1AA"}],"#
                    + #""managingOrganization":{"reference":"Organization/o"}"#),
            resource(
                "Organization", "o",
                #""identifier":[{"system":"https://fhir.nhs.uk/Id/ods-organization-code","#
                    + #""value":"\#(practice)"}]"#),
        ]
        for (number, day) in seen.enumerated() {
            entries.append(
                resource(
                    "Encounter", "e-\(own)-\(number)",
                    #""status":"finished","type":[{"coding":[{"system":"http://snomed.info/sct","#
                        + #""code":"25671000000102"}]}],"#
                        + #""subject":{"reference":"Patient/p-\#(own)"},"#
                        + #""period":{"start":"\#(day)T10:00:00+00:00"}"#))
        }
        if isVaccinated {
            let url =
                "https://fhir.hl7.org.uk/StructureDefinition/"
                + "Extension-UKCore-VaccinationProcedure"
            entries.append(
                resource(
                    "Immunization", "i-\(own)",
                    #""extension":[{"url":"\#(url)","valueCodeableConcept":{"coding":[{"system":"#
                        + #""http://snomed.info/sct","code":"38598009"}]}}],"status":"completed","#
                        + #""vaccineCode":{"text":"Not recorded"},"#
                        + #""patient":{"reference":"Patient/p-\#(own)"},"#
                        + #""occurrenceDateTime":"2025-03-04""#))
        }
        let all = entries.joined(separator: ",")
        return #"{"resourceType":"Bundle","type":"collection","entry":[\#(all)]}"#
    }

    /// So many people of each practice and sex, numbered one after another.
    static func many(_ counts: [(practice: String, sex: String, count: Int)]) -> [MadePerson] {
        var people: [MadePerson] = []
        for group in counts {
            for _ in 0..<group.count {
                people.append(
                    MadePerson(number: people.count, practice: group.practice, sex: group.sex))
            }
        }
        return people
    }
}
