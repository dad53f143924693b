#!/usr/bin/env python3
"""Puts a feed into a database that has every column of the feed schema, with the views.

    python3 Samples/views/load.py FEED analysis.sqlite
    python3 Samples/views/load.py FEED analysis.duckdb

FEED is the folder of an agreement below the output folder of a run. SQLite takes the feed's
feed.sqlite and needs nothing but Python; DuckDB takes its Parquet files, of all practices, and
needs the package duckdb. Where the agreement's flow has CSV alone, either takes the CSV files, with
the types that datapackage.json states. What the agreement does not release is null. The database
must not be there.
"""

import csv
import json
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = ["feed_v1.sql", "ehrql.sql", "omop.sql"]
TABLES = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


def columns(database, schema, table):
    rows = database.execute(f"SELECT name FROM pragma_table_info('{table}', '{schema}')")
    return [row[0] for row in rows]


def files_of(feed, kind):
    """The files of a format by table, those of all practices together."""
    files = {}
    for file in sorted(feed.glob(f"**/{kind}/*.{kind}")):
        files.setdefault(file.stem, []).append(file)
    return files


def csv_tables(feed, known):
    """Each table of the CSV files: its name, its files, and its columns: name, source, kind.

    Beside its text a date has a column of its day, and a number one of its amount, as in the other
    formats.
    """
    tables = files_of(feed, "csv")
    if not tables or not (feed / "datapackage.json").exists():
        sys.exit(f"{feed} has no tables of entries; give an agreement's folder in that of a run")
    package, types = json.loads((feed / "datapackage.json").read_text(encoding="utf-8")), {}
    for resource in package["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        types[pathlib.Path(paths[0]).stem] = {
            field["name"]: field["type"] for field in resource["schema"]["fields"]}
    for table, paths in tables.items():
        with paths[0].open(newline="", encoding="utf-8") as text:
            names = next(csv.reader(text))
        made = []
        for name in names:
            kind = types.get(table, {}).get(name, "string")
            made.append((name, name, "BOOLEAN" if kind == "boolean" else "VARCHAR"))
            if f"{name}_precision" in names:
                made.append((f"{name}_day", name, "DATE"))
            if kind == "number":
                made.append((f"{name}_double", name, "DOUBLE"))
        yield table, table in known, paths, made


def typed(value, kind):
    if value == "":
        return None
    if kind == "BOOLEAN":
        return value == "true"
    if kind == "DATE":
        return value[:10] if len(value) >= 10 else None
    return float(value) if kind == "DOUBLE" else value


def csv_into_sqlite(database, feed, known):
    for table, is_known, paths, made in csv_tables(feed, known):
        if not is_known:
            kinds = ", ".join(f'"{name}" {kind}' for name, _, kind in made)
            database.execute(f'CREATE TABLE "{table}" ({kinds})')
        take = (f'INSERT INTO "{table}" ({quoted(name for name, *_ in made)}) '
                f'VALUES ({", ".join("?" * len(made))})')
        for path in paths:
            with path.open(newline="", encoding="utf-8") as text:
                database.executemany(take, (
                    [typed(row[source], kind) for _, source, kind in made]
                    for row in csv.DictReader(text)))


def csv_into_duckdb(database, feed, known):
    forms = {"VARCHAR": '"{}"', "BOOLEAN": 'CAST("{}" AS BOOLEAN)',
             "DOUBLE": 'CAST("{}" AS DOUBLE)',
             "DATE": 'CASE WHEN length("{0}") >= 10 THEN CAST(substr("{0}", 1, 10) AS DATE) END'}
    for table, is_known, paths, made in csv_tables(feed, known):
        take = f'INSERT INTO "{table}" BY NAME' if is_known else f'CREATE TABLE "{table}" AS'
        names = [f'{forms[kind].format(source)} AS "{name}"' for name, source, kind in made]
        # Nothing is guessed of what the files hold, nor how texts are quoted (RFC 4180).
        database.execute(f"{take} SELECT {', '.join(names)} FROM read_csv("
                         f"{[str(path) for path in paths]}, header = true, all_varchar = true, "
                         "delim = ',', quote = '\"', escape = '\"')")


def load_sqlite(feed, path):
    database = sqlite3.connect(path)
    for script in SCRIPTS:
        database.executescript((HERE / script).read_text())
    kinds = [name for name, in database.execute(TABLES.format("main")).fetchall()]
    if not (feed / "feed.sqlite").exists():
        csv_into_sqlite(database, feed, kinds)
        database.commit()
        return database
    database.execute("ATTACH ? AS feed", (str(feed / "feed.sqlite"),))
    for table in kinds:
        shared = set(columns(database, "feed", table))
        names = [name for name in columns(database, "main", table) if name in shared]
        if names:
            database.execute(f'INSERT INTO main."{table}" ({quoted(names)}) '
                             f'SELECT {quoted(names)} FROM feed."{table}" ORDER BY row_id')
    for (table,) in database.execute(TABLES.format("feed")).fetchall():
        # What a file of `convert --feed` defines comes along as it is.
        if table not in kinds and table != "person":
            names = [name for name in columns(database, "feed", table) if name != "row_id"]
            database.execute(f'CREATE TABLE main."{table}" AS SELECT {quoted(names)} '
                             f'FROM feed."{table}" ORDER BY row_id')
    database.commit()
    return database


def load_duckdb(feed, path):
    import duckdb
    database = duckdb.connect(str(path))
    for script in SCRIPTS:
        database.execute((HERE / script).read_text())
    tables = database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    known = [name for name, in tables]
    files = files_of(feed, "parquet")
    if not files:
        csv_into_duckdb(database, feed, known)
    for table, paths in files.items():
        paths = [str(path) for path in paths]
        kinds = database.execute(f"DESCRIBE SELECT * FROM read_parquet({paths})").fetchall()
        # Lists of references are texts in the schema, as in CSV.
        names = [f"array_to_string(\"{name}\", ' ') AS \"{name}\"" if kind.endswith("[]")
                 else f'"{name}"' for name, kind, *_ in kinds]
        take = f'INSERT INTO "{table}" BY NAME' if table in known else \
            f'CREATE TABLE "{table}" AS'
        database.execute(f"{take} SELECT {', '.join(names)} FROM read_parquet({paths})")
    return database


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    feed, path = map(pathlib.Path, sys.argv[1:])
    if path.exists():
        sys.exit(f"{path} is there already")
    try:
        (load_duckdb if path.suffix == ".duckdb" else load_sqlite)(feed, path).close()
    except SystemExit:
        path.unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    main()
