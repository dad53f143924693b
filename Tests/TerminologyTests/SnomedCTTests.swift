import Terminology
import Testing

@Suite struct SnomedCTTests {
    private static func isValid(_ id: [UInt8]) -> Bool { SnomedCT.isValid(id.span) }

    @Test(arguments: [
        ("827241000000103", true),
        ("73211009", true),
        ("73211008", false),
        ("7321100", false),
        ("12345", false),
        ("073211009", false),
        ("1234567890123456789", false),
        ("7321100a", false),
        ("", false),
    ])
    func checksTheCheckDigit(_ id: String, _ isValid: Bool) {
        #expect(Self.isValid(Array(id.utf8)) == isValid)
    }

    /// Every single wrong digit and every swap of neighbours is caught (Verhoeff 1969).
    @Test func catchesWrongDigitsAndSwaps() {
        let id = Array("827241000000103".utf8)
        for place in id.indices {
            for digit in UInt8(0x30)...0x39 where digit != id[place] {
                var wrong = id
                wrong[place] = digit
                #expect(!Self.isValid(wrong), "digit \(place)")
            }
            guard place + 1 < id.count, id[place] != id[place + 1] else { continue }
            var swapped = id
            swapped.swapAt(place, place + 1)
            #expect(!Self.isValid(swapped), "swap at \(place)")
        }
    }

    @Test(arguments: [
        ("73211009", false, true),
        ("827241000000103", false, true),
        ("397732011", true, false),
        ("218381000000118", true, false),
        ("397732012", false, false),
        ("11", false, false),
    ])
    func tellsDescriptionsFromConcepts(_ id: String, _ description: Bool, _ concept: Bool) {
        let bytes = Array(id.utf8)
        let isDescription = SnomedCT.isDescription(bytes.span)
        let isConcept = SnomedCT.isConcept(bytes.span)
        #expect(isDescription == description)
        #expect(isConcept == concept)
    }
}
