import CanonicalModel

/// Changes of what tables count, and by what their cells are told apart.
extension Agreement {
    func changesOfTables() -> [AgreementChange] {
        tables.indices.flatMap { number in
            let clause = "tables[\(number)]"
            let leaveOut = AgreementChange(clause, .dropped, "leave it out") {
                $0.tables.remove(at: number)
            }
            return [leaveOut] + changesOfCount(number, clause)
                + changesOfDimensions(number, clause + ".rows", \.rows)
                + changesOfDimensions(number, clause + ".columns", \.columns)
        }
    }

    private func changesOfCount(_ number: Int, _ clause: String) -> [AgreementChange] {
        let table = tables[number]
        var changes = table.counted.variants(in: self).map { key, kind, words, counted in
            AgreementChange("\(clause).\(key)", kind, words) { agreement in
                agreement.tables[number].counted = counted
            }
        }
        // Everybody is one entry of their kind.
        guard table.counted.kind != .patient else { return changes }
        let countsPeople = table.countsPeople
        changes.append(
            AgreementChange(
                clause + ".count", countsPeople ? .loosened : .tightened,
                "count \(countsPeople ? "entries" : "patients")"
            ) { $0.tables[number].countsPeople = !countsPeople })
        return changes
    }

    private func changesOfDimensions(
        _ number: Int, _ clause: String,
        _ path: any WritableKeyPath<Table, [Dimension]> & Sendable
    ) -> [AgreementChange] {
        tables[number][keyPath: path].enumerated().flatMap { place, dimension in
            let clause = "\(clause)[\(place)]"
            let leaveOut = AgreementChange(clause, .dropped, "leave out `\(dimension.name)`") {
                _ = $0.tables[number][keyPath: path].remove(at: place)
            }
            return [leaveOut]
                + dimension.variants(in: self).map { key, kind, words, source in
                    AgreementChange(clause + key, kind, words) { agreement in
                        agreement.tables[number][keyPath: path][place] = Dimension(
                            name: dimension.name, source: source)
                    }
                }
        }
    }
}

extension Agreement.Counted {
    /// What is counted, told otherwise; a set that the data set asks for in any case is left as it
    /// is.
    fileprivate func variants(
        in agreement: Agreement
    ) -> [(String, AgreementChange.Kind, String, Self)] {
        var variants: [(String, AgreementChange.Kind, String, Self)] = []
        let inclusions = agreement.inclusions.filter { $0.kind == kind }
        if codeSet != nil, !inclusions.allSatisfy({ $0.codeSet == codeSet }) {
            var counted = self
            counted.codeSet = nil
            variants.append(("codes", .loosened, "take any code", counted))
        }
        for (index, test) in tests.enumerated() {
            let name = kind.definition.fields[test.field].name
            variants += test.variants(of: kind).map { change, words, test in
                var counted = self
                counted.tests.replace(at: index, with: test)
                return ("values.\(name)", change, words, counted)
            }
        }
        return variants
    }
}

extension Agreement.Dimension {
    /// The dimension divided otherwise: what is added to the path of its clause, and its source.
    fileprivate func variants(
        in agreement: Agreement
    ) -> [(String, AgreementChange.Kind, String, Source)] {
        switch source {
        case .practice, .patient, .entry: []
        case .listed(let field, let values):
            values.map { value in
                (
                    ".values", .narrowed, "leave out `\(value)`",
                    .listed(field, values.filter { $0 != value })
                )
            }
        case .codes(let sets):
            sets.map { set in
                (
                    ".codes", .narrowed, "leave out `\(set)`",
                    .codes(sets.filter { $0 != set })
                )
            }
        case .time(.month): [("", .tightened, "make it `year`", .time(.year))]
        case .time(.year): [("", .loosened, "make it `month`", .time(.month))]
        case .time(.weekday): []
        case .has(let counted):
            counted.variants(in: agreement).map { key, kind, words, counted in
                ("." + key, kind, words, .has(counted))
            }
        }
    }
}
