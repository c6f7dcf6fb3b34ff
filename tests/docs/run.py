"""Runs the commands that README.md and the manual pages show, and compares what they print.

In README.md, blocks marked ```console; in the pages, literal displays. A line that begins with
"$ " is a command; what follows up to the next is what it prints. A line "..." stands for any.
    run.py SOURCE_ROOT BIN_FOLDER
"""
import os
import re
import subprocess
import sys
import tempfile


def blocks(root):
    text = open(os.path.join(root, "README.md"), encoding="utf-8").read()
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        yield "README.md", block
    folder = os.path.join(root, "tools")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".1"):
            page = open(os.path.join(folder, name), encoding="utf-8").read()
            for block in re.findall(r"^\.Bd -literal\n(.*?)^\.Ed$", page, re.M | re.S):
                yield name, block.replace(r"\e", "\\").replace(r"\-", "-")


def commands(block):
    command, expected = None, []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, expected
            command, expected = line[2:], []
        else:
            expected.append(line)
    if command is not None:
        yield command, expected


def matches(expected, printed):
    pattern = "".join(
        r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, printed) is not None


def main():
    root, tools = sys.argv[1], sys.argv[2]
    environment = dict(os.environ, PATH=tools + os.pathsep + os.environ["PATH"], LC_ALL="C.UTF-8")
    ran = wrong = 0
    for name, block in blocks(root):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.join(root, "corpus"), os.path.join(folder, "corpus"))
            for command, expected in commands(block):
                done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                printed = done.stdout.decode("utf-8")
                ran += 1
                if done.returncode != 0 or not matches(expected, printed):
                    wrong += 1
                    print(f"{name}: {command}\nexit {done.returncode}, printed:\n{printed}")
    print(f"{ran} commands, {wrong} wrong")
    return 0 if ran > 0 and wrong == 0 else 1


sys.exit(main())
