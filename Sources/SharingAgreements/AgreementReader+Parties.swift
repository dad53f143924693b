import CanonicalModel
import StrictYAML

extension AgreementReader {
    mutating func readParties(_ section: Declaration, flows: Declaration?) {
        let members = keyed(section, "parties", required: ["publishers", "recipients"])
        checkControllership(members["controllership"], members["joint_arrangement"])
        for item in items(members["publishers"], "publishers") {
            let members = keyed(item, "parties.publishers[]")
            guard let ods = ods(members["ods"]) else { continue }
            if !publishers.insert(ods).inserted {
                item.error(.duplicate, "the publisher `\(ods)` is listed twice")
            }
            agreement.publishers.append(.init(ods: ods, name: members["name"]?.text() ?? ""))
        }
        let flowIDs = flowIDs(flows)
        for item in items(members["recipients"], "recipients") { readRecipient(item, flowIDs) }
        for item in members["processors"]?.items() ?? [] {
            _ = ods(keyed(item, "parties.processors[]")["ods"])
        }
    }

    private mutating func readRecipient(_ item: Declaration, _ flowIDs: [String]) {
        let members = keyed(item, "parties.recipients[]")
        if let place = members["dspt"], place.isMapping { checkToolkit(place) }
        guard let ods = ods(members["ods"]) else { return }
        if agreement.recipients.contains(where: { $0.ods == ods }) {
            item.error(.duplicate, "the recipient `\(ods)` is listed twice")
        }
        let flows = members["flows"]?.itemsOrSelf() ?? []
        for flow in flows {
            guard let id = flow.text(), !flowIDs.contains(id) else { continue }
            flow.error(
                .unknownFlow, "`\(id)` is not a flow of this agreement",
                advice: suggestion(id, among: flowIDs))
        }
        agreement.recipients.append(
            .init(
                ods: ods, name: members["name"]?.text() ?? "", flows: flows.compactMap { $0.text() }
            ))
    }

    private func checkControllership(_ place: Declaration?, _ arrangement: Declaration?) {
        guard let place, place.isScalar, place.text() == "joint", arrangement == nil else { return }
        place.error(
            .undertaking, "joint controllers have no arrangement here",
            advice: "add `joint_arrangement: ...`: where they have written down who does what")
    }

    /// A recipient that does not meet the toolkit, or has not said so for a year, receives nothing.
    ///
    /// Source: NHS England, Data Security and Protection Toolkit: published once a year.
    private func checkToolkit(_ section: Declaration) {
        let members = Dictionary(
            section.members().map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        if let place = members["status"], let status = place.isScalar ? place.text() : nil,
            ["not-met", "approaching"].contains(status)
        {
            place.error(
                .undertaking, "the recipient does not meet the toolkit's standards",
                advice: "share once its status is `met` or `exceeded`")
        }
        guard let place = members["published"], let text = place.isScalar ? place.text() : nil,
            let published = PartialDate(dayText: text), let from = agreement.validFrom,
            published.dayNumber < Agreement.Period(count: 1, unit: .years).start(before: from)
        else { return }
        place.error(
            .undertaking, "the toolkit was published more than a year before the agreement begins",
            advice: "ask the recipient for this year's")
    }

    private func flowIDs(_ section: Declaration?) -> [String] {
        guard let section, section.isSequence else { return [] }
        return section.items().compactMap { item in
            guard item.isMapping else { return nil }
            let id = item.members().first { $0.key == "id" }?.value
            return id.flatMap { $0.isScalar ? $0.text() : nil }
        }
    }

    mutating func readFlows(_ section: Declaration) {
        for item in items(section, "flows") {
            let members = keyed(item, "flows[]")
            guard let place = members["id"], let id = place.text() else { continue }
            if agreement.flows.contains(where: { $0.id == id }) {
                place.error(.duplicate, "the flow `\(id)` is declared twice")
            }
            let recipient = ods(members["recipient"]) ?? ""
            if let place = members["recipient"], !recipient.isEmpty {
                check(recipient: recipient, of: id, at: place)
            }
            let purpose = members["purpose"]?.text() ?? ""
            let purposes = agreement.purposes.map(\.id)
            if let place = members["purpose"], place.isScalar, !purposes.contains(purpose) {
                place.error(
                    .unknownPurpose, "`\(purpose)` is not a purpose of this agreement",
                    advice: suggestion(purpose, among: purposes))
            }
            let formats = items(members["format"], "formats").compactMap {
                word($0, "format", Agreement.Format.self)
            }
            let timing = Agreement.Timing(
                schedule: members["schedule"]?.text().flatMap(Agreement.Schedule.init(rawValue:)),
                minimumInterval: members["minimum_interval"]?.text().flatMap(Form.period))
            agreement.flows.append(
                .init(
                    id: id, recipient: recipient, purpose: purpose, formats: formats,
                    timing: timing))
        }
    }

    private func check(recipient: String, of flow: String, at place: Declaration) {
        guard let party = agreement.recipients.first(where: { $0.ods == recipient }) else {
            place.error(
                .unknownParty, "`\(recipient)` is not a recipient of this agreement",
                advice: listing(agreement.recipients.map(\.ods)))
            return
        }
        if !party.flows.contains(flow) {
            place.error(
                .contradiction, "the recipient `\(recipient)` does not list the flow `\(flow)`",
                advice: "add it to the recipient's `flows`, or name another recipient")
        }
    }
}

/// Signatures and their withdrawal.
extension AgreementReader {
    mutating func readWithdrawals(_ section: Declaration) {
        for item in section.items() {
            let members = keyed(item, "withdrawals[]")
            guard let ods = publisher(members["ods"]), let at = members["at"].flatMap(date)
            else { continue }
            agreement.withdrawals.append(.init(ods: ods, at: at))
        }
    }

    mutating func readSignUps(_ section: Declaration) {
        for item in section.items() {
            let members = keyed(item, "sign_up[]")
            for key in ["by", "role", "evidence"] {
                reason(members[key], key, "a signature without it proves nothing")
            }
            let version = members["version"].flatMap(signedVersion)
            guard let ods = publisher(members["ods"]), let at = members["at"].flatMap(date),
                let version
            else { continue }
            agreement.signUps.append(.init(ods: ods, version: version, at: at))
        }
        let signed = agreement.version.signed
        let signatories = Set(agreement.signUps.filter { $0.version == signed }.map(\.ods))
        for publisher in agreement.publishers where !signatories.contains(publisher.ods) {
            warn(
                .notSigned, section,
                "`\(publisher.ods)` has not signed version \(signed), so its "
                    + "records do not leave")
        }
    }

    private func publisher(_ place: Declaration?) -> String? {
        guard let place, let code = ods(place) else { return nil }
        if publishers.contains(code) { return code }
        place.error(
            .unknownParty, "`\(code)` is not a publisher of this agreement",
            advice: listing(agreement.publishers.map(\.ods)))
        return nil
    }

    private func signedVersion(_ place: Declaration) -> String? {
        guard let text = place.text() else { return nil }
        guard let (major, minor) = Form.signedVersion(text) else {
            place.error(
                .invalidForm, "`\(text)` is not a version that is signed",
                advice: "write the first two numbers, as `\(agreement.version.signed)`")
            return nil
        }
        if (major, minor) > (agreement.version.major, agreement.version.minor) {
            place.error(
                .signUp, "version \(text) is later than the agreement's own, \(agreement.version)",
                advice: "sign the version that the file states")
        }
        return "\(major).\(minor)"
    }
}
