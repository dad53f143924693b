public import CanonicalModel
public import SharingAgreements

/// The registers and lists that a run is given beside its agreements.
public struct Registers: Sendable {
    /// Where they are.
    public struct Sources: Sendable {
        /// Files and folders of signatures and withdrawals.
        public var signUps: [String] = []
        /// The stop register.
        public var stops: String?
        /// The national opt-outs.
        public var nationalOptOuts: String?
        /// Files of local objections.
        public var localOptOuts: [String] = []

        /// None at all.
        public init() {}
    }

    /// The signatures and withdrawals.
    public private(set) var signUps = SignUpRegister()
    /// What agreements are compiled with.
    public private(set) var forRun = RunRegisters()
    /// What is wrong with lists that cannot be relied on; the feeds that need them are empty.
    public private(set) var findings: [Diagnostic] = []
    private(set) var stopWatch: StopWatch?
    private(set) var manifest: ManifestRegisters?

    /// No register.
    public init() {}

    /// Reads everything.
    ///
    /// - Parameter now: The moment of the run in UTC.
    /// - Throws: What is wrong with registers of signatures or of stops. A list of opt-outs that is
    ///   wrong costs only the feeds that need it.
    public static func load(
        _ sources: Sources, now: PartialDate
    ) throws(Diagnostics) -> Registers {
        var registers = Registers()
        registers.forRun.now = now
        var manifest = ManifestRegisters()
        try registers.loadSignUps(sources.signUps, &manifest)
        do throws(Diagnostic) {
            try registers.loadStops(sources.stops, &manifest)
            try registers.loadNational(sources.nationalOptOuts, &manifest)
            try registers.loadLocal(sources.localOptOuts, &manifest)
        } catch {
            throw Diagnostics([error])
        }
        registers.manifest = manifest.isEmpty ? nil : manifest
        return registers
    }

    private mutating func loadSignUps(
        _ paths: [String], _ manifest: inout ManifestRegisters
    ) throws(Diagnostics) {
        var findings: [Diagnostic] = []
        for path in paths {
            do throws(Diagnostic) {
                let files = try Self.files(path)
                for file in files {
                    let text = try Files.text(file)
                    do throws(Diagnostics) {
                        signUps.add(try SignUpRegister.load(yaml: text, file: file))
                    } catch {
                        findings += error.all
                    }
                    manifest.signUps.append(.init(file: file, sha256: Manifest.sha256(text)))
                }
            } catch {
                findings.append(error)
            }
        }
        if !findings.isEmpty { throw Diagnostics(findings) }
    }

    private static func files(_ path: String) throws(Diagnostic) -> [String] {
        guard Files.isDirectory(path) else { return [path] }
        let files = try Files.list(path).filter { $0.hasSuffix(".yaml") }
        guard !files.isEmpty else {
            throw Diagnostic(
                .noInput, file: path, "the folder has no register of signatures",
                advice: "name one, in a file that ends in `.yaml`")
        }
        return files
    }

    private mutating func loadStops(
        _ path: String?, _ manifest: inout ManifestRegisters
    ) throws(Diagnostic) {
        guard let path else { return }
        let watch = try StopWatch(path)
        forRun.stops = watch.stops
        forRun.stoppedPatients = try watch.stoppedPatients()
        stopWatch = watch
        manifest.stops.append(.init(file: path, sha256: try Self.digest(path)))
    }

    private mutating func loadNational(
        _ path: String?, _ manifest: inout ManifestRegisters
    ) throws(Diagnostic) {
        guard let path, let now = forRun.now else { return }
        do throws(Diagnostic) {
            let list = try NationalOptOutFile.load(path, now: now)
            forRun.national = .loaded(list)
            manifest.nationalOptOuts = .init(
                file: path, sha256: try Self.digest(path), taken: Instant.text(list.taken),
                asked: list.asked)
        } catch {
            forRun.national = error.code == .unreadableInput ? .missing : .unreadable
            findings.append(error)
        }
    }

    private mutating func loadLocal(
        _ paths: [String], _ manifest: inout ManifestRegisters
    ) throws(Diagnostic) {
        guard !paths.isEmpty else { return }
        var people: Set<NHSNumber> = []
        forRun.local = .loaded([])
        for path in paths {
            do throws(Diagnostic) {
                people.formUnion(try LocalOptOutFile.load(path))
                manifest.localOptOuts.append(.init(file: path, sha256: try Self.digest(path)))
            } catch {
                forRun.local = error.code == .unreadableInput ? .missing : .unreadable
                findings.append(error)
            }
        }
        if case .loaded = forRun.local { forRun.local = .loaded(people) }
    }

    private static func digest(_ path: String) throws(Diagnostic) -> String {
        var bytes: [UInt8] = []
        try Files.read(path, into: &bytes)
        return Manifest.sha256(ofBytes: bytes)
    }
}

/// The registers and lists of a run, as the manifest names them; what was not given is left out.
struct ManifestRegisters: Encodable, Sendable {
    struct National: Encodable, Sendable {
        let file: String
        let sha256: String
        let taken: String
        let asked: Int
    }
    var signUps: [Manifest.File] = []
    var stops: [Manifest.File] = []
    var nationalOptOuts: National?
    var localOptOuts: [Manifest.File] = []

    var isEmpty: Bool {
        signUps.isEmpty && stops.isEmpty && localOptOuts.isEmpty && nationalOptOuts == nil
    }
}
