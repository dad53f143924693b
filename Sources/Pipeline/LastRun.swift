public import CanonicalModel
import FoundationEssentials
import Ledger

/// What a run read, as its manifest says, so that a draft can be planned against the same records.
public struct LastRun: Sendable {
    private struct Content: Decodable {
        struct Input: Decodable {
            let file: String
            let sha256: String
        }
        let inputs: [Input]?
        let runDate: String

        enum CodingKeys: String, CodingKey {
            case inputs
            case runDate = "run_date"
        }
    }

    /// The files that were read, each once, in the order of the run.
    public let inputs: [String]
    /// The day of the run, as `2026-11-21`.
    public let day: String

    /// Reads the manifest in `folder`, and makes sure that what was read is still there as it was;
    /// of what lay in an archive, that the archive is.
    ///
    /// - Throws: `unreadable-input` where there is no manifest, or a file is gone; `changed-file`
    ///   where it is no manifest, or a file is another now; `no-input` where it does not say what
    ///   was read, as that of a run that lets only counts out.
    public init(_ folder: String) throws(Diagnostic) {
        let manifest = "\(folder)/manifest.json"
        var bytes: [UInt8] = []
        try Files.read(manifest, into: &bytes)
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            throw Diagnostic(
                .changedFile, file: manifest, "this is no manifest",
                advice: "name the folder that `sluice convert --out` wrote")
        }
        guard let read = content.inputs, !read.isEmpty else {
            throw Diagnostic(
                .noInput, file: manifest, "the manifest does not name what was read",
                advice: "a run that lets only counts out says nothing else; use `--against`")
        }
        var (files, known) = ([String](), Set<String>())
        for input in read {
            let isMember = input.file.contains("!") && !Files.exists(input.file)
            let file = isMember ? String(input.file.prefix { $0 != "!" }) : input.file
            guard known.insert(file).inserted else { continue }
            try Files.read(file, into: &bytes)
            guard isMember || Manifest.sha256(ofBytes: bytes) == input.sha256 else {
                throw Diagnostic(
                    .changedFile, file: file, "this is not what the run read",
                    advice: "plan against the records as they are now with `--against`")
            }
            files.append(file)
        }
        (inputs, day) = (files, content.runDate)
    }
}
