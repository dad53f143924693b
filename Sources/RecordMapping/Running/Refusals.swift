import CanonicalModel

extension MappingRun {
    /// Why no entry may be made of the node at `index`, or `nil`.
    ///
    /// A reason that holds for a node holds for everything in it: each condition is asked of the
    /// node itself and of the open nodes around it.
    mutating func refusal(under refusals: Range<Int>, at index: Int) -> Diagnostic.Code? {
        for number in refusals {
            let refusal = plan.refusals[number]
            if refusal.symbols.contains(tree.nodes[index].name),
                holds(refusal.condition, item: index)
            {
                return refusal.reason
            }
            for place in stack.indices where refusal.symbols.contains(stackNames[place]) {
                if holds(refusal.condition, item: stack[place]) { return refusal.reason }
            }
        }
        return nil
    }
}
