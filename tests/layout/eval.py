#!/usr/bin/env python3
"""Scores layout on pages whose paragraphs are known: precision and recall of paragraph ends.

    eval.py LAYOUT_DUMP DATA [-v]

Offsets are those of the text without blanks and page matter; the end of the document is left out.
The four files of DATA/pdf have to reach 0.97 in both, lose no letter and keep no page matter; so
do the variations made here from reports and addresses in DATA. Without DATA they are SKIPPED.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pages import Layout  # noqa: E402

LEAST = 0.97
MARKS = "。！？：；，、.!?:;,”’"
# Where neither an indent nor a blank line is left, a paragraph whose last line is full and ends a
# sentence looks like any other line: the share of these is the layout's, not the method's.
LEAST_BLIND = {"precision": 0.95, "recall": 0.85}


def bare(text):
    """Without blanks, and hyphens, which are counted apart."""
    return re.sub(r"[\s\u00ad-]", "", text)


class Decided:
    def __init__(self, dump, path):
        raw = open(path, encoding="utf-8-sig", newline="").read()
        self.lines = re.split("[\n\f]", raw)
        out = subprocess.run([dump, path], check=True, capture_output=True).stdout.decode()
        self.rows = [row.split("\t") for row in out.split("\n")[:-1]]
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        assert len(self.rows) == len(self.lines), (path, len(self.rows), len(self.lines))
        self.kept = [(i, self.lines[i].strip(), row) for i, row in enumerate(self.rows)
                     if row[1] != "-" and row[2] == "."]
        self.dropped = [(i, self.lines[i].strip()) for i, row in enumerate(self.rows)
                        if row[2] != "."]

    def paragraphs(self):
        out = []
        for _, text, (_, kind, _, join) in self.kept:
            if join == "n":
                out.append([kind, text])
            elif join == "h":
                out[-1][1] = out[-1][1][:-1] + text
            else:
                out[-1][1] += (" " if join == "s" else "") + text
        return out


def pieces(text):
    """For each letter, whether a hyphen stands behind it."""
    text = re.sub(r"[\s\u00ad]", "", text)
    return [text[i + 1:i + 2] == "-" for i, c in enumerate(text) if c != "-"]


def score(decided, truth):
    """Paragraph ends against those of `truth`; letters lost; page matter left."""
    text = "".join(bare(p) for p in truth)
    ends, at = {}, 0
    for number, p in enumerate(truth[:-1]):
        at += len(bare(p))
        ends[at] = number
    found, at, lost, left = {}, 0, 0, []
    for place, (line, shown, row) in enumerate(decided.kept):
        if place and row[3] == "n" and 0 < at < len(text):
            found[at] = line
        chars = bare(shown)
        if text.startswith(chars, at):
            at += len(chars)
            continue
        near = text.find(chars, at, at + 400 + len(chars))
        if near < 0:
            left.append(shown)
        else:
            lost += near - at
            at = near + len(chars)
    lost += len(text) - at
    right = len(set(found) & set(ends))
    joined = re.sub(r"\s", "", "".join(p for _, p in decided.paragraphs()))
    hyphens = sum(a != b for a, b in zip(pieces(joined), pieces("".join(truth))))
    return {"precision": right / len(found) if found else 1.0,
            "recall": right / len(ends) if ends else 1.0, "ends": len(ends),
            "lost": lost, "left": left, "hyphens": hyphens,
            "wrong": sorted((found[e], "cut", text[max(0, e - 14):e] + "|" + text[e:e + 14])
                            for e in set(found) - set(ends)) +
                     [(0, "missed", text[max(0, e - 14):e] + "|" + text[e:e + 14])
                      for e in sorted(set(ends) - set(found))]}


def read_paragraphs(path):
    return [p.strip() for p in open(path, encoding="utf-8-sig").read().split("\n") if p.strip()]


def report(path):
    """The paragraphs of a report, those that its markup cut in two made whole."""
    out = []
    for p in read_paragraphs(path):
        p = re.sub(r"[ \u3000\u200b]+", "", p)
        cut = out and (p[0] in "》，。、）；" or out[-1][-1] in "《（、，" or
                       ("。" in out[-1] and out[-1][-1] not in "。！？：；”）!?"))
        if cut:
            out[-1] += p
        elif p:
            out.append(p)
    return out


class Table:
    def __init__(self, dump, verbose):
        self.dump, self.verbose, self.failed = dump, verbose, 0
        self.sums = {True: [0, 0, 0], False: [0, 0, 0]}  # files, precision, recall
        self.headings = [0, 0, 0]  # found, there, both
        print("%-44s %9s %7s %5s %5s %5s %8s" % ("", "precision", "recall", "ends", "lost", "left",
                                                 "hyphens"))

    def add(self, name, path, truth, blind=False):
        decided = Decided(self.dump, path)
        result = score(decided, truth)
        for k, value in enumerate((1, result["precision"], result["recall"])):
            self.sums[blind][k] += value
        least = LEAST_BLIND if blind else {"precision": LEAST, "recall": LEAST}
        good = (all(result[key] >= least[key] for key in least) and result["lost"] == 0 and
                not result["left"] and result["hyphens"] * 200 <= len(bare("".join(truth))))
        self.failed += not good
        print("%-44s %9.4f %7.4f %5d %5d %5d %8d%s%s" % (
            name, result["precision"], result["recall"], result["ends"], result["lost"],
            len(result["left"]), result["hyphens"], "  (blind)" if blind else "",
            "" if good else "  FAILED"))
        if self.verbose:
            for line, what, where in result["wrong"]:
                print("      %s %s %s" % (what, line or "", where))
            for line in result["left"][:5]:
                print("      left: " + line)
        return decided

    def made(self, name, layout, paragraphs, **more):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8", newline="") as file:
            file.write(layout.text(paragraphs, **more))
            file.flush()
            blind = not (layout.keep or layout.blank or layout.trailing)
            self.kinds(self.add(name, file.name, paragraphs, blind), paragraphs)

    def kinds(self, decided, paragraphs):
        """Headings: short paragraphs without a mark at their end."""
        truth = {bare(p) for p in paragraphs if len(p) <= 45 and p[-1] not in MARKS}
        found = {bare(p) for kind, p in decided.paragraphs() if kind == "h"}
        for k, these in enumerate((found, truth, found & truth)):
            self.headings[k] += len(these)

    def summary(self):
        for blind, (files, precision, recall) in sorted(self.sums.items()):
            print("%-44s %9.4f %7.4f  mean of %d files" % (
                "neither indent nor blank line left" if blind else "some sign of paragraphs left",
                precision / max(files, 1), recall / max(files, 1), files))
        found, there, both = self.headings
        print("%-44s %9.4f %7.4f  %d headings" % ("kind: heading", both / max(found, 1),
                                                  both / max(there, 1), there))
        print("%d failed" % self.failed)


def roman(number):
    out = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            out, number = out + sign, number - value
    return out


def dash_foot(number):
    return "— %d —" % number


def chinese(table, data, year, name):
    paragraphs = report(os.path.join(data, "zh_gov_work_reports", "%d.txt" % year))

    def head(number):
        return "政府工作报告" if number % 2 else "%d 年鉴" % year

    def numbered(number):
        return "政府工作报告 %d" % number if number % 2 else "%d 年鉴" % number

    variations = {
        "indents lost": Layout(foot=dash_foot),
        "indents kept": Layout(keep=True, foot=dash_foot),
        "no indents": Layout(indent=0, head=head, foot=lambda n: "第 %d 页" % n),
        "no indents, no page matter": Layout(indent=0),
        "blank lines between": Layout(indent=0, blank=1, foot=lambda n: "%d / 99" % n),
        "big type, 20 Han": Layout(width=40, height=15, foot=lambda n: str(n)),
        "big type, indents kept": Layout(width=40, height=15, keep=True, head=numbered),
        "double spaced": Layout(spacing=1, foot=dash_foot),
        "double spaced, no form feeds": Layout(spacing=1, feed=False, foot=dash_foot),
        "double, no feeds, no numbers": Layout(spacing=1, feed=False, trailing=True),
        "no form feeds, numbers only": Layout(feed=False, run=0, foot=dash_foot),
        "two columns of 18 Han": Layout(width=36, height=40, columns=2, head=head,
                                        foot=lambda n: str(n)),
        "two columns, no indents": Layout(width=36, height=40, columns=2, indent=0,
                                          foot=lambda n: str(n)),
        "hanging indents kept": Layout(hanging=4, keep=True, foot=dash_foot),
        "hanging indents lost": Layout(hanging=4, foot=dash_foot),
        "ragged": Layout(ragged=5, keep=True, foot=dash_foot),
        "wide page": Layout(width=84, height=45, foot=lambda n: roman(n), head=head),
        "trailing blanks": Layout(indent=0, trailing=True, spacing=1, feed=False),
    }
    for what, layout in variations.items():
        table.made("%s: %s" % (name, what), layout, paragraphs)


def chapter_head(number):
    return ["政府工作报告", "第%d部分" % (number // 4 + 1)]


def han_foot(number):
    tens, ones = divmod(number, 10)
    text = ("" if tens == 0 else "十" if tens == 1 else "零一二三四五六七八九"[tens] + "十")
    return "第%s页" % (text + ("" if ones == 0 else "零一二三四五六七八九"[ones]))


def more_chinese(table, data, year):
    paragraphs = report(os.path.join(data, "zh_gov_work_reports", "%d.txt" % year))

    def gazette(number):
        return "%d · 公报" % number if number % 2 else "公报 · %d" % number

    variations = {
        "A4, 38 Han, roman numbers": Layout(width=76, foot=lambda n: roman(n).upper()),
        "A5, 28 Han, indents kept": Layout(width=56, height=26, keep=True,
                                           foot=lambda n: "·%d·" % n),
        "big type, 14 Han, kept": Layout(width=28, height=12, keep=True, foot=dash_foot),
        "big type, 16 Han, no indents": Layout(width=32, height=12, indent=0, foot=dash_foot),
        "two lines of head": Layout(width=70, height=34, head=chapter_head, foot=str),
        "number in the head": Layout(width=66, height=32, keep=True, head=gazette),
        "three columns of 14 Han": Layout(width=28, height=45, columns=3, keep=True,
                                          head=lambda n: "日报 第%d版" % n),
        "three columns, indents lost": Layout(width=28, height=45, columns=3,
                                              head=lambda n: "日报 第%d版" % n),
        "two blank lines between": Layout(width=50, indent=0, blank=2,
                                          foot=lambda n: "第 %d 页 共 99 页" % n),
        "double, blank lines, no feeds": Layout(spacing=1, blank=1, indent=0, feed=False, run=5,
                                                foot=str),
        "no feeds, two empty lines": Layout(width=72, feed=False, run=2),
        "no feeds, no gaps, no numbers": Layout(width=72, feed=False, run=0),
        "Han page numbers": Layout(width=64, height=28, foot=han_foot),
        "hanging by one Han": Layout(width=54, hanging=2, keep=True, foot=str),
        "ragged, no indents": Layout(width=70, ragged=4, indent=0, foot=str),
        "headings at the left": Layout(width=68, height=36, keep=True, centre_headings=False,
                                       foot=str),
        "triple spaced": Layout(width=48, height=20, spacing=2, keep=True, foot=str),
    }
    for what, layout in variations.items():
        table.made("%d: %s" % (year, what), layout, paragraphs)


def more_english(table, data, name):
    paragraphs = [re.sub(r"\s+", " ", p) for p in
                  read_paragraphs(os.path.join(data, "en_inaugural", name + ".txt"))]
    variations = {
        "justified, roman heads": Layout(width=64, height=36, indent=3, keep=True, hyphens=0.7,
                                         justified=True,
                                         head=lambda n: ["INAUGURAL ADDRESS", roman(n)]),
        "three narrow columns": Layout(width=30, height=50, columns=3, indent=2, keep=True,
                                       hyphens=0.7, justified=True, head=lambda n: "THE GAZETTE"),
        "double spaced, blank lines": Layout(width=70, indent=0, blank=1, spacing=1, foot=str),
        "no form feeds": Layout(width=70, keep=True, feed=False, run=4, foot=str),
        "numbers with their total": Layout(width=80, height=50, indent=0, blank=1, hyphens=0.4,
                                           foot=lambda n: "%d/99" % n),
    }
    for what, layout in variations.items():
        table.made("%s: %s" % (name, what), layout, paragraphs)
    return paragraphs


def mixed(table, data, english_paragraphs):
    chinese_paragraphs = report(os.path.join(data, "zh_gov_work_reports", "2016.txt"))[:60]
    paragraphs = []
    for number, text in enumerate(chinese_paragraphs):
        paragraphs.append(text)
        if number % 2 and number // 2 < len(english_paragraphs):
            paragraphs.append(english_paragraphs[number // 2])
    variations = {
        "indents kept": Layout(width=70, keep=True, foot=str, head=lambda n: "Bilingual reader"),
        "indents lost": Layout(width=70, foot=str),
        "blank lines between": Layout(indent=0, blank=1, foot=str),
    }
    for what, layout in variations.items():
        table.made("Chinese and English: " + what, layout, paragraphs)


def english(table, data, name):
    paragraphs = read_paragraphs(os.path.join(data, "en_inaugural", name + ".txt"))
    paragraphs = [re.sub(r"\s+", " ", p) for p in paragraphs]

    def head(number):
        if number % 2:
            return "%d    INAUGURAL ADDRESSES" % number
        return "THE PRESIDENT    %d" % number

    variations = {
        "hyphens, justified, heads": Layout(width=60, indent=4, keep=True, hyphens=0.6,
                                            justified=True, head=head),
        "hyphens, indents lost": Layout(width=60, indent=4, hyphens=0.6, head=head,
                                        foot=lambda n: "Page %d of 40" % n),
        "blank lines between, ragged": Layout(width=72, indent=0, blank=1, height=50,
                                              foot=lambda n: "- %d -" % n),
        "no indents": Layout(width=72, indent=0, hyphens=0.3, head=head),
        "narrow columns": Layout(width=38, height=50, columns=2, indent=2, hyphens=0.6, keep=True,
                                 foot=lambda n: roman(n)),
        "uneven letters": Layout(width=90, indent=0, ragged=9, foot=lambda n: str(n)),
        "uneven, indents kept": Layout(width=90, indent=5, ragged=9, keep=True,
                                       foot=lambda n: str(n)),
        "double spaced": Layout(width=66, spacing=1, indent=5, keep=True, foot=lambda n: str(n)),
    }
    for what, layout in variations.items():
        table.made("%s: %s" % (name, what), layout, paragraphs)


def main():
    dump, data = sys.argv[1], sys.argv[2]
    given = ["%s.%s" % (r, form) for r in ("report_2020_a5", "report_1978_a4")
             for form in ("raw", "layout")]
    if not os.path.isdir(os.path.join(data, "pdf")):
        print("SKIPPED: %d files: no data folder %s (set ZG_DATA)" % (len(given), data))
        return 0
    table = Table(dump, "-v" in sys.argv)
    for name in given:
        truth = read_paragraphs(os.path.join(data, "pdf", name.split(".")[0] + ".truth.txt"))
        table.add(name, os.path.join(data, "pdf", name + ".txt"), truth)
    for year in (1987, 2010, 2023):
        chinese(table, data, year, str(year))
    english(table, data, "1841-Harrison")
    english(table, data, "2009-Obama")
    for year in (1964, 1999, 2016):
        more_chinese(table, data, year)
    more_english(table, data, "1861-Lincoln")
    mixed(table, data, more_english(table, data, "1961-Kennedy"))
    table.summary()
    return 1 if table.failed else 0


if __name__ == "__main__":
    sys.exit(main())
