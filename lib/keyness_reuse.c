/* keyness: documents that are near-copies of each other, from a list of pairs that share text. */
#include <string.h>

#include "keyness_parts.h"
#include "map.h"
#include "number.h"
#include "rows.h"

typedef struct joining {
    zg_comparing *key;
    zg_map *names;  /* document name -> first document of it */
    uint32_t *next; /* by document: the next one of the same name, on the other side */
    uint64_t pairs; /* of which both documents are there */
    size_t columns[2], share;
    bool has_share;
} joining;

static uint32_t first_copy(uint32_t *copies, uint32_t document)
{
    while (copies[document] != document) {
        copies[document] = copies[copies[document]];
        document = copies[document];
    }
    return document;
}

static zg_status name_documents(joining *j, zg_error *error)
{
    zg_comparing *key = j->key;
    for (uint64_t i = key->documents; i-- > 0;) {
        const char *name =
            zg_corpus_document_name(key->corpus, zg_selected(key->corpus, key->all, i));
        uint64_t *known = zg_map_find(j->names, name, strlen(name));
        j->next[i] = known == NULL ? UINT32_MAX : (uint32_t)*known;
        key->copy_of[i] = (uint32_t)i;
        if (known != NULL)
            *known = i;
        else if (!zg_map_add(j->names, name, strlen(name), i)) {
            return zg_error_memory(error);
        }
    }
    return ZG_OK;
}

/* Where a name stands on both sides, copies are those of one side: only they are merged. */
static void join(joining *j, uint32_t first, uint32_t second)
{
    const uint32_t *group_of = j->key->group_of;
    uint32_t *copies = j->key->copy_of;
    for (uint32_t a = first; a != UINT32_MAX; a = j->next[a]) {
        for (uint32_t b = second; b != UINT32_MAX; b = j->next[b]) {
            bool twice = j->next[first] != UINT32_MAX || j->next[second] != UINT32_MAX;
            if (twice && group_of[a] != group_of[b]) continue;
            uint32_t x = first_copy(copies, a), y = first_copy(copies, b);
            copies[x > y ? x : y] = x > y ? y : x;
        }
    }
}

static zg_status take_pair(joining *j, const zg_row *row, zg_error *error)
{
    const uint64_t *documents[2];
    double shares[2] = {1, 1};
    for (int i = 0; i < 2; i++) {
        if (j->columns[i] >= row->n) return ZG_OK;
        const zg_cell *cell = &row->cells[j->columns[i]];
        documents[i] = zg_map_find(j->names, cell->text, cell->length);
        if (documents[i] == NULL) return ZG_OK;
    }
    j->pairs++;
    for (size_t i = 0; i < 2 && j->has_share; i++) {
        const zg_cell *cell = &row->cells[j->share + i];
        if (!zg_number_parse_real(cell->text, cell->length, &shares[i])) {
            return zg_error_at(error, ZG_ERROR_FORMAT, j->key->options.reuse, row->line, 0,
                               "%s: \"%.40s\" is not a number", i == 0 ? "share" : "share_other",
                               cell->text);
        }
    }
    double larger = shares[0] > shares[1] ? shares[0] : shares[1];
    if (larger >= j->key->options.reuse_share) {
        join(j, (uint32_t)*documents[0], (uint32_t)*documents[1]);
    }
    return ZG_OK;
}

static zg_status find_columns(joining *j, const zg_rows *rows, zg_error *error)
{
    size_t other = 0;
    j->has_share = zg_rows_find(rows, "share", 5, &j->share) &&
                   zg_rows_find(rows, "share_other", 11, &other) && other == j->share + 1;
    if (zg_rows_find(rows, "document", 8, &j->columns[0]) &&
        zg_rows_find(rows, "document_other", 14, &j->columns[1])) {
        return ZG_OK;
    }
    return zg_error_set(error, ZG_ERROR_FORMAT, j->key->options.reuse,
                        "a list of pairs has columns document and document_other, and share and "
                        "share_other behind each other where not every pair is of copies");
}

static zg_status read_pairs(joining *j, zg_error *error)
{
    zg_rows *rows = NULL;
    zg_row row;
    bool known = false;
    zg_status status =
        zg_rows_open(j->key->run, j->key->options.reuse, ZG_ROWS_AUTO, NULL, false, &rows, error);
    while (status == ZG_OK) {
        status = zg_rows_next(rows, &row, error);
        if (status != ZG_OK) break;
        if (!known) status = find_columns(j, rows, error);
        known = true;
        if (status == ZG_OK) status = take_pair(j, &row, error);
    }
    zg_rows_free(rows);
    return status == ZG_END ? ZG_OK : status;
}

static zg_status tell(joining *j, zg_error *error)
{
    uint64_t copies = 0;
    const char *path = j->key->options.reuse;
    bool good;
    for (uint64_t i = 0; i < j->key->documents; i++) {
        j->key->copy_of[i] = first_copy(j->key->copy_of, (uint32_t)i);
        copies += j->key->copy_of[i] != i;
    }
    if (j->pairs == 0) {
        good = zg_buffer_format(&j->key->notes,
                                "%s has no pair of documents that are compared: every document "
                                "stands for itself",
                                path);
    } else {
        good = zg_buffer_format(&j->key->notes,
                                "%llu of %llu documents %s of another: those of a side are one "
                                "document in what takes documents as units",
                                (unsigned long long)copies, (unsigned long long)j->key->documents,
                                copies == 1 ? "is a near-copy" : "are near-copies");
    }
    return good && zg_buffer_byte(&j->key->notes, '\0') ? ZG_OK : zg_error_memory(error);
}

zg_status zg_key_copies(zg_comparing *key, zg_error *error)
{
    if (key->options.reuse == NULL) return ZG_OK;
    joining j = {.key = key, .names = zg_map_new()};
    zg_status status = ZG_OK;
    j.next = zg_memory_alloc(key->documents, sizeof *j.next);
    key->copy_of = zg_memory_alloc(key->documents, sizeof *key->copy_of);
    if (j.names == NULL || j.next == NULL || key->copy_of == NULL) status = zg_error_memory(error);
    if (status == ZG_OK) status = name_documents(&j, error);
    if (status == ZG_OK) status = read_pairs(&j, error);
    if (status == ZG_OK) status = tell(&j, error);
    zg_map_free(j.names);
    zg_memory_free(j.next);
    return status;
}
