"""The tables of a report against slow counts: of texts made here and, with a second folder, of real
ones. Everything is counted anew from the texts, phrase by phrase.
    judge.py ZG_REPORT [FOLDER_OF_TEXTS]
"""
import csv
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

TOKEN = re.compile(r"[0-9A-Za-z]+(?:[.,][0-9]+)*|[\u3400-\u9fff\u3005\u3007]")


def table(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def close(a, b):
    return abs(float(a) - b) <= 1e-5 * max(1, abs(b))


def places(text, form):
    """Where a form begins in a text, overlapping ones included."""
    found, at = [], text.find(form)
    while at >= 0:
        found.append(at)
        at = text.find(form, at + 1)
    return found


def tokens_of(text):
    """Tokens of a text of Han, numbers and Latin words."""
    return len(TOKEN.findall(text))


class Corpus:
    """Texts with their numbers of tokens, as the report tells them (they are checked elsewhere)."""

    def __init__(self, folder, out):
        self.text, self.tokens = {}, {}
        for row in table(out, "documents.tsv"):
            with open(os.path.join(folder, row["document"]), encoding="utf-8") as file:
                self.text[row["document"]] = file.read()
            self.tokens[row["document"]] = int(row["tokens"])
        self.total = sum(self.tokens.values())
        self.per = 10000 if self.total < 100000 else 1000000

    def freq(self, form):
        return {name: len(places(text, form)) for name, text in self.text.items()}

    def expected(self, freq):
        return sum(1 - (1 - n / self.total) ** freq for n in self.tokens.values())


def check_tiles(corpus, rows):
    for row in rows:
        counts = corpus.freq(row["phrase"])
        here = counts[row["document"]]
        assert int(row["freq"]) == here, (row, here)
        assert int(row["tokens"]) == corpus.tokens[row["document"]], row
        if int(row["tokens"]) > 0:
            assert close(row["rate"], corpus.per * here / int(row["tokens"])), row
        assert int(row["docs"]) == sum(n > 0 for n in counts.values()), row
        assert close(row["docs_expected"], corpus.expected(sum(counts.values()))), row
    return len(rows)


def check_strips(corpus, rows):
    """Each place is where the phrase begins, and none is left out."""
    seen = {}
    for row in rows:
        seen.setdefault((row["phrase"], row["document"]), []).append(int(row["token"]))
    for (phrase, document), told in seen.items():
        text = corpus.text[document]
        want = [tokens_of(text[:at]) + 1 for at in places(text, phrase)]
        assert told == want, (phrase, document, told, want)
    return len(rows)


def check_nesting(corpus, rows):
    """A whole holds the phrase, and the numbers add up to the frequency."""
    sums = {}
    for row in rows:
        assert row["whole"] == "" or (row["phrase"] in row["whole"] and
                                      row["phrase"] != row["whole"]), row
        total, _ = sums.get(row["phrase"], (0, 0))
        sums[row["phrase"]] = (total + int(row["inside"]), int(row["freq"]))
    for phrase, (total, freq) in sums.items():
        assert total == freq == sum(corpus.freq(phrase).values()), (phrase, total, freq)
    return len(rows)


def check_interval(corpus, row):
    """At its limit a rate makes what was seen as rare as 2.5 % (Clopper and Pearson)."""
    freq, tokens = int(row["freq"]), int(row["tokens"])

    def term(i, p):
        return math.exp(math.lgamma(tokens + 1) - math.lgamma(i + 1) -
                        math.lgamma(tokens - i + 1) + i * math.log(p) +
                        (tokens - i) * math.log1p(-p))
    if freq > 0:
        low = float(row["rate_low"]) / corpus.per
        assert abs(1 - sum(term(i, low) for i in range(freq)) - 0.025) < 1e-4, row
    if freq < tokens:
        high = float(row["rate_high"]) / corpus.per
        assert abs(sum(term(i, high) for i in range(freq + 1)) - 0.025) < 1e-4, row


def check_time(corpus, rows, date_of):
    for row in rows:
        of = [d for d in corpus.text if date_of(d).startswith(row["period"])]
        counts = corpus.freq(row["phrase"])
        assert int(row["freq"]) == sum(counts[d] for d in of), row
        assert int(row["tokens"]) == sum(corpus.tokens[d] for d in of), row
        assert int(row["documents"]) == len(of), row
        assert close(row["rate"], corpus.per * int(row["freq"]) / int(row["tokens"])), row
        check_interval(corpus, row)
    return len(rows)


def check_keyness(corpus, rows, group_of):
    """Frequencies of both sides, and the log ratio."""
    for row in rows:
        counts = corpus.freq(row["item"])
        here = {d for d in corpus.text if group_of(d, row["by"]) == row["group"]}
        f1, f2 = (sum(n for d, n in counts.items() if (d in here) == side)
                  for side in (True, False))
        n1, n2 = (sum(n for d, n in corpus.tokens.items() if (d in here) == side)
                  for side in (True, False))
        assert (f1, f2) == (int(row["freq_target"]), int(row["freq_reference"])), (row, f1, f2)
        ratio = math.log2((f1 + .5) / (n1 + .5)) - math.log2((f2 + .5) / (n2 + .5))
        assert close(row["log_ratio"], ratio), (row, ratio)
    return len(rows)


def check_items(corpus, rows, forms):
    for row in rows:
        counts = [sum(len(places(text, form)) for form in forms[row["item"]])
                  for text in corpus.text.values()]
        assert int(row["freq"]) == sum(counts), (row, counts)
        assert int(row["docs"]) == sum(n > 0 for n in counts), row
        assert close(row["rate"], corpus.per * sum(counts) / corpus.total), row
    return len(rows)


def check_shares(corpus, rows):
    inside = sum(int(row["tokens_inside"]) for row in rows)
    assert sum(int(row["tokens"]) for row in rows) == corpus.total
    assert 0 < inside < corpus.total
    for row in rows:
        if int(row["tokens"]) > 0:
            assert close(row["share"], 100 * int(row["tokens_inside"]) / int(row["tokens"])), row
    return len(rows)


def judge(tool, folder, arguments, forms, date_of, group_of):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([tool, folder, "-o", out, "-q", *arguments], check=True)
        corpus = Corpus(folder, out)
        with open(os.path.join(out, "report.meta.json"), encoding="utf-8") as file:
            meta = json.load(file)
        assert meta["tokens"] == corpus.total
        told = {"tiles": check_tiles(corpus, table(out, "slogans_by_text.tsv")),
                "strips": check_strips(corpus, table(out, "strips.tsv")),
                "nesting": check_nesting(corpus, table(out, "nesting.tsv")),
                "time": check_time(corpus, table(out, "time.tsv"), date_of),
                "keyness": check_keyness(corpus, table(out, "keyness.tsv"), group_of),
                "formulaicity": check_shares(corpus, table(out, "formulaicity.tsv"))}
        if forms:
            told["items"] = check_items(corpus, table(out, "items.tsv"), forms)
            told["items by text"] = sum(
                int(row["freq"]) for row in table(out, "items_by_text.tsv"))
            assert told["items by text"] == sum(
                int(row["freq"]) for row in table(out, "items.tsv"))
        for row in meta["families"]:
            assert row["family"] > 0, row
        print(", ".join(f"{name} {n}" for name, n in told.items()))


def made(folder):
    """Sixty texts of slogans over five months, in three kinds, and a list of items."""
    draw = random.Random(4)
    parts = ["改革开放", "坚持改革开放", "发展经济", "大力发展经济", "改善人民生活", "保护环境",
             "科学技术是第一生产力", "依靠科学技术", "丰收", "节约粮食"]
    rows, fields = ["document\tdate\tkind"], {}
    for i in range(60):
        name, month, kind = f"{i:02}.txt", f"2021-0{i % 5 + 1}", "甲乙丙"[i % 3]
        date = f"{month}-{i % 28 + 1:02}"
        text = "".join("，".join(draw.choice(parts[i % 4:]) for _ in range(draw.randint(1, 4))) +
                       draw.choice("。！；") for _ in range(draw.randint(3, 9)))
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        rows.append(f"{name}\t{date}\t{kind}")
        fields[name] = (date, month, kind)
    with open(os.path.join(folder, "metadata.tsv"), "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    return fields


def main():
    tool = sys.argv[1]
    if len(sys.argv) > 2:
        folder = sys.argv[2]
        with open(os.path.join(folder, "metadata.tsv"), encoding="utf-8") as file:
            fields = {row["document"]: row for row in csv.DictReader(file, delimiter="\t")}
        judge(tool, folder, [], {}, lambda d: fields[d]["date"], lambda d, by: fields[d][by])
        return
    with tempfile.TemporaryDirectory() as folder:
        fields = made(folder)
        forms = {"生产": ["第一生产力", "丰收"], "环境": ["保护环境"], "没有": ["没有"]}
        items = os.path.join(folder, "items.list")
        with open(items, "w", encoding="utf-8") as file:
            file.write("item\tform\n" + "".join(f"{item}\t{form}\n" for item, of in forms.items()
                                                for form in of))
        judge(tool, folder, ["--items", items], forms, lambda d: fields[d][0],
              lambda d, by: fields[d][2] if by == "kind" else fields[d][1])


main()
