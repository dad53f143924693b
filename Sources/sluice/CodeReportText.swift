import Terminology

/// What is known of a code, for people.
enum CodeReportText {
    static func text(_ report: CodeReport) -> String {
        var lines: [String] = []
        for problem in report.problems { lines.append("\(problem.message); \(problem.advice)") }
        if let identifier = report.identifier {
            let namespace = report.namespace.map { ", of the namespace \($0)" } ?? ""
            lines.append("a SNOMED CT \(identifier) id\(namespace)")
        }
        if let description = report.description {
            let kind = description.isFullName ? "fully specified name" : "term"
            let state = description.isActive ? "active" : "inactive"
            lines.append("\(state) \(kind) `\(description.term)`")
        }
        for map in report.maps { lines += Self.lines(map) }
        if let concept = report.concept { lines += Self.lines(concept) }
        if report.terminology != nil, report.problems.isEmpty, report.concept == nil,
            report.maps.allSatisfy({ $0.candidates.isEmpty })
        {
            lines.append("not in the terminology")
        }
        if lines.isEmpty { lines.append("it may be a Read v2 or CTV3 code") }
        return ([report.code] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    private static func name(_ name: CodeReport.Name) -> String {
        name.term.isEmpty ? name.id : "\(name.id) \(name.term)"
    }

    private static func lines(_ map: CodeReport.Map) -> [String] {
        var lines: [String] = []
        switch map.choice {
        case "none": lines.append("\(map.system): no map to a concept")
        case "several":
            lines.append("\(map.system): maps lead to several concepts, and none is chosen")
        default:
            let chosen = map.chosen.map(name) ?? ""
            lines.append("\(map.system): \(map.choice) map to \(chosen)")
        }
        for candidate in map.candidates {
            var words = [candidate.isAssured ? "assured" : "not assured"]
            if candidate.relation != "equivalent" { words.append(candidate.relation) }
            if candidate.isAlternative {
                words.append(candidate.isRecommended ? "recommended alternative" : "alternative")
            }
            if !candidate.term.isEmpty { words.append("term \(candidate.term)") }
            if candidate.isForPreferredTerm { words.append("preferred term") }
            lines.append(
                "  \(name(candidate.target)) (\(words.joined(separator: ", "))), "
                    + candidate.source)
        }
        return lines
    }

    private static func lines(_ concept: CodeReport.Concept) -> [String] {
        let since = concept.effectiveTime == 0 ? "" : " since \(concept.effectiveTime)"
        let product = concept.product.map { ", dm+d \($0)" } ?? ""
        let term = concept.term.isEmpty ? "without a term" : concept.term
        var lines = ["concept \(concept.id) \(term), \(concept.status)\(since)\(product)"]
        if let other = concept.replacedBy { lines.append("replaced by \(name(other))") }
        if concept.status == "inactive", concept.replacedBy == nil {
            let others = concept.candidates.map(name).joined(separator: "; ")
            lines.append(
                others.isEmpty
                    ? "nothing is known to have replaced it"
                    : "none is chosen of what may have replaced it: \(others)")
        }
        for link in concept.links {
            lines.append(
                "\(link.kind): \(name(link.target))\(link.isInactive ? " (inactive)" : "")")
        }
        for parent in concept.parents { lines.append("is a \(name(parent))") }
        if concept.ancestors + concept.descendants > 0 {
            lines.append("\(concept.ancestors) ancestors, \(concept.descendants) descendants")
        }
        for refset in concept.refsets { lines.append("in the reference set \(name(refset))") }
        for target in concept.targets {
            let rule = target.group == 0 ? "" : ", group \(target.group) rule \(target.priority)"
            lines.append("maps to \(target.code) by \(name(target.refset))\(rule)")
        }
        return lines
    }
}
