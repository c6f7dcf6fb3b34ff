"""Tables read right by the programs that people use: base R, data.table, readr, Matrix, quanteda,
pandas, polars, DuckDB, scipy. Tokens that look like no value, like truth, like numbers, with
quotes, commas and signs of comments; cells without a value. What is not installed is SKIPPED.
Runs under the system's python3, or the one on PATH, whichever has pandas.
    readers.py BIN_FOLDER
"""
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

TEXTS = {
    "a.txt": "NA \"NA\" N/A 'tis #1 a,b TRUE NaN null\nNA a,b \"x 天 天\n",
    "b.txt": "NA NULL None 1e5 0x1F -1 天 天 #1\n",
    "d.txt": "NA\n",
    "c.txt": "inf 007 2020-03-10 it's\n",
}
R_READERS = {
    "base": 'read.delim(f, quote = "", na.strings = "", comment.char = "", encoding = "UTF-8")',
    "data.table": 'data.table::fread(f, sep = "\\t", quote = "", na.strings = "", '
                  'encoding = "UTF-8")',
    "readr": 'readr::read_tsv(f, quote = "", na = "", show_col_types = FALSE)',
}
R_PRINT = """
stopifnot(is.character(t$ngram), is.numeric(t$freq), is.numeric(t$dp_norm))
cat(enc2utf8(paste(t$group, t$ngram, t$freq, ifelse(is.na(t$dp_norm), "none", "some"),
                   sep = "\\t")), sep = "\\n")
"""
R_MATRIX = """
t <- read.delim(f, quote = "", na.strings = "", comment.char = "", encoding = "UTF-8")
m <- Matrix::sparseMatrix(i = match(t$group, unique(t$group)), j = match(t$ngram, unique(t$ngram)),
                          x = t$freq, dimnames = list(unique(t$group), unique(t$ngram)))
"""


def change_python():
    """Goes on under a python that has pandas, where there is one and this is not it."""
    if os.environ.get("ZG_PYTHON_CHOSEN") is not None:
        return
    for python in ("/usr/bin/python3", shutil.which("python3")):
        if python is None or not os.access(python, os.X_OK):
            continue
        test = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pandas') is None)"
        if subprocess.run([python, "-c", test], capture_output=True).returncode == 0:
            os.execve(python, [python, *sys.argv], dict(os.environ, ZG_PYTHON_CHOSEN="1"))


def has_r(package):
    if shutil.which("Rscript") is None:
        return False
    test = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", test], capture_output=True).returncode == 0


def run_r(path, script):
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    done = subprocess.run(["Rscript", "-e", f'f <- "{path}"\n{script}'], capture_output=True,
                          env=environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def load(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def pandas_rows(module, path):
    t = module.read_csv(path, sep="\t", quoting=3, keep_default_na=False, na_values={"dp_norm": ""})
    assert t.freq.dtype == "int64" and t.dp_norm.dtype == "float64"
    return zip(t.group, t.ngram, t.freq, t.dp_norm.isna())


def polars_rows(module, path):
    t = module.read_csv(path, separator="\t", quote_char=None, null_values="",
                        infer_schema_length=None)
    return [(r["group"], r["ngram"], r["freq"], r["dp_norm"] is None) for r in t.to_dicts()]


def duckdb_rows(module, path):
    return module.sql(f"select \"group\", ngram, freq, dp_norm is null from read_csv('{path}', "
                      "delim='\\t', quote='', escape='', nullstr='', header=true, "
                      "sample_size=-1)").fetchall()


PYTHON = {"pandas": pandas_rows, "polars": polars_rows, "duckdb": duckdb_rows}


def check_scipy(path, rows):
    if load("pandas") is None or load("scipy") is None:
        print("SKIPPED scipy matrix: scipy and pandas are not both here")
        return
    import pandas
    from scipy.sparse import coo_matrix
    t = pandas.read_csv(path, sep="\t", quoting=3, keep_default_na=False)
    group, ngram = t.group.astype("category"), t.ngram.astype("category")
    m = coo_matrix((t.freq, (group.cat.codes, ngram.cat.codes))).tocsr()
    for g, text, freq, _ in rows:
        row, column = group.cat.categories.get_loc(g), ngram.cat.categories.get_loc(text)
        assert m[row, column] == freq
    print("scipy matrix:", m.shape)


def check_matrix(path, rows):
    if not has_r("Matrix"):
        print("SKIPPED sparse Matrix: R or its Matrix is not here")
        return
    lines = run_r(path, R_MATRIX + 'cat(dim(m), sum(m), m["a.txt", "NA"], m["b.txt", "天"])')
    total = sum(row[2] for row in rows)
    want = f"{len({r[0] for r in rows})} {len({r[1] for r in rows})} {total} 2 2"
    assert lines == [want], (lines, want)
    print("sparse Matrix:", lines[0])
    if not has_r("quanteda"):
        print("SKIPPED dfm: quanteda is not here")
        return
    lines = run_r(path, R_MATRIX + 'd <- quanteda::as.dfm(m)\ncat(dim(d), sum(d))')
    assert lines == [" ".join(want.split()[:3])], lines
    print("dfm:", lines[0])


def main():
    change_python()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in TEXTS.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text)
        tables = [os.path.join(folder, "out." + suffix) for suffix in ("tsv", "jsonl")]
        for table in tables:
            subprocess.run([f"{sys.argv[1]}/zg-ngrams", folder, "--unit", "space", "-n", "1", "-q",
                            "--by", "document", "--dispersion=dp_norm,arf", "--parts", "equal:2",
                            "--meta", "", "-o", table], check=True)
        with open(tables[1], encoding="utf-8") as lines:
            objects = [json.loads(line) for line in lines]
        rows = [(o["group"], o["ngram"], o["freq"], o["dp_norm"] is None) for o in objects]
        assert len(rows) > 20 and {row[3] for row in rows} == {True, False}
        for package, call in R_READERS.items():
            if not has_r(package):
                print(f"SKIPPED {package}: not here")
                continue
            got = run_r(tables[0], f"t <- {call}" + R_PRINT)
            want = [f"{g}\t{text}\t{freq}\t{'none' if none else 'some'}"
                    for g, text, freq, none in rows]
            assert got == want, (package, [pair for pair in zip(got, want) if pair[0] != pair[1]])
            print(f"{package}: {len(got)} rows")
        for name, read in PYTHON.items():
            module = load(name)
            if module is None:
                print(f"SKIPPED {name}: not here")
                continue
            got = [(g, text, int(freq), bool(none)) for g, text, freq, none in
                   read(module, tables[0])]
            assert got == rows, (name, [pair for pair in zip(got, rows) if pair[0] != pair[1]])
            print(f"{name}: {len(got)} rows")
        check_matrix(tables[0], rows)
        check_scipy(tables[0], rows)


main()
