/// What ethnic categories are called, for people.
///
/// Source: NHS Data Model and Dictionary, ETHNIC CATEGORY CODE 2001; the groups are those of the
/// 2001 census, as an agreement may make the categories coarser.
enum EthnicNames {
    private static let names = [
        "A": "White: British", "B": "White: Irish", "C": "White: any other background",
        "D": "Mixed: White and Black Caribbean", "E": "Mixed: White and Black African",
        "F": "Mixed: White and Asian", "G": "Mixed: any other background",
        "H": "Asian or Asian British: Indian", "J": "Asian or Asian British: Pakistani",
        "K": "Asian or Asian British: Bangladeshi",
        "L": "Asian or Asian British: any other background",
        "M": "Black or Black British: Caribbean", "N": "Black or Black British: African",
        "P": "Black or Black British: any other background",
        "R": "Other ethnic groups: Chinese", "S": "Other ethnic groups: any other",
        "Z": "Not stated", "white": "White", "mixed": "Mixed", "asian": "Asian or Asian British",
        "black": "Black or Black British", "other": "Other ethnic groups",
        "not-stated": "Not stated",
    ]

    /// The name of a category or group; other words stay.
    static func name(_ word: String) -> String { names[word] ?? word }
}
