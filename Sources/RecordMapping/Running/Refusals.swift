import CanonicalModel

extension MappingRun {
    /// Why no entry may be made of the node at `index`, or `nil`.
    ///
    /// A reason that holds for a node holds for everything in it: each condition is asked of the
    /// node itself and of the open nodes around it.
    mutating func refusal(under refusals: Range<Int>, at index: Int) -> Diagnostic.Code? {
        let asked = stackNames.reduce(UInt64(0)) { $0 | plan.roles[Int($1)].refusals }
        for number in refusals {
            if isFragment, plan.refusals[number].reason == .anotherPatient { continue }
            if let own = plan.refusals[number].own, holds(own, item: index) {
                return plan.refusals[number].reason
            }
            guard asked & Refusal.bit(number - refusals.lowerBound) != 0,
                conditionGates[plan.refusals[number].around].meets(.always)
            else { continue }
            for place in stack.indices
            where plan.refusals[number].symbols.contains(stackNames[place]) {
                if holds(plan.refusals[number].around, item: stack[place]) {
                    return plan.refusals[number].reason
                }
            }
        }
        return nil
    }
}
