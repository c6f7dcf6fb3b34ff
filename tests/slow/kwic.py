"""Properties of zg-concordance: an n-gram has as many lines as zg-ngrams counts; each line stands
in the clean text at its offset, and in the source at the line that it names. Texts plain, split,
gzipped, in rows of CSV. Matches of expressions are those that Python finds in the clean text.
    kwic.py BIN_FOLDER SEED_FOLDER
"""
import csv
import glob
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
RADICALS = {}
for row in open(os.path.join(HERE, "radicals.tsv"), encoding="utf-8"):
    if re.match(r"[0-9A-F]{4,5}\t", row):
        old, new = row.split("\t")[:2]
        RADICALS[int(old, 16)] = int(new, 16)
RADICALS[0x2500] = RADICALS[0x2501] = 0x2014


def plain(text):
    """Text as it can be compared: repaired, normal, without white space."""
    text = unicodedata.normalize("NFC", text.translate(RADICALS))
    return re.sub(r"[\s\u00ad\ufeff\u200b]", "", text)


def file_of(document):
    return re.sub(r"(\.txt)?#(\d+)$", r"-\2.txt", document)


class Judge:
    def __init__(self, bin_folder, options, inputs, folder):
        self.bin, self.options, self.inputs = bin_folder, options, inputs
        self.total = self.lines = self.wrong = 0
        self.run("zg-import", "--text", folder)
        self.clean = {}
        for path in glob.glob(os.path.join(folder, "**", "*.txt"), recursive=True):
            name = os.path.relpath(path, folder)
            self.clean[name] = open(path, encoding="utf-8", newline="").read()
        self.sources = {}
        for top in inputs:
            paths = [top] if os.path.isfile(top) else glob.glob(
                os.path.join(top, "**", "*.txt*"), recursive=True)
            for path in paths:
                opened = gzip.open if path.endswith(".gz") else open
                with opened(path, "rt", encoding="utf-8", newline="") as file:
                    text = file.read()
                text = re.sub(r"\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
                name = os.path.basename(path) if os.path.isfile(top) else os.path.relpath(path, top)
                self.sources[re.sub(r"\.gz$", "", name)] = text.split("\n")

    def run(self, tool, *arguments):
        done = subprocess.run([os.path.join(self.bin, tool), *self.options, *arguments, "-q",
                               *self.inputs], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{tool} {arguments}: {done.stderr}")
        return done.stdout

    def fail(self, *what):
        self.wrong += 1
        if self.wrong < 10:
            print(*what)

    def in_source(self, document, line, node):
        """Whether `node` begins in that line, and goes on in those behind it."""
        lines = self.sources[document.split("#")[0]][line - 1:]
        first, wanted = plain(lines[0]), plain(node)
        text = first
        for more in lines[1:60]:
            if len(text) > len(first) + len(wanted) + 4:
                break
            if not re.fullmatch(r"\s*[-—–]?\s*\d*\s*[-—–]?\s*", more):
                text += plain(more)
        return wanted in text[:len(first) + len(wanted) - 1]

    def judge(self, ngram, freq, within):
        self.total += 1
        rows = [json.loads(line) for line in
                self.run("zg-concordance", "--node", ngram, "--within", within, "--format",
                         "jsonl").splitlines()]
        self.lines += len(rows)
        if len(rows) != freq:
            self.fail(f"{ngram} within {within}: {len(rows)} lines, counted {freq}")
        for row in rows:
            at, node = row["offset"], row["node"]
            around = row["left"] + node + row["right"]
            text = self.clean[file_of(row["document"])]
            if text[at:at + len(node)] != node or \
                    text[at - len(row["left"]):][:len(around)] != around:
                self.fail(f"{ngram}: not at offset {at} of {name}: {around}")
            if not self.in_source(row["document"], row["line"], node):
                self.fail(f"{ngram}: {node} is not in line {row['line']} of {row['document']}")


def ngrams(judge, within, seed):
    table = judge.run("zg-ngrams", "-n", "1-4", "--min-freq", "1", "--within", within,
                      "--no-header").splitlines()
    rows = [line.split("\t") for line in table]
    rng = random.Random(seed)
    picked = rows[:4] + rng.sample(rows, 6)
    for n in "234":
        some = [row for row in rows if row[1] == n and int(row[2]) > 1]
        picked += rng.sample(some, min(6, len(some)))
    return [(row[0], int(row[2])) for row in picked]


def check_orders(judge, node):
    """Every order shows the same lines; a sample is part of them, the same each time."""
    every = sorted(judge.run("zg-concordance", "--node", node).splitlines())
    for order in ("left", "right", "right-frequency"):
        if sorted(judge.run("zg-concordance", "--node", node, "--order", order).splitlines()) \
                != every:
            judge.fail(f"{node}: --order {order} shows other lines")
    draws = [judge.run("zg-concordance", "--node", node, "--sample", "5", "--seed", s, "-t", t)
             for s, t in (("1", "1"), ("1", "2"), ("2", "1"))]
    lines = draws[0].splitlines()
    if draws[0] != draws[1] or draws[0] == draws[2] or len(lines) != 6 or \
            not set(lines) <= set(every):
        judge.fail(f"{node}: the sample is wrong")


def check_expression(judge, expression):
    """The matches in paragraphs of characters only, where there is nothing to be widened to."""
    got = [json.loads(line) for line in
           judge.run("zg-concordance", "--regex", expression, "--within", "paragraph", "--format",
                     "jsonl").splitlines()]
    found = {}
    for row in got:
        found.setdefault(file_of(row["document"]), []).append((row["offset"], row["node"]))
        if not judge.in_source(row["document"], row["line"], row["node"]):
            judge.fail(f"{expression}: {row['node']} is not in line {row['line']}")
    for name, text in judge.clean.items():
        expected = [(m.start(), m.group()) for m in re.finditer(expression, text)]
        if found.get(name, []) != expected:
            judge.fail(f"{expression} in {name}: expected {expected}, got {found.get(name, [])}")
    judge.total += 1
    judge.lines += len(got)


def packed(folder, paths):
    """The same texts gzipped, and as rows of a table."""
    os.mkdir(folder)
    texts = [open(path, encoding="utf-8", newline="").read() for path in paths]
    for path, text in zip(paths, texts):
        with gzip.open(os.path.join(folder, os.path.basename(path) + ".gz"), "wt",
                       encoding="utf-8", newline="") as file:
            file.write(text)
    table = os.path.join(os.path.dirname(folder), "rows.csv")
    with open(table, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["text", "year"])
        for text in texts:
            rows.writerow([text.replace('"', ""), "2020"])
    return [([], [folder]), (["--text-column", "text"], [table])]


def main():
    wrong = 0
    data = os.environ.get("ZG_DATA", "/nowhere")
    reports = os.path.join(data, "zh_gov_work_reports")
    parts = "regex:^(习近平|在).{4,50}(工作|讲话|回信)$"
    cases = [(["--clean", "pdf", "--documents", parts], [sys.argv[2]], "疫情"),
             ([], [sys.argv[2]], "疫情")]
    years = [p for year in (1978, 2020)
             for p in glob.glob(os.path.join(reports, "**", f"{year}*.txt"), recursive=True)]
    if years:
        cases.append(([], years, "发展"))
    else:
        print("SKIPPED the reports: ZG_DATA is not there")
    made = tempfile.TemporaryDirectory()
    seed = sorted(glob.glob(os.path.join(sys.argv[2], "*.txt")))
    for options, inputs in packed(os.path.join(made.name, "gz"), seed):
        cases.append((options, inputs, "疫情"))
    cases.append((["--documents", "blank"], [sys.argv[2]], "疫情"))
    for options, inputs, node in cases:
        with tempfile.TemporaryDirectory() as folder:
            judge = Judge(sys.argv[1], options, inputs, folder)
            for seed, within in enumerate(("clause", "sentence", "document")):
                for ngram, freq in ngrams(judge, within, seed):
                    judge.judge(ngram, freq, within)
            check_orders(judge, node)
            for expression in ("[疫防]情?", "人民.{0,3}[，。]?.", "[一-龥]{2}(?=工作)"):
                check_expression(judge, expression)
            print(f"{judge.total} n-grams, {judge.lines} lines, {judge.wrong} wrong")
            wrong += judge.wrong
    made.cleanup()
    return 1 if wrong else 0


sys.exit(main())
