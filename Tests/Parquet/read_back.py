"""Reads Sluice's Parquet files with pyarrow, DuckDB and Polars, and compares every value.

    python3 Tests/Parquet/read_back.py [--rows 5000000] [--keep FOLDER] [--record]

Makes a virtual environment of its own in a temporary folder and puts the readers there from PyPI;
without PyPI it says so and ends with 0. Compiles main.swift beside it with Sources/ParquetWriting,
optimised. Exit code 1 if anything differs. SLUICE_PARQUET_PYTHON names a Python that has the
readers already. --record writes what was found into RESULTS.md beside this script.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
READERS = ["pyarrow", "duckdb", "polars", "numpy"]
GAPS = ["none", "all", "everySecond", "few", "runs", "chance", "firstHalf"]
KINDS = ["string", "int32", "int64", "double", "boolean", "date", "timestamp", "strings"]
CODECS = ["none", "gzip", "zstandard"]


def prepare(folder):
    """Starts this script again with a Python that has the readers, which compares."""
    python = os.environ.get("SLUICE_PARQUET_PYTHON")
    if not python:
        python = folder / "venv" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--retries", "1", *READERS]
        if subprocess.run(install).returncode != 0:
            print("skipped: the readers cannot be installed from PyPI")
            return None
    return python


def compile_writer(folder):
    sources = sorted((ROOT / "Sources/ParquetWriting").glob("*.swift")) + [HERE / "main.swift"]
    flags = subprocess.run(
        ["pkg-config", "--cflags", "libxml-2.0"], capture_output=True, text=True, check=True)
    clang = [word for flag in flags.stdout.split() for word in ("-Xcc", flag)]
    writer = folder / "write"
    subprocess.run(
        ["swiftc", "-swift-version", "6", "-O", "-wmo", "-module-name", "ParquetWriting",
         "-enable-upcoming-feature", "InternalImportsByDefault", "-I",
         ROOT / "Sources/CLibXML2", *clang, "-o", writer, *sources], check=True)
    return writer


def mix(rows, salt):
    """main.swift's `mix`, of many rows at once, as 64-bit numbers below 2^32."""
    low = np.uint64(0xFFFFFFFF)
    mixed = (rows * np.uint64(0x9E3779B1) + np.uint64(salt * 0x85EBCA6B & 0xFFFFFFFF)) & low
    mixed ^= mixed >> np.uint64(15)
    mixed = mixed * np.uint64(0x2C1B3C6D) & low
    return mixed ^ mixed >> np.uint64(12)


def missing(gaps, rows, salt):
    if gaps == "none":
        return np.zeros(len(rows), bool)
    if gaps == "all":
        return np.ones(len(rows), bool)
    if gaps == "everySecond":
        return rows % 2 == 1
    if gaps == "few":
        return rows % 97 == 0
    if gaps == "runs":
        return rows // 100 % 3 == 0
    if gaps == "chance":
        return mix(rows, salt + 1000) % 2 == 0
    return rows < len(rows) // 2


def texts(numbers):
    plain = pa.array(numbers).cast(pa.string())
    empty = pa.scalar("")
    value = pc.if_else(numbers % 2 == 1, pc.binary_join_element_wise("é", plain, ""), plain)
    long = pc.binary_join_element_wise("ü" * 40, plain, "")
    return pc.if_else(numbers % 11 == 1, empty, pc.if_else(numbers % 13 == 2, long, value))


def fractions(numbers):
    value = numbers.astype(np.uint32).view(np.int32).astype(np.float64) / 8
    value = np.where(numbers % 23 == 3, np.inf, value)
    value = np.where(numbers % 19 == 2, -0.0, value)
    return np.where(numbers % 17 == 1, np.nan, value)


def lists(numbers, gone):
    lengths = np.where(gone, 0, numbers % 4).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    values = np.repeat(numbers // 4 % 50, lengths).astype(np.int64) + within
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(values).cast(pa.string()), mask=pa.array(gone))


def column(kind, numbers, gone):
    signed = numbers.astype(np.int64)
    if kind == "strings":
        return lists(numbers, gone)
    if kind == "string":
        return pc.if_else(pa.array(gone), pa.scalar(None, pa.string()), texts(numbers))
    if kind == "int32":
        return pa.array(numbers.astype(np.uint32).view(np.int32), mask=gone)
    if kind == "int64":
        return pa.array(signed * 2_000_000_011 - (1 << 61), mask=gone)
    if kind == "double":
        return pa.array(fractions(numbers), mask=gone, from_pandas=False)
    if kind == "boolean":
        return pa.array((numbers >> 7 & 1) == (numbers & 1), mask=gone)
    if kind == "date":
        days = (signed % 60_000 - 10_000).astype(np.int32)
        return pa.array(days, mask=gone).cast(pa.date32())
    return pa.array(signed * 1_000_003, mask=gone).cast(pa.timestamp("us", "UTC"))


def all_kinds(count):
    """The table that main.swift calls AllKinds."""
    rows, table, salt = np.arange(count, dtype=np.uint64), {}, 0
    for kind in KINDS:
        for gaps in GAPS:
            for few in [True, False]:
                numbers = mix(rows, salt) % np.uint64(7 if few else 0xFFFFFFFF)
                name = f"{kind}_{gaps}_{'few' if few else 'many'}"
                table[name] = column(kind, numbers, missing(gaps, rows, salt))
                salt += 1
    return pa.table(table)


def words(list_of_words, indices):
    return pa.DictionaryArray.from_arrays(
        pa.array(indices.astype(np.int32)), pa.array(list_of_words)).cast(pa.string())


def observations(count):
    """The table that main.swift calls Observations."""
    rows = np.arange(count, dtype=np.uint64)
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    parts = [mix(rows, salt) >> np.uint64(28 - 4 * digit) & np.uint64(15)
             for salt in range(3) for digit in range(8)]
    hexadecimal = np.stack([digits[part] for part in parts], axis=1)
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * 24)
    ids = pa.StringArray.from_buffers(
        count, offsets.buffers()[1], pa.py_buffer(hexadecimal.tobytes()))
    gone = mix(rows, 5) % 100 >= 55
    units = words(["mm[Hg]", "kg/m2", "mmol/mol", "umol/L", "g/L"], mix(rows, 7) % 5)
    practice = [f"Y{10_000 + block}" for block in range(count // 270_000 + 1)]
    return pa.table({
        "id": ids,
        "person": pa.array((rows // 30).astype(np.int64)),
        "practice": words(practice, rows // 270_000),
        "code": words([str(271_649_006 + code * 37) for code in range(4000)], mix(rows, 3) % 4000),
        "date": pa.array((16_000 + mix(rows, 4) % 4000).astype(np.int32)).cast(pa.date32()),
        "value": pa.array((mix(rows, 6) % 2000).astype(np.float64) / 10, mask=gone),
        "unit": pc.if_else(pa.array(gone), pa.scalar(None, pa.string()), units),
        "source": words(["EMIS", "TPP"], mix(rows, 8) % 2),
    })


def normal(table, schema):
    """The same values with the types of `schema`, and doubles as their bits."""
    columns = []
    for field in schema:
        values = table.column(field.name).combine_chunks()
        values = values.cast(field.type)
        if pa.types.is_float64(field.type):
            values = pa.Array.from_buffers(pa.int64(), len(values), values.buffers(),
                                           offset=values.offset)
        columns.append(values)
    return pa.table(columns, names=schema.names)


def differences(name, reader, expected, actual):
    """Says which columns differ, and how many rows."""
    found = 0
    if actual.column_names != expected.column_names or actual.num_rows != expected.num_rows:
        print(f"{name}: {reader}: other columns, or {actual.num_rows} rows")
        return 1
    left, right = normal(expected, expected.schema), normal(actual, expected.schema)
    for column_name in expected.column_names:
        if not left.column(column_name).equals(right.column(column_name)):
            print(f"{name}: {reader}: {column_name} differs")
            found += 1
    return found


def wrong_types(name, expected, path):
    """Every type must come as it is, without a cast; list elements may not be missing."""
    found = 0
    for want, have in zip(expected.schema, pq.read_schema(path)):
        kind = pa.list_(pa.field("element", pa.string(), nullable=False)) \
            if pa.types.is_list(want.type) else want.type
        if have.name != want.name or have.type != kind or not have.nullable:
            print(f"{name}: {have} instead of {want}")
            found += 1
    return found


def wrong_statistics(name, expected, path):
    """Counts of missing values are right; bounds bound, and are values where they say so."""
    found, file, start = 0, pq.ParquetFile(path), 0
    for group in range(file.metadata.num_row_groups):
        meta = file.metadata.row_group(group)
        part = expected.slice(start, meta.num_rows)
        start += meta.num_rows
        for index in range(meta.num_columns):
            values = part.column(index) if len(part.schema) == meta.num_columns else None
            statistics = meta.column(index).statistics
            if pa.types.is_list(values.type):
                lengths = pc.list_value_length(values)
                gone = pc.sum(pc.equal(pc.fill_null(lengths, 0), 0)).as_py() or 0
                values = pc.list_flatten(values)
            else:
                gone = values.null_count
            right = statistics is not None and statistics.null_count == gone
            bounds = pc.min_max(values).as_py()
            if right and statistics.has_min_max:
                low, high = statistics.min, statistics.max
                long = isinstance(bounds["max"], str) and len(bounds["max"].encode()) > 64
                right = low <= bounds["min"] and high >= bounds["max"]
                right = right and (low == bounds["min"] or long)
                right = right and (high == bounds["max"] or long)
            elif right and bounds["min"] is not None:
                right = pa.types.is_float64(values.type) and pc.any(pc.is_nan(values)).as_py()
            if not right:
                print(f"{name}: statistics of {meta.column(index).path_in_schema} are wrong")
                found += 1
    return found


def compare(path, expected):
    """Reads `path` with each reader; how much differs."""
    name, found = path.name, 0
    found += differences(name, "pyarrow", expected, pq.read_table(path))
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    table = session.read_parquet(str(path)).to_arrow_table()
    found += differences(name, "DuckDB", expected, table)
    found += differences(name, "Polars", expected, polars.read_parquet(path).to_arrow())
    found += wrong_types(name, expected, path)
    if pq.read_metadata(path).metadata != {b"sluice.feed_schema": b"1"}:
        print(f"{name}: the footer does not say what it should")
        found += 1
    return found + wrong_statistics(name, expected, path)


def measure(folder, expected, rows, seconds):
    """Rows a CPU second of our writer and of pyarrow's, which has the same row groups."""
    lines = []
    for codec in CODECS:
        ours = folder / f"observations-{codec}.parquet"
        theirs = folder / "pyarrow.parquet"
        options = {"none": {"compression": "none"}, "gzip": {
            "compression": "gzip", "compression_level": 1}, "zstandard": {
            "compression": "zstd", "compression_level": 1}}[codec]
        begin = time.process_time()
        pq.write_table(expected, theirs, row_group_size=65_536, **options)
        spent = time.process_time() - begin
        lines.append([codec, f"{rows / seconds[codec] / 1e6:.2f}", f"{rows / spent / 1e6:.2f}",
                      f"{spent / seconds[codec]:.2f}", f"{ours.stat().st_size / 1e6:.1f}",
                      f"{theirs.stat().st_size / 1e6:.1f}"])
        print("{}: ours {} million rows a CPU second, pyarrow {}: {} times; {} and {} MB".format(
            *lines[-1]))
    return lines


def record(rows, lines, files, found):
    """Writes RESULTS.md."""
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    (HERE / "RESULTS.md").write_text(f"""# Parquet files read back

Made by `Tests/Parquet/read_back.py --rows {rows} --record` on {time.strftime("%-d %B %Y")}.

{files} files, among them {rows:,} rows of 8 columns in each compression, read by pyarrow
{pa.__version__}, DuckDB {duckdb.__version__} and Polars {polars.__version__}: {found} differences in values, types, null counts and bounds.

Writing those rows, one thread, in one run on {os.cpu_count()} cores that others share: millions of rows a CPU
second. Ours is measured from rows of cells to the file, pyarrow from its own columns in memory.

| compression | ours | pyarrow | ours / pyarrow | MB, ours | MB, pyarrow |
|---|---|---|---|---|---|
{table}
""")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=5_000_000)
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--record", action="store_true")
    arguments.add_argument("--compare", type=pathlib.Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if not options.compare:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep or pathlib.Path(temporary)
            folder.mkdir(exist_ok=True, parents=True)
            python = prepare(folder)
            if python is None:
                return 0
            flags = ["--record"] if options.record else []
            return subprocess.run([python, __file__, "--rows", str(options.rows),
                                   "--compare", folder, *flags]).returncode
    global np, pa, pc, pq, duckdb, polars
    import duckdb, numpy as np, polars, pyarrow as pa
    import pyarrow.compute as pc, pyarrow.parquet as pq
    folder, found, files = options.compare, 0, 0
    writer = compile_writer(folder)
    subprocess.run([writer, folder], check=True)
    for count in [0, 1, 105, 1000, 70_000]:
        expected = all_kinds(count)
        for codec in CODECS:
            found += compare(folder / f"kinds-{count}-{codec}.parquet", expected)
            files += 1
    said = subprocess.run([writer, folder, str(options.rows)], check=True, capture_output=True)
    seconds = {line.split()[0]: float(line.split()[1]) for line in said.stdout.decode().splitlines()}
    expected = observations(options.rows)
    for codec in CODECS:
        found += compare(folder / f"observations-{codec}.parquet", expected)
        files += 1
    lines = measure(folder, expected, options.rows, seconds)
    if options.record:
        record(options.rows, lines, files, found)
    print(f"pyarrow {pa.__version__}, DuckDB {duckdb.__version__}, Polars {polars.__version__}: "
          f"{files} files, {found} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
