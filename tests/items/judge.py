"""Item lists, groups, zero rows and dispersion against a slow counter that tries every form at
every place and computes each measure from its definition.
    judge.py BIN_FOLDER [ROUNDS]
"""
import csv
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

HAN, SOFT, HARD = "天地玄黄", "、", "。"
LEVELS = ["clause", "sentence", "paragraph", "document"]
MEASURES = ["docs_expected", "dp_norm", "da", "kld_norm_o2p", "arf", "dp", "range", "juilland_d",
            "ald", "awt"]


def units(document, level):
    """Runs of signs that nothing stops, as (sign, token number) pairs."""
    run, token = [], 0
    for paragraph in document:
        for sign in paragraph:
            if sign in HAN:
                run.append((sign, token))
                token += 1
            elif (sign == SOFT and level > 0) or (sign == HARD and level > 1):
                run.append((sign, None))
            else:
                yield run
                run = []
        if level < 3:
            yield run
            run = []
    yield run


def places(run, text):
    signs = "".join(sign for sign, _ in run)
    return [i for i in range(len(signs) - len(text) + 1) if signs.startswith(text, i)]


def matches(run, forms):
    """Counted occurrences of one item in a run: (start, form)."""
    found = []
    for form, excepts in forms.items():
        barred = [(i, i + len(e)) for e in excepts for i in places(run, e)]
        for i in places(run, form):
            if not any(a <= i and i + len(form) <= b for a, b in barred):
                found.append((-sum(c in HAN for c in form), i, list(forms).index(form), form))
    taken = []
    for _, i, _, form in sorted(found):
        if all(f == form or i + len(form) <= j or j + len(f) <= i for j, f in taken):
            taken.append((i, form))
    return taken


def measures(occurrences, documents, parts_how, values):
    """`occurrences`: (document index, token over the selection); `documents`: sizes."""
    total, f = sum(documents), len(occurrences)
    if parts_how == "document":
        keys = list(range(len(documents)))
        part = {d: d for d in keys}
        sizes = dict(enumerate(documents))
        freqs = Counter(d for d, _ in occurrences)
    elif parts_how.startswith("equal:"):
        k = max(1, min(int(parts_how[6:]), total))
        starts = [i * total // k for i in range(k + 1)]
        sizes = {i: starts[i + 1] - starts[i] for i in range(k)}
        freqs = Counter(next(i for i in range(k) if starts[i] <= t < starts[i + 1])
                        for _, t in occurrences)
    else:
        sizes, freqs = Counter(), Counter()
        for d, size in enumerate(documents):
            if values[d] != "":
                sizes[values[d]] += size
        for d, _ in occurrences:
            if values[d] != "":
                freqs[values[d]] += 1
    sizes = {key: size for key, size in sizes.items() if size > 0}
    v = [freqs.get(key, 0) for key in sizes]
    s = list(sizes.values())
    S, F, n = sum(s), sum(v), len(s)
    out = {"docs_expected": sum(1 - (1 - size / total) ** f for size in documents if size)}
    out["range"] = sum(x > 0 for x in v)
    nan = math.nan
    if F == 0:
        out.update({m: nan for m in ["dp", "dp_norm", "da", "kld_norm_o2p", "juilland_d"]})
    else:
        w = [x / S for x in s]
        dp = sum(abs(x / F - y) for x, y in zip(v, w)) / 2
        rates = [x / y for x, y in zip(v, s)]
        r = [x / sum(rates) for x in rates]
        kld = sum(x / F * math.log2(x / F / y) for x, y in zip(v, w) if x)
        mean = sum(rates) / n
        sd = math.sqrt(sum((x - mean) ** 2 for x in rates) / n)
        out["dp"] = dp
        out["dp_norm"] = dp / (1 - min(w)) if n > 1 else nan
        out["da"] = 1 - sum(abs(r[i] - r[j]) for i in range(n)
                            for j in range(i)) / (n - 1) if n > 1 else nan
        out["kld_norm_o2p"] = kld / (1 + kld)
        out["juilland_d"] = 1 - sd / mean / math.sqrt(n - 1) if n > 1 else nan
    p = sorted(t + 1 for _, t in occurrences)
    if f == 0:
        out.update(arf=nan, ald=nan, awt=nan)
    else:
        gaps = [p[0] + total - p[-1]] + [b - a for a, b in zip(p, p[1:])]
        out["arf"] = sum(min(g, total / f) for g in gaps) * f / total
        out["ald"] = sum(g * math.log10(g) for g in gaps) / total
        out["awt"] = (1 + sum(g * g for g in gaps) / total) / 2
    return out


def read(output):
    return list(csv.DictReader(output.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def near(cell, value):
    if cell == "" or math.isnan(value):
        return cell == "" and math.isnan(value)
    return abs(float(cell) - value) <= 1e-9 * max(1, abs(value))


class Round:
    def __init__(self, bins, folder, seed):
        self.bins, self.folder = bins, folder
        self.random = random.Random(seed)
        chance = self.random
        self.docs = []
        for _ in range(chance.randint(1, 7)):
            signs = HAN[:chance.randint(2, 4)] * 3 + SOFT + HARD
            self.docs.append(["".join(chance.choice(signs) for _ in range(chance.randint(0, 25)))
                              for _ in range(chance.randint(0, 4))])
        self.docs[0] = ["天地天地"] + self.docs[0]
        self.years = [chance.choice(["", "1999", "2003", "2014"]) for _ in self.docs]
        self.years[0] = "2001"
        ranks = [chance.randint(-2, 9) for _ in self.docs]
        self.ordered = chance.random() < 0.6
        self.order = list(range(len(self.docs)))
        if self.ordered:
            self.order.sort(key=lambda i: ranks[i])
        os.makedirs(folder)
        with open(f"{folder}/metadata.tsv", "w", encoding="utf-8") as meta:
            meta.write("document\tyear\trank\n")
            for i, doc in enumerate(self.docs):
                with open(f"{folder}/{i}.txt", "w", encoding="utf-8") as out:
                    out.write("".join(line + "\n" for line in doc))
                meta.write(f"{i}.txt\t{self.years[i]}\t{ranks[i]}\n")
        self.level = chance.randrange(4)
        self.by = chance.choice([None, "year", "year:10", "document"])
        self.parts = chance.choice(["document", "year", "equal:3", "equal:400"])

    def groups(self):
        named = defaultdict(list)
        for i in self.order:
            year = self.years[i]
            name = {None: "", "year": year, "document": f"{i}.txt",
                    "year:10": year and year[:3] + "0"}[self.by]
            if name or self.by is None:
                named[name].append(i)
        return dict(sorted(named.items()))

    def sizes(self, members):
        return [sum(c in HAN for line in self.docs[d] for c in line) for d in members]

    def items(self):
        chance, items = self.random, {}
        with open(self.folder + ".items.tsv", "w", encoding="utf-8") as out:
            out.write("item\tform\texcept\n")
            for i in range(chance.randint(1, 6)):
                forms = {}
                for _ in range(chance.randint(1, 4)):
                    signs = chance.choices(HAN * 2 + SOFT, k=chance.randint(1, 3))
                    form = "".join(signs).strip(SOFT)
                    if form and form not in forms:
                        forms[form] = []
                if not forms:
                    forms["天"] = []
                for form in forms:
                    for _ in range(chance.randint(0, 2)):
                        longer = chance.choice(["", *HAN]) + form + chance.choice(HAN)
                        forms[form].append(longer)
                        out.write(f"i{i}\t{form}\t{longer}\n")
                    if not forms[form]:
                        out.write(f"i{i}\t{form}\t\n")
                items[f"i{i}"] = forms
        return items

    def run(self, *options):
        command = [f"{self.bins}/zg-ngrams", self.folder, "-q", "--digits", "17", "--within",
                   LEVELS[self.level], f"--dispersion={','.join(MEASURES)}", "--parts", self.parts,
                   *options]
        if self.ordered:
            command += ["--order-by", "rank"]
        if self.by:
            command += ["--by", self.by]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0, (command, done.stderr.decode())
        return read(done.stdout.decode())

    def expected(self, count, keys):
        """Rows by (group, key): `count(run)` gives (key, start) of a run."""
        rows = {}
        for group, members in self.groups().items():
            found = defaultdict(list)
            before = 0
            sizes = self.sizes(members)
            for d, document in enumerate(members):
                for run in units(self.docs[document], self.level):
                    for key, start in count(run):
                        found[key].append((d, before + run[start][1]))
                before += sizes[d]
            for key in (keys if keys is not None else found):
                o = found[key]
                row = measures(o, sizes, self.parts, [self.years[m] for m in members])
                row.update(freq=len(o), docs=len({d for d, _ in o}), tokens=sum(sizes),
                           documents=len(members))
                rows[group, key] = row
        return rows

    def compare(self, rows, expected, name):
        seen = {}
        for row in rows:
            seen[row.get("group", ""), name(row)] = row
        assert len(seen) == len(rows) and seen.keys() == expected.keys(), (
            self.folder, sorted(seen.keys() ^ expected.keys()))
        for key, row in seen.items():
            want = expected[key]
            for column, value in want.items():
                if column in row and not near(row[column], value):
                    raise SystemExit(f"{self.folder} by {self.by} within {self.level} parts "
                                     f"{self.parts}: {key} {column}: {row[column]}, not {value}")
            if want["tokens"]:
                assert near(row["per_million"], 1e6 * want["freq"] / want["tokens"])
            assert near(row["docs_share"], want["docs"] / want["documents"])
        order = list(dict.fromkeys(row.get("group", "") for row in rows))
        assert order == [g for g in self.groups() if g in order], order
        for a, b in zip(rows, rows[1:]):
            if a.get("group") == b.get("group"):
                assert (-int(a["freq"]), name(a)) < (-int(b["freq"]), name(b)), (a, b)
        return len(rows)

    def judge(self):
        items = self.items()
        path = self.folder + ".items.tsv"
        done = self.compare(
            self.run("--items", path),
            self.expected(lambda run: [(name, i) for name, forms in items.items()
                                       for i, _ in matches(run, forms)], list(items)),
            lambda row: row["ngram"])
        done += self.compare(
            self.run("--items", path, "--forms"),
            self.expected(lambda run: [((name, form), i) for name, forms in items.items()
                                       for i, form in matches(run, forms)],
                          [(name, form) for name, forms in items.items() for form in forms]),
            lambda row: (row["ngram"], row["form"]))

        def windows(run):
            tokens = [i for i, (sign, _) in enumerate(run) if sign in HAN]
            for n in range(1, 4):
                for i in range(len(tokens) - n + 1):
                    signs = run[tokens[i]:tokens[i + n - 1] + 1]
                    yield "".join(sign for sign, _ in signs), tokens[i]
        done += self.compare(self.run("-n", "1-3"), self.expected(windows, None),
                             lambda row: row["ngram"])
        return done


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    rows = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(rounds):
            rows += Round(sys.argv[1], f"{folder}/{seed}", seed).judge()
    print(f"{rounds} corpora, {rows} rows agree")


main()
