public import CanonicalModel
public import DisclosureControl
public import Indicators
import SharingAgreements
public import Terminology

/// A run of indicators over finished feeds: reads the feeds, counts, and makes the counts safe.
public struct IndicatorRun {
    /// The feeds, all of one agreement and day.
    public let feeds: [FeedFolder]
    /// The last day of every period.
    public let lastDay: CalendarDay

    /// Opens feeds that can be counted together.
    ///
    /// - Parameter lastDay: The last day of every period; `nil` for the day of the feeds' run.
    /// - Throws: `unusable-feed`; `feeds-disagree` for other agreements, versions or days.
    public init(_ folders: [String], lastDay: CalendarDay?) throws(Diagnostic) {
        var feeds: [FeedFolder] = []
        for folder in folders { feeds.append(try FeedFolder(folder)) }
        guard let first = feeds.first else {
            throw Diagnostic(.unusableFeed, file: "-", "no feed is given")
        }
        for feed in feeds.dropFirst() {
            guard feed.agreement.sha256 == first.agreement.sha256 else {
                throw Diagnostic(
                    .feedsDisagree, file: feed.folder,
                    "the feed was made under `\(feed.agreement.agreement)` "
                        + "\(feed.agreement.version), not under `\(first.agreement.agreement)` "
                        + "\(first.agreement.version)",
                    advice: "count feeds of one agreement and version together")
            }
            guard lastDay != nil || feed.runDay == first.runDay else {
                throw Diagnostic(
                    .feedsDisagree, file: feed.folder,
                    "the feed is of \(feed.runDay.text), not of \(first.runDay.text)",
                    advice: "say until which day to count with `--as-of`")
            }
        }
        self.feeds = feeds
        self.lastDay = lastDay ?? first.runDay
    }

    /// Counts, and makes the counts safe.
    public func results(
        _ library: IndicatorLibrary, only chosen: [String], organisations: Organisations,
        profile: DisclosureProfile, standard: StandardPopulation?
    ) throws(Diagnostics) -> IndicatorResults {
        let definitions = library.definitions.filter { chosen.isEmpty || chosen.contains($0.id) }
        let plan = try IndicatorPlan(definitions, of: library, lastDay: lastDay)
        do throws(Diagnostic) {
            let tables = try FeedTables(feeds, kinds: plan.kinds)
            var counting = IndicatorCounting(plan, shape: tables.shape)
            try tables.count(into: &counting, kinds: plan.kinds)
            return counting.results(
                basis(profile), organisations: organisations, profile: profile, standard: standard)
        } catch {
            throw Diagnostics([error])
        }
    }

    /// What the results stand on; the counts of records are made safe as any other.
    private func basis(_ profile: DisclosureProfile) -> IndicatorResults.Basis {
        var basis = IndicatorResults.Basis()
        let agreement = feeds[0].agreement
        (basis.agreement, basis.version) = (agreement.agreement, agreement.version)
        (basis.sha256, basis.recipient) = (agreement.sha256, agreement.recipient)
        basis.purpose = agreement.purpose
        var counts: [String: Int] = [:]
        for records in feeds.map(\.agreement.records) {
            counts["", default: 0] += records.released
            for (reason, count) in records.withheld { counts[reason, default: 0] += count }
        }
        let names = counts.keys.sorted()
        let table = try? CountTable(names.map { [counts[$0] ?? 0] }).protected(under: profile)
        guard let table else { return basis }
        let rows = names.enumerated().map { line, name in
            (name.isEmpty ? "released" : name, table.published[line, 0].description)
        }
        basis.records = [("read", table.published[names.count, 0].description)] + rows
        return basis
    }

    /// What a reason of a manifest means, for people; the word itself where it is not known.
    public static func meaning(ofReason name: String) -> String {
        Reason.allCases.first { $0.name == name }?.sentence ?? name
    }
}

/// Where definitions, code sets and standard populations are.
public enum IndicatorFiles {
    /// Loads the definitions of a folder, with the code sets of `codes` in it and beside it.
    ///
    /// - Parameters:
    ///   - own: Folders of a site's own code sets, which take the place of others of the same name.
    ///   - shared: Folders of code sets that others use too.
    /// - Throws: Everything that is wrong with them.
    public static func library(
        _ folder: String, own: [String], shared: [String], terminology: TerminologyFile?
    ) throws(Diagnostics) -> IndicatorLibrary {
        let (definitions, sets) = try read(folder, own: own, shared: shared)
        return try IndicatorLibrary(
            definitions: definitions, codeSets: sets, own: own.count, terminology: terminology)
    }

    private static func read(
        _ folder: String, own: [String], shared: [String]
    ) throws(Diagnostics) -> (
        definitions: [(file: String, yaml: String)], sets: [[(file: String, yaml: String)]]
    ) {
        do throws(Diagnostic) {
            let definitions = try texts(folder, isDeep: false)
            guard !definitions.isEmpty else {
                throw Diagnostic(
                    .unreadableInput, file: folder, "there are no definitions of indicators here",
                    advice: "name the folder with `--definitions`")
            }
            let parent = folder.split(separator: "/", omittingEmptySubsequences: false)
                .dropLast().joined(separator: "/")
            let beside = ["\(folder)/codes", (parent.isEmpty ? "." : parent) + "/codes"]
            var sets: [[(file: String, yaml: String)]] = []
            for place in own { sets.append(try texts(place, isDeep: true)) }
            for place in beside + shared where Files.isDirectory(place) {
                sets.append(try texts(place, isDeep: true))
            }
            return (definitions, sets)
        } catch {
            throw Diagnostics([error])
        }
    }

    private static func texts(
        _ folder: String, isDeep: Bool
    ) throws(Diagnostic) -> [(file: String, yaml: String)] {
        var found: [(file: String, yaml: String)] = []
        for path in try Files.list(folder) where path.hasSuffix(".yaml") {
            let isInside = path.dropFirst(folder.count + 1).contains("/")
            if isDeep || !isInside { found.append((path, try Files.text(path))) }
        }
        return found
    }
}
