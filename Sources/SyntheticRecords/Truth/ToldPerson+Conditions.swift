/// Conditions, blood pressure, habits, medicines and vaccinations.
extension ToldPerson {
    private static let vascular: Set<String> = [
        "coronary-heart-disease", "stroke", "heart-failure", "atrial-fibrillation",
        "chronic-kidney-disease", "diabetes", "hypertension",
    ]
    /// What the indicators call the problems that stories tell of, and from which age they count.
    private static let names: [(code: Code, name: String, from: Int)] = [
        (Concept.hypertension, "hypertension", 0), (Concept.type2Diabetes, "diabetes", 17),
        (Concept.depression, "depression", 18), (Concept.asthma, "asthma", 6),
        (Concept.copd, "copd", 0), (Concept.coronary, "coronary-heart-disease", 0),
        (Concept.atrialFibrillation, "atrial-fibrillation", 0), (Concept.stroke, "stroke", 0),
        (Concept.heartFailure, "heart-failure", 0), (Concept.ckd3, "chronic-kidney-disease", 18),
        (Concept.dementia, "dementia", 0),
    ]

    private func has(_ codes: [Code]) -> Bool {
        entries.contains { entry, _ in
            if case .problem(let code, _) = entry.content { codes.contains(code) } else { false }
        }
    }

    private var known: Set<String> {
        Set(Self.names.filter { has([$0.code]) }.map(\.name))
    }

    mutating func conditions() {
        let known = self.known
        for row in Self.names {
            tell("prevalence-\(row.name)", known.contains(row.name), from: row.from)
        }
        tell("multimorbidity-2", known.count >= 2, from: 0)
        tell("multimorbidity-4", known.count >= 4, of: age >= 65)
        let worse = [Concept.moderateFrailty, Concept.severeFrailty]
        tell("frailty-moderate-or-severe", has(worse), of: age >= 65)
        tell("frailty-coded", has(worse + [Concept.mildFrailty]), of: age >= 65)
        let checks = days(of: [Concept.healthCheck])
        tell(
            "nhs-health-check", checks.contains { Self.isWithin($0, years: 5) },
            of: (40...74).contains(age) && known.isDisjoint(with: Self.vascular))
    }

    /// Pressures with numbers, and the days of all, those in words among them.
    mutating func pressure() {
        var (numbers, days): ([(day: Int, upper: Int, lower: Int)], [Int]) = ([], [])
        for (entry, consultation) in entries {
            guard case .bloodPressure(let pressure) = entry.content else { continue }
            let day = (entry.date ?? consultation.date).dayNumber
            days.append(day)
            if pressure.shape != .inWords {
                numbers.append((day, pressure.systolic, pressure.diastolic))
            }
        }
        tell("blood-pressure-45", days.contains { Self.isWithin($0, years: 5) }, from: 45)
        let year = numbers.filter { Self.isWithin($0.day, years: 1) }
        let latest = year.filter { $0.day == year.map(\.day).max() }
        let isHypertensive = known.contains("hypertension")
        tell(
            "hypertension-case-finding", latest.contains { $0.upper >= 140 || $0.lower >= 90 },
            of: age >= 18 && !latest.isEmpty && !isHypertensive)
        for (name, limit, isOfAge) in [
            ("hypertension-to-target-under-80", 140, age <= 79),
            ("hypertension-to-target-80", 150, age >= 80),
        ] {
            let isMet =
                latest.contains { $0.upper <= limit } && latest.contains { $0.lower <= 90 }
            tell(name, isMet, of: isHypertensive && isOfAge)
        }
    }

    mutating func habits() {
        let smokers = days(of: [Concept.currentSmoker])
        let all = smokers + days(of: [Concept.exSmoker, Concept.neverSmoked])
        tell("smoking-status", all.contains { Self.isWithin($0, years: 2) }, from: 15)
        let help = days(of: [Concept.smokingAdvice])
        let isSmoker = all.max().map { Self.isWithin($0, years: 2) && smokers.contains($0) }
        tell(
            "smoking-support", help.contains { Self.isWithin($0, years: 2) },
            of: age >= 15 && isSmoker == true)
    }

    mutating func medicines() {
        let drugs = Set(
            entries.compactMap { entry, _ -> Drug? in
                guard saysRepeats, case .medication(let course) = entry.content, course.isRepeat,
                    course.stopped == nil
                else { return nil }
                return course.drug
            })
        tell("polypharmacy-5", drugs.count >= 5, of: age >= 65)
        tell("polypharmacy-10", drugs.count >= 10, of: age >= 65)
        let reviews = days(of: [Concept.medicationReview])
        tell(
            "medication-review", reviews.contains { Self.isWithin($0, years: 1) },
            of: drugs.count >= 5)
    }
}
