extension EntryDefinition {
    static let document = EntryDefinition(
        .document, "a letter or other file that belongs to the record",
        resource: "DocumentReference",
        [
            .code("what kind of document it is", ukCore: "type"),
            Field(
                "title", .text, ukCore: "content[].attachment.title", .freeText,
                "the name of the file"),
            Field(
                "description", .text, ukCore: "description", .freeText,
                "what the document is, in words"),
            Field(
                "created", .date, ukCore: "content[].attachment.creation", .quasiIdentifier,
                "when it was written"),
            Field(
                "content_type", .text, ukCore: "content[].attachment.contentType",
                .operational, "the media type of the file"),
            Field(
                "url", .text, ukCore: "content[].attachment.url", .directIdentifier,
                "where the source keeps the file"),
            Field(
                "absent", .boolean, .operational,
                "whether the source says that the file itself was not sent"),
            .recorded(ukCore: "date"), .encounter(ukCore: "context.encounter[]"),
            .practitioner("who wrote it, or filed it", ukCore: "author[]"),
        ])
}
