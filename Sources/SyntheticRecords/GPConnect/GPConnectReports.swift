extension GPConnectBundle {
    /// A laboratory report: the report, its specimen, its test group and the results.
    mutating func report(_ report: Report, _ entry: Entry, _ consultation: Consultation) {
        let when = entry.date ?? consultation.date
        let reportId = id(.entry, entry.ordinal)
        open("DiagnosticReport", reportId, isConfidential: entry.isConfidential)
        identifier(reportId)
        json.text("status", "final")
        concept("code", Self.snomed, "721981007", "Diagnostic studies report")
        subject()
        context(consultation)
        json.text("issued", when.fhirInstant)
        json.array("specimen")
        reference("", "Specimen/" + id(.entry, entry.ordinal, 1))
        json.close()
        json.array("result")
        reference("", "Observation/" + id(.entry, entry.ordinal, 2))
        json.close(3)
        specimen(report, entry)
        group(report, entry, consultation)
        for (index, result) in report.results.enumerated() {
            var taken = entry
            taken.date = report.taken
            observation(
                taken, consultation, result.0, result.1, part: 10 + index, isLaboratory: true)
        }
    }

    private mutating func specimen(_ report: Report, _ entry: Entry) {
        let id = id(.entry, entry.ordinal, 1)
        open("Specimen", id)
        identifier(id)
        json.text("status", "available")
        json.object("type")
        json.text("text", report.specimen)
        json.close()
        subject()
        json.object("collection")
        json.text("collectedDateTime", report.taken.fhir)
        json.close(3)
    }

    private mutating func group(
        _ report: Report, _ entry: Entry, _ consultation: Consultation
    ) {
        openObservation(entry, consultation, report.code, part: 2, isLaboratory: true)
        json.text("comment", report.comment)
        json.array("related")
        for index in report.results.indices {
            json.object()
            json.text("type", "has-member")
            reference("target", "Observation/" + id(.entry, entry.ordinal, 10 + index))
            json.close()
        }
        json.close(3)
    }
}
