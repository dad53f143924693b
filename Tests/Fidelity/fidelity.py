#!/usr/bin/env python3
"""How well Sluice agrees with a supplier's own record of the same patient.

usage: fidelity.py [SLUICE] [--shared DIR] [--triples FILE]

Maps the GP2GP message of every triple with `sluice mapping run --format ukcore`, and lets the tool of
the shared folder compare the result with the supplier's own GP Connect record, beside the record that
the existing converter makes of the same message. SLUICE is the program (default: the one on the path);
the shared folder is `../shared` beside the package, or what SLUICE_SHARED names.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]


def shared_folder(given):
    return pathlib.Path(given or os.environ.get("SLUICE_SHARED") or PACKAGE.parent / "shared")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sluice", nargs="?", default="sluice")
    options.add_argument("--shared")
    options.add_argument("--triples")
    given = options.parse_args()
    shared = shared_folder(given.shared)
    if not (shared / "tools" / "fidelity.py").exists():
        print(f"there are no test messages in {shared}: nothing is compared", file=sys.stderr)
        return 0
    triples = given.triples or shared / "tools" / "triples.tsv"
    with tempfile.TemporaryDirectory() as folder, open(triples, encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            message = shared / "corpus" / row["gp2gp_xml"]
            with open(pathlib.Path(folder, message.stem + ".ndjson"), "wb") as output:
                subprocess.run(
                    [given.sluice, "mapping", "run", message, "--format", "ukcore",
                     "--mappings", PACKAGE / "Mappings"],
                    stdout=output, stderr=subprocess.DEVNULL, check=False)
        tool = [sys.executable, shared / "tools" / "fidelity.py", triples, shared / "corpus"]
        return subprocess.run([*tool, "--ours", folder], check=False).returncode


sys.exit(main())
