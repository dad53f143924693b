/// Peaks of resident memory, and the limits that they must stay under.
struct MemoryTest {
    let sluice: Sluice
    let thresholds: Thresholds
    private(set) var missed: [String] = []

    init(_ sluice: Sluice, thresholds: Thresholds) {
        (self.sluice, self.thresholds) = (sluice, thresholds)
        let head = ["records", "MB", "largest MB", "peak MB", "limit MB"]
        say("\n" + row("Memory, under everything", head))
    }

    /// One record of 64 MB.
    mutating func measureLargeRecord(_ kind: String, format: String) throws {
        let input = try sluice.make("large", formats: [format], each: 1, size: 64_000_000)
        let limit = thresholds.memoryLimit(largest: input.largest)
        _ = try measure(input, "one large \(kind) record", limit: limit)
    }

    /// A thousand small records, then ten thousand: ten times the records in the same memory.
    mutating func measureSmallRecords(_ kind: String, format: String) throws {
        let few = try sluice.make("few", formats: [format], each: 1_000, size: 4_096)
        let many = try sluice.make("many", formats: [format], each: 10_000, size: 4_096)
        for workers in [1, 2] {
            let name = "small \(kind) records, \(workers) worker\(workers == 1 ? "" : "s")"
            let first = try measure(
                few, name, workers: workers, limit: thresholds.memoryLimit(largest: few.largest))
            let flat = first + thresholds.memoryFlatWithinMegabytes * 1e6
            let limit = min(flat, thresholds.memoryLimit(largest: many.largest))
            _ = try measure(many, name, workers: workers, limit: limit)
        }
    }

    private mutating func measure(
        _ input: Input, _ name: String, workers: Int = 1, limit: Double
    ) throws -> Double {
        let peak = try sluice.convert(input, under: Sluice.everything, workers: workers).peak
        let sizes = [number(input.bytes / 1e6), number(input.largest / 1e6, digits: 2)]
        let cells = ["\(input.files.count)"] + sizes + [peak, limit].map { number($0 / 1e6) }
        say(row("  " + name, cells) + (peak > limit ? "  MISSED" : ""))
        if peak > limit {
            missed.append("memory, \(name), \(input.files.count): \(number(peak / 1e6)) MB")
        }
        return peak
    }
}
