#!/usr/bin/env python3
"""Where the instructions of a conversion go, stage by stage, beside those of parsing alone.

usage: profile.py SLUICE [--limit PROGRAM] [--out FILE]

Made-up records of each format are converted under `everything.yaml` and under the frailty
agreement, one worker, under valgrind. `--limit` names libxml2's SAX2 parser with empty callbacks,
which `make bench` builds; it reads the same XML. Counted are instructions a byte of input, which no
busy machine changes. Records that hold the code of an objection are read, parsed and mapped once
more before the others, which is in those stages. Hashing is not counted: valgrind lacks the
instructions for SHA-256 that processors have. Exit codes: 0 done; 2 a run failed; 3 valgrind or
swift is missing.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
AGREEMENTS = {
    "everything": ROOT / "Tests/Benchmarks/everything.yaml",
    "frailty": ROOT / "Policies/frailty-neighbourhood/agreement.yaml",
}
FORMATS = ["gp2gp-emis", "gp2gp-systmone", "gpconnect-emis", "ukcore-r4"]
STAGES = [
    ("look for objections", r"^CodeSearch\.mayHold\("),
    ("read the file", r"^RecordSource\.next\("),
    ("parse", r"^RecordParser\.read\("),
    ("map", r"^RecordMapper\.map\(_:file:\)"),
    ("decide", r"^CompiledAgreement\.decide<"),
    ("write rows", r"^(CSVFeed|UKCoreFeed)\.append\(_:into:\)"),
    ("look through rows", r"^(FeedScan\.scan\(_:into:\)|RecordWorker\.forbidIds\()"),
]


def callgrind(command, scratch):
    """The instructions of each function with what it calls, and of the whole command."""
    file = scratch / "callgrind"
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}"] + command,
        env={"PATH": os.environ["PATH"], **KEY}, cwd=ROOT, capture_output=True, text=True)
    if run.returncode not in (0, 1) or "Collected" not in run.stderr:
        print("error: " + " ".join(run.stderr.strip().splitlines()[-2:]), file=sys.stderr)
        sys.exit(2)
    names, costs, whole, callee, is_call = {}, collections.Counter(), 0, None, False
    for line in file.read_text().splitlines():
        if line.startswith(("fn=", "cfn=")):
            number, _, spelling = line.partition("=")[2].partition(" ")
            if spelling:
                # What calls itself is listed twice, the second time with a mark.
                names[number] = re.sub(r"'\d+$", "*", spelling)
            callee = number
        elif line.startswith("calls="):
            is_call = True
        elif re.match(r"[\d+*-]", line):
            cost = int(line.split()[1])
            if is_call:
                costs[callee] += cost
            else:
                whole += cost
            is_call = False
    spelt = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(names.values()),
        capture_output=True, text=True).stdout.splitlines()
    return {text: costs[number] for number, text in zip(names, spelt)}, whole


def stages(sluice, data, agreement, scratch):
    """The instructions of each stage of a conversion."""
    costs, _ = callgrind(
        [sluice, "convert", str(data), "--mappings", str(ROOT / "Mappings"), "--agreement",
         str(agreement), "--workers", "1", "--run-date", "2026-11-21", "--quiet", "--replace",
         "--out", str(scratch / "feed")], scratch)
    return [
        sum(cost for text, cost in costs.items() if re.search(pattern, text))
        for _, pattern in STAGES]


def profile(sluice, limit, scratch):
    """The lines of a table a format."""
    for seed, form in enumerate(FORMATS, 1):
        data = scratch / form
        subprocess.run(
            [sluice, "synth", "--patients", "8", "--seed", str(seed), "--format", form,
             "--record-bytes", "150000", "--out", str(data)],
            check=True, cwd=ROOT, capture_output=True)
        files = sorted(str(file) for file in data.rglob("*") if file.is_file())
        size = sum(os.path.getsize(file) for file in files)
        yield f"\n## {form}: {len(files)} records, {size / 1e6:.1f} MB\n"
        yield "| instructions a byte | everything | frailty |\n|---|---|---|"
        columns = [stages(sluice, data, agreement, scratch) for agreement in AGREEMENTS.values()]
        for (name, _), *costs in zip(STAGES, *columns):
            yield f"| {name} | " + " | ".join(f"{cost / size:.1f}" for cost in costs) + " |"
        sums = [sum(column) / size for column in columns]
        yield "| all of these | " + " | ".join(f"{cost:.1f}" for cost in sums) + " |"
        if limit and form.startswith("gp2gp"):
            # Twice as much work less once cancels what starting costs.
            once, twice = (callgrind([limit, "0", *files * times], scratch)[1] for times in (1, 2))
            yield f"| libxml2 SAX2, empty callbacks | {(twice - once) / size:.1f} | |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sluice")
    parser.add_argument("--limit", help="libxml2's SAX2 parser with empty callbacks")
    parser.add_argument("--out")
    options = parser.parse_args()
    if not shutil.which("valgrind") or not shutil.which("swift"):
        print("error: valgrind or swift is missing", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as scratch:
        # Older valgrinds give up on the debug information that the Swift compiler writes.
        bare = pathlib.Path(scratch) / "sluice"
        subprocess.run(["strip", "--strip-debug", "-o", str(bare), options.sluice], check=True)
        text = "\n".join(profile(str(bare), options.limit, pathlib.Path(scratch))) + "\n"
    head = (
        "# Where the instructions go\n\nMade by `Tests/Benchmarks/profile.py`, whose head says what"
        " is counted.\n")
    if options.out:
        pathlib.Path(options.out).write_text(head + text)
    print(head + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
