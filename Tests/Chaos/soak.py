#!/usr/bin/env python3
"""Lets `sluice stream` run for long, and looks at its memory and at how long each record takes.

    Tests/Chaos/soak.py SLUICE [--minutes 60] [--reload-seconds 60] [--rate 25] [--minutely FILE]

Made-up records of several formats go in at a steady rate, each under an NHS number that none before
it had, so that whatever is kept of a person adds up. Every minute the agreement is written anew and
a stop (of some other practice) is added to the register; every tenth time, from the fifth on, the
agreement is broken, and mended at the next. Afterwards: every record
was answered, in order; every sound reload was taken up and every broken one refused; and the memory
that was resident, looked at every second, stayed within 5 % after the first sixth of the time.
What of it is the program's own, and no page of a file, is told beside.

The latency of a record is the time from before its first byte is written to when its answer has
been read: reading, mapping, deciding, writing, and two pipes. Runs as politely as `nice` allows.
Exit code 0 if all of it holds. Needs Linux, and no packages.
"""
import argparse
import json
import os
import re
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
FORMATS = ["gpconnect-emis", "gp2gp-emis", "ukcore-r4"]


def resident(pid):
    """Kilobytes that are resident, and those of them that are no page of a file; 0 when gone."""
    found = {"VmRSS": 0, "RssAnon": 0}
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            name = line.split(":")[0]
            if name in found:
                found[name] = int(line.split()[1])
    except OSError:
        pass
    return found["VmRSS"], found["RssAnon"]


def numbers():
    """NHS numbers of the range that is never issued, with valid check digits."""
    for number in range(999_100_000, 1_000_000_000):
        total = sum(int(d) * (10 - place) for place, d in enumerate(str(number)))
        check = (11 - total % 11) % 11
        if check < 10:
            yield b"%d%d" % (number, check)


def records(sluice, folder):
    """Each record in pieces, between which its NHS number stands."""
    found = []
    for kind in FORMATS:
        subprocess.run(
            [sluice, "synth", "--patients", "20", "--seed", "1", "--format", kind,
             "--record-bytes", "20000", "--out", str(folder / kind)], check=True,
            capture_output=True)
        found.append([re.split(rb'(?<=")999[0-9]{7}(?=")', p.read_bytes() + b"\n")
                      for p in sorted((folder / kind).rglob("*")) if p.is_file()])
    return [body for bodies in zip(*found) for body in bodies]


class Soak:
    def __init__(self, options, folder):
        self.options = options
        self.bodies = records(options.sluice, folder / "records")
        self.agreement = folder / "policies/soak/agreement.yaml"
        shutil.copytree(ROOT / "Policies/codes", folder / "policies/codes")
        shutil.copytree(POLICY, self.agreement.parent)
        self.text = self.agreement.read_text()
        self.stops = folder / "stops.ndjson"
        subprocess.run([options.sluice, "stop", "begin", "--register", str(self.stops)],
                       check=True, capture_output=True)
        self.process = subprocess.Popen(
            [options.sluice, "stream", "--agreement", str(self.agreement), "--mappings",
             str(ROOT / "Mappings"), "--run-date", "2026-11-21", "--stops", str(self.stops)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: os.nice(10))
        self.sent, self.taken, self.memory, self.own, self.last = [], [], [], [], {}
        self.reloads, self.broken, self.wrong, self.minutes = 0, 0, [], []
        self.outcomes = {}

    def read(self):
        for number, line in enumerate(self.process.stdout):
            self.taken.append(time.monotonic() - self.sent[number])
            answer = json.loads(line)
            self.outcomes[answer["outcome"]] = self.outcomes.get(answer["outcome"], 0) + 1
            if answer["frame"] != number + 1:
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
        looked, minute, fresh = began, began + 60, numbers()
        while (now := time.monotonic()) < end and self.process.poll() is None:
            if now >= renewal:
                renewal += self.options.reload_seconds
                self.renew()
            if now >= looked:
                looked += 1
                whole, own = resident(self.process.pid)
                self.memory.append(whole)
                self.own.append(own)
            if now >= minute:
                minute += 60
                self.note()
            pieces = self.bodies[len(self.sent) % len(self.bodies)]
            self.sent.append(time.monotonic())
            self.process.stdin.write(next(fresh).join(pieces))
            self.process.stdin.flush()
            time.sleep(max(0, now + 1 / self.options.rate - time.monotonic()))
        self.process.stdin.close()
        for thread in threads:
            thread.join()
        self.used = os.wait4(self.process.pid, 0)[2]
        self.judge()

    def note(self):
        """A line for the minute that has passed: records, memory, latency, load of the machine."""
        before = self.minutes[-1][1] if self.minutes else 0
        now = sorted(self.taken[before:]) or [0]
        self.minutes.append((len(self.minutes) + 1, before + len(now)))
        if self.options.minutely:
            with open(self.options.minutely, "a") as file:
                print(len(self.minutes), before + len(now), min(self.memory[-60:]),
                      max(self.memory[-60:]), max(self.own[-60:]), f"{1000 * statistics.median(now):.1f}",
                      f"{1000 * now[-1]:.1f}", os.getloadavg()[0], sep=",", file=file)

    def renew(self):
        """Writes each file anew, whole; a broken agreement every tenth time."""
        self.reloads += 1
        text = f"# Written for the {self.reloads}th time.\n{self.text}"
        if self.reloads % 10 == 5:
            self.broken += 1
            text += "no-such-key: true\n"
        replace(self.agreement, text)
        subprocess.run(
            [self.options.sluice, "stop", "--scope", "practice", f"Y8{self.reloads:04}",
             "--reason", "a soak", "--by", "a script", "--register", str(self.stops)],
            check=True, capture_output=True)

    def judge(self):
        if len(self.taken) != len(self.sent):
            self.wrong.append(f"{len(self.taken)} of {len(self.sent)} records were answered")
        if self.last.get("reloads", 0) < self.reloads - self.broken - 1:
            self.wrong.append(f"{self.last.get('reloads')} of {self.reloads} reloads taken up")
        if self.last.get("refused_reloads", 0) < self.broken:
            self.wrong.append("a broken agreement was not refused")
        settled = self.memory[len(self.memory) // 6:] or [0]
        low, high = min(settled), max(settled)
        own = self.own[len(self.own) // 6:] or [0]
        if high > low * 1.05:
            self.wrong.append(f"resident memory went from {low} kB to {high} kB")
        taken = sorted(self.taken) or [0]
        used = self.used.ru_utime + self.used.ru_stime
        print(f"{len(self.taken)} records ({self.outcomes}) in {self.options.minutes:g} minutes, "
              f"{self.last.get('reloads')} reloads and {self.last.get('refused_reloads')} refused; "
              f"resident {low} to {high} kB (+{100 * (high / max(low, 1) - 1):.1f} %) after the "
              f"first sixth, of it {min(own)} to {max(own)} kB that are no page of a file; "
              f"latency median {1000 * statistics.median(taken):.1f} ms, p99 "
              f"{1000 * taken[int(len(taken) * 0.99)]:.1f} ms, longest {1000 * taken[-1]:.1f} ms; "
              f"{used:.0f} s of processor")


def replace(path, text):
    new = path.with_suffix(".new")
    new.write_text(text)
    new.rename(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice", type=os.path.abspath)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--reload-seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=25, help="records a second")
    parser.add_argument("--minutely", help="a file that gets a line (CSV) for each minute")
    with tempfile.TemporaryDirectory(prefix="sluice-soak-") as folder:
        soak = Soak(parser.parse_args(), Path(folder))
        soak.run()
    for line in sorted(set(soak.wrong)):
        print("WRONG", line, file=sys.stderr)
    sys.exit(1 if soak.wrong else 0)


main()
