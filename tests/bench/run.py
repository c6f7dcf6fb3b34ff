#!/usr/bin/env python3
"""Times the tools beside `wc -m` and prints a table in Markdown. Never fails on a time.

usage: run.py BIN_FOLDER [--data FOLDER] [--megabytes N] [--pairs N] [--only REGEX] [--peers]
              [--worst | --ceiling SIZE | --growth N,N,...] [--threads N,N] [--folder FOLDER]

BIN_FOLDER holds the tools. The corpus is made from zh_novels_64MB.txt.gz in FOLDER/big (default
$ZG_DATA, else ../shared/data beside the source tree), cut at a line end to N megabytes (default
64); a larger one goes on with its pieces of twelve characters in another order, again and again.
Each task runs in turn with `LC_ALL=C.UTF-8 wc -m` on the same plain file; CPU is user and system
time of the whole process, the ratio is taken pair by pair, the median is printed. Peak memory is
the largest resident set, of a task under a ceiling what of it is no page of a file, looked at every
few milliseconds. Everything is in FOLDER (default /dev/shm where there is one).

--peers compares with what is installed: sort | uniq -c, Python's Counter, scikit-learn. --worst
counts texts that are hard on a counter, each in two sizes, --growth tasks on texts of N megabytes,
--ceiling runs each task in turn with that --memory and without any, and compares what they write.
All maximal repeats alone are timed where bench_repeats was built (it is no part of the default).
"""

import argparse
import gzip
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

TASKS = [
    # name, command; {t} text, {half1} {half2}, {z} .zgc, {o} output
    ("n-grams 1-5, freq >= 2, with docs", "zg-ngrams {t} -n 1-5 --min-freq 2 -o {o}.tsv"),
    ("the same from a .zgc", "zg-ngrams {z} -n 1-5 --min-freq 2 -o {o}.tsv"),
    ("the same, --memory 256M", "zg-ngrams {t} -n 1-5 --min-freq 2 -S 256M -o {o}.tsv"),
    ("the same from a .zgc, --memory 256M", "zg-ngrams {z} -n 1-5 --min-freq 2 -S 256M -o {o}.tsv"),
    ("single characters", "zg-ngrams {t} -n 1 -o {o}.tsv"),
    ("a run of n = 1-5", "zg-ngrams {t} -n 1-5 --fold none --runs {o}.zgr"),
    ("two runs merged, freq >= 2", "zg-ngrams {r1} {r2} --min-freq 2 -o {o}.tsv"),
    ("import, basic, to a .zgc", "zg-import {t} -o {o}.zgc"),
    ("phrases, all columns", "zg-phrases {t} -o {o}.tsv"),
    ("collocates, all pairs, +-5, freq >= 5",
     "zg-collocates {t} --window 5,5 -n 1 --min-freq 5 -o {o}.tsv"),
    ("collocates, adjacent pairs", "zg-collocates {t} --adjacent -n 1 --min-freq 5 -o {o}.tsv"),
    ("keyness of two halves, n = 1-5",
     "zg-keyness {half1} --reference {half2} --items ngrams -n 1-5 -o {o}.tsv"),
    ("concordance of one word", "zg-concordance {t} --node 天下 -o {o}.tsv"),
]
REPEATS = ("maximal repeats alone, freq >= 5", "../tests/bench_repeats {t} 5")

PEERS = [
    ("sort | uniq -c, single characters", ["sh", "-c", "LC_ALL=C grep -oP '(*UTF8)\\p{{Han}}' "
                                           "{t} | LC_ALL=C sort | uniq -c > {o}"]),
    ("Python Counter, n = 1-5", ["python3", "-c", (
        "import collections,re,sys\n"
        "c=collections.Counter()\n"
        "for s in re.split(r'\\W+',open('{t}',encoding='utf-8').read()):\n"
        "  for n in range(1,6):\n"
        "    for i in range(len(s)-n+1): c[s[i:i+n]]+=1\n"
        "f=open('{o}','w',encoding='utf-8')\n"
        "for k,v in c.most_common(): f.write(k+'\\t'+str(v)+'\\n')\n")]),
    ("scikit-learn CountVectorizer, n = 1-5", ["{sklearn}", "-c", (
        "from sklearn.feature_extraction.text import CountVectorizer\n"
        "v=CountVectorizer(analyzer='char',ngram_range=(1,5))\n"
        "m=v.fit_transform([open('{t}',encoding='utf-8').read()])\n"
        "t=m.sum(axis=0).A1\n"
        "f=open('{o}','w',encoding='utf-8')\n"
        "for k,i in v.vocabulary_.items(): f.write(k+'\\t'+str(t[i])+'\\n')\n")]),
]


def random_bytes(size):
    """Bytes that have no order, as text of Latin-1 signs, blanks between."""
    state, out = 1, bytearray()
    while len(out) < size:
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        byte = state >> 56
        out += b" " if byte < 40 else chr(0xC0 + byte % 64).encode()
    return bytes(out)


WORST = [
    # name, the text of a size (1: the whole), options
    ("one character a million times", lambda part: "天".encode() * int(1000000 * part), ""),
    ("the same, n = 1-64", lambda part: "天".encode() * int(1000000 * part), "-n 1-64"),
    ("two characters in turn, a million", lambda part: "天地".encode() * int(500000 * part), ""),
    ("a line of 32 MB", lambda part: TEXT[:int(32000000 * part)].replace(
        b"\n", "，".encode()).decode("utf-8", "ignore").encode(), ""),
    ("the same, to be repaired", lambda part: TEXT[:int(32000000 * part)].replace(
        b"\n", "\u200b".encode()).decode("utf-8", "ignore").encode(), ""),
    ("a document twice", lambda part: 2 * (
        TEXT[:int(8000000 * part)].decode("utf-8", "ignore").encode() + b"\n"), "-n 1-64"),
    ("65,536 distinct characters", lambda part: "".join(
        chr(0x20000 + i * 40503 % 65536 % 42000) + chr(0x4E00 + i * 31 % 20900)
        for i in range(int(1500000 * part))).encode(), ""),
    ("a million documents of ten characters", lambda part: b"".join(
        TEXT[i * 30:i * 30 + 30].decode("utf-8", "ignore").replace("\n", "").encode() + b"\n"
        for i in range(int(1000000 * part))), "--documents line"),
    ("random bytes, unit space", lambda part: random_bytes(int(4000000 * part)), "--unit space"),
    ("English letters, unit grapheme", lambda part: (
        b"the quick brown fox jumps over the lazy dog and counts its letters one by one "
        * int(100000 * part)), "--unit grapheme"),
]
TEXT = b""  # the beginning of the corpus, once it is made


def watch(pid, kind):
    """Peak of a kind of memory, in MB, while a process runs: RssAnon is what is no page of a file,
    VmHWM all that is resident. (What wait4 tells has what the process was before it was begun.)"""
    peak = 0
    while True:
        try:
            with open(f"/proc/{pid}/status", encoding="ascii") as status:
                lines = [line for line in status if line.startswith(kind)]
        except OSError:
            return peak / 1024
        if not lines:
            return peak / 1024
        peak = max(peak, int(lines[0].split()[1]))
        time.sleep(0.005)


def run(command, environment=None):
    """CPU seconds, wall seconds and peak resident MB of a command; None where it failed."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said,
                                   env=dict(os.environ, **(environment or {})))
        peak = watch(process.pid, "RssAnon" if "-S" in command else "VmHWM")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        said.seek(0)
        message = said.read(300).decode("utf-8", "replace")
    if status != 0:
        sys.stderr.write(f"{' '.join(command)[:200]}: {message}\n")
        return None
    return (usage.ru_utime + usage.ru_stime, time.monotonic() - start, peak)


PIECE, PIECES = 12, 20  # characters of a piece, pieces of a line


def make_text(source, path, megabytes):
    """The text, whole lines, of so many megabytes. A larger one goes on with the pieces of the text
    in one random order after the other: what stands within a piece is said as often as in the
    text, what goes over the edge of one is new."""
    wanted = megabytes * 1000000
    with open(path, "wb") as out:
        with gzip.open(source, "rb") as text:
            for line in text:
                if out.tell() + len(line) > wanted:
                    return
                out.write(line)
        with gzip.open(source, "rt", encoding="utf-8") as text:
            whole = text.read().replace("\n", "")
        pieces = [whole[i:i + PIECE] for i in range(0, len(whole), PIECE)]
        copy = 0
        while True:
            copy += 1
            random.Random(copy).shuffle(pieces)
            for i in range(0, len(pieces), PIECES):
                line = ("".join(pieces[i:i + PIECES]) + "\n").encode()
                if out.tell() + len(line) > wanted:
                    return
                out.write(line)


def split(path, first, second):
    """Odd and even lines, so that both halves are alike."""
    with open(path, "rb") as text, open(first, "wb") as a, open(second, "wb") as b:
        for number, line in enumerate(text):
            (b if number % 2 else a).write(line)


def measure(name, command, text, pairs):
    """A row of the table, or None."""
    ratios, cpu, wall, peak = [], [], [], []
    for _ in range(pairs):
        done = run(command)
        wc = run(["wc", "-m", text], {"LC_ALL": "C.UTF-8"})
        if done is None or wc is None:
            return None
        ratios.append(done[0] / wc[0])
        cpu.append(done[0])
        wall.append(done[1])
        peak.append(done[2])
    size = os.path.getsize(text) / 1e6
    return (name, statistics.median(ratios), statistics.median(cpu), statistics.median(wall),
            size / statistics.median(cpu), max(peak))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin")
    parser.add_argument("--data", default=os.environ.get("ZG_DATA",
                                                         os.path.join(ROOT, "../shared/data")))
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--growth", default="")
    parser.add_argument("--ceiling", default="")
    parser.add_argument("--threads", default="")
    parser.add_argument("--folder", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    arguments = parser.parse_args()
    source = os.path.join(arguments.data, "big", "zh_novels_64MB.txt.gz")
    if not os.path.exists(source):
        print(f"SKIPPED: there is no {source}")
        return
    folder = tempfile.mkdtemp(dir=arguments.folder)
    try:
        names = {key: os.path.join(folder, value) for key, value in
                 {"t": "text.txt", "half1": "a.txt", "half2": "b.txt", "z": "c.zgc", "r1": "a.zgr",
                  "r2": "b.zgr", "o": "out"}.items()}
        if arguments.growth:
            grow(arguments, source, names)
        elif arguments.worst:
            make_text(source, names["t"], 40)
            worst(arguments, names)
        else:
            make_text(source, names["t"], arguments.megabytes)
            (ceilings if arguments.ceiling else tasks)(arguments, names)
    finally:
        shutil.rmtree(folder)


def header():
    print("| task | threads | ratio to wc -m | CPU s | wall s | MB/s | peak MB |")
    print("|---|---|---|---|---|---|---|")


def prepare(tool, line, names):
    """What a task reads besides the text."""
    if "{half1}" in line or "{r1}" in line:
        split(names["t"], names["half1"], names["half2"])
    if "{r1}" in line:
        for half, out in (("half1", "r1"), ("half2", "r2")):
            run([os.path.join(tool, "zg-ngrams"), names[half], "-n", "1-5", "--fold", "none",
                 "--runs", names[out], "-q"])
    if "{z}" in line:
        run([os.path.join(tool, "zg-import"), names["t"], "-o", names["z"], "-q"])


def python_with(module):
    """A Python that has the module, or None."""
    for python in ("python3", "/usr/bin/python3"):
        if shutil.which(python) is None:
            continue
        if subprocess.run([python, "-c", "import " + module], capture_output=True,
                          check=False).returncode == 0:
            return python
    return None


def threads_of(arguments):
    """Those asked for; one and all."""
    if arguments.threads:
        return [int(number) for number in arguments.threads.split(",")]
    return sorted({1, os.cpu_count() or 1})


def tasks(arguments, names):
    header()
    for name, line in TASKS:
        words = line.format(**names).split()
        if not re.search(arguments.only, name):
            continue
        prepare(arguments.bin, line, names)
        for threads in threads_of(arguments):
            show(measure(name, [os.path.join(arguments.bin, words[0]), *words[1:], "-q", "-t",
                                str(threads)], names["t"], arguments.pairs), threads)
    words = [os.path.join(arguments.bin, REPEATS[1].split()[0]), names["t"], "5"]
    for threads in threads_of(arguments) if os.path.exists(words[0]) else []:
        if re.search(arguments.only, REPEATS[0]):
            show(measure(REPEATS[0], [*words, str(threads)], names["t"], arguments.pairs), threads)
    names = dict(names, sklearn=python_with("sklearn"))
    for name, command in PEERS if arguments.peers else []:
        if re.search(arguments.only, name) and ("{sklearn}" not in command or names["sklearn"]):
            show(measure(name, [word.format(**names) for word in command], names["t"], 1), "1")


def same_bytes(first, second):
    with open(first, "rb") as a, open(second, "rb") as b:
        while True:
            left, right = a.read(1 << 20), b.read(1 << 20)
            if left != right:
                return False
            if not left:
                return True


def ceilings(arguments, names):
    """Each task under the ceiling and without: both CPU times and their ratio, what of the peak is
    no page of a file, and whether both write the same."""
    print(f"| task | CPU s | with --memory {arguments.ceiling} | times | peak MB | bytes |")
    print("|---|---|---|---|---|---|")
    free = dict(names, o=names["o"] + "-free")
    for name, line in TASKS:
        if "-S" in line or "--runs" in line or not re.search(arguments.only, name):
            continue
        prepare(arguments.bin, line, names)
        rows = []
        for _ in range(arguments.pairs):
            done = [run([os.path.join(arguments.bin, words[0]), *words[1:], "-q", "-t", "1", *more])
                    for words, more in ((line.format(**free).split(), ()),
                                        (line.format(**names).split(), ("-S", arguments.ceiling)))]
            if None in done:
                break
            rows.append((done[0][0], done[1][0], done[1][0] / done[0][0], done[1][2]))
        if not rows:
            continue
        cpu, under, times, _ = (statistics.median(column) for column in zip(*rows))
        end = line[line.index("{o}") + 3:]
        same = "same" if same_bytes(free["o"] + end, names["o"] + end) else "OTHER"
        print(f"| {name} | {cpu:.2f} | {under:.2f} | {times:.2f} | {max(r[3] for r in rows):.0f} "
              f"| {same} |", flush=True)


def worst(arguments, names):
    global TEXT
    with open(names["t"], "rb") as text:
        TEXT = text.read()
    header()
    for name, make, options in WORST:
        if not re.search(arguments.only, name):
            continue
        words = options.split() if "-n" in options else ["-n", "1-5", *options.split()]
        for part in (0.25, 1):
            with open(names["half1"], "wb") as out:
                out.write(make(part))
            size = os.path.getsize(names["half1"]) / 1e6
            for threads in threads_of(arguments):
                show(measure(f"{name}, {size:.1f} MB",
                             [os.path.join(arguments.bin, "zg-ngrams"), names["half1"],
                              "--min-freq", "2", *words, "-o", names["o"] + ".tsv", "-q", "-t",
                              str(threads)], names["half1"], arguments.pairs), threads)


def grow(arguments, source, names):
    header()
    for size in arguments.growth.split(","):
        make_text(source, names["t"], int(size))
        for name, line in TASKS:
            if not re.search(arguments.only, name):
                continue
            prepare(arguments.bin, line, names)
            words = line.format(**names).split()
            for threads in threads_of(arguments):
                show(measure(f"{name}, {size} MB",
                             [os.path.join(arguments.bin, words[0]), *words[1:], "-q", "-t",
                              str(threads)], names["t"], arguments.pairs), threads)


def show(row, threads):
    if row is not None:
        name, ratio, cpu, wall, speed, peak = row
        print(f"| {name} | {threads} | {ratio:.1f} | {cpu:.2f} | {wall:.2f} | {speed:.1f} "
              f"| {peak:.0f} |", flush=True)


main()
