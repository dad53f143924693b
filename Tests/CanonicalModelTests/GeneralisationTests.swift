import CanonicalModel
import Testing

@Suite struct GeneralisationTests {
    @Test(arguments: [
        (0, "0-4"), (4, "0-4"), (5, "5-9"), (9, "5-9"), (10, "10-14"), (89, "85-89"), (90, "90+"),
        (117, "90+"), (-1, nil),
    ])
    func ageBandIs(_ years: Int, _ expected: String?) {
        var output: [UInt8] = []
        let isBand = Generalisation.appendAgeBand(years, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == expected ?? "")
        #expect(isBand == (expected != nil))
    }

    @Test(arguments: [
        ("LS6 2AB", "LS6"), ("ls62ab", "LS6"), ("M1 1AA", "M1"), ("M60 1NW", "M60"),
        ("CR2 6XH", "CR2"), ("DN55 1PT", "DN55"), ("W1A 1HQ", "W1A"), ("EC1A 1BB", "EC1A"),
        ("ZZ99 3VZ", "ZZ99"), (" L S62AB", "LS6"),
        ("LS6", nil), ("LS62A", nil), ("LS6 22B", nil), ("123 4AB", nil), ("LSXX 2AB", nil),
        ("LSX6 2AB", nil), ("LS666 2AB", nil), ("", nil), ("LS6-2AB", nil), ("LS6\t2AB", nil),
    ])
    func districtIs(_ postcode: String, _ expected: String?) {
        var output: [UInt8] = []
        let isDistrict = Generalisation.appendDistrict(ofPostcode: postcode.utf8, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == expected ?? "")
        #expect(isDistrict == (expected != nil))
    }
}
