"""What the library must not do: end the program, print, keep mutable state outside its objects,
use calls without bounds or checks, allocate past lib/memory.h.

usage: forbidden.py [OBJECT...]   the objects of the library, for the mutable state
"""

import re
import subprocess
import sys

import source

ENDS = "exit _exit _Exit quick_exit abort assert longjmp setjmp raise"
PRINTS = "printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putchar putc fputc perror"
STATE = "setlocale uselocale srand rand srandom random strtok strerror localtime gmtime asctime"
UNBOUNDED = "strcpy strcat stpcpy sprintf vsprintf gets scanf fscanf sscanf alloca"
UNCHECKED = "atoi atol atoll atof"
ALLOCATES = "malloc calloc realloc free strdup strndup aligned_alloc posix_memalign getline"


def pattern(words):
    return re.compile(r"(?<![\w.>])(" + "|".join(words.split()) + r")\s*\(")


CALLS = pattern(" ".join([ENDS, PRINTS, STATE, UNBOUNDED, UNCHECKED]))
ALLOCATION = pattern(ALLOCATES)
STREAMS = re.compile(r"\b(stdin|stdout|stderr)\b")


def check_calls(path, problems):
    text = source.code(path)
    patterns = [CALLS, STREAMS]
    if path != "lib/memory.c":
        patterns.append(ALLOCATION)
    for expression in patterns:
        for match in expression.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            problems.append(f"{path}:{line}: {match.group(1)} has no place in lib/")


def check_state(path, problems):
    """Data that can be written to lies in .data, .bss and their thread-local kin. Constant
    tables of pointers lie in .data.rel.ro."""
    out = subprocess.run(["objdump", "-t", path], capture_output=True, check=True, text=True).stdout
    for section, size, name in re.findall(
            r" (\.(?:t?data|t?bss)\S*|\*COM\*)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$", out,
            re.MULTILINE):
        if not section.startswith(".data.rel.ro") and int(size, 16) > 0:
            problems.append(f"{path}: {name} in {section} is a variable that outlives its call")


def main():
    problems, checked = [], 0
    for path in source.files():
        if re.match(r"lib/.*\.(c|h|inc)$", path):
            check_calls(path, problems)
            checked += 1
    for path in sys.argv[1:]:
        check_state(path, problems)
        checked += 1
    source.finish(problems, checked)


main()
