"""Judges zg-collocates by a slow counter written from the definition.

Texts hold Han characters, marks, blanks and line ends only, so that a token is a character and the
cutting needs no library. Each run of tokens is looked at on its own: is every token of it in the
span of some node, which node is the nearest that reaches it. Nothing is shared with the tool.
    windows.py ZG_COLLOCATES SEED_FOLDER
"""
import collections
import glob
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile

SENTENCE = set("。！？；!?;.")
LEVELS = ["clause", "sentence", "paragraph", "document"]


def is_han(c):
    return "\u4e00" <= c <= "\u9fff"


def units(text, within):
    """Lists of (token, marks before it) that nothing of this level stops."""
    level = LEVELS.index(within)
    unit, marks = [], ""
    for position, c in enumerate(text):
        if "\u4e00" <= c <= "\u9fff":
            unit.append((c, marks if unit else ""))
            marks = ""
            continue
        if c == "\n":
            stops = level <= 2
        elif c == " ":
            before = re.search(r"[^ ]$", text[:position].rstrip(" ")[-1:])
            after = text[position:].lstrip(" ")[:1]
            before = before.group() if before else ""
            stops = level == 0 and is_han(before) and is_han(after)
        else:
            stops = level == 0 or (level == 1 and c in SENTENCE)
        if stops:
            if unit:
                yield unit
            unit, marks = [], ""
        elif c not in " \n":
            marks += c
    if unit:
        yield unit


def spell(unit, first, n):
    return unit[first][0] + "".join(m + t for t, m in unit[first + 1:first + n])


def places(unit, text):
    """Where `text`, an n-gram as it is shown, begins in the unit; and its tokens."""
    n = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return [i for i in range(len(unit) - n + 1) if spell(unit, i, n) == text], n


class Table:
    def __init__(self):
        self.joint, self.left, self.distance = (collections.Counter() for _ in range(3))
        self.docs = collections.defaultdict(set)
        self.places = collections.defaultdict(list)
        self.c1, self.r1, self.runs = (collections.Counter() for _ in range(3))
        self.freq = collections.Counter()
        self.node = 0


def nodes_of(unit, node, excepts):
    starts, n = places(unit, node)
    inside = [(s, s + k) for e in excepts for found, k in [places(unit, e)] for s in found]
    return [s for s in starts if not any(a <= s and s + n <= b for a, b in inside)], n


def surface(documents, node, excepts, orders, left, right):
    """The table of one node: `documents` are lists of units."""
    t = Table()
    for d, document in enumerate(documents):
        for unit in document:
            starts, k = nodes_of(unit, node, excepts)
            t.node += len(starts)
            taken = {i for s in starts for i in range(s, s + k)}
            span = {i for s in starts for i in range(s - left, s + k + right)}
            for m in orders:
                for i in range(len(unit) - m + 1):
                    run = range(i, i + m)
                    text = spell(unit, i, m)
                    t.freq[text] += 1
                    if any(j in taken for j in run):
                        continue
                    t.c1[text] += 1
                    t.runs[m] += 1
                    if not all(j in span for j in run):
                        continue
                    near = []
                    for s in starts:
                        if s + k - 1 < i and i - (s + k - 1) <= right:
                            near.append((i - (s + k - 1), 0))
                        if s > run[-1] and s - run[-1] <= left:
                            near.append((s - run[-1], 1))
                    distance, side = min(near)
                    t.joint[text] += 1
                    t.r1[m] += 1
                    t.left[text] += side
                    t.distance[text] += -distance if side else distance
                    t.places[text].append(-distance if side else distance)
                    t.docs[text].add(d)
    return t


def length(text):
    return sum("\u4e00" <= c <= "\u9fff" for c in text)


def expect_surface(documents, nodes, excepts, orders, left, right, least):
    rows = {}
    for node in nodes:
        t = surface(documents, node, excepts, orders, left, right)
        for text, joint in t.joint.items():
            if joint < least:
                continue
            m = length(text)
            rows[node, text, 0] = [m, t.node, t.freq[text], joint, t.left[text],
                                   joint - t.left[text], t.distance[text] / joint,
                                   len(t.docs[text]), joint, t.r1[m] - joint, t.c1[text] - joint,
                                   t.runs[m] - t.r1[m] - t.c1[text] + joint,
                                   *positions(t.places[text], left, right)]
    return rows


def positions(distances, left, right):
    """Their spread, and how many are at each place."""
    if max(left, right) > 100:
        return []
    found = collections.Counter(distances)
    return [statistics.pstdev(distances), *(found[-i] for i in range(left, 0, -1)),
            *(found[i] for i in range(1, right + 1))]


def expect_adjacent(documents, nodes, orders, sides, least):
    """Windows of k + m tokens, the node at one end of them."""
    rows = {}
    freq = collections.Counter(spell(u, i, m) for d in documents for u in d for m in orders
                               for i in range(len(u) - m + 1))
    for node in nodes:
        k = length(node)
        count = sum(len(places(u, node)[0]) for d in documents for u in d)
        for side in sides:
            for m in orders:
                joint, c1, docs = collections.Counter(), collections.Counter(), {}
                r1 = runs = 0
                for d, document in enumerate(documents):
                    for unit in document:
                        for i in range(len(unit) - k - m + 1):
                            a, b = (i, i + k) if side == 0 else (i + m, i)
                            text = spell(unit, b, m)
                            runs += 1
                            c1[text] += 1
                            if spell(unit, a, k) != node:
                                continue
                            r1 += 1
                            joint[text] += 1
                            docs.setdefault(text, set()).add(d)
                for text, o in joint.items():
                    if o >= least:
                        rows[node, text, side] = [
                            m, count, freq[text], o, o if side else 0, 0 if side else o,
                            -1 if side else 1, len(docs[text]), o, r1 - o, c1[text] - o,
                            runs - r1 - c1[text] + o]
    return rows


NAMES = ("n freq_node freq_collocate freq_joint freq_left freq_right mean_distance docs "
         "o11 o12 o21 o22").split()


def run_tool(tool, files, arguments):
    done = subprocess.run([tool, *arguments, "--contingency", "--digits", "17", *files],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{arguments}: {done.stderr}")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    at = [lines[0].index(name) for name in NAMES]
    if "--positions" in arguments:
        left, right = map(int, arguments[arguments.index("--window") + 1].split(","))
        names = ["spread", *(f"left_{i}" for i in range(left, 0, -1)),
                 *(f"right_{i}" for i in range(1, right + 1))]
        at += [lines[0].index(name) for name in names]
    rows = {}
    for line in lines[1:]:
        values = [float(line[i]) for i in at]
        side = 1 if "--adjacent" in arguments and values[4] > 0 else 0
        rows[line[0], line[1], side] = values
    if len(rows) != len(lines) - 1:
        raise SystemExit(f"{arguments}: a pair stands twice")
    return rows


class Judge:
    def __init__(self, tool):
        self.tool, self.total, self.wrong = tool, 0, 0

    def compare(self, files, arguments, expected):
        self.total += 1
        if "--positions" not in arguments:
            expected = {key: row[:len(NAMES)] for key, row in expected.items()}
        got = run_tool(self.tool, files, arguments)
        for key in sorted(set(expected) | set(got)):
            a, b = expected.get(key), got.get(key)
            if (a is None or b is None or len(a) != len(b)
                    or any(abs(x - y) > 1e-9 for x, y in zip(a, b))):
                self.wrong += 1
                print(" ".join(arguments), *files)
                print(f"  {key}: expected {a}, got {b}")
                return

    def look(self, files, within, nodes, excepts, orders, left, right, least=1):
        documents = [list(units(open(f, encoding="utf-8").read(), within)) for f in files]
        words = [x for node in nodes for x in ("--node", node)]
        words += [x for e in excepts for x in ("--except", e)]
        ranges = f"{orders[0]}-{orders[-1]}"
        self.compare(files, [*words, "--within", within, "-n", ranges, "--collocates", "ngrams",
                             "--window", f"{left},{right}", "--min-freq", str(least),
                             "--positions"],
                     expect_surface(documents, nodes, excepts, orders, left, right, least))

    def pairs(self, files, within, left, right, least=1, orders=(1,)):
        documents = [list(units(open(f, encoding="utf-8").read(), within)) for f in files]
        freq = collections.Counter(spell(u, i, m) for d in documents for u in d for m in orders
                                   for i in range(len(u) - m + 1))
        nodes = sorted(node for node in freq if freq[node] >= least)
        ranges = f"{orders[0]}-{orders[-1]}"
        arguments = ["--within", within, "-n", ranges, "--collocates", "ngrams", "--window",
                     f"{left},{right}", "--min-freq", str(least)]
        expected = expect_surface(documents, nodes, [], orders, left, right, least)
        self.compare(files, arguments, expected)
        if max(left, right) <= 100:
            self.compare(files, [*arguments, "--positions", "-t", "2"], expected)

    def adjacent(self, files, within, nodes, orders, least=1):
        documents = [list(units(open(f, encoding="utf-8").read(), within)) for f in files]
        words = [x for node in nodes for x in ("--node", node)]
        sides = (0, 1) if nodes else (0,)
        if not nodes:
            nodes = sorted({spell(u, i, m) for d in documents for u in d for m in orders
                            for i in range(len(u) - m + 1)})
        self.compare(files, [*words, "--within", within, "-n", f"{orders[0]}-{orders[-1]}",
                             "--collocates", "ngrams", "--adjacent", "--min-freq", str(least)],
                     expect_adjacent(documents, nodes, orders, sides, least))


def random_files(folder, seed, letters, size, n):
    rng = random.Random(seed)
    names = []
    for i in range(n):
        text = ""
        while len(text) < size:
            r = rng.random()
            text += (rng.choice(letters) if r < .8 else "，" if r < .87 else "。" if r < .92 else
                     "、" if r < .94 else "\n" if r < .97 else " ")
        text = re.sub(r"([^\u4e00-\u9fff])\1+", r"\1", text)
        text = re.sub(r"[，。、]([，。、 ]+)", lambda m: m.group()[0], text)
        text = re.sub(r" +", " ", text)
        names.append(os.path.join(folder, f"r{seed}_{i}.txt"))
        open(names[-1], "w", encoding="utf-8").write(text)
    return names


def real_file(folder, path, size):
    text = open(path, encoding="utf-8").read()
    text = re.sub(r"[^\u4e00-\u9fff，。；：！？、“”《》\n]", "", text)
    text = re.sub(r"([^\u4e00-\u9fff\n])[^\u4e00-\u9fff\n]+", r"\1", text)[:size]
    name = os.path.join(folder, os.path.basename(path))
    open(name, "w", encoding="utf-8").write(text)
    return name


def judge_random(judge, folder):
    spans = [(0, 3), (3, 0), (2, 5), (4, 4), (1, 40)]
    for seed in range(3):
        letters = "哈天地" if seed % 2 else "人民共和国改革"
        files = random_files(folder, seed, letters, 300, 3)
        for within in LEVELS:
            for left, right in spans:
                nodes = [letters[0], letters[0] * 2, letters[1] + letters[0], letters[:3]]
                judge.look(files, within, nodes[seed % 2:seed % 2 + 3], [], (1,), left, right)
                judge.look(files, within, nodes, [], (1, 2, 3), left, right)
            judge.look(files, within, [letters[0]], [letters[:2], letters[1] + letters[0]],
                       (2, 3, 4), 3, 4, 2)
            judge.pairs(files, within, 2, 3)
            judge.pairs(files, within, 3, 3, 2, (1, 2))
            if within in ("sentence", "document"):  # more than a packed counter holds
                judge.pairs(files, within, 200, 150)
                judge.pairs(files, within, 3000, 10)
            judge.adjacent(files, within, [], (1,))
            judge.adjacent(files, within, nodes[:3], (1, 2, 3))
            judge.adjacent(files, within, [], (1, 2), 2)


def judge_real(judge, folder, paths, words):
    files = [real_file(folder, path, 4000) for path in paths]
    for within in LEVELS:
        judge.look(files, within, words, [], (1, 2, 3, 4), 10, 10, 2)
        judge.look(files, within, words, [words[0] + "开放"], (1,), 5, 3, 1)
        judge.adjacent(files, within, words, (1, 2), 1)


def main():
    judge = Judge(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        judge_random(judge, folder)
        seed = sorted(glob.glob(os.path.join(sys.argv[2], "*.txt")))
        judge_real(judge, folder, seed, ["疫情", "疫情防控", "人民"])
        data = os.path.join(os.environ.get("ZG_DATA", "/nowhere"), "zh_gov_work_reports")
        reports = [p for year in (1978, 1993, 2020)
                   for p in glob.glob(os.path.join(data, "**", f"{year}*.txt"), recursive=True)]
        if reports:
            judge_real(judge, folder, reports, ["改革", "经济", "发展"])
        else:
            print("SKIPPED the reports: ZG_DATA is not there")
    print(f"{judge.total} comparisons, {judge.wrong} differ")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
