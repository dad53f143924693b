import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline

/// The day of a run, and what time it is.
enum RunDate {
    /// Reads the `YYYY-MM-DD` of an option, or takes today's date in Europe/London.
    static func parse(_ text: String?, option: String = "--run-date") throws -> PartialDate {
        guard let text else {
            if let today = day(Date()) { return today }
            throw ValidationError(
                "today's date in Europe/London cannot be found here; say --run-date")
        }
        guard let date = PartialDate(dayText: text) else {
            throw ValidationError(
                "`\(text)` is not a day that exists; write it as `\(option) 2026-04-01`")
        }
        return date
    }

    /// The moment that the age of lists counts back from: now, or the end of the day of the run, so
    /// that no list passes for younger than it may be.
    static func lists(_ text: String?) throws -> PartialDate {
        guard text != nil else { return instant() }
        return Instant.end(of: try parse(text)) ?? instant()
    }

    /// Now; `nil` where the day in Europe/London cannot be found, which was said at the start.
    static func moment() -> RunMoment? {
        let now = Date()
        return day(now).map { RunMoment(day: $0, instant: instant(now)) }
    }

    /// A moment in UTC, known to the second.
    static func instant(_ date: Date = Date()) -> PartialDate {
        let parts = parts(of: date, in: .gmt)
        let moment = PartialDate(
            .second, year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1,
            hour: parts.hour ?? 0, minute: parts.minute ?? 0, second: parts.second ?? 0, offset: 0)
        guard let moment else { preconditionFailure("the clock shows no time that exists") }
        return moment
    }

    private static func day(_ date: Date) -> PartialDate? {
        guard let zone = TimeZone(identifier: "Europe/London") else { return nil }
        let parts = parts(of: date, in: zone)
        guard let year = parts.year, let month = parts.month, let day = parts.day else {
            return nil
        }
        return PartialDate(.day, year: year, month: month, day: day)
    }

    private static func parts(of date: Date, in zone: TimeZone) -> DateComponents {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: date)
    }
}

/// The registers and lists that a run is given.
struct RegisterOptions: ParsableArguments {
    @Option(
        help: """
            A register of signatures and withdrawals beside those in the agreements: a file or a \
            folder. May be given several times.
            """)
    var signUps: [String] = []

    @Option(help: "The stop register, from `sluice stop`.")
    var stops: String?

    @Option(help: "The list of national opt-outs, from `sluice optouts load`.")
    var optOuts: String?

    @Option(help: "A list of local objections; may be given several times.")
    var localOptOuts: [String] = []

    /// Reads them; says everything that is wrong and ends otherwise.
    func load(now: PartialDate) throws -> Registers {
        do throws(Diagnostics) {
            return try Registers.load(sources, now: now)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// Where they are.
    var sources: Registers.Sources {
        var sources = Registers.Sources()
        (sources.signUps, sources.stops) = (signUps, stops)
        (sources.nationalOptOuts, sources.localOptOuts) = (optOuts, localOptOuts)
        return sources
    }

    /// The files that are named, and those of folders that are.
    var files: [String] {
        let named = signUps + [stops, optOuts].compactMap(\.self) + localOptOuts
        return named.flatMap { [$0] + (Files.isDirectory($0) ? (try? Files.list($0)) ?? [] : []) }
    }
}
