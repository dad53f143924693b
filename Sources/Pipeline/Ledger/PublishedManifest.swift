import CanonicalModel
import FoundationEssentials
import Ledger

/// A manifest as it is found in a folder, with what is beside it.
struct PublishedManifest {
    private struct Content: Decodable {
        struct Output: Decodable {
            let file: String
            let bytes: Int
            let sha256: String
        }
        struct Feed: Decodable {
            struct Place: Decodable {
                let sequence: Int
                let previous: String?
            }
            let agreement: String
            let flow: String
            let ledger: Place?
        }
        let outputs: [Output]
        let agreements: [Feed]
    }
    private struct Signature: Decodable {
        let publicKey: String
        let signature: String

        enum CodingKeys: String, CodingKey {
            case publicKey = "public_key"
            case signature
        }
    }

    /// A feed's place among its manifests.
    struct Link {
        let flow: String
        let sequence: Int
        let previous: String?
    }

    let folder: String
    let sha256: String
    /// The feeds of it that have a ledger.
    let links: [Link]
    private let bytes: [UInt8]
    private let outputs: [Content.Output]

    /// Reads the manifest in `folder`.
    ///
    /// - Throws: `changed-file` where it is no manifest.
    init(_ folder: String) throws(Diagnostic) {
        self.folder = folder
        var bytes: [UInt8] = []
        try Files.read("\(folder)/manifest.json", into: &bytes)
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            throw Diagnostic(
                .changedFile, file: "\(folder)/manifest.json", "this is no manifest",
                advice: "bring it back as it was published")
        }
        (self.bytes, outputs, sha256) = (bytes, content.outputs, Manifest.sha256(ofBytes: bytes))
        links = content.agreements.compactMap { feed in
            feed.ledger.map {
                Link(
                    flow: "\(feed.agreement) \(feed.flow)", sequence: $0.sequence,
                    previous: $0.previous)
            }
        }
    }

    /// The folders with a manifest at `paths`, or one folder below.
    static func folders(_ paths: [String]) throws(Diagnostic) -> [String] {
        var folders: [String] = []
        for path in paths {
            if Files.exists("\(path)/manifest.json") {
                folders.append(path)
                continue
            }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            let found = names.filter { !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
                .filter { Files.exists("\($0)/manifest.json") }
            guard !found.isEmpty else {
                throw Diagnostic(
                    .noInput, file: path, "there is no manifest in it, nor one folder below",
                    advice: "name folders that `sluice convert` has written")
            }
            folders += found
        }
        return folders
    }

    /// What of the files is not as the manifest says.
    func changedFiles() throws(Diagnostic) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func find(_ file: String, _ what: String) {
            findings.append(
                Diagnostic(
                    .changedFile, file: "\(folder)/\(file)", what,
                    advice: "take the feed from where it was published"))
        }
        for output in outputs {
            var bytes: [UInt8] = []
            guard (try? Files.read("\(folder)/\(output.file)", into: &bytes)) != nil else {
                find(output.file, "the file is in the manifest and not here")
                continue
            }
            if bytes.count != output.bytes || Manifest.sha256(ofBytes: bytes) != output.sha256 {
                find(output.file, "the file is not as the manifest says")
            }
        }
        let known = Set(outputs.map(\.file) + ["manifest.json", ManifestSigner.file])
        for path in try Files.list(folder) {
            let file = String(path.dropFirst(folder.count).drop { $0 == "/" })
            if !known.contains(file) { find(file, "the file is not in the manifest") }
        }
        return findings
    }

    /// What is wrong with the signature.
    ///
    /// - Parameter publicKey: Whose it must be; `nil` where any will do, and none.
    func wrongSignature(publicKey: String?) -> Diagnostic? {
        func finding(_ what: String) -> Diagnostic {
            Diagnostic(
                .manifestSignature, file: "\(folder)/\(ManifestSigner.file)", what,
                advice: "ask the sender for the feed and, by another way, for their public key")
        }
        var text: [UInt8] = []
        guard (try? Files.read("\(folder)/\(ManifestSigner.file)", into: &text)) != nil else {
            return publicKey == nil ? nil : finding("the manifest is not signed")
        }
        guard let signature = try? JSONDecoder().decode(Signature.self, from: Data(text)) else {
            return finding("this is no signature")
        }
        let key = publicKey ?? signature.publicKey
        if key.lowercased() != signature.publicKey.lowercased() {
            return finding("the manifest is signed with another key")
        }
        let isValid = ManifestSigner.isValid(signature.signature, of: bytes, publicKey: key)
        return isValid ? nil : finding("the signature is not of this manifest")
    }
}
