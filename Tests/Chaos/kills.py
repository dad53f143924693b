#!/usr/bin/env python3
"""Kills Sluice at random instants, and counts what is lost or done twice.

    Tests/Chaos/kills.py SLUICE [--kills 1000] [--seed 1] [--only ledger]

The kills (SIGKILL) go in equal shares to `convert`, to `stream` between two pipes, to the same with
`--no-ordered`, to `stream --watch` over a folder, to `convert --ledger`, to `stream --watch --ledger`, and to `quarantine
retry`. The records are made up; some are withheld, and some cannot be read. Afterwards:

- convert: the output folder is either not there, or the very one of a run that nobody killed, in
  which records in = released + withheld + quarantined;
- stream: every frame that was acknowledged is in the output; what was not is sent again, and then
  every frame is answered as in a stream that nobody killed, and no more answers are double than
  kills could make so; answers of the unordered stream may stand in any order;
- watch: after each kill every file is in the inbox, taken, or done, and at the end each is in `done`
  once, and has one feed, the one of a run that nobody killed; the counts of all manifests together
  are those of all files;
- ledger: a recipient who applies every change that was published, deletions first, holds what an
  extract of everything would give them, and the ledger says that they hold exactly that; the
  manifests follow one another, and the ledger has the same ones;
- watch-ledger: as watch and as ledger, with versions of each record arriving one after another;
- retry: what was held is released once, whether `retry` is killed, run twice at once, or both.

Exit code 0 if all of it holds. Needs no packages.
"""
import argparse
import collections
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ledger_kills import LedgerTrial
from trial import OUTCOMES, digest, outcomes, rows, visible


class KillTrial(LedgerTrial):
    def convert(self, kills):
        out = self.folder / "feed"
        command = ["convert", str(self.records), *self.terms(), "--quiet", "--out", str(out)]
        self.start(command).wait()
        whole, counts = digest(out), self.account("convert", out, None)
        if counts["read"] != len(self.files):
            self.say_wrong("convert: a record was not read")
        shutil.rmtree(out)
        killed = finished = 0
        while killed < kills:
            killed += self.kill_sometime(self.start(command), "convert")
            if out.exists():
                finished += 1
                if digest(out) != whole:
                    self.say_wrong("convert: a feed that is not whole")
                shutil.rmtree(out)
        left = [p.name for p in self.folder.iterdir() if p.name.startswith(".feed.sluice-")]
        self.start(command).wait()
        after = [p.name for p in self.folder.iterdir() if p.name.startswith(".feed.sluice-")]
        if after:
            self.say_wrong("convert: folders of killed runs stay")
        return (killed, f"{finished} runs published all the same, every one byte for byte that of "
                f"an unkilled run: {told(counts)}; {len(left)} hidden folders left, "
                f"{len(after)} after the next run")

    def unordered(self, kills):
        return self.stream(kills, "--no-ordered")

    def stream(self, kills, *how):
        bodies = [p.read_bytes() for p in self.files]
        lines, _, _ = self.pass_through(bodies, False, how)
        expected = {line["frame"] - 1: line["outcome"] for line in lines}
        double = killed = rounds = 0
        while killed < kills:
            rounds += 1
            acknowledged, answered = set(), {}
            while len(acknowledged) < len(bodies):
                waiting = [n for n in range(len(bodies)) if n not in acknowledged]
                lines, acks, was_killed = self.pass_through(
                    [bodies[n] for n in waiting], killed < kills, how)
                killed += was_killed
                if not set(acks) <= {line["frame"] for line in lines}:
                    self.say_wrong("stream: acknowledged and not in the output")
                for line in lines:
                    number = waiting[line["frame"] - 1]
                    double += number in answered
                    answered[number] = line["outcome"]
                acknowledged |= {waiting[frame - 1] for frame in acks}
            if answered != expected:
                self.say_wrong("stream: records are answered otherwise, or not at all")
        if double > killed:
            self.say_wrong("stream: more double answers than kills")
        counts = collections.Counter(expected.values())
        counts["read"] = len(bodies)
        return (killed, f"{rounds} rounds of {told(counts)}; every record answered as unkilled, "
                f"{double} answered twice (written, and killed before the acknowledgement)")

    def pass_through(self, bodies, kills, how):
        """What a stream answers and acknowledges, perhaps killed; and whether it was."""
        source, output, acks = (self.folder / n for n in ("in", "out", "acks"))
        source.write_bytes(b"\0".join(bodies))
        for path in (output, acks):
            path.unlink(missing_ok=True)
        with source.open("rb") as stdin, output.open("wb") as stdout:
            process = self.start(
                ["stream", *self.terms(), "--framing", "nul", "--acknowledge", str(acks), *how],
                stdin=stdin, stdout=stdout)
            killed = self.kill_sometime(process, "stream") if kills else process.wait() is None
        lines = [json.loads(line) for line in output.read_bytes().split(b"\n")[:-1]]
        told = acks.read_bytes().split(b"\n")[:-1] if acks.exists() else []
        return lines, [json.loads(line)["frame"] for line in told], killed

    def watch(self, kills):
        inbox, done, out = (self.folder / n for n in ("inbox", "done", "feeds"))
        for path in (inbox, done):
            path.mkdir()
        expected, killed, sent = {}, 0, set()
        command = ["stream", "--watch", str(inbox), "--done", str(done), "--out", str(out),
                   *self.terms()]
        for path in self.files:
            feed = self.folder / "single"
            self.start(["convert", str(path), *self.terms(), "--quiet", "--out", str(feed)]).wait()
            expected[hashlib.sha256(path.read_bytes()).hexdigest()[:16]] = (
                rows(feed), outcomes(feed))
            shutil.rmtree(feed)
        while killed < kills:
            if len(visible(inbox)) < 20:
                for path in self.files:
                    name = f"{len(sent) + 1:06}-{path.name}"
                    shutil.copy(path, inbox / f".{name}")
                    (inbox / f".{name}").rename(inbox / name)
                    sent.add(name)
            killed += self.kill_two_watches(command, inbox, done, sent, "watch")
        self.watch_to_the_end(command, inbox, done, sent, "watch")
        feeds, counts = visible(out), collections.Counter()
        if sorted(f.name.rsplit(".", 1)[0] for f in feeds) != sorted(sent):
            self.say_wrong(f"watch: {len(feeds)} feeds of {len(sent)} files")
        for feed in feeds:
            table, outcome = expected[feed.name.rsplit(".", 1)[1]]
            counts.update(self.account(f"watch: {feed.name}", feed, outcome))
            if rows(feed) != table:
                self.say_wrong(f"watch: {feed.name} is not what it should be")
        hidden = [p for p in out.rglob(".*.sluice-*")]
        return (killed, f"two processes at a time; {len(sent)} files in, {len(visible(done))} done, "
                f"{len(feeds)} feeds, each as an unkilled run makes it: {told(counts)}; "
                f"{len(hidden)} hidden folders left")


def told(counts):
    return f"{counts['read']} records = " + " + ".join(
        f"{counts[name]} {name}" for name in OUTCOMES)


PARTS = ["convert", "stream", "unordered", "watch", "ledger", "watch_ledger", "retry"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=PARTS)
    options = parser.parse_args()
    sluice = os.path.abspath(options.sluice)
    parts = options.only or PARTS
    total = 0
    with tempfile.TemporaryDirectory(prefix="sluice-kills-") as folder:
        trial = KillTrial(sluice, options.seed, Path(folder))
        for part in parts:
            began = time.monotonic()
            killed, text = getattr(trial, part)(-(-options.kills // len(parts)))
            total += killed
            print(f"{part}: {killed} kills in {time.monotonic() - began:.0f} s; {text}", flush=True)
    print(f"{total} kills, {len(set(trial.wrong))} things wrong")
    sys.exit(1 if trial.wrong else 0)


main()
