#!/usr/bin/env python3
"""Builds the fuzzers, seeds them from the repository, runs them, prints a table.

    Tests/Fuzz/run.py [FuzzXML ...] [--seconds 1800] [--inputs 10000000] [--jobs 1] [--scratch .build/fuzz]

Without names: all of them. A fuzzer ends at whichever of the two limits comes first, inputs tried or
seconds of a processor (of the clock, where there is no /proc), or at a finding, whose input is kept
in SCRATCH/NAME/; and on SIGUSR1, which libFuzzer takes as a request to finish. What it learns is kept
in SCRATCH/NAME/corpus and is where the next run goes on from. Exit code 1 if anything was found.
Needs no packages.
"""
import argparse
import base64
import gzip
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The longest input of each: where it is longer, every execution is slow and little is learned.
LONGEST = {
    "FuzzXML": 1024, "FuzzJSON": 2048, "FuzzYAML": 1024, "FuzzMapping": 4096, "FuzzMessages": 4096,
    "FuzzAgreement": 8192, "FuzzFraming": 384, "FuzzLedger": 2048,
}
# How many inputs an execution tries: libFuzzer's own, and mutants of it (Sources/Fuzzing/Mutants.swift).
INPUTS = 64


def samples(*endings):
    folder = ROOT / "Samples"
    return [p for p in sorted(folder.rglob("*")) if p.suffix in endings and "expected" not in p.parts]


def declarations(folder):
    return sorted((ROOT / folder).rglob("*.yaml"))


def windows(data, size):
    """The beginning, the middle and the end of what is too long for a whole seed."""
    if len(data) <= size:
        return [data]
    middle = len(data) // 2
    return [data[:size], data[middle:middle + size], data[-size:]]


def elements(text, size):
    """Whole XML elements of a sample that are short enough, some of each name."""
    seen, found = {}, []
    for match in re.finditer(r"<(\w+)[\s>]", text):
        end = text.find(f"</{match[1]}>", match.end())
        whole = text[match.start():end + len(match[1]) + 3] if end > 0 else ""
        if whole and len(whole) <= size and whole.count(f"<{match[1]}") == 1:
            seen[match[1]] = seen.get(match[1], 0) + 1
            if seen[match[1]] <= 3:
                found.append(whole.encode())
    return found


def xml_seeds(size):
    seeds = [
        b"<?xml version='1.0' encoding='UTF-8'?><a xmlns='u' xmlns:p='v' p:b='&#65;&amp;'><![CDATA[<]]>"
        b"<!-- c --><?d e?>\r\n<p:b/>\xc3\xa9</a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<?xml version='1.0' encoding='UTF-16'?><a>é</a>".encode("utf-16"),
        b"<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>",
        b"<Bundle xmlns='http://hl7.org/fhir'><id value='1'/><entry><resource><Patient><id value='2'>"
        b"<extension url='u'/></id><text><div>x</div></text></Patient></resource></entry></Bundle>",
    ]
    for path in samples(".xml"):
        text = path.read_text()
        seeds += windows(text.encode(), size) + elements(text, size)
    return seeds


def json_seeds(size):
    seeds = [
        b'{"a":[1,-0.5e+3,[true,false,null,{}],"\\u00e9\\ud834\\udd1e\\n"],"a":2}', b" [ ] ", b"0",
        b'{"id":1}\n{"id":2}\n', b"\xef\xbb\xbf{}",
    ]
    for path in samples(".json", ".ndjson"):
        data = path.read_bytes()
        seeds += windows(data, size) + [l for l in data.split(b"\n") if len(l) <= size]
        # The objects with no object inside, which are whole and short.
        seeds += re.findall(rb"\{[^{}]{1,400}\}", data)[::25]
    return seeds


def yaml_seeds(size):
    seeds = [b"a: &b [c]\nd: e\n", b"a: |\n  b\n  c\n", b"? a\n: b\n", b"- - a\n  - 'b''c'\n- \"\\x41\"\n"]
    for path in declarations("Mappings") + declarations("Policies"):
        seeds += windows(path.read_bytes(), size)
    return seeds


def tiny():
    """The made-up source of the mapping language's own tests, and its files."""
    text = (ROOT / "Tests/RecordMappingTests/Tiny.swift").read_text()
    blocks = [re.sub(r"(?m)^ {8}", "", b) for b in re.findall(r'"""\n(.*?)\n *"""', text, re.S)]
    return [b for b in blocks if "\\(" not in b]


def mapping_seeds(size):
    blocks = tiny()
    rules = ["map: tiny.item\ntarget: observation\neach: ..item\nfields:\n  id: id | required(quarantine)\n"
             + f"  {line}\n" for line in (
                 "code: code -> concept()", "value: amount -> quantity()", "effective: when -> hl7Time()",
                 "text: join(', ', note) | optional", "category: case(kind, {a: 'x', b: 'y'})",
                 "based_on: link -> lookup(items)")]
    source = next(b for b in blocks if b.startswith("source: tiny") and "reader: xml" in b)
    patient = next(b for b in blocks if b.startswith("map: tiny.patient"))
    seeds = [f"%%% t/source.yaml\n{source}\n%%% t/patient.yaml\n{patient}\n%%% t/item.yaml\n{rule}".encode()
             for rule in rules]
    # Real mappings of the same language, put in the place of the made-up one.
    for path in declarations("Mappings"):
        text, name = path.read_text(), str(path.relative_to(ROOT / "Mappings"))
        if ".cases." in name:
            name = "cases/" + path.name
        elif path.name in ("source.yaml", "maps.yaml"):
            name = "t/" + path.name
        elif not name.startswith("codes/"):
            name = "t/item.yaml"
        rest = "" if name == "t/source.yaml" else f"%%% t/source.yaml\n{source}\n%%% t/patient.yaml\n{patient}\n"
        for part in windows(text, size - len(rest) - 100)[:1]:
            seeds.append(f"{rest}%%% {name}\n{part}".encode())
    return seeds


def message_seeds(size):
    payload = b'<RCMR_IN030000UK06><id root="D1"/></RCMR_IN030000UK06>'
    header = (b'<SOAP-ENV:Envelope xmlns:SOAP-ENV="s" xmlns:eb="e" xmlns:xlink="x"><SOAP-ENV:Header>'
              b"<eb:MessageHeader><eb:Action>RCMR_IN030000UK06</eb:Action><eb:MessageData><eb:MessageId>m"
              b"</eb:MessageId></eb:MessageData></eb:MessageHeader></SOAP-ENV:Header><SOAP-ENV:Body>"
              b'<eb:Manifest><eb:Reference xlink:href="cid:p"/><eb:Reference xlink:href="cid:a">'
              b"<eb:Description>Filename=\"D1\" ContentType=text/xml Compressed=No LargeAttachment=No "
              b"OriginalBase64=Yes X-GP2GP-Skeleton: Yes</eb:Description></eb:Reference></eb:Manifest>"
              b"</SOAP-ENV:Body></SOAP-ENV:Envelope>")
    parts = [(b"Content-Id: <h>\r\nContent-Type: text/xml", header), (b"Content-Id: <p>", payload),
             (b"Content-Id: <a>\r\nContent-Transfer-Encoding: base64", base64.b64encode(payload))]
    mime = b"".join(b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + b"--b--\r\n"
    quote = lambda data: '"' + data.decode().replace("\\", "\\\\").replace('"', '\\"') + '"'
    mhs = ('{"ebXML":%s,"payload":%s,"attachments":[{"payload":"%s","is_base64":true,"content_type":'
           '"text/xml","description":"D1"}],"external_attachments":[]}'
           % (quote(header), quote(payload), base64.b64encode(payload).decode())).encode()
    packed, tape = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", payload)
        archive.writestr("c.json", b"{}")
    with tarfile.open(fileobj=tape, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("é" * 60 + ".xml")
        entry.size = len(payload)
        archive.addfile(entry, io.BytesIO(payload))
    tape = tape.getvalue()
    zipped = packed.getvalue()
    directory = zipped[zipped.index(b"PK\x01\x02"):zipped.index(b"PK\x05\x06")]
    return [mime, mhs, gzip.compress(payload), gzip.compress(bytes(60000)), zipped, directory,
            zipped[zipped.index(b"PK\x05\x06"):], tape[:2048], tape[1024:3072], b"14 path=p.xml\n20 size=12\n",
            b"Content-Type: multipart/related; boundary=b\r\n\r\n" + mime]


def agreement_seeds(size):
    text = (ROOT / "Tests/SharingAgreementsTests/Complete.swift").read_text()
    whole = re.search(r'static let yaml = """\n(.*?)\n *"""', text, re.S)[1]
    return [re.sub(r"(?m)^ {8}", "", whole).encode()[:size]] \
        + [p.read_bytes()[:size] for p in declarations("Policies") if "codes" not in p.parts]


def framing_seeds(size):
    streams = [
        b"<a><b/></a>\n<?xml version=\"1.0\"?>\n<a x='>'>1</a><c/>", b'{"a":"}\\""}\n{\n "b": [\n{}\n]}\n{}',
        b"<!-- <a> --><a><![CDATA[</a>]]><?p </a>?></a><!DOCTYPE a [<!ENTITY b '>'>]><a/>",
        b'\x1e{"a":1}\n\x1e<a>\n\x1e{"a":\n\x1e{}\n', b"<a/>\0\0{\n\0<b/>", b"\0\0\0\3abc\0\0\0\0\0\0\0\1\n",
        b"<" + b"a" * 300 + b"><b/>", b"<a><b>\n<a></a><Bundle><Bundle/></Bundle>", b'{"a":{"b":1}\n{"a":2}\n', b"\xef\xbb\xbf <a/> \r\n \t",
    ]
    return [bytes([number]) + stream for number in range(12) for stream in streams]


def ledger_seeds(size):
    national = (b"sluice-national-opt-outs 1\ntaken 2026-11-21T22:00:00Z\nasked 2 without 1\n"
                b"9990000018 objects\n9990000026 without\n")
    held = (b'{"input":"a.xml","code":"E101","name":"malformed-xml","scope":"record","offset":0,"message":"m"}\n'
            b'{"input":"a.zip!b.xml","code":"E301","name":"n","scope":"entry","offset":7,"rule":"r","entry":"1"}\n')
    stops = (b'{"register":"sluice-stops","version":"1"}\n'
             b'{"at":"2026-11-21T22:00:00Z","stop":{"practice":"Y99001"},"by":"a","why":"b"}\n')
    texts = [
        b'table,person_key,practice,id\nproblem,p1,Y99001,1\n"problem","p""2",Y99001,"a,b"\r\n', held, stops,
        national, b"local-opt-outs 1\n9990000018\nend 1\n", b"9990000018,\n9990000026\r\n",
    ]
    return [bytes([number]) + text for number, text in enumerate(texts)] \
        + [bytes([number]) + path.read_bytes()[:size - 1] for number in range(6)
           for path in samples(".csv", ".ndjson", ".yaml")]


SEEDS = {
    "FuzzXML": xml_seeds, "FuzzJSON": json_seeds, "FuzzYAML": yaml_seeds, "FuzzMapping": mapping_seeds,
    "FuzzMessages": message_seeds, "FuzzAgreement": agreement_seeds, "FuzzFraming": framing_seeds,
    "FuzzLedger": ledger_seeds,
}


def dictionary(seeds):
    """The words of the seeds, which no mutation would come upon by chance."""
    counts = {}
    for seed in seeds:
        for word in set(re.findall(rb"[A-Za-z_][A-Za-z_.-]{2,31}", seed)):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))[:600]
    signs = [b": ", b"- ", b"\n  ", b" | ", b" -> ", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#x", b"\\u"]
    quoted = ("".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in word)
              for word in words + signs)
    return "".join(f'"{word}"\n' for word in quoted)


def build(names, scratch):
    # C takes both of `--sanitize`; of Swift's options the last one counts, so it gets both in one.
    flags = ["-c", "release", "--package-path", str(HERE), "--scratch-path", str(scratch / "build"),
             "--sanitize", "fuzzer", "--sanitize", "address", "-Xswiftc", "-sanitize=fuzzer,address",
             "-Xswiftc", "-enable-testing"]
    for name in names:
        subprocess.run(["swift", "build", *flags, "--product", name], check=True)
    return scratch / "build/release"


def used(process, began):
    """The seconds that a process has had of a processor; of the clock, where that cannot be known."""
    try:
        times = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return time.monotonic() - began
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def fuzz(programs, name, scratch, options):
    """Runs one fuzzer; the row of the table, and whether it found nothing."""
    folder = scratch / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = SEEDS[name](LONGEST[name])
    seeds = seeds[::1 + len(seeds) // 2000]
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:04}").write_bytes(seed[:LONGEST[name]])
    (folder / "words.dict").write_text(dictionary(seeds))
    log = folder / "log.txt"
    # A copy, so that what is built meanwhile does not disturb.
    program = shutil.copy2(programs / name, folder / "program")
    # Swift's own handler of crashes would end the program before the input is written. Freed memory
    # is watched for the last 32 MB of it.
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no", "FUZZ_DATA": str(ROOT),
                   "ASAN_OPTIONS": "quarantine_size_mb=32:malloc_context_size=2"}
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(program), f"-runs={options.inputs // INPUTS}",
             f"-max_len={LONGEST[name]}", "-timeout=120", "-rss_limit_mb=4096", "-print_final_stats=1",
             f"-dict={folder}/words.dict", f"-artifact_prefix={folder}/", str(corpus)],
            stdout=output, stderr=output, env=environment, cwd=folder,
            preexec_fn=lambda: os.nice(max(0, 15 - os.nice(0))))
        isAsked, ended = False, 0
        while not ended:
            time.sleep(1)
            if not isAsked and used(process.pid, began) >= options.seconds:
                process.send_signal(signal.SIGUSR1)
                isAsked = True
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    text = log.read_text(errors="replace")
    executed = re.findall(r"number_of_executed_units: (\d+)", text) or re.findall(r"(?m)^#(\d+)\s", text)
    executed = int(executed[-1]) if executed else 0
    edges = re.findall(r"cov: (\d+)", text)
    kept = re.findall(r"Test unit written to (\S+)", text)
    isFine = process.returncode == 0
    found = "none" if isFine else ", ".join(Path(k).name for k in kept) or f"exit code {process.returncode}"
    inputs = executed * INPUTS
    return f"| {name} | {executed:,} | {inputs:,} | {seconds:,.0f} | {cpu:,.0f} | {(edges or [0])[-1]} | {found} |", isFine


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *LONGEST], metavar="NAME")
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--inputs", type=int, default=10_000_000)
    parser.add_argument("--jobs", type=int, default=1, help="how many run at a time")
    parser.add_argument("--scratch", type=Path, default=ROOT / ".build/fuzz")
    parser.add_argument("--no-build", action="store_true", help="run what was built before")
    options = parser.parse_args()
    names, scratch = options.names or list(LONGEST), options.scratch.resolve()
    programs = build([] if options.no_build else names, scratch)
    print("| fuzzer | executions | inputs | seconds | of them on a processor | edges covered | findings |")
    print("|---|---|---|---|---|---|---|", flush=True)
    isClean = True
    with ThreadPoolExecutor(options.jobs) as jobs:
        for row, isFine in jobs.map(lambda name: fuzz(programs, name, scratch, options), names):
            isClean = isClean and isFine
            print(row, flush=True)
    sys.exit(0 if isClean else 1)


if __name__ == "__main__":
    main()
