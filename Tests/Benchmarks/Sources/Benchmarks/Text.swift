import Foundation

/// The middle value, or the mean of the two in the middle; 0 of none.
func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// Prints a line at once, also into a pipe: a run takes minutes, and the reader sees it go on.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

/// A line of a table: a name, then cells to the right.
func row(_ name: String, _ cells: [String]) -> String {
    let width = 44
    let padded = name + String(repeating: " ", count: max(1, width - name.count))
    return padded
        + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
}

/// A number with as many decimal places as `digits`.
func number(_ value: Double, digits: Int = 1) -> String {
    String(format: "%.\(digits)f", value)
}

/// The machine, in words: its cores and how busy it was in the last minute.
func machine() -> String {
    let text = { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
    let model = text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = model?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    let load = text("/proc/loadavg").split(separator: " ").first ?? "unknown"
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return "\(name ?? "unknown processor"), \(cores) cores, load average \(load)"
}
