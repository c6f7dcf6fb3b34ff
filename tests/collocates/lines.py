"""Lines of zg-concordance, each option by another way to the same: --excluded by what is left,
--fields by the metadata, orders by Python's sort, --sample by its size and spread; and what a
terminal of 72 cells shows, through a pseudo-terminal.
    lines.py BIN_FOLDER TEXTS
"""
import collections
import csv
import fcntl
import os
import pty
import random
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata

WIDTH = 72
BOLD, PLAIN = "\033[1m", "\033[0m"


class Judge:
    def __init__(self, bin_folder, folder):
        self.tool = os.path.join(bin_folder, "zg-concordance")
        self.folder, self.total, self.wrong = folder, 0, 0

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def rows(self, *arguments):
        done = subprocess.run([self.tool, *arguments, "-q"], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{arguments}: {done.stderr}")
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        return [dict(zip(lines[0], line)) for line in lines[1:]]

    def check(self, good, *what):
        self.total += 1
        if not good:
            self.wrong += 1
            print(*what)


def place(row):
    return row["document"], int(row["offset"])


# ---- options ----

def judge_excluded(judge, texts):
    every = judge.rows("--node", "疫情", texts)
    inside = {place(row) for row in judge.rows("--node", "疫情防控", texts)}
    counted = judge.rows("--node", "疫情", "--except", "疫情防控", texts)
    excluded = judge.rows("--node", "疫情", "--except", "疫情防控", "--excluded", texts)
    judge.check(excluded == [row for row in every if place(row) in inside] and excluded,
                "--excluded shows other lines")
    judge.check(counted == [row for row in every if place(row) not in inside] and counted,
                "--except shows other lines")
    items = judge.write("items.tsv", "item\tform\texcept\n疫情\t疫情\t疫情防控\n")
    judge.check(judge.rows("--items", items, texts) == counted, "a list counts other lines")
    judge.check(judge.rows("--items", items, "--excluded", texts) == excluded,
                "a list leaves out other lines")


def judge_fields(judge, texts):
    with open(os.path.join(texts, "metadata.tsv"), encoding="utf-8", newline="") as f:
        known = {row["document"]: row
                 for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}
    rows = judge.rows("--node", "疫情防控", "--fields", texts)
    plain = judge.rows("--node", "疫情防控", texts)
    names = [name for name in next(iter(known.values())) if name != "document"]
    judge.check(list(rows[0])[len(plain[0]):] == names, "--fields: other columns")
    for row, line in zip(rows, plain):
        meta = known.get(row["document"]) or known[re.sub(r"\.txt$", "", row["document"])]
        judge.check({name: row[name] for name in line} == line and
                    all(row[name] == meta[name] for name in names), f"--fields: {row}")


def by_frequency(lines, depth):
    """Lines that share their first tokens: the most frequent next one first."""
    if not lines or depth == len(lines[0][0]):
        return sorted(lines, key=lambda line: line[1])
    groups = collections.defaultdict(list)
    for line in lines:
        groups[line[0][depth]].append(line)
    ordered = sorted(groups, key=lambda token: (-len(groups[token]), token.encode()))
    return [line for token in ordered for line in by_frequency(groups[token], depth + 1)]


def judge_orders(judge):
    rng = random.Random(5)
    text = "".join("甲" + "".join(rng.choices("乙丙丁戊", (6, 3, 2, 1), k=4)) for _ in range(400))
    path = judge.write("order.txt", "乙乙乙" + text)
    rows = judge.rows("--node", "甲", "--context", "3", path)
    lines = [(row["right"], int(row["offset"])) for row in rows]
    judge.check(len(lines) == 400 and all(len(right) == 3 for right, _ in lines), "other lines")
    expected = {"right-frequency": by_frequency(lines, 0),
                "right": sorted(lines, key=lambda line: (line[0].encode(), line[1])),
                "left": [(row["right"], int(row["offset"])) for row in sorted(
                    rows, key=lambda row: (row["left"][::-1].encode(), int(row["offset"])))]}
    for order, wanted in expected.items():
        got = [(row["right"], int(row["offset"])) for row in
               judge.rows("--node", "甲", "--context", "3", "--order", order, path)]
        judge.check(got == wanted, f"--order {order}: another order")
    judge_sample(judge, path, rows)


def judge_sample(judge, path, every):
    """Each line has the same chance: of 60 draws of 100 of 400 lines it is in 15, give or take."""
    drawn = collections.Counter()
    for seed in range(60):
        rows = judge.rows("--node", "甲", "--context", "3", "--sample", "100", "--seed", str(seed),
                          path)
        judge.check(len(rows) == 100 and rows == sorted(rows, key=place), "a sample: its lines")
        drawn.update(map(place, rows))
    judge.check(set(drawn) == set(map(place, every)), "some line is never drawn")
    chi2 = sum((drawn[place(row)] - 15) ** 2 / (15 * .75) for row in every)
    judge.check(abs(chi2 - 399) < 5 * (2 * 399) ** .5, f"draws are not even: {chi2}")
    judge.check(judge.rows("--node", "甲", "--context", "3", "--sample", "1000", path) == every,
                "a sample of more than there is")


# ---- a terminal ----

def cells(text):
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def on_terminal(judge, environment, *arguments):
    """What is printed on a terminal, and what on standard error."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    kept = {name: value for name, value in os.environ.items()
            if name not in ("NO_COLOR", "COLUMNS")}
    done = subprocess.Popen([judge.tool, *arguments], stdout=slave, stderr=subprocess.PIPE,
                            env={**kept, **environment})
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(master)
    error = done.stderr.read().decode()
    judge.check(done.wait() == 0, f"{arguments}: exit {done.returncode}")
    return shown.decode().replace("\r\n", "\n").splitlines(), error


def judge_terminal(judge):
    rng = random.Random(3)
    letters = "山水风云abcé한글カﾅe\u0301，。"
    text = "".join("".join(rng.choices(letters, k=rng.randrange(1, 60))) + "甲" for _ in range(50))
    path = judge.write("wide.txt", text + "\n")
    rows = judge.rows("--node", "甲", path)
    lines, note = on_terminal(judge, {}, "--node", "甲", path)
    judge.check(len(lines) == 40 and f"40 of {len(rows)} lines shown" in note,
                f"not 40 lines: {note}")
    starts = set()
    for line, row in zip(lines, rows):
        judge.check(line.count("\033") == 2 and BOLD + "甲" + PLAIN in line, f"bold: {line!r}")
        before, behind = line.split(BOLD)[0], line.split(PLAIN)[-1]
        starts.add(cells(before))
        judge.check(cells(line.replace(BOLD, "").replace(PLAIN, "")) <= WIDTH, f"too wide: {line}")
        left = re.sub(r"^\S+:\d+ +", "", before)[:-2]
        judge.check(row["left"].endswith(left) and row["right"].startswith(behind[2:]),
                    f"another context: {line}")
    judge.check(len(starts) == 1, f"nodes begin in columns {starts}")
    plain = [line.replace(BOLD, "").replace(PLAIN, "") for line in lines]
    judge.check(on_terminal(judge, {"NO_COLOR": "1"}, "--node", "甲", path)[0] == plain,
                "NO_COLOR=1 is not heeded")
    judge.check(on_terminal(judge, {"NO_COLOR": ""}, "--node", "甲", path)[0] == lines,
                "an empty NO_COLOR counts")
    quiet = on_terminal(judge, {}, "--node", "甲", "-q", path)
    judge.check(quiet == (lines, ""), "-q shows other lines, or a note")
    table = on_terminal(judge, {}, "--node", "甲", "--format", "tsv", path)[0]
    judge.check(len(table) == len(rows) + 1 and table[0].startswith("document\t"),
                "--format tsv: no table")


def judge_pipe(judge):
    path = os.path.join(judge.folder, "wide.txt")
    rows = judge.rows("--node", "甲", path)
    done = subprocess.run([judge.tool, "--node", "甲", "--align", path], capture_output=True,
                          text=True)
    lines = done.stdout.splitlines()
    judge.check(len(lines) == len(rows) and "\033" not in done.stdout and done.stderr == "",
                "--align in a pipe: all lines, plain")
    starts = set()
    for line, row in zip(lines, rows):
        shown = [row[name].replace("\\n", " ") for name in ("left", "node", "right")]
        judge.check(line.endswith(f"{shown[0]}  {shown[1]}  {shown[2]}"), f"--align: {line}")
        starts.add(cells(line) - cells(shown[1] + shown[2]) - 2)
    judge.check(len(starts) == 1, f"--align: nodes begin in columns {starts}")
    narrow = subprocess.run([judge.tool, "--node", "甲", "--align", path], capture_output=True,
                            text=True, env={**os.environ, "COLUMNS": "20"})
    judge.check(narrow.stdout == done.stdout, "a pipe has a width")


def main():
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(sys.argv[1], folder)
        judge_excluded(judge, sys.argv[2])
        judge_fields(judge, sys.argv[2])
        judge_orders(judge)
        judge_terminal(judge)
        judge_pipe(judge)
    print(f"{judge.total} checks, {judge.wrong} wrong")
    return 1 if judge.wrong else 0


sys.exit(main())
