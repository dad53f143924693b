public import CanonicalModel
public import SharingAgreements

/// National opt-outs as files: what is asked, what is answered, and the list that a run reads.
///
/// The list holds NHS numbers as they are, readable by its owner only. A hash without a key would
/// hide nothing, since all there are can be tried in minutes.
public enum NationalOptOutFile {
    private static let header = "sluice-national-opt-outs 1"

    /// Makes the list from the answer to a request.
    ///
    /// - Parameters:
    ///   - reply: Who came back: those without an opt-out.
    ///   - request: Who was asked about.
    ///   - taken: When the answer was given.
    /// - Throws: Why the reply cannot be the answer to the request.
    public static func answer(
        reply: String, request: String, taken: PartialDate
    ) throws(Diagnostic) -> NationalOptOuts {
        var bytes: [UInt8] = []
        try Files.read(request, into: &bytes)
        let asked = Set(try NumberLines.read(bytes, file: request, "the request"))
        try Files.read(reply, into: &bytes)
        let returned = try NumberLines.read(bytes, file: reply, "the reply")
        if let line = returned.firstIndex(where: { !asked.contains($0) }) {
            throw Diagnostic(
                .notRequested, file: reply, at: .init(line: line + 1, column: 1),
                "this number was never asked about in `\(request)`",
                advice: "give the request that this is the reply to")
        }
        return NationalOptOuts(taken: taken, asked: asked, without: Set(returned))
    }

    /// The list as bytes.
    public static func bytes(_ list: NationalOptOuts) -> [UInt8] {
        let all = list.all
        let without = all.count { !$0.objects }
        var output = Array(
            """
            \(header)
            taken \(Instant.text(list.taken))
            asked \(all.count) without \(without)

            """.utf8)
        output.reserveCapacity(output.count + 20 * all.count + 80)
        for (number, objects) in all {
            output += NumberLines.digits(number)
            output += (objects ? " objects\n" : " without\n").utf8
        }
        return output + "sha256 \(Manifest.sha256(ofBytes: output))\n".utf8
    }

    /// Reads the list.
    ///
    /// - Parameter now: A list of a later moment is refused.
    /// - Throws: The first thing that is wrong with it, with line and column.
    public static func load(_ file: String, now: PartialDate) throws(Diagnostic) -> NationalOptOuts
    {
        var bytes: [UInt8] = []
        try Files.read(file, into: &bytes)
        return try read(bytes, file: file, now: now)
    }

    static func read(
        _ bytes: [UInt8], file: String, now: PartialDate
    ) throws(Diagnostic) -> NationalOptOuts {
        func fail(
            _ code: Diagnostic.Code, _ line: Int, _ problem: String
        ) -> Diagnostic {
            Diagnostic(
                code, file: file, at: .init(line: line, column: 1), problem,
                advice: "make it again with `sluice optouts load`")
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard !bytes.isEmpty else { throw fail(.registerIncomplete, 1, "the list is empty") }
        guard lines[0].elementsEqual(header.utf8) else {
            throw fail(.registerForm, 1, "this is no list of national opt-outs, or of another form")
        }
        guard bytes.last == 0x0A, lines.count >= 5, lines[lines.count - 2].starts(with: sum) else {
            throw fail(.registerIncomplete, lines.count, "the list is cut off")
        }
        let body = bytes.count - lines[lines.count - 2].count - 1
        guard
            lines[lines.count - 2].dropFirst(sum.count).elementsEqual(
                Manifest.sha256(ofBytes: Array(bytes[..<body])).utf8)
        else {
            throw fail(
                .registerIncomplete, lines.count - 1, "the list is not as it was when it was made")
        }
        let words = String(decoding: lines[1], as: UTF8.self).split(separator: " ")
        guard words.count == 2, words[0] == "taken", let taken = Instant.parse(String(words[1]))
        else { throw fail(.registerForm, 2, "the time of the list is missing") }
        guard taken.secondNumber <= now.secondNumber else {
            throw fail(.registerForm, 2, "the list is later than the run")
        }
        return try people(lines, file: file, taken: taken)
    }

    private static let sum = Array("sha256 ".utf8)
    private static let objects = Array(" objects".utf8)
    private static let without = Array(" without".utf8)

    private static func people(
        _ lines: [ArraySlice<UInt8>], file: String, taken: PartialDate
    ) throws(Diagnostic) -> NationalOptOuts {
        var (asked, returned) = ([NHSNumber](), Set<NHSNumber>())
        for index in 3..<lines.count - 2 {
            let line = lines[index]
            let number = try NumberLines.number(line.prefix(10), file: file, line: index + 1)
            asked.append(number)
            let word = line.dropFirst(10)
            if word.elementsEqual(without) {
                returned.insert(number)
            } else if !word.elementsEqual(objects) {
                throw Diagnostic(
                    .registerForm, file: file, at: .init(line: index + 1, column: 11),
                    "neither `objects` nor `without` stands here")
            }
        }
        let counts = "asked \(asked.count) without \(returned.count)"
        guard lines[2].elementsEqual(counts.utf8) else {
            throw Diagnostic(
                .registerIncomplete, file: file, at: .init(line: 3, column: 1),
                "the list has not as many people as it says")
        }
        return NationalOptOuts(taken: taken, asked: asked, without: returned)
    }
}

/// Local objections as a file that people keep by hand: a first line, numbers, and how many.
enum LocalOptOutFile {
    private static let header = Array("local-opt-outs 1".utf8)

    /// - Throws: The first thing that is wrong with it, with line and column.
    static func load(_ file: String) throws(Diagnostic) -> Set<NHSNumber> {
        var bytes: [UInt8] = []
        try Files.read(file, into: &bytes)
        return try read(bytes, file: file)
    }

    static func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> Set<NHSNumber> {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.first.map({ trimmed($0).elementsEqual(header) }) ?? false else {
            throw Diagnostic(
                bytes.isEmpty ? .registerIncomplete : .registerForm, file: file,
                at: .init(line: 1, column: 1),
                bytes.isEmpty ? "the list is empty" : "this is no list of local objections",
                advice: "begin it with `local-opt-outs 1`")
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        let people = lines.count - 2
        guard people >= 0, let last = lines.last,
            trimmed(last).elementsEqual("end \(people)".utf8)
        else {
            throw Diagnostic(
                .registerIncomplete, file: file, at: .init(line: lines.count, column: 1),
                "the list is cut off, or has not as many people as it says",
                advice: "end it with `end` and the number of people, here `end \(max(0, people))`")
        }
        var numbers: Set<NHSNumber> = []
        for index in 1...max(1, people) where people > 0 {
            numbers.insert(
                try NumberLines.number(lines[index], file: file, line: index + 1))
        }
        return numbers
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == 0x0D ? line.dropLast() : line
    }
}
