"""What the profiles of UK Core ask beyond FHIR R4, of the resources that Sluice writes.

Read from the differentials of AllergyIntolerance 2.5.0, Appointment 1.4.0, Condition 2.6.0, Consent
2.4.0, DiagnosticReport 2.6.0, DocumentReference 2.2.0, Encounter 2.5.0, FamilyMemberHistory 1.2.0,
Immunization 2.4.0, List 2.4.0, MedicationRequest 2.5.0, MedicationStatement 2.5.0, Observation
3.0.0, Organization 2.5.1, Patient 2.6.0, Practitioner 2.4.0, PractitionerRole 2.4.0, Procedure
2.5.0 and ServiceRequest 2.5.0, and of the extensions below: all that they make mandatory, their
invariants, slices, and the value sets of their own that are enumerated. Value sets that are made of
SNOMED CT expressions are not checked, as that needs a terminology; nor what is only to be supported
(mustSupport), as it may be absent.
Source: HL7 UK, UK Core, StructureDefinitions and CodeSystems as NHS England publishes them.
"""

import re

from r4_rules import everywhere, values

UKCORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
SYSTEMS = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
# By extension: where it may stand, the name of its value (None where it has parts), and the code
# system and codes of its value set where that is a list.
EXTENSIONS = {
    "EthnicCategory": ("Patient", "valueCodeableConcept", None),
    "VaccinationProcedure": ("Immunization", "valueCodeableConcept", None),
    "AllergyIntoleranceEnd": ("AllergyIntolerance.clinicalStatus", None, None),
    "Evidence": ("AllergyIntolerance", "valueReference", None),
    "DeliveryChannel": ("Appointment", "valueCodeableConcept",
                        (SYSTEMS + "DeliveryChannel", {"In-person", "Telephone", "Video"})),
    "MedicationStatementLastIssueDate": ("MedicationStatement", "valueDateTime", None),
    "MedicationPrescribingOrganizationType": (
        "MedicationStatement", "valueCodeableConcept",
        (SYSTEMS + "MedicationPrescribingOrganizationType",
         {"prescribed-at-gp-practice", "prescribed-by-another-organisation"})),
    "MedicationRepeatInformation": ("MedicationRequest", None, None),
}
# Code systems that UK Core has retired, by what replaced them.
RETIRED = {SYSTEMS + "MedicationPrescribingOrganization"}


def extension_faults(resource):
    found, places = [], [(resource["resourceType"], resource)]
    status = resource.get("clinicalStatus")
    if isinstance(status, dict):
        places.append((resource["resourceType"] + ".clinicalStatus", status))
    for place, node in places:
        urls = [one["url"] for one in node.get("extension", [])]
        if len(set(urls)) < len(urls):
            found.append("an extension is given twice")
        for one in node.get("extension", []):
            name = one["url"].removeprefix(UKCORE)
            if name == one["url"]:
                continue
            if name not in EXTENSIONS or EXTENSIONS[name][0] != place:
                found.append(f"Extension-UKCore-{name} does not belong there")
                continue
            _, value, listed = EXTENSIONS[name]
            if (value or "extension") not in one:
                found.append(f"Extension-UKCore-{name} has another value")
            elif listed and not any(coding.get("system") == listed[0] and coding.get("code") in
                                    listed[1] for coding in one[value].get("coding", [])):
                found.append(f"Extension-UKCore-{name} has no code of its value set")
    return found


def faults(resource):
    """The rules that a resource breaks, by key; never a value."""
    kind, found = resource["resourceType"], extension_faults(resource)
    if kind == "MedicationRequest" and not values(resource, ["substitution"]):
        found.append("MedicationRequest.substitution is mandatory")
    if kind == "Immunization" and resource.get("status") == "not-done" \
            and "statusReason" not in resource:
        found.append("ukcore-imm-001")
    if kind == "AllergyIntolerance" and "code" not in resource:
        found.append("AllergyIntolerance.code is mandatory")
    systems = [one.get("system") for one in values(resource, ["identifier"])]
    if len(set(systems)) < len(systems):
        found.append("an identifier is given twice")

    def visit(node):
        if node.get("system") in RETIRED:
            found.append("a code system that is retired")
        for name in ("url", "system", "reference"):
            value = node.get(name)
            if isinstance(value, str) and re.search(r"\s", value):
                found.append(f"white space in a {name} (FHIR R4, uri)")
    everywhere(resource, visit)
    return found
