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

private let words =
    spelled([
        "\r\n", "\n", "\r\n\r\n", "--b", "--b--", "\"", "boundary=", "Content-Id: <a>",
        "Content-Type: ",
        "text/xml", "multipart/related; boundary=b", "Content-Transfer-Encoding: base64", "cid:a",
        "cid:p",
        "<eb:Reference xlink:href=\"cid:a\"/>", "<eb:Description>", "Filename=\"D1\"",
        "Compressed=Yes",
        "LargeAttachment=Yes", "OriginalBase64=Yes", "X-GP2GP-Skeleton: Yes", "</", "<", ">", "=",
        "==",
        "{\"ebXML\":", "\"payload\":", "\"attachments\":[", "\"is_base64\":true", "\\u0041", "../",
        "/",
        "..\\", "\u{0}", "C:", "14 path=p.xml\n", "20 size=12\n", "99999999999999999999 size=1\n",
        "ustar",
        "777777777777", "PK",
    ]) + [
        [0x50, 0x4B, 1, 2], [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 6, 6],
        [0x50, 0x4B, 6, 7],
        [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x80, 0, 0, 0],
        [0x1F, 0x8B, 8, 0], [0, 0, 0, 0], [1, 0, 0x20, 0],
    ]

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
