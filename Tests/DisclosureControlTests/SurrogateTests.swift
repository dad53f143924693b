import Testing

@testable import DisclosureControl

@Suite struct SurrogateTests {
    /// Source: `vectors_sip128` of the SipHash reference implementation; key 00 … 0f, message
    /// 00 … of the given length.
    @Test(arguments: [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"),
        (3, "9c70b60c5267a94e5f33b6b02985ed51"),
        (7, "a1f1ebbed8dbc153c0b84aa61ff08239"),
        (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
    ])
    func sipHashIs(length: Int, expected: String) {
        let key = SipHash.Key(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)
        let message = [UInt8](0..<UInt8(length))
        let hash = SipHash.hash(message.span, key: key)
        let value = UInt128(hash.low.byteSwapped) << 64 | UInt128(hash.high.byteSwapped)
        let digits = String(value, radix: 16)
        #expect(String(repeating: "0", count: 32 - digits.count) + digits == expected)
    }

    /// Expected values: Python, five bits at a time of the whole number.
    @Test func base32Is() {
        let (high, low): (UInt64, UInt64) = (0xF0F1_F2F3_F4F5_F6F7, 0xF8F9_FAFB_FCFD_FEFF)
        var (short, long): ([UInt8], [UInt8]) = ([], [])
        CrockfordBase32.append(high: high, low: low, to: &short)
        CrockfordBase32.append(high: high, low: low, last: 0x0001_0203, to: &long)
        #expect(String(decoding: short, as: UTF8.self) == "Y3RZ5WZMYQVFFY7SZBXZSZFYZW")
        #expect(String(decoding: long, as: UTF8.self) == "Y3RZ5WZMYQVFFY7SZBXZSZFYZW0020G3")
    }

    private func surrogate(
        _ id: String, person: String = "P1", practice: String = "A99901",
        scope: String = "agreement/A1", epoch: String = "2026Q4"
    ) throws -> String {
        let key = try #require(vectorKey)
        let keys = SurrogateKeys(masterKey: key, epoch: epoch, scope: scope)
        var output: [UInt8] = []
        keys.surrogates(person: person.utf8, practice: practice.utf8)
            .append(Array(id.utf8).span, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func surrogateIsALegalFHIRId() throws {
        let text = try surrogate("0F2A5C3E-7B1D-4E9A-8C5F-1234567890AB")
        #expect(text.count == 26)
        #expect(text.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        #expect(try surrogate("0F2A5C3E-7B1D-4E9A-8C5F-1234567890AB") == text)
    }

    @Test func everyPartOfTheContextChangesIt() throws {
        let all = [
            try surrogate("a"), try surrogate("b"), try surrogate("a", person: "P2"),
            try surrogate("a", practice: "A99902"), try surrogate("a", scope: "agreement/A2"),
            try surrogate("a", epoch: "2027Q1"),
            try surrogate("a", person: "P1A", practice: "99901"),
        ]
        #expect(Set(all).count == all.count)
    }
}
