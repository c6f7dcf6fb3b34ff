/* keyness: the ways to name the sides. */
#include <zigram/keyness.h>

#include <string.h>

#include "keyness_parts.h"

void zg_keyness_options_init(zg_keyness_options *options)
{
    *options = (zg_keyness_options){.size = sizeof *options,
                                    .within = -1,
                                    .min_freq = 2,
                                    .min_docs = 1,
                                    .confidence = 0.95,
                                    .reuse_share = 0.8,
                                    .seed = 1,
                                    .per = 1000000};
}

/* Puts in what depends on the corpus. */
static zg_status settle_options(zg_comparing *key, zg_error *error)
{
    zg_keyness_options *o = &key->options;
    zg_unit unit = zg_corpus_unit(key->corpus);
    bool dense = unit == ZG_UNIT_CHAR || unit == ZG_UNIT_GRAPHEME;
    if (o->items == NULL) o->items = dense && o->max_n == 0 ? "phrases" : "ngrams";
    bool closed = strcmp(o->items, "closed") == 0, phrases = strcmp(o->items, "phrases") == 0;
    bool clause = closed || strcmp(o->items, "ngrams") == 0;
    if (o->within < 0) o->within = clause ? ZG_WITHIN_CLAUSE : ZG_WITHIN_SENTENCE;
    if (phrases && o->max_n > 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n",
                            "phrases are of any length; with -n give --items ngrams or closed");
    }
    if (o->max_n == 0) {
        o->min_n = closed ? 2 : 1;
        o->max_n = closed ? 8 : 1;
    }
    if (o->min_n < (closed ? 2u : 1u) || o->max_n > 64 || o->min_n > o->max_n) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "%u-%u is not a range within %d to 64",
                            o->min_n, o->max_n, closed ? 2 : 1);
    }
    if (o->per == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--per", "0 is not a number from 1 up");
    }
    return ZG_OK;
}

/* ---- the documents of all sides ---- */

/* Makes key->all and key->group_of from the group of every document of the corpus (UINT32_MAX: of
 * none). */
static zg_status take_documents(zg_comparing *key, const uint32_t *group_of, zg_error *error)
{
    uint64_t n = zg_corpus_documents(key->corpus);
    uint64_t *documents = zg_memory_alloc(n, sizeof *documents);
    key->group_of = zg_memory_alloc(n, sizeof *key->group_of);
    zg_status status = ZG_OK;
    if (documents == NULL || key->group_of == NULL) status = zg_error_memory(error);
    for (uint64_t i = 0; i < n && status == ZG_OK; i++) {
        if (group_of[i] == UINT32_MAX) continue;
        key->group_of[key->documents] = group_of[i];
        documents[key->documents++] = i;
    }
    if (status == ZG_OK) {
        status = zg_selection_list(key->corpus, documents, key->documents, &key->all, error);
    }
    zg_memory_free(documents);
    return status;
}

static uint32_t *no_groups(const zg_corpus *corpus)
{
    uint64_t n = zg_corpus_documents(corpus);
    uint32_t *group_of = zg_memory_alloc(n, sizeof *group_of);
    for (uint64_t i = 0; group_of != NULL && i < n; i++) group_of[i] = UINT32_MAX;
    return group_of;
}

/* Marks the documents of a selection; one that is marked already is in two. */
static zg_status mark(const zg_corpus *corpus, const zg_selection *selection, uint32_t group,
                      uint32_t *group_of, zg_error *error)
{
    for (uint64_t i = 0; i < zg_selected_count(corpus, selection); i++) {
        uint64_t document = zg_selected(corpus, selection, i);
        if (group_of[document] != UINT32_MAX) {
            return zg_error_set(error, ZG_ERROR_ARGUMENT, zg_corpus_document_name(corpus, document),
                                "the document is on both sides");
        }
        group_of[document] = group;
    }
    return ZG_OK;
}

/* A comparison of `target` with `reference`, or with all others (UINT32_MAX). */
static zg_status add_comparison(zg_comparing *key, uint32_t target, uint32_t reference,
                                const char *name, zg_error *error)
{
    zg_comparison *c = &key->comparisons[key->n_comparisons++];
    *c = (zg_comparison){.group = target, .name = name};
    c->side = zg_memory_alloc(key->documents, 1);
    if (c->side == NULL) return zg_error_memory(error);
    for (uint64_t i = 0; i < key->documents; i++) {
        uint32_t group = key->group_of[i];
        c->side[i] = 2;
        if (group == target)
            c->side[i] = 0;
        else if (reference == UINT32_MAX || group == reference) {
            c->side[i] = 1;
        }
    }
    return ZG_OK;
}

/* ---- two sides ---- */

/* Whether what each document has need not be known: dispersion has no value then, and nothing else
 * asks for it. */
static bool is_plain(const zg_comparing *key)
{
    const zg_comparison *c = &key->comparisons[0];
    return !key->needs_documents && c->sides[0].units < 2 && c->sides[1].units < 2;
}

static zg_status count_sides(zg_comparing *key, zg_error *error)
{
    zg_comparison *c = &key->comparisons[0];
    uint8_t *target = zg_memory_alloc(key->documents, 1);
    zg_status status = target == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) status = zg_key_sides_make(key, c, error);
    for (uint64_t i = 0; i < key->documents && status == ZG_OK; i++) target[i] = c->side[i] == 0;
    if (status == ZG_OK) {
        bool plain = is_plain(key) && strcmp(key->options.items, "ngrams") == 0;
        key->needs_documents |= !plain;
        status = zg_key_items_make(key->run, key->corpus, key->all, &key->options,
                                   zg_key_least(key), plain ? target : NULL, &key->items, error);
    }
    if (status == ZG_OK && key->options.windows) status = zg_key_windows(key, c, error);
    zg_memory_free(target);
    return status;
}

static zg_status take_sides(zg_comparing *key, const zg_selection *target,
                            const zg_selection *reference, zg_error *error)
{
    uint32_t *group_of = no_groups(key->corpus);
    key->comparisons = zg_memory_zeroed(1, sizeof *key->comparisons);
    zg_status status = ZG_OK;
    if (group_of == NULL || key->comparisons == NULL) status = zg_error_memory(error);
    if (status == ZG_OK) status = mark(key->corpus, target, 0, group_of, error);
    if (status == ZG_OK) status = mark(key->corpus, reference, 1, group_of, error);
    if (status == ZG_OK) status = take_documents(key, group_of, error);
    if (status == ZG_OK) status = zg_key_copies(key, error);
    if (status == ZG_OK) status = add_comparison(key, 0, 1, NULL, error);
    zg_memory_free(group_of);
    return status;
}

/* The table of what is counted, if that went well. */
static zg_status finish(zg_comparing *key, zg_status status, zg_table **out, zg_error *error)
{
    if (status == ZG_OK) return zg_key_compare(key, out, error);
    zg_key_free(key);
    return status;
}

zg_status zg_keyness(zg_run *run, const zg_corpus *corpus, const zg_selection *target,
                     const zg_selection *reference, const zg_keyness_options *options,
                     zg_table **out, zg_error *error)
{
    zg_comparing *key = NULL;
    zg_status status = zg_key_new(run, corpus, options, &key, error);
    if (status != ZG_OK) return status;
    status = settle_options(key, error);
    if (status == ZG_OK) status = zg_key_columns_make(key, error);
    if (status == ZG_OK) status = take_sides(key, target, reference, error);
    if (status == ZG_OK) status = count_sides(key, error);
    return finish(key, status, out, error);
}

/* ---- groups ---- */

static zg_status take_groups(zg_comparing *key, const zg_selection *documents, const char *by,
                             zg_error *error)
{
    uint32_t *group_of = no_groups(key->corpus);
    zg_status status = group_of == NULL ? zg_error_memory(error) : ZG_OK;
    if (status == ZG_OK) status = zg_groups_make(key->corpus, documents, by, &key->groups, error);
    for (size_t i = 0; i < key->groups.n && status == ZG_OK; i++) {
        status = mark(key->corpus, key->groups.items[i].documents, (uint32_t)i, group_of, error);
    }
    if (status == ZG_OK && key->groups.n < 2) {
        status = zg_error_set(error, ZG_ERROR_EMPTY, by, "there is only one group to compare");
    }
    if (status == ZG_OK) status = take_documents(key, group_of, error);
    if (status == ZG_OK) status = zg_key_copies(key, error);
    if (status == ZG_OK && key->groups.without > 0 &&
        (!zg_buffer_format(&key->notes, "%llu document%s without a value of %s %s left out",
                           (unsigned long long)key->groups.without,
                           key->groups.without == 1 ? "" : "s", by,
                           key->groups.without == 1 ? "is" : "are") ||
         !zg_buffer_append(&key->notes, "", 1))) {
        status = zg_error_memory(error);
    }
    zg_memory_free(group_of);
    return status;
}

/* Groups without a token are on no side. */
static zg_status add_groups(zg_comparing *key, zg_versus versus, zg_error *error)
{
    size_t n = key->groups.n;
    uint32_t before = UINT32_MAX;
    key->comparisons = zg_memory_zeroed(n, sizeof *key->comparisons);
    if (key->comparisons == NULL) return zg_error_memory(error);
    zg_status status = ZG_OK;
    for (uint32_t i = 0; i < n && status == ZG_OK; i++) {
        const zg_group *group = &key->groups.items[i];
        if (zg_selected_tokens(key->corpus, group->documents) == 0) continue;
        uint32_t reference = versus == ZG_VERSUS_REST ? UINT32_MAX : before;
        if (versus == ZG_VERSUS_REST || before != UINT32_MAX) {
            status = add_comparison(key, i, reference, group->name, error);
            if (status == ZG_OK) {
                status = zg_key_sides_make(key, &key->comparisons[key->n_comparisons - 1], error);
            }
        }
        if (versus == ZG_VERSUS_PREVIOUS || before == UINT32_MAX) before = i;
    }
    if (status == ZG_OK && key->n_comparisons == 0) {
        status = zg_error_set(error, ZG_ERROR_EMPTY, NULL, "fewer than two groups have a token");
    }
    return status;
}

static zg_status weigh_groups(zg_comparing *key, zg_error *error)
{
    key->group_tokens = zg_memory_alloc(key->n_groups, sizeof *key->group_tokens);
    if (key->group_tokens == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < key->n_groups; i++) {
        key->group_tokens[i] =
            (int64_t)zg_selected_tokens(key->corpus, key->groups.items[i].documents);
    }
    return ZG_OK;
}

static zg_status count_groups(zg_comparing *key, const zg_selection *documents, const char *by,
                              zg_versus versus, bool all, zg_error *error)
{
    zg_status status = settle_options(key, error);
    if (status == ZG_OK) status = take_groups(key, documents, by, error);
    if (status == ZG_OK && all) {
        key->n_groups = key->groups.n;
        status = weigh_groups(key, error);
    }
    key->by = true;
    if (status == ZG_OK) status = zg_key_columns_make(key, error);
    key->needs_documents = true;
    if (status == ZG_OK) status = add_groups(key, versus, error);
    if (status == ZG_OK) {
        status = zg_key_items_make(key->run, key->corpus, key->all, &key->options,
                                   zg_key_least(key), NULL, &key->items, error);
    }
    for (size_t i = 0; i < key->n_comparisons && key->options.windows && status == ZG_OK; i++) {
        status = zg_key_windows(key, &key->comparisons[i], error);
    }
    return status;
}

zg_status zg_keyness_by(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                        const char *by, zg_versus versus, const zg_keyness_options *options,
                        zg_table **out, zg_error *error)
{
    zg_comparing *key = NULL;
    zg_status status = zg_key_new(run, corpus, options, &key, error);
    if (status != ZG_OK) return status;
    status = count_groups(key, documents, by, versus, false, error);
    return finish(key, status, out, error);
}

zg_status zg_keyness_groups(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                            const char *by, const zg_keyness_options *options, zg_table **out,
                            zg_error *error)
{
    zg_comparing *key = NULL;
    zg_status status = zg_key_new(run, corpus, options, &key, error);
    if (status != ZG_OK) return status;
    status = count_groups(key, documents, by, ZG_VERSUS_REST, true, error);
    return finish(key, status, out, error);
}
