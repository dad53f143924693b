// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        // What Tests/Fuzz is linked with; nothing is built for them otherwise.
        .library(
            name: "SluiceReading",
            targets: [
                "CanonicalModel", "StrictYAML", "Terminology", "RecordReading", "RecordMapping",
            ]),
        .library(name: "SluiceRunning", targets: ["SharingAgreements", "Ledger", "Pipeline"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CSystem"),
        .target(name: "CanonicalModel"),
        .target(
            name: "StrictYAML",
            dependencies: ["CanonicalModel", .product(name: "Yams", package: "Yams")]),
        .target(name: "Terminology", dependencies: ["CanonicalModel", "StrictYAML"]),
        .target(name: "RecordReading", dependencies: ["CanonicalModel", "CLibXML2", "CSystem"]),
        .target(
            name: "RecordMapping", dependencies: ["CanonicalModel", "StrictYAML", "Terminology"]),
        .target(name: "DecisionDiagrams"),
        .target(
            name: "PolicyReasoning",
            dependencies: [
                "CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements",
                "DecisionDiagrams",
            ]),
        .target(
            name: "DisclosureControl",
            dependencies: ["CanonicalModel", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "SharingAgreements",
            dependencies: ["CanonicalModel", "StrictYAML", "Terminology", "DisclosureControl"]),
        .target(
            name: "PolicyWorkbench",
            dependencies: [
                "CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements",
                "DisclosureControl",
            ]),
        .target(
            name: "PolicyGuidance",
            dependencies: ["CanonicalModel", "StrictYAML", "Terminology", "SharingAgreements"]),
        .target(
            name: "Measurements", dependencies: ["CanonicalModel", "StrictYAML", "Terminology"]),
        .target(
            name: "DerivedFacts", dependencies: ["CanonicalModel", "StrictYAML", "Terminology"]),
        .target(name: "ParquetWriting", dependencies: ["CLibXML2"]),
        .target(
            name: "SQLiteWriting",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "Feeds",
            dependencies: [
                "CanonicalModel", "Measurements", "DisclosureControl", "ParquetWriting",
                "SQLiteWriting",
            ]),
        .target(
            name: "Indicators",
            dependencies: ["CanonicalModel", "StrictYAML", "Terminology", "DisclosureControl"]),
        .target(
            name: "DefinedFeeds",
            dependencies: ["CanonicalModel", "StrictYAML", "Terminology", "Feeds"]),
        .target(name: "SyntheticRecords", dependencies: ["CanonicalModel"]),
        .target(
            name: "Ledger",
            dependencies: ["CanonicalModel", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "Pipeline",
            dependencies: [
                "CSystem", "CanonicalModel", "Terminology", "RecordReading", "RecordMapping",
                "SharingAgreements", "PolicyReasoning", "DisclosureControl", "Measurements",
                "DerivedFacts", "ParquetWriting", "SQLiteWriting", "Feeds", "DefinedFeeds",
                "Ledger", "Indicators",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "CanonicalModel", "Terminology", "RecordReading", "RecordMapping",
                "SharingAgreements", "PolicyWorkbench", "PolicyReasoning", "PolicyGuidance",
                "DisclosureControl", "Feeds", "DefinedFeeds", "Indicators", "SyntheticRecords",
                "Ledger", "Pipeline",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "CanonicalModelTests", dependencies: ["CanonicalModel"]),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML", "CanonicalModel"]),
        .testTarget(name: "TerminologyTests", dependencies: ["Terminology", "CanonicalModel"]),
        .testTarget(
            name: "RecordReadingTests", dependencies: ["RecordReading", "CanonicalModel"]),
        .testTarget(
            name: "RecordMappingTests",
            dependencies: ["RecordMapping", "RecordReading", "Terminology", "CanonicalModel"]),
        .testTarget(
            name: "SharingAgreementsTests",
            dependencies: [
                "SharingAgreements", "DisclosureControl", "Terminology", "CanonicalModel",
            ]),
        .testTarget(
            name: "PolicyWorkbenchTests",
            dependencies: [
                "PolicyWorkbench", "SharingAgreements", "Terminology", "CanonicalModel",
            ]),
        .testTarget(
            name: "PolicyGuidanceTests",
            dependencies: [
                "PolicyGuidance", "SharingAgreements", "Terminology", "StrictYAML",
                "CanonicalModel", "Pipeline",
            ],
            exclude: ["mistakes.txt"]),
        .testTarget(
            name: "DisclosureControlTests", dependencies: ["DisclosureControl", "CanonicalModel"]),
        .testTarget(
            name: "MeasurementsTests",
            dependencies: ["Measurements", "Terminology", "CanonicalModel"]),
        .testTarget(
            name: "DerivedFactsTests",
            dependencies: ["DerivedFacts", "Terminology", "CanonicalModel"]),
        .testTarget(name: "DecisionDiagramsTests", dependencies: ["DecisionDiagrams"]),
        .testTarget(
            name: "PolicyReasoningTests",
            dependencies: [
                "PolicyReasoning", "DecisionDiagrams", "SharingAgreements", "Terminology",
                "Pipeline", "RecordMapping", "CanonicalModel",
            ]),
        .testTarget(name: "ParquetWritingTests", dependencies: ["ParquetWriting"]),
        .testTarget(
            name: "SQLiteWritingTests",
            dependencies: ["SQLiteWriting", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "FeedsTests",
            dependencies: [
                "Feeds", "Measurements", "ParquetWriting", "SQLiteWriting", "DisclosureControl",
                "Terminology", "CanonicalModel",
            ]),
        .testTarget(
            name: "IndicatorsTests",
            dependencies: ["Indicators", "DisclosureControl", "Terminology", "CanonicalModel"]),
        .testTarget(
            name: "DefinedFeedsTests",
            dependencies: ["DefinedFeeds", "Feeds", "Terminology", "CanonicalModel"],
            exclude: ["mistakes.txt"]),
        .testTarget(
            name: "SyntheticRecordsTests", dependencies: ["SyntheticRecords", "CanonicalModel"]),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "CanonicalModel"]),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "RecordReading", "RecordMapping", "SharingAgreements", "CanonicalModel",
                "Feeds", "Ledger", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(name: "StructureTests"),
        .testTarget(
            name: "SpecTests",
            dependencies: [
                "CLibXML2", "CanonicalModel", "Terminology", "RecordReading", "RecordMapping",
                "SharingAgreements", "PolicyWorkbench", "DisclosureControl", "Feeds",
                "Indicators", "Measurements", "Pipeline", "SyntheticRecords",
            ], exclude: ["denials.txt"]),
        .testTarget(name: "EndToEndTests", dependencies: ["sluice"]),
    ],
    swiftLanguageModes: [.v6]
)

// One settings loop: a new target cannot forget a setting. Outside `RecordReading`, where libxml2
// is called, unsafe code compiles only where it says `unsafe`.
for target in package.targets where target.type != .system {
    var settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    if target.type == .regular && target.name != "RecordReading" {
        settings.append(.strictMemorySafety())
    }
    target.swiftSettings = settings
}
