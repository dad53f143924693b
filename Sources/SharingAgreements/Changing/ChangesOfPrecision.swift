import CanonicalModel

/// Changes of how precise fields leave.
extension Agreement {
    func changesOfPrecision() -> [AgreementChange] {
        let rules = deidentification
        var changes = changesOfLevel("birth_date", rules.birthDate) { $0.birthDate = $1 }
        changes += changesOfLevel("death_date", rules.deathDate) { $0.deathDate = $1 }
        changes += changesOfLevel("event_date", rules.eventDate) { $0.eventDate = $1 }
        for (number, own) in rules.fieldLevels.enumerated() {
            let name = "\(own.kind.name).\(own.kind.definition.fields[own.field].name)"
            changes.append(
                AgreementChange("deidentification.fields.\(name)", .dropped, "leave it out") {
                    $0.deidentification.fieldLevels.remove(at: number)
                })
            changes += Self.steps(from: own.level).map { kind, level in
                AgreementChange("deidentification.fields.\(name)", kind, "make it `\(level.name)`")
                {
                    $0.deidentification.fieldLevels[number] = FieldLevel(
                        kind: own.kind, field: own.field, level: level)
                }
            }
        }
        return changes + changesOfGroups()
    }

    private func changesOfLevel(
        _ key: String, _ level: ReleaseLevel,
        _ set: @escaping @Sendable (inout Deidentification, ReleaseLevel) -> Void
    ) -> [AgreementChange] {
        Self.steps(from: level).map { kind, level in
            AgreementChange("deidentification.fields.\(key)", kind, "make it `\(level.name)`") {
                set(&$0.deidentification, level)
            }
        }
    }

    /// One step more and one step less precise.
    private static func steps(
        from level: ReleaseLevel
    ) -> [(AgreementChange.Kind, ReleaseLevel)] {
        let levels = ReleaseLevel.allCases.filter { $0 != .suppressed }
        let place = levels.firstIndex(of: level) ?? 0
        var steps: [(AgreementChange.Kind, ReleaseLevel)] = []
        if place + 1 < levels.count { steps.append((.loosened, levels[place + 1])) }
        if place > 0 { steps.append((.tightened, levels[place - 1])) }
        return steps
    }

    private func changesOfGroups() -> [AgreementChange] {
        let rules = deidentification
        var changes: [AgreementChange] = []
        if rules.age == .band5 || rules.age == .band10 {
            let isWide = rules.age == .band10
            changes.append(
                AgreementChange(
                    "deidentification.fields.age", isWide ? .loosened : .tightened,
                    isWide ? "make it `band5`" : "make it `band10`"
                ) { $0.deidentification.age = isWide ? .band5 : .band10 })
        }
        if rules.cutsYears {
            changes.append(
                AgreementChange("deidentification.fields.top_code", .dropped, "raise it to 110") {
                    $0.deidentification.topCode = 110
                    $0.deidentification.cutsYears = false
                })
        }
        if rules.dateShift != nil {
            changes.append(
                AgreementChange("deidentification.date_shift", .dropped, "do not move dates") {
                    $0.deidentification.dateShift = nil
                })
        }
        if rules.ethnicity == .group5 || rules.ethnicity == .group16 {
            let isCoarse = rules.ethnicity == .group5
            changes.append(
                AgreementChange(
                    "deidentification.fields.ethnicity", isCoarse ? .loosened : .tightened,
                    isCoarse ? "make it `group16`" : "make it `group5`"
                ) { $0.deidentification.ethnicity = isCoarse ? .group16 : .group5 })
        }
        return changes
    }
}
