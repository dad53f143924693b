#!/usr/bin/env python3
"""Looks at sample feeds with the tools of those who receive them.

    python3 Tests/FeedChecks/check.py SLUICE [--keep FOLDER]

Converts the made-up neighbourhood under an agreement that releases everything, in every format and
layout, and looks at what comes out: SQLite and the views with Python alone; DuckDB, the Data
Package with frictionless, the data contract against the JSON Schema of ODCS, and the UK Core
resources with fhir.resources (FHIR R4 shape), with the required bindings and invariants of FHIR R4
for what is written (r4_rules.py) and with what the profiles of UK Core add to them
(ukcore_rules.py, which says what is not checked); the workbook that Samples/excel makes, with
openpyxl and, where it is installed, LibreOffice; CSV files in pandas, Polars and DuckDB. What is
not installed is brought from PyPI into a throw-away environment; what cannot be had is skipped with
a message. SLUICE_CHECK_PYTHON names a Python that has the packages already. Exit code 1 if anything
is wrong.
"""

import argparse
import hashlib
import importlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import r4_rules
import ukcore_rules

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VIEWS = ROOT / "Samples/views"
PACKAGES = ["duckdb", "frictionless", "jsonschema", "pyyaml", "fhir.resources",
            "open-data-contract-standard", "openpyxl", "pandas", "polars", "pyarrow"]
STAFF = {
    "practitioner": "name, sds_user_id, gmc_number, gmp_number, unknown, role, organisation",
    "organisation": "name, ods_code, type",
}
FEED = ROOT / "Samples/feeds/blood-pressure-review.yaml"
problems = []


def check(holds, what):
    """Notes what does not hold; names of files, tables and columns, never a value."""
    if not holds:
        problems.append(what)
        print(f"WRONG: {what}")


def has(module, what):
    try:
        return importlib.import_module(module)
    except ImportError:
        print(f"skipped: {what}, since {module} is not installed")
        return None


def prepare(folder):
    """The Python that has the packages, as far as they can be had."""
    python = os.environ.get("SLUICE_CHECK_PYTHON")
    if python:
        return python
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    install = [python, "-m", "pip", "install", "--quiet", "--retries", "1", *PACKAGES]
    if subprocess.run(install).returncode != 0:
        print("skipped: the packages cannot be installed from PyPI")
    return python


def convert(sluice, folder):
    """The feeds, flat and by practice, with staff and the tables of a sample feed."""
    text = (ROOT / "Tests/Benchmarks/everything.yaml").read_text()
    staff = "".join(f"    - entry: {kind}\n      fields: [{fields}]\n      why: Measured\n"
                    for kind, fields in STAFF.items())
    text = text.replace("  include:\n", "  include:\n" + staff)
    text = re.sub(r"(entry: (?:patient|problem|observation|medication_issue|procedure|encounter)\n"
                  r"      fields: \[[^]]*)", r"\1, practitioner", text)
    line = next(line for line in text.splitlines() if "format:" in line)
    formats = line[:line.index("format:")] + "format: [csv, parquet, sqlite, ukcore]}"
    agreement = folder / "everything.yaml"
    agreement.write_text(text.replace(line, formats))
    feeds = {}
    for layout in ["flat", "by-practice"]:
        flags = ["--by-practice"] if layout == "by-practice" else []
        out = folder / layout
        command = [sluice, "convert", ROOT / "Samples/neighbourhood", "--agreement", agreement,
                   "--mappings", ROOT / "Mappings", "--run-date", "2026-11-21", "--quiet",
                   "--feed", FEED, "--replace", "--out", out, *flags]
        code = subprocess.run(command).returncode
        check(code in (0, 1), f"{layout}: convert ends with {code}")
        feeds[layout] = out / "everything"
    return feeds


def check_manifest(layout, feed):
    """Every file is listed with its digest."""
    manifest = json.loads((feed.parent / "manifest.json").read_text())
    listed = {entry["file"]: entry for entry in manifest["outputs"]}
    found = [path for path in feed.rglob("*") if path.is_file()]
    for path in found:
        name = str(path.relative_to(feed.parent))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        check(listed.get(name, {}).get("sha256") == digest, f"{layout}: digest of {name}")
    print(f"{layout}: {len(found)} files, all in the manifest")


def rows_of_csv(feed):
    import csv
    counts = {}
    for path in feed.rglob("*.csv"):
        with path.open(newline="") as file:
            counts[path.stem] = counts.get(path.stem, 0) + sum(1 for _ in csv.reader(file)) - 1
    return counts


def check_database(layout, name, database, counts):
    """As many rows as the CSV files have, and every view can be read."""
    for table, count in counts.items():
        rows = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        check(rows == count, f"{layout}: {name}: {rows} rows in {table}, {count} in CSV")
    views = {}
    for script in ["ehrql.sql", "omop.sql"]:
        for line in (VIEWS / script).read_text().splitlines():
            if line.startswith("CREATE VIEW"):
                view = line.split()[2]
                rows = database.execute(f"SELECT * FROM {view}").fetchall()
                views[view] = len(rows)
    check(views["ehrql_patients"] == views["omop_person"] > 0, f"{layout}: {name}: people")
    events = counts["observation"] + counts["problem"] + counts["procedure"]
    check(views["ehrql_clinical_events"] == events, f"{layout}: {name}: events")
    split = views["omop_measurement"] + views["omop_observation"]
    check(split == counts["observation"], f"{layout}: {name}: measurements and observations")
    check(all(views[view] > 0 for view in ["ehrql_practitioners", "omop_provider",
                                           "omop_care_site"]), f"{layout}: {name}: staff")
    sites, people, visits = [database.execute(query).fetchone()[0] for query in (
        "SELECT count(*) FROM omop_person WHERE care_site_id IS NOT NULL",
        "SELECT count(DISTINCT provider_source_value) FROM omop_staff",
        "SELECT count(*) FROM omop_visit_occurrence WHERE provider_id IS NOT NULL")]
    named = database.execute("SELECT count(*) FROM encounter AS e WHERE EXISTS (SELECT * FROM "
                             "practitioner AS p WHERE p.practice = e.practice AND p.person_key = "
                             "e.person_key AND p.id = e.practitioner)").fetchone()[0]
    check(sites == views["omop_person"], f"{layout}: {name}: people without a care site")
    check(people == views["omop_provider"], f"{layout}: {name}: providers")
    check(visits == named > 0, f"{layout}: {name}: {visits} visits with providers, {named} named")
    check(views["omop_visit_occurrence"] == counts["encounter"], f"{layout}: {name}: visits")
    raised = database.execute("SELECT count(*) FROM raised_systolic").fetchone()[0]
    wanted = database.execute(
        "SELECT count(*) FROM observation WHERE code_snomed IN ('72313002', '271649006', "
        "'163030003') AND value_canonical_double >= 140").fetchone()[0]
    check(raised == wanted > 0, f"{layout}: {name}: {raised} rows are raised, {wanted} wanted")
    canonical = database.execute(
        "SELECT count(*), count(DISTINCT unit_canonical) FROM omop_measurement "
        "WHERE value_canonical IS NOT NULL").fetchone()
    check(canonical[0] > 0, f"{layout}: {name}: canonical values")
    return {**views, "canonical": canonical}


def contents(database, tables):
    return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"').fetchall()))
            for name in tables}


def check_csv_alone(layout, name, loader, feed, database, folder, counts):
    """The CSV files alone, as most agreements have them, make the same database."""
    alone, path = folder / f"{layout}-csv", folder / f"{layout}-csv.{name.lower()}"
    shutil.rmtree(alone, ignore_errors=True)
    path.unlink(missing_ok=True)
    shutil.copytree(feed, alone, ignore=shutil.ignore_patterns("parquet", "feed.sqlite"))
    from_csv = loader(alone, path)
    for table, rows in contents(database, counts).items():
        check(rows == contents(from_csv, [table])[table], f"{layout}: {name}: {table} of CSV alone")
    check(sum(map(len, contents(from_csv, counts).values())) > 0, f"{layout}: {name}: CSV alone")
    check(not (alone / "feed.sqlite").exists(), f"{layout}: {name}: a feed was written to")


def check_databases(layout, feed, folder):
    sys.path.insert(0, str(VIEWS))
    import load
    counts = rows_of_csv(feed)
    direct = sqlite3.connect(feed / "feed.sqlite")
    check(direct.execute("PRAGMA integrity_check").fetchone() == ("ok",), "integrity")
    check(not direct.execute("PRAGMA foreign_key_check").fetchall(), "foreign keys")
    found = {}
    (folder / f"{layout}.sqlite").unlink(missing_ok=True)
    (folder / f"{layout}.duckdb").unlink(missing_ok=True)
    database = load.load_sqlite(feed, folder / f"{layout}.sqlite")
    found["SQLite"] = check_database(layout, "SQLite", database, counts)
    check_csv_alone(layout, "SQLite", load.load_sqlite, feed, database, folder, counts)
    if has("duckdb", "DuckDB"):
        database = load.load_duckdb(feed, folder / f"{layout}.duckdb")
        found["DuckDB"] = check_database(layout, "DuckDB", database, counts)
        check(found["DuckDB"] == found["SQLite"], f"{layout}: SQLite and DuckDB differ")
        for view in found["DuckDB"]:
            for column, kind in database.execute(
                    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND "
                    "(column_name LIKE '%\\_date' ESCAPE '\\' OR column_name LIKE 'date%')",
                    [view]).fetchall():
                check(kind == "DATE", f"{layout}: DuckDB: {view}.{column} is {kind}")
        check_csv_alone(layout, "DuckDB", load.load_duckdb, feed, database, folder, counts)
    print(f"{layout}: {sum(counts.values())} rows; views {found['SQLite']}")


def check_workbook(layout, feed, folder):
    """Every cell of the CSV files stands in the workbook, codes of 18 digits and all."""
    import csv
    sys.path.insert(0, str(ROOT / "Samples/excel"))
    import to_excel
    path = folder / f"{layout}.xlsx"
    path.unlink(missing_ok=True)
    counts = to_excel.write_workbook(feed, path)
    tables = {}
    for file in sorted(feed.glob("**/csv/*.csv")) + sorted(feed.glob("tables/*.csv")):
        with file.open(newline="") as text:
            lines = list(csv.reader(text))
            tables.setdefault(file.stem, lines[:1]).extend(lines[1:])
    if openpyxl := has("openpyxl", "the workbook"):
        book, cells, kinds = openpyxl.load_workbook(path, read_only=True), 0, {}
        for name, lines in tables.items():
            found = list(book[name[:31]].iter_rows(values_only=True))
            check(len(found) == len(lines), f"{layout}: workbook: {len(found)} rows in {name}")
            for wanted, have in zip(lines, found):
                have = list(have) + [None] * (len(wanted) - len(have))
                for column, text, value in zip(lines[0], wanted, have):
                    cells += 1
                    kinds[type(value).__name__] = kinds.get(type(value).__name__, 0) + 1
                    check(same_cell(text, value), f"{layout}: workbook: {name}.{column}")
        print(f"{layout}: workbook of {sum(counts.values())} rows, {cells} cells by openpyxl: "
              f"{kinds}")
    office = shutil.which("soffice")
    if not office:
        print("skipped: LibreOffice on the workbook, since it is not installed")
        return
    out = folder / f"{layout}-office"
    options = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    subprocess.run([office, "--headless", f"-env:UserInstallation=file://{folder}/office",
                    "--convert-to", options, "--outdir", out, path], check=True,
                   capture_output=True)
    compared = 0
    for name, lines in tables.items():
        with (out / f"{layout}-{name[:31]}.csv").open(newline="") as text:
            found = list(csv.reader(text))
        check(len(found) == len(lines), f"{layout}: LibreOffice: {len(found)} rows in {name}")
        codes = [place for place, column in enumerate(lines[0])
                 if re.search("snomed|source$|nhs_number|^id$", column)]
        for wanted, have in zip(lines, found):
            for place in codes:
                compared += 1
                check(wanted[place] == have[place],
                      f"{layout}: LibreOffice: {name}.{lines[0][place]}")
    print(f"{layout}: {compared} codes and ids in the workbook by LibreOffice")


def check_readers(layout, feed):
    """Every cell of the CSV files, in the ways that Samples/excel/README.md recommends."""
    import csv
    pandas, polars = has("pandas", "CSV in pandas"), has("polars", "CSV in Polars")
    duckdb, cells = has("duckdb", "CSV in DuckDB"), 0
    for file in sorted(feed.glob("**/csv/*.csv")):
        with file.open(newline="") as text:
            names, *rows = csv.reader(text)
        ways = {}
        if pandas:
            frame = pandas.read_csv(file, dtype=str, keep_default_na=False)
            ways["pandas"] = frame.values.tolist()
        if polars:
            frame = polars.read_csv(file, infer_schema=False)
            ways["Polars"] = [[value or "" for value in row] for row in frame.rows()]
        if duckdb:
            found = duckdb.connect().execute(
                "SELECT * FROM read_csv(?, all_varchar = true)", [str(file)]).fetchall()
            ways["DuckDB"] = [[value or "" for value in row] for row in found]
        for name, found in ways.items():
            cells += len(names) * len(rows)
            check(found == rows, f"{layout}: {name}: {file.stem}")
    for table, count in rows_of_csv(feed).items():
        paths = [str(path) for path in sorted(feed.glob(f"**/parquet/{table}.parquet"))]
        found = {"pandas": pandas and len(pandas.read_parquet(paths, partitioning=None)),
                 "Polars": polars and polars.read_parquet(paths).height,
                 "DuckDB": duckdb and duckdb.connect().execute(
                     "SELECT count(*) FROM read_parquet(?)", [paths]).fetchone()[0]}
        for name, rows in found.items():
            check(rows in (None, count), f"{layout}: {name}: {rows} rows of {table}.parquet")
    print(f"{layout}: {cells} cells of CSV files by pandas, Polars and DuckDB, and Parquet files")


def same_cell(text, value):
    """Whether a cell of a workbook is what the CSV file says."""
    if value is None or text == "":
        return (value or "") == text
    if isinstance(value, str):
        return value == text
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, (int, float)):
        return float(text) == value
    known = 10 if len(text) == 10 else 19 if text[16:17] == ":" else 16
    return text[:known] == value.isoformat()[:known]


def check_package(layout, feed):
    if not (frictionless := has("frictionless", "the Data Package")):
        return
    report = frictionless.Package(str(feed / "datapackage.json")).validate()
    for task in report.tasks:
        for error in task.errors[:3]:
            check(False, f"{layout}: {task.name}: {error.type} {getattr(error, 'field_name', '')}")
    print(f"{layout}: Data Package of {len(report.tasks)} tables: valid {report.valid}")


def check_contract(layout, feed):
    yaml, jsonschema = has("yaml", "the contract"), has("jsonschema", "the contract")
    standard = has("open_data_contract_standard", "the contract")
    if not (yaml and jsonschema and standard):
        return
    schema = json.loads((pathlib.Path(standard.__file__).parent / "schema.json").read_text())
    contract = yaml.safe_load((feed / "data-contract.odcs.yaml").read_text())
    errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(contract))
    for error in errors[:5]:
        check(False, f"{layout}: contract: {list(error.absolute_path)} {error.validator}")
    print(f"{layout}: contract of {len(contract['schema'])} tables against ODCS "
          f"{contract['apiVersion']}: {len(errors)} errors")


def check_resources(layout, feed):
    if not has("fhir.resources", "UK Core resources"):
        return
    count, wrong = 0, {}
    for manifest in feed.rglob("ukcore/manifest.json"):
        for entry in json.loads(manifest.read_text())["output"]:
            lines = (manifest.parent / entry["url"]).read_text().splitlines()
            check(len(lines) == entry["count"], f"{layout}: count of {entry['url']}")
            module = importlib.import_module(f"fhir.resources.R4B.{entry['type'].lower()}")
            kind = getattr(module, entry["type"])
            for line in lines:
                count += 1
                resource = json.loads(line)
                for rule in r4_rules.faults(resource) + ukcore_rules.faults(resource):
                    what = f"{entry['type']}: {rule}"
                    wrong[what] = wrong.get(what, 0) + 1
                try:
                    kind.model_validate_json(line)
                except Exception as error:  # pydantic's, whose text holds values
                    for fault in error.errors():
                        place = ".".join(str(part) for part in fault["loc"] if part != 0)
                        wrong[f"{entry['type']}.{place}: {fault['type']}"] = \
                            wrong.get(f"{entry['type']}.{place}: {fault['type']}", 0) + 1
    for what, times in wrong.items():
        check(False, f"{layout}: {what}, {times} times")
    print(f"{layout}: {count} resources by fhir.resources (R4B), with rules and profiles: "
          f"{sum(wrong.values())} faults")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("sluice", type=pathlib.Path)
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--inside", type=pathlib.Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.inside is None:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep or pathlib.Path(temporary)
            folder.mkdir(exist_ok=True, parents=True)
            python = prepare(folder)
            return subprocess.run([python, __file__, options.sluice.resolve(),
                                   "--inside", folder]).returncode
    feeds = convert(options.sluice, options.inside)
    for layout, feed in feeds.items():
        check_manifest(layout, feed)
        check_databases(layout, feed, options.inside)
        check_package(layout, feed)
        check_contract(layout, feed)
        check_workbook(layout, feed, options.inside)
        check_readers(layout, feed)
        check_resources(layout, feed)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
