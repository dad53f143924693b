#!/usr/bin/env python3
"""Runs the commands on the samples and on bad variants of them, and searches all they say.

    Tests/Chaos/leaks.py SLUICE [--rounds 4] [--log FILE ...]

Whatever a program that works with records says to those who run it - standard output and standard
error of every command, findings, quarantine, manifests, reports, metrics, the ledger and the log of
answers - must not hold a value of a patient. This takes the values out of the samples: NHS numbers,
names, addresses, postcodes, telephone numbers, e-mail addresses, dates of birth in all usual forms,
and free text. It runs the commands on the samples (under names that say nothing) and on variants in
which records are cut, bytes are changed, and values of patients stand where a code, a number or a
date should be, which is where a message would quote them. Then it searches everything that was
written but the feeds themselves, and the FILEs, such as what `swift test` has written; there not
the arguments of test cases, which are what the tests are made of.

The ids and types that a record gives its entries are shown on purpose, since an entry is found by
them; so values are not put in their place.

A value that is also a word of the sources, mappings or agreements (`Orchard Rise`, a practice's
name) is not searched for, and counted. Names are searched as they are written and
in capitals: files of the samples are called after their patients in small letters.

Writes a Markdown table; exit code 0 if nothing is found. Needs no packages.
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ["neighbourhood", "formats"]
AGREEMENTS = ["direct-care-mdt", "frailty-neighbourhood"]
MONTHS = ("January February March April May June July August September October November "
          "December").split()
# What an element, attribute or member is called that holds each kind of value.
KINDS = [
    ("NHS number", r"nhs_?(number|no)$"),
    ("name", r"^(family|given|surname|forenames?|first_?names?|middle_?names?|family_?names?|last"
             r"_?name|calling_?name|previous_?names?|known_?as)$"),
    ("address", r"^(street(addressline)?|housenumber|house_?name|houseflat|road|line|village|"
                r"locality|town|city|county|number_?street)$"),
    ("postcode", r"^(post_?code|postal_?code)$"),
    ("telephone, e-mail", r"(telephone|phone|mobile|email)"),
    ("date of birth", r"^(birth_?date|date_?of_?birth|birth_?time|dob)$"),
    ("free text", r"^(text|free_?text|comment|comments|note|narrative|descriptive_?text|"
                  r"description|conclusion|patient_?instruction|reason|value_?string|div)$"),
]
# Outputs that hold values because that is what they are for.
FEEDS = re.compile(r"/(csv|ukcore|parquet|views|deleted)/|\.(parquet|sqlite)$|/large$")

# Ids and types of entries, in the names that formats have for them.
SHOWN = re.compile(rb"^(resourceType|id|fullUrl|reference|root|extension|\w*UID|GUID|RefID)\W", re.I)


class Values:
    """Values of patients by kind, and the words that everybody uses."""

    def __init__(self, files):
        self.found = collections.defaultdict(set)
        for path in files:
            text = path.read_text(encoding="utf-8", errors="replace")
            for number in re.findall(r"\b999[0-9]{7}\b", text):
                self.found["NHS number"].add(number)
            for document in documents(path, text):
                self.walk(document, "")
        words = "\n".join(p.read_text(errors="replace") for p in vocabulary())
        lines = [set(re.findall(r"[^\W_]+", words)), words]
        self.ordinary = collections.Counter()
        self.searched = {kind: set() for kind, _ in KINDS}
        for kind, values in self.found.items():
            for value in values:
                if value in lines[0] or " " in value and value in lines[1]:
                    self.ordinary[kind] += 1
                else:
                    self.searched[kind] |= set(forms(kind, value))

    def walk(self, node, name):
        if isinstance(node, dict):
            for key, child in node.items():
                if key in ("telecom", "value") and name == "telecom":
                    key = "telephone"
                self.walk(child, "telecom" if key == "telecom" else key)
        elif isinstance(node, list):
            for child in node:
                self.walk(child, name)
        elif isinstance(node, str):
            self.add(name, node)

    def add(self, name, text):
        text = re.sub(r"<[^>]*>", " ", text)
        text = re.sub(r"^(tel|mailto):", "", " ".join(text.split()))
        for kind, pattern in KINDS:
            if re.search(pattern, name, re.I) and plausible(kind, text):
                self.found[kind].add(text)
                if kind == "free text":
                    self.found[kind] |= {s.strip() for s in re.split(r"[.;]\s|\n", text)
                                         if plausible(kind, s.strip())}
                return

    def matches(self, data):
        """The kinds and values that stand in some text."""
        text = data.decode("utf-8", errors="replace")
        tokens = set(re.findall(r"[^\W_]+", text))
        for kind, values in self.searched.items():
            for value in values:
                if value in tokens or (not value.isalnum() and value in text):
                    yield kind, value


def vocabulary():
    """Files whose words anybody may say: no made-up people, and no cases or examples of them."""
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        if "SyntheticRecords" not in path.parts:
            yield path
    for path in sorted((ROOT / "Mappings").rglob("*.yaml")):
        if ".cases" not in path.name:
            yield path
    yield from sorted((ROOT / "Policies").rglob("agreement.yaml"))
    yield from sorted((ROOT / "Policies/codes").rglob("*.yaml"))


def plausible(kind, text):
    if kind == "name":
        return len(text) >= 3 and text[0].isupper() and text not in ("Sample", "Test", "Example")
    if kind == "free text":
        return len(text.split()) >= 4
    if kind in ("address", "telephone, e-mail"):
        return len(text) >= 5
    if kind == "NHS number":
        return bool(re.fullmatch(r"[0-9]{10}", text))
    if kind == "date of birth":
        return bool(re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", text))
    return len(text) >= 4


def forms(kind, value):
    """The ways in which a value is usually written."""
    yield value
    if kind == "name" or kind == "address":
        yield value.upper()
    if kind == "NHS number":
        for mark in (" ", "-"):
            yield mark.join((value[:3], value[3:6], value[6:]))
    if kind == "postcode":
        yield value.replace(" ", "")
    if kind == "telephone, e-mail" and re.fullmatch(r"[+0-9 ]+", value):
        yield value.replace(" ", "")
    if kind == "date of birth":
        digits = re.sub(r"[^0-9]", "", value)[:8]
        year, month, day = digits[:4], digits[4:6], digits[6:]
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return
        name = MONTHS[int(month) - 1]
        yield from (f"{year}-{month}-{day}", digits, f"{day}/{month}/{year}",
                    f"{day}.{month}.{year}", f"{day}-{name[:3]}-{year}",
                    f"{int(day)} {name} {year}", f"{int(day)} {name[:3]} {year}")


def documents(path, text):
    """What a record says, as lists and dictionaries."""
    if path.suffix in (".json", ".ndjson"):
        for line in text.splitlines() if path.suffix == ".ndjson" else [text]:
            try:
                yield json.loads(line)
            except ValueError:
                pass
        return
    for name, value in re.findall(r'([A-Za-z_][\w.]*)="([^"]*)"', text):
        yield {name: unescaped(value)}
    for name, value in re.findall(r"<(?:\w+:)?([A-Za-z_][\w.]*)[^>]*>([^<]+)</", text):
        yield {name: unescaped(value)}
    # In HL7 v3 the value stands in an attribute of an element that says what it is.
    for name, value in re.findall(r'<(birthTime|telecom)[^>]* value="([^"]*)"', text):
        yield {"telephone" if name == "telecom" else name: unescaped(value)}


def unescaped(text):
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"),
                       ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


class Hunt:
    def __init__(self, sluice, values, folder, seed=1):
        self.sluice, self.values, self.folder = sluice, values, folder
        self.random = random.Random(seed)
        self.searched, self.bytes = collections.Counter(), collections.Counter()
        self.hits = []
        self.every = sorted(v for kind in values.searched.values() for v in kind)
        os.environ["SLUICE_KEY_LEDGER"] = "07" * 32
        os.environ["SLUICE_KEY_NEIGHBOURHOOD"] = "09" * 32

    def search(self, what, name, data):
        self.searched[what] += 1
        self.bytes[what] += len(data)
        for kind, value in self.values.matches(data):
            at = data.decode("utf-8", errors="replace").find(value)
            self.hits.append(
                f"{what}: {name}: a {kind}, at character {at}, of {len(value)} characters")
            if os.environ.get("LEAKS_SHOW"):
                print(self.hits[-1], repr(data.decode("utf-8", "replace")[max(0, at - 120):at + 80]))

    def run(self, *arguments, source=None, what=None):
        with open(source or os.devnull, "rb") as stdin:
            done = subprocess.run([self.sluice, *map(str, arguments)], stdin=stdin,
                                  capture_output=True, cwd=self.folder)
        what = what or " ".join(a for a in map(str, arguments[:2]) if re.fullmatch(r"[a-z-]+", a))
        if done.returncode not in (0, 1, 2, 3, 4, 5):
            self.hits.append(f"{what}: exit {done.returncode}")
        self.search(what, "standard error", done.stderr)
        return done.stdout, what

    def say(self, *arguments, **more):
        """Runs a command of which standard output is for those who run it, too."""
        output, what = self.run(*arguments, **more)
        self.search(what, "standard output", output)

    def tree(self, what, folder):
        """Everything in a folder that is not a feed."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not FEEDS.search(str(path)):
                self.search(what, str(path.relative_to(folder)), path.read_bytes())

    def lay(self, name, files, change=None):
        """The records under names that say nothing, perhaps changed."""
        folder = self.folder / name
        for number, path in enumerate(files):
            body = path.read_bytes()
            place = folder / f"{path.parent.name}" / f"r{number:04}{path.suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(change(body) if change else body)
        return folder

    def spoil(self, body):
        """A bad variant: cut, with other bytes, or with values of patients in wrong places."""
        kind = self.random.randrange(5)
        if kind == 0:
            return body[:self.random.randrange(len(body))]
        if kind == 1:
            changed = bytearray(body)
            for _ in range(self.random.randint(1, 8)):
                changed[self.random.randrange(len(changed))] = self.random.randrange(256)
            return bytes(changed)
        share = self.random.choice([0.01, 0.05, 0.3])

        def other(match):
            if self.random.random() > share or SHOWN.search(match[1]):
                return match[0]
            value = self.random.choice(self.every).replace('"', "").replace("<", "")
            return match[1] + value.replace("&", "").encode() + match[3]
        body = re.sub(rb'([\w.:]+"?(?:: ?|=)")([^"<]*)(")', other, body)
        return re.sub(rb"([\w.:]+>)([^<>\s][^<>]*)(</)", other, body)

    def commands(self, name, records):
        common = ["--mappings", ROOT / "Mappings", "--run-date", "2026-11-21"]
        terms = {a: ["--agreement", ROOT / f"Policies/{a}/agreement.yaml"] for a in AGREEMENTS}
        book = ["--ledger", self.folder / f"{name}-book", "--ledger-key", "env:SLUICE_KEY_LEDGER"]
        for agreement in AGREEMENTS:
            feed = self.folder / f"{name}-{agreement}"
            self.say("convert", records, *terms[agreement], *common, *book, "--out", feed)
            self.tree("what stands beside a feed", feed)
            self.say("convert", records, *terms[agreement], *common, "--json-log", "--out",
                     f"{feed}-json")
            self.say("report", feed, "--definitions", ROOT / "Policies/indicators", "--out",
                     f"{feed}.html")
            self.search("report", "the page", Path(f"{feed}.html").read_bytes()
                        if Path(f"{feed}.html").exists() else b"")
            for more in (["list"], ["list", "--json"], ["show"]):
                self.say("quarantine", *more, feed)
        self.say("ledger", "history", *book[:2])
        self.say("ledger", "history", *book[:2], "--practice", "Y99001")
        self.say("ledger", "verify", self.folder / f"{name}-{AGREEMENTS[0]}", *book[:2])
        self.say("quarantine", "show", *book[:2])
        for suffix in ("", "-wal"):
            path = Path(f"{book[1]}{suffix}")
            if path.exists():
                self.search("the ledger", path.name, path.read_bytes())
        every = sorted(p for p in records.rglob("*") if p.is_file())
        joined = self.folder / "joined"
        joined.write_bytes(b"\n".join(p.read_bytes() for p in every))
        self.run("stream", *terms[AGREEMENTS[0]], *common, "--metrics", "m", "--health", "h",
                 "--acknowledge", "acks", source=joined, what="stream")
        for path in ("m", "h", "acks"):
            self.search("stream", path, (self.folder / path).read_bytes())
        self.run("optouts", "request", records, "--mappings", ROOT / "Mappings", "--out",
                 f"{name}-ask")
        self.say("mapping", "coverage", records, "--mappings", ROOT / "Mappings")
        self.run("mapping", "damage", records, "--mappings", ROOT / "Mappings", "--count", "50")
        for path in self.random.sample(every, 6):
            self.say("policy", "explain", path, *terms[AGREEMENTS[0]], *common,
                     what="policy explain")
            self.run("mapping", "run", path, "--mappings", ROOT / "Mappings")

    def watch(self, records):
        inbox, done = self.folder / "inbox", self.folder / "done"
        done.mkdir()
        inbox.mkdir()
        for path in sorted(p for p in records.rglob("*") if p.is_file()):
            shutil.copy(path, inbox / path.name)
        try:
            done = subprocess.run(
                [self.sluice, "stream", "--watch", inbox, "--done", done, "--out",
                 self.folder / "watched", "--agreement",
                 ROOT / "Policies/direct-care-mdt/agreement.yaml", "--mappings",
                 ROOT / "Mappings", "--run-date", "2026-11-21"],
                capture_output=True, timeout=25)
            said = done.stderr
        except subprocess.TimeoutExpired as ended:
            said = ended.stderr or b""
        self.search("stream --watch", "standard error", said)
        self.tree("what stands beside a feed", self.folder / "watched")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice", type=os.path.abspath)
    parser.add_argument("--rounds", type=int, default=4, help="rounds of bad variants")
    parser.add_argument("--log", action="append", type=Path, default=[])
    options = parser.parse_args()
    files = sorted(p for folder in RECORDS for p in (ROOT / "Samples" / folder).rglob("*")
                   if p.suffix in (".json", ".xml", ".ndjson"))
    values = Values(files)
    with tempfile.TemporaryDirectory(prefix="sluice-leaks-") as folder:
        hunt = Hunt(options.sluice, values, Path(folder))
        hunt.commands("good", hunt.lay("good", files))
        hunt.watch(hunt.folder / "good")
        for number in range(options.rounds):
            name = f"bad{number}"
            hunt.commands(name, hunt.lay(name, files, hunt.spoil))
        for path in options.log:
            said = re.sub(rb"Test case passing .*? (started|passed|failed)\b", b"",
                          path.read_bytes(), flags=re.DOTALL)
            hunt.search("log of the tests", path.name, said)
    print("| values | in the samples | also ordinary words | forms searched |\n|---|--:|--:|--:|")
    for kind, _ in KINDS:
        print(f"| {kind} | {len(values.found[kind])} | {values.ordinary[kind]} | "
              f"{len(values.searched[kind])} |")
    print("\n| what was searched | texts | bytes | hits |\n|---|--:|--:|--:|")
    for what in sorted(hunt.searched):
        hits = sum(h.startswith(f"{what}: ") for h in hunt.hits)
        print(f"| {what} | {hunt.searched[what]} | {hunt.bytes[what]:,} | {hits} |")
    print(f"| all | {sum(hunt.searched.values())} | {sum(hunt.bytes.values()):,} | "
          f"{len(hunt.hits)} |")
    for hit in hunt.hits[:40]:
        print("FOUND", hit, file=sys.stderr)
    sys.exit(1 if hunt.hits else 0)


main()
