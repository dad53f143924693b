import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance

/// `sluice policy new`.
struct PolicyNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write the draft of an agreement, with every section and a comment on each.",
        discussion: """
            It prints the draft, or writes it to a folder, with the code sets that it names where \
            the folder has none of that name. It says FILL IN wherever you have to say \
            something; `sluice policy check` finds these places. Kinds of draft:
            """
                + PolicyTemplate.allCases.map { "\n  \($0.rawValue): \($0.summary)" }.joined()
                + "\nExit codes: 0 written; 3 the folder has an agreement, or cannot be written.")

    @Option(
        help: "The kind of agreement.",
        transform: { word in
            if let kind = PolicyTemplate(rawValue: word) { return kind }
            let kinds = PolicyTemplate.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--template takes one of \(kinds)")
        })
    var template: PolicyTemplate

    @Option(help: "The id: lower-case letters, digits and hyphens (default: the kind).")
    var id: String?

    @Option(help: "The first day in force, as YYYY-MM-DD (default: the first of next month).")
    var from: String?

    @Option(help: "A folder for the draft and the code sets that it names.")
    var out: String?

    func run() throws {
        let draft = template.draft(id: id ?? template.rawValue, from: try firstDay())
        guard let out else { return print(draft, terminator: "") }
        let file = "\(out)/agreement.yaml"
        try Terminal.writing(file) {
            try FileManager.default.createDirectory(
                atPath: out, withIntermediateDirectories: true)
            try write(draft, file)
            let known = Set(PreparedAgreement.codeSetFiles(beside: file).map { name(of: $0) })
            for set in StarterCodeSets.files
            where draft.contains(set.name) && !known.contains(set.name)
                || set.name == "legally-restricted" && !known.contains(set.name)
            {
                try FileManager.default.createDirectory(
                    atPath: "\(out)/codes", withIntermediateDirectories: true)
                try write(set.yaml, "\(out)/codes/\(set.name).yaml")
            }
        }
        print("\(file): fill in what says FILL IN, then run `sluice policy check \(file)`")
    }

    /// Never over a file that is there.
    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    }

    private func name(of path: String) -> String {
        path.split(separator: "/").last.map { String($0.dropLast(5)) } ?? path
    }

    private func firstDay() throws -> PartialDate {
        if let from { return try RunDate.parse(from, option: "--from") }
        let today = try RunDate.parse(nil)
        let month = today.year * 12 + today.month
        return PartialDate(.day, year: month / 12, month: month % 12 + 1, day: 1) ?? today
    }
}

/// `sluice policy schema`.
struct PolicySchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of agreements, for editors that complete and check.",
        discussion: """
            For an editor with the YAML language server, write the schema beside the agreements \
            and begin each with: # yaml-language-server: $schema=agreement.schema.json
            """)

    func run() { print(AgreementSchema.json, terminator: "") }
}
