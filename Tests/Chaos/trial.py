"""What the scripts that kill Sluice share: records, ways to start and kill, and what recipients do."""
import csv
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = ROOT / "Policies/direct-care-mdt/agreement.yaml"
FLOW = "direct-care-mdt/team-meeting"
OUTCOMES = ("released", "withheld", "quarantined")


class Trial:
    def __init__(self, sluice, seed, folder):
        self.sluice, self.folder = sluice, folder
        self.random = random.Random(seed)
        self.records = folder / "records"
        self.make_records(seed)
        self.files = sorted(p for p in self.records.rglob("*") if p.is_file())
        self.wrong, self.spans = [], {}

    def make_records(self, seed):
        """Thirty records: of some the NHS number is wrong, some end in the middle."""
        subprocess.run(
            [self.sluice, "synth", "--patients", "30", "--seed", str(seed), "--format",
             "gpconnect-emis", "--record-bytes", "8000", "--out", str(self.records)],
            check=True, capture_output=True)
        for number, path in enumerate(sorted(p for p in self.records.rglob("*") if p.is_file())):
            body = path.read_bytes()
            if number % 6 == 4:
                body = re.sub(rb'(?<=")(999[0-9]{6})([0-9])(?=")',
                              lambda m: m[1] + b"%d" % ((int(m[2]) + 1) % 10), body)
            if number % 10 == 9:
                # Without line ends, so that in a stream it ends where it is cut.
                body = body[:len(body) // 2]
            path.write_bytes(body)

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

    def kill_sometime(self, process, what):
        """Kills at any instant of its life: the span in which to do so becomes longer with every
        kill and shorter with every process that came to its end before, so that one in four does.
        """
        killed = self.kill_after(process, self.spans.setdefault(what, 0.4))
        if killed or process.returncode in (0, 1):
            self.spans[what] *= 1.04 if killed else 0.9
        return killed

    def kill_at_work(self, process, what, done):
        """Kills a process that never ends by itself, in a span that becomes longer while nothing
        more is `done` and shorter while something is, however busy the machine."""
        before = done()
        killed = self.kill_after(process, self.spans.setdefault(what, 1.5))
        self.spans[what] *= 0.93 if done() > before else 1.08
        return killed

    def kill_two_watches(self, command, inbox, done, sent, what):
        """Kills two processes that watch one inbox; how many were killed. Every file that was
        `sent` must still be somewhere."""
        two = [self.start(command), self.start(command)]
        killed = sum(self.kill_at_work(process, what, lambda: len(visible(done)))
                     for process in two)
        there = {p.name for folder in (inbox, inbox / ".taken", done) for p in visible(folder)}
        if there != sent:
            self.say_wrong(f"{what}: {len(sent - there)} files are nowhere")
        return killed

    def watch_to_the_end(self, command, inbox, done, sent, what):
        """Lets one process do what is left of an inbox: all that was `sent` must be done then."""
        process = self.start(command)
        if not wait_until(lambda: not visible(inbox) and not visible(inbox / ".taken"), 300):
            self.say_wrong(f"{what}: files stay in the inbox")
        process.terminate()
        process.wait()
        if {p.name for p in visible(done)} != sent:
            self.say_wrong(f"{what}: {len(visible(done))} of {len(sent)} files are done")

    def say_wrong(self, text):
        self.wrong.append(text)
        print("WRONG", text, file=sys.stderr, flush=True)

    def account(self, what, feed, expected):
        """The counts of a feed's manifest must add up, and be `expected` where that is known."""
        counts = outcomes(feed)
        if counts["read"] != sum(counts[name] for name in OUTCOMES):
            self.say_wrong(f"{what}: read, released, withheld and quarantined do not add up")
        if expected is not None and counts != expected:
            self.say_wrong(f"{what}: {counts} and not {expected}")
        return counts

    def check(self, arguments, what):
        done = subprocess.run([self.sluice, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            self.say_wrong(f"{what}: {done.stdout[:500]} {done.stderr[:500]}")

    def apply(self, out, held, what="ledger"):
        """What a recipient does with a change: deletions first, then rows in place of rows."""
        for deleted in out.glob("*/deleted/rows.csv"):
            for row in table(deleted):
                if held.pop((row["table"], row["practice"], row["id"]), None) is None:
                    self.say_wrong(f"{what}: a row is deleted that was never sent")
        for path in out.glob("*/csv/*.csv"):
            for row in table(path):
                held[path.stem, row["practice"], row["id"]] = row

    def reconcile(self, held, feeds, book, what):
        """Asks the ledger whether the recipient has what they were sent, and checks manifests.

        `feeds` in the order in which they were made.
        """
        # Resources of patients name them; those of staff have the ids of their rows.
        homes = ("patient", "practitioner", "organisation")
        home = {row: practice for name, practice, row in held if name in homes}
        resources = {}
        for out in feeds:
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
                    "--agreement-flow", FLOW], f"{what}: the ledger says that rows differ")
        self.check(["ledger", "verify", str(feeds[0].parent), "--ledger", str(book)],
                   f"{what}: manifests are not as they were made")


def keys(book):
    """The options of a ledger and of who signs; the keys are for tests."""
    os.environ["SLUICE_KEY_LEDGER"] = "07" * 32
    os.environ["SLUICE_KEY_SIGNING"] = "08" * 32
    return ["--ledger", str(book), "--ledger-key", "env:SLUICE_KEY_LEDGER",
            "--signing-key", "env:SLUICE_KEY_SIGNING"]


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


def manifest(feed):
    return json.loads((feed / "manifest.json").read_text())


def outcomes(feed):
    """Records by what became of them, of the one agreement of a run."""
    records = manifest(feed)["agreements"][0]["records"]
    counts = {"read": records["read"], "released": records["released"]}
    for name in ("withheld", "quarantined"):
        counts[name] = sum(records[name].values())
    return counts


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
