"""Every tool has a manual page, and the pages are well formed (mandoc, or groff)."""

import os
import re
import shutil
import subprocess

import source


def linter():
    if shutil.which("mandoc"):
        return ["mandoc", "-T", "lint", "-W", "warning"]
    if shutil.which("groff"):
        return ["groff", "-man", "-ww", "-z", "-K", "utf8", "-T", "utf8"]
    return None


def main():
    names = [path for path in source.files() if re.match(r"tools/zg-[\w-]+\.(c|1)$", path)]
    tools = {path[:-2] for path in names if path.endswith(".c")}
    pages = {path[:-2] for path in names if path.endswith(".1")}
    problems = [f"{name}.c: has no manual page" for name in sorted(tools - pages)]
    problems += [f"{name}.1: is of no tool" for name in sorted(pages - tools)]
    command = linter()
    if command is None:
        print(f"SKIPPED {len(pages)} manual pages: neither mandoc nor groff is here")
        pages = set()
    for page in sorted(pages):
        run = subprocess.run([*command, os.path.join(source.ROOT, page + ".1")],
                             capture_output=True, text=True)
        if run.returncode != 0 or (run.stdout + run.stderr).strip():
            problems.append(f"{page}.1:\n{run.stdout}{run.stderr}")
    source.finish(problems, len(names))


main()
