import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// Facts that a run works out of records, under agreements that cover them.
@Suite struct FactRunTests {
    private static let registers = """
            - {entry: register_membership, fields: [register, since, evidence], why: w}
        """
    private static let segments = """
            - {entry: segment, fields: [model, segment], why: w}
        """

    /// A run over the samples of ``ConversionTests``, in which everybody has asthma.
    private func tables(
        _ more: String, without: String = ""
    ) async throws -> (files: [String: [UInt8]], manifest: String) {
        let scratch = try Scratch()
        let inputs = try ConversionTests.inputs(scratch)
        var text = ConversionTests.agreement
            .replacing("  free_text: withhold", with: "\(more)\n  free_text: withhold")
        if !without.isEmpty { text = text.replacing(without, with: "") }
        _ = try await ConversionTests.conversion(scratch, inputs, text).run()
        return (scratch.files(below: "out"), try #require(scratch.text("out/manifest.json")))
    }

    private func rows(_ name: String, in files: [String: [UInt8]]) throws -> [[Substring]] {
        let bytes = try #require(files["tiny/csv/\(name).csv"])
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    @Test func aRegisterRestsOnTheProblemThatLeaves() async throws {
        let files = try await tables(Self.registers).files
        let (members, problems) = (
            try rows("register_membership", in: files), try rows("problem", in: files)
        )
        #expect(members.count == 14 && members.allSatisfy { $0.contains("asthma") })
        // The date is as precise as the agreement lets dates leave, and the id a surrogate.
        #expect(members.allSatisfy { $0.contains("2019-05") })
        #expect(Set(members.compactMap(\.last)) == Set(problems.map { $0[3] }))
        #expect(files["tiny/csv/segment.csv"] == nil)
    }

    @Test func aSegmentMayLeaveWithoutWhatItRestsOn() async throws {
        let (files, manifest) = try await tables(
            Self.segments, without: "    - {entry: problem, fields: [code, onset], why: w}\n")
        let segments = try rows("segment", in: files)
        #expect(segments.count == 14 && segments.allSatisfy { $0.last == "one-condition" })
        #expect(files["tiny/csv/problem.csv"] == nil)
        #expect(manifest.contains("\"segment\" : {"))
    }

    @Test func withoutTheAgreementThereAreNone() async throws {
        let (files, manifest) = try await tables("")
        #expect(!files.keys.contains { $0.contains("register_membership") })
        #expect(!manifest.contains("\"segment\""))
    }
}
