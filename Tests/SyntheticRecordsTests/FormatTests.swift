import Foundation
import Testing

@testable import SyntheticRecords

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What holds of every random record, in every format.
@Suite struct FormatTests {
    private var options: SyntheticOptions {
        var options = SyntheticOptions()
        (options.recordBytes, options.confidential, options.textOnlyValues) = (60_000, 0.2, 0.3)
        (options.deceased, options.missingNHSNumber, options.objecting) = (0.3, 0.3, 0.5)
        return options
    }

    @Test(arguments: SyntheticFormat.allCases, 0..<6)
    func recordIsWellFormed(_ format: SyntheticFormat, _ index: Int) throws {
        let record = SyntheticRecords.record(index, format: format, options: options)
        #expect(record.fileName.hasSuffix("." + format.fileExtension))
        switch format {
        case .gp2gpEMIS, .gp2gpSystmOne:
            #expect(XMLParser(data: Data(record.bytes)).parse())
        case .ukCoreNDJSON:
            let lines = record.bytes.split(separator: 0x0A)
            #expect(lines.count > 10)
            for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line)) }
        default: _ = try JSONSerialization.jsonObject(with: Data(record.bytes))
        }
    }

    @Test(arguments: SyntheticFormat.allCases)
    func theSameOptionsGiveTheSameBytes(_ format: SyntheticFormat) {
        var many = options
        many.patients = 5_000
        let first = SyntheticRecords.record(3, format: format, options: options)
        #expect(SyntheticRecords.record(3, format: format, options: many) == first)
        many.seed = 2
        #expect(SyntheticRecords.record(3, format: format, options: many).bytes != first.bytes)
    }

    @Test(arguments: SyntheticFormat.allCases, [50_000, 400_000])
    func recordIsAboutAsLargeAsAskedFor(_ format: SyntheticFormat, _ size: Int) {
        var options = SyntheticOptions()
        options.recordBytes = size
        let sizes = (0..<20).map {
            SyntheticRecords.record($0, format: format, options: options).bytes.count
        }
        let mean = sizes.reduce(0, +) / sizes.count
        #expect((size * 6 / 10...size * 15 / 10).contains(mean), "mean \(mean)")
    }

    @Test func writeEmitsAsManyRecordsAsPatients() {
        var names = Set<String>()
        var options = SyntheticOptions()
        (options.patients, options.recordBytes) = (7, 10_000)
        SyntheticRecords.write(.gpConnectEMIS, options: options) { names.insert($0.fileName) }
        #expect(names.count == 7)
    }
}
