"""Floors: every #include of lib/ and tools/, and every symbol an object asks for, against the
table in lib/README.md.

usage: floors.py [OBJECT...]   the objects of the library, for the symbols
"""

import os
import re
import subprocess
import sys

import source

STANDARD = set("""
assert complex ctype errno fenv float inttypes iso646 limits locale setjmp signal stdalign
stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath time uchar wchar
wctype dirent fcntl fnmatch glob langinfo libgen poll sched strings termios unistd
sys/file sys/ioctl sys/mman sys/resource sys/select sys/stat sys/statvfs sys/time sys/types sys/uio
sys/wait
""".split())
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>|(\S+))', re.MULTILINE)
TOOLS = "tools"


class House:
    """The table: floor of each module, who may include whom beside what is below, and whose a
    third-party header is."""

    def __init__(self, text):
        self.floor, self.name, self.beside, self.public, self.owner = {}, {}, set(), {}, {}
        for row in re.findall(r"^\|\s*(\d+)\s*\|(.*)\|\s*$", text, re.MULTILINE):
            cells = [cell.strip() for cell in row[1].split("|")]
            self.add_row(int(row[0]), *cells[:3])

    def add_row(self, floor, modules, may_include, third_party):
        for names in modules.split(","):
            names = [name.strip() for name in names.split("+")]
            for name in names:
                self.floor[name] = floor
                self.name[name] = names[0]
        for chain in re.findall(r"\w+(?:\s*→\s*\w+)+", may_include):
            names = re.split(r"\s*→\s*", chain)
            for i, upper in enumerate(names):
                self.beside.update((upper, lower) for lower in names[i + 1:])
        for header in re.findall(r"<(zigram/\w+\.h)>", may_include):
            self.public.setdefault(floor, set()).add(header)
        for module, headers in re.findall(r"(\w+): ((?:`[^`]+`[ ]?)+)", third_party):
            for header in re.findall(r"`([^`]+)`", headers):
                self.owner.setdefault(header, set()).add(module)

    def module(self, stem):
        """The module that a file NAME or NAME_part belongs to; None when there is none."""
        while stem not in self.floor:
            if "_" not in stem:
                return None
            stem = stem.rsplit("_", 1)[0]
        return self.name[stem]

    def allows(self, upper, lower):
        """Whether module `upper` may know module `lower`."""
        return (upper == lower or self.floor[lower] < self.floor[upper]
                or (upper, lower) in self.beside)

    def owners(self, header):
        """Modules that a third-party header belongs to: by name or by folder."""
        for name, modules in self.owner.items():
            if header == name or (name.endswith("/") and header.startswith(name)):
                return modules
        return None


def stem(path):
    return os.path.splitext(os.path.basename(path))[0]


def reason_against(house, path, module, header):
    """Why the file of `module` may not include `header`; None when it may."""
    owners = house.owners(header)
    if owners is not None:
        return None if module in owners else f"belongs to {', '.join(sorted(owners))}"
    if header.startswith("zigram/"):
        if module == TOOLS or path == "lib/include/zigram/zigram.h":
            return None
        target = house.module(stem(header))
        if target is None:
            return "is of no module in the table"
        if house.allows(module, target) or header in house.public.get(house.floor[module], ()):
            return None
        return f"is floor {house.floor[target]}, this is floor {house.floor[module]}"
    if header.endswith(".h") and header[:-2] in STANDARD:
        return None
    if path.startswith("tools/") and os.path.isfile(os.path.join(source.ROOT, "tools", header)):
        return None if stem(header).split("_")[0] == "cli" else "a tool includes only cli.h"
    if not os.path.isfile(os.path.join(source.ROOT, "lib", header)):
        return "is unknown"
    if not path.startswith("lib/") or path.startswith("lib/include/"):
        return "is private to lib/"
    target = house.module(stem(header))
    if target is None:
        return "is of no module in the table"
    if house.allows(module, target):
        return None
    return f"is floor {house.floor[target]}, this is floor {house.floor[module]}"


def check_includes(house, problems):
    checked = 0
    for path in source.files():
        if not re.match(r"(lib|tools)/.*\.(c|h|inc)$", path):
            continue
        module = TOOLS if path.startswith("tools/") else house.module(stem(path))
        if path == "lib/include/zigram/zigram.h":
            module = "base"
        if module is None:
            problems.append(f"{path}: of no module in lib/README.md")
            continue
        text = source.uncomment(path)
        for match in INCLUDE.finditer(text):
            checked += 1
            header = match.group(1) or match.group(2) or match.group(3)
            reason = reason_against(house, path, module, header)
            if reason is not None:
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line}: {header} {reason}")
    return checked


def symbols(objects):
    """Of each object its module's file name, the zg_ symbols it defines and those it asks for."""
    for path in objects:
        out = subprocess.run(["nm", path], capture_output=True, check=True, text=True).stdout
        found = re.findall(r"^[0-9a-f ]* ([A-Za-z]) (_?zg_\w+)", out, re.MULTILINE)
        yield (os.path.basename(path).split(".")[0],
               {name for kind, name in found if kind.isupper() and kind != "U"},
               {name for kind, name in found if kind == "U"})


def check_symbols(house, objects, problems):
    """A public header may be known above its floor for its types; its functions may not be
    called there."""
    parts = [(name, house.module(name), has, asks) for name, has, asks in symbols(objects)]
    home = {symbol: module for _, module, has, _ in parts for symbol in has}
    checked = 0
    for name, module, _, asks in parts:
        for symbol in sorted(asks):
            checked += 1
            target = home.get(symbol)
            if module and target and not house.allows(module, target):
                problems.append(f"lib/{name}.c: calls {symbol} of {target}, floor "
                                f"{house.floor[target]}, from floor {house.floor[module]}")
    return checked


def main():
    house = House(source.read("lib/README.md"))
    problems = []
    if not house.floor:
        problems.append("lib/README.md: no table of floors")
    checked = check_includes(house, problems)
    checked += check_symbols(house, sys.argv[1:], problems)
    source.finish(problems, checked)


main()
