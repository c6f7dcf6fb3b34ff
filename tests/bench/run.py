#!/usr/bin/env python3
"""Times the tools beside `wc -m` and prints a table in Markdown. Never fails on a time.

usage: run.py BIN_FOLDER [--data FOLDER] [--megabytes N] [--pairs N] [--only REGEX] [--peers]

BIN_FOLDER holds the tools. The corpus is made from zh_novels_64MB.txt.gz in FOLDER/big (default
$ZG_DATA, else ../shared/data beside the source tree), repeated or cut at a line end to N megabytes
(default 64). Each task runs in turn with `LC_ALL=C.UTF-8 wc -m` on the same plain file; CPU is user
and system time of the whole process, the ratio is taken pair by pair, the median is printed. Peak
memory is the largest resident set. Output goes to a file in memory where there is /dev/shm.
"""

import argparse
import gzip
import os
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
    ("single characters", "zg-ngrams {t} -n 1 -o {o}.tsv"),
    ("import, basic, to a .zgc", "zg-import {t} -o {o}.zgc"),
    ("phrases, all columns", "zg-phrases {t} -o {o}.tsv"),
    ("collocates, all pairs, +-5, freq >= 5",
     "zg-collocates {t} --window 5,5 -n 1 --min-freq 5 -o {o}.tsv"),
    ("collocates, adjacent pairs", "zg-collocates {t} --adjacent -n 1 --min-freq 5 -o {o}.tsv"),
    ("keyness of two halves, n = 1-5",
     "zg-keyness {half1} --reference {half2} --items ngrams -n 1-5 -o {o}.tsv"),
    ("concordance of one word", "zg-concordance {t} --node 天下 -o {o}.tsv"),
]

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
]


def run(command, environment=None):
    """CPU seconds, wall seconds and peak resident MB of a command; None where it failed."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=dict(os.environ, **(environment or {})))
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.stderr.write(f"{' '.join(command)[:200]}: {message.decode('utf-8', 'replace')[:300]}\n")
        return None
    return (usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)


def make_text(source, path, megabytes):
    """The text, whole lines, of so many megabytes; larger ones by repetition."""
    wanted = megabytes * 1000000
    with open(path, "wb") as out:
        while out.tell() < wanted:
            with gzip.open(source, "rb") as text:
                for line in text:
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
    arguments = parser.parse_args()
    source = os.path.join(arguments.data, "big", "zh_novels_64MB.txt.gz")
    if not os.path.exists(source):
        print(f"SKIPPED: there is no {source}")
        return
    folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        names = {key: os.path.join(folder, value) for key, value in
                 {"t": "text.txt", "half1": "a.txt", "half2": "b.txt", "z": "c.zgc",
                  "o": "out"}.items()}
        make_text(source, names["t"], arguments.megabytes)
        split(names["t"], names["half1"], names["half2"])
        run([os.path.join(arguments.bin, "zg-import"), names["t"], "-o", names["z"], "-q"])
        print("| task | threads | ratio to wc -m | CPU s | wall s | MB/s | peak MB |")
        print("|---|---|---|---|---|---|---|")
        for name, line in TASKS:
            words = line.format(**names).split()
            if not re.search(arguments.only, name):
                continue
            for threads in ("1", "2"):
                show(measure(name, [os.path.join(arguments.bin, words[0]), *words[1:], "-q", "-t",
                                    threads], names["t"], arguments.pairs), threads)
        for name, command in PEERS if arguments.peers else []:
            show(measure(name, [word.format(**names) for word in command], names["t"], 1), "1")
    finally:
        shutil.rmtree(folder)


def show(row, threads):
    if row is not None:
        name, ratio, cpu, wall, speed, peak = row
        print(f"| {name} | {threads} | {ratio:.1f} | {cpu:.2f} | {wall:.2f} | {speed:.1f} "
              f"| {peak:.0f} |", flush=True)


main()
