extension Field {
    /// What was recorded.
    static func code(_ meaning: String, ukCore: String = "code") -> Field {
        Field("code", .concept, ukCore: ukCore, .clinical, meaning)
    }
    /// When the entry was made in the system.
    static func recorded(ukCore: String?) -> Field {
        Field(
            "recorded", .date, ukCore: ukCore, .quasiIdentifier,
            "when it was entered into the record")
    }
    /// The consultation it belongs to.
    static func encounter(ukCore: String? = "encounter") -> Field {
        Field(
            "encounter", .reference, ukCore: ukCore, .operational,
            "the encounter in which it was recorded")
    }
    /// What people wrote.
    static func note(ukCore: String? = "note[].text") -> Field {
        Field("note", .text, ukCore: ukCore, .freeText, "free text written beside it")
    }
    /// The professional who had a part in it.
    static func practitioner(_ meaning: String, ukCore: String?) -> Field {
        Field("practitioner", .reference, ukCore: ukCore, .operational, meaning)
    }
}
