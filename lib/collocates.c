/* collocates: options, counting, filters, the table. Rows stay as they were counted, a few numbers
 * each; text and measures are made when a row is shown. */
#include <string.h>

#include "collocates_object.h"
#include "filter.h"

void zg_collocates_options_init(zg_collocates_options *options)
{
    *options = (zg_collocates_options){.size = sizeof *options,
                                       .left = ZG_WINDOW_DEFAULT,
                                       .right = ZG_WINDOW_DEFAULT,
                                       .within = ZG_WITHIN_SENTENCE,
                                       .min_freq = 2,
                                       .min_docs = 1,
                                       .sort = "lrc"};
}

static void free_part(zg_pairs *part)
{
    zg_windows_free(&part->windows);
    zg_inventory_free(&part->nodes);
    zg_inventory_free(&part->collocates);
    zg_sequence_free(&part->sequence);
    zg_memory_free(part->keeps);
    zg_memory_free(part->adjusted);
    zg_room_free(&part->room);
}

void zg_pair_list_free(void *self)
{
    zg_pair_list *list = self;
    if (list == NULL) return;
    for (size_t i = 0; i < list->n_parts; i++) free_part(&list->parts[i]);
    zg_memory_free(list->parts);
    zg_groups_free(&list->groups);
    zg_measure_list_free(&list->measures);
    zg_buffer_free(&list->note);
    zg_memory_free(list->fields);
    zg_memory_free(list->place_names);
    zg_memory_free(list);
}

/* ---- options ---- */

/* What collocates are: a name of a kind, else the path of a list. */
static zg_pairs_kind find_kind(const char *text)
{
    static const struct {
        const char *name;
        zg_pairs_kind kind;
    } kinds[] = {{"tokens", ZG_PAIRS_TOKENS},
                 {"closed", ZG_PAIRS_CLOSED},
                 {"ngrams", ZG_PAIRS_NGRAMS},
                 {"phrases", ZG_PAIRS_PHRASES}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(text, kinds[i].name) == 0) return kinds[i].kind;
    }
    return ZG_PAIRS_ITEMS;
}

/* And how long they are. */
static zg_status choose_collocates(const zg_corpus *corpus, zg_collocates_options *o,
                                   zg_pairs_kind *kind, zg_error *error)
{
    zg_unit unit = zg_corpus_unit(corpus);
    bool dense = unit == ZG_UNIT_CHAR || unit == ZG_UNIT_GRAPHEME;
    bool single = o->min_n == 1 && o->max_n == 1;
    if (o->collocates == NULL) {
        bool longer = dense ? !single : o->max_n > 1;
        o->collocates = longer ? (dense ? "phrases" : "ngrams") : "tokens";
    }
    *kind = find_kind(o->collocates);
    if (*kind == ZG_PAIRS_NGRAMS && single) *kind = ZG_PAIRS_TOKENS;
    if (*kind == ZG_PAIRS_TOKENS && o->max_n > 1) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "tokens are n-grams of 1");
    }
    if (*kind == ZG_PAIRS_TOKENS) o->min_n = o->max_n = 1;
    if (o->max_n == 0) {
        o->min_n = 2;
        o->max_n = *kind == ZG_PAIRS_PHRASES ? UINT32_MAX : 8;
    }
    if (*kind == ZG_PAIRS_CLOSED && o->min_n < 2) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n",
                            "closed n-grams have 2 tokens or more; --collocates ngrams takes "
                            "single tokens too");
    }
    return ZG_OK;
}

#define PLACES_MAX 100 /* of each side, with positions */

static zg_status choose_window(const zg_corpus *corpus, zg_collocates_options *o, zg_error *error)
{
    zg_unit unit = zg_corpus_unit(corpus);
    uint32_t side = unit == ZG_UNIT_CHAR ? 10 : 5;
    bool all = o->n_nodes == 0 && o->items == NULL;
    if (o->left == ZG_WINDOW_DEFAULT) o->left = !o->adjacent ? side : all ? 0 : 1;
    if (o->right == ZG_WINDOW_DEFAULT) o->right = o->adjacent ? 1 : side;
    if (o->left == 0 && o->right == 0) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--window", "0,0 holds no token");
    }
    if (o->adjacent && (o->left > 1 || o->right > 1)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--window",
                            "adjacent pairs have a window of 0,1 or 1,0 or 1,1");
    }
    if (o->adjacent && (o->approximate || o->unspanned)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--table",
                            "the table of adjacent pairs is exact: leave %s out",
                            o->unspanned ? "unspanned" : "approximate");
    }
    if (o->positions && o->adjacent) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--positions",
                            "adjacent pairs have one place a side");
    }
    if (o->positions && (o->left > PLACES_MAX || o->right > PLACES_MAX)) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--positions",
                            "windows are of up to %d tokens a side then", PLACES_MAX);
    }
    if (o->n_nodes > 0 && o->items != NULL) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "--items",
                            "nodes come from a list or from --node, not from both");
    }
    return ZG_OK;
}

static zg_status take_options(zg_pair_list *list, const zg_corpus *corpus,
                              const zg_collocates_options *options, zg_error *error)
{
    zg_collocates_options *o = &list->options;
    zg_collocates_options_init(o);
    if (options != NULL) *o = *options;
    if (o->min_freq == 0) o->min_freq = 1;
    if (o->min_n > o->max_n || o->max_n > 64) {
        return zg_error_set(error, ZG_ERROR_ARGUMENT, "-n", "%u-%u is not a range within 1 to 64",
                            o->min_n, o->max_n);
    }
    zg_status status = choose_collocates(corpus, o, &list->kind, error);
    if (status == ZG_OK) status = choose_window(corpus, o, error);
    if (status != ZG_OK) return status;
    list->g2 = zg_measure_find("g2");
    list->evidence = zg_measure_find("neg_log10_p");
    list->lrc = zg_measure_find("lrc_association");
    const char *measures =
        o->measures == NULL ? "log_dice,mi,g2,neg_log10_p,t_score,log_ratio,lrc" : o->measures;
    return zg_measure_list_add(&list->measures, measures,
                               ZG_HAS(ZG_NEEDS_TABLE) | ZG_HAS(ZG_NEEDS_ROWS), ZG_READ_COLLOCATES,
                               error);
}

/* ---- filters ---- */

/* A token as the filter sees it: a text of nothing else. */
static zg_status filter_token(zg_filter *filter, const zg_pairs *part, uint32_t token, bool *keeps,
                              zg_error *error)
{
    uint32_t items[ZG_SEQUENCE_PAD] = {token + 1};
    zg_sequence alone = part->sequence;
    alone.items = items;
    alone.n = 1;
    return zg_filter_keeps(filter, &alone, 0, 1, keeps, error);
}

/* An item, by its name. */
static zg_status filter_item(zg_run *run, const zg_corpus *corpus, zg_filter *filter,
                             const zg_pairs *part, uint32_t item, bool *keeps, zg_error *error)
{
    zg_elements elements = {0};
    size_t length;
    const char *name = zg_inventory_text(&part->collocates, item, &length);
    zg_status status = zg_corpus_encode(run, corpus, name, length, &elements, error);
    if (status == ZG_OK) {
        status = zg_filter_keeps_item(filter, &elements, name, length, keeps, error);
    }
    zg_memory_free(elements.items);
    return status;
}

/* Whether the list keeps a collocate: asked once for each, of its first place. */
static zg_status filter_collocate(zg_filter *filter, const zg_pairs *part, uint32_t i, bool *keeps,
                                  zg_error *error)
{
    const zg_inventory *all = &part->collocates;
    uint64_t first = all->starts[i];
    if (all->tokens) return filter_token(filter, part, i, keeps, error);
    return zg_filter_keeps(filter, &part->sequence, all->positions[first],
                           zg_inventory_length(all, i, first), keeps, error);
}

static zg_status filter_collocates(zg_run *run, const zg_corpus *corpus, const zg_pair_list *list,
                                   zg_filter *filter, zg_pairs *part, zg_error *error)
{
    zg_status status = ZG_OK;
    for (uint32_t i = 0; i < part->collocates.n && status == ZG_OK; i++) {
        part->keeps[i] = false;
        if (zg_inventory_freq(&part->collocates, i) == 0) continue;
        status = list->kind == ZG_PAIRS_ITEMS
                     ? filter_item(run, corpus, filter, part, i, &part->keeps[i], error)
                     : filter_collocate(filter, part, i, &part->keeps[i], error);
    }
    return status;
}

static zg_status find_kept(zg_run *run, const zg_corpus *corpus, const zg_pair_list *list,
                           zg_pairs *part, zg_error *error)
{
    const zg_collocates_options *o = &list->options;
    zg_filter_options wanted = {
        .match = o->match, .containing = o->containing, .stop = o->stop, .stop_edge = o->stop_edge};
    zg_filter *filter = NULL;
    zg_status status = zg_filter_new(run, corpus, &wanted, &filter, error);
    if (status == ZG_OK && !zg_filter_is_empty(filter)) {
        part->keeps = zg_memory_alloc(part->collocates.n, sizeof *part->keeps);
        status = part->keeps == NULL ? zg_error_memory(error)
                                     : filter_collocates(run, corpus, list, filter, part, error);
    }
    zg_filter_free(filter);
    return status;
}

/* Rows that go leave no gap in their list. */
static size_t filter_list(const zg_pair_list *list, zg_pairs *part, zg_joint_list *rows,
                          uint64_t before)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const zg_joint row = rows->items[i];
        if (row.docs < list->options.min_docs) continue;
        if (part->keeps != NULL && !part->keeps[row.collocate]) continue;
        if (part->adjusted != NULL) {
            part->adjusted[before + kept] = part->adjusted[rows->before + i];
        }
        if (part->windows.span > 0) {
            memmove(zg_windows_places_of(&part->windows, before + kept),
                    zg_windows_places_of(&part->windows, rows->before + i),
                    part->windows.span * sizeof(zg_position));
        }
        rows->items[kept++] = row;
    }
    return kept;
}

static void filter_rows(const zg_pair_list *list, zg_pairs *part)
{
    uint64_t kept = 0;
    for (size_t i = 0; i < part->windows.n_lists; i++) {
        zg_joint_list *rows = &part->windows.lists[i];
        rows->n = filter_list(list, part, rows, kept);
        kept += rows->n;
    }
    zg_windows_renumber(&part->windows);
}

/* ---- making ---- */

/* Numbers are all that is needed from here on. */
static void drop_places(zg_pairs *part)
{
    zg_inventory_drop_places(&part->nodes);
    zg_inventory_drop_places(&part->collocates);
    part->collocates.narrow = NULL; /* in the room of the sequence */
    zg_sequence_drop_items(&part->sequence);
}

static zg_status count_part(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                            zg_pair_list *list, zg_pairs *part, zg_error *error)
{
    const zg_collocates_options *o = &list->options;
    zg_windows_options windows = {
        .left = o->left, .right = o->right, .adjacent = o->adjacent, .min_joint = o->min_freq};
    zg_status status = zg_pairs_sources(run, corpus, documents, list, part, error);
    if (part->same) windows.min_node = o->min_freq;
    if (status == ZG_OK) {
        status = zg_windows_count(run, &part->sequence, zg_pairs_nodes(part), &part->collocates,
                                  &windows, &part->windows, error);
    }
    if (status == ZG_OK && list->kind == ZG_PAIRS_PHRASES && !o->nested) {
        status = zg_pairs_keep_whole(run, list, &windows, part, error);
    }
    if (status == ZG_OK && o->positions) {
        status = zg_windows_places(run, &part->sequence, zg_pairs_nodes(part), &part->collocates,
                                   &windows, &part->windows, error);
    }
    if (status == ZG_OK) status = find_kept(run, corpus, list, part, error);
    if (status != ZG_OK) return status;
    drop_places(part);
    list->family += part->windows.n;
    return ZG_OK;
}

static zg_status make_groups(const zg_corpus *corpus, const zg_selection *documents,
                             zg_pair_list *list, zg_error *error)
{
    const char *by = list->options.by;
    zg_status status = zg_groups_make(corpus, documents, by, &list->groups, error);
    if (status != ZG_OK || list->groups.without == 0) return status;
    bool one = list->groups.without == 1;
    bool good = zg_buffer_format(&list->note, "%llu %s without a value of %s %s left out",
                                 (unsigned long long)list->groups.without,
                                 one ? "document" : "documents", by, one ? "is" : "are") &&
                zg_buffer_byte(&list->note, '\0');
    return good ? ZG_OK : zg_error_memory(error);
}

static zg_status count_parts(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                             zg_pair_list *list, zg_error *error)
{
    const char *by = list->options.by;
    zg_status status = ZG_OK;
    if (by != NULL) status = make_groups(corpus, documents, list, error);
    if (status != ZG_OK) return status;
    list->n_parts = by == NULL ? 1 : list->groups.n;
    list->parts = zg_memory_zeroed(list->n_parts, sizeof *list->parts);
    if (list->parts == NULL) {
        list->n_parts = 0;
        return zg_error_memory(error);
    }
    for (size_t i = 0; i < list->n_parts && status == ZG_OK; i++) {
        if (by != NULL) list->parts[i].group = list->groups.items[i].name;
        status = count_part(run, corpus, by == NULL ? documents : list->groups.items[i].documents,
                            list, &list->parts[i], error);
    }
    return status;
}

zg_status zg_pair_list_make(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                            const zg_collocates_options *options, zg_pair_list **out,
                            zg_error *error)
{
    zg_pair_list *list = zg_memory_zeroed(1, sizeof *list);
    if (list == NULL) return zg_error_memory(error);
    zg_status status = take_options(list, corpus, options, error);
    if (status == ZG_OK) status = zg_pair_list_fields(list, error);
    if (status == ZG_OK) status = count_parts(run, corpus, documents, list, error);
    if (status == ZG_OK) {
        double family = list->family > 0 ? (double)list->family : 1;
        status = zg_levels_init(&list->levels, 0.95, family, error);
    }
    /* Adjusted p-values are of the whole family, so before any filter. */
    if (status == ZG_OK) status = zg_pair_list_adjust(list, error);
    for (size_t i = 0; i < list->n_parts && status == ZG_OK; i++) {
        filter_rows(list, &list->parts[i]);
        status = zg_pairs_order(run, list, &list->parts[i], error);
    }
    if (status != ZG_OK)
        zg_pair_list_free(list);
    else
        *out = list;
    return status;
}

static zg_status add_notes(zg_table *table, const zg_pair_list *list, zg_error *error)
{
    zg_status status = ZG_OK;
    for (size_t at = 0; at < list->note.length && status == ZG_OK;) {
        status = zg_table_add_note(table, list->note.data + at, error);
        at += strlen(list->note.data + at) + 1;
    }
    return status;
}

static zg_status describe(zg_table *table, const zg_corpus *corpus, const zg_selection *documents,
                          const zg_pair_list *list, zg_error *error)
{
    zg_buffer json = {0};
    bool good = zg_corpus_describe_json(corpus, documents, &json) && zg_pair_list_json(list, &json);
    zg_status status =
        good ? zg_table_describe(table, json.data, json.length, error) : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

zg_status zg_collocates(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                        const zg_collocates_options *options, zg_table **out, zg_error *error)
{
#ifndef ZG_WIDE
    if (zg_needs_wide(run, corpus, documents)) {
        return zg_wide_collocates(run, corpus, documents, options, out, error);
    }
#endif
    zg_pair_list *list;
    zg_table *table;
    int64_t rows = 0;
    zg_status status = zg_pair_list_make(run, corpus, documents, options, &list, error);
    if (status != ZG_OK) return status;
    for (size_t i = 0; i < list->n_parts; i++) rows += (int64_t)list->parts[i].n;
    status = zg_table_new(list->fields, list->n_fields, rows, zg_pair_list_fill, zg_pair_list_free,
                          list, run, &table, error);
    if (status != ZG_OK) return status;
    status = describe(table, corpus, documents, list, error);
    if (status == ZG_OK) status = add_notes(table, list, error);
    if (status != ZG_OK)
        zg_table_free(table);
    else
        *out = table;
    return status;
}
