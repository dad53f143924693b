import CanonicalModel

extension PartialDate {
    /// The day as manifests, ledgers and messages have it: `2026-11-22`.
    var dayText: String {
        var bytes: [UInt8] = []
        generalised(to: .day).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
