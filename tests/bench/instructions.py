#!/usr/bin/env python3
"""Instructions of the tools on a small fixed input, beside those recorded. Never fails on them.

usage: instructions.py BIN_FOLDER [--record]

The counts come from callgrind, of a release build on one thread, and hardly depend on what else
the machine does; another compiler or C library moves them, so only changes on one machine tell
something.
--record writes the counts of this build to instructions.tsv beside this file.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

RECORD = os.path.join(os.path.dirname(os.path.realpath(__file__)), "instructions.tsv")

TASKS = [
    ("ngrams", "zg-ngrams {t} -n 1-5 --min-freq 2"),
    ("ngrams_word", "zg-ngrams {t} --unit word -n 1-3"),
    ("import", "zg-import {t}"),
    ("phrases", "zg-phrases {t}"),
    ("collocates", "zg-collocates {t} --window 5,5 --min-freq 5"),
    ("concordance", "zg-concordance {t} --node 一丁"),
    ("keyness", "zg-keyness {t} --reference {r} --items ngrams -n 1-3"),
]


def write_text(path, seed):
    """Clauses of Han characters, common ones far more often than rare ones, some said again."""
    chance, said = random.Random(seed), []
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(1200):
            line = []
            for _ in range(6):
                if said and chance.random() < 0.3:
                    line.append(said[int(chance.random() * len(said))])
                else:
                    line.append("".join(chr(0x4E00 + int(3000 * chance.random() ** 3))
                                        for _ in range(3 + int(8 * chance.random()))))
                    said.append(line[-1])
            out.write("，".join(line) + "。\n")


def count(command):
    """Instructions of a command, or None where it fails."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, check=False)
    found = re.search(r"Collected *: *(\d+)", done.stderr)
    if done.returncode != 0 or found is None:
        print(f"{' '.join(command)}: {done.stderr[-300:]}")
        return None
    return int(found.group(1))


def recorded():
    if not os.path.exists(RECORD):
        return {}
    with open(RECORD, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    return {name: int(number) for name, number in rows}


def main():
    folder = sys.argv[1]
    if shutil.which("valgrind") is None:
        print("SKIPPED: there is no valgrind")
        return 0
    old, new, failed = recorded(), {}, False
    with tempfile.TemporaryDirectory() as scratch:
        paths = {"t": os.path.join(scratch, "text.txt"), "r": os.path.join(scratch, "other.txt")}
        write_text(paths["t"], 1)
        write_text(paths["r"], 2)
        for name, line in TASKS:
            words = line.format(**paths).split()
            number = count([os.path.join(folder, words[0]), *words[1:], "-q", "-t", "1"])
            failed = failed or number is None
            if number is None:
                continue
            new[name] = number
            change = f"{100 * (number / old[name] - 1):+.1f} %" if name in old else "not recorded"
            print(f"{name:12} {number / 1e6:9.1f} million instructions  {change}")
    if "--record" in sys.argv[2:]:
        with open(RECORD, "w", encoding="utf-8") as file:
            file.write("task\tinstructions\n")
            file.writelines(f"{name}\t{number}\n" for name, number in new.items())
    return 1 if failed else 0


sys.exit(main())
