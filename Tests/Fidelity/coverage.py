#!/usr/bin/env python3
"""How much of the test records the mappings read, or leave out with a reason.

usage: coverage.py [SLUICE] [--shared DIR] [--minimum PERCENT] [--lost COUNT]

Runs `sluice mapping coverage` over every folder of whole records in the shared folder's corpus, and
prints a row a folder and source: records, values, and how many are read, ignored with a reason, or
lost. Records that are refused, such as parts of a record without its patient, are not counted. SLUICE
is the program (default: the one on the path); the shared folder is `../shared` beside the package, or
what SLUICE_SHARED names. Exit code 1 if a row has less than the minimum (default: 99).
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = [
    "gp2gp-ehrextract-hl7v3-xml", "gpconnect-structured-stu3-json", "gpconnect-stu3-xml",
    "ukcore-r4-json", "emis-open-xml", "emis-im1-json", "vision-im1-xml",
]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sluice", nargs="?", default="sluice")
    options.add_argument("--shared")
    options.add_argument("--minimum", type=float, default=99)
    options.add_argument("--lost", type=int, default=0, help="lost paths to list of each folder")
    given = options.parse_args()
    shared = pathlib.Path(
        given.shared or os.environ.get("SLUICE_SHARED") or PACKAGE.parent / "shared")
    if not (shared / "corpus").exists():
        print(f"there are no test records in {shared}: nothing is counted", file=sys.stderr)
        return 0
    print(f"{'folder':32}{'source':12}{'records':>8}{'values':>9}{'read':>8}{'ignored':>8}"
          f"{'lost':>7}{'share':>9}")
    missed = False
    for folder in FOLDERS:
        run = subprocess.run(
            [given.sluice, "mapping", "coverage", shared / "corpus" / folder, "--format", "json",
             "--mappings", PACKAGE / "Mappings"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if run.returncode > 1:
            print(f"{folder}: sluice gave exit code {run.returncode}", file=sys.stderr)
            return 2
        report = json.loads(run.stdout)
        for row in report["sources"]:
            missed = missed or row["share"] * 100 < given.minimum
            print(f"{folder:32}{row['source']:12}{row['records']:8}{row['values']:9}"
                  f"{row['read']:8}{row['ignored']:8}{row['lost']:7}{row['share']:9.2%}")
        for path in report["lost"][:given.lost]:
            print(f"    {path['count']:6}  {path['source']}: {path['path']}")
    return 1 if missed else 0


sys.exit(main())
