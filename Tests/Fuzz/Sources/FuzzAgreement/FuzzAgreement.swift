import CanonicalModel
import Foundation
import Fuzzing
import SharingAgreements
import Terminology

/// The code sets that agreements name: those of the folder in `FUZZ_DATA`, where agreements lie.
private let codeSets: [CodeSet] = {
    let root = ProcessInfo.processInfo.environment["FUZZ_DATA"] ?? "."
    let folders = ["Mappings/codes", "Policies/codes", "Policies/indicators/codes"]
    return folders.flatMap { folder -> [CodeSet] in
        let paths =
            (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return paths.filter { $0.hasSuffix(".yaml") }.compactMap { path in
            let data = FileManager.default.contents(atPath: "\(root)/\(folder)/\(path)") ?? Data()
            return try? CodeSet.load(yaml: String(decoding: data, as: UTF8.self), file: path)
        }
    }
}()

private let runDate = PartialDate(.day, year: 2026, month: 11, day: 22)

private struct NoSurrogates: IdentifierSurrogates {
    func append(surrogateFor id: ArraySlice<UInt8>, into output: inout [UInt8]) {}
}

/// An agreement is loaded or refused with a word; what is loaded compiles, and decides.
private func check(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), let runDate else { return }
    _ = try? SignUpRegister.load(yaml: text, file: "-")
    do throws(Diagnostics) {
        let agreement = try Agreement.load(yaml: text, file: "-", codeSets: codeSets)
        let compiled = CompiledAgreement(agreement.asActive, flow: nil, runDate: runDate)
        let nobody = PatientFacts(
            practice: [], nhsNumber: nil, optOut: OptOutEvidence(), pseudonym: nil, sourceSystem: []
        )
        let decision = compiled.decide(CanonicalRecord(), nobody, surrogates: NoSurrogates())
        require(decision.released == nil, "a record without a patient is released")
    } catch {
        require(!error.all.isEmpty, "refused without a word")
    }
}

private let words = spelled([
    "withhold", "release", "warn", "true", "false", "any", "all_of: ", "any_of: ", "none_of: ",
    "problem: ",
    "diabetes", "last: P3Y", "since: 2010-01-01", "P1Y", "P99999999999Y", "2026-02-30", "0", "-1",
    "99999999999",
    "env:K", "file:/k", "why: w", "codes: ", "fields: ", "entry: ", "[", "]", "{", "}", ", ", ": ",
    "- ", "\n", "  ", "'",
    "\"", "&a ", "*a", "!!int ", "<<: ", "#", "|", "é", "Y99001", "band5", "month", "drop", "year",
    "district",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
