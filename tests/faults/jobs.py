"""What the tests of faults run: every tool, with small inputs, and the files that it writes."""

import gzip
import hashlib
import os
import pathlib
import random
import shutil
import subprocess

A = ("坚持以人民为中心的发展思想，坚持改革开放。实事求是，我们要坚持改革开放、实事求是。\n"
     "The state of the art, the state of the art; 12.5% of ｶﾞ. “日月”盈昃、辰宿列张！\n")
B = ("坚持以人民为中心的发展思想。改革开放，实事求是；改革开放。\n  天地玄黄，宇宙\n洪荒。\n"
     "日月盈昃，the state of the art\n")

def compounds():
    """A text in which longer phrases with 改革 cut others."""
    draw = random.Random(1)
    verbs, nouns, others = ("深化", "推进", "加快"), ("企业", "农村", "金融"), ("天地", "玄黄", "宇宙")
    kinds = ((verbs, nouns, ("改革",)), (verbs, ("改革",)), (nouns, ("改革",)), (others, nouns),
             (others, nouns, ("改革",)), (("改革",), nouns, verbs), (others, others))
    return "".join("".join(draw.choice(words) for _ in range(3) for words in draw.choice(kinds)) +
                   "。\n" for _ in range(60))


# In a tree with the address sanitizer: the shim stands before it, memory may be refused, and a run
# that lost some ends with 99.
SANITIZER = {"ASAN_OPTIONS": "verify_asan_link_order=0:allocator_may_return_null=1:detect_leaks=1:"
                             "fast_unwind_on_malloc=0:exitcode=99",
             "LSAN_OPTIONS": "exitcode=99:print_suppressions=0:suppressions="
                             + str(pathlib.Path(__file__).resolve().parent / "leaks.txt")}


def make_inputs(folder, more=0):
    """Texts (and `more` short ones, each read by some calls), tables and lists; all of them only
    read."""
    texts = folder / "texts"
    texts.mkdir(parents=True)
    (texts / "a.txt").write_text(A * 3, encoding="utf-8")
    with open(texts / "b.txt.gz", "wb") as file:
        file.write(gzip.compress((B * 3).encode("utf-8"), mtime=0))
    (texts / "c.txt").write_text(B, encoding="utf-8")
    for i in range(more):
        (texts / f"more{i}.txt").write_text(f"改革开放，实事求是。{i}\n", encoding="utf-8")
    (texts / "metadata.tsv").write_text(
        "document\tyear\tkind\na.txt\t1954\tx\nb.txt\t1978\ty\nc.txt\t2012\ty\n")
    (folder / "t.tsv").write_text("item\to11\to12\to21\to22\na\t10\t990\t5\t1995\nb\t3\t7\t2\t9\n")
    (folder / "items.tsv").write_text("item\tform\texcept\n改革\t改革\t改革开放\n是\t是\t\n")
    (folder / "stop.txt").write_text("的\n")
    (folder / "cut.txt").write_text(compounds(), encoding="utf-8")


def has_ceiling(bin_folder):
    """Whether the tools have --memory."""
    said = subprocess.run([str(bin_folder / "zg-ngrams"), "--help"], stdout=subprocess.PIPE,
                          check=True).stdout
    return b"--memory" in said


def jobs(data, ceiling):
    """name, arguments, targets (a name that ends in / is a folder of any files)."""
    texts, stop = str(data / "texts"), str(data / "stop.txt")
    ceiling = ["--memory", "256M"] if ceiling else []
    return [
        ("zg-import", [texts, "--clean", "pdf", "-o", "c.zgc", "--audit", "audit.tsv"],
         ["c.zgc", "audit.tsv"]),
        ("zg-import", [texts, "--text", "plain"], ["plain/"]),
        ("zg-ngrams", [texts, "-n", "1-3", "--stop-edge", stop, "--dispersion", "-o", "o.tsv"],
         ["o.tsv", "o.tsv.meta.json"]),
        ("zg-ngrams", [str(data / "c.zgc"), "--by", "kind", "-o", "o.jsonl.gz"],
         ["o.jsonl.gz", "o.jsonl.gz.meta.json"]),
        ("zg-ngrams", [str(data / "c.zgc"), *ceiling, "--items", str(data / "items.tsv")], []),
        ("zg-phrases", [texts, "--min-freq", "2", "-o", "o.tsv", "--occurrences", "places.tsv",
                        "--reuse", "reuse.tsv", "--write-items", "items.tsv"],
         ["o.tsv", "o.tsv.meta.json", "places.tsv", "reuse.tsv", "items.tsv"]),
        ("zg-keyness", [texts, "--by", "kind", "--items", "ngrams", "-n", "1-2", "-o", "o.csv"],
         ["o.csv", "o.csv.meta.json"]),
        ("zg-collocates", [texts, "--node", "改革", "-n", "1", "--network", "net"],
         ["net-nodes.csv", "net-edges.csv", "net-nodes.csv.meta.json", "net-edges.csv.meta.json"]),
        ("zg-collocates", [texts, "--node", "实事", "-o", "o.tsv"], ["o.tsv", "o.tsv.meta.json"]),
        ("zg-collocates", [str(data / "cut.txt"), "--node", "改革", "-o", "o.tsv"],
         ["o.tsv", "o.tsv.meta.json"]),
        ("zg-concordance", [texts, "--regex", "改革|state", "--order", "right", "--fields",
                            "-o", "o.jsonl"], ["o.jsonl", "o.jsonl.meta.json"]),
        ("zg-measures", [str(data / "t.tsv"), "--measures", "all", "-o", "o.tsv"],
         ["o.tsv", "o.tsv.meta.json"]),
        ("zg-measures", [texts, "--lexical", "-o", "o.tsv"], ["o.tsv", "o.tsv.meta.json"]),
        ("zg-report", [texts, "-o", "site"], ["site/"]),
    ]


class Outcome:
    def __init__(self, code, out, err, files):
        self.code, self.out, self.err, self.files = code, out, err, files


def read_files(folder):
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(folder.rglob("*")) if not p.is_dir()}


class Place:
    """A folder that a run writes into, made anew for each: empty, or with old files in it."""

    def __init__(self, root, bin_folder, shim):
        self.root, self.bin, self.shim = root, bin_folder, shim

    def run(self, tool, arguments, fault=None, old=None, count=None, timeout=120, extra=None):
        work = self.root / "work"
        if work.exists():
            shutil.rmtree(work)
        work.mkdir(parents=True)
        for name, data in (old or {}).items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(data)
        environment = dict(os.environ, LC_ALL="C", TMPDIR=str(work), **SANITIZER, **(extra or {}))
        if fault:
            environment.update(LD_PRELOAD=str(self.shim), ZG_FAULT=fault)
            if count:
                environment["ZG_FAULT_COUNT"] = str(count)
        done = subprocess.run([str(self.bin / tool), *arguments, "-t", "1"], cwd=work,
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, check=False)
        return Outcome(done.returncode, done.stdout, done.stderr, read_files(work))

    def calls(self, tool, arguments, kind, old):
        """How many there are where there are old files: then some are renamed."""
        count = self.root / "count"
        self.run(tool, arguments, f"{kind}:0:0", old=old, count=count)
        return int(count.read_text())


def old_files(new):
    """An older file at each place that the run writes to."""
    return {name: b"old " + hashlib.sha256(name.encode()).hexdigest().encode() for name in new}


def leftovers(outcome, new, old):
    """What is wrong with the files after a run that may have failed."""
    wrong = []
    for name, data in outcome.files.items():
        if name not in new:
            wrong.append(f"left behind: {name}")
        elif data != new[name] and data != old.get(name):
            wrong.append(f"neither old nor new: {name}")
    wrong += [f"gone: {name}" for name in old if name not in outcome.files]
    return wrong
