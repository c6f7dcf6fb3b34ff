/* phrases: the interface, ahead of what stands behind it. */
#include "phrases.h"

void zg_phrases_options_init(zg_phrases_options *options)
{
    *options = (zg_phrases_options){.size = sizeof *options,
                                    .within = ZG_WITHIN_SENTENCE,
                                    .min_boundary = -1,
                                    .min_length = 2,
                                    .min_docs = 1,
                                    .per = 1000000,
                                    .reuse_length = 20,
                                    .reuse_share = 0.8};
}

void zg_phrase_options_init(zg_phrase_options *options)
{
    *options = (zg_phrase_options){.within = ZG_WITHIN_SENTENCE, .min_boundary = -1};
}

struct zg_phrase_set {
    uint32_t n;
    zg_phrase *phrases;
};

static zg_status not_yet(zg_error *error)
{
    return zg_error_set(error, ZG_ERROR_ARGUMENT, NULL, "phrases are not there yet");
}

zg_status zg_phrase_set_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                             const zg_phrase_options *options, zg_phrase_set **out, zg_error *error)
{
    (void)run, (void)corpus, (void)selection, (void)options, (void)out;
    return not_yet(error);
}

zg_status zg_closed_make(zg_run *run, const zg_corpus *corpus, const zg_selection *selection,
                         zg_within within, uint32_t min_n, uint32_t max_n, uint64_t min_freq,
                         zg_phrase_set **out, zg_error *error)
{
    (void)run, (void)corpus, (void)selection, (void)within;
    (void)min_n, (void)max_n, (void)min_freq, (void)out;
    return not_yet(error);
}

void zg_phrase_set_free(zg_phrase_set *set)
{
    zg_memory_free(set);
}

uint32_t zg_phrase_set_size(const zg_phrase_set *set)
{
    return set->n;
}

const zg_phrase *zg_phrase_set_at(const zg_phrase_set *set, uint32_t index)
{
    return &set->phrases[index];
}

const uint32_t *zg_phrase_set_elements(const zg_phrase_set *set, uint32_t index)
{
    (void)set, (void)index;
    return NULL;
}

bool zg_phrase_set_render(const zg_phrase_set *set, uint32_t index, zg_buffer *out)
{
    (void)set, (void)index, (void)out;
    return true;
}

zg_status zg_phrase_set_occurrences(const zg_phrase_set *set, uint32_t index, zg_occurrence **out,
                                    zg_error *error)
{
    (void)set, (void)index, (void)out;
    return not_yet(error);
}

uint64_t zg_phrase_set_min_freq(const zg_phrase_set *set)
{
    (void)set;
    return 0;
}

double zg_phrase_set_min_boundary(const zg_phrase_set *set)
{
    (void)set;
    return 0;
}

zg_status zg_phrases(zg_run *run, const zg_corpus *corpus, const zg_selection *documents,
                     const zg_phrases_options *options, zg_table **out, zg_error *error)
{
    (void)run, (void)corpus, (void)documents, (void)options, (void)out;
    return not_yet(error);
}
