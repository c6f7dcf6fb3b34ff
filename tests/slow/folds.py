"""Unit space and the folds case, digits and numbers on real texts in six languages, against
Python's own tables: runs without white space, str.casefold, unicodedata. The form shown is the
most frequent, ties by bytes.
   folds.py ZG_NGRAMS        texts: $ZG_DATA"""

import collections
import os
import re
import subprocess
import sys
import unicodedata

BLANK = re.compile("[\t-\r \x85\xa0\u0f0b\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
HAN_NUMERALS = {chr(c) for c in [0x3007, *range(0x3021, 0x302A), *range(0x3038, 0x303B)]}
TEXTS = ["zh_gov_work_reports/2020.txt",
         "ud_gold_tokens/zh_gsd_trad_dev.raw.txt", "ja/neko_raw.txt",
         "ar/quran-simple.txt", "th_thaigov/\u0e02\u0e48\u0e32\u0e27\u0e17\u0e31\u0e19\u0e2a"
         "\u0e16\u0e32\u0e19\u0e01\u0e32\u0e23\u0e13\u0e4c\u0e42\u0e04\u0e27\u0e34\u0e14-19_1.txt",
         "en_inaugural/2025-Trump.txt", "en_inaugural/1845-Polk.txt",
         "ko/kobill_1809890.txt", "ud_gold_tokens/th_pud_test.raw.txt"]


def is_letter(c):
    return unicodedata.category(c)[0] == "L" or c in HAN_NUMERALS


def is_token(text):
    return any(unicodedata.category(c)[0] in "LN" and c not in "\uff9e\uff9f" for c in text)


def key_and_form(text, folds):
    if "numbers" in folds and not any(map(is_letter, text)):
        return "#", "#"
    key = text
    if "digits" in folds:
        key = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c
                      for c in key)
    if "case" in folds:
        key = key.casefold()
    return key, text


def expected(text, folds):
    forms = collections.defaultdict(collections.Counter)
    for piece in BLANK.split(text):
        if is_token(piece):
            key, form = key_and_form(piece, folds)
            forms[key][form] += 1
    rows = []
    for counts in forms.values():
        most = max(counts.values())
        shown = min(form.encode() for form in counts if counts[form] == most)
        rows.append((-sum(counts.values()), shown))
    escape = lambda b: b.replace(b"\\", b"\\\\")
    return [(escape(shown), str(-freq).encode()) for freq, shown in sorted(rows)]


def counted(tool, path, folds):
    out = subprocess.run([tool, path, "-q", "-n", "1", "--unit", "space", "--clean", "none",
                          "--normalize", "none", "--no-header",
                          "--fold", ",".join(folds) or "none"],
                         capture_output=True, check=True).stdout
    return [tuple(line.split(b"\t")[0:3:2]) for line in out.split(b"\n")[:-1]]


def main():
    data, tool, total, failed = os.environ.get("ZG_DATA", ""), sys.argv[1], 0, 0
    for name in TEXTS:
        path = os.path.join(data, name)
        if not data or not os.path.exists(path):
            print(f"SKIPPED {name}: no file in ZG_DATA")
            continue
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
        for folds in ([], ["case"], ["digits"], ["numbers"], ["case", "digits"],
                      ["case", "numbers"]):
            total += 1
            want, got = expected(text, folds), counted(tool, path, folds)
            if want != got:
                failed += 1
                diff = [pair for pair in zip(want, got) if pair[0] != pair[1]][:3]
                print(f"DIFFER {name} {folds}: {len(want)} types, {len(got)} counted",
                      [(w[0].decode()[:40], w[1], g[0].decode()[:40], g[1]) for w, g in diff])
    print(f"{total} comparisons, {failed} differ")
    return failed > 0


sys.exit(main())
