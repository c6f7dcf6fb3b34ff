"""Slow keyness, from the definitions: counts by dictionaries, exact fractions where numbers are
compared, decimals of 45 digits for logarithms, binomial tails summed term by term.

The documents of a folder (NAME.txt, metadata.tsv with document and year) up to a year are the
target, the others the reference. They hold Han characters and line ends only: a token is a
character, a clause a line.
"""
import os
from collections import defaultdict
from decimal import Decimal, getcontext
from fractions import Fraction
from functools import lru_cache

getcontext().prec = 45
LN2 = Decimal(2).ln()
CONFIDENCE = Decimal("0.95")


def log2(fraction):
    if fraction == 0:
        return Decimal("-Infinity")
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).ln() / LN2


@lru_cache(maxsize=None)
def log_ratio(f1, n1, f2, n2):
    return log2(Fraction(2 * f1 + 1, 2 * n1 + 1) / Fraction(2 * f2 + 1, 2 * n2 + 1))


def beta_tail(t, a, b):
    """P(X >= a) for X binomial of a + b - 1 trials with chance t: I_t(a, b)."""
    n = a + b - 1
    term = Decimal(1)
    q = 1 - t
    # from the mode of the tail outwards: begin at k = a and go up
    log_first = Decimal(0)
    small, large = (a, n - a) if a < n - a else (n - a, a)
    for i in range(1, small + 1):
        log_first += (Decimal(large + i) / Decimal(i)).ln()
    log_first += a * t.ln() + (n - a) * q.ln()
    total = term = log_first.exp()
    for k in range(a, n):
        term = term * (n - k) / (k + 1) * t / q
        total += term
        if term < total * Decimal("1e-30") and k > n * t:
            break
    return total


def lower_share(f1, f2, alpha):
    """Clopper and Pearson's lower limit of the share of f1 in f1 + f2, by halving."""
    low, high = Decimal(0), Decimal(f1) / Decimal(f1 + f2) if f2 else Decimal(1)
    for _ in range(60):
        middle = (low + high) / 2
        if f2 == 0:
            tail = middle ** f1
        else:
            tail = beta_tail(middle, f1, f2 + 1)
        if tail < alpha:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=None)
def lower_limit(f1, n1, f2, n2, alpha):
    if f1 == 0:
        return Decimal("-Infinity")
    t = lower_share(f1, f2, alpha)
    return (Decimal(n2) / Decimal(n1) * t / (1 - t)).ln() / LN2


@lru_cache(maxsize=None)
def interval(f1, n1, f2, n2, family):
    alpha = (1 - CONFIDENCE) / 2 / family
    return lower_limit(f1, n1, f2, n2, alpha), -lower_limit(f2, n2, f1, n1, alpha)


@lru_cache(maxsize=None)
def conservative(f1, n1, f2, n2, family):
    alpha = (1 - CONFIDENCE) / 2 / family
    if f1 * n2 >= f2 * n1:
        return max(Decimal(0), lower_limit(f1, n1, f2, n2, alpha))
    return min(Decimal(0), -lower_limit(f2, n2, f1, n1, alpha))


@lru_cache(maxsize=None)
def g2(f1, n1, f2, n2):
    n, r1 = n1 + n2, f1 + f2
    total = Decimal(0)
    for o, r, c in ((f1, r1, n1), (f2, r1, n2), (n1 - f1, n - r1, n1), (n2 - f2, n - r1, n2)):
        if o:
            total += o * (Decimal(o) * n / (Decimal(r) * c)).ln()
    sign = (f1 * n2 > f2 * n1) - (f1 * n2 < f2 * n1)
    return 2 * total * sign


def erfc_log10(x):
    """log10 of erfc(x): the series for small x, the continued fraction for large."""
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    if x < 3:
        term = total = x
        k = 0
        while abs(term) > Decimal("1e-42"):
            k += 1
            term = -term * x * x / k
            total += term / (2 * k + 1)
        return (1 - 2 / pi.sqrt() * total).log10()
    value = Decimal(0)
    for k in range(400, 0, -1):
        value = Decimal(k) / 2 / (x + value)
    return ((-x * x) / Decimal(10).ln()) - (pi.sqrt() * (x + value)).log10()


@lru_cache(maxsize=None)
def neg_log10_p(statistic):
    x = (abs(statistic) / 2).sqrt()
    return -erfc_log10(x) if x else Decimal(0)


def dp_norm(freqs, sizes):
    f, total = sum(freqs.values()), sum(sizes.values())
    if f == 0 or len(sizes) < 2:
        return None
    distance = sum(abs(Fraction(freqs.get(d, 0), f) - Fraction(s, total))
                   for d, s in sizes.items()) / 2
    return distance / (1 - Fraction(min(sizes.values()), total))


def benjamini_hochberg(values, family):
    """neg_log10_q of neg_log10_p."""
    order = sorted(range(len(values)), key=lambda i: -values[i])
    q, running = [None] * len(values), Decimal(0)
    for rank in range(len(order), 0, -1):
        value = values[order[rank - 1]] - (Decimal(family) / rank).log10()
        running = max(running, value)
        q[order[rank - 1]] = running
    return q


def read(folder, last_year):
    years = {}
    with open(os.path.join(folder, "metadata.tsv"), encoding="utf-8") as table:
        header = table.readline().rstrip("\n").split("\t")
        for line in table:
            row = dict(zip(header, line.rstrip("\n").split("\t")))
            years[row["document"]] = int(row["year"])
    sides = ({}, {})
    for name in sorted(os.listdir(folder), key=lambda n: n.encode()):
        if name.endswith(".txt"):
            with open(os.path.join(folder, name), encoding="utf-8-sig") as file:
                sides[years[name] > last_year][name] = file.read().split()
    return sides


def count(sides, orders):
    freqs = defaultdict(lambda: ({}, {}))
    for side in (0, 1):
        for name, runs in sides[side].items():
            for run in runs:
                for n in orders:
                    for i in range(len(run) - n + 1):
                        of = freqs[run[i:i + n]][side]
                        of[name] = of.get(name, 0) + 1
    return freqs


def show(value):
    if value is None:
        return ""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, Decimal):
        return repr(float(value)) if value.is_finite() else ("inf" if value > 0 else "-inf")
    return str(value)
