import Testing

/// The rules of the house, held against the house.
@Suite struct HouseTests {
    private let files = Checkout.swiftFiles

    @Test func thereAreSourcesToCheck() {
        #expect(files.count > 20)
        #expect(Set(files.compactMap(\.room)).isSuperset(of: ["CanonicalModel", "sluice"]))
    }

    @Test func everyImportIsAllowedByTheMapOfRooms() {
        let found = files.flatMap(Rooms.wrongImports)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test func everyDependencyIsAllowedByTheMapOfRooms() throws {
        let manifest = Manifest(text: try #require(Checkout.text(of: "Package.swift")))
        let targets = manifest.targets.filter { !$0.isTest }.map(\.name)
        #expect(Set(targets) == Set(Rooms.mayImport.keys))
        let found = manifest.findings()
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: Rooms.mayImport.keys.sorted())
    func theMapInContributingHasTheRoom(_ room: String) throws {
        let text = try #require(Checkout.text(of: "CONTRIBUTING.md"))
        let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `\(room)` |") })
        let imports = try #require(row.split(separator: "|").last)
        let allowed = try #require(Rooms.mayImport[room])
        for words in [("every stage", "Pipeline"), ("everything", "sluice")]
        where imports.contains(words.0) {
            #expect(room == words.1)
            return
        }
        let named = Set(imports.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        #expect(named == (allowed.isEmpty ? ["nothing"] : allowed))
    }

    @Test func filesFunctionsAndLinesAreShort() {
        let found = files.flatMap(Sizes.findings)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: Ban.all)
    func nobodyWrites(_ ban: Ban) {
        let found = files.flatMap(ban.findings)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: ["Package.swift", "Makefile", ".ci/run"])
    func theBuildKeepsItsChecksOn(_ path: String) throws {
        let text = try #require(Checkout.text(of: path))
        #expect(!text.contains("-Ounchecked"))
        #expect(!text.contains("-enforce-exclusivity"))
        #expect(!text.contains("-suppress-warnings"))
    }

    @Test(arguments: [
        "AllPublicDeclarationsHaveDocumentation", "NeverForceUnwrap", "NeverUseForceTry",
    ])
    func lintHasTheRuleOn(_ rule: String) throws {
        let text = try #require(Checkout.text(of: ".swift-format"))
        #expect(text.contains("\"\(rule)\": true"))
    }

    @Test func aDiagnosticCodeIsDeclaredOnce() {
        let found = DiagnosticCodes.findings(in: files.filter { $0.room != nil })
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test func everyRoomHasATestThatAsserts() {
        let rooms = Set(files.compactMap(\.room)).sorted()
        let tests = files.filter { $0.path.hasPrefix("Tests/") }
        let found = TestCover.findings(rooms: rooms, tests: tests)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(.enabled(if: !Checkout.trackedPaths.isEmpty, "needs a git checkout"))
    func nothingStrangeIsTracked() {
        let found = Tracked.wrongNames(among: Checkout.trackedPaths)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(.enabled(if: !Checkout.trackedPaths.isEmpty, "needs a git checkout"))
    func nobodysMachineIsNamed() {
        let found = Checkout.trackedPaths.flatMap { path in
            Checkout.content(of: path).map { Tracked.machinePaths(in: $0, path: path) } ?? []
        }
        #expect(found.isEmpty, "\(found.report)")
    }
}
