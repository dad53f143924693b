public import CanonicalModel

/// What is around a record: told from content, and opened.
public enum Envelope: Sendable {
    /// A message of the Spine, which may need others to be whole.
    case spine(SpineMessage)
    /// Any other multipart message: the parts that look like records, with their names.
    case parts([(name: String, bytes: [UInt8])])

    /// Opens what `bytes` are, or gives `nil` if they are no envelope.
    ///
    /// XML envelopes are not its affair: a record in XML is found wherever it stands.
    /// Cost: the first bytes, where they are no envelope; else a copy of what is in it.
    ///
    /// - Throws: `malformed-envelope`, and what its reading throws.
    public static func open(
        _ bytes: [UInt8], limits: UnpackingLimits = UnpackingLimits(), file: String
    ) throws(Diagnostic) -> Envelope? {
        switch ContentKind.sniff(bytes) {
        case .json:
            guard SpineMessage.isJSON(bytes) else { return nil }
            return .spine(try SpineMessage(json: bytes, file: file))
        case .xml, .empty: return nil
        case .unrecognised:
            guard let boundary = MIMEMessage.boundary(of: bytes) else { return nil }
            guard let message = MIMEMessage(bytes, boundary: boundary) else {
                throw Diagnostic(
                    .malformedEnvelope, file: file,
                    "the last part of a multipart message is cut off")
            }
            if SpineMessage.isSpine(message, bytes) {
                return .spine(try SpineMessage(message, bytes, file: file))
            }
            return .parts(try records(message, bytes, limits, file))
        }
    }

    /// The record of a message, put together.
    ///
    /// - Parameter fetch: Gives another message by its id, or `nil` if it is not there.
    /// - Throws: `missing-fragment`, `malformed-envelope`, and what unpacking and `fetch` throw.
    public static func record(
        of message: SpineMessage, limits: UnpackingLimits = UnpackingLimits(), file: String,
        fetch: @escaping (String) throws(Diagnostic) -> SpineMessage?
    ) throws(Diagnostic) -> [UInt8] {
        try SpineAssembly(file: file, limits: limits, fetch: fetch).record(message)
    }

    private static func records(
        _ message: MIMEMessage, _ bytes: [UInt8], _ limits: UnpackingLimits, _ file: String
    ) throws(Diagnostic) -> [(name: String, bytes: [UInt8])] {
        var (found, allowance) = (
            [(name: String, bytes: [UInt8])](), limits.allowance(for: bytes.count)
        )
        for (number, part) in message.parts.enumerated() {
            var content = part.text(in: bytes)
            if part.isBase64 {
                guard let decoded = TransferEncoding.base64(content) else {
                    throw Diagnostic(
                        .malformedEnvelope, file: file, "a part is said to be Base64 and is not")
                }
                content = decoded
            }
            if ContainerKind.sniff(content) == .gzip {
                content = try Inflater.gunzip(content, limit: allowance, file: file)
                allowance -= content.count
            }
            switch ContentKind.sniff(content) {
            case .xml, .json: found.append(("part \(number + 1)", content))
            case .empty, .unrecognised: continue
            }
        }
        guard !found.isEmpty else {
            throw Diagnostic(
                .malformedEnvelope, file: file, "no part of a multipart message is XML or JSON")
        }
        return found
    }
}
