"""zg-keyness on texts made for the vectors: documents that have the frequencies and lengths of
doc_tests and multi_corpora, every cell of both tables, from bytes to table.

usage: vectors.py BIN_FOLDER VECTORS_FOLDER
"""
import math
import os
import subprocess
import sys
import tempfile

ITEM, OTHER = "字", "文"
MOST = 8_000_000  # tokens of a text that is still worth making

# columns of the vectors -> of zg-keyness; evidence is log10 there, -log10 here
DOCUMENTS = {"mean_rel_t": "mean_rel_target", "mean_rel_r": "mean_rel_reference",
             "sd_rel_t": "sd_rel_target", "sd_rel_r": "sd_rel_reference", "U": "rank_sum_u",
             "U_tie_sum": "rank_sum_ties", "mw_z_nocc": "mw_z_nocc", "mw_z_cc": "mw_z_cc",
             "mw_log10p_nocc": "-mw_neg_log10_p_nocc", "mw_log10p_cc": "-mw_neg_log10_p_cc",
             "A12": "a12", "cliff_delta": "cliff_delta", "welch_t": "welch_t",
             "welch_df": "welch_df", "welch_log10p": "-welch_neg_log10_p",
             "cohen_d_pooled": "cohen_d_pooled", "cohen_d_avgvar": "cohen_d_avgvar",
             "hedges_g": "hedges_g", "df_t": "df_target", "D_t": "documents_target",
             "df_r": "df_reference", "D_r": "documents_reference", "tdk_g2_2cell": "tdk_g2_2cell",
             "tdk_g2": "tdk_g2", "tdk_log_ratio": "tdk_log_ratio", "zeta_burrows": "zeta_burrows",
             "zeta_log2": "zeta_log2"}
GROUPS = {"df": "df", "g2_kcell": "g2_kcell", "g2_2k": "g2_2k",
          "g2_2k_log10p": "-g2_2k_neg_log10_p", "g2_kcell_log10p": "-g2_kcell_neg_log10_p",
          "chi2": "chi2_groups", "chi2_log10p": "-chi2_groups_neg_log10_p",
          "cramers_v": "cramers_v", "bic": "bic_groups", "bic_2k": "bic_2k",
          "kld_bits": "kld_bits"}


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        head, *rows = [line.rstrip("\n").split("\t") for line in file]
    return [dict(zip(head, row)) for row in rows]


def numbers(text):
    return [int(value) for value in text.split(",")]


def document(name, side, freq, size):
    """A row of the table of texts: the item apart from itself where there is room."""
    rest = size - freq
    pairs = min(freq, rest)
    return f"{name}\t{side}\t" + (ITEM + OTHER) * pairs + ITEM * (freq - pairs) + \
        OTHER * (rest - pairs) + "\n"


def run(tool, documents, options):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write("id\tside\ttext\n")
        file.writelines(documents)
        file.flush()
        done = subprocess.run([tool, file.name, "--text-column", "text", "--id-column", "id", "-q",
                               "-n", "1", "--min-freq", "1", "--direction", "both", "--inferential",
                               "--digits", "17", *options], check=True, stdout=subprocess.PIPE)
    head, *rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return [dict(zip(head, row)) for row in rows if row[head.index("item")] == ITEM]


def near(column, got, wanted):
    got = math.nan if got == "" else float(got)
    wanted = float(wanted)
    if math.isnan(got) or math.isnan(wanted):
        return math.isnan(got) and math.isnan(wanted)
    if math.isinf(got) or math.isinf(wanted):
        return got == wanted
    bound = 1e-10 if "log10p" in column else 1e-12
    return abs(got - wanted) <= max(bound * abs(wanted), 1e-12)


class Judge:
    def __init__(self):
        self.cells = self.wrong = 0

    def cell(self, name, column, got, wanted):
        self.cells += 1
        if not near(column, got, wanted):
            self.wrong += 1
            print(f"{name}: {column} is {got or 'empty'}, not {wanted}")

    def row(self, name, columns, got, wanted):
        for column, ours in columns.items():
            value = got[ours.lstrip("-")]
            if ours.startswith("-") and value:
                value = str(-float(value))
            self.cell(name, column, value, wanted[column])


def documents(tool, folder, judge):
    rows = [row for row in rows_of(os.path.join(folder, "doc_tests.tsv"))
            if sum(numbers(row["counts_target"]) + numbers(row["counts_ref"])) > 0]
    for row in rows:
        made = []
        for side in ("target", "ref"):
            pairs = zip(numbers(row["counts_" + side]), numbers(row["sizes_" + side]))
            made += [document(f"{side}{i}", side, f, s) for i, (f, s) in enumerate(pairs)]
        for got in run(tool, made, ["--target-where", "side=target", "--measures", "all"]):
            judge.row(row["id"], DOCUMENTS, got, row)
    return len(rows)


def groups(tool, folder, judge):
    made = large = 0
    for row in rows_of(os.path.join(folder, "multi_corpora.tsv")):
        freqs, sizes = numbers(row["freqs"]), numbers(row["sizes"])
        if sum(sizes) > MOST:
            large += 1
            continue
        made += 1
        texts = [document(f"d{i}", f"g{i}", f, s) for i, (f, s) in enumerate(zip(freqs, sizes))]
        got = run(tool, texts, ["--groups", "side", "--measures", "groups"])
        residuals = row["adj_resid"].split(",")
        if len(got) != len(sizes):
            judge.wrong += 1
            print(f"{row['id']}: {len(got)} rows for {len(sizes)} groups")
        for group in got:
            judge.row(row["id"], GROUPS, group, row)
            judge.cell(row["id"], "adj_resid", group["adjusted_residual"],
                       residuals[int(group["group"][1:])])
    print(f"SKIPPED {large} rows of multi_corpora: texts of more than {MOST:,} tokens; "
          "the measures are judged on their frequencies elsewhere")
    return made


def main():
    tools, folder = sys.argv[1:]
    tool = os.path.join(tools, "zg-keyness")
    judge = Judge()
    n_documents, n_groups = documents(tool, folder, judge), groups(tool, folder, judge)
    print(f"{n_documents} rows of doc_tests, {n_groups} of multi_corpora: {judge.cells} cells, "
          f"{judge.wrong} wrong")
    return 1 if judge.wrong or judge.cells < 1000 else 0


sys.exit(main())
