/// Colours for a terminal, or none.
public struct TextStyle: Sendable {
    /// Colours that findings use.
    ///
    /// Source: ECMA-48, select graphic rendition.
    public enum Colour: String, Sendable {
        case red = "31"
        case yellow = "33"
        case blue = "36"
        case bold = "1"
        case faint = "2"
    }
    private let isColoured: Bool

    /// A style with colours, or without.
    public init(isColoured: Bool) { self.isColoured = isColoured }

    /// `text` in `colour`, or as it is.
    public func paint(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// `text` in lines of at most 96 columns, each behind `indent`.
    public static func wrapped(_ text: String, indent: String) -> String {
        var (lines, line) = ([String](), indent)
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.count + word.count + 1 > 96, line != indent {
                lines.append(line)
                line = indent
            }
            line += (line == indent ? "" : " ") + word
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
