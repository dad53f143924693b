"""Required bindings and invariants of FHIR R4 for the resources that Sluice writes.

What fhir.resources does not look at. Each rule is told by its key in the standard.
Source: HL7 FHIR 4.0.1, the pages of the resources ("Terminology Bindings", "Constraints").
"""

EVENT = "preparation in-progress not-done on-hold stopped completed entered-in-error unknown"
REQUEST = "draft active on-hold revoked completed entered-in-error unknown"
INTENT = ("proposal plan order original-order reflex-order filler-order instance-order option")
# By path: the words of a required binding; of concepts, the codes in the system that ends so.
BINDINGS = {
    "Patient.gender": "male female other unknown",
    "Patient.name.use": "usual official temp nickname anonymous old maiden",
    "Patient.address.use": "home work temp old billing",
    "Patient.telecom.system": "phone fax email pager url sms other",
    "Patient.telecom.use": "home work temp old mobile",
    "Condition.clinicalStatus": "active recurrence relapse inactive remission resolved",
    "Condition.verificationStatus":
        "unconfirmed provisional differential confirmed refuted entered-in-error",
    "AllergyIntolerance.clinicalStatus": "active inactive resolved",
    "AllergyIntolerance.verificationStatus": "unconfirmed confirmed refuted entered-in-error",
    "AllergyIntolerance.type": "allergy intolerance",
    "AllergyIntolerance.category": "food medication environment biologic",
    "AllergyIntolerance.criticality": "low high unable-to-assess",
    "AllergyIntolerance.reaction.severity": "mild moderate severe",
    "Observation.status":
        "registered preliminary final amended corrected cancelled entered-in-error unknown",
    "DiagnosticReport.status": "registered partial preliminary final amended corrected appended "
                               "cancelled entered-in-error unknown",
    "Encounter.status": "planned arrived triaged in-progress onleave finished cancelled "
                        "entered-in-error unknown",
    "Immunization.status": "completed entered-in-error not-done",
    "MedicationRequest.status":
        "active on-hold cancelled completed entered-in-error stopped draft unknown",
    "MedicationRequest.intent": INTENT,
    "MedicationRequest.priority": "routine urgent asap stat",
    "MedicationStatement.status":
        "active completed entered-in-error intended stopped on-hold unknown not-taken",
    "Procedure.status": EVENT,
    "ServiceRequest.status": REQUEST,
    "ServiceRequest.intent": INTENT + " directive",
    "ServiceRequest.priority": "routine urgent asap stat",
    "Appointment.status": "proposed pending booked arrived fulfilled cancelled noshow "
                          "entered-in-error checked-in waitlist",
    "Appointment.participant.status": "accepted declined tentative needs-action",
    "FamilyMemberHistory.status": "partial completed entered-in-error health-unknown",
    "DocumentReference.status": "current superseded entered-in-error",
    "EpisodeOfCare.status":
        "planned waitlist active onhold finished cancelled entered-in-error",
    "Consent.status": "draft proposed active rejected inactive entered-in-error",
}
# The profiles of UK Core that there are for what Sluice writes.
PROFILES = set("""AllergyIntolerance Appointment Condition Consent DiagnosticReport
    DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Immunization List
    MedicationRequest MedicationStatement Observation Organization Patient Practitioner
    PractitionerRole Procedure
    ServiceRequest""".split())


def values(node, path):
    """Everything that stands at a path of names."""
    nodes = node if isinstance(node, list) else [node]
    for name in path:
        nodes = [item for one in nodes if isinstance(one, dict) and name in one
                 for item in (one[name] if isinstance(one[name], list) else [one[name]])]
    return nodes


def codes(concept):
    return [coding.get("code") for coding in concept.get("coding", [])]


def is_absent(value):
    """Whether it says only that the source does not state it, which R4 lets stand for a value."""
    return isinstance(value, dict) and any(
        one.get("url", "").endswith("/data-absent-reason") for one in value.get("extension", []))


def everywhere(node, visit):
    if isinstance(node, dict):
        visit(node)
        for value in node.values():
            everywhere(value, visit)
    elif isinstance(node, list):
        for value in node:
            everywhere(value, visit)


def faults(resource):
    """The rules that a resource breaks, by key; never a value."""
    kind, found = resource["resourceType"], []
    for path, words in BINDINGS.items():
        owner, *names = path.split(".")
        for value in values(resource, names) if owner == kind else []:
            if is_absent(value):
                continue
            told = codes(value) if isinstance(value, dict) else [value]
            if not told or any(code not in words.split() for code in told):
                found.append(f"binding of {path}")
    for profile in resource.get("meta", {}).get("profile", []):
        if profile != f"https://fhir.hl7.org.uk/StructureDefinition/UKCore-{kind}" \
                or kind not in PROFILES:
            found.append("meta.profile")
    clinical = [code for value in values(resource, ["clinicalStatus"]) for code in codes(value)]
    sure = [code for value in values(resource, ["verificationStatus"]) for code in codes(value)]
    if kind == "Condition":
        ended = any(name.startswith("abatement") for name in resource)
        problem = "problem-list-item" in [
            code for value in values(resource, ["category"]) for code in codes(value)]
        rules = {"con-3": "clinicalStatus" in resource or "entered-in-error" in sure or not problem,
                 "con-4": not ended or {"resolved", "remission", "inactive"} & set(clinical),
                 "con-5": "entered-in-error" not in sure or not clinical}
    elif kind == "AllergyIntolerance":
        rules = {"ait-1": "entered-in-error" in sure or "clinicalStatus" in resource,
                 "ait-2": "entered-in-error" not in sure or not clinical}
    elif kind == "Observation":
        has_value = any(name.startswith("value") for name in resource)
        own = set(codes(resource["code"]))
        rules = {"obs-3": all({"low", "high", "text"} & set(one)
                              for one in resource.get("referenceRange", [])),
                 "obs-6": "dataAbsentReason" not in resource or not has_value,
                 "obs-7": not has_value or not any(
                     own & set(codes(one["code"])) for one in resource.get("component", []))}
    elif kind == "Organization":
        rules = {"org-1": "name" in resource or "identifier" in resource,
                 "org-2": "home" not in values(resource, ["address", "use"]),
                 "org-3": "home" not in values(resource, ["telecom", "use"])}
    elif kind == "Consent":
        rules = {"ppc-1": "policy" in resource or "policyRule" in resource}
    elif kind == "Appointment":
        status = resource.get("status")
        rules = {"app-1": all("type" in one or "actor" in one for one in resource["participant"]),
                 "app-2": ("start" in resource) == ("end" in resource),
                 "app-3": ("start" in resource and "end" in resource) or status in (
                     "proposed", "cancelled", "waitlist"),
                 "app-4": "cancelationReason" not in resource or status in (
                     "cancelled", "noshow")}
    elif kind == "FamilyMemberHistory":
        age = any(name.startswith("age") for name in resource)
        rules = {"fhs-1": not age or not any(name.startswith("born") for name in resource),
                 "fhs-2": age or "estimatedAge" not in resource}
    else:
        rules = {}
    found += [key for key, holds in rules.items() if not holds]

    def visit(node):
        if "value" in node and "code" in node and "system" not in node:
            if isinstance(node["value"], (int, float)):
                found.append("qty-3")
        if {"start", "end"} <= set(node) and kind != "Appointment":
            length = min(len(node["start"]), len(node["end"]), 10)
            if node["start"][:length] > node["end"][:length]:
                found.append("per-1")
        if node.get("reference", "").startswith("#"):
            names = [one.get("id") for one in resource.get("contained", [])]
            if node["reference"][1:] not in names:
                found.append("ref-1")
        if not node:
            found.append("ele-1")
    everywhere(resource, visit)
    if any("system" not in one for one in values(resource, ["telecom"]) if "value" in one):
        found.append("cpt-2")
    return found
