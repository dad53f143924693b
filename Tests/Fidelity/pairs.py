#!/usr/bin/env python3
"""Whether the same patient gives the same feed, whichever of two formats the record came in.

usage: pairs.py [SLUICE] [--shared DIR] [--list]

For each pair of the corpus' `uat` folder, a GP Connect record and the GP2GP message that another
program made of it, both are mapped with `sluice mapping run --format canonical`. An entry of the GP2GP
side agrees where the other side has one of its kind with the same day, a code in common (or, where
neither has a concept, the same term) and, if there is a number, the same number. --list prints what
does not agree: kind, day and codes of test patients.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
from collections import Counter

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
DATES = {"observation": "effective", "problem": "onset", "allergy": "onset", "medication": "start",
         "medication_issue": "issued", "immunisation": "given", "family_history": "recorded"}
SAME = {"family_history": "observation"}


def entries(sluice, path):
    run = subprocess.run(
        [sluice, "mapping", "run", path, "--format", "canonical", "--mappings", PACKAGE / "Mappings"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return [json.loads(line) for line in run.stdout.splitlines()]


def words(text):
    return re.sub(r"\W+", " ", text or "").strip().lower()


def key(entry):
    """What must agree: day, codes, terms, number."""
    concept = entry.get("code") or {}
    codes, terms = set(), {words(concept.get("text"))}
    for coding in concept.get("codings", []):
        code = coding.get("code") or coding.get("description_id") or ""
        codes.add((coding["system"], code.rstrip(".")))
        terms.add(words(coding.get("display")))
    day = (entry.get(DATES[entry["kind"]]) or "")[:10]
    number = (entry.get("value") or {}).get("number")
    return day, codes, terms - {""}, float(number) if number else None


def agrees(one, other):
    day, codes, terms, number = one
    return (day == other[0] and number == other[3]
            and bool(codes & other[1] or terms & other[2]))


def compare(xml, native):
    """Greedy one to one; what is left of the GP2GP side comes back."""
    matched, left = Counter(), []
    pool = {}
    for entry in native:
        if entry["kind"] in DATES:
            pool.setdefault(SAME.get(entry["kind"], entry["kind"]), []).append(key(entry))
    for entry in xml:
        if entry["kind"] not in DATES:
            continue
        kind, wanted = SAME.get(entry["kind"], entry["kind"]), key(entry)
        place = next((i for i, other in enumerate(pool.get(kind, [])) if agrees(wanted, other)), None)
        if place is None:
            left.append((kind, entry, wanted))
        else:
            pool[kind].pop(place)
            matched[kind] += 1
            if "value" in entry:
                matched["quantity"] += 1
    return matched, left, pool


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sluice", nargs="?", default="sluice")
    options.add_argument("--shared")
    options.add_argument("--list", action="store_true")
    given = options.parse_args()
    shared = pathlib.Path(
        given.shared or os.environ.get("SLUICE_SHARED") or PACKAGE.parent / "shared")
    manifest = shared / "corpus" / "MANIFEST.tsv"
    if not manifest.exists():
        print(f"there are no test messages in {shared}: nothing is compared", file=sys.stderr)
        return 0
    matched, carried = Counter(), Counter()
    with open(manifest, encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t")
                if "/uat/output/" in row["path"] and "=" in (row["pair"] or "")]
    for row in rows:
        native = entries(given.sluice, shared / "corpus" / row["pair"].split("=", 1)[1])
        xml = entries(given.sluice, shared / "corpus" / row["path"])
        found, left, rest = compare(xml, native)
        matched += found
        carried += found
        for kind, entry, wanted in left:
            carried[kind] += 1
            carried["quantity"] += "value" in entry
            if given.list:
                print(pathlib.Path(row["path"]).stem, "GP2GP", kind, wanted, entry.get("note", "")[:60])
        if given.list:
            for kind, others in rest.items():
                for other in others:
                    print(pathlib.Path(row["path"]).stem, "GP Connect", kind, other)
    print(f"{'kind':20} carried  agrees")
    for kind in sorted(carried):
        print(f"{kind:20} {carried[kind]:7} {matched[kind]:7}")
    all_kinds = [kind for kind in carried if kind != "quantity"]
    total, same = sum(carried[k] for k in all_kinds), sum(matched[k] for k in all_kinds)
    print(f"{'all':20} {total:7} {same:7}  {same / max(total, 1):.1%}")
    return 0


sys.exit(main())
