#!/usr/bin/env python3
"""Pairs of versions of made-up agreements with fixed seeds, and how long a command takes.

50 clauses over 50 practices and 500 codes, and 1,000 clauses over 6,300 practices and 5,000 codes.
The codes are numbers of a local system that stand for nothing. `agreements.py` measures with them.
"""
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

KINDS = {
    "problem": (["code", "onset", "status", "significance"], "status", ["active", "inactive"]),
    "observation": (["code", "effective", "value", "interpretation"], "status", ["final", "amended"]),
    "medication": (["code", "status", "start", "end"], "status", ["active", "on-hold"]),
    "encounter": (["code", "start"], None, []),
    "procedure": (["code", "performed"], None, []),
}
# Name, clauses, practices, codes, ceilings in seconds for compare and prove.
SIZES = [("small", 50, 50, 500, 0.150, 1.0), ("large", 1000, 6300, 5000, 3.0, 1.0)]


def clause(chance, sets):
    """One inclusion: a kind, some fields, and most often a code set, a window and a test."""
    kind = chance.choice(list(KINDS))
    fields, tested, words = KINDS[kind]
    parts = [f"entry: {kind}", "fields: [" + ", ".join(
        sorted(chance.sample(fields, chance.randint(1, len(fields))))) + "]"]
    if chance.random() < 0.9:
        parts.append("codes: " + chance.choice(sets))
    if chance.random() < 0.5:
        parts.append(f"last: P{chance.randint(1, 60)}M")
    if tested and chance.random() < 0.3:
        parts.append("values: {%s: [%s]}" % (tested, chance.choice(words)))
    return "    - {" + ", ".join(parts) + ", why: w}"


def agreement(name, version, practices, clauses, excluded):
    """The text of an agreement whose practices have all signed version 1.0."""
    parties = "\n".join(f"    - {{ods: {ods}}}" for ods in practices)
    signed = "\n".join(
        f"  - {{ods: {ods}, version: '1.0', by: b, role: r, at: 2026-01-02, evidence: e}}"
        for ods in practices)
    exclusions = "\n".join(f"    - {{codes: {name}, why: w}}" for name in excluded)
    return f"""agreement: {{id: {name}, version: {version}, status: active, title: T,
  valid: {{from: 2026-01-01, until: 2027-12-31}}}}
parties:
  publishers:
{parties}
  recipients: [{{ods: Y99N01, flows: [f]}}]
purposes: [{{id: p, class: direct_care, description: d}}]
legal: {{article6: '6(1)(e)', article9: '9(2)(h)', confidentiality: {{basis: implied_consent, why: w}}}}
opt_outs: {{type1: {{apply: true}}}}
cohort:
  registered_at: publishers
  age: {{min: 18, max: 90}}
  any_of: [{{problem: set-01}}, {{conditions: {{at_least: 2, of: [set-02, set-03, set-04]}}}}]
  none_of: [{{problem: set-05, last: P2Y}}]
dataset:
  include:
    - {{entry: patient, fields: [nhs_number, sex, practice, birth_date], why: w}}
{clauses}
  exclude:
{exclusions}
  window: {{last: P5Y, long_lived: [problem]}}
  free_text: withhold
confidentiality: {{record: withhold, item: withhold, unknown: withhold}}
deidentification: {{level: identifiable, fields: {{birth_date: year, event_date: month}}}}
flows: [{{id: f, recipient: Y99N01, purpose: p, format: csv}}]
sign_up:
{signed}
"""


def write(folder, name, count, practices, codes):
    """Two versions beside their code sets, of which the second has some clauses anew."""
    chance = random.Random(count)
    (folder / name / "codes").mkdir(parents=True, exist_ok=True)
    names = [f"set-{number:02}" for number in range(1, 43)]
    for number, one in enumerate(names):
        size = min(codes, max(3, int(codes * chance.uniform(0.002, 0.08))))
        members = chance.sample(range(codes), size)
        items = "\n".join(f"  - {{emis-local: 'BENCH{member:05}'}}" for member in sorted(members))
        (folder / name / "codes" / f"{one}.yaml").write_text(
            f"code_set: {one}\nversion: '1'\ntitle: t\nsource: made up for measuring\n"
            f"codes:\n{items}\n")
    ods = [f"X{number:05}" for number in range(practices)]
    excluded = chance.sample(names, max(1, count // 25) if count < 500 else 30)
    kept = count - len(excluded)
    old = [clause(chance, names) for _ in range(kept)]
    new = [clause(chance, names) if chance.random() < 0.05 else one for one in old]
    (folder / name / "old.yaml").write_text(
        agreement(name, "1.0.0", ods, "\n".join(old), excluded))
    (folder / name / "new.yaml").write_text(
        agreement(name, "1.1.0", ods[practices // 100:], "\n".join(new), excluded[:-1]))


def measure(command, expected, rounds):
    """The seconds of CPU time of each round, least first; the exit code must be as expected."""
    times = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in expected:
            sys.exit(f"{command} ended with {done.returncode}: {done.stderr[-2000:]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        times.append((cpu, wall))
    return sorted(times)
