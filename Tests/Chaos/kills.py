#!/usr/bin/env python3
"""Kills Sluice at random instants, and counts what is lost or done twice.

    Tests/Chaos/kills.py SLUICE [--kills 1000] [--seed 1] [--only ledger]

A quarter of the kills (SIGKILL) each go to `convert`, to `stream` between two pipes, to
`stream --watch` over a folder, and to `convert --ledger`. Afterwards:

- convert: the output folder is either not there, or the very one of a run that nobody killed;
- stream: every frame that was acknowledged is in the output; what was not is sent again, and then
  every frame is answered, and no more answers are double than kills could make so;
- watch: every file is in `done` once, and has one feed, the one of a run that nobody killed;
- ledger: a recipient who applies every change that was published, deletions first, holds what an
  extract of everything would give them, and the ledger says that they hold exactly that; the
  manifests follow one another, and the ledger has the same ones.

Exit code 0 if all of it holds. Needs no packages.
"""
import argparse
import csv
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = ROOT / "Policies/direct-care-mdt/agreement.yaml"
FLOW = "direct-care-mdt/team-meeting"


class Trial:
    def __init__(self, sluice, kills, seed, folder):
        self.sluice, self.kills, self.folder = sluice, kills, folder
        self.random = random.Random(seed)
        self.records = folder / "records"
        subprocess.run(
            [sluice, "synth", "--patients", "60", "--seed", str(seed), "--format",
             "gpconnect-emis", "--record-bytes", "20000", "--out", str(self.records)],
            check=True, capture_output=True)
        self.files = sorted(p for p in self.records.rglob("*") if p.is_file())
        self.wrong = []

    def terms(self):
        return ["--agreement", str(AGREEMENT), "--run-date", "2026-11-21",
                "--mappings", str(ROOT / "Mappings")]

    def start(self, arguments, **pipes):
        pipes.setdefault("stdout", subprocess.DEVNULL)
        pipes.setdefault("stderr", subprocess.DEVNULL)
        return subprocess.Popen([self.sluice, *arguments], **pipes)

    def kill_after(self, process, longest):
        """Waits a random time, or for the end; whether the process was killed."""
        try:
            process.wait(timeout=self.random.uniform(0, longest))
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True

    # -- convert

    def convert(self, kills):
        out = self.folder / "feed"
        command = ["convert", str(self.records), *self.terms(), "--quiet", "--out", str(out)]
        began = time.monotonic()
        self.start(command).wait()
        longest = (time.monotonic() - began) * 1.1
        whole = digest(out)
        shutil.rmtree(out)
        killed = finished = 0
        while killed < kills:
            if self.kill_after(self.start(command), longest):
                killed += 1
            if out.exists():
                finished += 1
                if digest(out) != whole:
                    self.wrong.append("convert: a feed that is not whole")
                shutil.rmtree(out)
        left = [p.name for p in self.folder.iterdir() if p.name.startswith(".feed.sluice-")]
        self.start(command).wait()
        after = [p.name for p in self.folder.iterdir() if p.name.startswith(".feed.sluice-")]
        if after:
            self.wrong.append("convert: folders of killed runs stay")
        print(f"convert: {killed} kills, {finished} runs done all the same; "
              f"{len(left)} hidden folders left, {len(after)} after the next run")

    # -- stream

    def stream(self, kills):
        bodies = [p.read_bytes() for p in self.files]
        acknowledged, answered, double, killed = set(), {}, 0, 0
        rounds = 0
        while killed < kills:
            rounds += 1
            acknowledged, answered = set(), {}
            while len(acknowledged) < len(bodies):
                waiting = [n for n in range(len(bodies)) if n not in acknowledged]
                source, output, acks = (self.folder / n for n in ("in", "out", "acks"))
                source.write_bytes(b"\n".join(bodies[n] for n in waiting))
                for path in (output, acks):
                    path.unlink(missing_ok=True)
                with source.open("rb") as stdin, output.open("wb") as stdout:
                    process = self.start(
                        ["stream", *self.terms(), "--acknowledge", str(acks)],
                        stdin=stdin, stdout=stdout)
                    if killed < kills:
                        killed += self.kill_after(process, 0.6)
                    else:
                        process.wait()
                lines = output.read_bytes().split(b"\n")[:-1]
                done = [json.loads(line)["frame"] for line in lines]
                told = ([json.loads(x)["frame"] for x in acks.read_bytes().split(b"\n")[:-1]]
                        if acks.exists() else [])
                if not set(told) <= set(done):
                    self.wrong.append("stream: acknowledged and not in the output")
                for frame in done:
                    number = waiting[frame - 1]
                    double += number in answered
                    answered[number] = True
                acknowledged |= {waiting[frame - 1] for frame in told}
            if len(answered) != len(bodies):
                self.wrong.append("stream: a record without an answer")
        if double > killed:
            self.wrong.append("stream: more double answers than kills")
        print(f"stream: {killed} kills in {rounds} rounds of {len(bodies)} records; every record "
              f"answered, {double} answered twice (written, and killed before the acknowledgement)")

    # -- watch

    def watch(self, kills):
        inbox, done, out = (self.folder / n for n in ("inbox", "done", "feeds"))
        for path in (inbox, done):
            path.mkdir()
        expected, killed, sent = {}, 0, 0
        command = ["stream", "--watch", str(inbox), "--done", str(done), "--out", str(out),
                   *self.terms()]
        for path in self.files:
            feed = self.folder / "single"
            self.start(["convert", str(path), *self.terms(), "--quiet", "--out", str(feed)]).wait()
            expected[hashlib.sha256(path.read_bytes()).hexdigest()[:16]] = rows(feed)
            shutil.rmtree(feed)
        while killed < kills:
            if len(visible(inbox)) < 20:
                for path in self.files:
                    sent += 1
                    hidden = inbox / f".{sent}"
                    shutil.copy(path, hidden)
                    hidden.rename(inbox / f"{sent:06}-{path.name}")
            two = [self.start(command), self.start(command)]
            killed += self.kill_after(two[0], 0.8)
            killed += self.kill_after(two[1], 0.4)
        process = self.start(command)
        while visible(inbox) or visible(inbox / ".taken"):
            time.sleep(0.2)
        process.terminate()
        process.wait()
        if len(visible(done)) != sent:
            self.wrong.append(f"watch: {len(visible(done))} of {sent} files are done")
        feeds = visible(out)
        if len(feeds) != sent or len({f.name.split("-")[0] for f in feeds}) != sent:
            self.wrong.append(f"watch: {len(feeds)} feeds of {sent} files")
        for feed in feeds:
            if rows(feed) != expected[feed.name.rsplit(".", 1)[1]]:
                self.wrong.append(f"watch: {feed.name} is not what it should be")
        hidden = [p for p in out.iterdir() if p.name.startswith(".")]
        print(f"watch: {killed} kills of two processes at a time; {sent} files in, "
              f"{len(visible(done))} done, {len(feeds)} feeds, each as an unkilled run makes it; "
              f"{len(hidden)} hidden folders left")


    # -- ledger

    def ledger(self, kills):
        folder = self.folder / "ledger"
        inbox, feeds, book = folder / "in", folder / "feeds", folder / "book"
        feeds.mkdir(parents=True)
        os.environ["SLUICE_KEY_LEDGER"] = "07" * 32
        os.environ["SLUICE_KEY_SIGNING"] = "08" * 32
        keys = ["--ledger", str(book), "--ledger-key", "env:SLUICE_KEY_LEDGER",
                "--signing-key", "env:SLUICE_KEY_SIGNING"]
        held, killed, step, published, longest = {}, 0, 0, 0, None
        while killed < kills or longest is None:
            step += 1
            self.lay(inbox)
            command = ["convert", str(inbox), *self.terms(), *keys, "--quiet"]
            out = feeds / f"{step:06}"
            process = self.start([*command, "--out", str(out)])
            if longest is None:
                began = time.monotonic()
                process.wait()
                longest = (time.monotonic() - began) * 1.1
            else:
                killed += self.kill_after(process, longest)
            if out.exists():
                published += 1
                self.apply(out, held)
            if step % 25 == 0 or killed == kills:
                # Nobody kills this one: it makes up for whatever the last one left.
                step += 1
                out = feeds / f"{step:06}"
                self.start([*command, "--out", str(out)]).wait()
                published += 1
                self.apply(out, held)
                self.compare(inbox, held, book, feeds)
        print(f"ledger: {killed} kills over {step} runs, {published} of them published; the "
              f"recipient's {len(held)} rows, an extract of everything, and the ledger agree")

    def lay(self, inbox):
        """All records but up to three, one of them changed."""
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir()
        absent = set(self.random.sample(range(len(self.files)), self.random.randint(0, 3)))
        changed = self.random.randrange(len(self.files))
        for number, path in enumerate(self.files):
            if number in absent:
                continue
            text = path.read_bytes()
            if number == changed:
                year = b"%d" % self.random.randint(2000, 2020)
                text = re.sub(rb'("onsetDateTime": ?")[0-9]{4}', rb"\g<1>" + year, text)
            (inbox / path.name).write_bytes(text)

    def apply(self, out, held):
        """What a recipient does with a change: deletions first, then rows in place of rows."""
        for deleted in out.glob("*/deleted/rows.csv"):
            for row in table(deleted):
                if held.pop((row["table"], row["practice"], row["id"]), None) is None:
                    self.wrong.append("ledger: a row is deleted that was never sent")
        for path in out.glob("*/csv/*.csv"):
            for row in table(path):
                held[path.stem, row["practice"], row["id"]] = row

    def compare(self, inbox, held, book, feeds):
        whole = self.folder / "whole"
        self.start(["convert", str(inbox), *self.terms(), "--quiet", "--out", str(whole)]).wait()
        expected = {}
        self.apply(whole, expected)
        shutil.rmtree(whole)
        if held != expected:
            self.wrong.append("ledger: the recipient does not hold what an extract would give")
        home = {row: practice for name, practice, row in held if name == "patient"}
        resources = {}
        for out in sorted(feeds.iterdir()):
            for path in out.glob("*/deleted/resources.ndjson"):
                for line in path.read_text().splitlines():
                    url = json.loads(line)["entry"][0]["request"]["url"]
                    resources.pop(tuple(url.split("/", 1)), None)
            for path in out.glob("*/ukcore/*.ndjson"):
                for line in path.read_text().splitlines():
                    resource = json.loads(line)
                    person = resource.get("subject") or resource.get("patient") or {}
                    patient = person.get("reference", "Patient/" + resource["id"])
                    resources[path.stem, resource["id"]] = patient.split("/", 1)[1]
        said = self.folder / "said.csv"
        with said.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["table", "person_key", "practice", "id"])
            for name, practice, row in held:
                writer.writerow([name, "", practice, row])
            for (kind, row), patient in resources.items():
                writer.writerow([kind, "", home.get(patient, "nowhere"), row])
        self.check(["ledger", "reconcile", str(said), "--ledger", str(book),
                    "--agreement-flow", FLOW], "the ledger says that rows differ")
        self.check(["ledger", "verify", str(feeds), "--ledger", str(book)],
                   "manifests are not as they were made")

    def check(self, arguments, what):
        done = subprocess.run([self.sluice, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            self.wrong.append(f"ledger: {what}: {done.stdout[:500]} {done.stderr[:500]}")


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def visible(folder):
    return [p for p in folder.iterdir() if not p.name.startswith(".")] if folder.is_dir() else []


def digest(folder):
    hashes = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        hashes.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return hashes.hexdigest()


def rows(feed):
    """The digest of a feed's tables; the manifest names the path of the input."""
    hashes = hashlib.sha256()
    for path in sorted(feed.glob("*/csv/*.csv")) + sorted(feed.glob("*/ukcore/*.ndjson")):
        hashes.update(path.name.encode() + b"\0" + path.read_bytes())
    return hashes.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["convert", "stream", "watch", "ledger"])
    options = parser.parse_args()
    sluice = os.path.abspath(options.sluice)
    with tempfile.TemporaryDirectory(prefix="sluice-kills-") as folder:
        trial = Trial(sluice, options.kills, options.seed, Path(folder))
        parts = [trial.convert, trial.stream, trial.watch, trial.ledger]
        share = options.kills if options.only else -(-options.kills // len(parts))
        for part in parts:
            if options.only in (None, part.__name__):
                part(share)
    for line in sorted(set(trial.wrong)):
        print("WRONG", line, file=sys.stderr)
    sys.exit(1 if trial.wrong else 0)


main()
