#!/usr/bin/env python3
"""Compares made-up people with what is published of England: `realism.py SLUICE [PATIENTS]`.

Works the published figures out anew from the files of ../shared/calibration (or SLUICE_SHARED),
whose MANIFEST names the sources, by fifths of practices by their IMD 2025 score; makes a
neighbourhood with `synth` and reads its records as any reader would; and prints both side by side,
with the difference in standard errors. More than four, or for what is no share more than a tenth,
is a fault. Ends with 0 if there is none, also where ../shared is not there, and 1 otherwise.
"""
import collections
import csv
import datetime
import io
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SLUICE_SHARED", PACKAGE.parent / "shared")) / "calibration"
TODAY = datetime.date(2026, 11, 21)
YEAR_AGO = datetime.date(2025, 11, 21)
# The registers that stories have problems of, by the concept that stands for each.
REGISTERS = {
    "HYP": "38341003", "DEP": "35489007", "OB": "414916001", "DM": "44054006", "AST": "195967001",
    "CKD": "433144002", "CHD": "414545008", "AF": "49436004", "COPD": "13645005",
    "STIA": "230690007", "HF": "84114007", "EP": "84757009", "RA": "69896004", "DEM": "52448006",
    "OST": "64859006"}
faults = 0


def show(name, made, published, errors=None, verdict=True):
    """A line of the table."""
    global faults
    faults += not verdict
    far = "" if errors is None else f"{errors:+.1f} s.e."
    print(f"{name:<46}{made:>10}{published:>11}  {far:>10}{'' if verdict else '  FAULT'}")


def share(name, found, of, published):
    """A share of people or rows, as a percentage."""
    error = math.sqrt(published * (1 - published) / of)
    far = (found / of - published) / error
    show(name, f"{100 * found / of:.2f}%", f"{100 * published:.2f}%", far, abs(far) <= 4)


def amount(name, found, published):
    """A figure that is no share."""
    show(name, f"{found:.2f}", f"{published:.2f}", None, abs(found / published - 1) <= 0.1)


def rows(name):
    """The rows of a file, or of the only one in an archive."""
    path = SHARED / name
    if name.endswith(".zip"):
        archive = zipfile.ZipFile(path)
        return csv.DictReader(io.TextIOWrapper(archive.open(archive.namelist()[0])))
    return csv.DictReader(path.open())


def published():
    """By fifth: people by sex and band of age, and registers; and practices by supplier."""
    imd = {row["PRACTICE_CODE"]: float(row["IMD_SCORE"])
           for row in rows("fingertips-imd-2025-gp-practice.csv") if row["IMD_SCORE"]}
    people = collections.defaultdict(collections.Counter)
    for row in rows("gp-reg-pat-prac-quin-age.zip"):
        if row["ORG_TYPE"] == "GP" and "ALL" not in (row["SEX"], row["AGE_GROUP_5"]):
            band = int(row["AGE_GROUP_5"].split("_")[0].rstrip("+")) // 5
            people[row["ORG_CODE"]][row["SEX"].lower(), band] += int(row["NUMBER_OF_PATIENTS"])
    registers = collections.defaultdict(dict)
    for row in rows("PREVALENCE_2425.csv"):
        registers[row["PRACTICE_CODE"]][row["GROUP_CODE"]] = (
            float(row["REGISTER"] or 0), int(row["PRACTICE_LIST_SIZE"]), row["PATIENT_LIST_TYPE"])
    codes = sorted((imd[code], code) for code in imd if code in people and code in registers)
    ages, sums, kinds = {}, {}, {}
    for fifth in range(1, 6):
        ages[fifth], sums[fifth] = collections.Counter(), collections.defaultdict(lambda: [0, 0])
    for place, (_, code) in enumerate(codes):
        fifth = 5 - place * 5 // len(codes)
        ages[fifth].update(people[code])
        for group, (register, size, kind) in registers[code].items():
            sums[fifth][group][0] += register
            sums[fifth][group][1] += size
            kinds[group] = 0 if kind == "TOTAL" else int(kind[:2])
    suppliers = collections.Counter(row["SUPPLIER_NAME"] for row in rows("gp-reg-pat-prac-map.zip"))
    return ages, sums, kinds, suppliers


def fifths():
    """The fifth of each practice of the neighbourhood."""
    with (PACKAGE / "Samples/indicators/organisations.csv").open() as text:
        return {row["practice"]: int(row["deprivation_fifth"]) for row in csv.DictReader(text)}


def synth(sluice, folder, *options):
    """The records of a run of `synth`, a list of resources each."""
    subprocess.run([sluice, "synth", "--out", folder, *options], cwd=PACKAGE, check=True)
    for path in sorted(pathlib.Path(folder).iterdir()):
        text = path.read_text()
        if path.suffix == ".ndjson":
            yield [json.loads(line) for line in text.splitlines()]
        else:
            yield [entry["resource"] for entry in json.loads(text)["entry"]]


class People:
    """What is counted of the records."""

    def __init__(self):
        self.lists = collections.defaultdict(list)
        self.onsets, self.appointments, self.years = [], [], 0.0

    def add(self, record):
        """Adds a record of UK Core."""
        by_type = collections.defaultdict(list)
        for resource in record:
            by_type[resource["resourceType"]].append(resource)
        patient = by_type["Patient"][0]
        practice = by_type["Organization"][0]["identifier"][0]["value"]
        born = datetime.date.fromisoformat(patient["birthDate"])
        age = TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
        codes = {coding["code"] for one in by_type["Condition"]
                 for coding in one["code"].get("coding", [])}
        self.lists[practice].append((age, patient["gender"], codes))
        self.onsets += [one["onsetDateTime"] for one in by_type["Condition"]
                        if "onsetDateTime" in one]
        if "deceasedDateTime" in patient or patient.get("deceasedBoolean"):
            return
        start = datetime.date.fromisoformat(by_type["EpisodeOfCare"][0]["period"]["start"])
        self.years += min(1, (TODAY - max(start, YEAR_AGO)).days / 365)
        self.appointments += [one for one in by_type["Appointment"]
                              if YEAR_AGO < datetime.date.fromisoformat(one["start"][:10]) <= TODAY]


def compare_people(people, ages, sums, kinds):
    """Ages, sexes and registers of each practice, and of all."""
    fifth_of, whole = fifths(), collections.defaultdict(lambda: [0, 0, 0.0])
    for practice, members in sorted(people.lists.items()):
        fifth = fifth_of[practice]
        size, everybody = len(members), sum(ages[fifth].values())
        print(f"\n{practice}: {size} people; fifth {fifth} of practices by deprivation")
        women = sum(n for (sex, _), n in ages[fifth].items() if sex == "female")
        share("women", sum(sex == "female" for _, sex, _ in members), size, women / everybody)
        for low, high in [(0, 4), (5, 17), (18, 44), (45, 64), (65, 79), (80, 120)]:
            if low in (5, 18):
                continue
            expected = sum(n for (_, band), n in ages[fifth].items() if low <= band * 5 <= high)
            found = sum(low <= age <= high for age, _, _ in members)
            share(f"aged {low} to {high}" if high < 120 else "aged 80 and over",
                  found, size, expected / everybody)
        for group, code in REGISTERS.items():
            register, listed = sums[fifth][group]
            of = [codes for age, _, codes in members if age >= kinds[group]]
            found = sum(code in codes for codes in of)
            share(f"{group}, {kinds[group]} and over" if kinds[group] else group,
                  found, len(of), register / listed)
            for place, more in enumerate((found, len(of), len(of) * register / listed)):
                whole[group][place] += more
    print("\nall practices, against what their fifths lead to")
    for group, (found, of, expected) in whole.items():
        share(group, found, of, expected / of)
    missing = sorted(set(sums[1]) - set(REGISTERS))
    print(f"no story tells of the registers {', '.join(missing)}")


def compare_appointments(people):
    """The last year's appointments. Sources: NHS England, Appointments in General Practice."""
    print("\nappointments of the last year")
    taken = [one for one in people.appointments if one["status"] != "cancelled"]
    amount("of a person in a year", len(taken) / people.years, 5.8)
    kept = [one for one in taken if one["status"] == "fulfilled" and "created" in one]
    amount("on the day they were booked, of 100",
           100 * sum(one["created"][:10] == one["start"][:10] for one in kept) / len(kept), 44)
    channels = [one["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
                for one in taken if "extension" in one]
    amount("face to face, of 100", 100 * channels.count("In-person") / len(taken), 65)
    share("without a national category (our own figure)",
          sum("serviceCategory" not in one for one in taken), len(taken), 0.08)
    print("\nquirks (our own figures)")
    years = sum(len(onset) == 4 for onset in people.onsets)
    share("onsets of problems by their year alone", years, len(people.onsets), 0.075)


def compare_mix(sluice, folder, suppliers):
    """A neighbourhood as its practices' systems write it."""
    print("\na neighbourhood in its suppliers' formats")
    profiles, numbers, unstated = collections.Counter(), collections.Counter(), [0, 0]
    names = {"Y99001": "EMIS", "Y99002": "EMIS", "Y99003": "TPP", "Y99004": "TPP"}
    for record in synth(sluice, folder, "--format", "gpconnect-emis", "--supplier-mix",
                        "--patients", "4000", "--record-bytes", "1000"):
        patient = next(one for one in record if one["resourceType"] == "Patient")
        practice = next(
            identifier["value"] for one in record if one["resourceType"] == "Organization"
            for identifier in one.get("identifier", []) if identifier["value"] in fifths())
        supplier = names.get(practice, "Unknown")
        profiles[supplier] += 1
        number = next((identifier["value"] for identifier in patient.get("identifier", [])
                       if identifier["system"].endswith("/nhs-number")), None)
        if number and supplier == "TPP":
            numbers[number] += 1
        if supplier == "EMIS":
            details = [part["url"] for extension in patient["extension"]
                       for part in extension.get("extension", [])]
            unstated[0] += "registrationPeriod" not in details
            unstated[1] += 1
    practices = sum(suppliers.values())
    of = sum(profiles.values())
    for supplier in ("EMIS", "TPP"):
        amount(f"records of {supplier}, of 100 (practices)", 100 * profiles[supplier] / of,
               100 * suppliers[supplier] / practices)
    share("EMIS records that say no registration", *unstated, 0.1)
    found = sum(count == 2 for count in numbers.values())
    show("people on two SystmOne lists at once", str(found), "some", None, found > 0)


def compare_encounters(sluice, folder):
    """As many encounters as asked for."""
    print("\nencounters, with --encounters-per-year 21.3")
    found, years = 0, 0.0
    for record in synth(sluice, folder, "--format", "ukcore-r4-ndjson", "--patients", "400",
                        "--encounters-per-year", "21.3"):
        episode = next(one for one in record if one["resourceType"] == "EpisodeOfCare")
        start = datetime.date.fromisoformat(episode["period"]["start"])
        years += min(1, (TODAY - max(start, YEAR_AGO)).days / 365)
        found += sum(YEAR_AGO.isoformat() < one["period"]["start"][:10] <= TODAY.isoformat()
                     for one in record if one["resourceType"] == "Encounter")
    amount("of a person in a year (median 2011-12)", found / years, 21.3)


def compare_medicines(sluice, folder):
    """As many medicines on repeat as people have: National overprescribing review (2021), and the
    Health Survey for England 2016, of adults."""
    print("\nmedicines on repeat, with --encounters-per-year 2")
    everybody, adults = [], []
    for record in synth(sluice, folder, "--format", "gpconnect-emis", "--patients", "4000",
                        "--encounters-per-year", "2"):
        patient = next(one for one in record if one["resourceType"] == "Patient")
        if patient.get("deceasedDateTime") or patient.get("deceasedBoolean"):
            continue
        codes = {one["id"]: one["code"]["coding"][0]["code"]
                 for one in record if one["resourceType"] == "Medication"}
        taken = {codes[one["medicationReference"]["reference"].split("/")[1]] for one in record
                 if one["resourceType"] == "MedicationRequest" and one["intent"] == "plan"
                 and one["status"] == "active" and '"repeat"' in json.dumps(one["extension"])}
        everybody.append(len(taken))
        if patient["birthDate"] <= TODAY.replace(year=TODAY.year - 16).isoformat():
            adults.append(len(taken))
    for least, published in ((5, 0.15), (8, 0.07)):
        share(f"{least} or more", sum(many >= least for many in everybody), len(everybody),
              published)
    for least, published in ((1, 0.48), (10, 0.03)):
        share(f"{least} or more, of adults", sum(many >= least for many in adults), len(adults),
              published)


def main():
    if not SHARED.is_dir():
        print(f"skipped: {SHARED} is not there")
        return 0
    sluice = os.path.abspath(sys.argv[1])
    patients = sys.argv[2] if len(sys.argv) > 2 else "20000"
    ages, sums, kinds, suppliers = published()
    print(f"{'':<46}{'made up':>10}{'published':>11}")
    with tempfile.TemporaryDirectory() as folder:
        people = People()
        for record in synth(sluice, f"{folder}/a", "--format", "ukcore-r4-ndjson", "--patients",
                            patients, "--record-bytes", "1000", "--plain-codes"):
            people.add(record)
        compare_people(people, ages, sums, kinds)
        compare_appointments(people)
        compare_mix(sluice, f"{folder}/b", suppliers)
        compare_encounters(sluice, f"{folder}/c")
        compare_medicines(sluice, f"{folder}/d")
    print(f"\n{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
