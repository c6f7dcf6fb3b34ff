/* score_lexical: the lexical statistics of a selection, or of each of its groups. Tokens are
 * numbered anew in each group, so that a group costs what it holds and not what the corpus does. */
#include <math.h>
#include <string.h>

#include "corpus.h"
#include "frame.h"
#include "score.h"

typedef struct lexical {
    zg_run *run;
    const zg_corpus *corpus;
    zg_measure_list list;
    zg_frame *frame;
    int max_block;
    bool grouped;
    uint32_t *numbers; /* of types in the group at hand, 0 where not met; by type */
    uint32_t *ids;
    size_t n, capacity;
    uint32_t *met; /* the types that have a number */
    size_t n_met, met_capacity;
} lexical;

void zg_lexical_options_init(zg_lexical_options *options)
{
    *options = (zg_lexical_options){.size = sizeof *options};
}

static void lexical_free(lexical *l)
{
    zg_frame_free(l->frame);
    zg_measure_list_free(&l->list);
    zg_memory_free(l->numbers);
    zg_memory_free(l->ids);
    zg_memory_free(l->met);
}

/* The order of block entropies that the measures asked for need. */
static int order_of(const zg_measure_list *list)
{
    int order = 1;
    for (size_t i = 0; i < list->n; i++) {
        const char *name = list->columns[i].measure->name;
        size_t length = strlen(name);
        bool block = strncmp(name, "block_entropy_", 14) == 0;
        if (!block && strncmp(name, "cond_entropy_", 13) != 0) continue;
        if (name[length - 1] - '0' > order) order = name[length - 1] - '0';
    }
    return order;
}

static zg_status make_frame(lexical *l, zg_error *error)
{
    size_t first = l->grouped ? 2 : 1, n = first + l->list.n;
    zg_field *fields = zg_memory_alloc(n, sizeof fields[0]);
    if (!fields) return zg_error_memory(error);
    fields[0] = (zg_field){"group", ZG_UTF8, "value of the field"};
    fields[first - 1] = (zg_field){"documents", ZG_INT64, "documents of it"};
    for (size_t i = 0; i < l->list.n; i++) {
        const zg_measure *measure = l->list.columns[i].measure;
        fields[first + i] =
            (zg_field){measure->name, measure->whole ? ZG_INT64 : ZG_DOUBLE, measure->formula};
    }
    zg_status status = zg_frame_new(fields, n, &l->frame, error);
    zg_memory_free(fields);
    return status;
}

static bool take_element(lexical *l, uint32_t element)
{
    uint32_t type = element - ZG_ELEMENT_FIRST;
    if (!(zg_corpus_word(l->corpus, type).flags & ZG_SEGMENT_TOKEN)) return true;
    if (l->numbers[type] == 0) {
        if (!zg_memory_grow(&l->met, &l->met_capacity, l->n_met + 1, sizeof l->met[0]))
            return false;
        l->met[l->n_met++] = type;
        l->numbers[type] = (uint32_t)l->n_met;
    }
    if (!zg_memory_grow(&l->ids, &l->capacity, l->n + 1, sizeof l->ids[0])) return false;
    l->ids[l->n++] = l->numbers[type] - 1;
    return true;
}

/* The tokens of the documents one behind the other. */
static zg_status read_tokens(lexical *l, const zg_selection *documents, zg_error *error)
{
    zg_cursor cursor;
    zg_block block;
    zg_status status;
    for (size_t i = 0; i < l->n_met; i++) l->numbers[l->met[i]] = 0;
    l->n = l->n_met = 0;
    zg_cursor_begin(&cursor, l->run, l->corpus, documents);
    while ((status = zg_cursor_next(&cursor, &block, error)) == ZG_OK)
        for (size_t i = 0; i < block.n; i++)
            if (block.elements[i] >= ZG_ELEMENT_FIRST && !take_element(l, block.elements[i]))
                return zg_error_memory(error);
    return status == ZG_END ? ZG_OK : status;
}

static bool add_row(lexical *l, const char *name, uint64_t documents, const zg_lexical *text)
{
    size_t at = 0;
    zg_measure_inputs inputs = {.tokens = text};
    if (l->grouped && !zg_frame_text(l->frame, at++, name, strlen(name))) return false;
    if (!zg_frame_int64(l->frame, at++, (int64_t)documents)) return false;
    for (size_t i = 0; i < l->list.n; i++, at++) {
        const zg_measure *measure = l->list.columns[i].measure;
        double value = zg_measure_value(measure, &inputs);
        bool good = !isfinite(value) && measure->whole ? zg_frame_null(l->frame, at)
                    : measure->whole ? zg_frame_int64(l->frame, at, (int64_t)value)
                                     : zg_frame_real(l->frame, at, value);
        if (!good) return false;
    }
    zg_frame_row(l->frame);
    return true;
}

static zg_status add_group(lexical *l, const char *name, const zg_selection *documents,
                           zg_error *error)
{
    zg_lexical *text = NULL;
    uint64_t tokens = zg_selected_tokens(l->corpus, documents);
    uint64_t bytes = tokens * (l->max_block > 1 ? 40 : 20); /* ids, frequencies, places to sort */
    zg_status status = zg_run_reserve(l->run, bytes, error);
    if (status != ZG_OK) return status;
    status = read_tokens(l, documents, error);
    if (status == ZG_OK) status = zg_lexical_new(l->ids, l->n, l->max_block, &text, error);
    if (status == ZG_OK && !add_row(l, name, zg_selected_count(l->corpus, documents), text))
        status = zg_error_memory(error);
    zg_lexical_free(text);
    zg_run_release(l->run, bytes);
    return status;
}

static zg_status add_groups(lexical *l, const zg_selection *documents, const char *by,
                            zg_error *error)
{
    zg_groups groups = {0};
    zg_status status = zg_groups_make(l->corpus, documents, by, &groups, error);
    for (size_t i = 0; i < groups.n && status == ZG_OK; i++) {
        status = add_group(l, groups.items[i].name, groups.items[i].documents, error);
        if (status == ZG_OK) status = zg_run_check(l->run, error);
    }
    zg_groups_free(&groups);
    return status;
}

/* MATTR looks at 100 characters, or 50 words. */
static const char *default_measures(const zg_corpus *corpus)
{
    zg_unit unit = zg_corpus_unit(corpus);
    if (unit == ZG_UNIT_CHAR || unit == ZG_UNIT_GRAPHEME)
        return "tokens,types,hapaxes,ttr,mattr_100,msttr_1000,yule_k,entropy_bits,cond_entropy_2,"
               "cond_entropy_3,cond_entropy_4,zipf_mle_s,heaps_beta,heaps_k";
    return "tokens,types,hapaxes,ttr,mattr_50,msttr_1000,yule_k,entropy_bits,cond_entropy_2,"
           "cond_entropy_3,cond_entropy_4,zipf_mle_s,heaps_beta,heaps_k";
}

static zg_status describe(const lexical *l, const zg_selection *documents, zg_table *table,
                          zg_error *error)
{
    zg_buffer json = {0};
    zg_status status = zg_corpus_describe_json(l->corpus, documents, &json)
                           ? zg_table_describe(table, json.data, json.length, error)
                           : zg_error_memory(error);
    zg_buffer_free(&json);
    return status;
}

zg_status zg_lexical_table(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                           const zg_lexical_options *options, zg_table **out, zg_error *error)
{
    zg_lexical_options defaults;
    zg_lexical_options_init(&defaults);
    if (!options) options = &defaults;
    const char *wanted = options->measures ? options->measures : default_measures(corpus);
    lexical l = {.run = run, .corpus = corpus, .grouped = options->by != NULL};
    zg_table *table = NULL;
    zg_status status =
        zg_measure_list_add(&l.list, wanted, ZG_HAS(ZG_NEEDS_TOKENS), ZG_READ_ANY, error);
    if (status == ZG_OK) status = make_frame(&l, error);
    if (status == ZG_OK) {
        l.max_block = order_of(&l.list);
        l.numbers = zg_memory_zeroed((size_t)zg_corpus_words(corpus) + 1, sizeof l.numbers[0]);
        if (!l.numbers) status = zg_error_memory(error);
    }
    if (status == ZG_OK)
        status = options->by ? add_groups(&l, documents, options->by, error)
                             : add_group(&l, "", documents, error);
    if (status == ZG_OK) {
        status = zg_frame_table(run, l.frame, &table, error);
        l.frame = NULL;
    }
    if (status == ZG_OK) status = describe(&l, documents, table, error);
    if (status == ZG_OK)
        *out = table;
    else
        zg_table_free(table);
    lexical_free(&l);
    return status;
}
