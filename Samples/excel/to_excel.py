#!/usr/bin/env python3
"""Makes a workbook for Excel of a feed: a sheet a table.

    python3 Samples/excel/to_excel.py FEED feed.xlsx

FEED is the folder of an agreement below the output folder of a run, with CSV files; of a feed by
practice the rows of all practices stand together. A CSV file that is opened by double click loses
what Excel takes for numbers: a SNOMED CT id of 18 digits ends in zeros, an NHS number loses its
leading ones, and names are read in another character set. Here codes and ids are text; numbers are
numbers where datapackage.json says so, and so are truth values; dates that are known to the day
are dates, with the time of the place where they have one; of less precision they stay text. Needs
nothing but Python. Source of the format: ECMA-376, Part 1, SpreadsheetML.
"""

import csv
import datetime
import pathlib
import re
import sys
import zipfile
from xml.sax.saxutils import escape, quoteattr

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TEXT, DAY, BOLD, MOMENT = 1, 2, 3, 4
USUAL = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
# Excel takes a style sheet only with two fills, of which it keeps the second for itself.
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" '
    'formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" '
    'formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
    f'<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf {USUAL}/></cellStyleXfs>'
    '<cellXfs count="5">' + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1" applyFont="1"/>'
        for number, font in [(0, 0), (49, 0), (164, 0), (49, 1), (165, 0)])
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>")
# What XML cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EPOCH = datetime.datetime(1899, 12, 30)
# Excel has no days before 1900, and a 29 February in it that never was.
FIRST_DAY = datetime.datetime(1900, 3, 1)
DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:]{5,8})(\.[0-9]+)?(?:Z|[+-][0-9:]{5})?)?")


def text_cell(value, style=TEXT):
    value = escape(FORBIDDEN.sub("", value)[:MOST_CHARACTERS])
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{value}</t></is></c>'


def cell(value, kind):
    """A cell of a row; what does not have the form of its kind stays text."""
    if value == "":
        return "<c/>"
    if kind == "number" and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", value):
        return f"<c><v>{value}</v></c>"
    if kind == "boolean" and value in ("true", "false"):
        return f'<c t="b"><v>{int(value == "true")}</v></c>'
    if kind == "date" and (moment := moment_of(value)):
        serial, style = (moment - EPOCH) / datetime.timedelta(days=1), MOMENT
        if "T" not in value:
            serial, style = int(serial), DAY
        return f'<c s="{style}"><v>{serial}</v></c>'
    return text_cell(value)


def moment_of(value):
    """A date known to the day, or a time as the clock of the place showed it; else nothing."""
    if not (found := DATE.fullmatch(value)):
        return None
    day, time, _ = found.groups()
    moment = datetime.datetime.fromisoformat(day + (f"T{time}" if time else ""))
    return moment if moment >= FIRST_DAY else None


def kinds(feed):
    """For each table, what its columns hold, as datapackage.json says."""
    import json
    found = {}
    for resource in json.loads((feed / "datapackage.json").read_text())["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        dates = {name.removesuffix("_precision") for name in fields if name.endswith("_precision")}
        found[pathlib.Path(paths[0]).stem] = {
            name: "date" if name in dates else kind if kind in ("number", "boolean") else "text"
            for name, kind in fields.items()}
    return found


def rows(files):
    """The header once, and the rows of all files."""
    for number, file in enumerate(files):
        with file.open(newline="", encoding="utf-8") as text:
            lines = csv.reader(text)
            header = next(lines)
            if number == 0:
                yield header
            yield from lines


def write_sheet(archive, number, files, types):
    """One sheet, a row at a time; how many rows it has."""
    count = 0
    with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
        sheet.write((f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
                     '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
                     "<sheetData>").encode())
        for row in rows(files):
            if count == 0:
                cells = [text_cell(name, BOLD) for name in row]
                columns = [types.get(name, "text") for name in row]
            else:
                cells = [cell(value, kind) for value, kind in zip(row, columns)]
            count += 1
            if count > MOST_ROWS:
                sys.exit(f"{files[0].stem} has more rows than a sheet can hold ({MOST_ROWS}); "
                         "take the Parquet or SQLite files of the feed")
            sheet.write(("<row>" + "".join(cells) + "</row>").encode())
        sheet.write(b"</sheetData></worksheet>")
    return count - 1


def relations(entries):
    return (f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries, 1)) + "</Relationships>")


def write_workbook(feed, path):
    tables = {}
    for file in sorted(feed.glob("**/csv/*.csv")) + sorted(feed.glob("tables/*.csv")):
        tables.setdefault(file.stem, []).append(file)
    if not tables:
        sys.exit(f"{feed} has no CSV files")
    types = kinds(feed) if (feed / "datapackage.json").exists() else {}
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        counts = {name: write_sheet(archive, number, files, types.get(name, {}))
                  for number, (name, files) in enumerate(tables.items(), 1)}
        sheets = [f"worksheets/sheet{number}.xml" for number in range(1, len(tables) + 1)]
        overrides = "".join(f'<Override PartName="/xl/{name}" ContentType="{KIND}.worksheet+xml"/>'
                            for name in sheets)
        archive.writestr("[Content_Types].xml", (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override '
            f'PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{overrides}</Types>'))
        archive.writestr("_rels/.rels", relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/_rels/workbook.xml.rels", relations(
            [("worksheet", name) for name in sheets] + [("styles", "styles.xml")]))
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/workbook.xml", (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>' + "".join(
                f'<sheet name={quoteattr(name[:31])} sheetId="{number}" r:id="r{number}"/>'
                for number, name in enumerate(tables, 1)) + "</sheets></workbook>"))
    return counts


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for name, count in write_workbook(pathlib.Path(sys.argv[1]), sys.argv[2]).items():
        print(f"{name}: {count} rows")


if __name__ == "__main__":
    main()
