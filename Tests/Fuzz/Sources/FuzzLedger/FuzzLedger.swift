import CanonicalModel
import Fuzzing
import Ledger
@testable import Pipeline
import SharingAgreements

private let now = Instant.parse("2026-11-22T12:00:00Z")

/// What comes from outside into the ledger and the registers, by the first byte of the input: what
/// is taken is whole, and nothing ends the program.
private func check(_ input: [UInt8]) {
    guard let first = input.first, let now else { return }
    let bytes = Array(input.dropFirst())
    switch first % 6 {
    case 0: acknowledgement(bytes)
    case 1: _ = try? QuarantineReading.read(bytes, file: "-")
    case 2:
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = try? StopRegister.load(text, file: "-")
    case 3: national(bytes, now)
    case 4: _ = try? LocalOptOutFile.read(bytes, file: "-")
    default:
        guard let numbers = try? NumberLines.read(bytes, file: "-", "the list") else { return }
        let again = try? NumberLines.read(NumberLines.write(numbers), file: "-", "the list")
        require(again.map(Set.init) == Set(numbers), "a list is not read as it was written")
    }
}

private func acknowledgement(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
        let rows = try? Acknowledgement.read(text, file: "-")
    else { return }
    for row in rows { require(!row.part.isEmpty && !row.row.isEmpty, "a row of nothing") }
}

/// The digest at the end would stop every mutant, so it is made right first.
private func national(_ bytes: [UInt8], _ now: PartialDate) {
    _ = try? NationalOptOutFile.read(bytes, file: "-", now: now)
    let whole = bytes + Array("sha256 \(Manifest.sha256(ofBytes: bytes))\n".utf8)
    guard let list = try? NationalOptOutFile.read(whole, file: "-", now: now) else { return }
    let again = try? NationalOptOutFile.read(
        NationalOptOutFile.bytes(list), file: "-", now: now)
    require(
        again.map(NationalOptOutFile.bytes) == NationalOptOutFile.bytes(list),
        "a list is not read as it was written")
}

private let words = spelled([
    "\"", "\"\"", ",", "\n", "\r\n", "{", "}", ":", "\\u0041", "\\", "table,person_key,practice,id",
    "problem", "Y99001",
    "9990000018", "9990000026", " objects", " without", "asked 2 without 1",
    "taken 2026-11-21T22:00:00Z",
    "2026-02-30T25:61:00Z", "sluice-national-opt-outs 1", "local-opt-outs 1", "end 1",
    "end 99999999999999999999", "-1",
    "{\"register\":\"sluice-stops\",\"version\":\"1\"}", "\"stop\":", "\"resume\":",
    "\"practice\":", "\"at\":", "\"by\":",
    "\"code\":\"E101\"", "\"offset\":", "\"scope\":\"entry\"", "!", "null", "[", "]", " ", "\u{0}",
    "\u{FEFF}", "é",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
