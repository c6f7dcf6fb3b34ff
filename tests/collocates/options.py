"""What the options of zg-collocates mean, each by another way to the same rows: lists of items and
estimated tables by the slow counter of windows.py, --by by --where, --sort by Python's sort,
filters by leaving rows out, the default by zg-phrases.
    options.py BIN_FOLDER TEXTS
"""
import collections
import glob
import math
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "slow"))
import windows  # noqa: E402

TEXT_COLUMNS = ("group", "node", "collocate")


class Judge:
    def __init__(self, bin_folder, folder):
        self.bin, self.folder, self.total, self.wrong = bin_folder, folder, 0, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)
        return self.path(name)

    def run(self, tool, *arguments):
        done = subprocess.run([os.path.join(self.bin, tool), *arguments, "-q"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{tool} {arguments}: {done.stderr}")
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        return [dict(zip(lines[0], line)) for line in lines[1:]]

    def pairs(self, *arguments):
        return self.run("zg-collocates", "--digits", "17", *arguments)

    def check(self, good, *what):
        self.total += 1
        if not good:
            self.wrong += 1
            print(*what)


# ---- item lists ----

def find(unit, forms):
    """Places of forms as (first, tokens); one inside a longer one does not count. Forms here cannot
    overlap otherwise."""
    found = [(i, n) for form in forms for starts, n in [windows.places(unit, form)] for i in starts]
    return [(i, n) for i, n in found
            if not any(k > n and j <= i and i + n <= j + k for j, k in found)]


def slow_items(documents, node, collocates, left, right):
    """Joint occurrences, those on the left, occurrences outside nodes; runs near and all, by n."""
    joint, on_left, c1, r1, runs = (collections.Counter() for _ in range(5))
    for unit in (u for d in documents for u in d):
        nodes = find(unit, node)
        taken = {j for s, k in nodes for j in range(s, s + k)}
        span = {j for s, k in nodes for j in range(s - left, s + k + right)}
        for n in {min(len(f) for f in forms) for forms in collocates.values()}:
            for i in range(len(unit) - n + 1):
                run = set(range(i, i + n))
                runs[n] += not run & taken
                r1[n] += not run & taken and run <= span
        for name, forms in collocates.items():
            for i, n in find(unit, forms):
                run = set(range(i, i + n))
                if run & taken:
                    continue
                c1[name] += 1
                if not run <= span:
                    continue
                joint[name] += 1
                distances = [(i - (s + k - 1), 0) for s, k in nodes if 0 < i - (s + k - 1) <= right]
                distances += [(s - (i + n - 1), 1) for s, k in nodes if 0 < s - (i + n - 1) <= left]
                on_left[name] += min(distances)[1]
    return joint, on_left, c1, r1, runs


def judge_items(judge):
    nodes = {"人": ["人民", "人"], "改革": ["改革"]}
    collocates = {"国": ["共和国", "国"], "和": ["和"]}
    tables = [judge.write(f"{name}.tsv", "item\tform\n" + "".join(
        f"{item}\t{form}\n" for item, forms in items.items() for form in forms))
        for name, items in (("nodes", nodes), ("collocates", {"国": ["共和国"], "和": ["和"]}))]
    collocates = {"国": ["共和国"], "和": ["和"]}
    for seed in (11, 12):
        files = windows.random_files(judge.folder, seed, "人民共和国改革", 700, 2)
        for within in windows.LEVELS:
            documents = [list(windows.units(open(f, encoding="utf-8").read(), within))
                         for f in files]
            for left, right in ((3, 3), (1, 6)):
                rows = judge.pairs("--items", tables[0], "--collocates", tables[1], "--window",
                                   f"{left},{right}", "--within", within, "--min-freq", "1",
                                   "--contingency", *files)
                got = {(row["node"], row["collocate"]): [int(row[c]) for c in (
                    "freq_joint", "freq_left", "o11", "o12", "o21", "o22")] for row in rows}
                expected = {}
                for node in nodes:
                    joint, on_left, c1, r1, runs = slow_items(documents, nodes[node], collocates,
                                                              left, right)
                    for name, o in joint.items():
                        n = min(len(f) for f in collocates[name])
                        expected[node, name] = [o, on_left[name], o, r1[n] - o, c1[name] - o,
                                                runs[n] - r1[n] - c1[name] + o]
                judge.check(got == expected, f"items within {within}, {left},{right}: "
                                             f"expected {expected}, got {got}")


# ---- estimated tables ----

def near(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def judge_approximate(judge):
    """The formulas as they are published for CQPweb and for Sketch Engine, from plain counts."""
    files = windows.random_files(judge.folder, 21, "人民共和国改革", 900, 2)
    documents = [list(windows.units(open(f, encoding="utf-8").read(), "sentence")) for f in files]
    tokens = sum(len(u) for d in documents for u in d)
    freq = collections.Counter(t for d in documents for u in d for t, _ in u)
    for left, right in ((1, 1), (3, 2)):
        rows = judge.pairs("-n", "1", "--window", f"{left},{right}", "--table", "approximate",
                           "--min-freq", "1", "--contingency",
                           "--measures", "mi,t_score,z_score,g2,log_dice,min_sens", *files)
        judge.check(len(rows) > 30, "rows of the estimated table are missing")
        for row in rows:
            o, f1, f2 = int(row["freq_joint"]), freq[row["node"]], freq[row["collocate"]]
            r1 = (left + right) * f1
            e = r1 * f2 / tokens
            cells = [o, r1 - o, f2 - o, tokens - r1 - f2 + o]
            judge.check(near(float(row["freq_expected"]), e), f"expected frequency: {row}")
            if min(cells) < 0:
                judge.check(row["mi"] == row["o11"] == row["log_dice"] == "", f"a value: {row}")
                continue
            judge.check([int(row[c]) for c in ("o11", "o12", "o21", "o22")] == cells, f"{row}")
            sums = [(r, c) for r in (r1, tokens - r1) for c in (f2, tokens - f2)]
            ll = 2 * sum(x * math.log(x * tokens / (r * c)) for x, (r, c) in zip(cells, sums) if x)
            expected = {"mi": math.log2(o / e), "t_score": (o - e) / math.sqrt(o),
                        "z_score": (o - e) / math.sqrt(e), "g2": math.copysign(ll, o - e),
                        "log_dice": 14 + math.log2(2 * o / (f1 + f2)),
                        "min_sens": min(o / f1, o / f2)}
            for name, value in expected.items():
                judge.check(math.isclose(float(row[name]), value, rel_tol=1e-7, abs_tol=1e-7),
                            f"{name}: {row[name]}, expected {value}")


def judge_unspanned(judge):
    """The formulas as Sketch Engine publishes them, from the frequencies of a pair."""
    def xlx(x):
        return x * math.log(x) if x else 0

    files = windows.random_files(judge.folder, 22, "人民共和国改革开放", 900, 2)
    documents = [list(windows.units(open(f, encoding="utf-8").read(), "sentence")) for f in files]
    n = sum(len(u) for d in documents for u in d)
    freq = collections.Counter(t for d in documents for u in d for t, _ in u)
    valued = 0
    for left, right in ((0, 1), (2, 2)):
        for row in judge.pairs("-n", "1", "--window", f"{left},{right}", "--table", "unspanned",
                               "--min-freq", "1", "--measures",
                               "mi,mi3,t_score,g2,log_dice,min_sens", *files):
            xy, x, y = int(row["freq_joint"]), freq[row["node"]], freq[row["collocate"]]
            if xy > min(x, y):
                judge.check(row["mi"] == row["t_score"] == row["log_dice"] == "", f"a value: {row}")
                continue
            ll = 2 * (xlx(xy) + xlx(x - xy) + xlx(y - xy) + xlx(n) + xlx(n + xy - x - y)
                      - xlx(x) - xlx(y) - xlx(n - x) - xlx(n - y))
            expected = {"mi": math.log2(xy * n / (x * y)), "mi3": math.log2(xy ** 3 * n / (x * y)),
                        "t_score": (xy - x * y / n) / math.sqrt(xy),
                        "g2": math.copysign(ll, xy * n - x * y),
                        "log_dice": 14 + math.log2(2 * xy / (x + y)),
                        "min_sens": min(xy / x, xy / y)}
            for name, value in expected.items():
                valued += 1
                judge.check(math.isclose(float(row[name]), value, rel_tol=1e-7, abs_tol=1e-7),
                            f"unspanned, {name}: {row[name]}, expected {value}")
    judge.check(valued > 300, "rows of the unspanned table are missing")


# ---- groups, order, filters, the default ----

def judge_groups(judge, texts):
    rows = judge.pairs("--node", "人民", "--by", "document", "-n", "1-3", "--collocates", "ngrams",
                       "--measures", "mi,g2", "--contingency", "--top", "40", texts)
    groups = {row["group"] for row in rows}
    judge.check(len(groups) > 1, "groups are missing")
    for group in groups:
        alone = judge.pairs("--node", "人民", "--where", f"document={group}", "-n", "1-3",
                            "--collocates", "ngrams", "--measures", "mi,g2", "--contingency", texts)
        known = {(row["node"], row["collocate"]): row for row in alone}
        for row in rows:
            if row["group"] == group:
                plain = {name: value for name, value in row.items() if name != "group"}
                judge.check(known.get((row["node"], row["collocate"])) == plain,
                            f"{group}: {plain} is another row by itself")


def sort_key(column, descending):
    def key(row):
        value = row[column]
        if column in TEXT_COLUMNS:
            raw = value.encode()
            first = (0, bytes(255 - b for b in raw) + b"\xff" if descending else raw)
        else:
            number = float(value) if value != "" else 0.0
            first = (value == "", 0.0 if value == "" else -number if descending else number)
        return (first, -int(row["freq_joint"]), row["node"].encode(), row["collocate"].encode(),
                int(row["n"]))
    return key


def judge_order(judge, texts):
    options = ("--node", "人民", "--node", "疫情", "--contingency", "--collocates", "closed",
               "--measures", "all", texts)
    rows = judge.pairs(*options)
    every = sorted(map(str, rows))
    for column in rows[0]:
        for order in ("", ":asc", ":desc"):
            got = judge.pairs("--sort", column + order, *options)
            descending = order == ":desc" or (order == "" and column not in TEXT_COLUMNS)
            judge.check(sorted(map(str, got)) == every, f"--sort {column}{order}: other rows")
            judge.check(got == sorted(got, key=sort_key(column, descending)),
                        f"--sort {column}{order}: another order")
    first = judge.pairs("--top", "7", "--sort", "mi", *options)
    judge.check(first == judge.pairs("--sort", "mi", *options)[:7], "--top 7: other rows")


def judge_filters(judge, texts):
    options = ("--node", "人民", "-n", "1-3", "--collocates", "ngrams", texts)
    rows = judge.pairs(*options)
    stop = judge.write("stop.txt", "的\n群众\n")
    filters = {("--match", "众$|的"): lambda row: re.search("众$|的", row["collocate"]),
               ("--containing", "群众"): lambda row: "群众" in row["collocate"],
               ("--stop", stop): lambda row: row["collocate"] not in ("的", "群众"),
               ("--stop-edge", stop): lambda row: not re.search("^(的|群众)|(的|群众)$",
                                                                row["collocate"]),
               ("--min-docs", "3"): lambda row: int(row["docs"]) >= 3}
    for option, keeps in filters.items():
        got, expected = judge.pairs(*option, *options), [row for row in rows if keeps(row)]
        judge.check(got == expected and 0 < len(got) < len(rows), f"{option}: other rows")


def judge_default(judge, texts):
    rows = judge.pairs("--node", "疫情防控", texts)
    judge.check(rows == judge.pairs("--node", "疫情防控", "--collocates", "phrases", texts),
                "the default is not phrases")
    phrases = {row["phrase"] for row in judge.run("zg-phrases", texts)}
    judge.check(len(rows) > 20 and all(row["collocate"] in phrases for row in rows),
                "a collocate is no phrase")
    judge.check("作出了重" not in {row["collocate"] for row in rows}, "a part of a longer phrase")
    words = judge.pairs("--unit", "word", "--node", "疫情", texts)
    judge.check({row["n"] for row in words} == {"1"}, "words: collocates of more than one")


def own(row, rows, adjacent):
    """Joint occurrences less those in the one longer collocate of the node that holds most."""
    part, most = row["collocate"], 0
    for holder in rows:
        whole = holder["collocate"]
        if int(holder["n"]) <= int(row["n"]) or part not in whole:
            continue
        times = len(re.findall(f"(?={re.escape(part)})", whole))
        if adjacent:
            left = int(row["freq_left"]) > 0
            if left != (int(holder["freq_left"]) > 0):
                continue
            times = whole.endswith(part) if left else whole.startswith(part)
        most = max(most, int(holder["freq_joint"]) * times)
    return int(row["freq_joint"]) - most


def judge_nested(judge, texts):
    """What is left of all phrases near a node, by comparing what is shown of them."""
    gone = 0
    for least in (1, 2, 3):
        for options in (("--node", "疫情防控"), ("--node", "人民", "--node", "党"),
                        ("--adjacent", "--node", "疫情防控", "--node", "的")):
            options += ("--measures", "mi", "--sort", "mi", "--min-freq", str(least), texts)
            every = judge.pairs("--nested", *options)
            near = collections.defaultdict(list)
            for row in every:
                near[row["node"]].append(row)
            expected = [row for row in every
                        if own(row, near[row["node"]], "--adjacent" in options) >= least]
            gone += len(every) - len(expected)
            judge.check(judge.pairs(*options) == expected, f"{options}: other phrases")
    judge.check(gone > 20, "no phrase stands in another")


def judge_item_filters(judge, texts):
    """Items are judged by their names, whatever form stands first in the text."""
    items = judge.write("named.tsv", "item\tform\n群众\t人民\n群众\t群众\n人民\t党\n疫情\t疫情\n")
    stop = judge.write("names.txt", "人民\n")
    options = ("--node", "的", "--collocates", items, "--window", "5,5", texts)
    kept = {("--stop", stop): {"群众", "疫情"}, ("--match", "^人"): {"人民"},
            ("--containing", "疫"): {"疫情"}, ("--stop-edge", stop): {"群众", "疫情"}}
    judge.check({row["collocate"] for row in judge.pairs(*options)} == {"群众", "人民", "疫情"},
                "items are missing")
    for option, names in kept.items():
        got = {row["collocate"] for row in judge.pairs(*option, *options)}
        judge.check(got == names, f"{option}: {got}")


def judge_ceiling(judge, texts):
    """Under a ceiling of memory rows stand in files without names, and are the same."""
    for options in (("-n", "1", "--min-freq", "1"), ("-n", "1", "--adjacent"),
                    ("--node", "人民", "-n", "1-3", "--collocates", "ngrams")):
        judge.check(judge.pairs(*options, texts) == judge.pairs(*options, "-S", "16M", texts),
                    f"{options} -S 16M: other rows")


def main():
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(sys.argv[1], folder)
        judge_items(judge)
        judge_approximate(judge)
        judge_unspanned(judge)
        for part in (judge_groups, judge_order, judge_filters, judge_default, judge_nested,
                     judge_item_filters, judge_ceiling):
            part(judge, sys.argv[2])
    print(f"{judge.total} checks, {judge.wrong} wrong")
    return 1 if judge.wrong else 0


sys.exit(main())
