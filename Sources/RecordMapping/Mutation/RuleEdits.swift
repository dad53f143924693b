import CanonicalModel
import StrictYAML

extension RuleSyntax {
    /// Every single mistake that can be put into the rule, each with its place in the file.
    func edits(in compiler: SourceCompiler) -> [(
        place: Diagnostic.Position?, edit: Edit<RuleSyntax>
    )] {
        let captures = each.flatMap(\.syntax).compactMap(\.capture)
        let edits = ExpressionEdits(
            schema: compiler.compiler.schema, variables: captures + lets.map(\.name),
            indexes: compiler.compiler.indexTypes.keys.sorted(),
            tables: compiler.tables.keys.sorted())
        return scopeEdits(edits) + letEdits(edits) + fieldEdits(edits)
    }

    private typealias Placed = (place: Diagnostic.Position?, edit: Edit<RuleSyntax>)

    /// Mistakes in one part, each making the rule that `rebuild` makes.
    private func placed<Syntax>(
        _ part: Part<Syntax>, _ edits: [Edit<Syntax>],
        _ rebuild: @escaping (inout RuleSyntax, Syntax) -> Void
    ) -> [Placed] {
        edits.map { edit in
            let whole = edit.within { syntax in
                var rule = self
                rebuild(&rule, syntax)
                return rule
            }
            return (part.place.position(ofByte: edit.offset), whole)
        }
    }

    /// A mistake in the rule as a whole.
    private func whole(
        _ place: Diagnostic.Position?, _ breakage: Breakage, _ change: String,
        _ break: (inout RuleSyntax) -> Void
    ) -> Placed {
        var rule = self
        `break`(&rule)
        return (place, Edit(breakage, at: 0, change, [rule]))
    }

    // MARK: - Scope

    private func scopeEdits(_ edits: ExpressionEdits) -> [Placed] {
        var found: [Placed] = []
        for (index, part) in each.enumerated() {
            if each.count > 1 {
                found.append(
                    whole(part.place.position, .scope, "this pattern is left out") {
                        $0.each.remove(at: index)
                    })
            }
            found += placed(part, segmentEdits(part.syntax)) { $0.each[index].syntax = $1 }
        }
        if let condition {
            found.append(
                whole(condition.place.position, .condition, "`where` is left out") {
                    $0.condition = nil
                })
            found += placed(condition, edits.edits(of: condition.syntax)) {
                $0.condition?.syntax = $1
            }
        }
        for (index, part) in claims.enumerated() {
            found.append(
                whole(part.place.position, .scope, "this claim is left out") {
                    $0.claims.remove(at: index)
                })
            found += placed(part, edits.edits(of: part.syntax)) { $0.claims[index].syntax = $1 }
        }
        if isShared {
            let place = each.first?.place.position
            found.append(whole(place, .scope, "`shared` is left out") { $0.isShared = false })
        }
        return found
    }

    /// A segment left out, or a type.
    private func segmentEdits(_ segments: [SegmentSyntax]) -> [Edit<[SegmentSyntax]>] {
        var found: [Edit<[SegmentSyntax]>] = []
        for (index, segment) in segments.enumerated() {
            var rest = segments
            rest.remove(at: index)
            if index < segments.count - 1 {
                let change = "`\(segment.name)` is left out"
                found.append(Edit(.scope, at: segment.offset, change, [rest]))
            }
            guard let type = segment.type else { continue }
            rest.insert(
                SegmentSyntax(
                    isDescendant: segment.isDescendant, name: segment.name, type: nil,
                    capture: segment.capture, offset: segment.offset), at: index)
            let change = "`.ofType(\(type))` is left out"
            found.append(Edit(.scope, at: segment.offset, change, [rest]))
        }
        return found
    }

    // MARK: - Lets and fields

    private func letEdits(_ edits: ExpressionEdits) -> [Placed] {
        lets.enumerated().flatMap { index, item in
            item.value.map { part in
                placed(part, edits.edits(of: part.syntax)) { $0.lets[index].value?.syntax = $1 }
            } ?? []
        }
    }

    private func fieldEdits(_ edits: ExpressionEdits) -> [Placed] {
        var found: [Placed] = []
        let definitions = target.definition.fields
        for (index, item) in fields.enumerated() {
            let place = item.value.place.position
            if !definitions[item.field].isRequired {
                found.append(
                    whole(place, .field, "`\(item.name)` is left out") {
                        $0.fields.remove(at: index)
                    })
            }
            let others = fields.filter {
                $0.field != item.field
                    && definitions[$0.field].type == definitions[item.field].type
                    && $0.value.place.text() != item.value.place.text()
            }
            if !others.isEmpty {
                let edit = Edit(
                    .field, at: 0, "`\(item.name)` is made as another field is: ",
                    others.map(\.value.syntax), named: others.map(\.name))
                found += placed(item.value, [edit]) { $0.fields[index].value.syntax = $1 }
            }
            found += placed(item.value, edits.edits(of: item.value.syntax)) {
                $0.fields[index].value.syntax = $1
            }
        }
        return found + defaultEdits
    }

    private var defaultEdits: [Placed] {
        let place = each.first?.place.position
        var found: [Placed] = []
        if let word = defaults.invalid {
            found.append(
                whole(place, .policy, "`invalid` of `defaults` leads elsewhere") {
                    $0.defaults.invalid = ExpressionEdits.other(word)
                })
        }
        if let word = defaults.unmapped {
            found.append(
                whole(place, .policy, "`unmapped` of `defaults` leads elsewhere") {
                    $0.defaults.unmapped = ExpressionEdits.other(word)
                })
        }
        return found
    }
}
