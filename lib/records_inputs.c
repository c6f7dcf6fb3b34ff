/* records: from the inputs given to the files to read. */
#include "records.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "map.h"

#define DEPTH_MAX 64

/* Files of a folder that are passed over, by reason: how many, and the first names. */
typedef struct skipped {
    uint64_t count;
    zg_buffer names;
} skipped;

typedef struct walk {
    zg_inputs *out;
    bool follow;
    size_t root; /* length of the folder's path with its slash */
    bool tables;
    zg_buffer metadata; /* path of the table at the top, NUL behind; empty: none */
    skipped other, links, rows, foreign, below;
} walk;

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && memcmp(text + n - m, end, m) == 0;
}

static bool skip(skipped *list, const char *name)
{
    if (list->count++ >= 3) return true;
    return (list->count == 1 || zg_buffer_text(&list->names, ", ")) &&
           zg_buffer_text(&list->names, name);
}

static zg_status add_input(zg_inputs *out, const char *path, const char *name, bool table,
                           zg_error *error)
{
    if (!zg_memory_grow(&out->items, &out->capacity, out->n + 1, sizeof *out->items)) {
        return zg_error_memory(error);
    }
    size_t length = strlen(name);
    if (length > 3 && ends_with(name, ".gz")) length -= 3;
    zg_input input = {.path = zg_memory_text(path, strlen(path)),
                      .name = zg_memory_text(name, length),
                      .table = table,
                      .kind = zg_rows_kind_of(path)};
    if (input.path == NULL || input.name == NULL) {
        zg_memory_free(input.path);
        zg_memory_free(input.name);
        return zg_error_memory(error);
    }
    out->items[out->n++] = input;
    return ZG_OK;
}

/* Files that are no plain text, by their names. */
static bool is_foreign(const char *name)
{
    static const char *const suffixes[] = {".pdf",  ".doc", ".docx", ".odt",  ".rtf", ".epub",
                                           ".html", ".htm", ".xls",  ".xlsx", ".zip"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (ends_with(name, suffixes[i])) return true;
    }
    return false;
}

static const char *base_name(const char *path);

static zg_status take_file(walk *w, const char *path, const char *name, zg_error *error)
{
    const char *base = base_name(name);
    skipped *list = is_foreign(name) ? &w->foreign : &w->other;
    if (strcmp(base, "metadata.tsv") == 0 || strcmp(base, "meta.tsv") == 0) {
        if (base != name) {
            list = &w->below;
        } else if (w->metadata.length == 0 || strcmp(base, "metadata.tsv") == 0) {
            w->metadata.length = 0;
            return zg_buffer_append(&w->metadata, path, strlen(path) + 1) ? ZG_OK
                                                                          : zg_error_memory(error);
        } else {
            return ZG_OK;
        }
    } else if (ends_with(name, ".txt") || ends_with(name, ".txt.gz")) {
        return add_input(w->out, path, name, false, error);
    } else if (zg_rows_kind_of(name) != ZG_ROWS_AUTO) {
        if (w->tables) return add_input(w->out, path, name, true, error);
        list = &w->rows;
    }
    return skip(list, name) ? ZG_OK : zg_error_memory(error);
}

static zg_status walk_folder(walk *w, zg_buffer *path, int depth, zg_error *error);

static zg_status walk_entry(walk *w, zg_buffer *path, int depth, zg_error *error)
{
    struct stat info;
    const char *name = path->data + w->root;
    if (lstat(path->data, &info) != 0) {
        return zg_error_system(error, errno, path->data, "cannot look at it");
    }
    if (S_ISLNK(info.st_mode)) {
        if (!w->follow) return skip(&w->links, name) ? ZG_OK : zg_error_memory(error);
        if (stat(path->data, &info) != 0) {
            return zg_error_system(error, errno, path->data, "cannot follow the link");
        }
    }
    if (S_ISDIR(info.st_mode)) return walk_folder(w, path, depth + 1, error);
    if (S_ISREG(info.st_mode)) return take_file(w, path->data, name, error);
    return skip(&w->other, name) ? ZG_OK : zg_error_memory(error);
}

/* `path` ends without a slash and comes back as it was. */
static zg_status walk_folder(walk *w, zg_buffer *path, int depth, zg_error *error)
{
    size_t length = path->length;
    zg_status status = ZG_OK;
    if (depth > DEPTH_MAX) {
        return zg_error_set(error, ZG_ERROR_IO, path->data, "folders are nested more than %d deep",
                            DEPTH_MAX);
    }
    DIR *folder = opendir(path->data);
    if (folder == NULL) return zg_error_system(error, errno, path->data, "cannot open the folder");
    while (status == ZG_OK) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (entry == NULL) {
            if (errno != 0) {
                status = zg_error_system(error, errno, path->data, "cannot read the folder");
            }
            break;
        }
        if (entry->d_name[0] == '.') continue;
        bool slash = path->data[length - 1] != '/';
        if ((slash && !zg_buffer_byte(path, '/')) ||
            !zg_buffer_append(path, entry->d_name, strlen(entry->d_name) + 1)) {
            status = zg_error_memory(error);
        } else {
            path->length--; /* the NUL is there but not counted */
            status = walk_entry(w, path, depth, error);
        }
        path->length = length;
        path->data[length] = '\0';
    }
    closedir(folder);
    return status;
}

static int compare_inputs(const void *a, const void *b)
{
    return strcmp(((const zg_input *)a)->path, ((const zg_input *)b)->path);
}

static bool note_skipped(zg_inputs *out, const char *folder, const skipped *list, const char *why)
{
    if (list->count == 0) return true;
    return zg_buffer_format(&out->notes, "%s: %llu %s left out (%.*s%s)%s\n", folder,
                            (unsigned long long)list->count, list->count == 1 ? "file" : "files",
                            (int)list->names.length, list->names.data,
                            list->count > 3 ? ", ..." : "", why);
}

static bool note_all(walk *w, const char *folder)
{
    return note_skipped(w->out, folder, &w->rows,
                        ": the rows of a table are documents with --text-column NAME") &&
           note_skipped(w->out, folder, &w->foreign,
                        ": they are not plain text; take the text out first (pdftotext for a "
                        "PDF), then --clean pdf") &&
           note_skipped(w->out, folder, &w->below,
                        ": metadata is read from the top of a folder given as input, or with "
                        "--metadata FILE") &&
           note_skipped(w->out, folder, &w->other,
                        ": a folder gives its .txt and .txt.gz files; name others one by one") &&
           note_skipped(w->out, folder, &w->links, ": they are symbolic links; use --follow");
}

static void sort_inputs(zg_inputs *out, size_t first)
{
    if (out->n <= first) return;
    qsort(out->items + first, out->n - first, sizeof *out->items, compare_inputs);
}

static zg_status add_folder(walk *w, size_t first, zg_error *error)
{
    zg_inputs *out = w->out;
    if (w->metadata.length == 0) return ZG_OK;
    if (!zg_memory_grow(&out->folders, &out->folders_capacity, out->n_folders + 1,
                        sizeof *out->folders)) {
        return zg_error_memory(error);
    }
    out->folders[out->n_folders++] =
        (zg_input_folder){.metadata = w->metadata.data, .first = first, .last = out->n};
    w->metadata = (zg_buffer){0};
    return ZG_OK;
}

static zg_status list_folder(zg_inputs *out, const char *folder, bool follow, bool tables,
                             zg_error *error)
{
    zg_buffer path = {0};
    size_t first = out->n;
    walk w = {.out = out, .follow = follow, .tables = tables};
    zg_status status = ZG_OK;
    if (!zg_buffer_append(&path, folder, strlen(folder) + 1)) return zg_error_memory(error);
    path.length--;
    w.root = path.length + (path.data[path.length - 1] != '/');
    status = walk_folder(&w, &path, 0, error);
    if (status == ZG_OK) sort_inputs(out, first);
    if (status == ZG_OK) status = add_folder(&w, first, error);
    if (status == ZG_OK && !note_all(&w, folder)) status = zg_error_memory(error);
    skipped *lists[] = {&w.other, &w.links, &w.rows, &w.foreign, &w.below};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) zg_buffer_free(&lists[i]->names);
    zg_buffer_free(&path);
    zg_buffer_free(&w.metadata);
    return status;
}

/* The last part of a path, trailing slashes aside. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

/* The name of a document and its side: a name may be on both. */
static bool name_key(const zg_input *input, size_t other_side, zg_buffer *out)
{
    out->length = 0;
    return zg_buffer_byte(out, other_side > 0 && input->given >= other_side ? '1' : '0') &&
           zg_buffer_text(out, input->name);
}

static zg_status check_names(const zg_inputs *inputs, size_t other_side, zg_error *error)
{
    zg_buffer key = {0};
    zg_status status = ZG_OK;
    zg_map *seen = zg_map_new();
    if (seen == NULL) return zg_error_memory(error);
    for (size_t i = 0; i < inputs->n && status == ZG_OK; i++) {
        const zg_input *input = &inputs->items[i];
        if (!name_key(input, other_side, &key)) {
            status = zg_error_memory(error);
            break;
        }
        const uint64_t *other = zg_map_find(seen, key.data, key.length);
        if (other != NULL) {
            status = zg_error_set(error, ZG_ERROR_FORMAT, input->path,
                                  "two documents have the name %s: this and %s; give the folder "
                                  "that holds both",
                                  input->name, inputs->items[*other].path);
        } else if (!zg_map_add(seen, key.data, key.length, i)) {
            status = zg_error_memory(error);
        }
    }
    zg_map_free(seen);
    zg_buffer_free(&key);
    return status;
}

zg_status zg_inputs_list(const char *const *paths, size_t n, bool follow, bool tables,
                         size_t other_side, zg_inputs *out, zg_error *error)
{
    *out = (zg_inputs){0};
    zg_status status = ZG_OK;
    for (size_t i = 0; i < n && status == ZG_OK; i++) {
        struct stat info;
        size_t first = out->n;
        if (strcmp(paths[i], "-") == 0)
            status = add_input(out, "-", "-", tables, error);
        else if (paths[i][0] == '\0') {
            status = zg_error_set(error, ZG_ERROR_ARGUMENT, NULL, "an input has an empty name");
        } else if (stat(paths[i], &info) != 0) {
            status = zg_error_system(error, errno, paths[i], "cannot open");
        } else if (S_ISDIR(info.st_mode)) {
            status = list_folder(out, paths[i], follow, tables, error);
        } else {
            bool table = tables || zg_rows_kind_of(paths[i]) != ZG_ROWS_AUTO;
            status = add_input(out, paths[i], base_name(paths[i]), table, error);
        }
        for (size_t k = first; k < out->n; k++) out->items[k].given = i;
    }
    if (status == ZG_OK && out->n == 0) {
        status = zg_error_set(error, ZG_ERROR_EMPTY, n > 0 ? paths[0] : NULL,
                              "no text found: a folder gives its .txt and .txt.gz files");
    }
    if (status == ZG_OK) status = check_names(out, other_side, error);
    if (status != ZG_OK) zg_inputs_free(out);
    return status;
}

void zg_inputs_free(zg_inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++) {
        zg_memory_free(inputs->items[i].path);
        zg_memory_free(inputs->items[i].name);
    }
    for (size_t i = 0; i < inputs->n_folders; i++) zg_memory_free(inputs->folders[i].metadata);
    zg_memory_free(inputs->folders);
    zg_memory_free(inputs->items);
    zg_buffer_free(&inputs->notes);
    *inputs = (zg_inputs){0};
}
