#!/usr/bin/env python3
"""Lets `sluice stream` run for long, and looks at its memory and at how long each record takes.

    Tests/Chaos/soak.py SLUICE [--minutes 60] [--reload-seconds 60] [--rate 20]

Made-up records go in at a steady rate, and the agreement is written anew every minute, so that it
is loaded again. Afterwards: every record was answered, in order; every reload was taken up; and the
memory that was resident stayed within 5 % after the first sixth of the time.

Exit code 0 if all of it holds. Needs Linux, and no packages.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "Policies/direct-care-mdt"


def resident(pid):
    """Kilobytes that are resident; 0 once the process is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def records(sluice, folder):
    subprocess.run(
        [sluice, "synth", "--patients", "40", "--seed", "1", "--format", "gpconnect-emis",
         "--record-bytes", "20000", "--out", str(folder)], check=True, capture_output=True)
    return [p.read_bytes() + b"\n" for p in sorted(folder.rglob("*")) if p.is_file()]


class Soak:
    def __init__(self, options, folder):
        self.options = options
        self.bodies = records(options.sluice, folder / "records")
        self.agreement = folder / "policies/soak/agreement.yaml"
        shutil.copytree(ROOT / "Policies/codes", folder / "policies/codes")
        shutil.copytree(POLICY, self.agreement.parent)
        self.process = subprocess.Popen(
            [options.sluice, "stream", "--agreement", str(self.agreement), "--mappings",
             str(ROOT / "Mappings"), "--run-date", "2026-11-21"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.sent, self.taken, self.memory, self.last = [], [], [], {}
        self.reloads, self.wrong = 0, []

    def read(self):
        for number, line in enumerate(self.process.stdout):
            self.taken.append(time.monotonic() - self.sent[number])
            if json.loads(line)["frame"] != number + 1:
                self.wrong.append("answers are out of order")

    def listen(self):
        for line in self.process.stderr:
            event = json.loads(line) if line.startswith(b"{") else {}
            if event.get("event") == "finished":
                self.last = event

    def run(self):
        threads = [threading.Thread(target=work) for work in (self.read, self.listen)]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        end, renewal = began + 60 * self.options.minutes, began + self.options.reload_seconds
        looked = began
        while (now := time.monotonic()) < end and self.process.poll() is None:
            if now >= renewal:
                renewal += self.options.reload_seconds
                self.renew()
            if now >= looked:
                looked += 1
                self.memory.append(resident(self.process.pid))
            self.sent.append(time.monotonic())
            self.process.stdin.write(self.bodies[len(self.sent) % len(self.bodies)])
            self.process.stdin.flush()
            time.sleep(max(0, now + 1 / self.options.rate - time.monotonic()))
        self.process.stdin.close()
        for thread in threads:
            thread.join()
        self.process.wait()
        self.judge()

    def renew(self):
        """Writes the same agreement anew, whole."""
        new = self.agreement.with_suffix(".new")
        new.write_text(self.agreement.read_text())
        new.rename(self.agreement)
        self.reloads += 1

    def judge(self):
        if len(self.taken) != len(self.sent):
            self.wrong.append(f"{len(self.taken)} of {len(self.sent)} records were answered")
        if self.last.get("reloads", 0) < self.reloads - 1:
            self.wrong.append(f"{self.last.get('reloads')} of {self.reloads} reloads taken up")
        settled = self.memory[len(self.memory) // 6:] or [0]
        low, high = min(settled), max(settled)
        if high > low * 1.05:
            self.wrong.append(f"resident memory went from {low} kB to {high} kB")
        taken = sorted(self.taken) or [0]
        print(f"{len(self.taken)} records in {self.options.minutes:g} minutes, {self.reloads} "
              f"reloads; resident {low} to {high} kB after the first sixth; latency median "
              f"{1000 * statistics.median(taken):.1f} ms, p99 "
              f"{1000 * taken[int(len(taken) * 0.99)]:.1f} ms, longest {1000 * taken[-1]:.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice", type=os.path.abspath)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--reload-seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20, help="records a second")
    with tempfile.TemporaryDirectory(prefix="sluice-soak-") as folder:
        soak = Soak(parser.parse_args(), Path(folder))
        soak.run()
    for line in soak.wrong:
        print("WRONG", line, file=sys.stderr)
    sys.exit(1 if soak.wrong else 0)


main()
