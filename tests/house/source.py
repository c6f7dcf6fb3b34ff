"""What the tests of the source tree share: its files, C code without comments, the verdict."""

import os
import re
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

TOKEN = re.compile(
    r"/\*.*?\*/|//(?:\\\n|[^\n])*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def blank(match):
    """White space in place of a comment; of a string its quotes stay. Lines keep their numbers."""
    text = match.group()
    if text[0] == "/":
        return re.sub(r"[^\n]", " ", text)
    return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1]


def code(path):
    """A C file without its comments and without what stands inside its strings."""
    return TOKEN.sub(blank, read(path))


def uncomment(path):
    """A C file without its comments."""
    return TOKEN.sub(lambda m: blank(m) if m.group()[0] == "/" else m.group(), read(path))


def files():
    """Files of the source tree, sorted: those git tracks or would; without git, all but what
    is built."""
    command = ["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z", "--cached",
               "--others", "--exclude-standard"]
    try:
        out = subprocess.run(command, capture_output=True, check=True).stdout
        found = [os.fsdecode(name) for name in out.split(b"\0") if name]
        return sorted(name for name in set(found) if os.path.isfile(os.path.join(ROOT, name)))
    except (OSError, subprocess.CalledProcessError):
        return sorted(walk())


def walk():
    for folder, folders, names in os.walk(ROOT):
        here = os.path.relpath(folder, ROOT)
        if here == ".":
            folders[:] = [n for n in folders if n != ".git" and not n.startswith("build")]
        folders[:] = [n for n in folders if n != "__pycache__"]
        for name in names:
            yield os.path.normpath(os.path.join(here, name))


def finish(problems, checked):
    """Ends the test: 1 and the list when there are problems, 1 too when nothing was looked at."""
    for problem in problems:
        print(problem)
    print(f"{checked} checked, {len(problems)} wrong")
    sys.exit(1 if problems or checked == 0 else 0)
