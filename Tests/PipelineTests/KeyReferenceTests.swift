import CanonicalModel
import Foundation
import Pipeline
import Testing

/// Keys are named and never written down; what is no name is not shown, since it may be the key.
@Suite struct KeyReferenceTests {
    private static let key = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        "", "env:SLUICE_NONE", key, "ENV:\(key)", "key=\(key)", "env", "\(key) ",
    ])
    func aKeyIsNeverShown(_ reference: String) {
        let error = #expect(throws: Diagnostic.self) {
            _ = try KeyReference.key(reference, "the ledger", file: "f") { _ in nil }
        }
        #expect(error?.code.number == 406)
        #expect(error.map { "\($0)".contains("0123456789abcdef") } == false)
    }

    @Test func aKeyOfAWrongFormIsNotShownEither() {
        let error = #expect(throws: Diagnostic.self) {
            _ = try KeyReference.key("env:A", "the ledger", file: "f") { _ in Self.key + "0" }
        }
        #expect(error.map { "\($0)".contains("0123456789abcdef") } == false)
    }

    @Test func aKeyIsTakenFromWhereItsReferenceLeads() throws {
        let scratch = try Scratch()
        let file = try scratch.write("key", Self.key + "\n")
        #expect(chmod(file, 0o600) == 0)
        _ = try KeyReference.key("file:\(file)", "the ledger", file: "f") { _ in nil }
        _ = try KeyReference.key("env:A", "the ledger", file: "f") { $0 == "A" ? Self.key : nil }
    }

    /// As ssh does; but a group may read, which secrets mounted into a container need.
    @Test(arguments: [(0o600, true), (0o400, true), (0o440, true), (0o644, false), (0o660, false)])
    func aFileThatAnybodyMayReadIsRefused(_ mode: mode_t, _ isTaken: Bool) throws {
        let scratch = try Scratch()
        let file = try scratch.write("key", Self.key + "\n")
        #expect(chmod(file, mode) == 0)
        var code: Int?
        do throws(Diagnostic) {
            _ = try KeyReference.key("file:\(file)", "the ledger", file: "f") { _ in nil }
        } catch {
            code = error.code.number
            #expect(!"\(error)".contains("0123456789abcdef"))
        }
        #expect(code == (isTaken ? nil : 422))
    }
}
