public import CanonicalModel

/// The text of an agreement, changed in place: comments and layout stay as they are.
public struct AgreementText: Sendable {
    /// The text.
    public private(set) var text: String
    private static let newline = UInt8(ascii: "\n")

    /// Takes the text of a file.
    public init(_ text: String) { self.text = text }

    // MARK: - What is approved

    /// The bytes that approvals are of: everything above the line `approvals:`, or above where it
    /// would go; as they are while the agreement is active, so that activating, suspending or
    /// ending it needs no new approval.
    public var approvedContent: [UInt8] {
        var active = self
        _ = active.setStatus(.active)
        return Array(active.text.utf8.prefix(active.contentLength))
    }

    /// Whether approvals stand in the text.
    public var hasApprovals: Bool { lineStart("approvals:") != nil }

    private var contentLength: Int {
        lineStart("approvals:") ?? ["sign_up:", "withdrawals:"].compactMap(lineStart).min()
            ?? text.utf8.count
    }

    /// Where the first line begins that begins with `beginning`.
    private func lineStart(_ beginning: String) -> Int? {
        var start = 0
        for line in text.utf8.split(separator: Self.newline, omittingEmptySubsequences: false) {
            if line.starts(with: beginning.utf8) { return start }
            start += line.count + 1
        }
        return nil
    }

    /// Adds an approval as a line of its own below those that are there.
    ///
    /// - Returns: `false`, and nothing changed, where the approvals are not written a line each.
    public mutating func add(_ approval: Approval) -> Bool {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let head = lines.firstIndex(where: { $0.hasPrefix("approvals:") }) else {
            let below = lines.firstIndex {
                $0.hasPrefix("sign_up:") || $0.hasPrefix("withdrawals:")
            }
            var added = ["approvals:", "  - " + approval.line]
            if below != nil { added.append("") }
            // A text that ends with a line end has an empty last line.
            let end = lines.last == "" ? lines.count - 1 : lines.count
            lines.insert(contentsOf: added, at: below ?? end)
            text = lines.joined(separator: "\n")
            return true
        }
        guard Self.withoutComment(lines[head].dropFirst("approvals:".count)).isEmpty else {
            return false
        }
        var last = head
        var indent = "  "
        for index in lines.indices.dropFirst(head + 1) {
            let content = lines[index].drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("#") { continue }
            guard content.hasPrefix("- ") || lines[index].hasPrefix(" ") else { break }
            if content.hasPrefix("- ") { indent = String(lines[index].prefix { $0 == " " }) }
            last = index
        }
        lines.insert("\(indent)- \(approval.line)", at: last + 1)
        text = lines.joined(separator: "\n")
        return true
    }

    private static func withoutComment(_ rest: Substring) -> String {
        let words = rest.split(separator: " ")
        return words.prefix { !$0.hasPrefix("#") }.joined(separator: " ")
    }

    /// Takes out the approvals of another text, or of other examples.
    ///
    /// - Parameter tests: The SHA-256 of the examples; `nil` where there are none.
    /// - Returns: How many were taken out.
    public mutating func removeApprovals(except hash: String, tests: String? = nil) -> Int {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let head = lines.firstIndex(where: { $0.hasPrefix("approvals:") }) else { return 0 }
        let before = lines.count
        let end = lines[(head + 1)...].firstIndex { $0.first?.isLetter == true } ?? lines.count
        for index in (head + 1..<end).reversed()
        where lines[index].contains("content_hash:") {
            let isSame = lines[index].contains(hash) && lines[index].contains(tests ?? "")
            if !isSame { lines.remove(at: index) }
        }
        text = lines.joined(separator: "\n")
        return before - lines.count
    }

    // MARK: - Status

    /// Writes another status in the place of the one that is there.
    ///
    /// - Returns: `false`, and nothing changed, where no status is stated in plain words.
    public mutating func setStatus(_ status: Agreement.Status) -> Bool {
        guard let places = try? AgreementPlaces(yaml: text, file: ""),
            places.has("agreement.status"), let place = places.position("agreement.status")
        else { return false }
        var bytes = Array(text.utf8)
        var offset = 0
        for _ in 1..<place.line {
            guard let end = bytes[offset...].firstIndex(of: Self.newline) else { return false }
            offset = end + 1
        }
        offset += place.column - 1 + "status".utf8.count
        guard bytes.indices.contains(offset), bytes[offset] == UInt8(ascii: ":") else {
            return false
        }
        offset += 1
        while offset < bytes.count, " '\"".utf8.contains(bytes[offset]) { offset += 1 }
        let end = bytes[offset...].firstIndex { !(0x61...0x7A).contains($0) } ?? bytes.count
        let old = String(decoding: bytes[offset..<end], as: UTF8.self)
        guard Agreement.Status(rawValue: old) != nil else { return false }
        bytes.replaceSubrange(offset..<end, with: Array(status.rawValue.utf8))
        text = String(decoding: bytes, as: UTF8.self)
        return true
    }
}

/// An approval of an agreement's text.
public struct Approval: Sendable, Equatable {
    /// What the approver is: `ig_lead`, `dpo` or `caldicott`.
    public let role: String
    /// Who approved.
    public let by: String
    /// When.
    public let day: PartialDate
    /// The SHA-256 of ``AgreementText/approvedContent``, in hexadecimal digits.
    public let hash: String
    /// The SHA-256 of the file of example patients; `nil` where there is none.
    public let tests: String?

    /// An approval.
    public init(
        role: String, by: String, day: PartialDate, hash: String, tests: String? = nil
    ) {
        (self.role, self.by, self.day, self.hash, self.tests) = (role, by, day, hash, tests)
    }

    /// The roles that can approve.
    public static let roles: [String] = {
        let key = Agreement.keys.first { $0.path == "approvals[].role" }
        guard case .word(let words) = key?.form else { return [] }
        return words
    }()

    /// The approval as an item of the list in the file.
    var line: String {
        var date: [UInt8] = []
        day.append(to: &date)
        return
            "{role: \(role), by: \(Self.quoted(by)), at: \(String(decoding: date, as: UTF8.self)), "
            + "content_hash: \(hash)\(tests.map { ", tests_hash: \($0)" } ?? "")}"
    }

    /// A name as it stands, or between quotes where YAML would read it as something else.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
            case 0x30...0x39, UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "'"):
                index > 0
            default: false
            }
        }
        return isPlain && text.utf8.last != 0x20
            ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}

extension Agreement {
    /// The approvals that the agreement states, as far as role, name and hashes go; `tests` is
    /// empty where an approval says nothing of the examples.
    public var approvals: [(role: String, by: String, hash: String, tests: String)] {
        let roles = statements["approvals[].role"] ?? []
        let names = statements["approvals[].by"] ?? []
        let hashes = statements["approvals[].content_hash"] ?? []
        let tests = statements["approvals[].tests_hash"] ?? []
        return zip(zip(roles, names), zip(hashes, tests)).map { ($0.0, $0.1, $1.0, $1.1) }
    }
}
