"""Hostile random tables, read by the reader of the library and by Python's csv and json (TSV: a
reader of three lines). Rows, numbers of lines and failures must be the same.

usage: rows.py ROWS_DUMP
"""

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile

DUMP = sys.argv[1]
RANDOM = random.Random(4)
ERROR = "error"


def ours(path, *more):
    out = subprocess.run([DUMP, path, *more], capture_output=True, check=True, text=True,
                         encoding="utf-8", errors="surrogatepass").stdout
    rows = [json.loads(line) for line in out.split("\n")[:-1]]
    if isinstance(rows[-1], dict):
        return rows[:-1], ERROR, rows[-1]["error"]
    return rows[:-1], rows[-1], None


def table(rows):
    """Rows of (line, cells), None for a failure, as the reader gives them."""
    names, out = None, []
    for row in rows:
        if row is None:
            return out, ERROR
        line, cells, blank = row
        if blank and (names is None or len(names) != 1):
            continue
        if names is None:
            if len(set(cells)) != len(cells):
                return out, ERROR
            names = cells
        elif len(cells) != len(names):
            return out, ERROR
        else:
            out.append([line, *cells])
    return out, ERROR if names is None else names


def lines_of(text):
    return re.split("\r\n|\r|\n", text)


def csv_rows(text):
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            return
        yield (line, cells or [""], not cells)
        line = reader.line_num + 1


def tsv_rows(text):
    lines = lines_of(text)
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        cells = [re.sub(r"\\([tnr\\])", lambda m: "\t\n\r\\"["tnr\\".index(m[1])], cell)
                 for cell in line.split("\t")]
        yield (number, cells, line == "")


def depth(value):
    if isinstance(value, dict):
        return 1 + max((depth(v) for v in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(v) for v in value), default=0)
    return 0


def refuse(*_):
    raise ValueError


def read_object(line):
    """The object of a line. A key twice is refused in it, not within its values, which are kept as
    they are written."""
    seen = []

    def pairs(items):
        seen[:] = [key for key, _ in items]  # the outermost comes last
        return dict(items)

    row = json.loads(line, object_pairs_hook=pairs, parse_constant=refuse)
    json.dumps(row, ensure_ascii=False).encode("utf-8")
    if not isinstance(row, dict) or depth(row) > 64 or len(set(seen)) != len(seen):
        raise ValueError
    if any("\0" in key for key in row):
        raise ValueError
    return row


def jsonl(text):
    """Rows with values instead of cells; columns as they come."""
    names, out = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t\r") == "":
            continue
        try:
            row = read_object(line)
        except (ValueError, RecursionError):
            return out, ERROR
        names += [key for key in row if key not in names]
        out.append([number, *(row.get(name) for name in names)])
    return out, names


def same_value(cell, value):
    if isinstance(value, str):
        return cell == value
    if value is None:
        return cell == ""
    return json.loads(cell) == value


def check(kind, text, folder, counts):
    path = os.path.join(folder, "table." + kind)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(text)
    rows, names, message = ours(path)
    if kind == "jsonl":
        wanted, wanted_names = jsonl(text)
        good = names == wanted_names and len(rows) == len(wanted)
        good = good and all(a[0] == b[0] and len(a) == len(b)
                            and all(map(same_value, a[1:], b[1:]))
                            for a, b in zip(rows, wanted))
    else:
        wanted, wanted_names = table(csv_rows(text) if kind == "csv" else tsv_rows(text))
        good = rows == wanted and names == wanted_names
    counts[kind, "failures" if names == ERROR else "tables"] = \
        counts.get((kind, "failures" if names == ERROR else "tables"), 0) + 1
    if not good:
        print(f"DIFFERS: {kind}: {text!r}\nours: {rows[-3:]} {names} {message}\n"
              f"wanted: {wanted[-3:]} {wanted_names}")
        sys.exit(1)


def random_text(signs, length):
    return "".join(RANDOM.choice(signs) for _ in range(length))


def random_csv(signs, size):
    if RANDOM.random() < 0.3:
        return random_text(signs, RANDOM.randrange(size))
    columns = RANDOM.randint(1, 4)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=RANDOM.choice(["\n", "\r\n", "\r"]),
                        quoting=RANDOM.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer.writerow([f"c{i}" for i in range(columns)])
    for _ in range(RANDOM.randrange(size // 4)):
        writer.writerow([random_text(signs, RANDOM.randrange(6)) for _ in range(columns)])
    text = out.getvalue()
    return text if RANDOM.random() < 0.8 else text[:RANDOM.randrange(len(text) + 1)]


def random_tsv(signs, size):
    columns = RANDOM.randint(1, 4)
    header = "\t".join(f"c{i}" for i in range(columns))
    cell = re.sub("[\t\r\n]", "", signs) + "\\tnr"
    rows = ["\t".join(random_text(cell, RANDOM.randrange(6))
                      for _ in range(columns if RANDOM.random() < 0.99 else 2))
            for _ in range(RANDOM.randrange(size // 4))]
    return RANDOM.choice(["\n", "\r\n", "\r"]).join([header, *rows])


def random_value(level):
    choice = RANDOM.randrange(12)
    if choice < 5:
        return json.dumps(random_text("ab\"\\/\u00e9\u75ab\U0001f600\n\t\x01\u2028", 5),
                          ensure_ascii=RANDOM.random() < 0.5)
    if choice < 8:
        if RANDOM.random() < 0.05:
            return RANDOM.choice(["01", "1.", ".5", "+1", "nul", "NaN", "\"\\ud800\"", "\"\\x\"",
                                  "\"\t\"", "\"", "", "[1,]", "{,}", "[1 2]", "[}"])
        return RANDOM.choice(["0", "-0", "12", "-1.50", "1e3", "2E-2", "true", "false", "null",
                              "\"\\u0000\"", "\"\\ud83d\\ude00\""])
    if level > 2 or choice < 9:
        return RANDOM.choice(["[]", "{}", "[ ]", "{ }"])
    if choice < 11:
        return "[" + ", ".join(random_value(level + 1) for _ in range(RANDOM.randrange(3))) + "]"
    return random_object(level + 1, "xyz")


def random_object(level, keys):
    chosen = RANDOM.sample(keys, RANDOM.randrange(len(keys) + 1))
    if chosen and RANDOM.random() < 0.02:
        chosen.append(chosen[0])
    blank = RANDOM.choice(["", " ", "\t"])
    return "{" + ",".join(f"{blank}{json.dumps(key)}{blank}:{blank}{random_value(level)}{blank}"
                          for key in chosen) + "}"


def random_jsonl(_, size):
    if RANDOM.random() < 0.1:
        deep = RANDOM.choice([62, 63, 64, 65, 200])
        return "{\"a\":" + "[" * deep + "]" * deep + "}\n"
    rows = [random_object(0, ["a", "b", "\u75ab", "a b", ""])
            for _ in range(min(size // 16, 400))]
    text = RANDOM.choice(["\n", "\r\n", "\n\n"]).join(rows)
    return text if RANDOM.random() < 0.9 else text[:RANDOM.randrange(len(text) + 1)]


def main():
    signs = "ab,;\"\"\t\n\r\\ \u00e9\u75ab\U0001f600\u2028\x0b"
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, make in (("csv", random_csv), ("tsv", random_tsv), ("jsonl", random_jsonl)):
            for _ in range(300):
                check(kind, make(signs, 60), folder, counts)
            for _ in range(4):  # over the edges of blocks
                check(kind, make(signs, 60000), folder, counts)
        path = os.path.join(folder, "half.jsonl")
        with open(path, "w", encoding="ascii") as out:
            out.write("{\"a\": \"x\\udc00y\\ud800\"}\n")
        assert ours(path, "replace")[0] == [[1, "x\ufffdy\ufffd"]]
    for (kind, what), n in sorted(counts.items()):
        print(f"{kind}: {n} {what} read the same")


main()
