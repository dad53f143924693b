import CanonicalModel
import Ledger

/// What a recipient must delete: `deleted/rows.csv` for tables, and for resources
/// `deleted/resources.ndjson`.
///
/// A row is named by table, person, practice and id; why it goes is nobody's business but the
/// controller's. A resource is a request of a transaction, as in the `deleted` files of FHIR Bulk
/// Data. Deletions come first: a row that is new may have the id of one that is deleted.
struct DeletionFiles {
    private var rows: FileSink
    private var resources: FileSink

    /// Creates the files of `agreement` below `folder`.
    init(_ agreement: PreparedAgreement, in folder: String) throws(Diagnostic) {
        let name = "\(agreement.folder)/deleted"
        try Staging.make("\(folder)/\(name)")
        rows = try FileSink(name: "\(name)/rows.csv", in: folder)
        try rows.append(Array("table,person_key,practice,id\r\n".utf8))
        resources = try FileSink(name: "\(name)/resources.ndjson", in: folder)
    }

    /// Adds a row or a resource; the type of a resource begins with a capital.
    mutating func append(_ deletion: LedgerDeletion) throws(Diagnostic) {
        guard deletion.part.utf8.first.map({ $0 < 0x61 }) == true else {
            let cells = [deletion.part, deletion.person ?? "", deletion.practice, deletion.row]
            try rows.append(Array((cells.map(Self.cell).joined(separator: ",") + "\r\n").utf8))
            rows.rows += 1
            return
        }
        var line = Array(#"{"resourceType":"Bundle","type":"transaction","entry":["#.utf8)
        line += #"{"request":{"method":"DELETE","url":"#.utf8
        QuarantineLine.string("\(deletion.part)/\(deletion.row)", to: &line)
        try resources.append(line + "}}]}\n".utf8)
        resources.rows += 1
    }

    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }) else {
            return text
        }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// Closes the files.
    mutating func finish() throws(Diagnostic) -> [OutputFile] {
        [try OutputFile(&resources), try OutputFile(&rows)]
    }
}
