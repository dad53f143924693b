import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline

/// Where the ledger is, what it is keyed with, and who signs manifests.
struct LedgerBook: ParsableArguments {
    @Option(
        help: """
            The ledger: what recipients have already. Only what is new or changed leaves, and what \
            they may no longer have is listed for deletion. Made if it is not there.
            """)
    var ledger: String?

    @Option(
        help: """
            The key of the ledger's digests: env:NAME or file:PATH, 64 hexadecimal digits. A file \
            that others than its owner and its group may read, or its group may change, is refused.
            """)
    var ledgerKey: String?

    @Option(help: "The key that signs the manifest (Ed25519): env:NAME or file:PATH, as above.")
    var signingKey: String?

    func validate() throws {
        if ledger != nil, ledgerKey == nil {
            throw ValidationError("--ledger needs --ledger-key env:NAME or file:PATH")
        }
        if ledger == nil, ledgerKey != nil { throw ValidationError("this needs --ledger FILE") }
    }

    /// Gives a run its ledger and its signer; a key that is missing ends the program with 2.
    func apply(to conversion: inout Conversion) throws {
        do throws(Diagnostic) {
            if let ledger {
                let key = try KeyReference.key(
                    ledgerKey ?? "", "the ledger", file: ledger, secret: AgreementOptions.secret)
                conversion.ledger = LedgerOptions(path: ledger, key: key)
            }
            if let signingKey {
                conversion.signer = try ManifestSigner(
                    reference: signingKey, secret: AgreementOptions.secret)
            }
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(2)
        }
    }
}

/// The ledger of a run over everything that there is, or over what has changed.
struct LedgerOptionGroup: ParsableArguments {
    @OptionGroup var book: LedgerBook

    @Flag(help: "The inputs hold only what has changed: who is not in them is not called back.")
    var changesOnly = false

    @Option(
        help: """
            A practice (ODS code) whose people may vanish, however many they are. May be given \
            several times.
            """)
    var confirmRemoval: [String] = []

    @Option(
        help: """
            Of the people of a practice, how many in a hundred may be gone from its records before \
            somebody must confirm it; up to five may be, unless that is everybody.
            """)
    var removalPercent = 10

    /// The ledger.
    var ledger: String? { book.ledger }

    func validate() throws {
        guard (0...100).contains(removalPercent) else {
            throw ValidationError("--removal-percent takes a number from 0 to 100")
        }
        if ledger == nil, changesOnly || !confirmRemoval.isEmpty {
            throw ValidationError("this needs --ledger FILE")
        }
    }

    /// Gives a run its ledger and its signer; a key that is missing ends the program with 2.
    func apply(to conversion: inout Conversion) throws {
        try book.apply(to: &conversion)
        conversion.ledger?.holdsOnlyChanges = changesOnly
        conversion.ledger?.confirmedRemovals = Set(confirmRemoval)
        conversion.ledger?.removalPercent = removalPercent
    }
}
