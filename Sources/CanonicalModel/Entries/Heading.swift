extension EntryDefinition {
    static let heading = EntryDefinition(
        .heading, "a heading of a consultation and what stands under it", resource: "List",
        [
            .code("the heading"),
            Field("title", .text, ukCore: "title", .freeText, "the heading in words"),
            Field(
                "level", .code(.headingLevel), .operational,
                "whether it is a topic or a category within one"),
            Field("part_of", .reference, .operational, "the topic that a category stands in"),
            Field("recorded", .date, ukCore: "date", .quasiIdentifier, "when it was written"),
            .encounter(),
            Field(
                "items", .references, ukCore: "entry[].item", .operational,
                "the entries that stand under it"),
        ])
}

extension Vocabulary {
    static let headingLevel = Vocabulary("heading level", ["topic", "category"])
}
