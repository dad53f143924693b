import CanonicalModel
import Feeds

/// Lets each professional and organisation into a file of resources once: many people's records
/// tell of the same ones, and a FHIR server takes an id once.
///
/// A resource is left out if the file has it already word for word, or if another record of the
/// same practice has given that id before: then the first stands, since it is of the same system.
/// Where practices give one id to different things both are written, since nobody can tell which
/// of them a reference means; feeds with a folder a practice keep them apart.
///
/// Memory: some megabytes at most, since only what was met lately is remembered
/// (``RecentNumbers``).
struct SharedResources: Sendable {
    private var lines = RecentNumbers()
    private var ids = RecentNumbers()
    /// How many were left out although they do not say what the first of their id says.
    private(set) var differing = 0

    /// Takes out of `lines` what the file has already.
    ///
    /// - Parameters:
    ///   - lines: Resources, a line each; those that are new are left.
    ///   - practice: Whose records they are from.
    /// - Returns: How many are left.
    mutating func keepNew(in lines: inout [UInt8], of practice: [UInt8]) -> Int {
        var (kept, count) = ([UInt8](), 0)
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            guard isNew(line, practice) else { continue }
            kept += line
            kept.append(UInt8(ascii: "\n"))
            count += 1
        }
        lines = kept
        return count
    }

    private mutating func isNew(_ line: ArraySlice<UInt8>, _ practice: [UInt8]) -> Bool {
        let isNewLine = lines.insert(Self.hash { $0.combine(line) })
        let isNewId = ids.insert(
            Self.hash {
                $0.combine(practice)
                $0.combine(Self.id(of: line))
            })
        if isNewLine, !isNewId { differing += 1 }
        return isNewLine && isNewId
    }

    private static func hash(_ combine: (inout Hasher) -> Void) -> Int {
        var hasher = Hasher()
        combine(&hasher)
        return hasher.finalize()
    }

    /// The id, which stands second in every resource that is written here.
    private static func id(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        // {"resourceType":"T","id":"X": the id follows the seventh quote, and holds none.
        var (quotes, start) = (0, line.startIndex)
        for index in line.indices where line[index] == quote {
            quotes += 1
            if quotes == 7 { start = index + 1 }
            if quotes == 8 { return line[start..<index] }
        }
        return line
    }
}

/// Numbers that were met lately: the last 65,536 different ones at least, and at most twice as
/// many. What is met again and again is not forgotten.
struct RecentNumbers: Sendable {
    private var young: Set<Int> = []
    private var old: Set<Int> = []
    private let capacity: Int

    init(capacity: Int = 1 << 16) { self.capacity = capacity }

    /// Notes a number; whether it was not among them.
    mutating func insert(_ number: Int) -> Bool {
        if young.contains(number) { return false }
        if young.count == capacity { (old, young) = (young, []) }
        young.insert(number)
        return !old.contains(number)
    }
}
