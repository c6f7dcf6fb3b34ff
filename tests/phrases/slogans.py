"""Where three times thirty known slogans of seven decades of reports stand in the list of all, and
in that of their decade. The first list was written down before any list of phrases was looked at;
the second, by one who had read some phrases of the decades, before the order was worked at. Medians
of both were seen while the order was chosen. The third was written down later by somebody else,
before any of its ranks was seen; it judged between the last few orders that were tried.

usage: slogans.py SOURCE_ROOT BIN_FOLDER
"""
import os
import statistics
import subprocess
import sys

MISSING = 10 ** 6


def without_quotes(phrase):
    return phrase.translate({ord(sign): None for sign in "“”"})


def ranks(tools, folder, *options):
    """The phrases in their order, by group."""
    text = subprocess.run([os.path.join(tools, "zg-phrases"), folder, "-q", *options], check=True,
                          capture_output=True).stdout.decode()
    lines = [line.split("\t") for line in text.splitlines()]
    column = lines[0].index("phrase")
    found = {}
    for line in lines[1:]:
        group = line[0] if column == 1 else ""
        found.setdefault(group, []).append(without_quotes(line[column]))
    return found


def measure(name, source, everything, decades, shown=True):
    with open(os.path.join(source, "tests", "phrases", name), encoding="utf-8") as file:
        slogans = [line.rstrip("\n").split("\t") for line in file][1:]
    cells = []
    for decade, slogan in slogans:
        row, wanted = [], without_quotes(slogan)
        for listed in (everything, decades[decade]):
            row.append(listed.index(wanted) + 1 if wanted in listed else MISSING)
            row.append(next((i + 1 for i, p in enumerate(listed) if wanted in p), MISSING))
        cells.append(row)
        if shown:
            print(decade, slogan, *("-" if rank == MISSING else rank for rank in row))
    medians = [statistics.median(row[i] for row in cells) for i in range(4)]
    print("%s: median rank: score %g, whole or in a longer phrase %g; by decade %g and %g "
          "of %d rows (%d of %d listed)" % (name, *medians, len(everything),
                                            sum(row[0] < MISSING for row in cells), len(cells)))
    return medians


def main():
    folder = os.path.join(os.environ.get("ZG_DATA", ""), "zh_gov_work_reports")
    if not os.path.isdir(folder):
        print("SKIPPED: no reports here (ZG_DATA)")
        return 0
    lists = {"slogans.tsv": (1000, 400, 225, 170), "slogans_2.tsv": (3000, 1700, 900, 600),
             "slogans_3.tsv": (2350, 1200, 1850, 900)}
    failed = 0
    for options in ([], ["--min-length", "4", "--min-docs", "2"]):
        everything = ranks(sys.argv[2], folder, *options)[""]
        decades = ranks(sys.argv[2], folder, "--by", "year:10", *options)
        print(" ".join(options) or "all phrases")
        for name, most in lists.items():
            medians = measure(name, sys.argv[1], everything, decades, not options)
            failed += not options and any(r > limit for r, limit in zip(medians, most))
    return 1 if failed else 0


sys.exit(main())
