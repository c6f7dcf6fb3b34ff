/* zigram/report.h: the main job: tables and one self-contained HTML page in a folder. */
#ifndef ZIGRAM_REPORT_H
#define ZIGRAM_REPORT_H

#include <zigram/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum zg_lang { ZG_LANG_EN, ZG_LANG_ZH } zg_lang;

typedef struct zg_report_options {
    size_t size;
    uint32_t max_n;      /* n-gram lists for 1..max_n; default 6 */
    uint64_t top;        /* rows shown of each list on the page; default 30 */
    uint64_t min_freq;   /* of the n-gram tables; default 2 */
    zg_lang lang;        /* of the page; default ZG_LANG_EN */
    uint64_t min_length; /* tokens of the shortest phrases shown; 0 (default): 4 for the unit char,
                            2 for the others */
    const char *title;   /* heading of the page; NULL: "zigram" */
    const char *items;   /* path of an item list to track; NULL: none */
    const char *by;      /* "FIELD[:BIN]", the groups to compare; NULL: those that fields offer */
    const char *tool;    /* for the sidecar; NULL: "libzigram" */
    const zg_setting *settings;
    size_t n_settings;
} zg_report_options;

ZG_API void zg_report_options_init(zg_report_options *options);

/* Writes report.html, *.tsv and report.meta.json into `folder`, which is made if need be. Files
 * are replaced one by one, each whole; others in the folder are left alone. */
ZG_API ZG_MUST_USE zg_status zg_report(zg_run *run, const zg_corpus *corpus,
                                       const zg_selection *documents, const char *folder,
                                       const zg_report_options *options, zg_error *error);

#ifdef __cplusplus
}
#endif

#endif
