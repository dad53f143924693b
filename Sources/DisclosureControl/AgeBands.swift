/// Bands of age in whole years, the last of them open: `0-4`, `5-9`, … `85-89`, `90+`.
///
/// Few people are very old, so that an age above the top names a person; everybody of the top age
/// and above is in one band. The line at 90 is that of the HIPAA Safe Harbor. Source: 45 CFR
/// 164.514(b)(2)(i)(C).
public struct AgeBands: Sendable, Equatable {
    /// Years in each band but the last.
    public let width: Int
    /// The age from which everybody is in the last band.
    public let top: Int

    /// Five years, 90 and over.
    public static let five = AgeBands(uncheckedWidth: 5, top: 90)
    /// Ten years, 90 and over.
    public static let ten = AgeBands(uncheckedWidth: 10, top: 90)

    /// Bands of `width` years up to `top`; `nil` unless `top` is a multiple of `width` from 1 to
    /// 120.
    public init?(width: Int, top: Int = 90) {
        guard width > 0, (1...120).contains(top), top.isMultiple(of: width) else { return nil }
        self.init(uncheckedWidth: width, top: top)
    }

    private init(uncheckedWidth width: Int, top: Int) {
        (self.width, self.top) = (width, top)
    }

    /// How many bands there are.
    public var count: Int { top / width + 1 }

    /// The band of an age, from 0; `nil` for a negative age.
    public func index(ofAge years: Int) -> Int? {
        years < 0 ? nil : min(years, top) / width
    }

    /// The name of a band, such as `65-69` or `90+`; a band of one year is named by it.
    public func name(at index: Int) -> String {
        let low = index * width
        if low >= top { return "\(top)+" }
        return width == 1 ? "\(low)" : "\(low)-\(low + width - 1)"
    }
}
