#!/usr/bin/env python3
"""The same bytes, however the work is done: one thread or two, under a ceiling or not, from texts,
a corpus file or merged runs; and what the slow counter gives, where it knows the options.

usage: same.py BIN_FOLDER SLOW_NGRAMS TEXTS_FOLDER
"""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
BIN, SLOW, TEXTS = sys.argv[1:4]
checked = 0


def run(*command):
    """What a command prints; the test ends where it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {' '.join(map(str, command))}: {done.stderr.decode()}")
    return done.stdout


def ngrams(*options):
    return run(os.path.join(BIN, "zg-ngrams"), "-q", *options)


def same(name, expected, got):
    """Ends the test where two tables differ."""
    global checked
    checked += 1
    if expected == got:
        return
    for number, (a, b) in enumerate(zip(expected.splitlines(), got.splitlines())):
        if a != b:
            sys.exit(f"DIFFER: {name}: line {number + 1}: {a!r} and {b!r}")
    sys.exit(f"DIFFER: {name}: {len(expected)} bytes and {len(got)}")


def random_texts(mode, seed, files, size):
    folder = tempfile.mkdtemp(dir=ROOT)
    run("python3", os.path.join(HERE, "random_text.py"), "--mode", mode, "--seed", seed, "--files",
        files, "--bytes", size, "--out", folder)
    return folder


def ways(name, texts, imports, counts):
    """One list in all ways of counting it."""
    corpus = os.path.join(ROOT, "corpus.zgc")
    expected = ngrams(texts, *imports, *counts, "-t", 1)
    same(f"{name}: two threads", expected, ngrams(texts, *imports, *counts, "-t", 2))
    same(f"{name}: ceiling", expected, ngrams(texts, *imports, *counts, "-t", 1, "-S", "16M"))
    run(os.path.join(BIN, "zg-import"), texts, *imports, "-q", "-o", corpus)
    same(f"{name}: .zgc", expected, ngrams(corpus, *counts, "-t", 2))
    same(f"{name}: .zgc, ceiling", expected, ngrams(corpus, *counts, "-t", 2, "-S", "32M"))
    return expected


def merged(name, texts, imports, orders, readings):
    """Runs of parts of a folder, and of parts of the parts, beside one count of all."""
    names = sorted(entry for entry in os.listdir(texts) if entry.endswith(".txt"))
    paths = [os.path.join(texts, entry) for entry in names]
    imports = [*imports, "--fold", "none"]
    runs = []
    for part in range(3):
        out = os.path.join(ROOT, f"{part}.zgr")
        few = ["-S", "16M"] if part == 1 else []
        ngrams(*paths[part::3], *imports, *orders, *few, "--runs", out)
        runs.append(out)
    two = os.path.join(ROOT, "two.zgr")
    ngrams(*runs[1:], "--runs", two)
    whole = os.path.join(ROOT, "whole.zgr")
    ngrams(*paths, *imports, *orders, "--runs", whole)
    ngrams(runs[0], two, "--runs", os.path.join(ROOT, "again.zgr"))
    with open(whole, "rb") as a, open(os.path.join(ROOT, "again.zgr"), "rb") as b:
        same(f"{name}: merged into a run", a.read(), b.read())
    run("gzip", "-kf", runs[0])
    for options in readings:
        expected = ngrams(*paths, *imports, *orders, *options)
        same(f"{name} {options}: three runs", expected, ngrams(*runs, *options))
        same(f"{name} {options}: a run of two", expected,
             ngrams(two, runs[0] + ".gz", *options, "-S", "16M"))
    half = ["-n", 2]
    within = [word for word in orders if word not in ("-n", orders[1])]
    same(f"{name}: some orders", ngrams(*paths, *imports, *half, *within),
         ngrams(*runs, *half))


def judged(texts, options):
    """The slow counter's table beside the ones made under a ceiling and of runs."""
    paths = sorted(os.path.join(texts, entry) for entry in os.listdir(texts))
    expected = run(SLOW, "--radicals", os.path.join(HERE, "radicals.tsv"), *options, *paths)
    same(f"slow: {options}", expected,
         ngrams("--sort", "freq", "-S", "16M", *options, *paths))


def main():
    han = random_texts("han", 1, 7, 30000)
    mixed = random_texts("mixed", 2, 5, 15000)
    hostile = random_texts("hostile", 3, 5, 10000)
    lists = [
        (han, [], ["-n", "1-5", "--min-freq", 2]),
        (han, ["--unit", "word"], ["-n", "1-3", "--within", "document"]),
        (mixed, ["--fold", "case,width"], ["-n", "1-3", "--within", "sentence", "--sort", "ngram"]),
        (mixed, ["--unit", "grapheme"], ["-n", "2-9", "--sort", "ngram:desc"]),
        (hostile, ["--unit", "space"], ["-n", "1-2", "--sort", "docs:asc", "--top", 500]),
        (hostile, [], ["-n", "1-64", "--min-freq", 3, "--within", "paragraph"]),
        (TEXTS, [], ["-n", "1-4", "--min-freq", 2, "--dispersion", "--sort", "dp_norm"]),
        (TEXTS, [], ["-n", "1-3", "--min-docs", 2, "--by", "document", "--match", "[一二三]"]),
        (TEXTS, [], ["--items", "phrases", "--dispersion"]),
    ]
    for texts, imports, counts in lists:
        ways(f"{imports} {counts}", texts, imports, counts)
    for within in ("clause", "sentence"):
        judged(han, ["-n", "1-5", "--min-freq", "2", "--within", within])
        judged(mixed, ["-n", "1-3", "--unit", "char", "--within", within])
    readings = [[], ["--min-freq", 2, "--min-docs", 2], ["--sort", "docs", "--top", 100],
                ["--sort", "ngram:desc"], ["--match", "人", "--per", 10000]]
    merged("han", han, [], ["-n", "1-5"], readings)
    merged("mixed", mixed, ["--unit", "word"], ["-n", "1-3", "--within", "sentence"], readings[:3])
    merged("hostile", hostile, [], ["-n", "2-4", "--within", "document"], readings[:2])
    large = random_texts("han", 4, 2, 1500000)
    ways("spilled", large, [], ["-n", "1-5", "--top", 200000])
    print(f"{checked} tables are the same")


with tempfile.TemporaryDirectory() as ROOT:
    main()
