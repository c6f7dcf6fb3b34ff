"""zg-keyness against a slow keyness on small made corpora: two sides, groups against the rest, the
one before and the first, all groups at once, item lists with forms and exceptions, windows as
margins, copies as one document, permutations, leaving one out, descriptive sides, every order.

    cases.py BIN_FOLDER [ROUNDS [SEED]]

Counts are those of dictionaries, tails of intervals are summed term by term, documents are left
out one by one, deals are dealt by the same numbers as in the library, written down again here.
"""
import csv
import itertools
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from functools import lru_cache

HAN = "天地玄黄宇"
STOP = "，"
CONFIDENCE = 0.95
LN10 = math.log(10)


# ---- counting ----

class Document:
    def __init__(self, name, group, lines):
        self.name, self.group, self.lines = name, group, lines
        self.runs = [run for line in lines for run in line.split(STOP)]
        self.size = sum(map(len, self.runs))


def count_ngrams(document, orders):
    return Counter(run[i:i + n] for run in document.runs for n in orders
                   for i in range(len(run) - n + 1))


def places(run, text):
    return [i for i in range(len(run) - len(text) + 1) if run.startswith(text, i)]


def count_item(document, forms):
    """Occurrences of an item: its longer forms first, without those inside an exception."""
    total = 0
    for run in document.runs:
        found = []
        for number, (form, excepts) in enumerate(forms.items()):
            barred = [(i, i + len(e)) for e in excepts for i in places(run, e)]
            found += [(-len(form), i, number, form) for i in places(run, form)
                      if not any(a <= i and i + len(form) <= b for a, b in barred)]
        taken = []
        for _, i, _, form in sorted(found):
            if all(f == form or i + len(form) <= j or j + len(f) <= i for j, f in taken):
                taken.append((i, form))
        total += len(taken)
    return total


def windows(documents, n):
    return sum(max(0, len(run) - n + 1) for d in documents for run in d.runs)


# ---- formulas ----

def log2_ratio(f1, n1, f2, n2):
    return math.log2((f1 + .5) / (n1 + .5)) - math.log2((f2 + .5) / (n2 + .5))


def tail(a, n, t):
    """P(X >= a), X binomial of n trials with chance t."""
    return math.fsum(math.comb(n, k) * t ** k * (1 - t) ** (n - k) for k in range(a, n + 1))


@lru_cache(maxsize=None)
def lower(f1, n1, f2, n2, alpha):
    if f1 == 0:
        return -math.inf
    low, high = -60., 60.  # the logit of the share
    for _ in range(90):
        middle = (low + high) / 2
        t = 1 / (1 + math.exp(-middle))
        if tail(f1, f1 + f2, t) < alpha:
            low = middle
        else:
            high = middle
    return (low + math.log(n2 / n1)) / math.log(2)


def upper(f1, n1, f2, n2, alpha):
    return -lower(f2, n2, f1, n1, alpha)


def conservative(f1, n1, f2, n2, family):
    alpha = (1 - CONFIDENCE) / 2 / family
    if f1 + f2 == 0:
        return 0.
    if f1 * n2 >= f2 * n1:
        return max(0., lower(f1, n1, f2, n2, alpha))
    return min(0., upper(f1, n1, f2, n2, alpha))


def g2_of(columns):
    """Log-likelihood of a table of two rows: (item, others) of each column."""
    total, item = sum(map(sum, columns)), sum(c[0] for c in columns)
    rows = (item, total - item)
    return 2 * math.fsum(o * math.log(o * total / (rows[i] * sum(column)))
                         for column in columns for i, o in enumerate(column) if o)


def chi2_tail(x, df):
    if x <= 0:
        return 1.
    half = x / 2
    if df % 2 == 0:
        return math.exp(-half) * math.fsum(half ** i / math.factorial(i) for i in range(df // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * math.fsum(
        half ** (i + .5) / math.gamma(i + 1.5) for i in range((df - 1) // 2))


def minus_log10(p):
    return -math.log10(p) if p < 1 else 0.


def benjamini_hochberg(ps, family):
    """-log10 q of -log10 p, by position."""
    order = sorted(range(len(ps)), key=lambda i: -ps[i])
    out, running = [0.] * len(ps), 0.
    for rank in range(len(order), 0, -1):
        running = max(running, ps[order[rank - 1]] - math.log10(family / rank))
        out[order[rank - 1]] = running
    return out


def dp_norm(freqs, sizes):
    f, total = sum(freqs), sum(sizes)
    if f == 0 or len(sizes) < 2:
        return None
    distance = sum(abs(Fraction(v, f) - Fraction(s, total)) for v, s in zip(freqs, sizes)) / 2
    return float(distance / (1 - Fraction(min(sizes), total)))


# ---- documents as units ----

MASK, GAMMA = 2 ** 64 - 1, 0x9E3779B97F4A7C15


def mix(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def deals(m, everything, n, seed):
    """Ways to choose the target of m among all, and whether those are all there are."""
    if math.comb(everything, m) <= n:
        return list(itertools.combinations(range(everything), m)), True
    out = []
    for b in range(n):
        start = mix((seed + mix(b + 1)) & MASK)
        numbers = [mix((start + (i + 1) * GAMMA) & MASK) for i in range(everything)]
        out.append(sorted(range(everything), key=numbers.__getitem__)[:m])
    return out, False


def permutation(freqs, sizes, how, every):
    """`freqs`, `sizes`: of both sides' units."""
    every_f, every_s = freqs[0] + freqs[1], sizes[0] + sizes[1]
    f, s = sum(every_f), sum(every_s)

    def apart(f1, s1):
        return abs(Fraction(f1, s1) - Fraction(f - f1, s - s1))

    seen = apart(sum(freqs[0]), sum(sizes[0]))
    far = sum(apart(sum(every_f[i] for i in d), sum(every_s[i] for i in d)) >= seen for d in how)
    return minus_log10(far / len(how) if every else (1 + far) / (1 + len(how)))


def without(freqs, sizes, names, family):
    """The weakest lrc when one unit is left out, and lrc by the unit's name."""
    f, n = [sum(v) for v in freqs], [sum(v) for v in sizes]
    a = 1 if f[0] * n[1] < f[1] * n[0] else 0
    by_name = {}
    for side in (0, 1):
        for v, s, name in zip(freqs[side], sizes[side], names[side]):
            g, m = list(f), list(n)
            g[side] -= v
            m[side] -= s
            if m[side] > 0:
                by_name.setdefault(name, []).append(
                    conservative(g[a], m[a], g[1 - a], m[1 - a], family))
    if not by_name:
        return None, {}
    weakest = min(min(v) for v in by_name.values())
    return -weakest if a == 1 else weakest, by_name


# ---- one case ----

class Case:
    """A corpus, how its sides are named, and how it is looked at."""

    def __init__(self, rng):
        self.rng = rng
        self.documents = []
        n_groups = rng.randint(2, 4)
        for group in range(n_groups):
            likes = [rng.random() for _ in HAN]
            for _ in range(rng.choice([2, 5, 5, 6, 7])):
                lines = ["".join(rng.choices(HAN + STOP, likes + [.3], k=rng.randint(0, 30)))
                         for _ in range(rng.randint(1, 2))]
                self.documents.append(Document(f"d{len(self.documents):02}", f"g{group}", lines))
        self.how = rng.choice(["where", "files", "rest", "previous", "first", "groups"])
        self.items = rng.choice(["ngrams", "ngrams", "list"])
        self.windows = rng.random() < .3 and self.items == "ngrams"
        self.direction = rng.choice(["over", "under", "both", "both"])
        self.min_freq = rng.choice([1, 2, 2, 4])
        self.inferential = rng.random() < .7
        self.permutations, self.seed = rng.choice([20, 99, 500]), rng.randint(0, 2 ** 64 - 1)
        self.orders = rng.choice([(1, 1), (1, 2), (2, 3)])
        self.copies = {}
        if rng.random() < .5:
            for _ in range(rng.randint(1, 6)):
                a, b = rng.sample(range(len(self.documents)), 2)
                self.copies[(a, b)] = rng.choice([.1, .79, .8, .95])
        self.sort = rng.choice([None, None, "g2", "freq_target:asc", "item:desc", "neg_log10_q",
                                "docs_reference", "dp_norm_target", "lrc_without_one",
                                "without_document", "log_ratio_high", "n"])

    def write(self, folder):
        os.makedirs(folder)
        with open(os.path.join(folder, "metadata.tsv"), "w", encoding="utf-8") as table:
            table.write("document\tgroup\n")
            for d in self.documents:
                table.write(f"{d.name}.txt\t{d.group}\n")
                with open(os.path.join(folder, d.name + ".txt"), "w", encoding="utf-8") as text:
                    text.write("\n".join(d.lines) + "\n")
        with open(os.path.join(folder, "reuse.tsv"), "w", encoding="utf-8") as table:
            table.write("document\tdocument_other\tshare\tshare_other\n")
            for (a, b), share in self.copies.items():
                names = self.documents[a].name, self.documents[b].name
                table.write(f"{names[0]}.txt\t{names[1]}.txt\t0.05\t{share}\n")
        with open(os.path.join(folder, "items.tsv"), "w", encoding="utf-8") as table:
            table.write("item\tform\texcept\n")
            self.list = {}
            for number in range(self.rng.randint(2, 5)):
                forms = self.list.setdefault(f"项{number}", {})
                for _ in range(self.rng.randint(1, 3)):
                    form = "".join(self.rng.choices(HAN, k=self.rng.randint(1, 3)))
                    barred = self.rng.choice(["", form + self.rng.choice(HAN)])
                    forms.setdefault(form, []).extend([barred] if barred else [])
                    table.write(f"项{number}\t{form}\t{barred}\n")

    def options(self, folder):
        out = ["--direction", self.direction, "--min-freq", str(self.min_freq), "--digits", "17",
               "--leave-one-out", "--permutations", str(self.permutations), "--seed",
               str(self.seed), "--contingency", "-q"]
        if self.how == "where":
            out += ["--target-where", "group=g0"]
        elif self.how == "files":
            out += ["--reference", folder + "-others.zgc"]
        elif self.how == "groups":
            out += ["--groups", "group"]
        else:
            out += ["--by", "group", "--versus", self.how]
        if self.items == "list":
            out += ["--items", os.path.join(folder, "items.tsv")]
        else:
            out += ["--items", "ngrams", "-n", "{}-{}".format(*self.orders)]
        out += ["--base", "windows"] if self.windows else []
        out += ["--inferential"] if self.inferential else []
        out += ["--reuse", os.path.join(folder, "reuse.tsv")] if self.copies else []
        return out + (["--sort", self.sort] if self.sort else [])

    def comparisons(self):
        """(group, documents of the target, of the reference)"""
        by_group = {}
        for d in self.documents:
            by_group.setdefault(d.group, []).append(d)
        names = sorted(g for g in by_group if sum(d.size for d in by_group[g]) > 0)
        for i, name in enumerate(names):
            if self.how in ("where", "files") and name != "g0":
                continue
            others = [d for d in self.documents if d.group != name]
            if self.how in ("previous", "first"):
                if i == 0:
                    continue
                others = by_group[names[i - 1 if self.how == "previous" else 0]]
            yield name, by_group[name], others

    def units(self, documents):
        """Documents of a side, near-copies together."""
        root = list(range(len(self.documents)))
        for _ in root:
            for (a, b), share in self.copies.items():
                if share >= .8:
                    root[a] = root[b] = min(root[a], root[b])
        units = {}
        for d in documents:
            if d.size > 0:
                units.setdefault(root[self.documents.index(d)], []).append(d)
        return list(units.values())


def expected(case):
    """The rows: dictionaries of columns, and what only the judge needs."""
    if case.items == "list":
        names = list(case.list)
        counts = [{name: count_item(d, case.list[name]) for name in names}
                  for d in case.documents]
        lengths = {name: {len(form) for form in case.list[name]} for name in names}
        n_of = {name: lengths[name].pop() if len(lengths[name]) == 1 else None for name in names}
    else:
        counts = [count_ngrams(d, range(case.orders[0], case.orders[1] + 1))
                  for d in case.documents]
        names = sorted(set().union(*counts))
        n_of = {name: len(name) for name in names}
    counts = {d.name: c for d, c in zip(case.documents, counts)}
    rows, family = [], 0
    for group, *sides in case.comparisons():
        units = [case.units(side) for side in sides]
        few = min(map(len, units)) < 5 and not case.inferential
        for name in names:
            freqs = [[counts[d.name].get(name, 0) for d in side] for side in sides]
            f = [sum(v) for v in freqs]
            if sum(f) < case.min_freq:
                continue
            family += not few
            rows.append({"group": group, "item": name, "n": n_of[name], "f": f, "few": few,
                         "sides": sides, "units": units, "freqs": freqs,
                         "docs": [sum(v > 0 for v in side) for side in freqs],
                         "unit_freqs": [[sum(counts[d.name].get(name, 0) for d in unit)
                                         for unit in side] for side in units]})
    ps = []
    for row in rows:
        row["N"] = [windows(side, row["n"]) if case.windows else sum(d.size for d in side)
                    for side in row["sides"]]
        f, n = row["f"], row["N"]
        row["sign"] = (f[0] * n[1] > f[1] * n[0]) - (f[0] * n[1] < f[1] * n[0])
        row["g2"] = row["sign"] * g2_of([(f[i], n[i] - f[i]) for i in (0, 1)])
        row["p"] = minus_log10(math.erfc(math.sqrt(abs(row["g2"]) / 2)))
        if not row["few"]:
            ps.append(row["p"])
    qs = iter(benjamini_hochberg(ps, max(family, 1)))
    for row in rows:
        row["q"] = None if row["few"] else next(qs)
    return rows, max(family, 1), counts


def complete(case, rows, family, counts):
    """Adds the columns to rows that are shown, and drops the others."""
    wanted = {"over": (1,), "under": (-1,), "both": (-1, 0, 1)}[case.direction]
    dealt = {}
    out = []
    for row in rows:
        f, n, few = row["f"], row["N"], row["few"]
        alpha = (1 - CONFIDENCE) / 2
        low, high = lower(f[0], n[0], f[1], n[1], alpha), upper(f[0], n[0], f[1], n[1], alpha)
        if row["sign"] not in wanted:
            continue
        if few and (sum(f) < 5 or not (low > 0 or high < 0) or row["sign"] == 0):
            continue
        freqs = row["unit_freqs"]
        sizes = [[sum(d.size for d in unit) for unit in side] for side in row["units"]]
        unit_names = [[unit[0].name + ".txt" for unit in side] for side in row["units"]]
        cells = {"group": row["group"], "item": row["item"], "n": row["n"],
                 "log_ratio": log2_ratio(f[0], n[0], f[1], n[1]), "log_ratio_low": low,
                 "log_ratio_high": high, "g2": row["g2"],
                 "lrc": None if few else conservative(f[0], n[0], f[1], n[1], family),
                 "neg_log10_p": None if few else row["p"], "neg_log10_q": row["q"],
                 "o11": f[0], "o12": f[1], "o21": n[0] - f[0], "o22": n[1] - f[1]}
        for side, name in enumerate(("target", "reference")):
            tokens = sum(d.size for d in row["sides"][side])
            cells["freq_" + name] = f[side]
            cells["docs_" + name] = row["docs"][side]
            cells["docs_independent_" + name] = sum(v > 0 for v in freqs[side])
            cells["per_million_" + name] = 1e6 * f[side] / tokens
            cells["dp_norm_" + name] = dp_norm(freqs[side], sizes[side])
        key = (row["group"], case.how)
        if not few and key not in dealt:
            dealt[key] = deals(len(sizes[0]), len(sizes[0]) + len(sizes[1]), case.permutations,
                               case.seed)
        cells["permutation_neg_log10_p"] = None if few else permutation(freqs, sizes, *dealt[key])
        if not case.windows:
            cells["lrc_without_one"], cells["by_name"] = \
                (None, {}) if few else without(freqs, sizes, unit_names, family)
        out.append(cells)
    return out


def add_groups(case, shown, rows, counts):
    """What --groups says of all groups at once."""
    groups = sorted({d.group for d in case.documents})
    tokens = [sum(d.size for d in case.documents if d.group == g) for g in groups]
    total, tables = sum(tokens), {}
    for name in {row["item"] for row in rows}:
        freqs = [sum(counts[d.name].get(name, 0) for d in case.documents if d.group == g)
                 for g in groups]
        used = [(f, s - f) for f, s in zip(freqs, tokens) if s > 0]
        g2 = g2_of(used)
        chi2 = sum((f - sum(freqs) * (f + r) / total) ** 2 / (sum(freqs) * (f + r) / total)
                   + (r - (total - sum(freqs)) * (f + r) / total) ** 2
                   / ((total - sum(freqs)) * (f + r) / total) for f, r in used) \
            if 0 < sum(freqs) < total else 0
        tables[name] = {"freqs": freqs, "g2_2k": g2, "cramers_v": math.sqrt(chi2 / total),
                        "g2_2k_neg_log10_p": minus_log10(chi2_tail(g2, len(groups) - 1))}
    order = sorted(tables)
    qs = benjamini_hochberg([tables[name]["g2_2k_neg_log10_p"] for name in order], len(order))
    for name, q in zip(order, qs):
        tables[name]["g2_2k_neg_log10_q"] = q
    for cells in shown:
        table = tables[cells["item"]]
        at = groups.index(cells["group"])
        f, share = sum(table["freqs"]), tokens[at] / total
        spread = math.sqrt(f * share * (1 - f / total) * (1 - share))
        cells["adjusted_residual"] = (table["freqs"][at] - f * share) / spread if spread else None
        cells.update({k: v for k, v in table.items() if k != "freqs"})
        if cells["lrc"] is None:  # the group is only described
            cells["g2_2k_neg_log10_p"] = cells["g2_2k_neg_log10_q"] = None


# ---- judging ----

def near(got, wanted, column):
    if wanted is None:
        return got == ""
    if isinstance(wanted, (int, str)):
        return got == str(wanted)
    if got == "":
        return False
    if math.isinf(wanted):
        return float(got) == wanted
    bound = 1e-8 if any(part in column for part in ("log10", "lrc", "low", "high")) else 1e-10
    return abs(float(got) - wanted) <= bound * max(.01, abs(wanted))


def order_of(case, row):
    """The place of a row that was printed, by what was printed."""
    column, _, way = (case.sort or "").partition(":")
    if not column:
        column = "lrc" if row["lrc"] != "" else "log_ratio"
        way = "asc" if case.direction == "under" else "desc"
    text = column in ("item", "without_document")
    way = way or ("asc" if text else "desc")
    value = row[column]
    if text:
        value = value.encode()
        value = tuple(-b for b in value) + (1,) if way == "desc" else tuple(value)
    elif value != "":
        value = float(value) + 0.
        value = -value if way == "desc" else value
    freq = int(row["freq_target"]) + int(row["freq_reference"])
    return (row.get("group", ""), row[column] == "", value if row[column] != "" else 0, -freq,
            row["item"].encode())


def judge(case, rows, printed):
    wrong, cells = [], 0
    by_key = {(row["group"], row["item"]): row for row in rows}
    for got in printed:
        key = (got.get("group", "g0"), got["item"])
        want = by_key.pop(key, None)
        if want is None:
            wrong.append(f"{key}: not a row")
            continue
        for column, value in got.items():
            if column == "without_document":
                if "by_name" in want and want["lrc_without_one"] is not None:
                    weakest = abs(want["lrc_without_one"])
                    if not any(abs(abs(v) - weakest) < 1e-8
                               for v in want["by_name"].get(value, [])):
                        wrong.append(f"{key}: {value} is not the one to leave out")
            elif column in want:
                cells += 1
                if not near(value, want[column], column):
                    wrong.append(f"{key}: {column} is {value}, not {want[column]}")
            elif column != "lrc_without_one":
                wrong.append(f"{column}: nobody judges it")
    wrong += [f"{key}: a row is missing" for key in by_key]
    order = [order_of(case, row) for row in printed]
    if order != sorted(order):
        wrong.append(f"rows are not in the order of {case.sort}")
    return wrong, cells


def read(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def make_files(tool, case, folder):
    """Two corpus files, the target's and the others', each with a vocabulary of its own."""
    tool = os.path.join(os.path.dirname(tool), "zg-import")
    for name, is_target in (("-target.zgc", True), ("-others.zgc", False)):
        texts = [os.path.join(folder, d.name + ".txt") for d in case.documents
                 if (d.group == "g0") == is_target]
        subprocess.run([tool, *texts, "-q", "-o", folder + name], check=True)


def play(tool, rng, folder):
    case = Case(rng)
    case.write(folder)
    if case.how == "files":
        make_files(tool, case, folder)
    first = folder + "-target.zgc" if case.how == "files" else folder
    command = [tool, first, *case.options(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    compared = list(case.comparisons())
    empty = not compared or any(sum(d.size for d in side) == 0 for _, *two in compared
                                for side in two)
    if empty:
        return ([] if done.returncode == 1 else ["an empty side was taken"]), 0
    if done.returncode != 0:
        return [" ".join(command), f"exit {done.returncode}", done.stderr.decode()], 0
    rows, family, counts = expected(case)
    shown = complete(case, rows, family, counts)
    if case.how == "groups":
        add_groups(case, shown, rows, counts)
    wrong, cells = judge(case, shown, read(done.stdout.decode()))
    return [" ".join(command)] + wrong if wrong else [], cells


def main():
    tool = os.path.join(sys.argv[1], "zg-keyness")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    total = 0
    for seed in range(first, first + rounds):
        with tempfile.TemporaryDirectory() as folder:
            folder = os.environ.get("KEEP", folder)
            wrong, cells = play(tool, random.Random(seed), os.path.join(folder, "texts"))
        total += cells
        if wrong:
            print(f"round {seed}:")
            print("\n".join(wrong[:12]))
            return 1
    print(f"{rounds} corpora, {total} cells agree")
    return 0


sys.exit(main())
