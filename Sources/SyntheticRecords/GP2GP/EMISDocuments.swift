extension EMISExtract {
    /// Notes, and documents with the name of their file.
    mutating func narrative(_ entry: Entry, _ when: Moment, _ document: Document?) {
        component()
        xml.open("NarrativeStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal)))
        xml.text(
            "text", entry.note.isEmpty ? document?.title ?? "" : entry.note,
            ("mediaType", document == nil ? "" : "text/x-h7uk-pmip"))
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.empty("availabilityTime", ("value", when.hl7Minute))
        if let document { xml.document(document, ids.uuid(entry.ordinal, 1)) }
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    /// A laboratory report: report, specimen, test group, results, comment.
    mutating func laboratory(_ report: Report, _ when: Moment, _ entry: Entry) {
        cluster(entry, part: 0)
        xml.snomed("16488004", "laboratory reporting", original: "Filed Report")
        times(when)
        cluster(entry, part: 1)
        xml.snomed("123038009", "specimen (specimen)")
        times(when)
        xml.open("specimen", ("typeCode", "SPC"))
        xml.open("specimenRole", ("classCode", "SPEC"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 2)))
        xml.empty("id", ("root", OID.specimen), ("extension", "SYN\(entry.ordinal)"))
        xml.effective(center: report.taken)
        xml.open(
            "specimenSpecimenMaterial", ("determinerCode", "INSTANCE"), ("classCode", "MAT"))
        xml.text("desc", report.specimen)
        xml.close(3)
        component()
        xml.open("CompoundStatement", ("classCode", "BATTERY"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 3)))
        code(report.code)
        times(when)
        var bare = entry
        bare.note = ""
        for (index, (code, measured)) in report.results.enumerated() {
            observation(ids.uuid(entry.ordinal, 10 + index), code, report.taken, measured, bare)
        }
        if !report.comment.isEmpty {
            comment(
                "CommentType:LABORATORY RESULT COMMENT(E141)\nCommentDate:\(when.hl7Second)\n\n"
                    + report.comment, when, ids.uuid(entry.ordinal, 4),
                mediaType: "text/x-h7uk-pmip")
        }
        xml.close(4)
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    private mutating func cluster(_ entry: Entry, part: Int) {
        component()
        xml.open("CompoundStatement", ("classCode", "CLUSTER"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, part)))
    }

    mutating func referral(_ code: Code, _ isUrgent: Bool, _ when: Moment, _ entry: Entry) {
        component()
        xml.open("RequestStatement", ("classCode", "OBS"), ("moodCode", "RQO"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal)))
        self.code(code)
        if !entry.note.isEmpty { xml.text("text", entry.note) }
        times(when)
        xml.priority(isUrgent)
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    mutating func recall(_ code: Code, _ due: Moment, _ when: Moment, _ entry: Entry) {
        component()
        xml.open("PlanStatement", ("classCode", "OBS"), ("moodCode", "INT"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal)))
        self.code(code)
        if !entry.note.isEmpty { xml.text("text", entry.note) }
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: due)
        xml.empty("availabilityTime", ("value", when.hl7Second))
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    mutating func linkSet(
        _ code: Code, _ problem: Problem, _ entry: Entry, _ when: Moment, _ linked: [Entry]
    ) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("LinkSet", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 800)))
        let status = problem.isActive ? "Active Problem" : "Inactive Problem"
        xml.open(
            "code", ("code", problem.isActive ? "394774009" : "394775005"),
            ("codeSystem", OID.snomed), ("displayName", status))
        let significance = problem.isMajor ? "Significant" : "Not Significant (Minor)"
        xml.text("originalText", status + ", " + significance)
        xml.open("qualifier", ("inverted", "false"))
        if problem.isMajor {
            xml.snomed("386134007", "Significant", name: "name")
        } else {
            xml.snomed("394847000", "Unspecified significance", name: "name")
        }
        xml.close(2)
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(low: when.date, high: problem.ended)
        xml.empty("availabilityTime", ("value", when.hl7Second))
        for item in linked { xml.statementRef(ids.uuid(item.ordinal)) }
        xml.named(ids.uuid(entry.ordinal))
        xml.close(2)
    }
}

extension XMLOutput {
    mutating func document(_ document: Document, _ id: String) {
        open("reference", ("typeCode", "REFR"))
        open("referredToExternalDocument", ("classCode", "DOC"), ("moodCode", "EVN"))
        empty("id", ("root", id))
        snomed(
            document.code.snomed, document.code.term,
            original: document.isAbsent ? "Absent Attachment" : document.title)
        open("text", ("mediaType", document.isAbsent ? "text/plain" : document.mediaType))
        let name = document.isAbsent ? "AbsentAttachment\(id).txt" : "\(id)_\(document.title)"
        empty("reference", ("value", "file://localhost/" + name))
        close(3)
    }

    mutating func priority(_ isUrgent: Bool) {
        open(
            "priorityCode", ("code", isUrgent ? "394849002" : "394848005"),
            ("displayName", isUrgent ? "High" : "Normal"), ("codeSystem", OID.snomed))
        text("originalText", isUrgent ? "Urgent" : "Routine")
        close()
    }

    mutating func statementRef(_ id: String) {
        open("component", ("typeCode", "COMP"))
        open("statementRef", ("classCode", "OBS"), ("moodCode", "EVN"))
        empty("id", ("root", id))
        close(2)
    }

    mutating func named(_ id: String) {
        open("conditionNamed", ("typeCode", "NAME"), ("inversionInd", "true"))
        open("namedStatementRef", ("classCode", "OBS"), ("moodCode", "EVN"))
        empty("id", ("root", id))
        close(2)
    }
}
