public import CanonicalModel
public import Ledger

/// Whether published feeds are as they were, and none of them is missing.
public enum ManifestChain {
    /// Looks at every manifest in `paths`, or one folder below: its files, its signature, and that
    /// each names the one before it in its feed.
    ///
    /// - Parameters:
    ///   - ledger: Where there is one, the manifests must be the very ones of its runs.
    ///   - publicKey: Whose signatures they must bear, 64 hexadecimal digits.
    /// - Returns: How many manifests there are, and everything that is wrong.
    public static func check(
        _ paths: [String], ledger: Ledger? = nil, publicKey: String? = nil
    ) throws(Diagnostic) -> (manifests: Int, findings: [Diagnostic]) {
        var (manifests, findings) = ([PublishedManifest](), [Diagnostic]())
        for folder in try PublishedManifest.folders(paths) {
            do throws(Diagnostic) {
                let manifest = try PublishedManifest(folder)
                findings += try manifest.changedFiles()
                if let wrong = manifest.wrongSignature(publicKey: publicKey) {
                    findings.append(wrong)
                }
                manifests.append(manifest)
            } catch {
                findings.append(error)
            }
        }
        findings += broken(manifests)
        if let ledger { findings += try strangers(manifests, ledger) }
        return (manifests.count, findings)
    }

    private static func finding(_ folder: String, _ what: String) -> Diagnostic {
        Diagnostic(
            .brokenChain, file: "\(folder)/manifest.json", what,
            advice: "find the feeds as they were published; the ledger has their digests")
    }

    /// Where the manifests of a feed do not follow one another.
    private static func broken(_ manifests: [PublishedManifest]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var flows: [String: [(link: PublishedManifest.Link, manifest: PublishedManifest)]] = [:]
        for manifest in manifests {
            for link in manifest.links { flows[link.flow, default: []].append((link, manifest)) }
        }
        for (flow, links) in flows.sorted(by: { $0.key < $1.key }) {
            let ordered = links.sorted { $0.link.sequence < $1.link.sequence }
            for (place, one) in ordered.enumerated() {
                guard place > 0 else {
                    // A recipient may have begun later, and then has no manifest before the first.
                    if (one.link.sequence == 1) != (one.link.previous == nil) {
                        findings.append(
                            finding(
                                one.manifest.folder,
                                "`\(flow)`: the manifest does not begin where it says"))
                    }
                    continue
                }
                let before = ordered[place - 1]
                if one.link.sequence == before.link.sequence {
                    findings.append(
                        finding(
                            one.manifest.folder,
                            "`\(flow)`: another manifest has the same place, "
                                + "\(one.link.sequence)"))
                } else if one.link.sequence > before.link.sequence + 1 {
                    findings.append(
                        finding(
                            one.manifest.folder,
                            "`\(flow)`: the manifest before number \(one.link.sequence) is "
                                + "missing"))
                } else if one.link.previous != before.manifest.sha256 {
                    findings.append(
                        finding(
                            before.manifest.folder,
                            "`\(flow)`: manifest \(before.link.sequence) is not the one that the "
                                + "next was made after"))
                }
            }
        }
        return findings
    }

    /// Where the manifests are not those of the ledger's runs.
    private static func strangers(
        _ manifests: [PublishedManifest], _ ledger: Ledger
    ) throws(Diagnostic) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let runs = try ledger.runs()
        for run in runs where !manifests.contains(where: { $0.sha256 == run.manifest }) {
            findings.append(
                finding(
                    run.output,
                    "`\(run.agreement) \(run.flow)`: manifest \(run.sequence), of run \(run.run), "
                        + "is not among them"))
        }
        let known = Set(runs.map(\.manifest))
        for manifest in manifests where !manifest.links.isEmpty && !known.contains(manifest.sha256)
        {
            findings.append(finding(manifest.folder, "no run of the ledger made this manifest"))
        }
        return findings
    }
}
