extension ExpressionEdits {
    func edits(of field: FieldSyntax) -> [Edit<FieldSyntax>] {
        let (expression, operators, policies) = (field.expression, field.operators, field.policies)
        var found = edits(of: expression).map {
            $0.within { FieldSyntax(expression: $0, operators: operators, policies: policies) }
        }
        found += edits(of: operators).map {
            $0.within { FieldSyntax(expression: expression, operators: $0, policies: policies) }
        }
        for (index, (policy, offset)) in policies.enumerated() {
            var rest = policies
            rest.remove(at: index)
            found += edits(of: policy, at: offset).map { edit in
                edit.within { changed in
                    var policies = rest
                    if let changed { policies.insert((changed, offset), at: index) }
                    return FieldSyntax(
                        expression: expression, operators: operators, policies: policies)
                }
            }
        }
        return found
    }

    private func edits(of operators: [OperatorSyntax]) -> [Edit<[OperatorSyntax]>] {
        operators.indices.flatMap { index -> [Edit<[OperatorSyntax]>] in
            let call = operators[index]
            func replaced(_ other: OperatorSyntax?) -> [OperatorSyntax] {
                var operators = operators
                operators.replaceSubrange(index...index, with: other.map { [$0] } ?? [])
                return operators
            }
            let others = others(call)
            var found = [
                Edit(
                    .step, at: call.offset, "`\(call.name)` becomes ",
                    others.map { replaced($0) } + [replaced(nil)],
                    named: others.map(\.name) + ["nothing"])
            ]
            switch call.argument {
            case .text(let text)?:
                let other = OperatorSyntax(
                    name: call.name, argument: .text(text + "~"), offset: call.offset)
                found.append(
                    Edit(
                        .literal, at: call.offset, "the text is spelt otherwise", [replaced(other)])
                )
            case .table(let name, let at)?:
                let others = tables.filter { $0 != name }
                let arguments = others.map { ArgumentSyntax.table($0, at: at) } + [nil]
                let choices = arguments.map {
                    replaced(OperatorSyntax(name: call.name, argument: $0, offset: call.offset))
                }
                found.append(
                    Edit(
                        .path, at: at, "the table `\(name)` becomes ", choices,
                        named: others + ["nothing"]))
            case nil: break
            }
            return found
        }
    }

    /// Operators that could stand where `call` does.
    private func others(_ call: OperatorSyntax) -> [OperatorSyntax] {
        guard let name = Operator(rawValue: call.name) else { return [] }
        return Operator.allCases.filter {
            $0 != name && $0.input == name.input && $0.output == name.output
                && $0.argument == name.argument
        }.map { OperatorSyntax(name: $0.rawValue, argument: call.argument, offset: call.offset) }
    }

    /// Mistakes in a policy; `nil` where it is left out.
    private func edits(of policy: PolicySyntax, at offset: Int) -> [Edit<PolicySyntax?>] {
        switch policy {
        case .required: return [Edit(.policy, at: offset, "`required` is left out", [nil])]
        case .invalid(let word):
            return [
                Edit(
                    .policy, at: offset, "`invalid` leads elsewhere", [.invalid(Self.other(word))])
            ]
        case .unmapped(let word):
            return [
                Edit(
                    .policy, at: offset, "`unmapped` leads elsewhere",
                    [.unmapped(Self.other(word))])
            ]
        case .otherwise(let expression, let operators):
            return [Edit(.fallback, at: offset, "`otherwise` is left out", [nil])]
                + edits(of: expression).map { $0.within { .otherwise($0, operators) } }
                + edits(of: operators).map { $0.within { .otherwise(expression, $0) } }
        }
    }

    /// Another outcome of a failure.
    static func other(_ outcome: String) -> String {
        outcome == "quarantine-field" ? "quarantine" : "quarantine-field"
    }
}
