"""How well phrases are bounded, by gold words: of the occurrences of the first phrases of a list,
the share whose two edges are edges of gold words; and average precision over all closed sequences
that are well bounded in gold (closed as they are, or without function tokens at their ends; of
zg-phrases that of the ranking of all of them by `boundary`). Beside two usual lists: closed
sequences by frequency, and those with a least pointwise mutual information over 3 and a branching
entropy of 1 and more, by frequency.

usage: gold.py BIN_FOLDER
"""
import collections
import math
import os
import subprocess
import sys
import tempfile
import unicodedata


def is_token(sign):
    return unicodedata.category(sign)[0] in "LN"


def read_gold(folder, name):
    """The text, and the offsets in it at which gold words begin or end."""
    text, edges = "", set()
    with open(os.path.join(folder, name + ".raw.txt"), encoding="utf-8") as raw, \
            open(os.path.join(folder, name + ".tok_pos.txt"), encoding="utf-8") as gold:
        for line, words in zip(raw, gold):
            line, at = line.rstrip("\n").rstrip(), len(text)
            for word in words.split():
                word = word.rsplit("/", 1)[0]
                while text_blank(line, at - len(text)):
                    at += 1
                assert line.startswith(word, at - len(text)), (line, word)
                edges.update((at, at + len(word)))
                at += len(word)
            text += line + "\n"
    return text, edges


def text_blank(line, at):
    return at < len(line) and line[at].isspace()


def attaches(sign):
    return unicodedata.category(sign)[0] == "M" or sign in "\u0e33\u0eb3"


def tokens_of(text):
    """Clauses as lists of (start, end): dense signs one by one, others in runs."""
    clause, i = [], 0
    while i < len(text):
        if not is_token(text[i]):
            if clause:
                yield clause
            clause = []
            i += 1
            continue
        end = i + 1
        if text[i].isascii():
            while end < len(text) and text[end].isascii() and is_token(text[end]):
                end += 1
        while end < len(text) and attaches(text[end]):
            end += 1
        clause.append((i, end))
        i = end
    if clause:
        yield clause


def closed_sequences(text):
    """Of every closed sequence its places, and what the two lists need."""
    places, clauses = collections.defaultdict(list), list(tokens_of(text))
    single = collections.Counter(text[a:b] for clause in clauses for a, b in clause)
    total = sum(single.values())
    for clause in clauses:
        words = [text[a:b] for a, b in clause]
        for i in range(len(words)):
            for n in range(2, len(words) - i + 1):
                left = words[i - 1] if i > 0 else None
                right = words[i + n] if i + n < len(words) else None
                places[tuple(words[i:i + n])].append((clause[i][0], clause[i + n - 1][1],
                                                      left, right))
    freq = {words: len(found) for words, found in places.items()}
    freq.update({(word,): n for word, n in single.items()})
    closed = {}
    for words, found in places.items():
        lefts, rights = [p[2] for p in found], [p[3] for p in found]
        if len(found) < 2 or one(lefts) or one(rights):
            continue
        glue = min(math.log2(freq[words] * total / (freq[words[:k]] * freq[words[k:]]))
                   for k in range(1, len(words)))
        closed[words] = {"places": found, "glue": glue,
                         "branching": min(entropy(lefts), entropy(rights))}
    return closed


def one(neighbours):
    return neighbours[0] is not None and len(set(neighbours)) == 1


def entropy(neighbours):
    counts = collections.Counter(neighbours)
    stops = counts.pop(None, 0)
    n = len(neighbours)
    return -sum(c / n * math.log2(c / n) for c in list(counts.values()) + [1] * stops)


def run(tools, text, *options):
    """The phrases in their order, each with its places."""
    with tempfile.TemporaryDirectory() as folder:
        source, found = os.path.join(folder, "t.txt"), os.path.join(folder, "o.tsv")
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        table = subprocess.run(
            [os.path.join(tools, "zg-phrases"), source, "--within", "clause", "--min-freq", "2",
             "--occurrences", found, "-q", *options], check=True, capture_output=True)
        order = [line.split("\t")[:2] for line in table.stdout.decode().splitlines()[1:]]
        places = collections.defaultdict(list)
        with open(found, encoding="utf-8") as file:
            next(file)
            for line in file:
                _, start, end, phrase = line.rstrip("\n").split("\t")
                places[phrase].append((int(start), int(end)))
        return [(phrase, int(n), places[phrase]) for phrase, n in order]


def share(places, edges):
    return sum(p[0] in edges and p[1] in edges for p in places) / len(places)


def precision(rows, edges, least, most):
    hits = total = 0
    rows = [row for row in rows if row[1] >= least][:most]
    for _, _, places in rows:
        hits += sum(p[0] in edges and p[1] in edges for p in places)
        total += len(places)
    return hits / total if total else float("nan")


def average_precision(rows, edges, least, relevant):
    hits, total = 0, 0.0
    for rank, (_, _, places) in enumerate((row for row in rows if row[1] >= least), 1):
        if share(places, edges) >= 0.9:
            hits += 1
            total += hits / rank
    return total / relevant if relevant else float("nan")


def measure(tools, folder, name):
    text, edges = read_gold(folder, name)
    closed = closed_sequences(text)
    by_freq = sorted(closed, key=lambda w: (-len(closed[w]["places"]), w))
    lists = {"closed, by frequency": [(w, len(w), closed[w]["places"]) for w in by_freq]}
    lists["PMI > 3, entropy >= 1"] = [(w, len(w), closed[w]["places"]) for w in by_freq
                                      if closed[w]["glue"] > 3 and closed[w]["branching"] >= 1]
    lists["zg-phrases --nested"] = run(tools, text, "--nested")
    lists["zg-phrases"] = run(tools, text)
    ranked = run(tools, text, "--nested", "--min-boundary", "0", "--sort", "boundary")
    print(f"{name}\n{'':24} >=2: @50   @200  all    n    AP  | >=4: @50   @200  all    n    AP")
    good = {"".join(w): len(w) for w, c in closed.items() if share(c["places"], edges) >= 0.9}
    good.update((phrase, n) for phrase, n, places in ranked if share(places, edges) >= 0.9)
    figures = {}
    for title, rows in lists.items():
        cells = []
        for least in (2, 4):
            relevant = sum(n >= least for n in good.values())
            judged = ranked if title.startswith("zg-phrases") else rows
            figures[title, least] = precision(rows, edges, least, 200)
            ranking = average_precision(judged, edges, least, relevant)
            figures[title, least, "ranking"] = ranking
            cells.append("     %.3f %.3f %.3f %5d %.3f" % (
                precision(rows, edges, least, 50), figures[title, least],
                precision(rows, edges, least, None), sum(row[1] >= least for row in rows),
                ranking))
        print(f"{title:24}" + " |".join(cells))
    return figures


def main():
    folder = os.path.join(os.environ.get("ZG_DATA", ""), "ud_gold_tokens")
    if not os.path.isdir(folder):
        print("SKIPPED: no gold words here (ZG_DATA)")
        return 0
    failed = 0
    for name, least in (("zh_gsdsimp_dev", 0.97), ("ja_gsd_dev", 0.88),
                        ("th_pud_test", 0.75)):
        figures = measure(sys.argv[1], folder, name)
        for n in (2, 4):
            ours = figures["zg-phrases", n]
            usual = max(figures["closed, by frequency", n], figures["PMI > 3, entropy >= 1", n])
            if ours < usual or (n == 4 and ours < least):
                failed += 1
                print(f"FAILED: {name}: {ours:.3f}, usual {usual:.3f}, at least {least}")
            ours = figures["zg-phrases", n, "ranking"]
            usual = max(figures["closed, by frequency", n, "ranking"],
                        figures["PMI > 3, entropy >= 1", n, "ranking"])
            if ours < usual:
                failed += 1
                print(f"FAILED: {name}: average precision {ours:.3f}, usual {usual:.3f}")
    return 1 if failed else 0


sys.exit(main())
