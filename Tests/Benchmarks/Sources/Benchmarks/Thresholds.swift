import Foundation

/// The floors and ceilings in `thresholds.json`.
struct Thresholds: Decodable {
    /// The least speed of converting XML, as a part of parsing it only; likewise for JSON.
    let xmlOfParseOnly, jsonOfParseOnly: Double
    /// The most memory: so many times the largest record, and so many MB.
    let memoryTimesLargestRecord, memoryPlusMegabytes: Double
    /// How much more memory ten thousand records may take than a thousand, in MB.
    let memoryFlatWithinMegabytes: Double

    init(contentsOf file: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }

    /// The most resident memory where the largest record has `largest` bytes.
    func memoryLimit(largest: Double) -> Double {
        memoryTimesLargestRecord * largest + memoryPlusMegabytes * 1e6
    }
}
