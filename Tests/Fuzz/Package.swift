// swift-tools-version: 6.2
import PackageDescription

/// The rooms that do without swift-crypto, and those that need it: the first are built in minutes.
let reading: Target.Dependency = .product(name: "SluiceReading", package: "sluice")
let running: Target.Dependency = .product(name: "SluiceRunning", package: "sluice")

// A package of its own: its programs have no `main` but the fuzzer's, and link only with it.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "sluice", path: "../..")],
    targets: [
        .target(name: "Fuzzing", dependencies: [reading]),
        .executableTarget(name: "FuzzXML", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzJSON", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzYAML", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzMapping", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzMessages", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzAgreement", dependencies: ["Fuzzing", reading, running]),
        // Three files of Pipeline by links, without all that Pipeline needs.
        .executableTarget(name: "FuzzFraming", dependencies: ["Fuzzing", reading]),
        .executableTarget(name: "FuzzLedger", dependencies: ["Fuzzing", reading, running]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
    ]
}
