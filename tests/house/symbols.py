"""The shared library exports exactly what the public headers declare with ZG_API, and all of it
begins with zg_.

usage: symbols.py LIBRARY
"""

import re
import subprocess
import sys

import source


def declared():
    names = set()
    for path in source.files():
        if re.match(r"lib/include/zigram/.*\.h$", path):
            text = re.sub(r"^[ \t]*#.*$", "", source.code(path), flags=re.MULTILINE)
            for declaration in re.findall(r"\bZG_API\b([^;]*);", text):
                before = declaration.split("(")[0] if "(" in declaration else declaration
                names.add(re.findall(r"\w+", before)[-1])
    return names


def main():
    out = subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]], capture_output=True,
                         check=True, text=True).stdout
    exported = {line.split()[-1] for line in out.splitlines()}
    wanted = declared()
    problems = [f"{name}: exported, and no public header declares it"
                for name in sorted(exported - wanted)]
    problems += [f"{name}: declared, and the library does not have it"
                 for name in sorted(wanted - exported)]
    problems += [f"{name}: does not begin with zg_" for name in sorted(wanted | exported)
                 if not name.startswith("zg_")]
    source.finish(problems, len(wanted | exported))


main()
