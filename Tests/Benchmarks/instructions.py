#!/usr/bin/env python3
"""A guard against lost speed that is no clock: instructions of fixed work, against checked-in counts.

usage: instructions.py SLUICE [--update]

Counted are the instructions that valgrind sees in one process with one worker, which differ by
little from run to run. A count more than 3 % away from the one in `instructions.json` fails: above
it is lost speed, below it is gained speed that `--update` writes down, so that it is held. The C
library and the compiler choose other instructions on another kind of machine, which the file names:
there the counts are printed and nothing fails. Exit codes: 0 all within, or another kind of machine;
1 one is not; 2 a run failed; 3 valgrind is missing.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNTS = pathlib.Path(__file__).with_name("instructions.json")
TOLERANCE = 0.03
KEY = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
FRAILTY = str(ROOT / "Policies/frailty-neighbourhood/agreement.yaml")
INPUTS = {"XML": ["gp2gp-emis", "gp2gp-systmone"], "JSON": ["gpconnect-emis", "ukcore-r4"]}


def kind_of_machine():
    """What the counts depend on beside the sources."""
    def said(command):
        return subprocess.run(command, capture_output=True, text=True).stdout
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        flags = ""
    wide = [flag for flag in ("avx2", "avx512f") if re.search(rf"\b{flag}\b", flags)]
    swift = re.search(r"Swift version ([\d.]+)", said(["swift", "--version"]))
    return " ".join([
        platform.machine(), *platform.libc_ver(), said(["valgrind", "--version"]).strip(),
        "swift-" + (swift.group(1) if swift else "unknown"), *wide])


def instructions(command, scratch):
    """How many instructions `command` takes."""
    counted = scratch / "counted"
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counted}"] + command,
        env={"PATH": os.environ["PATH"], **KEY}, cwd=ROOT, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode not in (0, 1) or not found:
        last = run.stderr.strip().splitlines()[-3:]
        print(f"error: {' '.join(command[1:3])} ended with {run.returncode}: {last}")
        sys.exit(2)
    return int(found.group(1))


def measure(sluice, scratch):
    yield "policy check", instructions([sluice, "policy", "check", FRAILTY], scratch)
    for name, formats in INPUTS.items():
        for seed, form in enumerate(formats, 1):
            subprocess.run(
                [sluice, "synth", "--patients", "8", "--seed", str(seed), "--format", form,
                 "--record-bytes", "150000", "--out", str(scratch / name / form)],
                check=True, cwd=ROOT, capture_output=True)
        yield f"convert {name}", instructions(
            [sluice, "convert", str(scratch / name), "--mappings", str(ROOT / "Mappings"), "--agreement", FRAILTY, "--workers", "1",
             "--run-date", "2026-11-21", "--quiet", "--out", str(scratch / f"{name}-feed")],
            scratch)


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: instructions.py SLUICE [--update]")
    if not shutil.which("valgrind"):
        print("error: valgrind is missing (Debian: valgrind)", file=sys.stderr)
        return 3
    update, missed = "--update" in sys.argv, False
    held = json.loads(COUNTS.read_text()) if COUNTS.exists() else {"machine": "", "counts": {}}
    machine, counts = kind_of_machine(), held["counts"]
    isSame = machine == held["machine"]
    with tempfile.TemporaryDirectory() as place:
        # Older valgrinds give up on the debug information that the Swift compiler writes.
        bare = str(pathlib.Path(place) / "sluice")
        subprocess.run(["strip", "--strip-debug", "-o", bare, sys.argv[1]], check=True)
        found = dict(measure(bare, pathlib.Path(place)))
    for name, count in found.items():
        ratio = count / counts[name] if name in counts else None
        verdict = "not held yet" if ratio is None else f"{ratio - 1:+.1%} of {counts[name]:,}"
        outside = ratio is None or abs(ratio - 1) > TOLERANCE
        missed = missed or outside
        print(f"{name}: {count:,} instructions, {verdict}{'  <-- outside 3 %' if outside else ''}")
    if update:
        COUNTS.write_text(json.dumps({"machine": machine, "counts": found}, indent=2) + "\n")
        return 0
    if not isSame:
        print(f"note: this is {machine}, the counts are of {held['machine']}: nothing fails here")
    return 1 if missed and isSame else 0


if __name__ == "__main__":
    sys.exit(main())
