#!/usr/bin/env python3
"""Every figure that agreements and their author's workbench are held to, as a Markdown table.

    agreements.py SLUICE FOLDER [--rounds 5] [--disclosure MEASURE]

SLUICE is a release build, FOLDER takes what is written on the way. MEASURE is a command that prints
what `disclosure/measure.sh` does (default: that script, which builds two modules first).

Times are CPU time of whole processes, the median of the rounds, since the clock of a machine that
others use says little. The share of `convert` is counted in instructions, where valgrind is there.
Exit codes: 0 every figure is reached; 1 one is missed; 2 something could not be measured.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import policies

ROOT = Path(__file__).resolve().parents[2]
DAY = ["--run-date", "2026-11-22"]
KEYS = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
FRAILTY = ROOT / "Policies/frailty-neighbourhood/agreement.yaml"
EVERYTHING = ROOT / "Tests/Benchmarks/everything.yaml"


class Table:
    def __init__(self):
        self.rows, self.missed = [], False

    def add(self, what, found, limit, is_met):
        self.missed = self.missed or is_met is False
        verdict = {True: "yes", False: "**no**", None: "not measured"}[is_met]
        self.rows.append((what, found, limit, verdict))
        print(f"{what}: {found} ({limit}: {verdict})", file=sys.stderr, flush=True)

    def text(self):
        head = [("what", "found", "wanted", "reached"), ("---",) * 4]
        return "\n".join("| " + " | ".join(row) + " |" for row in head + self.rows)


def run(command):
    """What a command prints; ends where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **KEYS}, capture_output=True, text=True)
    if done.returncode:
        print(f"{' '.join(map(str, command))} ended with {done.returncode}: "
              f"{done.stderr[-1000:]}", file=sys.stderr)
        sys.exit(2)
    return done.stdout + done.stderr


def workbench(table, sluice, folder, rounds):
    """`check`, `compare` and `prove`, whole process."""
    def seconds(arguments, expected):
        times = policies.measure([sluice, "policy"] + arguments, expected, rounds)
        return times[len(times) // 2][0]

    def add(what, arguments, expected, limit):
        time = seconds(arguments, expected)
        table.add(what, f"{time * 1000:.0f} ms", f"< {limit * 1000:.0f} ms", time < limit)

    mappings = ["--mappings", str(ROOT / "Mappings")]
    for name, count, practices, codes, compare, prove in policies.SIZES:
        policies.write(folder, name, count, practices, codes)
        old, new = (str(folder / name / f"{one}.yaml") for one in ("old", "new"))
        size = f"{count:,} clauses, {practices:,} practices, {codes:,} codes"
        if name == "small":
            # The clauses are drawn, so some are excluded whole: exit code 2 says so.
            add(f"`policy check`, {size}", ["check", old] + DAY + mappings, {0, 2}, 0.100)
        add(f"`policy compare`, {size}", ["compare", old, new] + DAY + mappings, {10, 11}, compare)
        for question, ends in (("practice not signed", {0}), ("any code in set-06", {0, 11})):
            add(f"`policy prove --never '{question}'`, {size}",
                ["prove", old, "--never", question] + DAY + mappings, ends, prove)


def decisions(table, sluice, folder, rounds):
    """Decisions a second, with extraction, under few and under many agreements."""
    records = folder / "records"
    run([sluice, "synth", "--patients", "60", "--seed", "3", "--format", "gpconnect-emis",
         "--out", str(records)])
    for agreement in (FRAILTY, EVERYTHING):
        found = run([sluice, "policy", "measure", str(records), "--agreement", str(agreement),
                     "--seconds", str(rounds), "--run-date", "2026-11-21",
                     "--mappings", str(ROOT / "Mappings")])
        rates = {int(count): (float(rate), share) for count, rate, share in re.findall(
            r"(\d+) agreements: ([\d.]+) million decisions a second, (\d+) % released", found)}
        (few, share), (many, _) = rates[10], rates[1000]
        name = agreement.parent.name if agreement.stem == "agreement" else agreement.stem
        table.add(f"decisions under 1,000 copies of `{name}`, {share} % released",
                  f"{many:.1f} million a second", ">= 2 million", many >= 2)
        table.add("the same with 10, over that with 1,000", f"{few / many:.2f}", "<= 2",
                  few <= 2 * many)


def disclosure(table, command):
    """Pseudonyms, and a table of 40 by 18 with 60 small cells under every profile."""
    found = re.findall(r"(.+): best (\d+) [a-z ]*a second", run(command))
    if "pseudonyms" not in dict(found) or len(found) < 2:
        print("the figures of disclosure control are not told as expected", file=sys.stderr)
        sys.exit(2)
    for name, rate in found:
        rate = int(rate)
        if name == "pseudonyms":
            table.add("pseudonyms", f"{rate / 1e6:.2f} million a second", ">= 1.5 million",
                      rate >= 1_500_000)
        else:
            time = 1000 / rate if rate else float("inf")
            table.add(f"table {name} protected and audited", f"{time:.1f} ms", "< 100 ms",
                      time < 100)


def share(table, sluice, folder):
    """Deciding and copying what leaves, of all instructions of a conversion after its start."""
    if not shutil.which("valgrind"):
        table.add("share of `convert`", "valgrind is missing", "< 25 %", None)
        return
    # Older valgrinds give up on the debug information that the Swift compiler writes.
    bare = folder / "sluice"
    subprocess.run(["strip", "--strip-debug", "-o", str(bare), sluice], check=True)

    def counted(records, agreement):
        out = folder / "counted"
        shutil.rmtree(folder / "feed", ignore_errors=True)
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", str(bare), "convert",
             str(records), "--mappings", str(ROOT / "Mappings"), "--agreement", str(agreement),
             "--workers", "1", "--run-date", "2026-11-21", "--quiet", "--out",
             str(folder / "feed")],
            cwd=ROOT, env={**os.environ, **KEYS}, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            print(done.stderr[-1000:], file=sys.stderr)
            sys.exit(2)
        lines = run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", str(out)])
        total = decided = 0
        for number, what in re.findall(r"^\s*([\d,]+) \([^)]*\)\s+(.*)$", lines, re.M):
            number = int(number.replace(",", ""))
            if "PROGRAM TOTALS" in what:
                total = number
            elif re.search(r"17CompiledAgreementV6decide_", what) and "surrogates" in what:
                decided = max(decided, number)
        return total, decided

    for form in ("gp2gp-emis", "gpconnect-emis"):
        for name, count in (("one", "1"), ("many", "24")):
            run([sluice, "synth", "--patients", count, "--seed", "1", "--format", form,
                 "--record-bytes", "150000" if name == "many" else "2000",
                 "--out", str(folder / f"{name}-{form}")])
        for agreement in (FRAILTY, EVERYTHING):
            start, _ = counted(folder / f"one-{form}", agreement)
            total, decided = counted(folder / f"many-{form}", agreement)
            part = decided / (total - start)
            name = agreement.parent.name if agreement.stem == "agreement" else agreement.stem
            table.add(f"applying `{name}`, of the instructions of `convert` after its start "
                      f"({form})", f"{part:.1%}", "< 25 %", 0 < part < 0.25)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sluice")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--disclosure", nargs="+",
                        default=["bash", str(Path(__file__).with_name("disclosure") / "measure.sh")])
    options = parser.parse_args()
    sluice, folder = str(Path(options.sluice).resolve()), options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    table = Table()
    workbench(table, sluice, folder, options.rounds)
    decisions(table, sluice, folder, options.rounds)
    disclosure(table, options.disclosure)
    share(table, sluice, folder)
    print("# Agreements: figures\n\nMade by `Tests/Benchmarks/agreements.py SLUICE FOLDER`.\n")
    print(table.text())
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
