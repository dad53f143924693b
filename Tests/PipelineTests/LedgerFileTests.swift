import CanonicalModel
import Foundation
import Ledger
import Pipeline
import Testing

/// The ledger as a file: its owner's alone.
@Suite struct LedgerFileTests {
    @Test func aLedgerThatOthersMayReadIsRefused() throws {
        let scratch = try Scratch()
        let path = "\(scratch.path)/ledger"
        _ = try LedgerFile(path)
        #expect(chmod(path, 0o644) == 0)
        let error = #expect(throws: Diagnostic.self) { try LedgerFile.reading(path) }
        #expect(error?.code == .ledgerUnusable)
        #expect(chmod(path, 0o600) == 0)
        _ = try LedgerFile.reading(path)
    }

    @Test func whatStandsBesideItIsItsOwnersToo() throws {
        let scratch = try Scratch()
        let file = try LedgerFile("\(scratch.path)/ledger")
        #expect(!scratch.names.isEmpty)
        for name in scratch.names {
            let found = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/\(name)")
            #expect((found[.posixPermissions] as? Int) == 0o600, "\(name)")
        }
        _ = file.ledger
    }
}
