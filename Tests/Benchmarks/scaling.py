#!/usr/bin/env python3
"""How the cost of `sluice convert` grows: with records, their size, agreements and workers.

usage: scaling.py SLUICE [--rounds N] [--most N] [--out SCALING.md]

Made-up GP2GP records with fixed seeds are converted under `frailty-neighbourhood`, or under as many
copies of it as the table says, each a feed of its own. Measured are the CPU time of one process with
one worker, less that of a run over one small record (start-up), and the peak of its memory; for two
workers the time on the clock, beside what two processes that only count gain over one in the same
minute. Medians of N rounds. `--most` is the largest number of records (100,000 need 0.6 GB of disk).
Charts go beside the table, as SVG. Exit codes: 0 the cost a record does not grow with their number (at
most 1.25 of that at 1,000) and is sub-linear in agreements; 1 it is not; 2 a run failed.
"""

import argparse
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = {"SLUICE_KEY_NEIGHBOURHOOD": "000102030405060708090a0b0c0d0e0f" * 2}
AGREEMENT = ROOT / "Policies/frailty-neighbourhood/agreement.yaml"
COUNTED = "n = 0\nfor i in range(6_000_000): n += i"


def run(command):
    """CPU seconds, seconds on the clock and MB of memory at most of `command`."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **KEY},
        cwd=ROOT)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        print(f"error: {command[1]} ended with {process.returncode}: {said[-300:]!r}")
        sys.exit(2)
    return (usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)


class Bench:
    def __init__(self, sluice, scratch, rounds):
        self.sluice, self.scratch, self.rounds = sluice, scratch, rounds

    def records(self, count, size):
        """A folder of `count` records of about `size` bytes; the same patients again and again."""
        folder = self.scratch / f"{count}-{size}"
        if not folder.exists():
            made = min(count, 400)
            subprocess.run(
                [self.sluice, "synth", "--patients", str(made), "--seed", "7", "--format",
                 "gp2gp-emis", "--record-bytes", str(size), "--out", str(folder)],
                check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            files = sorted(p for p in folder.rglob("*.xml"))
            for number in range(made, count):
                copy = folder / f"again-{number // 1000:03}" / f"{number:06}.xml"
                copy.parent.mkdir(exist_ok=True)
                os.link(files[number % made], copy)
        return folder, sum(p.stat().st_size for p in folder.rglob("*.xml"))

    def agreements(self, count):
        """`count` agreements beside the code sets that they name, as options."""
        policies, options = self.scratch / "policies", []
        if not policies.exists():
            shutil.copytree(AGREEMENT.parents[1], policies)
        for number in range(1, count + 1):
            folder = policies / f"frailty-{number}"
            if not folder.exists():
                shutil.copytree(AGREEMENT.parent, folder)
                text = AGREEMENT.read_text().replace(
                    "id: frailty-neighbourhood", f"id: frailty-{number}", 1)
                (folder / "agreement.yaml").write_text(text)
            options += ["--agreement", str(folder / "agreement.yaml")]
        return options

    def convert(self, count, size, agreements=1, workers=1):
        """Medians of CPU, clock and memory, and the bytes read."""
        folder, size = self.records(count, size)
        options = self.agreements(agreements)
        found = []
        for _ in range(self.rounds):
            out = self.scratch / "feed"
            shutil.rmtree(out, ignore_errors=True)
            found.append(run(
                [self.sluice, "convert", str(folder), *options, "--workers", str(workers),
                 "--run-date", "2026-11-21", "--quiet", "--out", str(out)]))
        shutil.rmtree(self.scratch / "feed", ignore_errors=True)
        return [statistics.median(column) for column in zip(*found)] + [size]


def gain_of_loops(rounds):
    """How much more two processes that only count do than one, in the same time."""
    gains = []
    for _ in range(rounds):
        start = time.monotonic()
        subprocess.run([sys.executable, "-c", COUNTED], check=True)
        one, start = time.monotonic() - start, time.monotonic()
        both = [subprocess.Popen([sys.executable, "-c", COUNTED]) for _ in range(2)]
        for process in both:
            process.wait()
        gains.append(2 * one / (time.monotonic() - start))
    return statistics.median(gains)


def chart(path, title, unit, bars):
    """Bars with their figures, as SVG that needs no script and no network."""
    width, row, left = 640, 28, 190
    most = max(value for _, value in bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {60 + row * len(bars)}" '
        f'role="img" aria-label="{title}" font-family="sans-serif" font-size="14">',
        '<rect width="100%" height="100%" fill="white"/>'
        f'<text x="10" y="24" font-weight="bold">{title}, {unit}</text>']
    for number, (name, value) in enumerate(bars):
        y = 44 + row * number
        length = max(2, (width - left - 90) * value / most)
        lines.append(
            f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="{left}" y="{y}" width="{length:.0f}" height="20" fill="#1d70b8"/>'
            f'<text x="{left + length + 8:.0f}" y="{y + 15}">{value:.3g}</text>')
    path.write_text("\n".join(lines) + "\n</svg>\n")


def table(lines, head, rows):
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows] + [""]


def measure(bench, most, lines, charts):
    """Fills in the page; whether the cost grows as it may."""
    start = bench.convert(1, 5_000)[0]
    lines += ["## Start-up", ""]
    commands = [
        ("`sluice --version`", [bench.sluice, "--version"]),
        ("`sluice policy check` of a sample", [bench.sluice, "policy", "check", str(AGREEMENT)]),
        ("`jq --version`", ["jq", "--version"])]
    rows = [(name, f"{1000 * statistics.median(run(c)[0] for _ in range(5)):.0f}")
            for name, c in commands if shutil.which(c[0])]
    rows.append(("`sluice convert` of one small record, taken off below", f"{1000 * start:.0f}"))
    table(lines, ("command, whole process", "ms of CPU"), rows)
    rows, bars = [], []
    shapes = [(count, 5_000) for count in (10, 1_000, 10_000, 100_000)]
    shapes += [(10, 500_000), (100, 500_000), (2, 50_000_000)]
    for count, size in shapes:
        if count > most:
            continue
        cpu, _, memory, read = bench.convert(count, size)
        work = cpu - start
        if work < 0.1:
            rows.append((f"{count:,}", f"{read / count / 1000:,.0f} KB", "less than 0.1", "", "",
                         f"{memory:.0f}"))
            continue
        rows.append((f"{count:,}", f"{read / count / 1000:,.0f} KB", f"{work:.2f}",
                     f"{work / count * 1000:.2f}", f"{read / work / 1e6:.0f}", f"{memory:.0f}"))
        bars.append((f"{count:,} of {read / count / 1000:,.0f} KB", work / read * 1e9, count, size))
    lines += ["## Records", ""]
    table(lines, ("records", "each", "CPU s", "ms a record", "MB a CPU s", "MB of memory"), rows)
    chart(charts / "scaling-records.svg", "CPU time a kilobyte", "µs",
          [(name, value / 1000) for name, value, _, _ in bars])
    small = [value for _, value, count, size in bars if size == 5_000 and count >= 1_000]
    isFlat = not small or small[-1] <= 1.25 * small[0]

    rows, bars = [], []
    for count in (1, 10, 100):
        cpu, _, memory, read = bench.convert(100, 50_000, agreements=count)
        rows.append((count, f"{cpu:.2f}", f"{cpu / count:.3f}", f"{memory:.0f}"))
        bars.append((f"{count} agreement{'s' * (count > 1)}", cpu / count))
    lines += ["## Agreements at once, 100 records of 50 KB, start-up and loading included", ""]
    table(lines, ("agreements", "CPU s", "CPU s an agreement", "MB of memory"), rows)
    chart(charts / "scaling-agreements.svg", "CPU time an agreement", "s", bars)
    isSublinear = bars[0][1] > bars[1][1] > bars[2][1]

    # As many that loading the mappings, which one worker does, counts for little.
    one = bench.convert(600, 500_000)[1]
    two = bench.convert(600, 500_000, workers=2)[1]
    loops = gain_of_loops(bench.rounds)
    lines += ["## Two workers, 600 records of 500 KB", ""]
    table(lines, ("", "gain on the clock over one"),
          [("two workers", f"{one / two:.2f}"), ("two processes that only count", f"{loops:.2f}"),
           ("ratio", f"{one / two / loops:.2f}")])
    return isFlat and isSublinear


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sluice")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    sluice = str(pathlib.Path(options.sluice).resolve())
    version = subprocess.run([sluice, "--version"], capture_output=True, text=True).stdout.strip()
    command = " ".join(a for a in sys.argv[1:] if a != options.sluice)
    lines = [
        "# How the cost grows", "",
        f"Sluice {version}, {platform.machine()}, {options.rounds} rounds, medians. Made by "
        f"`Tests/Benchmarks/scaling.py SLUICE {command}`".rstrip() + ", whose head says what is measured.", ""]
    charts = options.out.parent if options.out else pathlib.Path(".")
    with tempfile.TemporaryDirectory() as scratch:
        if not options.out:
            charts = pathlib.Path(scratch)
        holds = measure(
            Bench(sluice, pathlib.Path(scratch), options.rounds), options.most, lines, charts)
    lines += ["![CPU time a kilobyte](scaling-records.svg)", "",
              "![CPU time an agreement](scaling-agreements.svg)"]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
