/* The full width of lines, and whether lines are hard-wrapped at all.
 *
 * A line of running text is broken where the next unit (a word; a character of a dense script
 * with the marks that cling to it) has no room any more: with full width W, right edge r and a
 * next unit of c cells, r lies in (W - c, W]. Justified type, proportional letters and squeezed
 * marks blur this, so that a share `over` of the line ends leaves room, with a mean of `spread`
 * cells. W is the width under which the line ends that cut a sentence (by their text alone) are
 * likeliest. Lines are wrapped where these line ends are much likelier so than if they fell
 * anywhere (density 1/W), which holds of running text and not of verse, lists, or text with a
 * paragraph a line. */
#include "layout_parts.h"

#include <math.h>
#include <stdlib.h>

#define SAMPLE     8192 /* line ends looked at for the whole file */
#define CANDIDATES 40
#define BLOCK      128 /* rows that get their own width, judged with half as many on each side */
#define BLOCK_MOST 128 /* line ends looked at for a block */
#define BLOCK_FEW  12
#define SHARE      0.15 /* of such line ends that have to lie at the edge */
#define GAIN       0.15 /* nats a line end that wrapped lines must gain over chance */
#define NARROW     24   /* cells: narrower columns than this are verse unless cohesion denies it */
#define WIDEST     400  /* cells: no page is wider */

typedef struct line_end {
    uint32_t right;
    uint32_t unit; /* of the next row, with a blank before it where one is written */
} line_end;

typedef struct width_fit {
    uint32_t width;
    double over, spread;
    double full;  /* share of line ends without room */
    double wide;  /* share of lines that are wider */
    double share; /* of line ends that lie at the edge, chance taken off */
    double gain;  /* mean log likelihood ratio against chance */
} width_fit;

static line_end end_before(const layout_row *row)
{
    const layout_row *before = row - 1;
    line_end out = {before->indent + before->width, row->unit};
    bool dense = (before->flags & LAYOUT_DENSE_LAST) != 0 || (row->flags & LAYOUT_DENSE_FIRST) != 0;
    if (!dense && before->end != LAYOUT_END_HYPHEN) out.unit++;
    return out;
}

static int compare_ends(const void *a, const void *b)
{
    const line_end *x = a, *y = b;
    if (x->right != y->right) return x->right < y->right ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

double zg_layout_density(double width, double right, double unit, double over, double spread)
{
    double room = width - right - unit, density;
    if (right > width + 1) {
        density = 0.02 * exp(-(right - width - 1) / 2) / 2;
    } else if (room < 0) {
        density = 0.98 * (1 - over) / (unit + 1);
    } else {
        density = 0.98 * over * exp(-room / spread) / spread;
    }
    return density + 0.001 / width;
}

/* First lines may pass the others by a hanging indent, squeezed ones by a character. */
static uint32_t much_wider(uint32_t width)
{
    return width + width / 16 + 2;
}

/* How well `width` explains the ends, taken as a mixture of inner line ends and of ends that
 * fall anywhere (headings, items): estimates over, spread and the share of the first, then the
 * gain. */
static width_fit try_width(const line_end *ends, size_t n, uint32_t width)
{
    width_fit fit = {.width = width};
    double most = width * 0.1 + 2, rooms = 0, over = 0, full = 0, wide = 0, chance = 0;
    for (size_t i = 0; i < n; i++) {
        double room = (double)width - ends[i].right - ends[i].unit;
        if (ends[i].right > much_wider(width)) {
            wide++;
        } else if (room < 0) {
            full++;
        } else if (room <= most) {
            over++;
            rooms += room;
        }
        chance += (ends[i].unit + most) / width;
    }
    chance = chance / (double)n < 0.9 ? chance / (double)n : 0.9;
    fit.over = (over + 0.5) / (full + over + 2);
    fit.spread = (rooms + 1) / (over + 1) + 0.5;
    fit.full = full / (double)n;
    fit.wide = wide / (double)n;
    fit.share = ((full + over) / (double)n - chance) / (1 - chance);
    if (fit.share < 0.05) fit.share = 0.05;
    if (fit.share > 0.98) fit.share = 0.98;
    for (size_t i = 0; i < n; i++) {
        double density =
            zg_layout_density(width, ends[i].right, ends[i].unit, fit.over, fit.spread);
        fit.gain += log(fit.share * density * width + 1 - fit.share);
    }
    fit.gain /= (double)n;
    return fit;
}

/* The best width for `ends`, sorted by right edge. A longer width with the same gain does not
 * win, so that stray wide lines do not pull. */
static width_fit best_width(const line_end *ends, size_t n, size_t candidates)
{
    width_fit best = {.gain = -1e9};
    uint32_t last = 0;
    size_t from = n / 4, step = (n - from) / candidates + 1;
    for (size_t i = from; i < n; i += step) {
        uint32_t width = ends[i].right;
        if (width == last || width < 8 || width > WIDEST) continue;
        last = width;
        width_fit fit = try_width(ends, n, width);
        if (fit.gain > best.gain) best = fit;
    }
    for (int around = -2; around <= 2 && best.width > 8; around++) {
        width_fit fit = try_width(ends, n, (uint32_t)((int)best.width + around));
        if (fit.gain > best.gain) best = fit;
    }
    return best;
}

/* Whether rows `from` to `to`, n of whose ends were looked at, are wrapped at the width found. No
 * line of wrapped text is much wider. */
static bool convincing(const layout_file *file, const width_fit *fit, size_t n, size_t from,
                       size_t to)
{
    size_t wider = 0;
    for (size_t i = from; i < to; i++) {
        const layout_row *row = &file->rows[i];
        if (row->indent + row->width > much_wider(fit->width)) wider++;
    }
    if (wider * 5 > to - from) return false;
    double share = file->cohesion_share;
    if (n < 3 || fit->gain < GAIN || fit->gain * (double)n < 5) return false;
    if (fit->share < SHARE || fit->wide > 0.25) return false;
    if (fit->width < NARROW && share < 0.6) return false;
    return share < 0 || share >= 0.35;
}

/* Line ends between rows `from` and `to` whose text says that the paragraph goes on. */
static size_t gather(const layout_file *file, size_t from, size_t to, line_end *ends, size_t most)
{
    size_t n = 0, all = 0;
    for (size_t i = from > 0 ? from : 1; i < to; i++) {
        if (zg_layout_evident(&file->rows[i - 1], &file->rows[i])) all++;
    }
    size_t step = all / most + 1, seen = 0;
    for (size_t i = from > 0 ? from : 1; i < to && n < most; i++) {
        if (!zg_layout_evident(&file->rows[i - 1], &file->rows[i])) continue;
        if (seen++ % step == 0) ends[n++] = end_before(&file->rows[i]);
    }
    if (n > 1) qsort(ends, n, sizeof *ends, compare_ends);
    return n;
}

/* Full width of the rows of one block; 0 where they are not wrapped. */
static uint32_t block_width(const layout_file *file, size_t start, const width_fit *whole,
                            bool wrapped, line_end *ends)
{
    size_t from = start > BLOCK / 2 ? start - BLOCK / 2 : 0, to = start + BLOCK + BLOCK / 2;
    if (to > file->rows_n) to = file->rows_n;
    size_t n = gather(file, from, to, ends, BLOCK_MOST);
    if (n < BLOCK_FEW) return wrapped && n * 20 >= to - from ? whole->width : 0;
    width_fit own = best_width(ends, n, 16);
    if (whole->width > 0) {
        width_fit as_whole = try_width(ends, n, whole->width);
        double apart = fabs((double)own.width - whole->width);
        bool same = apart <= 3 || as_whole.gain >= own.gain - 0.25;
        if (same && convincing(file, &as_whole, n, from, to)) return whole->width;
    }
    return convincing(file, &own, n, from, to) ? own.width : 0;
}

zg_status zg_layout_fit(layout_file *file, zg_error *error)
{
    line_end *ends = zg_memory_alloc(SAMPLE, sizeof *ends);
    if (ends == NULL) return zg_error_memory(error);
    size_t n = gather(file, 0, file->rows_n, ends, SAMPLE);
    width_fit whole = {.gain = -1e9};
    if (n > 0) whole = best_width(ends, n, CANDIDATES);
    bool wrapped = convincing(file, &whole, n, 0, file->rows_n);
    file->over = whole.over;
    file->spread = whole.spread;
    zg_status status = ZG_OK;
    for (size_t i = 0; i < file->rows_n && status == ZG_OK; i += BLOCK) {
        size_t to = i + BLOCK < file->rows_n ? i + BLOCK : file->rows_n;
        uint32_t width = file->rows_n > BLOCK + BLOCK / 2
                             ? block_width(file, i, &whole, wrapped, ends)
                             : (wrapped ? whole.width : 0);
        for (size_t k = i; k < to; k++) file->rows[k].full = width;
        status = zg_run_check(file->run, error);
    }
    zg_memory_free(ends);
    return status;
}
