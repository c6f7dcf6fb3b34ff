/* keyness: from counted items and comparisons to the table. */
#include <math.h>
#include <string.h>

#include "keyness_parts.h"
#include "rows.h"

/* ---- beginning and ending ---- */

static void free_scratch(zg_key_scratch *s)
{
    for (int i = 0; i < 2; i++) {
        zg_memory_free(s->index[i]);
        zg_memory_free(s->freqs[i]);
        zg_memory_free(s->rates[i]);
    }
    zg_memory_free(s->documents);
    zg_memory_free(s->groups);
    zg_memory_free(s->dealt);
    zg_memory_free(s->listed);
    zg_memory_free(s->candidates);
    zg_memory_free(s->slots[0]);
    zg_memory_free(s->slots[1]);
    zg_memory_free(s->known);
    zg_memory_free(s->known_state);
}

void zg_key_free(zg_comparing *key)
{
    if (key == NULL) return;
    zg_frame_free(key->keys);
    zg_memory_free(key->fields);
    zg_memory_free(key->values);
    zg_memory_free(key->left_out);
    zg_memory_free(key->pairs);
    for (uint32_t i = 0; key->scratch != NULL && i < key->workers; i++) {
        free_scratch(&key->scratch[i]);
    }
    zg_memory_free(key->scratch);
    zg_filter_free(key->filter);
    zg_memory_free(key->tests);
    zg_memory_free(key->groups_p);
    zg_memory_free(key->groups_q);
    for (size_t i = 0; key->columns != NULL && i < key->n_columns; i++) {
        zg_memory_free(key->columns[i].adjusted);
    }
    zg_memory_free(key->columns);
    for (size_t i = 0; i < key->n_comparisons; i++) zg_comparison_free(&key->comparisons[i]);
    zg_memory_free(key->comparisons);
    zg_key_items_free(&key->items);
    zg_groups_free(&key->groups);
    zg_memory_free(key->group_of);
    zg_memory_free(key->copy_of);
    zg_memory_free(key->group_tokens);
    zg_selection_free(key->all);
    zg_buffer_free(&key->notes);
    zg_buffer_free(&key->json);
    zg_memory_free(key);
}

zg_status zg_key_new(zg_run *run, const zg_corpus *corpus, const zg_keyness_options *options,
                     zg_comparing **out, zg_error *error)
{
    zg_comparing *key = zg_memory_zeroed(1, sizeof *key);
    if (key == NULL) return zg_error_memory(error);
    key->run = run;
    key->corpus = corpus;
    key->family = 1;
    if (options != NULL)
        key->options = *options;
    else
        zg_keyness_options_init(&key->options);
    *out = key;
    return ZG_OK;
}

static bool make_scratch(zg_key_scratch *s, const zg_comparing *key)
{
    uint64_t n = key->documents + 1, deals = 0;
    for (size_t i = 0; i < key->n_comparisons; i++) {
        if (key->comparisons[i].deals.n > deals) deals = key->comparisons[i].deals.n;
    }
    for (int i = 0; i < 2; i++) {
        s->index[i] = zg_memory_alloc(n, sizeof *s->index[i]);
        s->freqs[i] = zg_memory_alloc(n, sizeof *s->freqs[i]);
        s->rates[i] = zg_memory_alloc(n, sizeof *s->rates[i]);
        s->slots[i] = zg_memory_zeroed(n, sizeof *s->slots[i]);
        if (s->index[i] == NULL || s->freqs[i] == NULL || s->rates[i] == NULL ||
            s->slots[i] == NULL) {
            return false;
        }
    }
    s->documents = zg_memory_alloc(n, sizeof *s->documents);
    s->groups = zg_memory_alloc(key->n_groups, sizeof *s->groups);
    s->dealt = zg_memory_alloc(deals, sizeof *s->dealt);
    s->listed = zg_memory_zeroed(n, 1);
    s->candidates = zg_memory_alloc(n, sizeof *s->candidates);
    s->known = zg_memory_alloc(ZG_KEY_KNOWN * ZG_KEY_KNOWN * key->n_known, sizeof *s->known);
    s->known_state = zg_memory_alloc(ZG_KEY_KNOWN * ZG_KEY_KNOWN, 1);
    if (s->known == NULL || s->known_state == NULL) return false;
    return s->documents != NULL && s->groups != NULL && s->dealt != NULL && s->listed != NULL &&
           s->candidates != NULL;
}

/* ---- the family ---- */

static zg_status count_family(zg_comparing *key, zg_error *error)
{
    uint64_t family = 0;
    for (size_t c = 0; c < key->n_comparisons; c++) {
        zg_comparison *comparison = &key->comparisons[c];
        if (comparison->descriptive) continue;
        comparison->first_test = key->n_tests;
        key->n_tests += key->items.n;
        for (size_t i = 0; i < key->items.n; i++) {
            family += zg_key_freq(key, comparison, i) >= key->options.min_freq;
        }
    }
    if (family > 0) key->family = (double)family;
    if (key->n_tests > 0) {
        key->tests = zg_memory_alloc(key->n_tests, sizeof *key->tests);
        if (key->tests == NULL) return zg_error_memory(error);
    }
    return zg_levels_init(&key->levels, key->options.confidence, key->family, error);
}

/* p and q of every item among all groups at once. */
static zg_status test_groups(zg_comparing *key, zg_error *error)
{
    if (key->n_groups == 0) return ZG_OK;
    const zg_measure *p = zg_measure_find("g2_2k_neg_log10_p");
    size_t n = key->items.n;
    key->groups_p = zg_memory_alloc(n, sizeof *key->groups_p);
    key->groups_q = zg_memory_alloc(n, sizeof *key->groups_q);
    int64_t *freqs = zg_memory_alloc(key->n_groups, sizeof *freqs);
    zg_ranked *ranked = zg_memory_alloc(n, sizeof *ranked);
    zg_status status = ZG_OK;
    if (key->groups_p == NULL || key->groups_q == NULL || freqs == NULL || ranked == NULL) {
        status = zg_error_memory(error);
    }
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        size_t n_cells;
        const zg_count_cell *cells = zg_key_item_cells(&key->items, i, &n_cells);
        zg_group_freqs groups;
        memset(freqs, 0, key->n_groups * sizeof *freqs);
        for (size_t k = 0; k < n_cells; k++) {
            freqs[key->group_of[cells[k].document]] += (int64_t)cells[k].freq;
        }
        status = zg_group_freqs_init(&groups, freqs, key->group_tokens, key->n_groups, error);
        if (status != ZG_OK) break;
        bool tested = (uint64_t)groups.freq >= key->options.min_freq;
        key->groups_p[i] = tested ? p->compute.groups(&groups) : NAN;
    }
    if (status == ZG_OK) {
        size_t tests = 0;
        for (size_t i = 0; i < n; i++) tests += (size_t)!isnan(key->groups_p[i]);
        zg_adjust(ZG_ADJUST_BH, key->groups_p, n, (double)tests, ranked, key->groups_q);
    }
    zg_memory_free(freqs);
    zg_memory_free(ranked);
    return status;
}

/* ---- what is told beside ---- */

static bool describe_comparison(const zg_comparison *c, zg_buffer *json)
{
    static const char *const sides[2] = {"target", "reference"};
    bool good = zg_buffer_text(json, "{");
    if (good && c->name != NULL) {
        good = zg_buffer_text(json, "\"group\": ") &&
               zg_rows_json(json, c->name, strlen(c->name)) && zg_buffer_text(json, ", ");
    }
    for (int i = 0; i < 2 && good; i++) {
        good = zg_buffer_format(json, "%s\"%s\": {\"tokens\": %lld", i > 0 ? ", " : "", sides[i],
                                (long long)c->sides[i].tokens);
        if (good && c->sides[i].documents > 0) {
            good =
                zg_buffer_format(json, ", \"documents\": %lld", (long long)c->sides[i].documents);
        }
        if (good && c->merged) {
            good = zg_buffer_format(json, ", \"documents_independent\": %lld",
                                    (long long)c->sides[i].units);
        }
        good = good && zg_buffer_text(json, "}");
    }
    if (good && c->deals.n > 0) {
        good = zg_buffer_format(json, ", \"%s\": %llu", c->deals.all ? "deals_all" : "deals",
                                (unsigned long long)c->deals.n);
    }
    return good &&
           zg_buffer_format(json, ", \"descriptive\": %s}", c->descriptive ? "true" : "false");
}

static const char reason[] =
    "fewer than 5 documents on a side do not support inference: no lrc and no p; rows of frequency "
    "5 or more whose exact interval excludes 0, by log_ratio";

static bool describe_all(zg_comparing *key, zg_buffer *json)
{
    const zg_keyness_options *o = &key->options;
    bool descriptive = false, unknown = false, dispersed = key->corpus != NULL;
    if (key->corpus != NULL &&
        (!zg_corpus_describe_json(key->corpus, key->all, json) || !zg_buffer_text(json, ",\n  "))) {
        return false;
    }
    if (!zg_buffer_format(json,
                          "\"rows\": %llu,\n  \"items\": %llu,\n  \"family\": %.0f,\n  "
                          "\"thresholds\": {\"min_freq\": %llu, \"min_docs\": %llu, "
                          "\"confidence\": %g},\n  \"comparisons\": [",
                          (unsigned long long)key->rows, (unsigned long long)key->items.n,
                          key->n_tests > 0 ? key->family : 0, (unsigned long long)zg_key_least(key),
                          (unsigned long long)o->min_docs, o->confidence)) {
        return false;
    }
    for (size_t i = 0; i < key->n_comparisons; i++) {
        const zg_comparison *c = &key->comparisons[i];
        descriptive |= c->descriptive;
        unknown |= c->sides[0].documents == 0 || c->sides[1].documents == 0;
        dispersed &= c->sides[0].units > 1 && c->sides[1].units > 1;
        if (!zg_buffer_text(json, i > 0 ? ",\n    " : "\n    ") || !describe_comparison(c, json)) {
            return false;
        }
    }
    if (!zg_buffer_text(json, "\n  ]")) return false;
    if (descriptive && !zg_buffer_format(json, ",\n  \"descriptive\": \"%s\"", reason))
        return false;
    if (unknown &&
        !zg_buffer_text(json, ",\n  \"documents_unknown\": \"so it cannot be told whether "
                              "there are enough for inference; it is taken so\"")) {
        return false;
    }
    return dispersed || zg_buffer_text(json, ",\n  \"empty\": \"dp_norm has no value on a side of "
                                             "one document or of which no document is known\"");
}

static zg_status tell(zg_comparing *key, zg_table *table, zg_error *error)
{
    zg_buffer json = {0}, notes = {0};
    zg_status status = ZG_OK;
    bool good = zg_buffer_append(&json, key->json.data, key->json.length) &&
                describe_all(key, &json) &&
                zg_buffer_append(&notes, key->notes.data, key->notes.length);
    if (good && key->items.list != NULL) {
        size_t before = notes.length;
        good = zg_items_note_stopped(key->items.list, (zg_within)key->options.within, &notes);
        if (good && notes.length > before) good = zg_buffer_byte(&notes, '\0');
    }
    if (!good) status = zg_error_memory(error);
    if (status == ZG_OK) status = zg_key_notes(key, &notes, error);
    if (status == ZG_OK) status = zg_table_describe(table, json.data, json.length, error);
    for (size_t at = 0; at < notes.length && status == ZG_OK;) {
        status = zg_table_add_note(table, notes.data + at, error);
        at += strlen(notes.data + at) + 1;
    }
    zg_buffer_free(&json);
    zg_buffer_free(&notes);
    return status;
}

/* ---- the whole ---- */

static zg_status make_fields(zg_comparing *key, zg_error *error)
{
    key->fields = zg_memory_alloc(key->n_columns, sizeof *key->fields);
    if (key->fields == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < key->n_columns; i++) {
        const zg_key_column *column = &key->columns[i];
        key->fields[i] = (zg_field){column->name, column->type, column->formula};
    }
    return ZG_OK;
}

static zg_status make_room(zg_comparing *key, zg_error *error)
{
    key->workers = zg_run_threads(key->run);
    key->scratch = zg_memory_zeroed(key->workers, sizeof *key->scratch);
    bool good = key->scratch != NULL;
    for (uint32_t i = 0; i < key->workers && good; i++) good = make_scratch(&key->scratch[i], key);
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status make_filter(zg_comparing *key, zg_error *error)
{
    zg_filter_options wanted = {.match = key->options.match,
                                .containing = key->options.containing,
                                .stop = key->options.stop,
                                .stop_edge = key->options.stop_edge};
    if (key->corpus == NULL) return ZG_OK;
    return zg_filter_new(key->run, key->corpus, &wanted, &key->filter, error);
}

static zg_status rank(zg_comparing *key, zg_error *error)
{
    zg_status status = make_fields(key, error);
    if (status == ZG_OK) status = count_family(key, error);
    if (status == ZG_OK) status = test_groups(key, error);
    if (status == ZG_OK) status = make_room(key, error);
    if (status == ZG_OK) status = make_filter(key, error);
    if (status == ZG_OK) status = zg_key_rank(key, error);
    return status;
}

zg_status zg_key_compare(zg_comparing *key, zg_table **out, zg_error *error)
{
    zg_table *table = NULL;
    zg_status status = rank(key, error);
    if (status != ZG_OK) {
        zg_key_free(key);
        return status;
    }
    key->rows = zg_frame_places(key->keys);
    status = zg_key_table_make(key, &table, error);
    if (status != ZG_OK) return status;
    status = tell(key, table, error);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}
