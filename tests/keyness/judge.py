"""Judges a table of zg-keyness by slow_keyness: every cell of every row; of lrc_without_one a
sample that reaches from the first row to the last, since every document is tried.

    judge.py FOLDER LAST_YEAR MIN_N MAX_N SAMPLE TABLE

TABLE has all rows (--direction both --digits 17 --leave-one-out --contingency) of a corpus as
slow_keyness reads it.
"""
import math
import sys
from decimal import Decimal

import slow_keyness as slow


def near(shown, value, tolerance):
    if value is None:
        return shown == ""
    if shown in ("inf", "-inf"):
        return slow.show(value) == shown
    if shown == "":
        return False
    a, b = float(shown), float(value)
    return abs(a - b) <= tolerance * max(1e-3, abs(b)) or math.isclose(a, b, rel_tol=tolerance)


def without_one(freqs, sizes, f, n, family):
    """The weakest lrc when one document is left out, trying every one."""
    more = 1 if f[0] * n[1] < f[1] * n[0] else 0
    best = None
    for side in (0, 1):
        for name in sizes[side]:
            v, s = freqs[side].get(name, 0), sizes[side][name]
            g, m = list(f), list(n)
            g[side] -= v
            m[side] -= s
            if m[side] == 0:
                continue
            a, b = more, 1 - more
            lrc = slow.conservative(g[a], m[a], g[b], m[b], family)
            if best is None or lrc < best:
                best = lrc
    return None if best is None else -best if more == 1 else best


def main():
    folder, last_year, min_n, max_n, sample, table = sys.argv[1:]
    sides = slow.read(folder, int(last_year))
    sizes = tuple({name: sum(map(len, runs)) for name, runs in side.items()} for side in sides)
    n = tuple(sum(side.values()) for side in sizes)
    counted = slow.count(sides, range(int(min_n), int(max_n) + 1))
    items = {}
    for ngram, freqs in counted.items():
        f = (sum(freqs[0].values()), sum(freqs[1].values()))
        if sum(f) >= 2:
            items[ngram] = (ngram, freqs, f)
    family = len(items)
    names = sorted(items)
    ps = {name: slow.neg_log10_p(slow.g2(items[name][2][0], n[0], items[name][2][1], n[1]))
          for name in names}
    qs = dict(zip(names, slow.benjamini_hochberg([ps[name] for name in names], family)))
    with open(table, encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split("\t")
        rows = [dict(zip(header, line.rstrip("\n").split("\t"))) for line in file]
    wrong = []
    if sorted(row["item"] for row in rows) != names:
        have = {row["item"] for row in rows}
        wrong.append(f"items: {len(rows)} rows, {len(names)} expected; "
                     f"{sorted(have ^ set(names))[:10]}")
    step = max(1, len(rows) // int(sample))
    cells = 0

    def check(row, column, value, tolerance):
        nonlocal cells
        cells += 1
        if not near(row[column], value, tolerance):
            wrong.append(f"{row['item']}: {column} is {row[column]}, not {slow.show(value)}")

    for place, row in enumerate(rows):
        if row["item"] not in items:
            continue
        ngram, freqs, f = items[row["item"]]
        for side, name in enumerate(("target", "reference")):
            check(row, "freq_" + name, f[side], 0)
            check(row, "docs_" + name, len(freqs[side]), 0)
            check(row, "per_million_" + name, slow.Fraction(1000000 * f[side], n[side]), 1e-13)
            check(row, "dp_norm_" + name, slow.dp_norm(freqs[side], sizes[side]), 1e-10)
        check(row, "n", len(ngram), 0)
        check(row, "o21", n[0] - f[0], 0)
        check(row, "o22", n[1] - f[1], 0)
        check(row, "log_ratio", slow.log_ratio(f[0], n[0], f[1], n[1]), 1e-12)
        check(row, "g2", slow.g2(f[0], n[0], f[1], n[1]), 1e-11)
        check(row, "neg_log10_p", ps[row["item"]], 1e-10)
        check(row, "neg_log10_q", qs[row["item"]], 1e-10)
        low, high = slow.interval(f[0], n[0], f[1], n[1], 1)
        check(row, "log_ratio_low", low, 1e-9)
        check(row, "log_ratio_high", high, 1e-9)
        check(row, "lrc", slow.conservative(f[0], n[0], f[1], n[1], Decimal(family)), 1e-9)
        if place % step == 0 and sum(f) <= 60:
            check(row, "lrc_without_one", without_one(freqs, sizes, f, n, Decimal(family)), 1e-9)
    lrc = [float(row["lrc"]) for row in rows]
    if lrc != sorted(lrc, reverse=True):
        wrong.append("rows are not ordered by lrc")
    print(f"{len(rows)} rows, {cells} cells, {len(wrong)} wrong")
    for line in wrong[:20]:
        print(line)
    return 1 if wrong or not rows else 0


sys.exit(main())
