"""Where thirty known slogans of seven decades of reports stand in the list of all, and in that of
their decade. The slogans were written down before any list was looked at.

usage: slogans.py SOURCE_ROOT BIN_FOLDER
"""
import os
import statistics
import subprocess
import sys

MISSING = 10 ** 6


def ranks(tools, folder, *options):
    """First rank of each phrase, by group; and the rank of the first that holds a slogan."""
    text = subprocess.run([os.path.join(tools, "zg-phrases"), folder, "-q", *options], check=True,
                          capture_output=True).stdout.decode()
    lines = [line.split("\t") for line in text.splitlines()]
    column = lines[0].index("phrase")
    found, count = {}, {}
    for line in lines[1:]:
        group = line[0] if column == 1 else ""
        count[group] = count.get(group, 0) + 1
        found.setdefault(group, []).append(line[column].strip("“”"))
    return found


def main():
    folder = os.path.join(os.environ.get("ZG_DATA", ""), "zh_gov_work_reports")
    if not os.path.isdir(folder):
        print("SKIPPED: no reports here (ZG_DATA)")
        return 0
    with open(os.path.join(sys.argv[1], "tests", "phrases", "slogans.tsv"),
              encoding="utf-8") as file:
        slogans = [line.rstrip("\n").split("\t") for line in file][1:]
    everything = ranks(sys.argv[2], folder)[""]
    decades = ranks(sys.argv[2], folder, "--by", "year:10")
    cells = []
    for decade, slogan in slogans:
        row = []
        for listed in (everything, decades[decade]):
            row.append(listed.index(slogan) + 1 if slogan in listed else MISSING)
            row.append(next((i + 1 for i, p in enumerate(listed) if slogan in p), MISSING))
        cells.append(row)
        print(decade, slogan, *("-" if rank == MISSING else rank for rank in row))
    medians = [statistics.median(row[i] for row in cells) for i in range(4)]
    print("median rank: score %g, whole or in a longer phrase %g; by decade %g and %g of %d rows"
          % (*medians, len(everything)))
    return 0 if medians[2] <= 250 and medians[3] <= 200 else 1


sys.exit(main())
