/// The manifest that makes NDJSON files of resources a set in the way of FHIR Bulk Data.
///
/// Names of files stand relative to the manifest, since whoever serves the folder decides where.
///
/// Source: HL7 FHIR Bulk Data Access IG, logical model BulkPublishManifest.
public struct BulkManifest: Sendable {
    private var files: [(type: Int, count: Int)] = []
    private let transactionTime: String

    /// The name of its file, beside the resources.
    public static let fileName = "manifest.json"

    /// An empty set.
    ///
    /// - Parameter transactionTime: What the resources are as of: a FHIR instant.
    public init(transactionTime: String) { self.transactionTime = transactionTime }

    /// Adds the file of a resource type, an index into ``UKCoreFeed/resourceTypes``; an empty file
    /// is not listed.
    public mutating func add(_ type: Int, count: Int) {
        if count > 0 { files.append((type, count)) }
    }

    /// The manifest as JSON.
    public var json: [UInt8] {
        let output = files.map { type, count in
            #"{"type":"\#(UKCoreFeed.resourceTypes[type])","#
                + #""url":"\#(UKCoreFeed.fileName(type))","count":\#(count)}"#
        }
        let text = """
            {"manifestType":"http://hl7.org/fhir/uv/bulkdata/OperationDefinition/bulk-publish",\
            "transactionTime":"\(transactionTime)","requiresAccessToken":false,\
            "outputFormat":"application/fhir+ndjson",
            "output":[
            \(output.joined(separator: ",\n"))
            ],
            "deleted":[]}

            """
        return Array(text.utf8)
    }
}
