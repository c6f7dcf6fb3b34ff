/* Which rows begin a paragraph.
 *
 * Each pair of neighbouring rows is read as a handful of signs: how the row before ends, how the
 * row begins, the empty lines between, indents, trailing blanks, and the room that the row before
 * leaves for the next unit (layout_fit.c). Two hypotheses, the paragraph goes on (1) and a new one
 * begins (0), give each sign a probability; the signs are taken as independent (naive Bayes).
 * What a sign is worth is the file's own affair: an indent means a new paragraph in one file and
 * nothing in the next. So the probabilities start from weak general beliefs and are estimated
 * anew from the decisions, a few times (hard EM); a sign that tells nothing ends near even odds.
 * A first line may be shorter than others, its indent lost by the extractor: `shift`. As the room
 * depends on whether the row before is a first line, the best sequence of decisions is found
 * over two states (Viterbi). */
#include "layout_parts.h"

#include <math.h>
#include <string.h>

#define ROUNDS     5
#define LEAST_ROOM 6.5 /* a line may break early inside a paragraph, at a figure or formula */
/* Weight of an indent that begins a paragraph: the signs in the text and the room hang together,
 * which independence does not know, so that three of them would outvote an indent that is never
 * wrong. */
#define GEOMETRY 2.1
#define GAPS     5 /* as between any lines, one more, two more, longer, new page */
#define INDENTS  8
#define ROOMS    64 /* cells from -16 up */

typedef struct odds {
    double end[LAYOUT_ENDS][2];
    double begin[2][LAYOUT_BEGINS][2]; /* behind a sentence end or not: a capital depends on it */
    double gap[GAPS][2];
    double indent[INDENTS][2];
    double trailing[2][2];
    double heading[3][2]; /* by headed() of the row before */
    double prior[2];
} odds;

/* Beliefs before the file is looked at, as counts: {begins, goes on}. */
static const odds beliefs = {
    .end = {[LAYOUT_END_STOP] = {20, 1.5},
            [LAYOUT_END_COLON] = {1.5, 0.3},
            [LAYOUT_END_SEMI] = {0.8, 0.5},
            [LAYOUT_END_COMMA] = {0.15, 3},
            [LAYOUT_END_LETTER] = {5, 23},
            [LAYOUT_END_HYPHEN] = {0.05, 0.5},
            [LAYOUT_END_OPEN] = {0.03, 0.4},
            [LAYOUT_END_OTHER] = {1.5, 1.2}},
    .begin = {{[LAYOUT_BEGIN_PLAIN] = {12, 12},
               [LAYOUT_BEGIN_LOWER] = {0.6, 12},
               [LAYOUT_BEGIN_UPPER] = {7.5, 1.8},
               [LAYOUT_BEGIN_DIGIT] = {1.8, 1.2},
               [LAYOUT_BEGIN_NUMBER] = {5, 0.2},
               [LAYOUT_BEGIN_ORDINAL] = {1, 0.3},
               [LAYOUT_BEGIN_DASH] = {1.2, 0.3},
               [LAYOUT_BEGIN_OPEN] = {1.5, 1.2},
               [LAYOUT_BEGIN_CLOSE] = {0.05, 0.4},
               [LAYOUT_BEGIN_OTHER] = {1.2, 0.6}},
              {[LAYOUT_BEGIN_PLAIN] = {12, 13},
               [LAYOUT_BEGIN_LOWER] = {0.3, 1},
               [LAYOUT_BEGIN_UPPER] = {8, 10},
               [LAYOUT_BEGIN_DIGIT] = {1.8, 1.2},
               [LAYOUT_BEGIN_NUMBER] = {4, 0.3},
               [LAYOUT_BEGIN_ORDINAL] = {1, 0.4},
               [LAYOUT_BEGIN_DASH] = {1.2, 0.3},
               [LAYOUT_BEGIN_OPEN] = {1.5, 1.5},
               [LAYOUT_BEGIN_CLOSE] = {0.05, 0.4},
               [LAYOUT_BEGIN_OTHER] = {1.2, 0.6}}},
    .gap = {{12, 19}, {3, 0.15}, {1.5, 0.15}, {1.5, 0.1}, {1, 1}},
    .indent =
        {{2, 2.5}, {0.5, 1}, {1, 0.8}, {1.2, 0.6}, {0.3, 0.25}, {0.4, 0.05}, {0.2, 0.2}, {2, 0.2}},
    .trailing = {{3, 3}, {2, 2}},
    .heading = {{9, 12}, {0.8, 0.6}, {3, 0.4}},
    .prior = {6, 14}};

static bool goes_on(const layout_row *row)
{
    return (row->flags & LAYOUT_FIRST) == 0;
}

static size_t gap_of(const layout_file *file, const layout_row *row)
{
    if (row->page != row[-1].page) return GAPS - 1;
    if (row->gap <= file->base_gap) return 0;
    uint32_t more = row->gap - file->base_gap;
    return more > 3 ? 3 : more;
}

/* The indent against the left edge and against the row before; far in: centred. Two rows as far
 * in as each other are a block, or, if the one before is a first line, two first lines. */
static size_t indent_of(const layout_row *row, bool first)
{
    const layout_row *before = row - 1;
    uint32_t far = row->full / 6 > 10 ? row->full / 6 : 10;
    if (row->indent > far) return before->indent > far ? 6 : 5;
    bool in = row->indent >= 2;
    int64_t more = (int64_t)row->indent - before->indent;
    if (more >= -1 && more <= 1) return in ? (first ? 7 : 2) : 0;
    if (more < 0) return in ? 4 : 1;
    return in ? 3 : 0;
}

/* A numbered line (or one behind a dash) that does not end a sentence is often a heading, if it
 * begins a paragraph: 2 where no mark stands in it, 1 where no sentence ends in it. */
static size_t headed(const layout_row *row, bool first)
{
    bool marked = row->numbering > LAYOUT_NUMBER_BULLET || row->begin == LAYOUT_BEGIN_DASH;
    if (!first || !marked) return 0;
    if (row->end != LAYOUT_END_LETTER || (row->flags & LAYOUT_SENTENCES) != 0) return 0;
    return (row->flags & LAYOUT_INNER) != 0 ? 1 : 2;
}

static double indent_odds(double odds_of_table)
{
    return odds_of_table < 0 ? GEOMETRY * odds_of_table : odds_of_table;
}

/* Log odds of all signs of a pair but the room, from tables that are weighed. `first`: the row
 * before begins a paragraph. */
static double signs(const layout_file *file, const odds *o, const layout_row *row, bool first)
{
    const layout_row *before = row - 1;
    size_t stop = before->end == LAYOUT_END_STOP;
    size_t own = goes_on(row);
    double sum = o->prior[0] + o->end[before->end][own] + o->begin[stop][row->begin][own] +
                 o->gap[gap_of(file, row)][own] +
                 indent_odds(o->indent[indent_of(row, first)][own]) +
                 o->trailing[(before->flags & LAYOUT_TRAILING) != 0][own] +
                 o->heading[headed(before, first)][own];
    if (row->cohesion < LAYOUT_COHESIONS) sum += file->cohesion[row->cohesion];
    if (row->opening < LAYOUT_OPENINGS) sum += file->opening[row->opening];
    return sum;
}

static double unit_cells(const layout_row *row)
{
    bool dense = ((row[-1].flags & LAYOUT_DENSE_LAST) | (row->flags & LAYOUT_DENSE_FIRST)) != 0;
    return row->unit + (dense || row[-1].end == LAYOUT_END_HYPHEN ? 0 : 1);
}

/* Cells by which a row passes the width it can have. */
static double excess(const layout_file *file, const layout_row *row, bool first)
{
    double width = (double)row->full - (first ? file->shift : 0);
    double more = (double)row->indent + row->width - width - 1;
    return more > 0 ? more : 0;
}

/* Log odds of the room that the row before (a first line or not) leaves for this one. */
static double room_odds(const layout_file *file, const layout_row *row, bool first)
{
    const layout_row *before = row - 1;
    double width = (double)before->full - (first ? file->shift : 0);
    double right = (double)before->indent + before->width;
    if (right > width * 1.1 + 4) return -LEAST_ROOM;
    if (right > width) right = width;
    double density = zg_layout_density(width, right, unit_cells(row), file->over, file->spread);
    double sum = log(density * width);
    return sum < -LEAST_ROOM ? -LEAST_ROOM : sum > 4.5 ? 4.5 : sum;
}

static bool may_join(const layout_row *row)
{
    const layout_row *before = row - 1;
    if (((before->flags | row->flags) & LAYOUT_STANDS) != 0) return false;
    return before->full > 0 && row->full > 0;
}

/* A row wider than its state allows is a sign against the state, whatever follows. */
static double fits(const layout_file *file, const layout_row *row, bool first)
{
    if (file->shift == 0 || row->full == 0) return 0;
    double more = 0.8 * excess(file, row, first);
    return more > 4 ? -4 : -more;
}

/* Marks the rows of the best sequence LAYOUT_FIRST. `join` serves as the way back. */
static zg_status decide(layout_file *file, const odds *o, zg_error *error)
{
    double first = 0, later = -1e9;
    for (size_t k = 1; k < file->rows_n; k++) {
        layout_row *row = &file->rows[k];
        double from_first = first + fits(file, row - 1, true);
        double from_later = later + fits(file, row - 1, false);
        bool best = from_later > from_first;
        row->join = best;
        double begins = best ? from_later : from_first, goes_on = -1e9;
        if (may_join(row)) {
            from_first += signs(file, o, row, true) + room_odds(file, row, true);
            from_later += signs(file, o, row, false) + room_odds(file, row, false);
            best = from_later > from_first;
            if (best) row->join |= 2;
            goes_on = best ? from_later : from_first;
        }
        first = begins;
        later = goes_on;
        if ((k & 4095) == 0) {
            zg_status status = zg_run_check(file->run, error);
            if (status != ZG_OK) return status;
        }
    }
    bool is_later = later > first;
    for (size_t k = file->rows_n; k-- > 0;) {
        layout_row *row = &file->rows[k];
        row->flags &= (uint16_t)~LAYOUT_FIRST;
        if (!is_later) row->flags |= LAYOUT_FIRST;
        if (k > 0) is_later = (row->join & (is_later ? 2 : 1)) != 0;
    }
    return ZG_OK;
}

static double log_odds(double begins, double goes_on, double sum_begins, double sum_goes_on)
{
    return log(goes_on / sum_goes_on) - log(begins / sum_begins);
}

/* Counts to log odds. A pair must not vote for itself: the first odds are for a pair that was
 * counted as a beginning, with it left out (`counted`), the second for one that was counted as
 * going on. */
static void weigh(double (*counts)[2], size_t n, bool counted)
{
    double sum[2] = {0, 0}, own = counted ? 1 : 0;
    for (size_t i = 0; i < n; i++) sum[0] += counts[i][0], sum[1] += counts[i][1];
    for (size_t i = 0; i < n; i++) {
        double begins = counts[i][0], goes = counts[i][1];
        double less[2] = {begins > own ? begins - own : begins, goes > own ? goes - own : goes};
        counts[i][0] = log_odds(less[0], goes, sum[0] - own, sum[1]);
        counts[i][1] = log_odds(begins, less[1], sum[0], sum[1] - own);
    }
}

static void weigh_all(odds *o, bool counted)
{
    weigh(o->end, LAYOUT_ENDS, false);
    weigh(o->begin[0], LAYOUT_BEGINS, false);
    weigh(o->begin[1], LAYOUT_BEGINS, false);
    weigh(o->gap, GAPS, false);
    weigh(o->indent, INDENTS, counted);
    weigh(o->trailing, 2, false);
    weigh(o->heading, 3, counted);
    o->prior[0] = log(o->prior[1]) - log(o->prior[0]);
}

/* The tables from the decisions, and from the beliefs where there is little to count. */
static void learn(const layout_file *file, odds *o)
{
    *o = beliefs;
    for (size_t k = 1; k < file->rows_n; k++) {
        const layout_row *row = &file->rows[k], *before = row - 1;
        if (!may_join(row)) continue;
        size_t y = goes_on(row);
        o->end[before->end][y]++;
        o->begin[before->end == LAYOUT_END_STOP][row->begin][y]++;
        o->gap[gap_of(file, row)][y]++;
        o->indent[indent_of(row, !goes_on(before))][y]++;
        o->trailing[(before->flags & LAYOUT_TRAILING) != 0][y]++;
        o->heading[headed(before, !goes_on(before))][y]++;
        o->prior[y]++;
    }
    weigh_all(o, true);
}

static int median(const size_t count[ROOMS])
{
    size_t total = 0, seen = 0;
    for (int i = 0; i < ROOMS; i++) total += count[i];
    for (int i = 0; i < ROOMS; i++) {
        seen += count[i];
        if (seen * 2 >= total) return i;
    }
    return 0;
}

/* How much shorter first lines are: from the room they leave where the paragraph goes on. At
 * first (`guess`) a line is a first one if the one before ends a sentence well before the
 * edge. */
static void learn_shift(layout_file *file, bool guess)
{
    size_t first[ROOMS] = {0}, later[ROOMS] = {0}, firsts = 0, laters = 0;
    for (size_t k = 1; k + 1 < file->rows_n; k++) {
        const layout_row *row = &file->rows[k], *next = row + 1, *before = row - 1;
        if (!may_join(row) || !may_join(next) || row->indent + row->width > row->full + 8) continue;
        if (guess ? !zg_layout_evident(row, next) : !goes_on(next)) continue;
        double room = (double)row->full - row->indent - row->width - unit_cells(next);
        int at = (int)room + 16;
        if (at < 0 || at >= ROOMS) continue;
        bool begins = (row->flags & LAYOUT_FIRST) != 0;
        if (guess) {
            begins = before->end == LAYOUT_END_STOP &&
                     (before->indent + before->width) * 20 < before->full * 17;
            if (!begins && !zg_layout_evident(before, row)) continue;
            if (!begins && excess(file, before, false) > 4) continue;
        }
        if (begins) first[at]++, firsts++;
        if (!begins) later[at]++, laters++;
    }
    file->shift = 0;
    if (firsts < 3 || laters < 3) return;
    int shift = median(first) - median(later);
    if (shift >= 2 || shift <= -2) file->shift = shift;
}

/* Share and mean of the room that is left inside paragraphs. */
static void learn_room(layout_file *file)
{
    double over = 1, n = 12, sum = 1.5, rooms = 1;
    for (size_t k = 1; k < file->rows_n; k++) {
        const layout_row *row = &file->rows[k], *before = row - 1;
        if (!may_join(row) || !goes_on(row)) continue;
        double width = (double)before->full - (goes_on(before) ? 0 : file->shift);
        double room = width - before->indent - before->width - unit_cells(row);
        n++;
        if (room < 0 || room > width * 0.3) continue;
        over++;
        sum += room + 0.5;
        rooms++;
    }
    file->over = over / n;
    file->spread = sum / rooms;
}

/* Where the other signs leave doubt, or the text goes on though the line is short, as a title's
 * does, cohesion is asked for. */
static void ask_cohesion(layout_file *file, const odds *o)
{
    for (size_t k = 1; k < file->rows_n; k++) {
        layout_row *row = &file->rows[k];
        const layout_row *before = row - 1;
        if (!may_join(row) || before->end != LAYOUT_END_LETTER) continue;
        if ((before->flags & LAYOUT_DENSE_LAST) == 0) continue;
        if (row->begin != LAYOUT_BEGIN_PLAIN && row->begin != LAYOUT_BEGIN_OPEN) continue;
        bool first = !goes_on(before);
        double sum = signs(file, o, row, first) + room_odds(file, row, first);
        if (!goes_on(row) || sum < 6) row->cohesion = LAYOUT_COHESION_TWO;
    }
}

zg_status zg_layout_pair(layout_file *file, zg_error *error)
{
    odds o = beliefs;
    weigh_all(&o, false);
    if (file->spread <= 0) file->over = 0.1, file->spread = 2;
    learn_shift(file, true);
    zg_status status = decide(file, &o, error);
    for (int round = 0; round < ROUNDS && status == ZG_OK; round++) {
        learn(file, &o);
        learn_shift(file, false);
        learn_room(file);
        if (round == 2) {
            ask_cohesion(file, &o);
            status = zg_layout_cohesion(file, true, error);
            if (status == ZG_OK) status = zg_layout_opening(file, error);
        }
        if (status == ZG_OK) status = decide(file, &o, error);
    }
    return status;
}
