/// Children who came of an age in the last three months, and what they had been given before.
extension ToldPerson {
    private func birthday(_ born: Moment, _ months: Int) -> Int {
        let all = born.year * 12 + born.month - 1 + months
        return Moment(all / 12, all % 12 + 1, born.day).dayNumber
    }

    /// The days, each once, on which one of the vaccines was given.
    private func given(_ vaccines: [Code]) -> Set<Int> {
        Set(
            entries.compactMap { entry, consultation in
                guard case .immunisation(let vaccination) = entry.content, vaccination.isGiven,
                    vaccines.contains(vaccination.code)
                else { return nil }
                return (entry.date ?? consultation.date).dayNumber
            })
    }

    mutating func vaccinations() {
        guard let born = story.person.born else { return }
        let (first, second) = (birthday(born, 12), birthday(born, 24))
        let (third, fifth) = (birthday(born, 36), birthday(born, 60))
        let sixInOne = given([Concept.firstSixInOne, Concept.laterSixInOne])
        let meningitisB = given([Concept.firstMeningitisB, Concept.laterMeningitisB])
        let rotavirus = given([Concept.firstRotavirus, Concept.laterRotavirus])
        let pneumococcal = given([Concept.firstPneumococcal, Concept.laterPneumococcal])
        let measles = given([Concept.mmrVaccine, Concept.mmrvVaccine])
        func tellOf(_ name: String, at birthday: Int, _ isCovered: Bool) {
            tell("cover-\(name)", isCovered, of: Self.isWithin(birthday, months: 12))
        }
        func count(_ days: Set<Int>, _ range: Range<Int>) -> Int {
            days.count { range.contains($0) }
        }
        tellOf("12-months-six-in-one", at: first, count(sixInOne, 0..<first) >= 3)
        tellOf("12-months-meningitis-b", at: first, count(meningitisB, 0..<first) >= 2)
        tellOf("12-months-rotavirus", at: first, count(rotavirus, 0..<first) >= 2)
        tellOf("12-months-pneumococcal", at: first, count(pneumococcal, 0..<first) >= 1)

        let hib = given([Concept.hibMeningitisC])
        let isOld = born.dayNumber < Moment(2024, 7, 1).dayNumber
        let hadHib = isOld && count(hib, first..<second) >= 1
        tellOf("24-months-hib", at: second, hadHib || count(sixInOne, 0..<second) >= 4)
        tellOf("24-months-pneumococcal", at: second, count(pneumococcal, first..<second) >= 1)
        tellOf("24-months-meningitis-b", at: second, count(meningitisB, first..<second) >= 1)
        tellOf("24-months-mmr", at: second, count(measles, first..<second) >= 1)

        let booster = given([Concept.fourInOne])
        tellOf("5-years-four-in-one", at: fifth, count(booster, third..<fifth) >= 1)
        tellOf("5-years-mmr", at: fifth, count(measles, first..<fifth) >= 2)
    }
}
