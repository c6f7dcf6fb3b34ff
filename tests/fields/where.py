"""--where on random metadata, judged by a slow reading of what it says: numbers as fractions, dates
as intervals of datetime, conditions one document after the other.

usage: where.py ZG_IMPORT
"""

import datetime
import os
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

IMPORT = os.path.abspath(sys.argv[1])
RANDOM = random.Random(7)
DAY = datetime.timedelta(days=1)
TICK = datetime.timedelta(microseconds=1)
DATES = [re.compile(pattern) for pattern in (
    r"(\d{4})$", r"(\d{4})([-/])(\d{1,2})(?:\2(\d{1,2}))?$",
    r"(\d{4})()年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$", r"(\d{4})()(\d\d)(\d\d)$")]
TIME = re.compile(r"(.*?)[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$")


def number(text):
    return Fraction(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) else None


def day(text):
    """First and last moment of a date without a time, and whether it is a day."""
    for pattern in DATES:
        match = pattern.match(text)
        if match is None:
            continue
        year, _, month, last = (*match.groups(), None, None, None)[:4]
        try:
            begin = datetime.datetime(int(year), int(month or 1), int(last or 1))
        except ValueError:
            return None
        if last:
            return begin, begin + DAY - TICK, True
        if month:
            end = (begin.replace(day=28) + 4 * DAY).replace(day=1)
        else:
            end = begin.replace(year=begin.year + 1)
        return begin, end - TICK, False
    return None


def date(text):
    match = TIME.match(text)
    if match is None:
        found = day(text)
        return found and found[:2]
    found = day(match[1])
    hour, minute, second, fraction = match[2], match[3], match[4], match[5]
    if found is None or not found[2] or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    begin = found[0] + datetime.timedelta(hours=int(hour), minutes=int(minute),
                                          seconds=int(second or 0))
    if second is None:
        return begin, begin + datetime.timedelta(minutes=1) - TICK
    length = 10 ** (6 - len(fraction or ""))
    begin += datetime.timedelta(microseconds=int((fraction or "0").ljust(6, "0")))
    return begin, begin + datetime.timedelta(microseconds=length) - TICK


def kind_of(values):
    values = [value for value in values if value]
    if not values:
        return None
    if all(number(value) is not None for value in values):
        return number
    return date if all(date(value) for value in values) else None


def span(kind, text):
    if kind is number:
        return number(text), number(text)
    return date(text) if kind is date else (text.encode(), text.encode())


def holds(kind, value, operator, items):
    """None: the condition is wrong."""
    if operator in ("=", "!="):
        found = False
        for item in items:
            if item == "":
                found = found or (value == "" and operator == "=")
                continue
            low, _, high = item.partition("..") if kind and ".." in item else (item, "", item)
            if value == "":
                continue
            begin, end = span(kind, value)
            found = found or ((not low or begin >= span(kind, low)[0])
                              and (not high or end <= span(kind, high)[1]))
        return found if operator == "=" else value != "" and not found
    if value == "":
        return False
    (begin, end), (low, high) = span(kind, value), span(kind, items[0])
    return {"<": end < low, "<=": end <= high, ">": begin > high, ">=": begin >= low}[operator]


def random_number():
    return RANDOM.choice(["0", "-0", "1", "01", "+1", "1.0", "1e0", "10e-1", "2", "-3", "2.5",
                          "-2.50", "9007199254740992", "9007199254740993", ".5", "5.", "1E3",
                          "1000",
                          str(RANDOM.randrange(-20, 20))])


def random_date():
    year, month = RANDOM.randrange(2019, 2022), RANDOM.randrange(1, 13)
    last = RANDOM.randrange(1, 29)
    return RANDOM.choice([f"{year}", f"{year}-{month:02}", f"{year}/{month}",
                          f"{year}年{month}月",
                          f"{year}-{month:02}-{last:02}", f"{year}/{month}/{last}",
                          f"{year}年{month}月{last}日", f"{year}{month:02}{last:02}", f"{year}年",
                          f"{year}-{month}-{last}T0{last % 10}:30", "2020-02-29", "2020-12-31",
                          f"{year}-{month:02}-{last:02} 12:00:07.25+08:00",
                          "2021-03-10 23:59:59Z"])


def random_word():
    return RANDOM.choice(["a", "b", "ab", "疫情", "2020", "1", "x y", "2020-03-10", "a.b",
                          "none"])


def random_condition(name, kind, values):
    """The condition and its parts; a list of one where it must be one value."""
    pool = [value for value in values if value] or ["1"]

    def value():
        if RANDOM.random() < 0.5:
            return RANDOM.choice(pool)
        return random_number() if kind is number else random_date() if kind else random_word()

    operator = RANDOM.choice(["=", "=", "!=", "<", "<=", ">", ">="] if kind else ["=", "!="])
    if operator not in ("=", "!="):
        items = [value()]
    else:
        items = []
        for _ in range(RANDOM.choice([1, 1, 2, 3])):
            choice = RANDOM.random()
            if choice < 0.1:
                items.append("")
            elif choice < 0.5 and kind:
                low, high = sorted([value(), value()], key=lambda text: span(kind, text))
                items.append(RANDOM.choice([f"{low}..{high}", f"{low}..", f"..{high}"]))
            else:
                items.append(value())
    return f"{name}{operator}{','.join(items)}", operator, items


def run(folder, conditions):
    command = [IMPORT, "texts", "-q", "--no-header"]
    for condition in conditions:
        command += ["--where", condition]
    done = subprocess.run(command, capture_output=True, cwd=folder, text=True, encoding="utf-8")
    if done.returncode == 1 and "no document is left" in done.stderr:
        return []
    if done.returncode != 0:
        print(done.stderr)
        sys.exit(1)
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


def one_corpus(folder):
    n = RANDOM.randrange(1, 9)
    names = [f"{chr(97 + i)}.txt" for i in range(n)]
    makers = [random_number, random_date, random_word]
    fields = {}
    for i in range(4):
        maker = RANDOM.choice(makers)
        fields[f"f{i}"] = ["" if RANDOM.random() < 0.2 else maker() for _ in range(n)]
    os.makedirs(os.path.join(folder, "texts"), exist_ok=True)
    for old in os.listdir(os.path.join(folder, "texts")):
        os.remove(os.path.join(folder, "texts", old))
    for name in names:
        with open(os.path.join(folder, "texts", name), "w") as out:
            out.write("x")
    with open(os.path.join(folder, "texts", "metadata.tsv"), "w", encoding="utf-8") as out:
        out.write("\t".join(["file", *fields]) + "\n")
        for i in RANDOM.sample(range(n), n):
            out.write("\t".join([names[i], *(values[i] for values in fields.values())]) + "\n")
    checks = left = 0
    for _ in range(12):
        conditions, wanted = [], set(range(n))
        for name in RANDOM.sample(sorted(fields), RANDOM.choice([1, 1, 2])):
            kind = kind_of(fields[name])
            text, operator, items = random_condition(name, kind, fields[name])
            conditions.append(text)
            wanted &= {i for i in range(n) if holds(kind, fields[name][i], operator, items)}
        found = run(folder, conditions)
        checks += 1
        left += len(found)
        if found != [names[i] for i in sorted(wanted)]:
            print(f"DIFFERS: {conditions}\nfields: {fields}\nours: {found}\n"
                  f"wanted: {[names[i] for i in sorted(wanted)]}")
            sys.exit(1)
    return checks, left


def main():
    checks = left = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(40):
            more = one_corpus(folder)
            checks += more[0]
            left += more[1]
    print(f"{checks} selections are the same, {left} documents in them")


main()
