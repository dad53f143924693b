import DisclosureControl
import Foundation
import Testing

/// The key of the published vectors, 00 01 … 1f.
let vectorKey = MasterKey(0..<32)

@Suite struct PseudonymTests {
    static let nhsNumberSystem = Array("https://fhir.nhs.uk/Id/nhs-number".utf8)

    @Test(arguments: [
        ("2026Q4", "agreement/A1", "9434765919", "HXP4NEWK6J92ZFTH1R09STPE4D5T020W"),
        ("2026Q4", "agreement/A2", "9434765919", "F02VCZPF240633QJ6ZQ1ZHWGXVBJAKFJ"),
        ("2027Q1", "agreement/A1", "9434765919", "DNT9V6N1NPNDCEBA25F9ZKGB9CK80SNS"),
        ("2026Q4", "agreement/A1", "9434765870", "9A1XZZPWHM47G54JWC42NDJKY41KCV6C"),
        ("2026Q4", "linkage/L7", "9434765919", "T80JV3AWV9WC3C9KCHVMTWXXR7AJMXFS"),
        ("2026Q4", "agreement/A", "19434765919", "PJKBQTS1RZQY5P7S7V3J7AZNSVYCR59B"),
    ])
    func pseudonymIs(epoch: String, scope: String, value: String, expected: String) throws {
        let key = try #require(vectorKey)
        let maker = Pseudonymiser(masterKey: key, epoch: epoch, scope: scope)
        for _ in 0..<2 {  // the second use must not see the first
            let pseudonym = maker.pseudonym(system: Self.nhsNumberSystem, value: value.utf8)
            #expect(String(decoding: pseudonym, as: UTF8.self) == expected)
        }
    }

    /// The same number names other people as another subject; all under keys of their own.
    @Test func subjectsShareNoPseudonym() throws {
        let key = try #require(vectorKey)
        let pseudonyms = Pseudonymiser.Subject.allCases.map {
            Pseudonymiser(masterKey: key, epoch: "2026Q4", scope: "agreement/A1", subject: $0)
                .pseudonym(system: Self.nhsNumberSystem, value: "9434765919".utf8)
        }
        #expect(Set(pseudonyms).count == 3)
    }

    /// Values that end within, at and behind a block of SHA-256. Expected: Python `hmac`.
    @Test(arguments: [
        (0, "2380CEBG8NYF5D7QF6GCAT77397CBTAD"),
        (1, "0HX199C219DBQPTC5K4M296B6AXDMRJ9"),
        (10, "5X4200KD3AF2M2DJJ3VTB5NBDF50ERG7"),
        (55, "5TMWDTW60WQFMGT3NTNWV619CEKX9820"),
        (64, "P7WHCRXWCWNP5FRGK1DQQR4AG1X67PX9"),
        (65, "K2M8E5R89ABGBQH2FA071XRYJYYNC0D2"),
        (1000, "QCVETFQYJ88NXCS189NDG260NEGDC6EE"),
    ])
    func pseudonymOfLength(_ length: Int, is expected: String) throws {
        let key = try #require(vectorKey)
        let maker = Pseudonymiser(masterKey: key, epoch: "2026Q4", scope: "agreement/A1")
        let value = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        var output = Array("before".utf8)
        maker.pseudonyms(of: Self.nhsNumberSystem).append(value.span, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "before" + expected)
    }

    /// Expected values: Python `hmac` over the feed keys of the published vectors.
    @Test(arguments: [("agreement/A1", "3e7f1954"), ("agreement/A2", "cc01de38")])
    func keyCheckIs(scope: String, expected: String) throws {
        let key = try #require(vectorKey)
        let maker = Pseudonymiser(masterKey: key, epoch: "2026Q4", scope: scope)
        #expect(maker.keyCheck == expected)
    }

    @Test func masterKeyIsThirtyTwoBytes() {
        #expect(MasterKey(0..<31) == nil)
        #expect(MasterKey(hexadecimal: String(repeating: "aF", count: 32).utf8) != nil)
        #expect(MasterKey(hexadecimal: String(repeating: "ag", count: 32).utf8) == nil)
        #expect(MasterKey(hexadecimal: String(repeating: "a", count: 65).utf8) == nil)
        #expect("\(String(describing: vectorKey))".contains("redacted"))
    }

    @Test func hexadecimalAndBytesAreOneKey() throws {
        let digits = (0..<32).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
        let keys = [vectorKey, MasterKey(hexadecimal: digits.joined().utf8)]
        let checks = try keys.map {
            Pseudonymiser(masterKey: try #require($0), epoch: "e", scope: "s").keyCheck
        }
        #expect(checks[0] == checks[1])
    }

    @Test(.enabled(if: SharedVectors.file != nil, "needs ../shared/vectors or SLUICE_SHARED"))
    func publishedVectorsHold() throws {
        let vectors = try SharedVectors.load()
        let key = try #require(MasterKey(hexadecimal: vectors.master_hex.utf8))
        for row in vectors.pseudonyms {
            let maker = Pseudonymiser(masterKey: key, epoch: row.epoch, scope: row.scope)
            let pseudonym = maker.pseudonym(system: row.system.utf8, value: row.value.utf8)
            #expect(String(decoding: pseudonym, as: UTF8.self) == row.pseudonym)
        }
        #expect(vectors.pseudonyms.count >= 6)
    }
}

/// The vectors that another implementation computed, where they are at hand.
struct SharedVectors: Decodable {
    struct Number: Decodable { let input: String, canonical: String? }
    struct Pseudonym: Decodable { let epoch, scope, system, value, pseudonym: String }
    let master_hex: String
    struct Shift: Decodable { let epoch, scope, nhs: String, maxdays, offset_days: Int }
    let nhs: [Number]
    let dateshift: [Shift]
    let pseudonyms: [Pseudonym]

    static let file: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["SLUICE_SHARED"].map { URL(filePath: $0) }
        let shared = named ?? package.deletingLastPathComponent().appending(path: "shared")
        let file = shared.appending(path: "vectors/pseudonym-vectors.json")
        return FileManager.default.fileExists(atPath: file.path()) ? file : nil
    }()

    static func load() throws -> SharedVectors {
        try JSONDecoder().decode(SharedVectors.self, from: Data(contentsOf: #require(file)))
    }
}
