/* Decisions on pages set by hand: what is expected is written beside each line. The scores on
 * whole printed reports are those of tests/layout. */
#include "layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

#define MOST 400

typedef struct page_text {
    zg_layout_line lines[MOST];
    zg_layout_decision decisions[MOST];
    size_t n;
    char room[65536];
    size_t used;
} page_text;

static zg_unicode *unicode;

static int open_unicode(void **state)
{
    (void)state;
    return zg_unicode_new(&unicode, NULL) == ZG_OK ? 0 : 1;
}

static int close_unicode(void **state)
{
    (void)state;
    zg_unicode_free(unicode);
    return 0;
}

/* LF ends a line, FF a page. */
static void set_text(page_text *pages, const char *text)
{
    bool page = false;
    pages->n = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n\f"), kept = length;
        while (kept > 0 && text[kept - 1] == ' ') kept--;
        assert_true(pages->n < MOST);
        pages->lines[pages->n++] = (zg_layout_line){.text = text,
                                                    .length = kept,
                                                    .trailing = (uint32_t)(length - kept),
                                                    .page_before = page};
        page = text[length] == '\f';
        text += length + (text[length] != '\0');
    }
}

static void decide(page_text *pages, const char *text)
{
    set_text(pages, text);
    assert_int_equal(
        zg_layout_decide(NULL, unicode, pages->lines, pages->n, pages->decisions, NULL), ZG_OK);
}

/* The paragraphs, one a line; headings behind "# ". */
static const char *joined(page_text *pages)
{
    pages->used = 0;
    size_t last = 0; /* length of the text that the last kept line ended */
    for (size_t i = 0; i < pages->n; i++) {
        const zg_layout_decision *d = &pages->decisions[i];
        const zg_layout_line *line = &pages->lines[i];
        if (d->blank || d->page_number || d->running) continue;
        size_t skip = strspn(line->text, " ");
        const char *before = "";
        if (d->join == ZG_JOIN_NONE && last > 0) before = "\n";
        if (d->join == ZG_JOIN_SPACE) before = " ";
        if (d->join == ZG_JOIN_HYPHEN) pages->used--;
        const char *mark = d->join == ZG_JOIN_NONE && d->kind == ZG_KIND_HEADING ? "# " : "";
        int length =
            snprintf(pages->room + pages->used, sizeof pages->room - pages->used, "%s%s%.*s",
                     before, mark, (int)(line->length - skip), line->text + skip);
        assert_true(length >= 0 && (size_t)length < sizeof pages->room - pages->used);
        pages->used += (size_t)length;
        last = pages->used;
    }
    pages->room[pages->used] = '\0';
    return pages->room;
}

static page_text pages;

static void expect(const char *text, const char *paragraphs)
{
    decide(&pages, text);
    assert_string_equal(joined(&pages), paragraphs);
}

static void test_nothing(void **state)
{
    (void)state;
    expect("", "");
    expect("\n\n\f\n", "");
    for (size_t i = 0; i < pages.n; i++) assert_true(pages.decisions[i].blank);
    assert_int_equal(pages.decisions[0].page, 1);
    assert_int_equal(pages.decisions[pages.n - 1].page, 2);
    expect("一", "一");
}

/* 24 cells a line, indents kept, a title, two pages, dashes around the page number. */
static const char chinese[] = "      春天的公园\n"
                              "    春天到了，公园里的花\n"
                              "都开了。我和妹妹一起去公\n"
                              "园看花，公园里的人很多。\n"
                              "    妹妹说，她最喜欢春天\n"
                              "的花，因为春天的花开得最\n"
                              "好看。我也喜欢春天的花。\n"
                              "          — 1 —\n\f"
                              "    后来我们走到湖边，湖\n"
                              "水很清，能看见水里的鱼。\n"
                              "妹妹说，她也想变成一条鱼\n"
                              "，在水里游来游去，多么快\n"
                              "活。\n"
                              "    天黑了，我们才回家。\n"
                              "          — 2 —\n";

static void test_chinese(void **state)
{
    (void)state;
    expect(chinese,
           "# 春天的公园\n"
           "春天到了，公园里的花都开了。我和妹妹一起去公园看花，公园里的人很多。\n"
           "妹妹说，她最喜欢春天的花，因为春天的花开得最好看。我也喜欢春天的花。\n"
           "后来我们走到湖边，湖水很清，能看见水里的鱼。妹妹说，她也想变成一条鱼，在水里游来游"
           "去，多么快活。\n"
           "天黑了，我们才回家。");
    assert_int_equal(pages.decisions[0].page, 1);
    assert_int_equal(pages.decisions[8].page, 1); /* the empty line between LF and FF */
    assert_int_equal(pages.decisions[9].page, 2);
    assert_true(pages.decisions[7].page_number);
    assert_false(pages.decisions[7].running);
}

static const char english[] = "A HISTORY OF THE HARBOUR                        1\n\n"
                              "The harbour was begun in the spring of that year, and\n"
                              "the whole of the town came to see the first stone laid\n"
                              "by the mayor. It was a well-known mason who cut it; he\n"
                              "had come from the north, where he was as much a well-\n"
                              "known builder of bridges as of churches and of houses.\n"
                              "\n"
                              "Nobody had any information about the depth of the sand\n"
                              "under the quay. When at last they asked for more infor-\n"
                              "mation, the answer came by letter from the capital, and\n"
                              "it did not help them at all, for it spoke of rock only\n\f"
                              "A HISTORY OF THE HARBOUR                        2\n\n"
                              "and of the price of timber, which had risen a good deal\n"
                              "in the course of the war and was still rising then.\n"
                              "\n"
                              "So they built on sand, and the quay sank in the second\n"
                              "winter, with two of the cranes.\n\f"
                              "A HISTORY OF THE HARBOUR                        3\n\n"
                              "It was built again.\n";

static void test_english(void **state)
{
    (void)state;
    expect(english,
           "The harbour was begun in the spring of that year, and the whole of the town came to "
           "see the first stone laid by the mayor. It was a well-known mason who cut it; he had "
           "come from the north, where he was as much a well-known builder of bridges as of "
           "churches and of houses.\n"
           "Nobody had any information about the depth of the sand under the quay. When at last "
           "they asked for more information, the answer came by letter from the capital, and it "
           "did not help them at all, for it spoke of rock only and of the price of timber, which "
           "had risen a good deal in the course of the war and was still rising then.\n"
           "So they built on sand, and the quay sank in the second winter, with two of the "
           "cranes.\n"
           "It was built again.");
    assert_true(pages.decisions[0].running);
    assert_int_equal(pages.decisions[0].kind, ZG_KIND_OTHER);
}

static void expect_untouched(const char *text)
{
    decide(&pages, text);
    for (size_t i = 0; i < pages.n; i++) {
        const zg_layout_decision *d = &pages.decisions[i];
        assert_int_equal(d->join, ZG_JOIN_NONE);
        assert_false(d->running || d->page_number);
    }
}

static void test_lines_that_are_whole(void **state)
{
    (void)state;
    expect_untouched("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n");
    expect_untouched("白日依山尽\n黄河入海流\n欲穷千里目\n更上一层楼\n春眠不觉晓\n处处闻啼鸟\n"
                     "夜来风雨声\n花落知多少\n");
    expect_untouched("apples\npears from the garden\nplums\ncherries, two baskets of them\nnuts\n"
                     "honey\nsalt and pepper\nflour\n");
    expect_untouched("The first paragraph is all on one line, however long that line may become.\n"
                     "The second one is shorter.\n"
                     "The third is on one line as well, and it says nothing that has to be said, "
                     "but it takes its time.\n"
                     "1984\n"
                     "The last.\n");
    expect_untouched("第一章 总则\n第一条 为了保护公民的权利，制定本法。\n"
                     "第二条 公民在法律面前一律平等。任何公民享有宪法和法律规定的权利，同时必须履"
                     "行宪法和法律规定的义务。\n第三条 国家尊重和保障人权。\n");
}

static void test_contents(void **state)
{
    (void)state;
    decide(&pages, "Contents\nFirst things ........ 1\nSecond things ....... 12\n");
    assert_int_equal(pages.decisions[1].kind, ZG_KIND_OTHER);
    assert_int_equal(pages.decisions[2].kind, ZG_KIND_OTHER);
    assert_int_equal(pages.decisions[2].join, ZG_JOIN_NONE);
}

/* `text` with the stray blanks taken out. */
static void check_stray(const char *text, const char *clean)
{
    char out[256];
    size_t length = strlen(text), n = 0;
    for (size_t at = 0; at < length;) {
        bool blank = text[at] == ' ' || text[at] == '\t' || strncmp(text + at, "\u3000", 3) == 0 ||
                     strncmp(text + at, "\u00A0", 2) == 0;
        size_t skip = blank ? zg_layout_stray(unicode, text, length, at) : 0;
        at += skip;
        if (skip > 0) continue;
        do out[n++] = text[at++];
        while (blank && at < length && text[at] == ' ');
    }
    out[n] = '\0';
    assert_string_equal(out, clean);
}

static void test_stray(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"新华社 3月 10日电", "新华社3月10日电"},
        {"到 2020 年增长 6.1% 左右", "到2020年增长6.1%左右"},
        {"使用 Linux 系统", "使用Linux系统"},
        {"中国 ， 日本", "中国，日本"},
        {"由于 “三农”问题", "由于“三农”问题"},
        {"他说“ 好 ”。", "他说“好”。"},
        {"目 录", "目录"},
        {"政 府 工 作 报 告", "政府工作报告"},
        {"北京\u00A02008年", "北京2008年"},
        /* and what must stay */
        {"国务院总理 李克强", "国务院总理 李克强"},
        {"国务院总理\u3000李克强", "国务院总理\u3000李克强"},
        {"第一章\u3000总则", "第一章\u3000总则"},
        {"项目   2019   2020", "项目   2019   2020"},
        {"GNU General Public License", "GNU General Public License"},
        {"2019 2020", "2019 2020"},
        {"the word 漢字 means the letters of the Chinese", "the word 漢字 means the letters of the "
                                                           "Chinese"},
        {"ราคา 5,000 บาท", "ราคา 5,000 บาท"},
        {"제2조 大韓民國 국민", "제2조 大韓民國 국민"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_stray(cases[i][0], cases[i][1]);
}

/* Each allocation fails once; what is held is seen by the address sanitizer. */
static void test_no_memory(void **state)
{
    (void)state;
    const char *const texts[] = {chinese, english};
    for (size_t t = 0; t < 2; t++) {
        size_t k = 1;
        set_text(&pages, texts[t]);
        do {
            faults_arm(k);
            zg_status status =
                zg_layout_decide(NULL, unicode, pages.lines, pages.n, pages.decisions, NULL);
            faults_disarm();
            assert_true(status == (faults_count() >= k ? ZG_ERROR_MEMORY : ZG_OK));
        } while (faults_count() >= k++);
        assert_true(k > 4);
    }
}

static void test_cancelled(void **state)
{
    (void)state;
    zg_run *run = NULL;
    assert_int_equal(zg_run_new(NULL, &run, NULL), ZG_OK);
    zg_run_cancel(run);
    set_text(&pages, chinese);
    assert_int_equal(zg_layout_decide(run, unicode, pages.lines, pages.n, pages.decisions, NULL),
                     ZG_ERROR_CANCELLED);
    zg_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),   cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_english),   cmocka_unit_test(test_lines_that_are_whole),
        cmocka_unit_test(test_contents),  cmocka_unit_test(test_stray),
        cmocka_unit_test(test_no_memory), cmocka_unit_test(test_cancelled),
    };
    return cmocka_run_group_tests(tests, open_unicode, close_unicode);
}
