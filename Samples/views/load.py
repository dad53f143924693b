#!/usr/bin/env python3
"""Puts a feed into a database that has every column of the feed schema, with the views.

    python3 Samples/views/load.py FEED analysis.sqlite
    python3 Samples/views/load.py FEED analysis.duckdb

FEED is the folder of an agreement below the output folder of a run. SQLite takes the feed's
feed.sqlite and needs nothing but Python; DuckDB takes its Parquet files, of all practices, and needs
the package duckdb. What the agreement does not release is null. The database must not be there.
"""

import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = ["feed_v1.sql", "ehrql.sql", "omop.sql"]


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


def columns(database, schema, table):
    rows = database.execute(f"SELECT name FROM pragma_table_info('{table}', '{schema}')")
    return [row[0] for row in rows]


def load_sqlite(feed, path):
    database = sqlite3.connect(path)
    for script in SCRIPTS:
        database.executescript((HERE / script).read_text())
    database.execute("ATTACH ? AS feed", (str(feed / "feed.sqlite"),))
    tables = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    kinds = [name for name, in database.execute(tables.format("main")).fetchall()]
    for table in kinds:
        shared = set(columns(database, "feed", table))
        names = [name for name in columns(database, "main", table) if name in shared]
        if names:
            database.execute(f'INSERT INTO main."{table}" ({quoted(names)}) '
                             f'SELECT {quoted(names)} FROM feed."{table}" ORDER BY row_id')
    for (table,) in database.execute(tables.format("feed")).fetchall():
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
    files = {}
    for file in sorted(feed.glob("**/parquet/*.parquet")):
        files.setdefault(file.stem, []).append(str(file))
    for table, paths in files.items():
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
    (load_duckdb if path.suffix == ".duckdb" else load_sqlite)(feed, path).close()


if __name__ == "__main__":
    main()
