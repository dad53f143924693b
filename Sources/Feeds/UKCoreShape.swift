import CanonicalModel

/// One value of a ``UKCoreShapes`` row, with all that stands before it.
struct UKCoreValue: Sendable {
    /// The literal before the value.
    var before: Literal
    /// What is written after it; ``UKCoreStep/Operation/nothing`` at the end of a row.
    var operation: UKCoreStep.Operation
    /// The field, an index into ``EntryDefinition/fields``.
    var field: UInt8
}

/// What rows look like: for a kind and the set of fields that an entry holds, literals and values
/// in turn, with every comma, bracket and fallback settled.
///
/// Made from the program when the first such entry is met. Few sets occur, so that a row is a walk
/// over its values; a value that turns out to have no place in FHIR leads to the shape without it.
struct UKCoreShapes: Sendable {
    /// The program of all kinds, whose literals the shapes add to.
    private(set) var program: UKCoreProgram
    /// The values of all shapes.
    private(set) var values: [UKCoreValue] = []
    private let frames: [UKCoreFrame]
    /// Open addressing by frame and fields: where in ``values`` the shape begins, or -1.
    private var slots: [(key: UInt64, first: Int)] = []
    private var count = 0
    /// How many of the literals are the program's own.
    private let ownLiterals: Int
    /// More than any source has; an odd one cannot fill the memory.
    private static let most = 4096

    /// Nothing, which stands in while a run has the shapes; it allocates nothing.
    init() { (program, frames, ownLiterals) = (UKCoreProgram(), [], 0) }

    /// No shapes yet.
    init(_ program: UKCoreProgram, _ frames: [UKCoreFrame]) {
        (self.program, self.frames, ownLiterals) = (program, frames, program.literals.count)
        removeAll()
    }

    /// Forgets the shapes if there are very many; call it between records.
    mutating func trim() {
        if count > Self.most { removeAll() }
    }

    private mutating func removeAll() {
        program.literals.removeLast(program.literals.count - ownLiterals)
        (values, count) = ([], 0)
        slots = Array(repeating: (0, -1), count: 64)
    }

    /// Where in ``values`` the shape of the frame numbered `frame` with the fields `present`
    /// begins.
    mutating func first(_ frame: Int, _ present: UInt64) -> Int {
        let key = present << 6 | UInt64(frame)
        let known = slots[slot(key)].first
        if known >= 0 { return known }
        if count * 2 >= slots.count {
            let old = slots
            slots = Array(repeating: (0, -1), count: old.count * 2)
            for entry in old where entry.first >= 0 { slots[slot(entry.key)] = entry }
        }
        slots[slot(key)] = (key, values.count)
        count += 1
        var builder = UKCoreShapeBuilder(program: program, present: present)
        builder.add(frames[frame])
        for value in builder.values {
            let before = program.literal(value.before)
            values.append(
                UKCoreValue(before: before, operation: value.operation, field: value.field))
        }
        return slots[slot(key)].first
    }

    /// The slot of `key`, or the empty one where it would go.
    private func slot(_ key: UInt64) -> Int {
        let hash = key &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots[slot].first >= 0, slots[slot].key != key {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}

/// What stands around the members of one kind's resources.
struct UKCoreFrame: Sendable {
    /// The members.
    var steps: Range<Int>
    /// `{"resourceType":"Observation"`, or `{` for a component.
    var opening = "{"
    /// `,"meta":{"profile":["…"]`; without it there is neither id nor subject.
    var meta = ""
    /// `},"subject":`; without `subject` in the patient itself.
    var metaEnd = ""
    var hasSubject = false
    /// Whether a reference to the entry's own resource stands in the place of the subject.
    var isAboutItself = false
    /// Constant members, each with its comma.
    var constants = ""
    /// Whether the parts of an observation follow.
    var hasParts = false
}

/// Runs a program over a set of fields as if each had a value, and notes what is written.
struct UKCoreShapeBuilder {
    let program: UKCoreProgram
    let present: UInt64
    private(set) var values: [(before: [UInt8], operation: UKCoreStep.Operation, field: UInt8)] = []
    private var literal: [UInt8] = []

    init(program: UKCoreProgram, present: UInt64) {
        (self.program, self.present) = (program, present | UKCoreStep.always)
    }

    mutating func add(_ frame: UKCoreFrame) {
        add(frame.opening)
        if !frame.meta.isEmpty {
            if present & 1 != 0 {
                add(#","id":""#)
                add(.id, field: 0)
                add("\"")
            }
            add(frame.meta)
            add(.label, field: 1)
            add(frame.metaEnd)
            if frame.hasSubject { add(frame.isAboutItself ? .own : .subject, field: 0) }
            add(frame.constants)
        }
        var choices: UInt8 = 0
        _ = add(frame.steps, &choices)
        if frame.hasParts { add(.parts, field: 0) }
        add(frame.meta.isEmpty ? "}" : "}\n")
        add(.nothing, field: 0)
    }

    private mutating func add(_ text: String) { literal += Array(text.utf8) }

    private mutating func add(_ operation: UKCoreStep.Operation, field: Int) {
        values.append((literal, operation, UInt8(truncatingIfNeeded: field)))
        literal = []
    }

    /// Adds the steps of one object or array; says whether one of them has a value.
    private mutating func add(_ steps: Range<Int>, _ choices: inout UInt8) -> Bool {
        var (wrote, index) = (false, steps.lowerBound)
        while index < steps.upperBound {
            let step = program.steps[index]
            if step.fields & present == 0 {
                addFallback(step)
            } else if step.choice == 0 || choices & step.choice == 0 {
                if add(step, at: index, &choices) {
                    choices |= step.choice
                    wrote = true
                } else {
                    addFallback(step)
                }
            }
            index = step.end
        }
        return wrote
    }

    private mutating func add(_ step: UKCoreStep, at index: Int, _ choices: inout UInt8) -> Bool {
        let (kept, count) = (literal, values.count)
        addMember(step.open)
        if case .group = step.operation {
            guard add(index + 1..<step.end, &choices) else {
                values.removeLast(values.count - count)
                literal = kept
                return false
            }
        } else {
            add(step.operation, field: step.field)
        }
        literal += program.literals[step.close.range]
        return true
    }

    private mutating func addFallback(_ step: UKCoreStep) {
        if step.fallback.count > 0 { addMember(step.fallback) }
    }

    /// Adds a literal, after a comma unless an object or array has just begun.
    private mutating func addMember(_ text: Literal) {
        if literal.last != UInt8(ascii: "{"), literal.last != UInt8(ascii: "[") {
            literal.append(UInt8(ascii: ","))
        }
        literal += program.literals[text.range]
    }
}
