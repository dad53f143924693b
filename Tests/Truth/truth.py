#!/usr/bin/env python3
"""Holds the indicators to what was made up: `truth.py SLUICE [PATIENTS] [FORMAT...]`.

Makes people with `synth --truth`, converts them under Tests/Truth/agreement.yaml, counts every
indicator, and compares each figure that is published with the truth file, to the last unit. Small
numbers are kept back by the rule of the ONS Longitudinal Study, which rounds nothing: what is kept
back is counted here and compared by `TruthTests`, which keeps nothing back. Says the CPU seconds of
each step. Ends with 1 where a figure is not the truth.
"""
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile

FORMATS = ["gpconnect-emis", "gpconnect-systmone", "gpconnect-medicus", "ukcore-r4"]
HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(os.path.dirname(HERE))


def run(*arguments):
    """Runs the program; its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(arguments, cwd=PACKAGE, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments[:3])} ended with {done.returncode}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def standardised(groups, name):
    """The share that was made up, adjusted by the strata that `name` names, `0-59 60+ by sex`."""
    youngest = [0, 20, 40, 60, 70, 80]
    ages, _, by_sex = name.partition(" by ")
    begins = [int(band.split("-")[0].rstrip("+")) for band in ages.split()]
    broad = {}
    for number, (weight, numerator, people) in enumerate(groups):
        sex, group = divmod(number, len(youngest))
        key = sex if by_sex else 0, sum(begin <= youngest[group] for begin in begins)
        sums = broad.setdefault(key, [0, 0, 0])
        for place, value in enumerate((weight, numerator, people)):
            sums[place] += value
    known = [sums for sums in broad.values() if sums[2]]
    return sum(w * n / p for w, n, p in known) / sum(w for w, _, _ in known)


def compare(truth, figures):
    """What is equal, what is kept back, what is not the truth; the largest numerator of each
    indicator that was compared, and how many adjusted rates were.
    """
    equal, hidden, wrong, seen, adjusted = 0, 0, [], {}, 0
    rows = {}
    for row in figures:
        if row["level"] == "practice":
            rows[row["indicator"], row["code"]] = row
        if (row["indicator"], row["stratification"]) == ("list-size", "deprivation"):
            rows["fifth", row["code"]] = row
    for number, people in enumerate(truth["fifths"]):
        row = rows.get(("fifth", str(number) if number else "not known"))
        if row is None or row["numerator"] == "":
            hidden += 1
        elif int(row["numerator"]) == people:
            equal += 1
        else:
            wrong.append(f"fifth {number}: {row['numerator']} people, made up {people}")
    for practice, told in truth["practices"].items():
        for name, figure in told.items():
            row = rows.get((name, practice))
            if row is None:
                wrong.append(f"{name} at {practice} is not counted")
                continue
            pairs = [("numerator", figure["numerator"])]
            if name != "list-size" and not name.startswith("continuity-"):
                pairs.append(("denominator", figure["denominator"]))
            if row["standardised"] != "":
                share = standardised(figure["strata"], row["standard_strata"])
                # The table has four digits.
                if abs(float(row["standardised"]) - share) < 0.000051:
                    equal += 1
                    adjusted += 1
                else:
                    wrong.append(f"{name} at {practice}: standardised {row['standardised']}, made "
                                 f"up {share:.4f}")
            for column, number in pairs:
                if row["state"] not in ("published", "nobody") or row[column] == "":
                    hidden += 1
                elif int(row[column]) == number:
                    equal += 1
                    if column == "numerator":
                        seen[name] = max(number, seen.get(name, 0))
                else:
                    wrong.append(f"{name} at {practice}: {column} {row[column]}, made up {number}")
    return equal, hidden, wrong, seen, adjusted


def main():
    sluice = os.path.abspath(sys.argv[1])
    patients = sys.argv[2] if len(sys.argv) > 2 else "50000"
    failed = False
    for form in sys.argv[3:] or FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "truth.json")
            seconds = [
                run(sluice, "synth", "--patients", patients, "--format", form, "--record-bytes",
                    "40000", "--plain-codes", "--out", f"{folder}/records", "--truth", file,
                    "--areas", f"{folder}/areas"),
                run(sluice, "convert", f"{folder}/records", "--agreement",
                    f"{HERE}/agreement.yaml", "--run-date", "2026-11-21", "--out",
                    f"{folder}/feed", "--postcodes", f"{folder}/areas/postcodes.csv",
                    "--deprivation", f"{folder}/areas/deprivation.csv"),
                run(sluice, "indicators", "run", f"{folder}/feed", "--profile",
                    "ons-longitudinal-study", "--out", f"{folder}/figures"),
                run(sluice, "report", f"{folder}/feed", "--profile", "ons-longitudinal-study",
                    "--out", f"{folder}/report.html"),
            ]
            with open(file) as text:
                truth = json.load(text)
            with open(f"{folder}/figures/indicators.csv", newline="") as text:
                figures = list(csv.DictReader(text))
            equal, hidden, wrong, seen, adjusted = compare(truth, figures)
        print(f"{form}: {truth['on_a_list']} of {truth['patients']} people on a list; {equal} counts "
              f"are the truth, {hidden} kept back, {len(wrong)} wrong; CPU seconds: synth "
              f"{seconds[0]:.1f}, convert {seconds[1]:.1f}, indicators {seconds[2]:.1f}, report "
              f"{seconds[3]:.1f}", flush=True)
        # A nought that is the truth says little of a rule.
        names = {row["indicator"] for row in figures}
        print(f"  {sum(map(bool, seen.values()))} of {len(names)} indicators were compared by more "
              f"than noughts, and {adjusted} adjusted rates; not: "
              + ", ".join(sorted(name for name in names if not seen.get(name))), flush=True)
        for line in wrong[:20]:
            print("  " + line)
        failed = failed or bool(wrong) or equal == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
