/* position_wide: the names that modules with positions of 64 bits have. Included before all else
 * where they are compiled. A name that is missing here is defined twice, which the linker tells. */
#ifndef ZG_POSITION_WIDE_H
#define ZG_POSITION_WIDE_H

#include <zigram/base.h>

/* None of them is called from outside. */
#undef ZG_API
#define ZG_API

/* clang-format off */
#define zg_candidates_find           zg_wide_candidates_find
#define zg_candidates_free           zg_wide_candidates_free
#define zg_clause_add                zg_wide_clause_add
#define zg_clause_room_free          zg_wide_clause_room_free
#define zg_clauses_weigh             zg_wide_clauses_weigh
#define zg_closed_make               zg_wide_closed_make
#define zg_collocates                zg_wide_collocates
#define zg_collocates_network        zg_wide_collocates_network
#define zg_collocates_options_init   zg_wide_collocates_options_init
#define zg_cover_find                zg_wide_cover_find
#define zg_cover_free                zg_wide_cover_free
#define zg_cover_lay                 zg_wide_cover_lay
#define zg_cover_make                zg_wide_cover_make
#define zg_edges_of                  zg_wide_edges_of
#define zg_ground_begins             zg_wide_ground_begins
#define zg_ground_begins_two         zg_wide_ground_begins_two
#define zg_ground_ends               zg_wide_ground_ends
#define zg_ground_ends_two           zg_wide_ground_ends_two
#define zg_ground_free               zg_wide_ground_free
#define zg_ground_freq               zg_wide_ground_freq
#define zg_ground_learn              zg_wide_ground_learn
#define zg_ground_make               zg_wide_ground_make
#define zg_ground_marks              zg_wide_ground_marks
#define zg_ground_numbers            zg_wide_ground_numbers
#define zg_ground_pair               zg_wide_ground_pair
#define zg_ground_pairs              zg_wide_ground_pairs
#define zg_ground_words              zg_wide_ground_words
#define zg_inventory_drop_places     zg_wide_inventory_drop_places
#define zg_inventory_entry           zg_wide_inventory_entry
#define zg_inventory_finish          zg_wide_inventory_finish
#define zg_inventory_fits            zg_wide_inventory_fits
#define zg_inventory_free            zg_wide_inventory_free
#define zg_inventory_ngrams          zg_wide_inventory_ngrams
#define zg_inventory_place           zg_wide_inventory_place
#define zg_inventory_text            zg_wide_inventory_text
#define zg_inventory_tokens          zg_wide_inventory_tokens
#define zg_lexicon_free              zg_wide_lexicon_free
#define zg_nodes_find                zg_wide_nodes_find
#define zg_nodes_items               zg_wide_nodes_items
#define zg_ordered_value             zg_wide_ordered_value
#define zg_pair_column               zg_wide_pair_column
#define zg_pair_counts_of            zg_wide_pair_counts_of
#define zg_pair_list_adjust          zg_wide_pair_list_adjust
#define zg_pair_list_fields          zg_wide_pair_list_fields
#define zg_pair_list_fill            zg_wide_pair_list_fill
#define zg_pair_list_free            zg_wide_pair_list_free
#define zg_pair_list_json            zg_wide_pair_list_json
#define zg_pair_list_make            zg_wide_pair_list_make
#define zg_pair_lrc                  zg_wide_pair_lrc
#define zg_pair_sort_parse           zg_wide_pair_sort_parse
#define zg_pair_spread               zg_wide_pair_spread
#define zg_pair_table_of             zg_wide_pair_table_of
#define zg_pair_value                zg_wide_pair_value
#define zg_pairs_drop_cut            zg_wide_pairs_drop_cut
#define zg_pairs_drop_nested         zg_wide_pairs_drop_nested
#define zg_pairs_keep_whole          zg_wide_pairs_keep_whole
#define zg_pairs_order               zg_wide_pairs_order
#define zg_pairs_sources             zg_wide_pairs_sources
#define zg_phrase_options_init       zg_wide_phrase_options_init
#define zg_phrase_rows_begin         zg_wide_phrase_rows_begin
#define zg_phrase_rows_fill          zg_wide_phrase_rows_fill
#define zg_phrase_rows_free          zg_wide_phrase_rows_free
#define zg_phrase_set_at             zg_wide_phrase_set_at
#define zg_phrase_set_elements       zg_wide_phrase_set_elements
#define zg_phrase_set_free           zg_wide_phrase_set_free
#define zg_phrase_set_make           zg_wide_phrase_set_make
#define zg_phrase_set_min_boundary   zg_wide_phrase_set_min_boundary
#define zg_phrase_set_min_freq       zg_wide_phrase_set_min_freq
#define zg_phrase_set_occurrences    zg_wide_phrase_set_occurrences
#define zg_phrase_set_render         zg_wide_phrase_set_render
#define zg_phrase_set_size           zg_wide_phrase_set_size
#define zg_phrase_set_table          zg_wide_phrase_set_table
#define zg_phrases                   zg_wide_phrases
#define zg_phrases_options_init      zg_wide_phrases_options_init
#define zg_phrases_reuse             zg_wide_phrases_reuse
#define zg_phrases_select            zg_wide_phrases_select
#define zg_phrases_write_items       zg_wide_phrases_write_items
#define zg_phrases_write_occurrences zg_wide_phrases_write_occurrences
#define zg_refine_bucket             zg_wide_refine_bucket
#define zg_refiner_free              zg_wide_refiner_free
#define zg_refiner_make              zg_wide_refiner_make
#define zg_repeat_walk_free          zg_wide_repeat_walk_free
#define zg_repeat_walk_items         zg_wide_repeat_walk_items
#define zg_repeat_walk_new           zg_wide_repeat_walk_new
#define zg_repeat_walk_next          zg_wide_repeat_walk_next
#define zg_repeats_common            zg_wide_repeats_common
#define zg_repeats_document          zg_wide_repeats_document
#define zg_repeats_drop_common       zg_wide_repeats_drop_common
#define zg_repeats_find              zg_wide_repeats_find
#define zg_repeats_fit               zg_wide_repeats_fit
#define zg_repeats_free              zg_wide_repeats_free
#define zg_repeats_keep              zg_wide_repeats_keep
#define zg_repeats_order             zg_wide_repeats_order
#define zg_repeats_read              zg_wide_repeats_read
#define zg_repeats_sort              zg_wide_repeats_sort
#define zg_repeats_token             zg_wide_repeats_token
#define zg_rules_judge               zg_wide_rules_judge
#define zg_scratch_free              zg_wide_scratch_free
#define zg_scratch_make              zg_wide_scratch_make
#define zg_token_map_free            zg_wide_token_map_free
#define zg_token_map_make            zg_wide_token_map_make
#define zg_token_position            zg_wide_token_position
#define zg_windows_adjacent          zg_wide_windows_adjacent
#define zg_windows_count             zg_wide_windows_count
#define zg_windows_each              zg_wide_windows_each
#define zg_windows_entries           zg_wide_windows_entries
#define zg_windows_entry             zg_wide_windows_entry
#define zg_windows_free              zg_wide_windows_free
#define zg_windows_places            zg_wide_windows_places
#define zg_windows_places_node       zg_wide_windows_places_node
#define zg_windows_renumber          zg_wide_windows_renumber
#define zg_windows_reserve           zg_wide_windows_reserve
#define zg_windows_runs_node         zg_wide_windows_runs_node
#define zg_windows_tokens            zg_wide_windows_tokens
/* clang-format on */

#endif
