import CanonicalModel

/// A line at which the YAML parser gave up, looked at for what people do who write YAML as they
/// write letters: the parser often stops a line later, and says what its grammar missed.
struct BrokenLine {
    struct Cause {
        let place: Diagnostic.Position
        let message: String
        let advice: String
    }
    private let source: SourceText
    private let place: Diagnostic.Position
    /// Where what could not be read begins; nothing is known of it where the parser says nothing.
    private let start: Diagnostic.Position?

    /// - Parameters:
    ///   - place: Where the parser stopped.
    ///   - start: Where it was in the middle of something that began there.
    init(_ source: SourceText, at place: Diagnostic.Position, from start: Diagnostic.Position?) {
        (self.source, self.place, self.start) = (source, place, start)
    }

    /// What is wrong with the line, or the one before; `nil` where nothing of this kind is.
    func cause(of problem: String) -> Cause? {
        let lines = [start?.line, place.line - 1, place.line].compactMap(\.self)
        for line in lines where line > 0 {
            if let cause = foreignSign(in: line) { return cause }
        }
        if problem.contains("could not find expected ':'") { return start.flatMap(lineOfText) }
        if problem.contains("mapping values are not allowed") { return lineTooFarIn }
        if problem.contains("cannot start any token") { return signOfYAML }
        if problem.contains("did not find expected key") { return textAfterQuotation }
        return nil
    }

    /// A sign that stands where the layout is decided: before the text of a line, or behind a
    /// colon, a comma, a dash or a bracket.
    private func foreignSign(in line: Int) -> Cause? {
        var (before, column) = (Unicode.Scalar(0x0A as UInt8), 1)
        for scalar in source.line(line).unicodeScalars {
            if let sign = ForeignSigns.sign(scalar),
                sign.plain == ":" || "\n:,-[{".unicodeScalars.contains(before)
            {
                return Cause(
                    place: .init(line: line, column: column),
                    message: "here stands a \(sign.name)", advice: sign.typed)
            }
            if scalar != " " { before = scalar }
            column += UTF8.width(scalar)
        }
        return nil
    }

    /// A line that is no `key: value` at all.
    private func lineOfText(_ start: Diagnostic.Position) -> Cause? {
        keyWithoutSpace(start)
            ?? Cause(
                place: start, message: "a line has no colon after its key",
                advice: "write `key: value`, with a colon and a space")
    }

    /// `title:Sharing`, which is one word.
    private func keyWithoutSpace(_ start: Diagnostic.Position) -> Cause? {
        let text = source.line(start.line).utf8.dropFirst(start.column - 1)
        let key = text.prefix(while: Aliases.isWord)
        let rest = text[key.endIndex...]
        guard !key.isEmpty, rest.first == UInt8(ascii: ":"),
            let next = rest.dropFirst().first, next != 0x20
        else { return nil }
        let name = String(decoding: key, as: UTF8.self)
        return Cause(
            place: start, message: "there is no space after the colon of `\(name)`",
            advice: "write `\(name): ...`")
    }

    /// A `key: value` below another that stands further out.
    private var lineTooFarIn: Cause? {
        let before = source.line(place.line - 1).utf8
        let indentation = before.count - before.drop { $0 == 0x20 }.count
        let above = Diagnostic.Position(line: place.line - 1, column: indentation + 1)
        if let cause = keyWithoutSpace(above) { return cause }
        let text = source.line(place.line).utf8.prefix(place.column - 1)
        let key = text.drop { $0 == 0x20 }
        guard !key.isEmpty, text.count > key.count, key.allSatisfy(Aliases.isWord) else {
            return nil
        }
        return Cause(
            place: .init(line: place.line, column: text.count - key.count + 1),
            message: "a line does not stand under its neighbours",
            advice: "indent it by as many spaces as the lines of the same group; if it belongs to "
                + "the line above, that line ends with its colon")
    }

    private var signOfYAML: Cause? {
        let rest = source.line(place.line).utf8.dropFirst(place.column - 1)
        guard let byte = rest.first, byte != 0x09, byte > 0x20, byte < 0x7F else { return nil }
        return Cause(
            place: place,
            message: "the sign `\(Character(Unicode.Scalar(byte)))` cannot begin a text",
            advice: "put quotes round the text")
    }

    private var textAfterQuotation: Cause? {
        let before = source.line(place.line).utf8.prefix(place.column - 1)
        guard let last = before.last(where: { $0 != 0x20 }),
            last == UInt8(ascii: "'") || last == UInt8(ascii: "\"")
        else { return nil }
        return Cause(
            place: place, message: "the text goes on after its closing quotation mark",
            advice: "put quotes of the other kind round the whole of it: `\"'a' b\"`")
    }
}
