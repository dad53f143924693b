/// A clinical idea with the codes that English systems give it; an empty code is one we could not
/// confirm, and no writer sends it.
struct Code: Hashable, Sendable {
    /// SNOMED CT concept id, or empty for text without a code.
    let snomed: String
    let term: String
    /// Read v2 with its two-byte term suffix.
    var read = ""
    var ctv3 = ""
    /// A SNOMED CT description id of the concept.
    var description = ""

    init(
        _ snomed: String, _ term: String, read: String = "", ctv3: String = "",
        description: String = ""
    ) {
        (self.snomed, self.term) = (snomed, term)
        (self.read, self.ctv3, self.description) = (read, ctv3, description)
    }
}

/// A medicine as it is prescribed.
struct Drug: Hashable, Sendable {
    /// dm+d product, carried as a SNOMED CT concept id.
    let dmd: String
    let name: String
    var emis = ""
    var multilex = ""
    let unit: String
    let quantity: Int
    let dosage: String
}
