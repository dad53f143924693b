import CanonicalModel
import Foundation
import Testing

@testable import SyntheticRecords

/// The committed samples and the stories that they are written from.
@Suite(.serialized) struct SampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Samples")

    /// Set `SLUICE_WRITE_SAMPLES` to write the files anew after a story has changed.
    @Test func committedSamplesAreWhatTheStoriesGive() throws {
        let isWriting = ProcessInfo.processInfo.environment["SLUICE_WRITE_SAMPLES"] != nil
        let neighbourhood = Self.folder.appending(path: "neighbourhood")
        for file in SampleNeighbourhood.files {
            let url = neighbourhood.appending(path: file.fileName)
            if isWriting {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: url)
            }
            #expect(try Data(contentsOf: url) == Data(file.bytes), "\(file.fileName)")
        }
        let readme = Self.folder.appending(path: "README.md")
        if isWriting { try Data(SampleNeighbourhood.readme.utf8).write(to: readme) }
        #expect(try String(contentsOf: readme, encoding: .utf8) == SampleNeighbourhood.readme)
    }

    @Test func noFileIsThereWithoutItsStory() throws {
        let neighbourhood = Self.folder.appending(path: "neighbourhood")
        let committed = try FileManager.default.subpathsOfDirectory(atPath: neighbourhood.path)
            .filter { $0.contains(".") }
        #expect(Set(committed) == Set(SampleNeighbourhood.files.map(\.fileName)))
    }

    @Test(arguments: SyntheticFormat.allCases)
    func everyFormatHasFourSamples(_ format: SyntheticFormat) {
        #expect(SampleNeighbourhood.samples.filter { $0.format == format }.count >= 4)
    }

    @Test func numbersAreTestNumbersButWhereTheStorySaysOtherwise() {
        let wrong: Set<Int> = [16, 26, 27, 32]
        for sample in SampleNeighbourhood.samples {
            let number = try? NHSNumber(Array(sample.story.person.nhsNumber.utf8))
            #expect((number?.isTestNumber ?? false) == !wrong.contains(sample.number))
        }
    }

    @Test func agesAreAsTheStoriesSay() throws {
        for sample in SampleNeighbourhood.samples where sample.outcome == "withheld: under 65" {
            let born = try #require(sample.born)
            #expect(born.years(until: RandomStory.today) < 65)
        }
        for sample in SampleNeighbourhood.samples where sample.outcome.hasPrefix("released") {
            let born = try #require(sample.born)
            #expect(born.years(until: RandomStory.today) >= 65)
        }
    }
}
