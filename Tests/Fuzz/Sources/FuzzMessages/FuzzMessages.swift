import CanonicalModel
import Fuzzing
import RecordReading

/// The most that anything may unpack to here.
private let limit = 1 << 16

/// Messages (ebXML, multipart) and the parts of archives are opened or refused, and never grow
/// beyond their limit.
private func check(_ input: [UInt8]) {
    _ = ContainerKind.sniff(input)
    if let text = try? Inflater.gunzip(input, limit: limit, file: "-") {
        require(text.count <= limit, "more was unpacked than may be")
    }
    if let header = TarHeader(Array(input.prefix(TarHeader.blockSize))) {
        require(header.size >= 0, "a member of less than no bytes")
    }
    require((TarHeader.attributes(input).size ?? 0) >= 0, "a member of less than no bytes")
    for entry in ZipDirectory.entries(input) ?? [] {
        require(
            min(entry.size, entry.packedSize, entry.headerOffset) >= 0, "a place before the file")
    }
    _ = ZipDirectory.place(inTail: input)
    _ = ZipDirectory.place(inEnd64: input)
    _ = ZipDirectory.dataDistance(input)
    _ = MemberName.judge(input)
    open(input)
}

private func open(_ input: [UInt8]) {
    var limits = UnpackingLimits()
    limits.total = limit
    guard let envelope = try? Envelope.open(input, limits: limits, file: "-"),
        case .spine(let message) = envelope
    else { return }
    _ = try? Envelope.record(of: message, limits: limits, file: "-") { _ throws(Diagnostic) in nil }
}

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check(bytes(start, count))
    return 0
}
