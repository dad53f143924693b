#!/usr/bin/env python3
"""Reads MeasureReport.ndjson with an independent model of FHIR R4 (fhir.resources from PyPI).

Usage: measure_reports.py FILE

Without the package it says so and ends with 0.
"""

import sys


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        sys.exit(64)
    try:
        from fhir.resources.R4B.measurereport import MeasureReport
    except ImportError:
        print("skipped: fhir.resources is not installed")
        return
    count = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            MeasureReport.model_validate_json(line)
            count += 1
    print(f"{count} resources are MeasureReports of FHIR R4")
    if count == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
