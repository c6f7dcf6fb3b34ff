"""The two tables of --network, as programs for networks read them: networkx, igraph for R. What is
not installed is SKIPPED; ZG_PYTHON names a python that has networkx. Before that the tables are
looked at by themselves, and each edge against the rows of the collocates that it stands for.
    network.py BIN_FOLDER TEXTS
"""
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

NODES, EDGES = "id label n freq", "source target type weight freq_joint ways"
NETWORKX = """
import csv, json, sys, networkx as nx
def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\\t", quoting=csv.QUOTE_NONE))
g = nx.Graph()
for row in rows(sys.argv[1] + ".nodes.tsv"):
    g.add_node(row["id"], label=row["label"], n=int(row["n"]), freq=int(row["freq"]))
for row in rows(sys.argv[1] + ".edges.tsv"):
    g.add_edge(row["source"], row["target"], weight=float(row["weight"]))
two = nx.read_weighted_edgelist(sys.argv[2], delimiter="\\t", encoding="utf-8")
print(json.dumps([g.number_of_nodes(), g.number_of_edges(), two.number_of_edges(),
                  round(sum(d for _, d in g.degree(weight="weight")) / 2, 6)]))
"""
IGRAPH = """
read <- function(f) read.delim(f, quote = "", na.strings = "", comment.char = "",
                               encoding = "UTF-8")
v <- read(paste0(prefix, ".nodes.tsv")); e <- read(paste0(prefix, ".edges.tsv"))
g <- igraph::graph_from_data_frame(e, directed = FALSE, vertices = v)
stopifnot(igraph::is_simple(g))
cat("[", igraph::vcount(g), ",", igraph::ecount(g), ",", igraph::ecount(g), ",",
    sprintf("%.6f", sum(igraph::E(g)$weight)), "]\\n")
"""


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        lines = [line.split("\t") for line in f.read().splitlines()]
    return " ".join(lines[0]), [dict(zip(lines[0], line)) for line in lines[1:]]


def python_with(module):
    for python in (os.environ.get("ZG_PYTHON"), sys.executable, "/usr/bin/python3",
                   shutil.which("python3")):
        if python and os.access(python, os.X_OK) and subprocess.run(
                [python, "-c", f"import {module}"], capture_output=True).returncode == 0:
            return python
    return None


class Judge:
    def __init__(self, bin_folder, texts, folder):
        self.tool = os.path.join(bin_folder, "zg-collocates")
        self.texts, self.folder, self.wrong = texts, folder, 0

    def fail(self, *what):
        self.wrong += 1
        print(*what)

    def run(self, *arguments):
        subprocess.run([self.tool, *arguments, "-q", "--digits", "17", self.texts], check=True)

    def rows(self, *arguments):
        path = os.path.join(self.folder, "rows.tsv")
        self.run(*arguments, "-o", path)
        return [row for row in read(path)[1] if float(row["lrc"]) > 0]

    def compare(self, prefix, pairs, both):
        """Edges against the rows of the table, node to collocate."""
        head, nodes = read(prefix + ".nodes.tsv")
        if head != NODES or len({row["id"] for row in nodes}) != len(nodes):
            self.fail(f"nodes: {head}, or an id stands twice")
        known = {row["id"]: int(row["freq"]) for row in nodes}
        head, edges = read(prefix + ".edges.tsv")
        if head != EDGES:
            self.fail(f"edges: {head}")
        expected = collections.defaultdict(list)
        for row in pairs:
            expected[frozenset((row["node"], row["collocate"]))].append(row)
        if both:
            expected = {key: rows for key, rows in expected.items() if len(rows) == 2}
        for row in edges:
            rows = expected.pop(frozenset((row["source"], row["target"])), None)
            if rows is None or row["source"] not in known or row["target"] not in known:
                self.fail(f"edge {row['source']} {row['target']}: not of the table, or twice")
                continue
            if float(row["weight"]) != min(float(r["lrc"]) for r in rows) or \
                    int(row["freq_joint"]) != min(int(r["freq_joint"]) for r in rows) or \
                    int(row["ways"]) != len(rows) or row["type"] != "Undirected":
                self.fail(f"edge {row}: of {rows}")
            if known[rows[0]["node"]] != int(rows[0]["freq_node"]):
                self.fail(f"node {rows[0]['node']}: another freq than in the table")
        if known.keys() != {row[end] for row in edges for end in ("source", "target")}:
            self.fail("nodes are not those of the edges")
        if expected:
            self.fail(f"{len(expected)} edges are missing, one is {next(iter(expected))}")
        weights = [float(row["weight"]) for row in edges]
        if weights != sorted(weights, reverse=True) or not edges:
            self.fail("edges are not ordered by weight, or there are none")
        return [len(nodes), len(edges), len(edges), round(sum(weights), 6)]

    def others(self, prefix, expected):
        plain = os.path.join(self.folder, "plain.tsv")
        with open(plain, "w", encoding="utf-8") as out:
            for row in read(prefix + ".edges.tsv")[1]:
                out.write("\t".join((row["source"], row["target"], row["weight"])) + "\n")
        commands = {}
        python = python_with("networkx")
        if python is not None:
            commands["networkx"] = [python, "-c", NETWORKX, prefix, plain]
        test = 'quit(status = !requireNamespace("igraph", quietly = TRUE))'
        if shutil.which("Rscript") and \
                subprocess.run(["Rscript", "-e", test], capture_output=True).returncode == 0:
            commands["igraph"] = ["Rscript", "-e", f'prefix <- "{prefix}"\n{IGRAPH}']
        for name in ("networkx", "igraph"):
            if name not in commands:
                print(f"SKIPPED {name}: it is not installed")
                continue
            done = subprocess.run(commands[name], capture_output=True, text=True,
                                  env=dict(os.environ, LC_ALL="C.UTF-8"))
            got = json.loads(done.stdout) if done.returncode == 0 else done.stderr
            if got != expected:
                self.fail(f"{name}: {got}, expected {expected}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(sys.argv[1], sys.argv[2], folder)
        for name, options, both in (("pairs", [], True),
                                    ("star", ["--node", "疫情", "--node", "人民"], False)):
            prefix = os.path.join(folder, name)
            judge.run(*options, "--network", prefix)
            judge.others(prefix, judge.compare(prefix, judge.rows(*options), both))
        print(f"{judge.wrong} wrong")
        return 1 if judge.wrong else 0


sys.exit(main())
