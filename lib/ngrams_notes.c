/* ngrams: what a person should know before reading a list: which documents are not in it. */
#include <string.h>

#include "ngrams_list.h"

static zg_status add_without(uint64_t n, const char *by, const char *what, zg_table *table,
                             zg_error *error)
{
    zg_buffer text = {0};
    if (n == 0) return ZG_OK;
    bool good = zg_buffer_format(&text, "%llu %s no value of %.200s and %s in no %s",
                                 (unsigned long long)n, n == 1 ? "document has" : "documents have",
                                 by, n == 1 ? "is" : "are", what);
    if (good) good = zg_buffer_byte(&text, '\0');
    zg_status status = good ? zg_table_add_note(table, text.data, error) : zg_error_memory(error);
    zg_buffer_free(&text);
    return status;
}

/* Documents that are in no part of dispersion, for want of a value. */
static zg_status count_partless(const zg_ngrams_list *l, uint64_t *n, zg_error *error)
{
    const char *how = l->parts_text;
    zg_groups groups = {0};
    *n = 0;
    if (how == NULL || strcmp(how, "document") == 0 || strncmp(how, "equal:", 6) == 0) return ZG_OK;
    zg_status status = zg_groups_make(l->corpus, l->documents, how, &groups, error);
    if (status == ZG_ERROR_EMPTY) {
        *n = zg_selected_count(l->corpus, l->documents);
        return ZG_OK;
    }
    *n = groups.without;
    zg_groups_free(&groups);
    return status;
}

zg_status zg_ngrams_notes(const zg_ngrams_list *l, const char *by, zg_table *table, zg_error *error)
{
    uint64_t partless = 0;
    zg_status status = ZG_OK;
    if (by != NULL) status = add_without(l->groups.without, by, "group", table, error);
    if (status == ZG_OK) status = count_partless(l, &partless, error);
    if (status == ZG_OK && partless > 0)
        status = add_without(partless, l->parts_text, "part", table, error);
    return status;
}
