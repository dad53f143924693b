extension DisclosureProfile {
    /// A count by itself, beside no total that it could be worked out from: a small one is not
    /// said, another is rounded. A profile without rounding rounds to the nearest 5 here, since
    /// counts that are made again and again tell by their differences what each hides.
    public func published(_ count: Int) -> PublishedCount {
        if isSmall(count) { return .suppressed }
        if case .none = rounding { return .count((2 * count + 5) / 10 * 5) }
        return .count(rounded(count))
    }
}
