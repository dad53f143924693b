import CanonicalModel

/// Drawings of figures as SVG: 360 units wide, so that they can be read on a narrow page.
enum Charts {
    /// One bar of a chart.
    struct Bar {
        let name: String
        let value: Double
        let label: String
    }

    /// Horizontal bars from 0, each with its name above and its figure at the end.
    static func bars(_ bars: [Bar], most: Double) -> (body: String, height: Int) {
        var (body, top) = ("", 0)
        for bar in bars {
            let width = most > 0 ? min(1, max(0, bar.value / most)) * 280 : 0
            for line in lines(bar.name).dropLast() {
                body += text(0, top + 12, line)
                top += 14
            }
            body += text(0, top + 12, lines(bar.name).last ?? "")
            body += """
                <rect x="0" y="\(top + 17)" width="\(DecimalText.fixed(width, 1))" height="11" \
                fill="#005eb8"/>

                """
            body += text(Int(width) + 5, top + 27, bar.label)
            top += 36
        }
        return (body, max(1, top))
    }

    /// A name in lines that fit the width of a drawing.
    private static func lines(_ name: String) -> [String] {
        var lines = [""]
        for word in name.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= 48 {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// Men to the left and women to the right, a band of age a line; `nil` draws a hollow mark.
    static func pyramid(
        _ bands: [(name: String, men: Int?, women: Int?)]
    ) -> (body: String, height: Int) {
        let most = Double(bands.flatMap { [$0.men ?? 0, $0.women ?? 0] }.max() ?? 1)
        var body = text(70, 12, "men", anchor: "middle") + text(290, 12, "women", anchor: "middle")
        for (index, band) in bands.reversed().enumerated() {
            let top = 20 + index * 20
            for (count, isLeft) in [(band.men, true), (band.women, false)] {
                guard let count else {
                    body += text(
                        isLeft ? 150 : 210, top + 12, "kept back", anchor: isLeft ? "end" : "start")
                    continue
                }
                let width = most > 0 ? Double(count) / most * 112 : 0
                let left = isLeft ? 152 - width : 208
                body += """
                    <rect x="\(DecimalText.fixed(left, 1))" y="\(top)" \
                    width="\(DecimalText.fixed(width, 1))" height="15" \
                    fill="\(isLeft ? "#005eb8" : "#8a3800")"/>

                    """
                let place = isLeft ? Int(left) - 3 : Int(left + width) + 3
                body += text(
                    place, top + 12, DecimalText.grouped(count), anchor: isLeft ? "end" : "start")
            }
            body += text(180, top + 12, band.name, anchor: "middle")
        }
        return (body, 24 + bands.count * 20)
    }

    /// A point of a funnel plot.
    struct Point {
        let name: String
        let denominator: Int
        let value: Double
        let isOut: Bool
    }

    /// Practices by size, with the proportion of all and the limits of two and three deviations.
    static func funnel(_ points: [Point], target: Double) -> (body: String, height: Int) {
        let largest = Double(points.map(\.denominator).max() ?? 1) * 1.08
        let smallest = max(1, points.map(\.denominator).min() ?? 1)
        let widest = Intervals.funnel(
            target, smallest, deviate: Intervals.funnelDeviates.outer)
        let low = max(0, min(points.map(\.value).min() ?? 0, widest.low) - 0.01)
        let high = min(1, max(points.map(\.value).max() ?? 1, widest.high) + 0.01)
        func x(_ denominator: Double) -> String {
            DecimalText.fixed(44 + denominator / largest * 306, 1)
        }
        func y(_ value: Double) -> String {
            DecimalText.fixed(190 - (value - low) / max(high - low, 0.0001) * 176, 1)
        }
        var body = ""
        for (deviate, dash) in [
            (Intervals.funnelDeviates.inner, "2 3"), (Intervals.funnelDeviates.outer, "6 3"),
        ] {
            for isUpper in [true, false] {
                let curve = (0...40).map { step -> String in
                    let size =
                        Double(smallest) * 0.9
                        + (largest - Double(smallest) * 0.9) * Double(step) / 40
                    let error = (target * (1 - target) / max(1, size)).squareRoot() * deviate
                    let value = min(high, max(low, target + (isUpper ? error : -error)))
                    return "\(x(size)),\(y(value))"
                }
                body += """
                    <polyline points="\(curve.joined(separator: " "))" fill="none" \
                    stroke="#4a5560" stroke-dasharray="\(dash)"/>

                    """
            }
        }
        body += """
            <line x1="44" x2="350" y1="\(y(target))" y2="\(y(target))" stroke="#1b1f23"/>
            <line x1="44" x2="44" y1="10" y2="192" stroke="#4a5560"/>
            <line x1="44" x2="350" y1="192" y2="192" stroke="#4a5560"/>

            """
        for value in [low, target, high] {
            let place = Int(Double(y(value)) ?? 0)
            body += text(40, place + 4, DecimalText.percent(value), anchor: "end")
        }
        body += text(350, 206, "people in the denominator", anchor: "end")
        body += text(44, 206, "0")
        for point in points {
            body += mark(point, x(Double(point.denominator)), y(point.value))
        }
        return (body, 212)
    }

    /// A dot within the limits; a larger diamond with its name outside.
    private static func mark(_ point: Point, _ x: String, _ y: String) -> String {
        guard point.isOut else {
            return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3.5\" fill=\"#005eb8\"/>\n"
        }
        let (left, top) = (Double(x) ?? 0, Double(y) ?? 0)
        let corners = [(0.0, -6.0), (6, 0), (0, 6), (-6, 0)].map { across, down in
            "\(DecimalText.fixed(left + across, 1)),\(DecimalText.fixed(top + down, 1))"
        }
        let isRight = left > 260
        return "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"#8a3800\"/>\n"
            + text(
                Int(left) + (isRight ? -9 : 9), Int(top) + 4, point.name,
                anchor: isRight ? "end" : "start")
    }

    private static func text(
        _ x: Int, _ y: Int, _ text: String, anchor: String = "start"
    ) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" fill=\"#1b1f23\">"
            + text.inHTML + "</text>\n"
    }
}
