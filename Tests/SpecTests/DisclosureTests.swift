import CanonicalModel
import DisclosureControl
import Foundation
import Pipeline
import Testing

/// What must not stand in the feeds, looked for as bytes in every file.
@Suite struct DisclosureTests {
    /// Every file of the feed of one agreement as one text, and the quarantine's.
    private static func feed(_ name: String) async throws -> String {
        let files = try await Neighbourhood.run().filter {
            ($0.key.hasPrefix(name + "/") && !$0.key.contains("/data"))
                || $0.key == "quarantine.ndjson"
        }
        #expect(files.count > 8)
        return files.sorted { $0.key < $1.key }
            .map { String(decoding: $0.value, as: UTF8.self) }.joined(separator: "\n")
    }

    /// A value is told by its kind and length: a failed test must not print it.
    private static func expectAbsent(_ values: Set<String>, _ what: String, in feed: String) {
        #expect(!values.isEmpty, "there is no \(what) to look for")
        let bytes = Data(feed.utf8)
        for value in values {
            let isAbsent = bytes.range(of: Data(value.utf8)) == nil
            #expect(isAbsent, "\(what) of \(value.utf8.count) bytes")
        }
    }

    @Test func thePseudonymisedFeedHoldsNoDirectIdentifierAndNoFreeText() async throws {
        let feed = try await Self.feed(Neighbourhood.frailty)
        var found: [Identifiability: Set<String>] = [:]
        for (_, entry) in try Neighbourhood.entries() {
            let kind = try #require(EntryKind(name: entry["kind"] as? String ?? ""))
            for field in kind.definition.fields {
                guard let value = entry[field.name] as? String, value.utf8.count > 3 else {
                    continue
                }
                // The title "Medication" is a word of resource types too.
                if kind == .heading, !value.contains(" ") { continue }
                found[field.identifiability, default: []].insert(value)
            }
        }
        for kind in [Identifiability.directIdentifier, .freeText] {
            Self.expectAbsent(found[kind] ?? [], kind.rawValue, in: feed)
        }
        let days = try Neighbourhood.entries().compactMap { $0.entry["birth_date"] as? String }
        Self.expectAbsent(Set(days.filter { $0.count == 10 }), "birth date", in: feed)
    }

    @Test func thePseudonymisedFeedHoldsNothingOfTheSourcesPeopleOrIds() async throws {
        let feed = try await Self.feed(Neighbourhood.frailty)
        let readme = try String(
            contentsOf: Neighbourhood.samples.appendingPathComponent("README.md"), encoding: .utf8)
        var names: Set<String> = []
        for row in readme.split(separator: "\n") where row.hasPrefix("| `") {
            let name = row.split(separator: "|")[4].split(separator: " ")
            names.formUnion(name.map(String.init))
        }
        // Ids as sources write them: GUIDs, and the numbers of SystmOne.
        let patterns = [
            "([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})",
            #"[">](99[0-9]{8})["<]"#, #"([0-9a-f]{8}00000000)"#,
            #"[">](ZA[0-9]+ [0-9][A-Z]{2})["<]"#, #"[">](01632[0-9]{6})["<]"#,
        ]
        var found = Array(repeating: Set<String>(), count: patterns.count)
        for path in try Neighbourhood.records() {
            let text = try Files.text(path)
            for (index, pattern) in patterns.enumerated() {
                found[index].formUnion(try captures(pattern, in: text))
            }
        }
        let quarantine = try #require(feed.range(of: #"{"input":"#)?.lowerBound)
        Self.expectAbsent(names, "name", in: String(feed[..<quarantine]))
        for values in found { Self.expectAbsent(values, "source value", in: feed) }
    }

    @Test(arguments: [Neighbourhood.frailty, Neighbourhood.directCare])
    func nothingConfidentialLeaves(_ name: String) async throws {
        let feed = try await Self.feed(name)
        let entries = try Neighbourhood.entries()
        let marked = entries.filter { $0.entry["confidential"] != nil }
        var ids = Set(marked.compactMap { $0.entry["id"] as? String })
        let encounters = Set(
            marked.filter { $0.entry["kind"] as? String == "encounter" }
                .compactMap { $0.entry["id"] as? String })
        for (_, entry) in entries {
            if let encounter = entry["encounter"] as? String, encounters.contains(encounter),
                let id = entry["id"] as? String
            {
                ids.insert(id)
            }
        }
        #expect(ids.count > 8)
        Self.expectAbsent(ids, "id of a confidential item", in: feed)
    }

    /// Direct care asks no Type 1 objection; every other use does.
    @Test func anObjectorIsInNoFileOfTheFeedForOtherUses() async throws {
        let feed = try await Self.feed(Neighbourhood.frailty)
        let objectors = Set(
            try DecisionTests.stories().filter { $0.outcome.contains("Type 1") }.map(\.file))
        #expect(objectors.count >= 8)
        let master = try #require(MasterKey(hexadecimal: Array(Neighbourhood.key.utf8)))
        let pseudonymiser = Pseudonymiser(
            masterKey: master, epoch: "1", scope: "linkage/estuary")
        var (hidden, shown) = (Set<String>(), 0)
        for (file, entry) in try Neighbourhood.entries() where entry["kind"] as? String == "patient"
        {
            guard let number = entry["nhs_number"] as? String else { continue }
            let pseudonym = String(
                decoding: pseudonymiser.pseudonym(
                    system: Array("https://fhir.nhs.uk/Id/nhs-number".utf8),
                    value: Array(number.utf8)), as: UTF8.self)
            if objectors.contains(where: { file.hasSuffix($0) }) {
                hidden.formUnion([number, pseudonym])
            } else if feed.contains(pseudonym) {
                shown += 1
            }
        }
        Self.expectAbsent(hidden, "objector's number or pseudonym", in: feed)
        // The pseudonyms are the feed's own, or their absence would say nothing.
        #expect(shown > 10)
    }

    /// What the first group of `pattern` matches.
    private func captures(_ pattern: String, in text: String) throws -> Set<String> {
        let whole = NSRange(text.startIndex..., in: text)
        let matches = try NSRegularExpression(pattern: pattern).matches(in: text, range: whole)
        return Set(
            matches.compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } })
    }
}
