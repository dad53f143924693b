import CanonicalModel
import Foundation
import SharingAgreements
import Synchronization
import Testing

@testable import Pipeline

/// What may change while a run goes on, and what is looked at again before it publishes.
@Suite struct RegisterTests {
    private static func registers(_ scratch: Scratch) throws -> Registers {
        var sources = Registers.Sources()
        sources.stops = "\(scratch.path)/stops.ndjson"
        if let path = sources.stops { try StopRegisterFile.begin(path) }
        let now = try #require(Instant.parse("2026-06-01T12:00:00Z"))
        return try Registers.load(sources, now: now)
    }

    static let changes: [(StopRegister.Scope, Bool)] = [
        (.all, true), (.practice("Y99001"), true), (.agreement("tiny"), true), (.flow("f"), true),
        (.pseudonym("ANYBODY"), true), (.practice("Y99009"), false), (.agreement("other"), false),
    ]

    /// The stop comes after the first record has been written.
    @Test(arguments: changes)
    func aStopThatComesMeanwhileEndsTheRun(_ scope: StopRegister.Scope, _ ends: Bool) async throws {
        let scratch = try Scratch()
        var conversion = try ConversionTests.conversion(
            scratch, try ConversionTests.inputs(scratch))
        conversion.registers = try Self.registers(scratch)
        let path = "\(scratch.path)/stops.ndjson"
        conversion.observer = RunObserver(progress: { records, _ in
            guard records == 3 else { return }
            _ = try? StopRegisterFile.stop(scope, reason: "r", by: "b", at: "t", in: path)
        })
        do {
            _ = try await conversion.run()
            #expect(!ends)
        } catch {
            #expect(ends && error.code == .stopped && error.position?.line == 2)
        }
        #expect(scratch.names.contains("out") == !ends)
        #expect(!scratch.names.contains { $0.hasPrefix(".") })
    }

    enum Harm: String, CaseIterable { case removed, emptied, halved }

    /// The register is harmed when the last record has been written: only the last look sees it.
    @Test(arguments: Harm.allCases)
    func aRegisterThatIsHarmedMeanwhileEndsTheRun(_ harm: Harm) async throws {
        let scratch = try Scratch()
        var conversion = try ConversionTests.conversion(
            scratch, try ConversionTests.inputs(scratch))
        conversion.registers = try Self.registers(scratch)
        let path = "\(scratch.path)/stops.ndjson"
        conversion.observer = RunObserver(progress: { records, _ in
            guard records == 16 else { return }
            switch harm {
            case .removed: unlink(path)
            case .emptied: truncate(path, 0)
            case .halved: truncate(path, 20)
            }
        })
        let error = await #expect(throws: Diagnostic.self) { try await conversion.run() }
        let expected: Diagnostic.Code =
            harm == .removed ? .unreadableInput : .registerIncomplete
        #expect(error?.code == expected)
        #expect(!scratch.names.contains("out"))
    }

    static let ends: [(String, Bool)] = [
        ("2026-12-31", true), ("2027-01-01", false), ("2025-12-31", false),
    ]

    /// The agreement is in force until the last day of 2026; the run began in June.
    @Test(arguments: ends)
    func anAgreementThatEndsMeanwhileReleasesNothing(_ day: String, _ isPublished: Bool)
        async throws
    {
        let scratch = try Scratch()
        var conversion = try ConversionTests.conversion(
            scratch, try ConversionTests.inputs(scratch))
        let moment = try #require(Instant.parse("\(day)T00:00:30Z"))
        conversion.clock = { RunMoment(day: moment.generalised(to: .day), instant: moment) }
        do {
            _ = try await conversion.run()
            #expect(isPublished)
        } catch {
            #expect(!isPublished && error.code == .noLongerValid)
        }
        #expect(scratch.names.contains("out") == isPublished)
    }

    static let moments: [(String, Bool)] = [
        ("2026-06-08T21:59:00Z", true), ("2026-02-30T00:00:00Z", false),
        ("2026-06-08 21:59:00Z", false), ("2026-06-08T24:00:00Z", false),
        ("2026-06-08T21:59:00", false), ("2026-06-08T21:59:00+01:00", false), ("", false),
    ]

    @Test(arguments: moments) func momentsAreReadInOneFormOnly(_ text: String, _ isOne: Bool) {
        let moment = Instant.parse(text)
        #expect((moment != nil) == isOne)
        if let moment { #expect(Instant.text(moment) == text) }
    }

    /// Two writers at once: every line whole, none lost.
    @Test func stopsThatAreWrittenAtOnceAreAllWhole() async throws {
        let scratch = try Scratch()
        let path = "\(scratch.path)/stops.ndjson"
        try StopRegisterFile.begin(path)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for _ in 0..<10 {
                        _ = try? StopRegisterFile.stop(
                            .flow("f\(writer)"), reason: "r", by: "b", at: "t", in: path)
                    }
                }
            }
        }
        #expect(try StopRegisterFile.load(path).inForce.map(\.id) == Array(1...40))
    }
}
