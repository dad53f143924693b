/// The ids of resources, in each supplier's shape.
extension GPConnectBundle {
    /// What a resource is, and how its id is told from others of the same entry.
    enum Kind {
        case encounter, entry, problem, statement, plan, order, list
        /// The table that SystmOne's key names.
        fileprivate var table: String {
            switch self {
            case .encounter, .list: "4000000000000000_"
            case .entry: "5000000000000000_"
            case .problem: "f200000000000000_"
            case .statement, .plan: "9000000000000000_"
            case .order: "1000000000000000_"
            }
        }
        fileprivate var emisSuffix: String {
            switch self {
            case .problem: "-PROB"
            case .statement: "-MS"
            case .list: "-LST"
            default: ""
            }
        }
        fileprivate var systmOneSuffix: String {
            switch self {
            case .plan: "_plan"
            case .order: "_order"
            case .list: "_Topics"
            default: ""
            }
        }
        fileprivate var medicusPrefix: String {
            switch self {
            case .statement: "ms-"
            case .plan, .order: "mr-"
            case .list: "consultation-"
            case .problem: "problem-"
            default: ""
            }
        }
    }

    func id(_ kind: Kind, _ ordinal: Int, _ part: Int = 0) -> String {
        switch system {
        case .emis: ids.uuid(ordinal, part) + kind.emisSuffix
        case .systmOne: kind.table + ids.key(ordinal, part) + kind.systmOneSuffix
        case .medicus: kind.medicusPrefix + ids.timeUUID(ordinal, part, uppercase: false)
        }
    }

    var patientId: String {
        switch system {
        case .emis: ids.uuid(0, 2)
        case .systmOne: ids.key(0, 2)
        case .medicus: ids.timeUUID(0, 2, uppercase: false)
        }
    }

    func practitionerId(_ index: Int) -> String {
        switch system {
        case .emis: ids.uuid(0, 10 + index)
        case .systmOne: ids.key(0, 10 + index)
        case .medicus: ids.timeUUID(0, 10 + index, uppercase: false)
        }
    }

    var organisationId: String {
        switch system {
        case .emis: ids.uuid(0, 3)
        case .systmOne: "0100000000000000_" + ids.key(0, 3)
        case .medicus: story.practice.odsCode
        }
    }

    var locationId: String {
        switch system {
        case .emis: ids.uuid(0, 4)
        case .systmOne: organisationId
        case .medicus: ids.timeUUID(0, 4, uppercase: false)
        }
    }

    func encounterId(_ consultation: Consultation) -> String {
        id(.encounter, consultation.ordinal)
    }

    /// The ids of the consultation's topic and of a category in it.
    func topicId(_ consultation: Consultation) -> String {
        system == .systmOne
            ? id(.encounter, consultation.ordinal) + "_NoTopic"
            : id(.encounter, consultation.ordinal) + "-PG0"
    }

    /// What lists point to for an entry: `Type/id`, two for an unjoined pair.
    func references(_ entry: Entry) -> [String] {
        let ordinal = entry.ordinal
        switch entry.content {
        case .observation, .family, .note: return ["Observation/" + id(.entry, ordinal)]
        case .bloodPressure(let pressure):
            guard isUnlinked(pressure, entry) else { return ["Observation/" + id(.entry, ordinal)] }
            return [1, 2].map { "Observation/" + id(.entry, ordinal, $0) }
        case .problem: return ["Observation/" + id(.entry, ordinal)]
        case .allergy: return ["AllergyIntolerance/" + id(.entry, ordinal)]
        case .medication: return ["MedicationRequest/" + id(.plan, ordinal)]
        case .immunisation: return ["Immunization/" + id(.entry, ordinal)]
        case .report: return ["DiagnosticReport/" + id(.entry, ordinal)]
        case .referral: return ["ReferralRequest/" + id(.entry, ordinal)]
        case .document: return ["DocumentReference/" + id(.entry, ordinal)]
        case .recall: return ["ProcedureRequest/" + id(.entry, ordinal)]
        }
    }

    /// Whether a pair is sent as two observations that nothing joins.
    private func isUnlinked(_ pressure: BloodPressure, _ entry: Entry) -> Bool {
        pressure.shape == .unlinked
            || pressure.shape == .paired && system == .systmOne && entry.isImported
    }

    func medicationId(_ drug: Drug) -> String {
        switch system {
        case .emis:
            return Ids(SplitMix64.mix(UInt64(drug.dmd) ?? 0)).uuid(0)
        case .systmOne: return drug.dmd + "_0"
        case .medicus: return drug.dmd
        }
    }
}
