import CanonicalModel

/// A full entry of each kind, and what it becomes, after `resourceType`, `id` and the profile.
struct UKCoreSample: Sendable {
    let kind: EntryKind
    let values: KeyValuePairs<String, RecordBuilder.Value>
    let expected: String

    private static let unknown =
        #"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","#
        + #""valueCode":"unknown"}]}"#
    private static let person = #"{"identifier":{"system":"urn:sluice:pseudonym","value":"P1"}}"#
    private static let ukCore =
        "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
    private static let terminology = "http://terminology.hl7.org/CodeSystem/"

    static let patient = UKCoreSample(
        kind: .patient,
        values: [
            "id": "x1",
            "nhs_number": "9990000018", "family_name": "O'Neil",
            "given_name": "Ann  Mary", "prefix": "Mrs", "birth_date": .day(1950, 2, 3),
            "death_date": .day(2020, 1, 2), "deceased": true, "sex": "female",
            "ethnicity": .snomed("1", "White"), "address": "1 High St, Leeds", "city": "Leeds",
            "postcode": "LS1 1AA", "telephone": "0113", "email": "a@b", "practice": "A99901",
            "pseudonym": "PSEU", "age_band": "70-74",
        ],
        expected: #"""
            },"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"},\#
            {"system":"urn:sluice:pseudonym","value":"PSEU"}],"name":[{"use":"official",\#
            "family":"O'Neil","given":["Ann","Mary"],"prefix":["Mrs"]}],\#
            "birthDate":"1950-02-03","deceasedDateTime":"2020-01-02","gender":"female",\#
            "extension":[{"url":"\#(ukCore)EthnicCategory","valueCodeableConcept":{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"White"}]}}],"address":[{\#
            "use":"home","line":["1 High St","Leeds"],"city":"Leeds","postalCode":"LS1 1AA"}],\#
            "telecom":[{"system":"phone","value":"0113"},{"system":"email","value":"a@b"}],\#
            "managingOrganization":{"identifier":{\#
            "system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"A99901"}}}
            """#)

    static let problem = UKCoreSample(
        kind: .problem,
        values: [
            "id": "x1",
            "confidential": "nopat", "code": .snomed("73211009", "Diabetes"), "status": "active",
            "category": "encounter-diagnosis", "significance": "major",
            "onset": .date(PartialDate(.year, year: 2001)),
            "recorded": .second(2001, 7, 2, 9, 5, 0), "note": "said \"no\"",
        ],
        expected: #"""
            ,"security":[{"system":"\#(terminology)v3-ActCode","code":"NOPAT"}]},\#
            "subject":\#(person),"code":{\#
            "coding":[{"system":"http://snomed.info/sct","code":"73211009",\#
            "display":"Diabetes"}]},"category":[{"coding":[{\#
            "system":"\#(terminology)condition-category","code":"encounter-diagnosis"}]}],\#
            "clinicalStatus":{"coding":[{\#
            "system":"\#(terminology)condition-clinical","code":"active"}]},"extension":[{\#
            "url":"https://fhir.hl7.org.uk/STU3/StructureDefinition\#
            /Extension-CareConnect-ProblemSignificance-1",\#
            "valueCode":"major"}],"onsetDateTime":"2001",\#
            "recordedDate":"2001-07-02T09:05:00+01:00","note":[{"text":"said \"no\""}]}
            """#)

    static let observation = UKCoreSample(
        kind: .observation,
        values: [
            "id": "x1",
            "code": .snomed("27113001", "Weight"), "status": "final", "category": "vital-signs",
            "effective": .second(2021, 1, 2, 9, 5, 0), "recorded": .day(2021, 1, 2),
            "value": .quantity("34.0", .less, unit: "kg", code: "kg", derived: false),
            "value_text": "light",
            "interpretation": "L", "range_low": .amount("40", "kg"),
            "range_high": .amount("90", "kg"),
        ],
        expected: #"""
            },"subject":\#(person),"code":{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"27113001","display":"Weight"}]},"status":"final","category":[{"coding":[{\#
            "system":"\#(terminology)observation-category","code":"vital-signs"}]}],\#
            "effectiveDateTime":"2021-01-02T09:05:00+00:00","valueQuantity":{"value":34.0,\#
            "comparator":"<","unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},\#
            "interpretation":[{"coding":[{\#
            "system":"\#(terminology)v3-ObservationInterpretation","code":"L"}]}],\#
            "referenceRange":[{"low":{"value":40,"unit":"kg"},"high":{"value":90,"unit":"kg"}}]}
            """#)

    static let medication = UKCoreSample(
        kind: .medication,
        values: [
            "id": "x1",
            "code": .snomed("1", "Aspirin"), "status": "active", "type": "repeat-dispensing",
            "dosage": "1 a day", "quantity": .amount("28", "tablet"), "start": .day(2020, 1, 1),
            "end": .day(2020, 6, 1),
            "repeats_authorised": "6", "repeats_issued": "2",
            "stop_reason": .snomed("1", "Rash", text: "rash"), "repeats_until": .day(2020, 7, 1),
            "recorded": .day(2020, 1, 1),
        ],
        expected: #"""
            },"subject":\#(person),"intent":"plan","substitution":{\#
            "allowedCodeableConcept":\#(unknown)},"medicationCodeableConcept":{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"Aspirin"}]},\#
            "status":"active","courseOfTherapyType":{"coding":[{\#
            "system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationRequestCourseOfTherapy",\#
            "code":"continuous-repeating-dispensing"}]},"dosageInstruction":[{\#
            "text":"1 a day"}],"dispenseRequest":{"quantity":{"value":28,"unit":"tablet"},\#
            "validityPeriod":{"start":"2020-01-01","end":"2020-06-01"},\#
            "numberOfRepeatsAllowed":6},"extension":[{\#
            "url":"\#(ukCore)MedicationRepeatInformation","extension":[{\#
            "url":"numberOfPrescriptionsIssued","valueUnsignedInt":2},{\#
            "url":"authorisationExpiryDate","valueDateTime":"2020-07-01"}]}],"statusReason":{\#
            "coding":[{"system":"http://snomed.info/sct","code":"1","display":"Rash"}],\#
            "text":"rash"},"authoredOn":"2020-01-01"}
            """#)

    static let medicationIssue = UKCoreSample(
        kind: .medicationIssue,
        values: [
            "id": "x1",
            "medication": "nowhere", "status": "completed", "duration_days": "28",
            "issued": .day(2020, 1, 1),
        ],
        expected: #"""
            },"subject":\#(person),"intent":"order","substitution":{\#
            "allowedCodeableConcept":\#(unknown)},"medicationCodeableConcept":\#(unknown),\#
            "status":"completed","dispenseRequest":{"validityPeriod":{"start":"2020-01-01"},\#
            "expectedSupplyDuration":{"unit":"day","system":"http://unitsofmeasure.org",\#
            "code":"d","value":28}}}
            """#)

    static let medicationStatement = UKCoreSample(
        kind: .medicationStatement,
        values: [
            "id": "x1", "code": .snomed("1", "Aspirin"), "status": "active",
            "dosage": "1 a day", "start": .day(2020, 1, 1), "end": .day(2020, 6, 1),
            "prescribed_by": "prescribed-by-another-organisation",
            "prescriber_text": "Hospital", "last_issued": .day(2020, 5, 1),
            "recorded": .day(2020, 1, 2),
        ],
        expected: #"""
            },"subject":\#(person),"medicationCodeableConcept":{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"Aspirin"}]},\#
            "status":"active","dosage":[{"text":"1 a day"}],"effectivePeriod":{\#
            "start":"2020-01-01","end":"2020-06-01"},"extension":[{\#
            "url":"\#(ukCore)MedicationPrescribingOrganizationType",\#
            "valueCodeableConcept":{"coding":[{\#
            "system":\#
            "https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationPrescribingOrganizationType",\#
            "code":"prescribed-by-another-organisation"}],"text":"Hospital"}},{\#
            "url":"\#(ukCore)MedicationStatementLastIssueDate","valueDateTime":"2020-05-01"}],\#
            "dateAsserted":"2020-01-02"}
            """#)

    static let allergy = UKCoreSample(
        kind: .allergy,
        values: [
            "id": "x1",
            "code": .snomed("1", "Penicillin"), "category": "medication",
            "verification": "confirmed",
            "ended": .day(2020, 1, 1), "end_reason": "wrong", "severity": "mild",
        ],
        expected: #"""
            },"patient":\#(person),"code":{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"1","display":"Penicillin"}]},"category":["medication"],"clinicalStatus":{\#
            "extension":[{"url":"\#(ukCore)AllergyIntoleranceEnd","extension":[{"url":"endDate",\#
            "valueDateTime":"2020-01-01"},{"url":"reasonEnded","valueString":"wrong"}]}]},\#
            "verificationStatus":{"coding":[{\#
            "system":"\#(terminology)allergyintolerance-verification","code":"confirmed"}]},\#
            "reaction":[{"manifestation":[\#(unknown)],"severity":"mild"}]}
            """#)

    static let immunisation = UKCoreSample(
        kind: .immunisation,
        values: [
            "id": "x1",
            "code": .snomed("1", "MMR given"), "status": "completed", "given": .day(2020, 1, 1),
            "batch": "B1", "expiry": .date(PartialDate(.month, year: 2021, month: 5)),
            "manufacturer": "Maker",
            "dose_quantity": .amount(".5", "ml"), "dose_number": "2",
            "recorded": .second(2020, 7, 1, 1, 2, 3),
        ],
        expected: #"""
            },"patient":\#(person),"extension":[{"url":"\#(ukCore)VaccinationProcedure",\#
            "valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"1",\#
            "display":"MMR given"}]}}],"vaccineCode":\#(unknown),"status":"completed",\#
            "occurrenceDateTime":"2020-01-01","lotNumber":"B1","expirationDate":"2021-05",\#
            "manufacturer":{"display":"Maker"},"doseQuantity":{"value":0.5,"unit":"ml"},\#
            "protocolApplied":[{"doseNumberPositiveInt":2}],\#
            "recorded":"2020-07-01T01:02:03+01:00"}
            """#)

    static let procedure = UKCoreSample(
        kind: .procedure,
        values: [
            "id": "x1",
            "code": .snomed("1", "Suture"), "performed": .day(2020, 1, 1),
        ],
        expected: #"""
            },"subject":\#(person),"code":{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"1","display":"Suture"}]},"status":"unknown",\#
            "performedDateTime":"2020-01-01"}
            """#)

    static let encounter = UKCoreSample(
        kind: .encounter,
        values: [
            "id": "x1",
            "code": .snomed("1", "Surgery"), "start": .second(2020, 1, 1, 9, 0, 0),
            "end": .second(2020, 1, 1, 9, 10, 0), "location": "Elm Grove",
        ],
        expected: #"""
            },"subject":\#(person),"class":\#(unknown),"type":[{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"Surgery"}]}],\#
            "status":"unknown","period":{"start":"2020-01-01T09:00:00+00:00",\#
            "end":"2020-01-01T09:10:00+00:00"},"location":[{"location":{\#
            "display":"Elm Grove"}}]}
            """#)

    static let heading = UKCoreSample(
        kind: .heading,
        values: [
            "id": "x1",
            "title": "History", "items": .references(["x1", "gone"]), "recorded": .day(2020, 1, 1),
        ],
        expected: #"""
            },"subject":\#(person),"status":"current","mode":"snapshot","title":"History",\#
            "date":"2020-01-01","entry":[{"item":{"reference":"List/x1"}}]}
            """#)

    static let diagnosticReport = UKCoreSample(
        kind: .diagnosticReport,
        values: [
            "id": "x1",
            "code": .snomed("1", "FBC"), "status": "final", "effective": .day(2020, 1, 1),
            "issued": .second(2020, 1, 2, 3, 4, 5), "note": "fine",
        ],
        expected: #"""
            },"subject":\#(person),"code":{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"1","display":"FBC"}]},"status":"final","effectiveDateTime":"2020-01-01",\#
            "issued":"2020-01-02T03:04:05+00:00","conclusion":"fine"}
            """#)

    static let referral = UKCoreSample(
        kind: .referral,
        values: [
            "id": "x1",
            "priority": "urgent", "specialty": "ENT", "recorded": .day(2020, 1, 1),
        ],
        expected: #"""
            },"subject":\#(person),"intent":"order","code":\#(unknown),"status":"unknown",\#
            "priority":"urgent","performerType":{"text":"ENT"},"authoredOn":"2020-01-01"}
            """#)

    static let document = UKCoreSample(
        kind: .document,
        values: [
            "id": "x1",
            "title": "Letter", "content_type": "text/plain",
            "url": "https://files.example.org/a letter.txt",
            "recorded": .second(2020, 1, 2, 3, 4, 5),
        ],
        expected: #"""
            },"subject":\#(person),"status":"current","content":[{"attachment":{\#
            "title":"Letter","contentType":"text/plain",\#
            "url":"https://files.example.org/a%20letter.txt"}}],"date":"2020-01-02T03:04:05+00:00"}
            """#)

    static let recall = UKCoreSample(
        kind: .recall,
        values: [
            "id": "x1",
            "code": .snomed("1", "BP check"),
            "due": .date(PartialDate(.month, year: 2025, month: 4)),
        ],
        expected: #"""
            },"subject":\#(person),"intent":"plan","code":{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"BP check"}]},\#
            "status":"unknown","occurrenceDateTime":"2025-04"}
            """#)

    static let familyHistory = UKCoreSample(
        kind: .familyHistory,
        values: [
            "id": "x1",
            "code": .snomed("1", "Asthma"), "note": "mother",
        ],
        expected: #"""
            },"patient":\#(person),"status":"partial","condition":[{"code":{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"Asthma"}]}}],\#
            "relationship":\#(unknown),"note":[{"text":"mother"}]}
            """#)

    static let consent = UKCoreSample(
        kind: .consent,
        values: [
            "id": "x1",
            "code": .snomed("1", "Dissent"), "decided": .day(2020, 1, 1),
        ],
        expected: #"""
            },"patient":\#(person),"_status":\#(unknown),"scope":\#(unknown),\#
            "policyRule":\#(unknown),"category":[{"coding":[{"system":"http://snomed.info/sct",\#
            "code":"1","display":"Dissent"}]}],"dateTime":"2020-01-01"}
            """#)

    static let practitioner = UKCoreSample(
        kind: .practitioner,
        values: [
            "id": "x1", "name": "Dr Robin Madeup", "sds_user_id": "999999900001",
            "gmc_number": "9999982", "gmp_number": "G9999981", "other_number": "99A9999E",
        ],
        expected: #"""
            },"name":[{"text":"Dr Robin Madeup"}],"identifier":[{\#
            "system":"https://fhir.nhs.uk/Id/sds-user-id","value":"999999900001"},{\#
            "system":"https://fhir.hl7.org.uk/Id/gmc-number","value":"9999982"},{\#
            "system":"https://fhir.hl7.org.uk/Id/gmp-number","value":"G9999981"}]}
            """#)

    static let organisation = UKCoreSample(
        kind: .organisation,
        values: [
            "id": "x1", "name": "Madeup Surgery", "ods_code": "Y99001",
            "type": .snomed("394745000", "General practice"),
        ],
        expected: #"""
            },"name":"Madeup Surgery","identifier":[{\#
            "system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Y99001"}],\#
            "type":[{"coding":[{"system":"http://snomed.info/sct","code":"394745000",\#
            "display":"General practice"}]}]}
            """#)

    static let appointment = UKCoreSample(
        kind: .appointment,
        values: [
            "id": "x1", "code": .snomed("1", "Cough"), "status": "fulfilled",
            "slot_category": "general-consultation-acute", "delivery_channel": "telephone",
            "urgency": "urgent", "booked": .day(2026, 5, 4), "wait": "one-day",
            "start": .date(PartialDate(.minute, year: 2026, month: 5, day: 5, hour: 10)),
            "duration": "10", "slot_type": "Duty doctor", "location": "Room 3",
            "note": "rings back",
        ],
        expected: #"""
            },"participant":[{"status":"accepted","actor":\#(person)},{"status":"accepted",\#
            "actor":{"display":"Room 3"}}],"reasonCode":[{"coding":[{\#
            "system":"http://snomed.info/sct","code":"1","display":"Cough"}]}],\#
            "status":"fulfilled","serviceCategory":[{"text":"general-consultation-acute"}],\#
            "extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/\#
            Extension-UKCore-DeliveryChannel","valueCodeableConcept":{"coding":[{"system":\#
            "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel",\#
            "code":"Telephone"}]}}],\#
            "appointmentType":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/v2-0276","code":"EMERGENCY"}]},\#
            "start":"2026-05-05T10:00:00+01:00","created":"2026-05-04","_end":\#(unknown),\#
            "minutesDuration":10,"serviceType":[{"text":"Duty doctor"}],"comment":"rings back"}
            """#)

    static let all = [
        patient, problem, observation, medication, medicationIssue, medicationStatement,
        allergy, immunisation,
        procedure, encounter, appointment, heading, diagnosticReport, referral, document, recall,
        familyHistory,
        consent, practitioner, organisation,
    ]
}
