import Testing

@testable import SyntheticRecords

/// Made-up people as a whole; `Tests/Realism/realism.py` compares them with the published figures.
@Suite struct CalibrationTests {
    private static func stories(
        _ count: Int, _ format: SyntheticFormat = .ukCore,
        _ change: (inout SyntheticOptions) -> Void = { _ in }
    ) -> [Story] {
        var options = SyntheticOptions()
        options.recordBytes = 1_000
        change(&options)
        return (0..<count).map { RandomStory.make($0, format: format, options: options) }
    }

    @Test func problemsAreProbableAsPublished() {
        for (problem, fifth) in Calibration.problems.flatMap({ row in (1...5).map { (row, $0) } }) {
            var (people, expected) = (0.0, 0.0)
            for (band, row) in Calibration.population[fifth - 1].enumerated() {
                for age in band * 5..<band * 5 + 5 where age >= problem.from {
                    let share = problem.probability(age, fifth: fifth)
                    #expect((0..<1).contains(share), "\(problem.code.term) at \(age)")
                    people += Double(row.male + row.female)
                    expected += Double(row.male + row.female) * share
                }
            }
            let published = Double(problem.perHundredThousand[fifth - 1]) / 100_000
            #expect(abs(expected / people - published) < 1e-9, "\(problem.code.term)")
        }
    }

    /// Four standard errors or less from what was published, at each practice.
    @Test func peopleAreOfThePublishedAgesAndHaveThePublishedProblems() {
        let stories = Self.stories(6_000)
        for practice in SyntheticPractice.neighbourhood where practice.share > 10 {
            let people = stories.filter { $0.practice == practice }
            let bands = Calibration.population[practice.fifth - 1]
            let old = bands[13...].reduce(0) { $0 + $1.male + $1.female }
            let aged = people.count { ($0.person.born?.years(until: RandomStory.today) ?? 0) >= 65 }
            #expect(Self.isNear(aged, of: people.count, Double(old) / 100_000))
            let have = people.count { $0.has(Concept.hypertension) }
            let share = Double(Calibration.registers[0].perHundredThousand[practice.fifth - 1])
            #expect(Self.isNear(have, of: people.count, share / 100_000))
        }
        let shares = SyntheticPractice.neighbourhood.map(\.share)
        #expect(shares.reduce(0, +) == 100)
    }

    /// National overprescribing review (2021): five or more medicines, and eight or more; Health
    /// Survey for England 2016: ten or more, of adults.
    @Test func medicinesOnRepeatAreAsManyAsPublished() {
        let people = Self.stories(6_000) { ($0.encountersPerYear, $0.deceased) = (4, 0) }
        let counts = people.map { story in
            (age: story.person.born?.years(until: RandomStory.today) ?? 0, Set(story.repeats).count)
        }
        func share(of least: Int, from age: Int = 0) -> Double {
            let those = counts.filter { $0.age >= age }
            return Double(those.count { $0.1 >= least }) / Double(those.count)
        }
        #expect(abs(share(of: 5) - 0.15) < 0.02, "\(share(of: 5))")
        #expect(abs(share(of: 8) - 0.07) < 0.015, "\(share(of: 8))")
        #expect(abs(share(of: 10, from: 16) - 0.03) < 0.01, "\(share(of: 10, from: 16))")
        #expect(abs(share(of: 1, from: 16) - 0.48) < 0.04, "\(share(of: 1, from: 16))")
    }

    private static func isNear(_ found: Int, of all: Int, _ share: Double) -> Bool {
        let error = (share * (1 - share) / Double(all)).squareRoot()
        return abs(Double(found) / Double(all) - share) < 4 * error + 1e-3
    }

    @Test func registrationsOverlapAtTheOtherSystmOnePractice() {
        let stories = Self.stories(200, .gpConnectSystmOne) { $0.overlapping = 0.3 }
        var overlaps = 0
        for (first, second) in zip(stories, stories.dropFirst())
        where second.person.nhsNumber == first.person.nhsNumber && !first.person.nhsNumber.isEmpty {
            #expect(second.practice != first.practice)
            #expect(second.registration.isTemporary)
            #expect(second.person.born == first.person.born)
            overlaps += 1
        }
        #expect(overlaps > 20)
        let numbers = Self.stories(200, .gpConnectEMIS) { $0.overlapping = 0.3 }
            .map(\.person.nhsNumber).filter { !$0.isEmpty }
        #expect(Set(numbers).count == numbers.count)
    }

    @Test func encountersAreAsManyAsAsked() {
        let stories = Self.stories(1_500) {
            ($0.encountersPerYear, $0.deceased, $0.objecting) = (8, 0, 0)
        }
        var (found, years) = (0.0, 0.0)
        for story in stories {
            let first = max(
                story.registration.start.dayNumber, RandomStory.today.dayNumber - 730)
            years += Double(RandomStory.today.dayNumber - first) / 365
            found += Double(story.consultations.count { $0.kind != .none })
        }
        #expect(abs(found / years - 8) < 0.8, "\(found / years)")
    }

    @Test func eachRecordOfAMixIsAsItsPracticeWritesIt() {
        var options = SyntheticOptions()
        (options.recordBytes, options.mixesSystems) = (1_000, true)
        var systems: [SyntheticSystem: Int] = [:]
        for index in 0..<400 {
            let story = RandomStory.make(index, format: .gpConnectEMIS, options: options)
            systems[story.practice.system, default: 0] += 1
            let written = SyntheticFormat.gpConnectEMIS.written(for: story.practice, options)
            #expect(written.system == story.practice.system)
            let record = SyntheticRecords.record(index, format: .gpConnectEMIS, options: options)
            #expect(record.bytes == SyntheticRecords.write(story, as: written, indented: false))
        }
        #expect((200...264).contains(systems[.emis] ?? 0))
        #expect((128...192).contains(systems[.systmOne] ?? 0))
    }
}

extension Story {
    /// The medicines on repeat that nobody stopped.
    fileprivate var repeats: [Drug] {
        consultations.flatMap(\.entries).compactMap { entry in
            guard case .medication(let course) = entry.content, course.isRepeat else { return nil }
            return course.stopped == nil ? course.drug : nil
        }
    }

    fileprivate func has(_ wanted: Code) -> Bool {
        consultations.contains { consultation in
            consultation.entries.contains { entry in
                if case .problem(let code, _) = entry.content { code == wanted } else { false }
            }
        }
    }
}
