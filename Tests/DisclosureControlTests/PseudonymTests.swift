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
    let nhs: [Number]
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
