/* measures_documents: keyness with documents as the units: tests on rates per document, and the
 * tables of document frequencies. */
#include <math.h>

#include "measures_law.h"
#include "measures_math.h"
#include "measures_parts.h"
#include "measures_rank.h"
#include "measures_registry.h"
#include "measures_table.h"

void zg_document_freqs_init(zg_document_freqs *out, const zg_part_freqs *target,
                            const zg_part_freqs *reference, const zg_levels *levels,
                            zg_document_rate *scratch)
{
    zg_document_freqs d = {.target = target, .reference = reference, .levels = levels};
    double squares = zg_parts_squares(target, true, &d.mean_target);
    d.sd_target = sqrt(squares / ((double)target->parts->n - 1));
    squares = zg_parts_squares(reference, true, &d.mean_reference);
    d.sd_reference = sqrt(squares / ((double)reference->parts->n - 1));
    zg_rank_sum(&d, scratch);
    *out = d;
}

static double m_of(const zg_document_freqs *d)
{
    return (double)d->target->parts->n;
}

static double n_of(const zg_document_freqs *d)
{
    return (double)d->reference->parts->n;
}

static double mean_target(const zg_document_freqs *d)
{
    return d->mean_target;
}

static double mean_reference(const zg_document_freqs *d)
{
    return d->mean_reference;
}

/* A spread of one document, 0/0 or less, is no value. */
static double sd_target(const zg_document_freqs *d)
{
    return m_of(d) > 1 ? d->sd_target : NAN;
}

static double sd_reference(const zg_document_freqs *d)
{
    return n_of(d) > 1 ? d->sd_reference : NAN;
}

static double u(const zg_document_freqs *d)
{
    return d->u;
}

static double ties(const zg_document_freqs *d)
{
    return d->tie_sum;
}

static double z_nocc(const zg_document_freqs *d)
{
    return zg_rank_sum_z(d, false);
}

static double z_cc(const zg_document_freqs *d)
{
    return zg_rank_sum_z(d, true);
}

/* -log10 from ln, NaN kept, never -0 */
static double negated_log10(double log_p)
{
    return log_p >= 0 ? 0 : -log_p / ZG_LN10;
}

static double p_nocc(const zg_document_freqs *d)
{
    return negated_log10(zg_log_normal_two_sided(z_nocc(d)));
}

static double p_cc(const zg_document_freqs *d)
{
    return negated_log10(zg_log_normal_two_sided(z_cc(d)));
}

static double rank_sum_p(const zg_document_freqs *d)
{
    if (isnan(d->exact_p)) return p_cc(d);
    return d->least_p <= 0.05 ? negated_log10(log(d->exact_p)) : NAN;
}

static double a12(const zg_document_freqs *d)
{
    return d->u / (m_of(d) * n_of(d));
}

static double cliff_delta(const zg_document_freqs *d)
{
    return 2 * a12(d) - 1;
}

static double difference(const zg_document_freqs *d)
{
    return d->mean_target - d->mean_reference;
}

/* Squared standard errors of the two means. */
static double error_target(const zg_document_freqs *d)
{
    return sd_target(d) * sd_target(d) / m_of(d);
}

static double error_reference(const zg_document_freqs *d)
{
    return sd_reference(d) * sd_reference(d) / n_of(d);
}

static double welch_t(const zg_document_freqs *d)
{
    return difference(d) / sqrt(error_target(d) + error_reference(d));
}

static double welch_df(const zg_document_freqs *d)
{
    double a = error_target(d), b = error_reference(d);
    return (a + b) * (a + b) / (a * a / (m_of(d) - 1) + b * b / (n_of(d) - 1));
}

static double welch_p(const zg_document_freqs *d)
{
    return negated_log10(zg_log_student_two_sided(welch_t(d), welch_df(d)));
}

static double cohen_d_pooled(const zg_document_freqs *d)
{
    double m = m_of(d) - 1, n = n_of(d) - 1;
    double a = sd_target(d), b = sd_reference(d);
    return difference(d) / sqrt((m * a * a + n * b * b) / (m + n));
}

static double cohen_d_avgvar(const zg_document_freqs *d)
{
    double a = sd_target(d), b = sd_reference(d);
    return difference(d) / sqrt((a * a + b * b) / 2);
}

static double hedges_g(const zg_document_freqs *d)
{
    return cohen_d_pooled(d) * (1 - 3 / (4 * (m_of(d) + n_of(d) - 2) - 1));
}

static double docs_target(const zg_document_freqs *d)
{
    return (double)d->target->range;
}

static double docs_reference(const zg_document_freqs *d)
{
    return (double)d->reference->range;
}

static double documents_target(const zg_document_freqs *d)
{
    return m_of(d);
}

static double documents_reference(const zg_document_freqs *d)
{
    return n_of(d);
}

/* The table of document frequencies. */
static zg_table2x2 table_of(const zg_document_freqs *d)
{
    zg_contingency cells = {(int64_t)d->target->range, (int64_t)d->reference->range,
                            (int64_t)(d->target->parts->n - d->target->range),
                            (int64_t)(d->reference->parts->n - d->reference->range)};
    zg_table2x2 table = {.degenerate = true};
    if (zg_table2x2_init(&table, &cells, d->levels, NULL) != ZG_OK) table.sign = 0;
    return table;
}

static double tdk_g2(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    return t.sign == 0 ? 0 : t.sign * zg_table_g2(&t);
}

static double tdk_g2_2cell(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    return t.sign == 0 ? 0 : t.sign * zg_table_g2_two_term(&t);
}

static double tdk_log_ratio(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    zg_two_sides s = zg_sides_keyness(&t);
    return zg_log_ratio_walter(&s);
}

static double tdk_lrc(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    zg_two_sides s = zg_sides_keyness(&t);
    return zg_log_ratio_conservative(&s);
}

static double zeta_burrows(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    return t.determinant / (double)t.c1 / (double)t.c2;
}

static double zeta_log2(const zg_document_freqs *d)
{
    zg_table2x2 t = table_of(d);
    zg_two_sides s = zg_sides_keyness(&t);
    return zg_log_ratio_raw(&s);
}

/* var(ln p) = D/(D - 1) sum of (f_i - p n_i)^2 / F^2, documents without it from the sum of
 * squared sizes. */
static double cluster_variance(const zg_part_freqs *side)
{
    if (side->freq == 0 || side->parts->n < 2) return NAN;
    double p = (double)side->freq / (double)side->parts->total;
    double squares = 0, absent = side->parts->squares, documents = (double)side->parts->n;
    for (size_t i = 0; i < side->listed; i++) {
        double size = (double)zg_listed_size(side, i), rest = zg_listed_excess(side, i);
        squares += rest * rest;
        absent -= size * size;
    }
    if (side->listed < side->parts->n) squares += p * p * fmax(0, absent);
    return documents / (documents - 1) * squares / ((double)side->freq * (double)side->freq);
}

static double cluster_se(const zg_document_freqs *d)
{
    return sqrt(cluster_variance(d->target) + cluster_variance(d->reference)) / ZG_LN2;
}

static double cluster_center(const zg_document_freqs *d)
{
    zg_two_sides s = {.f1 = d->target->freq,
                      .n1 = d->target->parts->total,
                      .f2 = d->reference->freq,
                      .n2 = d->reference->parts->total};
    return zg_log_ratio_raw(&s);
}

static double cluster_low(const zg_document_freqs *d)
{
    return cluster_center(d) - zg_levels_z(d->levels) * cluster_se(d);
}

static double cluster_high(const zg_document_freqs *d)
{
    return cluster_center(d) + zg_levels_z(d->levels) * cluster_se(d);
}

#define DOCUMENTS "keyness documents"
#define OVER      "overuse: more in the target"
#define DIFFER    "the sides differ"
#define P         "-log10 p"
#define WELCH     "Welch"

static const zg_measure measures[] = {
    {.name = "mean_rel_target",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mean_rel_t",
     .compute = {.documents = mean_target},
     .formula = "mean of f/n over documents",
     .unit = "",
     .high = "",
     .source = ""},
    {.name = "mean_rel_reference",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mean_rel_r",
     .compute = {.documents = mean_reference},
     .formula = "mean of f/n over documents",
     .unit = "",
     .high = "",
     .source = ""},
    {.name = "sd_rel_target",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "sd_rel_t",
     .compute = {.documents = sd_target},
     .formula = "sample sd of f/n",
     .unit = "",
     .high = "uneven",
     .source = ""},
    {.name = "sd_rel_reference",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "sd_rel_r",
     .compute = {.documents = sd_reference},
     .formula = "sample sd of f/n",
     .unit = "",
     .high = "uneven",
     .source = ""},
    {.name = "rank_sum_neg_log10_p",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .compute = {.documents = rank_sum_p},
     .formula = "-log10 p of the rank-sum test: of all assignments up to 20 documents (no value "
                "where none could reach 0.05), above with ties and continuity corrected",
     .unit = P,
     .high = DIFFER,
     .source = "Kilgarriff 2001"},
    {.name = "rank_sum_u",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "U",
     .compute = {.documents = u},
     .formula = "pairs with target above reference, ties as 1/2",
     .unit = "pairs",
     .high = OVER,
     .source = "Kilgarriff 2001"},
    {.name = "rank_sum_ties",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "U_tie_sum",
     .whole = true,
     .compute = {.documents = ties},
     .formula = "sum of t^3 - t over ties",
     .unit = "",
     .high = "",
     .source = ""},
    {.name = "mw_z_nocc",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mw_z_nocc",
     .compute = {.documents = z_nocc},
     .formula = "(U - mn/2) / sqrt(mn/12 (M + 1 - ties/(M(M - 1))))",
     .unit = "",
     .high = OVER,
     .source = ""},
    {.name = "mw_neg_log10_p_nocc",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mw_log10p_nocc",
     .negated = true,
     .compute = {.documents = p_nocc},
     .formula = "-log10 P(|Z| >= |mw_z_nocc|)",
     .unit = P,
     .high = DIFFER,
     .source = ""},
    {.name = "mw_z_cc",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mw_z_cc",
     .compute = {.documents = z_cc},
     .formula = "mw_z_nocc with U moved 1/2 to the middle",
     .unit = "",
     .high = OVER,
     .source = ""},
    {.name = "mw_neg_log10_p_cc",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "mw_log10p_cc",
     .negated = true,
     .compute = {.documents = p_cc},
     .formula = "-log10 P(|Z| >= |mw_z_cc|)",
     .unit = P,
     .high = DIFFER,
     .source = ""},
    {.name = "a12",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "A12",
     .compute = {.documents = a12},
     .formula = "U / (mn)",
     .unit = "",
     .high = OVER,
     .source = ""},
    {.name = "cliff_delta",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "cliff_delta",
     .compute = {.documents = cliff_delta},
     .formula = "2 a12 - 1",
     .unit = "",
     .high = OVER,
     .source = ""},
    {.name = "welch_t",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "welch_t",
     .compute = {.documents = welch_t},
     .formula = "difference of means / its standard error",
     .unit = "",
     .high = OVER,
     .source = WELCH},
    {.name = "welch_df",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "welch_df",
     .compute = {.documents = welch_df},
     .formula = "Satterthwaite's degrees of freedom",
     .unit = "",
     .high = "",
     .source = WELCH},
    {.name = "welch_neg_log10_p",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "welch_log10p",
     .negated = true,
     .compute = {.documents = welch_p},
     .formula = "-log10 P(|T| >= |welch_t|) with welch_df",
     .unit = P,
     .high = DIFFER,
     .source = WELCH},
    {.name = "cohen_d_pooled",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "cohen_d_pooled",
     .compute = {.documents = cohen_d_pooled},
     .formula = "difference of means / pooled sd",
     .unit = "sd",
     .high = OVER,
     .source = "Cohen"},
    {.name = "cohen_d_avgvar",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "cohen_d_avgvar",
     .compute = {.documents = cohen_d_avgvar},
     .formula = "difference of means / root of the mean variance",
     .unit = "sd",
     .high = OVER,
     .source = "Brezina & Meyerhoff 2014"},
    {.name = "hedges_g",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "hedges_g",
     .compute = {.documents = hedges_g},
     .formula = "cohen_d_pooled (1 - 3 / (4 (M - 2) - 1))",
     .unit = "sd",
     .high = OVER,
     .source = "Hedges"},
    {.name = "df_target",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "df_t",
     .whole = true,
     .compute = {.documents = docs_target},
     .formula = "target documents with the item",
     .unit = "documents",
     .high = "",
     .source = ""},
    {.name = "documents_target",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "D_t",
     .whole = true,
     .compute = {.documents = documents_target},
     .formula = "target documents",
     .unit = "documents",
     .high = "",
     .source = ""},
    {.name = "df_reference",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "df_r",
     .whole = true,
     .compute = {.documents = docs_reference},
     .formula = "reference documents with the item",
     .unit = "documents",
     .high = "",
     .source = ""},
    {.name = "documents_reference",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "D_r",
     .whole = true,
     .compute = {.documents = documents_reference},
     .formula = "reference documents",
     .unit = "documents",
     .high = "",
     .source = ""},
    {.name = "tdk_g2",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "tdk_g2",
     .compute = {.documents = tdk_g2},
     .formula = "g2 of document frequencies",
     .unit = "",
     .high = OVER,
     .source = "Egbert & Biber 2019",
     .check = "unfair where lengths differ by side"},
    {.name = "tdk_g2_2cell",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "tdk_g2_2cell",
     .compute = {.documents = tdk_g2_2cell},
     .formula = "g2_two_term of document frequencies",
     .unit = "",
     .high = OVER,
     .source = "Egbert & Biber 2019",
     .check = "unfair where lengths differ by side"},
    {.name = "tdk_log_ratio",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "tdk_log_ratio",
     .compute = {.documents = tdk_log_ratio},
     .formula = "log_ratio of document frequencies",
     .unit = "log2",
     .high = OVER,
     .source = "Egbert & Biber 2019",
     .check = "unfair where lengths differ by side"},
    {.name = "tdk_lrc",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .compute = {.documents = tdk_lrc},
     .formula = "lrc of document frequencies",
     .unit = "log2",
     .high = "overuse, surely",
     .source = "Evert 2022",
     .check = "unfair where lengths differ by side"},
    {.name = "zeta_burrows",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "zeta_burrows",
     .compute = {.documents = zeta_burrows},
     .formula = "df_t/D_t - df_r/D_r",
     .unit = "",
     .high = OVER,
     .source = "Burrows 2007",
     .check = "for segments of equal size"},
    {.name = "zeta_log2",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .vector = "zeta_log2",
     .compute = {.documents = zeta_log2},
     .formula = "log2((df_t/D_t) / (df_r/D_r))",
     .unit = "log2",
     .high = OVER,
     .source = "Schöch et al. 2018",
     .check = "for segments of equal size"},
    {.name = "log_ratio_cluster_se",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .compute = {.documents = cluster_se},
     .formula = "sqrt(sum over sides of D/(D - 1) sum of (f_i - p n_i)^2 / F^2) / ln 2",
     .unit = "log2",
     .high = "less precise",
     .source = "",
     .check = "delta method, documents as units; weak below 10 documents a side"},
    {.name = "log_ratio_cluster_low",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .compute = {.documents = cluster_low},
     .formula = "log_ratio_raw - z log_ratio_cluster_se",
     .unit = "log2",
     .high = OVER,
     .source = "",
     .check = "delta method; weak below 10 documents a side"},
    {.name = "log_ratio_cluster_high",
     .needs = ZG_NEEDS_DOCUMENTS,
     .groups = DOCUMENTS,
     .compute = {.documents = cluster_high},
     .formula = "log_ratio_raw + z log_ratio_cluster_se",
     .unit = "log2",
     .high = OVER,
     .source = "",
     .check = "delta method; weak below 10 documents a side"},
};

const zg_measure_array zg_measures_documents = ZG_MEASURE_ARRAY(measures);
