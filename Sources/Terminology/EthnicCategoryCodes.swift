public import CanonicalModel
import StrictYAML

/// Which ethnic category a code states, from one or more files.
///
/// Source of the categories: NHS Data Dictionary, ETHNIC CATEGORY: 16 letters, and `Z` for not
/// stated. That it is not known (`99`) is said by no entry, and so is no category here.
public struct EthnicCategoryCodes: Sendable {
    /// The categories, in the order of the bits of ``membership(_:_:)``.
    public static let letters = Array("ABCDEFGHJKLMNPRSZ".utf8)
    private static let names = letters.map { String(UnicodeScalar($0)) }

    private let index: CodeSetIndex
    /// Whether there is no code at all.
    public let isEmpty: Bool

    /// No code states anything.
    public static let none = EthnicCategoryCodes([])

    private init(_ codes: [[(system: CodeSystem, code: String)]]) {
        isEmpty = codes.allSatisfy(\.isEmpty)
        index = CodeSetIndex(
            zip(Self.names, codes).map { name, codes in
                CodeSet(name: name, version: "", title: "", source: "", codes: codes, file: "")
            })
    }

    /// Reads files of categories; what they say together counts. Codes are written as in a
    /// ``CodeSet``, and as strictly checked.
    ///
    /// - Parameter terminology: What descendants and members of reference sets are taken from.
    /// - Throws: Everything that is wrong with a file, with line and column; `duplicate-code` for a
    ///   code in two categories.
    public static func load(
        _ files: [(yaml: String, file: String)], terminology: TerminologyFile? = nil
    ) throws(Diagnostics) -> EthnicCategoryCodes {
        var codes = letters.map { _ in [(system: CodeSystem, code: String)]() }
        var categories: [String: Int] = [:]
        for (yaml, file) in files {
            let report = DeclarationReport(file: file)
            let root = try Declaration(yaml: yaml, report: report)
            let keys = ["ethnic_categories", "version", "title", "source", "codes"]
            let members = root.members(allowed: keys, required: keys)
            for key in keys.dropLast() where members[key]?.text() == "" {
                members[key]?.error(.emptyCodeSet, "`\(key)` is empty")
            }
            var readers = letters.map { _ in
                CodeSetReader(terminology: terminology, besides: ["category"])
            }
            for item in members["codes"]?.items() ?? [] {
                guard let letter = category(of: item) else { continue }
                let known = readers[letter].codes.count
                readers[letter].read(item: item)
                for code in readers[letter].codes[known...] {
                    let other = categories.updateValue(
                        letter, forKey: "\(code.system.name) \(code.code)")
                    if other == nil { codes[letter].append(code) }
                    guard let other, other != letter else { continue }
                    item.error(
                        .duplicateCode,
                        "`\(code.code)` is of the categories `\(names[other])` and "
                            + "`\(names[letter])`",
                        advice: "keep one: an entry states one category")
                }
            }
            try report.throwIfErrors()
        }
        return EthnicCategoryCodes(codes)
    }

    /// The place of the item's category among ``letters``.
    private static func category(of item: Declaration) -> Int? {
        guard let place = item.members().first(where: { $0.0 == "category" })?.2 else {
            item.error(
                .missingKey, "the item has no category", advice: "add `category: A`, say")
            return nil
        }
        return place.word(of: names, "ethnic category").flatMap(names.firstIndex)
    }

    /// The categories that a code states: bit `i` is set for letter `i`.
    ///
    /// Cost: that of ``CodeSetIndex/membership(_:_:)``.
    public func membership(_ system: CodeSystem, _ code: Span<UInt8>) -> UInt64 {
        index.membership(system, code)
    }
}
