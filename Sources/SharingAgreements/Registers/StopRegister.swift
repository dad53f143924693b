public import CanonicalModel
import StrictYAML

/// What has been stopped, and what was let go on again: a log that only ever grows.
///
/// Each line is a JSON object. The first says what the file is; the others are numbered from 1. A
/// register with one line that is not whole or not in order stops everything.
public struct StopRegister: Sendable {
    /// What a stop is about.
    public enum Scope: Hashable, Sendable {
        case all
        case agreement(String)
        case practice(String)
        case flow(String)
        /// One person, in the feeds that call them so.
        case pseudonym(String)
        /// The people whose NHS numbers a file lists, which must not change: path and SHA-256.
        case patients(file: String, sha256: String)

        /// The word for its kind, as in the register.
        public var kind: String {
            switch self {
            case .all: "all"
            case .agreement: "agreement"
            case .practice: "practice"
            case .flow: "flow"
            case .pseudonym: "pseudonym"
            case .patients: "patients"
            }
        }
        /// The word for what it is about; empty for ``all``.
        public var subject: String {
            switch self {
            case .all: ""
            case .agreement(let text), .practice(let text), .flow(let text), .pseudonym(let text),
                .patients(let text, _):
                text
            }
        }
    }

    /// One stop.
    public struct Stop: Sendable {
        /// The number of its line, by which it is lifted.
        public let id: Int
        /// What it is about.
        public let scope: Scope
        /// Why, by whom and when, as they were written.
        public let reason, by, at: String
        /// Who lifted it; `nil` while it is in force.
        public internal(set) var lift: Lift?
    }

    /// The end of a stop, which takes two people.
    public struct Lift: Sendable {
        /// Who lifted it, who agreed, why and when.
        public let by, second, reason, at: String
    }

    /// The first line of every register.
    public static let header = #"{"register": "sluice-stops", "version": 1}"# + "\n"
    /// Every stop, in order.
    public private(set) var stops: [Stop] = []
    /// How many lines there are after the first.
    public private(set) var lines = 0

    /// The stops that have not been lifted.
    public var inForce: [Stop] { stops.filter { $0.lift == nil } }

    /// Reads a register; strict.
    ///
    /// - Throws: The first thing that is wrong with it, with line and column: whatever follows it
    ///   cannot be relied on.
    public static func load(_ text: String, file: String) throws(Diagnostic) -> StopRegister {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let last = lines.last, last.isEmpty, lines.count > 1 else {
            throw Diagnostic(
                .registerIncomplete, file: file, at: .init(line: max(1, lines.count), column: 1),
                text.isEmpty ? "the register is empty" : "the last line is not whole",
                advice: advice)
        }
        var register = StopRegister()
        for (index, line) in lines.dropLast().enumerated() {
            do throws(Diagnostics) {
                let report = DeclarationReport(file: file)
                let line = try Declaration(yaml: String(Substring(line)), report: report)
                if index == 0 { readHeader(line) } else { register.read(line, number: index) }
                try report.throwIfErrors()
            } catch {
                throw error.all[0].moved(toLine: index + 1, advice)
            }
        }
        return register
    }

    private static let advice = "nothing leaves until the register is whole again"

    private static func readHeader(_ line: Declaration) {
        let keys = ["register", "version"]
        let members = line.members(allowed: keys, required: keys)
        if let place = members["register"], let name = place.text(), name != "sluice-stops" {
            place.error(.registerForm, "this is no register of stops")
        }
        if let place = members["version"], let version = place.text(), version != "1" {
            place.error(.registerForm, "this is version `\(version)` of the form of a register")
        }
    }

    private mutating func read(_ line: Declaration, number: Int) {
        lines += 1
        let known = ["number", "action", "reason", "by", "at"]
        let all = known + ["scope", "subject", "sha256", "stop", "second"]
        let members = line.members(allowed: all, required: known)
        if let place = members["number"], let found = place.integer(), found != number {
            place.error(.registerOrder, "this line is number \(found) and should be \(number)")
        }
        let words = ["reason", "by", "at"].map { members[$0]?.text() ?? "" }
        for (key, word) in zip(["reason", "by"], words) where word.allSatisfy(\.isWhitespace) {
            members[key]?.error(.reasonMissing, "`\(key)` is empty")
        }
        switch members["action"]?.word(of: ["stop", "lift"], "action") {
        case "stop":
            guard let scope = scope(line, members) else { return }
            stops.append(
                Stop(id: number, scope: scope, reason: words[0], by: words[1], at: words[2]))
        case "lift": lift(line, members, words)
        default: break
        }
    }

    private func scope(_ line: Declaration, _ members: [String: Declaration]) -> Scope? {
        let kinds = ["all", "agreement", "practice", "flow", "pseudonym", "patients"]
        guard let place = members["scope"], let kind = place.word(of: kinds, "scope") else {
            if members["scope"] == nil { line.error(.missingKey, "the key `scope` is missing") }
            return nil
        }
        if kind == "all" { return .all }
        guard let subject = members["subject"]?.text(), !subject.isEmpty else {
            line.error(.missingKey, "the key `subject` is missing")
            return nil
        }
        switch kind {
        case "agreement": return .agreement(subject)
        case "practice": return .practice(subject)
        case "flow": return .flow(subject)
        case "pseudonym": return .pseudonym(subject)
        default:
            guard let sha256 = members["sha256"]?.text(), sha256.utf8.count == 64 else {
                line.error(.missingKey, "the key `sha256` is missing, or has not 64 digits")
                return nil
            }
            return .patients(file: subject, sha256: sha256)
        }
    }

    private mutating func lift(
        _ line: Declaration, _ members: [String: Declaration], _ words: [String]
    ) {
        let second = members["second"]?.text() ?? ""
        guard let place = members["stop"], let id = place.integer() else {
            return line.error(.missingKey, "the key `stop` is missing")
        }
        if let problem = whyNotLifted(id, by: words[1], second: second) {
            return place.error(.stopLift, problem)
        }
        guard let index = stops.firstIndex(where: { $0.id == id }) else { return }
        stops[index].lift = Lift(by: words[1], second: second, reason: words[0], at: words[2])
    }

    /// Why stop `id` cannot be lifted by these two; `nil` if it can.
    public func whyNotLifted(_ id: Int, by: String, second: String) -> String? {
        guard let stop = stops.first(where: { $0.id == id }) else {
            return "there is no stop \(id)"
        }
        if stop.lift != nil { return "the stop \(id) is lifted already" }
        let people = [by, second].map { name in
            name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        if people.contains("") { return "it takes two people to lift a stop" }
        return people[0] == people[1] ? "one person cannot lift a stop alone" : nil
    }
}

extension Diagnostic {
    /// The same finding about a line that was read by itself.
    func moved(toLine line: Int, _ otherAdvice: String) -> Diagnostic {
        Diagnostic(
            code, severity, file: file,
            at: .init(line: line, column: position?.column ?? 1), message,
            advice: advice.map { "\($0); \(otherAdvice)" } ?? otherAdvice)
    }
}
