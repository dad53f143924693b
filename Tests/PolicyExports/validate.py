#!/usr/bin/env python3
"""Judges what `sluice policy schema` and `policy document` write by validators of others.

    Tests/PolicyExports/validate.py SLUICE

It makes a throw-away environment with jsonschema, PyYAML, fhir.resources and rdflib from PyPI, and
skips with a message where they cannot be had. Ends with 1 if anything is not as it should be.

- The schema is a valid schema of draft 2020-12; every agreement of `Policies` and every draft that
  is filled in passes it; each of the mistakes below does not.
- Contract and Consent of every agreement load as FHIR R4B resources (fhir.resources has no R4 of
  its own; the two resources are the same in both). Not checked: invariants in FHIRPath, and
  bindings of codes.
- The ODRL export is JSON-LD whose triples say what the agreement says: who may, who lets, until
  when. Not checked: the SHACL shapes of DPV.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["jsonschema", "PyYAML", "fhir.resources", "rdflib"]

# What is replaced, and by what, in the agreement `population-health`.
MISTAKES = [
    ("  status: active", "  satus: active"),
    ("  status: active", "  status: actve"),
    ("  version: 1.0.0", "  version: 1.0"),
    ("  id: population-health", "  id: Population Health"),
    ("from: 2026-07-01", "from: 01/07/2026"),
    ("every: P1Y", "every: yearly"),
    ("{ods: Y99001, name", "{ods: y99001, name"),
    ("class: population_health", "class: planning"),
    ("article6: ['6(1)(e)']", "article6: ['6(1)(z)']"),
    ("basis: not_confidential", "basis: none"),
    ("type1: {apply: true}", "type1: {apply: maybe}"),
    ("  deceased: withhold", "  deceased: hide"),
    ("    - entry: encounter\n", "    - entry: encouter\n"),
    ("fields: [status, start]", "fields: [status, begin]"),
    ("      why: How often practices are called upon\n", ""),
    ("last: P2Y", "last: two years"),
    ("free_text: withhold", "free_text: keep"),
    ("set: sexual-health, action: withhold", "set: sexual-health, action: drop"),
    ("confidentiality: {record: withhold, item: withhold, unknown: withhold}",
     "confidentiality: {record: withhold, item: withhold}"),
    ("level: pseudonymised", "level: pseudonymized"),
    ("key: 'env:SLUICE_KEY_PLANNING'", "key: '0123456789abcdef'"),
    ("    age: band5", "    age: band7"),
    ("format: csv", "format: cvs"),
    ("schedule: monthly", "schedule: sometimes"),
    ("storage: {country: GB", "storage: {country: Britain"),
    ("residual_risk: medium", "residual_risk: some"),
    ("notify_within: PT24H", "notify_within: 24 hours"),
    ("role: Caldicott Guardian, at: 2026-", "role: Caldicott Guardian, at: June 2026-"),
    ("\npurposes:", "\npurpose:"),
    ("\nflows:\n", "\nflows: monthly\nflow_list:\n"),
]


def environment(folder: Path) -> Path | None:
    """A Python that has the packages; None where they cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    answer = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
        capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        print("skipped: the packages cannot be had here:", answer.stderr.strip().splitlines()[-1:])
        return None
    return python


def load(text: str):
    """YAML as editors read it: words are words, also where YAML 1.1 takes them for dates."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules
                if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    import re
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
    return yaml.load(text, Loader=Loader)


def main(sluice: str) -> int:
    import rdflib
    from fhir.resources.R4B.consent import Consent
    from fhir.resources.R4B.contract import Contract
    from jsonschema import Draft202012Validator

    def run(*arguments: str) -> str:
        answer = subprocess.run(
            [sluice, "policy", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    wrong = 0

    def judge(name: str, is_right: bool, more: object = "") -> None:
        nonlocal wrong
        if not is_right:
            wrong += 1
            print("WRONG", name, more)

    schema = json.loads(run("schema"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    files = sorted((ROOT / "Policies").glob("*/agreement.yaml"))
    good = {str(file): file.read_text() for file in files}
    for kind in ["direct-care", "population-health", "counts", "voluntary-sector", "research"]:
        good[kind] = run("new", "--template", kind)
    for name, text in good.items():
        errors = list(validator.iter_errors(load(text)))
        judge(f"schema: {name}", not errors, [error.message[:200] for error in errors])
    whole = (ROOT / "Policies/population-health/agreement.yaml").read_text()
    for old, new in MISTAKES:
        assert old in whole, old
        bad = load(whole.replace(old, new, 1))
        judge(f"schema lets through: {new.strip()}", not validator.is_valid(bad))
    odrl, xsd = "http://www.w3.org/ns/odrl/2/", "http://www.w3.org/2001/XMLSchema#date"
    for file in files:
        Contract.model_validate_json(run("document", str(file), "--format", "contract"))
        Consent.model_validate_json(run("document", str(file), "--format", "consent"))
        graph = rdflib.Graph()
        graph.parse(data=run("document", str(file), "--format", "odrl"), format="json-ld")
        agreement = load(file.read_text())
        for word, section in [("assigner", "publishers"), ("assignee", "recipients")]:
            found = {str(party).rsplit(":")[-1]
                     for party in graph.objects(None, rdflib.URIRef(odrl + word))}
            stated = {party["ods"] for party in agreement["parties"][section]}
            judge(f"odrl {word}: {file}", found == stated, (found, stated))
        days = {str(day) for day in graph.objects(None, rdflib.URIRef(odrl + "rightOperand"))
                if getattr(day, "datatype", None) == rdflib.URIRef(xsd)}
        judge(f"odrl days: {file}", days == set(agreement["agreement"]["valid"].values()), days)
    print(f"{len(good)} good and {len(MISTAKES)} bad agreements by the schema, "
          f"{len(files)} contracts, consents and ODRL graphs: {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--inside":
        sys.exit(main(sys.argv[2]))
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder) / "environment")
        if python is None:
            sys.exit(0)
        program = str(Path(sys.argv[1]).resolve())
        sys.exit(subprocess.run([python, __file__, "--inside", program], check=False).returncode)
