public import CanonicalModel
import FoundationEssentials
import Ledger
import RecordMapping
public import RecordReading
import SharingAgreements

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `sluice convert`: records in, feeds out, under agreements.
public struct Conversion: Sendable {
    /// Files and folders; `-` for standard input.
    public var inputs: [String]
    /// The agreements; each makes its own feed.
    public var agreements: [PreparedAgreement]
    /// The mappings.
    public var library: MappingLibrary
    /// The folder that will appear.
    public var output: String
    /// Whether an output folder that is there may be replaced.
    public var replaces = false
    /// Where inputs are that are not where they are said to be: a file that is taken out of a
    /// folder is called what it will be called when it is done.
    var places: [String: String] = [:]
    /// Asked when everything is written and nothing has appeared yet.
    var lastCheck: @Sendable () throws(Diagnostic) -> Void = {}
    /// The folder in which the output is made before it appears; `nil` for beside it.
    var stagingFolder: String?
    /// What earlier runs were told of objections, where no ledger remembers it.
    var earlierObjections: RememberedObjections?
    /// Whether nothing appears where nothing changes for any recipient; needs a ledger.
    var publishesOnlyChanges = false
    /// How the files of each feed stand in its folder.
    public var layout = FeedLayout.flat
    /// How many records are worked on at once.
    public var workers = 1
    /// Files and folders with the demographics of patients, joined by NHS number.
    public var demographics: [String] = []
    /// The files by which postcodes become small areas and their deprivation.
    public var areas: AreaFiles?
    /// Who parses XML.
    public var xmlParser = XMLReader.Parser.tokenizer
    /// How long a record may take to be read and mapped, of the processor; one that takes longer
    /// goes to quarantine.
    public var timeLimit = RecordParser.longestTime
    /// The day of the run.
    public var runDate: PartialDate
    /// The registers and lists that the agreements were prepared with.
    public var registers = Registers()
    /// What recipients have already, so that only what changes leaves; `nil` for full extracts.
    public var ledger: LedgerOptions?
    /// Who signs the manifest.
    public var signer: ManifestSigner?
    /// What time it is; `nil` for a run whose day is given, where it is always that day.
    public var clock: @Sendable () -> RunMoment? = { nil }
    /// Who is told.
    public var observer = RunObserver()
    /// Whether to stop: asked before each record.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Describes a run.
    public init(
        inputs: [String], agreements: [PreparedAgreement], library: MappingLibrary, output: String,
        runDate: PartialDate
    ) {
        self.inputs = inputs
        self.agreements = agreements
        self.library = library
        self.output = output
        self.runDate = runDate
    }

    /// Runs, and publishes the output whole.
    ///
    /// - Throws: Why nothing was published. What cannot be read or mapped does not stop a run.
    public func run() async throws(Diagnostic) -> RunSummary {
        let codes = try OptOutCodes.required(of: library)
        try requireEverybody()
        observer.report(records: 0, bytes: 0, findings: registers.findings)
        let session = try ledger.map { options throws(Diagnostic) in
            try LedgerSession(options, agreements)
        }
        let staging = try Staging(
            output: output, replaces: replaces, in: stagingFolder)
        do throws(Diagnostic) {
            if stagingFolder == nil, let finding = Staging.openFolder(staging.parent) {
                observer.report(records: 0, bytes: 0, findings: [finding])
            }
            let files = try inputFiles(staging)
            let people = try loadSources()
            let known = await statedObjections(in: files, staging, codes)
            var state = try await pass(
                files, staging, codes, people, objections: known, session)
            let takesSecondPass = hasUnseenObjections(state, known)
            if takesSecondPass {
                state.quarantine.abandon()
                try Self.empty(staging)
                state = try await pass(
                    files, staging, codes, people, objections: state.evidence, session)
            }
            if let shown = shownCodes(state) {
                let objections = takesSecondPass ? state.evidence : known
                state.quarantine.abandon()
                try Self.empty(staging)
                state = try await pass(
                    files, staging, codes, people, objections: objections, shown: shown,
                    session)
            }
            let tables = try publishTables(&state, session)
            try refuseIdentifiers(in: state)
            let reports = try reportAnonymity(state, staging)
            let changes = try session.map { session throws(Diagnostic) in
                try close(session, state, staging)
            }
            var done = summary(state, tables, tookSecondPass: takesSecondPass, changes)
            done.isPublished = !publishesOnlyChanges || changes?.isEmpty != true
            guard done.isPublished else {
                state.quarantine.abandon()
                session?.undo()
                staging.discard()
                return done
            }
            try await publish(state, tables, reports, people, staging, changes)
            earlierObjections?.learn(state.told)
            return done
        } catch {
            session?.undo()
            staging.discard()
            throw error
        }
    }

    // MARK: - Inputs

    private func inputFiles(_ staging: Staging) throws(Diagnostic) -> [String] {
        var files: [String] = []
        for input in inputs {
            if input == "-" {
                try spool(staging)
                files.append(input)
            } else if Files.isDirectory(input) {
                files += try Files.list(input)
            } else {
                files.append(input)
            }
        }
        // One that is gone goes to quarantine; where nothing is there, the names are wrong.
        // With a ledger there may be something to call back all the same.
        let mayBeEmpty = ledger != nil && inputs.allSatisfy(Files.isDirectory)
        guard mayBeEmpty || files.contains(where: { $0 == "-" || Files.exists(places[$0] ?? $0) })
        else {
            throw Diagnostic(
                .noInput, file: inputs.joined(separator: " "), "there is nothing to read",
                advice: "name files, or folders that hold some")
        }
        return files
    }

    private func loadSources() throws(Diagnostic) -> PatientSources {
        try PatientSources(
            demographics: demographics, areas: areas, library, isInterrupted: isInterrupted
        ) { observer.report(records: 0, bytes: 0, findings: [$0]) }
    }

    /// Keeps standard input in a hidden file, since a second pass may read it again.
    private func spool(_ staging: Staging) throws(Diagnostic) {
        try Staging.make(staging.folder + "/.input")
        var sink = try FileSink(name: ".input/-", in: staging.folder)
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while !isInterrupted() {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&input, 1, 200)
            if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            let count = try Files.read(STDIN_FILENO, "-", into: &block, from: 0)
            if count == 0 { break }
            try sink.append(Array(block[..<count]))
        }
        _ = try sink.finish()
    }

    /// What is read, from where it is.
    func source(_ files: [String], _ staging: Staging) -> SharedSource {
        let spooled = ["-": staging.folder + "/.input/-"]
        return SharedSource(
            files, places: places.merging(spooled) { place, _ in place },
            spoolFolder: staging.folder)
    }

    // MARK: - A pass

    private func pass(
        _ files: [String], _ staging: Staging, _ codes: OptOutCodes, _ people: PatientSources,
        objections: [NHSNumber: OptOutEvidence], shown: [Set<Int>?]? = nil,
        _ session: LedgerSession?
    ) async throws(Diagnostic) -> Collector.State {
        try session?.ledger.begin()
        var feeds: [AgreementFeed] = []
        for agreement in agreements {
            feeds.append(
                try AgreementFeed(
                    agreement, in: staging.folder, layout: layout, holdsCounts: session != nil))
        }
        let quarantine = try FileSink(name: "quarantine.ndjson", in: staging.folder)
        let collector = Collector(
            feeds: feeds, tables: agreements.map(RunTables.init),
            anonymity: agreements.map(\.anonymity), rareCodes: agreements.map(\.rareCodes),
            quarantine: quarantine, workers: workers, observer: observer, ledger: session?.ledger)
        let source = source(files, staging)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    await work(
                        source, collector, codes, people, objections, shown, session)
                }
            }
        }
        if isInterrupted() {
            throw Diagnostic(
                .interrupted, file: output, "the run was interrupted",
                advice: "nothing was published; run it again")
        }
        var state = try collector.finish()
        let lines = source.lineDigests
        for file in files {
            if let read = lines[file] { state.inputs.append((file, read.digest, read.bytes)) }
        }
        return state
    }

    /// One long-lived worker: takes a record, processes it, hands the result on.
    @concurrent
    private func work(
        _ source: SharedSource, _ collector: Collector, _ codes: OptOutCodes,
        _ people: PatientSources, _ objections: [NHSNumber: OptOutEvidence],
        _ shown: [Set<Int>?]?, _ session: LedgerSession?
    ) async {
        var worker = RecordWorker(
            mappings: library.mappings, agreements: agreements, optOutCodes: codes,
            objections: KnownObjections(
                objections, earlier: session?.objections ?? earlierObjections),
            demographics: people.demographics?.people, areas: people.areas?.table,
            xmlParser: xmlParser,
            terminology: library.terminology, timeLimit: timeLimit, facts: library.facts,
            ledger: session, shownCodes: shown)
        var tree = SourceTree()
        var result = RecordResult(agreements: agreements.count)
        while !isInterrupted(), collector.failure == nil {
            guard let input = source.next(into: &tree.bytes) else { return }
            do throws(Diagnostic) {
                try registers.stopWatch?.check(agreements)
            } catch {
                return collector.fail(error)
            }
            while !collector.admits(input.number, part: input.part) {
                try? await Task.sleep(for: .milliseconds(1))
            }
            worker.process(input, &tree, into: &result)
            if source.divide(input, tree.bytes, after: result.refusal) {
                result.removeAll()
            } else {
                collector.deliver(&result)
            }
        }
    }

    /// Removes what a first pass has written.
    private static func empty(_ staging: Staging) throws(Diagnostic) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: staging.folder)) ?? []
        for name in names where name != ".input" && name != Staging.lockName {
            try? FileManager.default.removeItem(atPath: staging.folder + "/" + name)
        }
    }

    // MARK: - Publishing

    private func publish(
        _ state: Collector.State, _ tables: [[TableOutcome]], _ reports: [OutputFile],
        _ people: PatientSources, _ staging: Staging, _ changes: LedgerChanges?
    ) async throws(Diagnostic) {
        var state = state
        var feeds: [Manifest.Feed] = []
        for (index, agreement) in agreements.enumerated() {
            feeds.append(
                try Manifest.Feed(
                    agreement, state.tallies[index], state.quarantined, feed: state.feeds[index],
                    records: state.records, tables: tables[index],
                    practices: state.practices))
            feeds[index].rareCodes = Manifest.RareCodes(agreement, state.suppressed[index])
            feeds[index].ledger = changes?.outcomes.first { $0.index == index }?.manifest
        }
        let manifest = Manifest(
            sluice: Sluice.version, runDate: runDate.dayText,
            agreements: feeds, registers: registers.manifest,
            demographics: people.demographics.map {
                Manifest.Joined($0.people, $0.inputs, state.joins, hidesCounts: hidesCounts)
            },
            areas: people.areas.map {
                Manifest.Placed($0.table, $0.inputs, state.placings, hidesCounts: hidesCounts)
            },
            fieldsLeftOut: hidesCounts ? nil : Self.fields(state.quarantined),
            partsNotRead: hidesCounts || state.unread.isEmpty ? nil : state.unread,
            mappings: library.files.map {
                Manifest.File(file: $0.path, sha256: Manifest.sha256($0.text))
            },
            terminology: ManifestTerminology(
                library.terminology, hidesCounts ? nil : state.codes),
            inputs: state.inputs, hidesCounts: hidesCounts,
            outputs: state.feeds.flatMap(\.files) + reports + (changes?.files ?? [])
                + [try OutputFile(&state.quarantine, countsRows: !hidesCounts)])
        let bytes = try manifest.json(
            inputs: state.inputs,
            isAnonymous: agreements.contains { agreement in
                agreement.compiled.agreement.deidentification.level == .pseudonymised
            })
        try requireTime(state, manifest: bytes, changes)
        try changes?.notePractices(agreements, state.practices)
        try Self.write(bytes, "manifest.json", staging)
        if let signer { try Self.write(signer.signature(of: bytes), ManifestSigner.file, staging) }
        try? FileManager.default.removeItem(atPath: staging.folder + "/.input")
        try staging.makeLast()
        try checkOnceMore()
        let run = try changes?.commit(
            runDate.dayText, manifest: bytes, inputs: state.inputs, staging)
        try staging.publish()
        if let run { try changes?.session.ledger.settle(run) }
    }

    private static func write(
        _ bytes: [UInt8], _ name: String, _ staging: Staging
    ) throws(Diagnostic) {
        var sink = try FileSink(name: name, in: staging.folder)
        try sink.append(bytes)
        _ = try sink.finish()
    }

    private static func fields(_ quarantine: QuarantineTally) -> [String: [String: Int]] {
        var fields: [String: [String: Int]] = [:]
        for (kind, codes) in quarantine.fields {
            fields[kind.name] = Dictionary(
                codes.map { ("E\($0.key.number)", $0.value) }, uniquingKeysWith: +)
        }
        return fields
    }

    /// Whether only tables of counts leave: then nothing tells how many people or records there
    /// are, since a reader could subtract what is published from it.
    private var hidesCounts: Bool { agreements.allSatisfy(\.isAggregate) }

    private func summary(
        _ state: Collector.State, _ tables: [[TableOutcome]], tookSecondPass: Bool,
        _ changes: LedgerChanges?
    ) -> RunSummary {
        RunSummary(
            feeds: agreements.enumerated().map { index, agreement in
                var feed = RunSummary.Feed(
                    agreement, state.tallies[index], state.quarantined, tables[index], output)
                feed.rareCodings = agreement.rareCodes.map { _ in state.suppressed[index] }
                let outcome = changes?.outcomes.first { $0.index == index }
                (feed.change, feed.removalsHeld) = (
                    outcome?.change, outcome?.manifest.held.map(\.practice) ?? []
                )
                return feed
            },
            hidesCounts: hidesCounts,
            records: state.records, recordsQuarantined: state.recordsQuarantined,
            quarantineLines: state.quarantine.rows,
            demographics: demographics.isEmpty
                ? nil
                : (
                    state.joins[.joined] ?? 0, state.joins[.notFound] ?? 0,
                    state.joins[.conflicting] ?? 0
                ),
            areas: areas.map { _ in
                (
                    state.placings[.placed] ?? 0, state.placings[.withoutDecile] ?? 0,
                    state.placings[.unknown] ?? 0, state.placings[.withoutPostcode] ?? 0
                )
            },
            unread: RunSummary.kinds(unread: state.unread), bytes: state.inputBytes,
            tookSecondPass: tookSecondPass, output: output)
    }
}

/// The program itself.
public enum Sluice {
    /// The version that manifests and `--version` name.
    public static let version = "0.1.0"
}
