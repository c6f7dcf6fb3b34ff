#!/usr/bin/env python3
"""The same bytes from every tool, however the work is done: one thread or two, under a ceiling or
not, from texts or from a corpus file. All that a tool writes is compared: the table, its sidecar,
what goes into further files, the page.

usage: same_tools.py BIN_FOLDER TEXTS_FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
BIN, TEXTS = sys.argv[1:3]

# {i}: texts or their corpus file, {r}: other texts or theirs, {w}: a list of items, {o}: a folder
# to write into.
TASKS = [
    "zg-ngrams {i} -n 1-5 --min-freq 2 --dispersion -o {o}/n.tsv",
    "zg-ngrams {i} --items phrases --by {field} -o {o}/n.csv",
    "zg-ngrams {i} -n 1-3 --within sentence --runs {o}/n.zgr",
    "zg-ngrams {i} --items {w} --forms -o {o}/items.tsv",
    "zg-phrases {i} --min-docs 2 --nested --reuse {o}/reuse.tsv --reuse-length 8 "
    "--write-items {o}/items.tsv --occurrences {o}/places.tsv -o {o}/p.tsv",
    "zg-phrases {i} --by {field} --sort bounded -o {o}/p.jsonl.gz",
    "zg-keyness {i} --reference {r} --items ngrams -n 1-3 -o {o}/k.tsv",
    "zg-keyness {i} --reference {r} --inferential --leave-one-out -o {o}/phrases.tsv",
    "zg-keyness {i} --by {field} --items closed --versus rest --inferential "
    "--permutations 500 --seed 7 --measures documents -o {o}/by.tsv",
    "zg-keyness {i} --groups document --items ngrams -n 1-2 -o {o}/groups.tsv",
    "zg-collocates {i} --min-freq 3 -o {o}/c.tsv",
    "zg-collocates {i} -n 1 --window 5,5 --within clause --measures all -o {o}/pairs.tsv",
    "zg-collocates {i} --adjacent -n 1 -o {o}/adjacent.tsv",
    "zg-collocates {i} --network {o}/net",
    "zg-concordance {i} --regex [的和] --order right-frequency --context sentence -o {o}/kwic.tsv",
    "zg-concordance {i} --items {w} --excluded -o {o}/excluded.tsv",
    "zg-concordance {i} --regex [的和] --sample 20 --seed 3 --fields --order left -o {o}/some.tsv",
    "zg-measures --lexical {i} -o {o}/lexical.tsv",
    "zg-import {i} --info -o {o}/info.tsv",
    "zg-import {i} --text {o}/text",
    "zg-import {i} -o {o}/again.zgc",
    "zg-report {i} -o {o}/site --title same",
]
WAYS = [
    ("two threads", "t", ["-t", "2"]),
    ("ceiling", "t", ["-t", "1", "-S", "16M"]),
    ("two threads, ceiling", "t", ["-t", "2", "-S", "32M"]),
    (".zgc", "z", ["-t", "1"]),
    (".zgc, two threads, ceiling", "z", ["-t", "2", "-S", "32M"]),
]


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {' '.join(command)}: {done.stderr.decode()}")
    return done.stdout


def without_inputs(name, data):
    """A sidecar without what names the files that were read."""
    if not name.endswith(".meta.json"):
        return data
    told = json.loads(data)
    told.pop("inputs", None)
    told["settings"].pop("reference", None)
    return json.dumps(told, sort_keys=True).encode()


def made(folder, task, names, options, whole):
    """What a task writes, by name; of sidecars all, or all but the inputs."""
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    words = [word.format(o=out, **names) for word in task.split()]
    files = {"standard output": run(os.path.join(BIN, words[0]), *words[1:], "-q", *options)}
    for place, _, entries in os.walk(out):
        for entry in entries:
            path = os.path.join(place, entry)
            with open(path, "rb") as file:
                data = file.read()
            name = os.path.relpath(path, out)
            files[name] = data if whole else without_inputs(name, data)
    return files


def compare(task, way, expected, got):
    if sorted(expected) != sorted(got):
        sys.exit(f"DIFFER: {task}: {way}: {sorted(expected)} and {sorted(got)}")
    for name, data in expected.items():
        if data == got[name]:
            continue
        lines = zip(data.splitlines(), got[name].splitlines())
        first = next(((n, a, b) for n, (a, b) in enumerate(lines, 1) if a != b), ("end", b"", b""))
        sys.exit(f"DIFFER: {task}: {way}: {name}: line {first[0]}: {first[1][:300]!r} and "
                 f"{first[2][:300]!r}")


def random_texts(folder, seed, files, size):
    run("python3", os.path.join(HERE, "random_text.py"), "--mode", "han", "--seed", str(seed),
        "--files", str(files), "--bytes", str(size), "--out", folder)
    with open(os.path.join(folder, "metadata.tsv"), "w", encoding="utf-8") as table:
        table.write("document\tyear\tkind\n")
        for number, name in enumerate(sorted(os.listdir(folder))):
            if name.endswith(".txt"):
                table.write(f"{name}\t{1950 + 7 * number}\t{'甲乙'[number % 2]}\n")


def main(root):
    checked = 0
    with open(os.path.join(root, "words.tsv"), "w", encoding="utf-8") as items:
        items.write("item\tform\texcept\none\t一\t\none\t的\t的人\nyear\t年\t一年\n")
    for name in ("han", "other"):
        os.mkdir(os.path.join(root, name))
    random_texts(os.path.join(root, "han"), 5, 6, 12000)
    random_texts(os.path.join(root, "other"), 6, 3, 8000)
    for texts, field in ((TEXTS, "genre"), (os.path.join(root, "han"), "year:10")):
        plain = {"i": texts, "r": os.path.join(root, "other"), "field": field,
                 "w": os.path.join(root, "words.tsv")}
        corpora = dict(plain, i=os.path.join(root, "i.zgc"), r=os.path.join(root, "r.zgc"))
        for key in ("i", "r"):
            run(os.path.join(BIN, "zg-import"), plain[key], "-q", "-o", corpora[key])
        for task in TASKS:
            files = made(root, task, plain, ["-t", "1"], True)
            bare = {key: without_inputs(key, data) for key, data in files.items()}
            for way, kind, options in WAYS:
                names = plain if kind == "t" else corpora
                got = made(root, task, names, options, kind == "t")
                compare(task, way, files if kind == "t" else bare, got)
                checked += len(got)
    print(f"{checked} files are the same")


with tempfile.TemporaryDirectory() as ROOT:
    main(ROOT)
