#!/usr/bin/env python3
"""Damages the samples at random and converts them: `mutations.py SLUICE [--rounds N] [--seed S]`.

Each round takes 400 samples, writes slashes and letters with escapes, changes, removes and repeats
bytes, and puts words of the formats into them, such as `null`, a URL or a nullified status. All
are converted in one run under two agreements. One bad record never costs the run: it must end with
0 or 1, or with 3 where the check of what is published finds an id of what was withheld. A round
that ends otherwise is kept in the folder that is named. Ends with 1 where there is one, and 0
otherwise.
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
AGREEMENTS = [
    "Tests/Benchmarks/everything.yaml", "Policies/frailty-neighbourhood/agreement.yaml"]
KEY = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
FILES = 400
WORDS = [
    rb"\/", rb"\u0041", rb"\u0000", b"&#65;", b"&#0;", b"&amp;", b"&lt;", b'""', b"{}", b"[]",
    b"null",
    b'"reference":"http://x/Patient/1"', b'"reference":"https://"', b'"reference":"urn:uuid:"',
    b'statusCode code="nullified"', b'"resourceType":"List"', b"NOPAT", b"/_history/", b"9Nu0",
    b"827241000000103", b'"unit":"Banana"', b'"code":"mm[Hg]"']


def damaged(content, chance):
    """One sample, damaged in up to twelve places."""
    is_xml = content.lstrip(b"\xef\xbb\xbf \n")[:1] == b"<"
    if chance.random() < 0.3:
        content = (
            content.replace(b"a", b"&#97;", chance.randint(1, 400)) if is_xml
            else content.replace(b"/", rb"\/"))
    if chance.random() < 0.2 and not is_xml:
        content = content.replace(b':"', rb':"\u0020', chance.randint(1, 300))
    content = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        place, kind = chance.randrange(len(content)), chance.random()
        if kind < 0.2:
            content[place] = chance.randrange(256)
        elif kind < 0.4:
            del content[place:place + chance.randint(1, 40)]
        elif kind < 0.6:
            other = chance.randrange(len(content))
            content[place:place] = content[other:other + chance.randint(1, 300)]
        elif kind < 0.85:
            content[place:place] = chance.choice(WORDS)
        else:
            start = content.find(b'"', place)
            end = content.find(b'"', start + 1)
            if 0 <= start < end < start + 200:
                content[start + 1:end] = chance.choice(WORDS).strip(b'"')
    return bytes(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sluice")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sluice = shutil.which(options.sluice) or os.path.abspath(options.sluice)
    samples = [
        path.read_bytes() for path in sorted((ROOT / "Samples/neighbourhood").rglob("*"))
        if path.is_file()]
    chance, wrong = random.Random(options.seed), 0
    for number in range(options.rounds):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-mutations-"))
        for file in range(FILES):
            (folder / f"{file}").write_bytes(damaged(chance.choice(samples), chance))
        statuses = []
        with tempfile.TemporaryDirectory() as scratch:
            for agreement in AGREEMENTS:
                done = subprocess.run(
                    [sluice, "convert", str(folder), "--mappings", "Mappings", "--agreement",
                     agreement, "--run-date", "2026-11-21", "--quiet", "--replace", "--out",
                     f"{scratch}/feed"],
                    cwd=ROOT, env={**os.environ, **KEY}, capture_output=True)
                is_stopped = done.returncode == 3 and b"[E417]" in done.stderr
                statuses.append(0 if is_stopped else done.returncode)
        if all(status in (0, 1) for status in statuses):
            shutil.rmtree(folder)
        else:
            wrong += 1
            print(f"round {number}: {statuses}, kept in {folder}")
    print(f"{options.rounds} rounds of {FILES} records, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
