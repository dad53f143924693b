import ArgumentParser
import CanonicalModel
import DisclosureControl
import Foundation
import Pipeline
import SharingAgreements

/// `sluice policy plan`.
struct PolicyPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Count what a draft would let out of records, beside what leaves now.",
        discussion: """
            Records are decided as in a run, as if the draft were active; nothing is written. Only \
            counts are shown: by practice, reason, kind of entry, and field with its precision. \
            Small ones are not said and others are rounded, as the agreement's \
            `disclosure_control` says, or else as nhs-secondary-care does. \
            A difference is that of the \
            counts shown, so it tells no more than they do.
            Exit codes: 0 done; 2 an agreement, register or mapping is wrong; 3 an input cannot be \
            read.
            """)

    /// How it is told.
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The draft.")
    var agreement: String

    @Option(parsing: .upToNextOption, help: "Records: files or folders.")
    var against: [String] = []

    @Option(
        help: """
            In their place, the folder that a run wrote: the records that its manifest names, as \
            they were then, on the day of that run.
            """)
    var lastRun: String?

    @Option(help: "The agreement as it is now; without it nothing leaves now.")
    var current: String?

    @Option(help: "The flow of the agreements, where they have several.")
    var flow: String?

    @Option(help: "text for people, json for programs.")
    var format = Form.text

    @Option(
        help: "The day, as YYYY-MM-DD (default: that of the last run, or today in Europe/London).")
    var runDate: String?

    @OptionGroup var registers: RegisterOptions
    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        if against.isEmpty == (lastRun == nil) {
            throw ValidationError("name records with --against, or a run with --last-run")
        }
    }

    func run() throws {
        let library = try mapping.load()
        let last: LastRun?
        do throws(Diagnostic) {
            last = try lastRun.map { folder throws(Diagnostic) in try LastRun(folder) }
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(3)
        }
        let day = runDate ?? last?.day
        let draft = try prepared(agreement, library, on: day, isDraft: true)
        let current = try self.current.map { try prepared($0, library, on: day, isDraft: false) }
        let counts: PlannedCounts
        do {
            counts = try PolicyPlanRun(draft: draft, current: current, library).run(
                last?.inputs ?? against)
        } catch let error as Diagnostic {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
        let report = PlanReport(
            counts, profile: draft.compiled.agreement.disclosure, hasCurrent: current != nil)
        switch format {
        case .text: print(report.text)
        case .json: try JSONText.emit(report)
        }
    }

    private func prepared(
        _ file: String, _ library: MappingLibrary, on runDate: String?, isDraft: Bool
    ) throws -> PreparedAgreement {
        let day = try RunDate.parse(runDate)
        let registers = try registers.load(now: try RunDate.lists(runDate))
        do throws(Diagnostics) {
            // A draft may have gaps still.
            let loaded = try LoadedAgreements(files: [file], library: library)
            let prepared = try (isDraft ? loaded.asActive : loaded).prepared(
                flow: flow, runDate: day, registers: registers,
                secret: AgreementOptions.keyForNobody)
            if let agreement = prepared.first { return agreement }
        } catch {
            Terminal.complain(error.description)
        }
        throw ExitCode(2)
    }
}

/// Counts of a plan as they may be shown.
struct PlanReport: Encodable {
    struct Row: Encodable {
        let section, label: String
        let now: String?
        let then: String
        /// What lies between the two as they are shown; `nil` where one is not said.
        let difference: Int?
        let gained, lost: String?
    }
    let profile: String
    let records, unreadable: String
    let rows: [Row]
    private let hasCurrent: Bool

    enum CodingKeys: String, CodingKey { case profile, records, unreadable, rows }

    private static let titles: [PlannedCounts.Section: String] = [
        .practice: "Records that leave, by practice",
        .reason: "Records that stay, by their first reason",
        .kind: "Entries that leave, by kind",
        .field: "Fields that leave, and how precise dates are",
    ]

    init(_ counts: PlannedCounts, profile: DisclosureProfile, hasCurrent: Bool) {
        self.hasCurrent = hasCurrent
        self.profile = profile.name
        records = "\(profile.published(counts.records))"
        unreadable = "\(profile.published(counts.unreadable))"
        let keys = counts.rows.keys.sorted { ($0.section, $0.label) < ($1.section, $1.label) }
        rows = keys.compactMap { key in
            guard let row = counts.rows[key] else { return nil }
            let (now, then) = (profile.published(row.now), profile.published(row.then))
            let isOfRecords = key.section == .practice && hasCurrent
            var difference: Int?
            if case .count(let now) = now, case .count(let then) = then {
                difference = then - now
            }
            return Row(
                section: Self.titles[key.section] ?? "", label: key.label,
                now: hasCurrent ? "\(now)" : nil, then: "\(then)",
                difference: hasCurrent ? difference : nil,
                gained: isOfRecords ? "\(profile.published(row.gained))" : nil,
                lost: isOfRecords ? "\(profile.published(row.lost))" : nil)
        }
    }

    /// One table a section.
    var text: String {
        var lines = [
            "\(records) records, \(unreadable) of them cannot be read; counts as \(profile) has "
                + "them, * for a small one"
        ]
        var section = ""
        let width = rows.map(\.label.count).max() ?? 0
        for row in rows {
            if row.section != section {
                section = row.section
                lines += ["", section]
                lines.append(Self.line("", head(row), width))
            }
            lines.append(Self.line(row.label, cells(row), width))
        }
        return lines.joined(separator: "\n")
    }

    private func head(_ row: Row) -> [String] {
        guard hasCurrent else { return ["would"] }
        return ["now", "would", "change"] + (row.gained == nil ? [] : ["more", "fewer"])
    }

    private func cells(_ row: Row) -> [String] {
        guard let now = row.now else { return [row.then] }
        let difference = row.difference.map { $0 > 0 ? "+\($0)" : "\($0)" } ?? "?"
        return [now, row.then, difference] + [row.gained, row.lost].compactMap(\.self)
    }

    private static func line(_ label: String, _ cells: [String], _ width: Int) -> String {
        "  " + label.padding(toLength: width, withPad: " ", startingAt: 0)
            + cells.map { cell in
                String(repeating: " ", count: max(1, 9 - cell.count)) + cell
            }.joined()
    }
}
