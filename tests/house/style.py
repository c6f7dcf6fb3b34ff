"""The numbers of the style: files of 600 lines at most (tables of data apart), functions of 60,
lines of 100 columns, no tabs, no blanks at line ends, a line end at the end."""

import re

import source

FILE_LINES, FUNCTION_LINES, COLUMNS = 600, 60, 100
CODE = re.compile(r"(lib|tools|tests)/.*\.(c|h|inc|py|sh)$|tools/quickstart$|tests/run$|\.ci/run$"
                  r"|(.*/)?CMakeLists\.txt$")
WORDS_TOO = re.compile(r"(README|lib/README)\.md$|tools/.*\.1$|lib/.*\.in$|\.[a-z-]+$")


def functions(lines):
    """(first line, name, length) of each function of a C file; the brace that opens one and the
    brace that closes it stand alone at the left edge."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
            while start > 0 and re.match(r"[\w ]", lines[start - 1]):
                start -= 1
        elif line == "}" and start is not None:
            name = re.search(r"(\w+)\s*\(", " ".join(lines[start:i + 1]))
            yield start + 1, name.group(1) if name else "?", i - start + 1
            start = None


def check_file(path, problems):
    text = source.read(path)
    lines = text.split("\n")[:-1]
    if not text.endswith("\n") or text.endswith("\n\n"):
        problems.append(f"{path}: does not end with one line end")
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS and CODE.match(path):
            problems.append(f"{path}:{number}: {len(line)} columns")
        if "\t" in line and not path.endswith((".md", ".1")):
            problems.append(f"{path}:{number}: a tab")
        if line.endswith((" ", "\r")):
            problems.append(f"{path}:{number}: a blank at the end of the line")
    if path.endswith((".c", ".h", ".inc")):
        check_sizes(path, lines, problems)
    elif len(lines) > FILE_LINES and CODE.match(path):
        problems.append(f"{path}: {len(lines)} lines")


def check_sizes(path, lines, problems):
    found = list(functions(source.code(path).split("\n")))
    is_table = not found and not path.endswith(".h")
    if len(lines) > FILE_LINES and not is_table:
        problems.append(f"{path}: {len(lines)} lines")
    for number, name, length in found:
        if length > FUNCTION_LINES and not path.startswith("tests/"):
            problems.append(f"{path}:{number}: {name} has {length} lines")


def main():
    problems, checked = [], 0
    for path in source.files():
        if CODE.match(path) or WORDS_TOO.match(path):
            check_file(path, problems)
            checked += 1
    source.finish(problems, checked)


main()
