"""zg-measures --names vectors against the vectors: every cell that one of its columns computes.

usage: check.py BIN_FOLDER VECTORS_FOLDER
"""
import math
import os
import subprocess
import sys

# file, columns that it calls otherwise, groups of measures
TABLES = [("tables2x2", {}, "all"),
          ("dispersion_parts", {}, "dispersion"),
          ("dispersion_positions", {"positions_1based": "positions", "N": "n"}, "all"),
          ("multi_corpora", {}, "groups"),
          ("doc_tests", {"counts_target": "freqs_target", "counts_ref": "freqs_reference",
                         "sizes_ref": "sizes_reference"}, "all")]
INPUTS = {"o11", "o12", "o21", "o22", "freqs", "sizes", "positions", "n", "freqs_target",
          "sizes_target", "freqs_reference", "sizes_reference"}


def bound(column):
    if "log10p" in column:
        return 1e-10
    if any(part in column for part in ("lrc", "lr_exact", "mi_conf")):
        return 1e-9
    return 1e-12


def read(text):
    head, *rows = [line.split("\t") for line in text.splitlines()]
    return head, rows


def score(tools, head, rows, renamed, groups):
    names = [renamed.get(name, name) for name in head]
    kept = [i for i, name in enumerate(names) if name.lower() in INPUTS or name == "id"]
    table = "\n".join("\t".join(row[i] for i in kept) for row in [names, *rows]) + "\n"
    command = [tools + "/zg-measures", "-", "--names", "vectors", "--digits", "17", "-q",
               "--measures", groups]
    done = subprocess.run(command, input=table.encode(), check=True, stdout=subprocess.PIPE)
    return read(done.stdout.decode())


def near(column, got, wanted):
    got = math.nan if got == "" else float(got)
    wanted = float(wanted)
    if math.isnan(got) or math.isnan(wanted):
        return math.isnan(got) and math.isnan(wanted)
    if math.isinf(got) or math.isinf(wanted):
        return got == wanted
    return abs(got - wanted) <= max(bound(column) * abs(wanted), 1e-12)


def main():
    tools, folder = sys.argv[1:]
    wrong = compared = 0
    for name, renamed, groups in TABLES:
        with open(os.path.join(folder, name + ".tsv"), encoding="utf-8") as file:
            head, rows = read(file.read())
        got_head, got_rows = score(tools, head, rows, renamed, groups)
        assert len(got_rows) == len(rows)
        for i, column in enumerate(got_head):
            if column not in head or column.lower() in INPUTS or column == "id":
                continue
            k = head.index(column)
            for row, got in zip(rows, got_rows):
                if "degenerate_margin" in row:
                    continue
                compared += 1
                if not near(column, got[i], row[k]):
                    wrong += 1
                    print(f"{name} {row[0]} {column}: {got[i]}, wanted {row[k]}")
    print(f"{compared} cells, {wrong} wrong")
    return 1 if wrong or compared < 20000 else 0


sys.exit(main())
