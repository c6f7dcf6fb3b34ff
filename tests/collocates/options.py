"""What the options of zg-collocates mean, each by another way to the same rows: lists of items and
estimated tables by the slow counter of windows.py, --by by --where, --sort by Python's sort,
filters by leaving rows out, the default by zg-phrases.
    options.py BIN_FOLDER TEXTS
"""
import collections
import glob
import itertools
import math
import os
import random
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
    judge_place_order(judge, texts)
    first = judge.pairs("--top", "7", "--sort", "mi", *options)
    judge.check(first == judge.pairs("--sort", "mi", *options)[:7], "--top 7: other rows")


def judge_place_order(judge, texts):
    """By spread, and by a place of the span, which are columns with --positions only; with groups
    and filters too."""
    options = ("--node", "人民", "--node", "疫情", "--positions", "--window", "4,3", "--collocates",
               "ngrams", "-n", "1-3", "--match", "[^的]", texts)
    rows = judge.pairs(*options)
    columns = ("spread", "left_4", "left_1", "right_1", "right_3")
    for column in columns:
        judge.check(len({row[column] for row in rows}) > 2, f"{column}: all the same")
        for order in ("", ":asc", ":desc"):
            got = judge.pairs("--sort", column + order, *options)
            judge.check(got == sorted(rows, key=sort_key(column, order != ":asc")),
                        f"--sort {column}{order}: another order")
    every = judge.pairs("--by", "document", *options)
    got = judge.pairs("--by", "document", "--sort", "spread", *options)
    groups = list(dict.fromkeys(row["group"] for row in every))
    judge.check(got == [row for group in groups for row in sorted(
        (row for row in every if row["group"] == group), key=sort_key("spread", True))],
        "--by document --sort spread: another order")
    for column, more in (("left_5", ("--positions",)), ("right_0", ("--positions",)),
                         ("spread", ()), ("right_1", ())):
        done = subprocess.run([os.path.join(judge.bin, "zg-collocates"), "--node", "人民", *more,
                               "--window", "4,3", "--sort", column, texts], capture_output=True,
                              text=True)
        judge.check(done.returncode == 2 and f'"{column}" is not a column' in done.stderr,
                    f"--sort {column}: {done.stderr}")


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


def spans(unit, node, left, right):
    """Tokens of the node, and those in the union of its spans, by number."""
    starts, n = windows.places(unit, node)
    taken = {j for s in starts for j in range(s, s + n)}
    return starts, n, taken, {j for s in starts for j in range(s - left, s + n + right)} - taken


def runs_near(units, node, text, left, right):
    """Runs of as many tokens as `text` near the node, and those of them that spell it."""
    near = joint = 0
    for unit in units:
        span = spans(unit, node, left, right)[3]
        starts, n = windows.places(unit, text)
        for i in range(len(unit) - n + 1):
            inside = all(j in span for j in range(i, i + n))
            near += inside
            joint += inside and i in starts
    return near, joint


def runs_beside(units, node, text, left):
    """The same of runs right before the node (left), or right behind it."""
    near = joint = 0
    for unit in units:
        (nodes, k), (starts, n) = windows.places(unit, node), windows.places(unit, text)
        for i in [s - n if left else s + k for s in nodes]:
            inside = i >= 0 and i + n <= len(unit)
            near += inside
            joint += inside and i in starts
    return near, joint


def entries_of(units, phrases):
    """(first, end, text) of the places of phrases in each unit."""
    lengths = sorted({sum("\u4e00" <= c <= "\u9fff" for c in text) for text in phrases})
    return [[(i, i + n, text) for i in range(len(unit)) for n in lengths if i + n <= len(unit)
             for text in [windows.spell(unit, i, n)] if text in phrases] for unit in units]


def cuts(units, node, places):
    """(phrase, part outside, part inside, whether it stands left) for each that is cut by a longer
    one with the node behind, or in front of, it."""
    found = set()
    for unit, entries in zip(units, places):
        nodes = windows.places(unit, node)
        if not nodes[0]:
            continue
        for a, a_end, first in entries:
            for b, b_end, second in entries:
                if not a < b < a_end < b_end:
                    continue
                parts = [windows.spell(unit, i, k - i)
                         for i, k in ((a, b), (b, a_end), (a_end, b_end))]
                if any(a_end <= s and s + nodes[1] <= b_end for s in nodes[0]):
                    found.add((first, parts[0], parts[1], True))
                if any(a <= s and s + nodes[1] <= b for s in nodes[0]):
                    found.add((second, parts[2], parts[1], False))
    return found


def cut_by_node(units, node, places, rows, window):
    """Rows (phrase, whether it stands left) of which the node brings the part outside of the
    longer phrase, and those that are whole only since they stand right beside the node; `window`:
    None for adjacent pairs, where a row is of one side."""
    gone, beside = set(), set()
    freq = lambda text: sum(len(windows.places(unit, text)[0]) for unit in units)  # noqa: E731
    for phrase, outer, inner, is_left in cuts(units, node, places):
        for row in rows:
            on_left, joint = int(row["freq_left"]), int(row["freq_joint"])
            if row["collocate"] != phrase or \
                    not (2 * on_left >= joint if is_left else 2 * on_left <= joint):
                continue
            near, outer_joint = (runs_near(units, node, outer, *window) if window else
                                 runs_beside(units, node, outer, is_left))
            key = (phrase, on_left > 0 if window is None else None)
            comes = 12 if abs(float(row["mean_distance"])) < 2 else 24
            if 5 * joint <= 3 * freq(phrase):
                continue
            if freq(phrase) * near < comes * freq(inner) * outer_joint:
                gone.add(key)
            elif freq(phrase) * near < 24 * freq(inner) * outer_joint:
                beside.add(key)
    return gone, beside - gone


def edgeless(units, node, places):
    """Phrases with an edge that is inside other phrases without the node, one of which crosses it,
    wherever they occur, or nearly so."""
    freq, inside, crossed = collections.Counter(), collections.Counter(), set()
    for unit, entries in zip(units, places):
        nodes, k = windows.places(unit, node)
        without = [(i, j) for i, j, _ in entries if not any(i <= s and s + k <= j for s in nodes)]
        for start, end, text in entries:
            freq[text] += 1
            for edge in (start, end):
                over = [(i, j) for i, j in without if i < edge < j and not unit[edge][1]]
                inside[text, edge == end] += len(over) > 0
                if any(not (i <= start and end <= j) for i, j in over):
                    crossed.add((text, edge == end))
    return {text for text, side in crossed if 5 * inside[text, side] >= 4 * freq[text] and
            freq[text] - inside[text, side] < 3}


def compounds(judge, seed, backwards=False):
    """A text of two-character words in which verbs go with nodes, and nouns stand between them."""
    draw = random.Random(seed)
    verbs, nouns, nodes = ("深化", "推进", "加快"), ("企业", "农村", "金融", "教育"), ("改革",)
    others = ("天地", "玄黄", "宇宙", "洪荒", "日月", "盈昃", "辰宿", "列张", "寒来", "暑往")
    kinds = ((verbs, nouns, nodes), (verbs, nodes), (nouns, nodes), (others, nouns),
             (others, nouns, nodes), (nodes, nouns), (nodes, nouns, verbs), (others, others))
    text = ""
    for _ in range(500):
        words = [word for _ in range(draw.randint(1, 4))
                 for word in [draw.choice(words) for words in draw.choice(kinds)] +
                 [draw.choice(("", "，", "、", "的"))]]
        text += "".join(reversed(words) if backwards else words) + "。\n"
    return judge.write(f"compounds{seed}.txt", text)


def surrounded(judge, seed):
    """A text in which the spans of a node are full of words that say nothing, so that chance makes
    phrases of all kinds of them."""
    draw = random.Random(seed)
    signs = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
    others = [signs[i:i + 2] for i in range(0, len(signs) - 1, 2)]
    nouns = ("企业", "农村", "金融", "教育", "科技", "住房")
    text = ""
    for _ in range(350):
        verb, noun = draw.choice(("深化", "推进", "加快", "", "")), draw.choice(nouns)
        middle = draw.choice((verb + noun + "改革",) * 6 + ("改革", noun, verb + draw.choice(others)))
        for words in (draw.choices(others, k=4), [middle], draw.choices(others, k=4)):
            text += "".join(words) + draw.choice(("，", "的", "、"))
        text += "。\n"
    return judge.write(f"surrounded{seed}.txt", text)


def chains(judge, seed):
    """A text of words each of which has few that follow, so that phrases overlap; 改革 is one."""
    draw = random.Random(seed)
    signs = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
    words = ["改革"] + [signs[i:i + 2] for i in range(0, len(signs) - 1, 2)]
    follow = {word: draw.sample(words, 3) for word in words}
    text = ""
    for _ in range(500):
        word = draw.choice(words)
        for _ in range(draw.randint(2, 7)):
            text += word + draw.choice(("", "", "", "", "的", "，"))
            word = draw.choice(follow[word][:draw.choice((1, 1, 2, 3))])
        text += "。\n"
    return judge.write(f"chains{seed}.txt", text)


def judge_cut(judge, texts):
    """Phrases cut by the edge of a longer one with the node in it, and those with an edge that is
    none: by the definition, token by token, on what is Han in a text, and on made ones."""
    real = windows.real_file(judge.folder, min(glob.glob(os.path.join(texts, "*.txt"))), 10000)
    gone = collections.Counter()
    for path, nodes in ((real, ("疫情防控", "工作")), (compounds(judge, 1), ("改革",)),
                        (compounds(judge, 2), ("改革", "企业")),
                        (compounds(judge, 3, backwards=True), ("改革",)),
                        (surrounded(judge, 4), ("改革",)), (chains(judge, 7),
                         ("改革", "宇宙", "玄黄", "日月")),
                        (chains(judge, 8), ("改革", "暑往", "秋收", "成岁"))):
        text = open(path, encoding="utf-8").read()
        units = list(windows.units(text, "sentence"))
        entries = entries_of(units, {row["phrase"] for row in judge.run("zg-phrases", path)})
        none = {node: edgeless(units, node, entries) for node in nodes}
        for node, window in itertools.product(nodes, ((10, 10), (2, 5), None)):
            options = ("--node", node, "--sort", "mi", path)
            options += ("--window", f"{window[0]},{window[1]}") if window else ("--adjacent",)
            every = judge.pairs("--nested", *options)
            cut, beside = cut_by_node(units, node, entries, every, window)
            whole = [row for row in every
                     if (row["collocate"], int(row["freq_left"]) > 0 if window is None else None)
                     not in cut]
            gone[window is None] += len(every) - len(whole)
            gone["edge"] += len(whole)
            whole = [row for row in whole if row["collocate"] not in none[node]]
            gone["edge"] -= len(whole)
            name = lambda row: (row["collocate"], row["freq_left"])  # noqa: E731
            expected = [name(row) for row in whole if own(row, whole, window is None) >= 2]
            got = [name(row) for row in judge.pairs(*options)]
            gone["beside"] += len(beside)
            judge.check(sorted(got) == sorted(expected),
                        f"{node} {window}: {set(got) ^ set(expected)}, cut {cut}")
    judge.check(gone[False] >= 20 and gone[True] >= 1 and gone["beside"] >= 2 and
                gone["edge"] >= 4, f"only {gone} phrases are cut")


def judge_nested(judge, texts):
    """What is left of all phrases near a node, by comparing what is shown of them (of these nodes
    none cuts any: see judge_cut)."""
    path = windows.real_file(judge.folder, min(glob.glob(os.path.join(texts, "*.txt"))), 10000)
    units = list(windows.units(open(path, encoding="utf-8").read(), "sentence"))
    entries = entries_of(units, {row["phrase"] for row in judge.run("zg-phrases", path)})
    none = {node: edgeless(units, node, entries) for node in ("疫情防控", "人民", "党", "的")}
    gone = 0
    for least in (1, 2, 3):
        for options in (("--node", "疫情防控"), ("--node", "人民", "--node", "党"),
                        ("--adjacent", "--node", "疫情防控", "--node", "的")):
            options += ("--measures", "mi", "--sort", "mi", "--min-freq", str(least), path)
            every = [row for row in judge.pairs("--nested", *options)
                     if row["collocate"] not in none[row["node"]]]
            near = collections.defaultdict(list)
            for row in every:
                near[row["node"]].append(row)
            expected = [row for row in every
                        if own(row, near[row["node"]], "--adjacent" in options) >= least]
            gone += len(every) - len(expected)
            judge.check(judge.pairs(*options) == expected, f"{options}: other phrases")
    judge.check(gone >= 10, "no phrase stands in another")


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
                     judge_cut, judge_item_filters, judge_ceiling):
            part(judge, sys.argv[2])
    print(f"{judge.total} checks, {judge.wrong} wrong")
    return 1 if judge.wrong else 0


sys.exit(main())
