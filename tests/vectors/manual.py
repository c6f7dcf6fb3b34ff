"""The list of measures in zg-measures(1) is what the registry says.

usage: manual.py BIN_FOLDER PAGE          compares
       manual.py BIN_FOLDER --print       prints the list as it should stand in the page
"""
import subprocess
import sys

BEGIN, END = '.\\" measures: begin', '.\\" measures: end'
TITLES = [("a 2 x 2 table", "Two by two tables"),
          ("p-values of all rows", "Adjusted p-values"),
          ("frequencies and sizes of parts", "Parts"),
          ("positions in a corpus", "Positions"),
          ("frequencies and sizes of groups", "Groups"),
          ("frequencies in the documents of two corpora", "Documents of two corpora"),
          ("the tokens of a text", "Texts"),
          ("counts of patterns of an n-gram", "Patterns"),
          ("counts of an n-gram and its pieces", "N-grams")]


def registry(tools):
    command = [tools + "/zg-measures", "--list-measures"]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    head, *rows = [line.split("\t") for line in out.splitlines()]
    return [dict(zip(head, row)) for row in rows]


def text(line):
    line = line.replace("\\", "\\e")
    return "\\&" + line if line[0] in ".'" else line


def page_list(measures):
    lines = []
    for needs, title in TITLES:
        of_kind = [m for m in measures if m["needs"] == needs]
        lines += [".Ss " + title, ".Bl -tag -width Ds"]
        for m in of_kind:
            lines += [".It Cm " + m["measure"], text(m["formula"]) + "."]
            if m["unit"]:
                lines.append(text("Unit: " + m["unit"] + "."))
            if m["high"]:
                lines.append(text("High: " + m["high"] + "."))
            if m["source"]:
                lines.append(text("Source: " + m["source"] + "."))
            if m["caution"]:
                lines.append(text("Caution: " + m["caution"] + "."))
        lines.append(".El")
    return lines


def main():
    measures = registry(sys.argv[1])
    unknown = {m["needs"] for m in measures} - {needs for needs, _ in TITLES}
    wanted = page_list(measures)
    if sys.argv[2] == "--print":
        print("\n".join([BEGIN, *wanted, END]))
        return 0
    lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
    there = lines[lines.index(BEGIN) + 1:lines.index(END)]
    wrong = [f"{a!r} stands where {b!r} should" for a, b in zip(there, wanted) if a != b]
    if len(there) != len(wanted):
        wrong.append(f"{len(there)} lines, should be {len(wanted)}")
    names = {m["measure"] for m in measures}
    for line in lines:  # measures named in the table of questions must exist
        if line.startswith(".Ic "):
            wrong += [f"no measure {name}" for name in line.split()[1:]
                      if name not in names and name not in (",", ".")]
    print("\n".join(wrong[:20]))
    print(f"{len(measures)} measures, {len(wrong)} lines wrong")
    return 1 if wrong or unknown else 0


sys.exit(main())
