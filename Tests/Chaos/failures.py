#!/usr/bin/env python3
"""Does to Sluice what happens to gateways that run for months, and says what came of it.

    Tests/Chaos/failures.py SLUICE [--only NAME] [--files 100000] [--megabytes 500]

A disk that fills, an output that becomes read-only, a clock that jumps, a slow reader, a full pipe,
a reader who goes, very many tiny files, one very large file. Writes a Markdown table to standard
output: what was done, what happens, and how it is known that nothing is lost. Exit code 0 if
nothing is. What needs to mount a file system or a C compiler is left out where there is none, and
the table says so. Needs Linux, and no packages.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from ledger_kills import LedgerTrial
from trial import ROOT, keys, outcomes, rows, visible, wait_until

CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long jump(void) {
    long seconds = 0;
    FILE *file = fopen(getenv("SLUICE_CLOCK"), "r");
    if (file) { if (fscanf(file, "%ld", &seconds) != 1) seconds = 0; fclose(file); }
    return seconds;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int answer = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += jump();
    return answer;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
"""


class Skipped(Exception):
    pass


class Disk:
    """A small file system of its own."""

    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir()
        self.call("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))

    def call(self, *command):
        if subprocess.run(command, capture_output=True).returncode != 0:
            raise Skipped("file systems may not be mounted here")

    def change(self, options):
        self.call("mount", "-o", f"remount,{options}", str(self.folder))

    def close(self):
        subprocess.run(["umount", str(self.folder)], capture_output=True)


class Failures(LedgerTrial):
    def __init__(self, options, folder):
        super().__init__(options.sluice, 1, folder)
        self.options, self.disks = options, []
        self.bodies = [path.read_bytes() for path in self.files]

    def disk(self, name, size):
        disk = Disk(self.folder / name, size)
        self.disks.append(disk)
        return disk

    def expect(self, isTrue, text):
        if not isTrue:
            self.say_wrong(text)

    def convert(self, source, out, *more):
        return subprocess.run(
            [self.sluice, "convert", str(source), *self.terms(), "--out", str(out), *more],
            capture_output=True, text=True)

    def whole(self):
        """The tables and counts of a run that nothing happens to."""
        out = self.folder / "whole"
        if not out.exists():
            self.convert(self.records, out)
        return rows(out), outcomes(out)

    def is_whole(self, out, what):
        self.expect(out.exists() and (rows(out), outcomes(out)) == self.whole(),
                    f"{what}: the feed is not that of an undisturbed run")

    # -- A disk that fills

    def disk_full_convert(self):
        disk = self.disk("small", "200k")
        out = disk.folder / "feed"
        done = self.convert(self.records, out)
        self.expect(done.returncode == 3 and "E402" in done.stderr, "convert: a full disk unsaid")
        self.expect(not list(disk.folder.iterdir()), "convert: something is left on the disk")
        disk.change("size=20m")
        self.convert(self.records, out)
        self.is_whole(out, "convert after a full disk")
        return ("`convert` to a disk of 200 kB", "exit 3, `E402 unwritable-output`; no feed, no "
                "hidden folder", "run again with room: the feed of an undisturbed run")

    def disk_full_stream(self):
        disk = self.disk("small-stream", "60k")
        output, acks = disk.folder / "out", self.folder / "acks"
        first, told = self.stream_to(output, acks, self.bodies)
        lines = whole_lines(output)
        self.expect(first.returncode == 3 and b"E402" in first.stderr, "stream: unsaid")
        self.expect(told <= set(range(1, len(lines) + 1)), "stream: acknowledged and not written")
        rest = self.bodies[len(told):]
        second, again = self.stream_to(self.folder / "rest", self.folder / "acks2", rest)
        self.expect(len(told) + len(again) == len(self.bodies), "stream: records are lost")
        return ("`stream` to a disk of 60 kB", f"exit 3, `E402`; {len(told)} of "
                f"{len(self.bodies)} frames acknowledged, each with its whole line",
                f"the other {len(rest)} sent again: all {len(self.bodies)} answered once")

    def stream_to(self, output, acks, bodies):
        with output.open("wb") as stdout:
            done = subprocess.run(
                [self.sluice, "stream", *self.terms(), "--framing", "nul", "--acknowledge",
                 str(acks)], input=b"\0".join(bodies), stdout=stdout, stderr=subprocess.PIPE)
        return done, {json.loads(line)["frame"] for line in whole_lines(acks)}

    def disk_full_watch(self):
        disk = self.disk("small-watch", "100k")
        return self.watch_through(
            disk.folder / "feeds", self.folder / "w1", lambda: disk.change("size=20m"),
            "`stream --watch` to a disk of 100 kB")

    def watch_through(self, out, folder, mend, what, breaking=lambda: None):
        """A watch whose output cannot be written until `mend` is called."""
        inbox, done, health = folder / "inbox", folder / "done", folder / "health.json"
        for path in (inbox, done):
            path.mkdir(parents=True)
        process = self.start(
            ["stream", "--watch", str(inbox), "--done", str(done), "--out", str(out),
             "--health", str(health), *self.terms()], stderr=subprocess.PIPE)
        saying = Reader(process.stderr)
        wait_until(lambda: health.exists() and "running" in health.read_text())
        breaking()
        files = self.files[:5]
        for path in files:
            shutil.copy(path, inbox / f".{path.name}")
            (inbox / f".{path.name}").rename(inbox / path.name)
        said = wait_until(lambda: "failed" in health.read_text())
        self.expect(said, f"{what}: the health file does not say it")
        before = len(visible(done))
        mend()
        self.expect(wait_until(lambda: len(visible(done)) == len(files)),
                    f"{what}: files are not done after it was mended")
        process.terminate()
        process.wait()
        saying.join()
        feeds = visible(out)
        self.expect(len(feeds) == len(files), f"{what}: {len(feeds)} feeds of {len(files)} files")
        for feed in feeds:
            self.account(what, feed, None)
        lines = saying.text.count(b"E402") + saying.text.count(b"E450")
        return (what, f"goes on trying every 10 s, says so ({lines} findings), health file "
                f"`failed`; {before} of {len(files)} files done meanwhile",
                f"mended while it runs: {len(files)} files done, {len(feeds)} whole feeds")

    def disk_full_ledger(self):
        disk = self.disk("small-ledger", "8m")
        book, filler = disk.folder / "book", disk.folder / "filler"
        keyed, feeds = [*keys(book), "--changes-only"], self.folder / "ledger-feeds"
        feeds.mkdir()
        half = self.folder / "half"
        half.mkdir()
        for path in self.files[:10]:
            shutil.copy(path, half)
        self.convert(half, feeds / "1", *keyed)
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        full = self.convert(self.records, feeds / "2", *keyed)
        self.expect(full.returncode == 3 and not (feeds / "2").exists(),
                    f"ledger: a feed appeared without its ledger: {full.stderr[-300:]}")
        filler.unlink()
        self.convert(self.records, feeds / "3", *keyed)
        held = {}
        for feed in ("1", "3"):
            self.apply(feeds / feed, held, "ledger on a full disk")
        self.compare(self.records, held, "ledger on a full disk")
        self.reconcile(held, [feeds / "1", feeds / "3"], book, "ledger on a full disk")
        code = "E450" if "E450" in full.stderr else "E402"
        return ("`convert --ledger` a second time, the ledger's disk full",
                f"exit 3, `{code}`; no feed appears", "run again with room: the recipient's "
                f"{len(held)} rows, an extract of everything, and the ledger agree")

    def disk_full_log(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [self.sluice, "convert", str(self.records), *self.terms(), "--out",
                 str(self.folder / "logless")], stdout=full, stderr=full)
        self.expect(done.returncode == 1, f"log: exit {done.returncode}")
        self.is_whole(self.folder / "logless", "log")
        return ("`convert`, its log and its summary on a full disk", "goes on; exit 1 as always",
                "the feed of an undisturbed run; what could not be read is in its quarantine")

    # -- An output that becomes read-only

    def read_only(self):
        disk = self.disk("read-only", "20m")
        return self.watch_through(
            disk.folder / "feeds", self.folder / "w2", lambda: disk.change("rw"),
            "`stream --watch`, its output remounted read-only", lambda: disk.change("ro"))

    # -- A clock that jumps

    def clock(self):
        library, moment = self.folder / "clock.so", self.folder / "clock"
        (self.folder / "clock.c").write_text(CLOCK)
        try:
            subprocess.run(["cc", "-shared", "-fPIC", "-o", library, self.folder / "clock.c",
                            "-ldl"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise Skipped("there is no C compiler") from None
        terms = [word for word in self.terms() if word not in ("--run-date", "2026-11-21")]
        day, today = 86_400, time.time()
        begin = int(1_795_262_400 - today)  # 21 November 2026, noon.
        moment.write_text(str(begin))
        process = self.start(
            ["stream", *terms, "--framing", "nul"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"LD_PRELOAD": str(library), "SLUICE_CLOCK": str(moment)})
        body, seen = self.bodies[0], []
        jumps = [0, 3600, -3600, 1000 * day, -1000 * day, -400 * day, 0]
        for jump in jumps:
            moment.write_text(str(begin + jump))
            time.sleep(2.5)
            process.stdin.write(body + b"\0")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            seen.append((answer["outcome"], (answer["feeds"] or [{}])[0].get("reason", "")))
        process.stdin.close()
        process.wait()
        want = ["released"] * 3 + ["withheld"] * 3 + ["released"]
        self.expect([outcome for outcome, _ in seen] == want, f"clock: {seen}")
        reasons = {reason for _, reason in seen if reason}
        return ("`stream`, the clock an hour on and back, 1,000 days on and back, 400 days back, "
                "and right again", "inside the term released; outside it withheld as "
                f"`{', '.join(sorted(reasons))}`, from the next record; right again: released",
                f"{len(jumps)} records, {len(seen)} answers in order")

    # -- Slow readers and full pipes

    def slow_reader(self):
        process, sender, peak = self.begin_pipe(3)
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line)["frame"])
            time.sleep(0.02)
        sender.join()
        process.wait()
        return ("`stream`, a reader who takes 50 lines a second", "as fast as the reader; resident "
                f"at most {peak() / 1000:.0f} MB", self.in_order(lines, "slow reader"))

    def full_pipe(self):
        process, sender, peak = self.begin_pipe(20)
        time.sleep(6)
        stuck, total = self.sent, sum(map(len, self.bodies)) * 20
        self.expect(stuck < total / 2, "full pipe: everything was read")
        lines = [json.loads(line)["frame"] for line in process.stdout]
        sender.join()
        process.wait()
        return ("`stream`, a reader who takes nothing for 6 s", f"waits: {stuck / 1e6:.1f} of "
                f"{total / 1e6:.1f} MB taken by then, the sender waits too; resident at most "
                f"{peak() / 1000:.0f} MB", self.in_order(lines, "full pipe"))

    def begin_pipe(self, times):
        process = self.start(["stream", *self.terms(), "--framing", "nul"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sent, self.times, peaks = 0, times, [0]

        def send():
            for _ in range(times):
                for body in self.bodies:
                    process.stdin.write(body + b"\0")
                    process.stdin.flush()
                    self.sent += len(body)
                    peaks[0] = max(peaks[0], resident(process.pid))
            process.stdin.close()
        sender = threading.Thread(target=send)
        sender.start()
        return process, sender, lambda: peaks[0]

    def in_order(self, lines, what):
        expected = list(range(1, len(self.bodies) * self.times + 1))
        self.expect(lines == expected, f"{what}: {len(lines)} answers, or out of order")
        return f"{len(expected)} records, {len(lines)} answers in order"

    def reader_gone(self):
        acks, source = self.folder / "gone-acks", self.folder / "gone-in"
        source.write_bytes(b"\0".join(self.bodies * 10))
        with source.open("rb") as stdin:
            process = self.start(
                ["stream", *self.terms(), "--framing", "nul", "--acknowledge", str(acks)],
                stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            read = [process.stdout.readline() for _ in range(20)]
            process.stdout.close()
            said = process.stderr.read()
            process.wait()
        told = {json.loads(line)["frame"] for line in whole_lines(acks)}
        self.expect(process.returncode == 3 and b"E431" in said, "reader gone: unsaid")
        self.expect(len(told) < len(self.bodies) * 10, "reader gone: everything acknowledged")
        return ("`stream`, a reader who goes after 20 lines", "exit 3, `E431 reader-gone`",
                f"{len(read)} lines read, {len(told)} frames acknowledged (what the pipe held "
                "counts as written; a reader who may go confirms for itself); the rest is the "
                "sender's still")

    # -- Very many files, and a very large one

    def many_files(self):
        folder, out = self.folder / "many", self.folder / "many-feed"
        folder.mkdir()
        for number, nhs in zip(range(self.options.files), numbers()):
            (folder / f"{number:06}.json").write_text(tiny(nhs))
        taken, peak, done = self.measured(["convert", str(folder), *self.terms(), "--out",
                                           str(out), "--quiet"])
        counts = self.account("many files", out, None)
        self.expect(counts["read"] == self.options.files, "many files: some were not read")
        size = sum(p.stat().st_size for p in folder.iterdir()) / self.options.files
        shutil.rmtree(folder)
        return (f"`convert` of {self.options.files:,} files of {size:.0f} bytes",
                f"{taken:.0f} s, resident at most {peak / 1000:.0f} MB",
                f"{counts['read']:,} read = {counts['released']:,} released + "
                f"{counts['withheld']:,} withheld + {counts['quarantined']:,} quarantined")

    def many_files_watched(self):
        folder = self.folder / "many-watched"
        inbox, done, out = folder / "inbox", folder / "done", folder / "feeds"
        for path in (inbox, done):
            path.mkdir(parents=True)
        for number, nhs in zip(range(self.options.files), numbers()):
            (inbox / f"{number:06}.json").write_text(tiny(nhs))
        process = self.start(["stream", "--watch", str(inbox), "--done", str(done), "--out",
                              str(out), *self.terms()])
        began, marks, peak = time.monotonic(), [], 0
        while time.monotonic() - began < self.options.watch_seconds:
            time.sleep(1)
            peak = max(peak, resident(process.pid))
            marks.append(len(visible(done)))
            if marks[-1] == self.options.files:
                break
        process.terminate()
        process.wait()
        finished, waiting = len(visible(done)), len(visible(inbox))
        taken = len(visible(inbox / ".taken"))
        self.expect(finished + waiting + taken == self.options.files, "watched: files are lost")
        feeds = visible(out)
        self.expect(len(feeds) == finished + taken, "watched: feeds and files disagree")
        half = len(marks) // 2
        rates = [marks[half] / max(half, 1), (marks[-1] - marks[half]) / max(len(marks) - half, 1)]
        shutil.rmtree(folder)
        return (f"`stream --watch` over {self.options.files:,} such files, for {len(marks)} s",
                f"{rates[0]:.0f} files a second at first, {rates[1]:.0f} at the end; resident at "
                f"most {peak / 1000:.0f} MB",
                f"{finished:,} done, each with its feed, + {waiting + taken:,} still in the inbox")

    def large_lines(self):
        file, out = self.folder / "large.ndjson", self.folder / "large-feed"
        count = self.write_large(file, bundles=False)
        taken, peak, _ = self.measured(["convert", str(file), *self.terms(), "--out", str(out),
                                        "--quiet"])
        counts = self.account("large NDJSON", out, None)
        self.expect(counts["read"] == count, "large NDJSON: lines were not read")
        size = file.stat().st_size / 1e6
        text = (f"{taken:.0f} s, resident at most {peak / 1000:.0f} MB")
        streamed, speak, _ = self.measured(["stream", *self.terms()], file)
        file.unlink()
        return (f"one file of {size:.0f} MB, NDJSON of {count:,} bundles: `convert`, and `stream`",
                f"`convert` {text}; `stream` {streamed:.0f} s, {speak / 1000:.0f} MB",
                f"{counts['read']:,} read = {counts['released']:,} released + "
                f"{counts['withheld']:,} withheld + {counts['quarantined']:,} quarantined; stream "
                f"answered {self.answered:,}")

    def large_bundle(self):
        file, out = self.folder / "large.json", self.folder / "bundle-feed"
        self.write_large(file, bundles=True)
        size = file.stat().st_size / 1e6
        taken, peak, _ = self.measured(["convert", str(file), str(self.records), *self.terms(),
                                        "--out", str(out), "--quiet"])
        counts = self.account("large bundle", out, None)
        normal = self.whole()[1]
        self.expect(counts["read"] == normal["read"] + 1, "large bundle: not counted")
        what = "released" if counts["released"] > normal["released"] else (
            "withheld" if counts["withheld"] > normal["withheld"] else "quarantined")
        codes = sorted({json.loads(line)["code"] + " " + json.loads(line)["name"]
                        for line in (out / "quarantine.ndjson").read_text().splitlines()
                        if "large.json" in line})
        with (self.folder / "three").open("wb") as three:
            three.write(self.bodies[0] + b"\n")
            with file.open("rb") as source:
                shutil.copyfileobj(source, three, 1 << 20)
            three.write(b"\n" + self.bodies[1] + b"\n")
        streamed, speak, _ = self.measured(["stream", *self.terms()], self.folder / "three")
        file.unlink()
        (self.folder / "three").unlink()
        self.expect(self.answered == 3, "large bundle: stream lost its neighbours")
        answer = re.search(rb'"outcome":"(\w+)"(?:,"code":"(\w+)")?', self.begins[1])
        answer = " ".join(word.decode() for word in answer.groups() if word)
        return (f"one bundle of {size:.0f} MB among others: `convert`, and `stream` between two",
                f"`convert` {taken:.0f} s, {peak / 1000:.0f} MB: it is {what} "
                f"({', '.join(codes[:3])}); `stream` {streamed:.0f} s, {speak / 1000:.0f} MB: it is "
                f"{answer} (more than `--max-record-bytes`)",
                f"the {normal['read']} others as ever; stream answered {self.answered} of 3")

    def write_large(self, file, bundles):
        """Bundles, a line each; or one bundle of one person, with what they have again and again
        under other ids. How many."""
        limit, count = self.options.megabytes * 1_000_000, 0
        people = self.folder / "people"
        if not people.exists():
            subprocess.run([self.sluice, "synth", "--patients", "20", "--seed", "3", "--format",
                            "ukcore-r4", "--record-bytes", "100000", "--out", str(people)],
                           check=True, capture_output=True)
        texts = [json.dumps(json.loads(p.read_text())) for p in sorted(people.rglob("*.json"))]
        fresh, written = numbers(), 0
        with file.open("w") as out:
            if bundles:
                out.write('{"resourceType":"Bundle","type":"collection","entry":[')
            while written < limit:
                text = texts[count % len(texts)]
                if bundles:
                    part = ("," if count else "") + self.again(texts[0], count)
                else:
                    part = swap(text, next(fresh)) + "\n"
                out.write(part)
                written += len(part)
                count += 1
            if bundles:
                out.write("]}\n")
        return count

    def again(self, text, count):
        """The entries of a bundle; all but those whom others name get ids of their own."""
        entries = json.loads(text)["entry"]
        named = ("Patient", "Organization", "Practitioner", "PractitionerRole")
        if count:
            entries = [e for e in entries if e["resource"]["resourceType"] not in named]
            for entry in entries:
                entry.pop("fullUrl", None)
                entry["resource"]["id"] = f"{entry['resource']['id']}-{count}"
        return json.dumps(entries)[1:-1]

    def measured(self, arguments, source=None):
        """Seconds, and the most kilobytes that were resident, of a run."""
        began, output = time.monotonic(), self.folder / "measured"
        with open(source or os.devnull, "rb") as stdin, output.open("wb") as stdout:
            process = self.start(arguments, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)
            saying = Reader(process.stderr)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            saying.join()
        with output.open("rb") as lines:
            self.begins = [line[:300] for line in lines]
        self.answered = len(self.begins)
        output.unlink()
        self.expect(process.returncode in (0, 1),
                    f"{arguments[0]}: exit {process.returncode}: {saying.text[-300:]}")
        return time.monotonic() - began, used.ru_maxrss, process.returncode


class Reader(threading.Thread):
    """Takes what somebody says until they end."""

    def __init__(self, pipe):
        super().__init__()
        self.pipe, self.text = pipe, b""
        self.start()

    def run(self):
        for line in self.pipe:
            self.text += line


def whole_lines(path):
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def resident(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def numbers():
    """NHS numbers of the range that is never issued, with valid check digits."""
    for number in range(999_100_000, 1_000_000_000):
        total = sum(int(d) * (10 - place) for place, d in enumerate(str(number)))
        check = (11 - total % 11) % 11
        if check < 10:
            yield f"{number}{check}"


def swap(text, number):
    """A record under another NHS number."""
    start = text.index('"999')
    return text.replace(text[start + 1:start + 11], number)


def tiny(number):
    """A person in as few words as there can be."""
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {
            "resourceType": "Patient", "id": "p", "birthDate": "1950-06-07", "gender": "female",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number}],
            "managingOrganization": {"reference": "Organization/o"}}},
        {"resource": {
            "resourceType": "Organization", "id": "o", "identifier": [{
                "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Y99001"}]}}]})


PARTS = ["disk_full_convert", "disk_full_stream", "disk_full_watch", "disk_full_ledger",
         "disk_full_log", "read_only", "clock", "slow_reader", "full_pipe", "reader_gone",
         "many_files", "many_files_watched", "large_lines", "large_bundle"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice", type=os.path.abspath)
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--watch-seconds", type=float, default=300,
                        help="how long the watch over very many files lasts at most")
    options = parser.parse_args()
    print("| what is done | what happens | nothing is lost |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="sluice-failures-") as folder:
        trial = Failures(options, Path(folder))
        try:
            for part in options.only or PARTS:
                try:
                    print("| " + " | ".join(getattr(trial, part)()) + " |", flush=True)
                except Skipped as why:
                    print(f"| `{part}` | left out: {why} | |", flush=True)
        finally:
            for disk in trial.disks:
                disk.close()
    sys.exit(1 if trial.wrong else 0)


main()
