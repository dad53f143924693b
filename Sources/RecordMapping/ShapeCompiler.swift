import CanonicalModel

import Terminology

extension ExpressionCompiler {
    /// The number of the shape of coded nodes that `type` gives.
    mutating func coded(_ type: ExpressionType, at: Int) throws(Fault) -> Int {
        var shapes: [Int] = []
        for name in type.types {
            guard schema.coded[name] != nil else {
                throw Fault(
                    code: .typeMismatch, offset: at,
                    message: "a node of type `\(name)` holds no code",
                    advice: "declare it under `coded` in the source file, or name one that does")
            }
            shapes.append(codedShape(name))
        }
        guard let first = shapes.first, shapes.allSatisfy({ sameShape($0, first) }) else {
            throw Fault(
                code: .typeMismatch, offset: at,
                message: "this gives nodes that hold their codes in different ways")
        }
        return first
    }

    private func sameShape(_ left: Int, _ right: Int) -> Bool {
        var (one, other) = (plan.codedShapes[left], plan.codedShapes[right])
        switch (one.also, other.also) {
        case (nil, nil): break
        case (let one?, let other?): guard sameShape(Int(one), Int(other)) else { return false }
        default: return false
        }
        (one.moreShape, other.moreShape, one.also, other.also) = (0, 0, nil, nil)
        return one == other
    }

    private mutating func codedShape(_ name: String) -> Int {
        if let number = codedNumbers[name] { return number }
        let number = plan.codedShapes.count
        codedNumbers[name] = number
        let ways = schema.coded[name] ?? []
        for (index, coded) in ways.enumerated() {
            for part in [coded.code, coded.system, coded.display, coded.text, coded.more] {
                if let part { touch(part, of: [name]) }
            }
            plan.codedShapes.append(
                CodedShape(
                    code: part(coded.code), system: part(coded.system),
                    display: part(coded.display), text: part(coded.text), more: part(coded.more),
                    moreShape: UInt16(number), fixed: coded.fixed ?? .other,
                    local: coded.local ?? .other,
                    also: index + 1 < ways.count ? UInt16(number + index + 1) : nil))
        }
        for (index, coded) in ways.enumerated() {
            guard let more = coded.more, let target = schema.member(more, of: [name])?.types.first,
                target != name, schema.coded[target] != nil
            else { continue }
            plan.codedShapes[number + index].moreShape = UInt16(codedShape(target))
        }
        return number
    }

    /// The number of the shape of quantity nodes that `type` gives.
    mutating func amount(_ type: ExpressionType, at: Int) throws(Fault) -> Int {
        guard let name = type.types.first(where: { schema.amounts[$0] != nil }),
            let amount = schema.amounts[name]
        else {
            throw Fault(
                code: .typeMismatch, offset: at, message: "this gives no amount",
                advice: "declare its type under `quantities` in the source file, or use `ofType()`")
        }
        if let number = amountNumbers[name] { return number }
        amountNumbers[name] = plan.amountShapes.count
        let units = amount.unit.compactMap(\.first)
        for part in [amount.number, amount.comparator, amount.code, amount.system]
            .compactMap(\.self) + units
        {
            touch(part, of: [name])
        }
        plan.amountShapes.append(
            AmountShape(
                number: part(amount.number), comparator: part(amount.comparator),
                code: part(amount.code), system: part(amount.system),
                unit: amount.unit.map { $0.map { symbols.intern($0) } }))
        return plan.amountShapes.count - 1
    }

    private mutating func part(_ name: String?) -> Symbol {
        name.map { symbols.intern($0) } ?? SymbolTable.unknown
    }
}
