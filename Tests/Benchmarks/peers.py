#!/usr/bin/env python3
"""What a user would otherwise use, beside Sluice, on the same records in one run.

usage: peers.py SLUICE [--rounds N] [--records N] [--out RESULTS.md]

Each program turns the same made-up records into a table. Sluice does the whole job, every kind of
entry: under an agreement that releases everything, under one of frailty, and under ten of these.
The others are given less: most of them the least that could be called the same, one kind of entry
(observations with code, term, date and value); the two Python converters every resource, but one
of them turns it into another version of FHIR and the other into the columns of one wide table; none
has an agreement. Measured is the CPU time of the process and its children, start-up included,
pinned to one core where the machine has `taskset`, the programs one after the other in each round;
the table shows medians.

Packages for Python come from PyPI into an environment that is thrown away; programs are used where
they are installed. What cannot be had is named as skipped. The exit code is 0 if Sluice was
measured beside at least one other program, else 2.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
SLUICE = "Sluice, every kind, all released"
SETS = {
    "GP2GP XML": (["gp2gp-emis", "gp2gp-systmone"], "xml"),
    "GP Connect JSON": (["gpconnect-emis", "gpconnect-systmone", "gpconnect-medicus"], "json"),
}

# One kind of entry of a GP2GP record: what lxml and xsltproc are asked for.
XSLT = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:h="urn:hl7-org:v3"><xsl:output method="text"/>
<xsl:template match="/"><xsl:for-each select="//h:ObservationStatement">
<xsl:value-of select="h:id/@root"/>,<xsl:value-of select="h:code/@code"/>,"<xsl:value-of
select="h:code/@displayName"/>",<xsl:value-of select="h:effectiveTime/h:center/@value"/>,<xsl:value-of
select="h:value/@value"/>,<xsl:value-of select="h:value/@unit"/><xsl:text>
</xsl:text></xsl:for-each></xsl:template></xsl:stylesheet>
"""

# One kind of entry of a GP Connect record.
JQ = (
    '.. | objects | select(.resourceType? == "Observation")'
    " | [.id, .code.coding[0].code, .code.coding[0].display, .effectiveDateTime,"
    " .valueQuantity.value, .valueQuantity.unit] | @csv"
)
DUCKDB = """
COPY (WITH resource AS (
  SELECT unnest(json_extract(json, '$.entry[*].resource')) AS r
  FROM read_json_objects({files}, maximum_object_size = 1000000000))
SELECT r->>'$.id', r->>'$.code.coding[0].code', r->>'$.code.coding[0].display',
  r->>'$.effectiveDateTime', r->>'$.valueQuantity.value', r->>'$.valueQuantity.unit'
FROM resource WHERE r->>'$.resourceType' = 'Observation') TO '{out}' (FORMAT csv)
"""


def with_lxml(files, out):
    """Observations by compiled XPath."""
    from lxml import etree

    def path(text):
        return etree.XPath(text, namespaces={"h": "urn:hl7-org:v3"}, smart_strings=False)

    statements = path("//h:ObservationStatement")
    columns = [
        path(f"string({p})")
        for p in ("h:id/@root", "h:code/@code", "h:code/@displayName",
                  "h:effectiveTime/h:center/@value", "h:value/@value", "h:value/@unit")
    ]
    parser = etree.XMLParser(huge_tree=True)
    with open(out, "w", newline="") as sheet:
        writer = csv.writer(sheet)
        for file in files:
            tree = etree.parse(file, parser)
            for statement in statements(tree):
                writer.writerow([column(statement) for column in columns])


def with_models(files, out):
    """Observations by the models of `fhir.resources`, which checks every resource that it reads."""
    from fhir.resources.STU3.observation import Observation
    from pydantic import ValidationError

    with open(out, "w", newline="") as sheet:
        writer = csv.writer(sheet)
        for file in files:
            for entry in json.loads(pathlib.Path(file).read_bytes()).get("entry", []):
                if entry["resource"].get("resourceType") != "Observation":
                    continue
                try:
                    o = Observation.model_validate(entry["resource"])
                except ValidationError:
                    continue  # SystmOne's ids have an underscore, which FHIR does not allow
                coding = (o.code.coding or [None])[0] if o.code else None
                quantity = o.valueQuantity
                writer.writerow([
                    o.id, coding and coding.code, coding and coding.display,
                    o.effectiveDateTime, quantity and quantity.value, quantity and quantity.unit])


def with_dicts(files, out):
    """Observations by Python's own `json` and dictionaries: the least that can be written."""
    with open(out, "w", newline="") as sheet:
        writer = csv.writer(sheet)
        for file in files:
            for entry in json.loads(pathlib.Path(file).read_bytes()).get("entry", []):
                o = entry["resource"]
                if o.get("resourceType") != "Observation":
                    continue
                coding = (o.get("code", {}).get("coding") or [{}])[0]
                quantity = o.get("valueQuantity", {})
                writer.writerow([
                    o.get("id"), coding.get("code"), coding.get("display"),
                    o.get("effectiveDateTime"), quantity.get("value"), quantity.get("unit")])


def with_duckdb(files, out):
    """Observations by DuckDB, one thread."""
    import duckdb

    duckdb.execute("SET threads = 1")
    duckdb.execute(DUCKDB.format(files=files, out=out))


def with_fhiry(files, out):
    """Every resource as a row of one table, by `fhiry`."""
    import contextlib
    import io

    from fhiry import Fhiry

    with open(out, "w", newline="") as sheet:
        for file in files:
            bundle = Fhiry()
            bundle.filename = file
            with contextlib.redirect_stdout(io.StringIO()):
                bundle.process_source()
            bundle.df.to_csv(sheet)


def with_templates(files, out):
    """Every resource from STU3 to R4, by the templates of `python-fhir-converter`."""
    from fhir_converter.exceptions import RenderingError
    from fhir_converter.renderers import Stu3FhirRenderer

    renderer = Stu3FhirRenderer()
    with open(out, "w") as lines:
        for file in files:
            for entry in json.loads(pathlib.Path(file).read_bytes()).get("entry", []):
                kind = entry["resource"]["resourceType"]
                try:
                    lines.write(renderer.render_fhir_string(kind, json.dumps(entry["resource"])))
                except RenderingError:
                    continue  # some kinds have templates that do not hold what GP Connect sends


PEERS = {"lxml": with_lxml, "fhir.resources": with_models, "json": with_dicts,
         "duckdb": with_duckdb, "fhiry": with_fhiry, "python-fhir-converter": with_templates}


def cpu_seconds(command, out=None):
    """The CPU time of `command` and its children, in seconds; None if it fails. Sluice ends with 1
    where something of a record was found wrong, and has done its job."""
    pinned = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    sink = open(out, "wb") if out else subprocess.DEVNULL
    process = subprocess.Popen(
        pinned + command, stdout=sink, stderr=subprocess.DEVNULL, env={**os.environ, **KEY},
        cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    is_done = process.returncode == 0 or process.returncode == 1 and "convert" in command[:2]
    return usage.ru_utime + usage.ru_stime if is_done else None


def make_records(sluice, folder, formats, each):
    files = []
    for seed, name in enumerate(formats, 1):
        target = folder / name
        subprocess.run(
            [sluice, "synth", "--patients", str(each), "--seed", str(seed), "--format", name,
             "--record-bytes", "150000", "--out", str(target)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
        files += sorted(str(p) for p in target.rglob("*") if p.is_file())
    return files


def environments(scratch, skipped):
    """By the name of each package that can be had a Python with it alone: their needs conflict."""
    pythons = {"json": sys.executable}
    for package in ("lxml", "duckdb", "fhir.resources", "fhiry", "python-fhir-converter"):
        home = scratch / "python" / package
        venv.create(home, with_pip=True)
        python = str(home / "bin" / "python")
        done = subprocess.run([python, "-m", "pip", "install", "-q", package],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            pythons[package] = python
        else:
            skipped.append(f"{package}: not to be had from PyPI")
    return pythons


def commands(sluice, pythons, kind, folder, files, scratch, skipped):
    """Name and command of each program for the records in `files`."""
    me, out = str(pathlib.Path(__file__).resolve()), str(scratch / "out.csv")
    listed = scratch / "files.txt"
    listed.write_text("\n".join(files))
    frailty = ROOT / "Policies/frailty-neighbourhood/agreement.yaml"

    def convert(agreements):
        return ["rm", "-rf", str(scratch / "feed")], [
            sluice, "convert", str(folder), "--out", str(scratch / "feed"), "--workers", "1",
            "--run-date", "2026-11-21",
        ] + [a for path in agreements for a in ("--agreement", str(path))]

    yield SLUICE, *convert([ROOT / "Tests/Benchmarks/everything.yaml"]), None
    yield "Sluice, every kind, frailty agreement", *convert([frailty]), None
    yield "Sluice, every kind, ten such", *convert(copies(frailty, scratch)), None
    if kind == "xml":
        if "lxml" in pythons:
            yield ("lxml, observations only", None,
                   [pythons["lxml"], me, "--peer", "lxml", listed, out], None)
        if shutil.which("xsltproc"):
            sheet = scratch / "observations.xsl"
            sheet.write_text(XSLT)
            yield ("xsltproc, observations only", None,
                   ["xsltproc", "--huge", str(sheet)] + files, out)
        else:
            skipped.append("xsltproc: not installed (Debian: xsltproc)")
    else:
        if shutil.which("jq"):
            yield "jq, observations only", None, ["jq", "-r", JQ] + files, out
        else:
            skipped.append("jq: not installed (Debian: jq)")
        for name in ("duckdb", "json", "fhir.resources"):
            if name in pythons:
                yield (f"{'Python json' if name == 'json' else name}, observations only", None,
                       [pythons[name], me, "--peer", name, str(listed), out], None)
        for name, what in [("fhiry", "every resource, one wide table"),
                           ("python-fhir-converter", "every resource, STU3 to R4")]:
            if name in pythons:
                yield (f"{name}, {what}", None,
                       [pythons[name], me, "--peer", name, str(listed), out], None)


def copies(agreement, scratch):
    """Ten agreements that differ in their identity only."""
    text = agreement.read_text()
    paths = []
    for number in range(10):
        folder = scratch / f"agreement-{number}"
        shutil.copytree(agreement.parent, folder, dirs_exist_ok=True)
        path = folder / agreement.name
        path.write_text(text.replace("id: frailty-neighbourhood", f"id: frailty-copy-{number}", 1))
        paths.append(path)
    codes = agreement.parents[1] / "codes"
    if codes.is_dir():
        shutil.copytree(codes, scratch / "codes", dirs_exist_ok=True)
    return paths


def measure(sluice, name, formats, kind, arguments, scratch, pythons, skipped):
    folder = scratch / kind
    files = make_records(sluice, folder, formats, arguments.records)
    size = sum(os.path.getsize(f) for f in files) / 1e6
    rows = list(commands(sluice, pythons, kind, folder, files, scratch, skipped))
    times = {row[0]: [] for row in rows}
    for _ in range(arguments.rounds):
        for label, before, command, out in rows:
            if before:
                subprocess.run(before, check=True)
            times[label].append(cpu_seconds([str(c) for c in command], out))
    lines = [f"\n## {name}: {len(files)} records, {size:.0f} MB\n",
             "| program | CPU s | MB a CPU s | Sluice (first line) is |", "|---|---|---|---|"]
    medians = {k: statistics.median(v) for k, v in times.items() if None not in v}
    skipped += [f"{k}: failed" for k, v in times.items() if None in v]
    ours = medians.get(SLUICE)
    for label, seconds in medians.items():
        ratio = "" if seconds == ours or not ours else f"{seconds / ours:.1f} x as fast"
        lines.append(f"| {label} | {seconds:.2f} | {size / seconds:.0f} | {ratio} |")
    return lines, ours is not None and len(medians) > 2


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--peer":
        _, _, peer, listed, out = sys.argv
        PEERS[peer](pathlib.Path(listed).read_text().split("\n"), out)
        return 0
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=60, help="records of each format")
    parser.add_argument("--out", help="the Markdown file to write; standard output without it")
    arguments = parser.parse_args()
    sluice, skipped, enough = str(pathlib.Path(arguments.sluice).resolve()), [], False
    with tempfile.TemporaryDirectory() as place:
        scratch = pathlib.Path(place)
        pythons = environments(scratch, skipped)
        version = subprocess.run([sluice, "--version"], capture_output=True, text=True).stdout
        text = ["# Sluice beside what a user would otherwise use\n",
                f"Sluice {version.strip()}, {platform.machine()}, Python "
                f"{platform.python_version()}, {arguments.rounds} rounds, medians. Made by",
                f"`Tests/Benchmarks/peers.py SLUICE --rounds {arguments.rounds} --records "
                f"{arguments.records}`, whose head says what is measured."]
        for name, (formats, kind) in SETS.items():
            lines, both = measure(sluice, name, formats, kind, arguments, scratch, pythons, skipped)
            text += lines
            enough = enough or both
        if skipped:
            text += ["\nSkipped:\n"] + [f"- {line}" for line in dict.fromkeys(skipped)]
    result = "\n".join(text) + "\n"
    if arguments.out:
        pathlib.Path(arguments.out).write_text(result)
    else:
        sys.stdout.write(result)
    return 0 if enough else 2


if __name__ == "__main__":
    sys.exit(main())
