"""The tree: only the names the design has at the top, and files that speak of this repository
alone: no paths of the machines it was made on, no package hosts, no numbers of tickets."""

import os
import re

import source

TOP = set("""
lib tools corpus results tests CMakeLists.txt README.md LICENSE .ci .clang-format .clang-tidy
.editorconfig .gitignore
""".split())
NEEDED = {"lib", "tools", "corpus", "tests", "CMakeLists.txt", "README.md", "LICENSE", ".ci"}
TEXTS_OF_OTHERS = re.compile(r"corpus/|results/|LICENSE$|tests/vectors/")
# A class around one letter keeps these lines from matching themselves.
ELSEWHERE = re.compile("|".join([
    r"/wor[k]/",
    r"shared/(?!dat[a]\b)\w+",
    r"/roo[t]/",
    r"\b[w]ork/main",
    r"(debia[n]|ubunt[u])\.(org|com)",
    r"pyp[i]\.org",
    r"pythonhoste[d]\.org",
    r"npmj[s]\.",
    r"crate[s]\.io",
    r"con[d]a\.anaconda",
    r"gh[c]r\.io|docke[r]\.io",
    r"(?i:\bissue[s]? ?#?\d)",
    r"(?i:\bissue[s]? (show|list)\b)",
]))


def check_words(path, problems):
    with open(os.path.join(source.ROOT, path), "rb") as file:
        text = file.read().decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        match = ELSEWHERE.search(line)
        if match:
            problems.append(f"{path}:{number}: speaks of {match.group()}")


def main():
    problems = []
    files = source.files()
    top = {path.split("/")[0] for path in files}
    problems += [f"{name}: has no place at the top" for name in sorted(top - TOP)]
    problems += [f"{name}: is not there" for name in sorted(NEEDED - top)]
    for path in files:
        if not TEXTS_OF_OTHERS.match(path):
            check_words(path, problems)
    source.finish(problems, len(files))


main()
