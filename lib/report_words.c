/* report: words. */
#include "report_words.h"

#include <string.h>

static const char *const words[ZG_WORDS][2] = {
#define ZG_WORD(id, en, zh) [ZG_WORD_##id] = {en, zh},
#include "report_words.inc"
#undef ZG_WORD
};

static const struct {
    const char *name, *zh;
} columns[] = {
    {"phrase", "短语"},
    {"ngram", "字串"},
    {"n", "长度"},
    {"freq", "频次"},
    {"per_million", "每百万"},
    {"per_10k", "每万"},
    {"docs", "文本数"},
    {"docs_share", "文本比例"},
    {"docs_expected", "期望文本数"},
    {"document", "文本"},
    {"documents", "文本数"},
    {"title", "标题"},
    {"date", "日期"},
    {"genre", "体裁"},
    {"year", "年份"},
    {"characters", "字符"},
    {"tokens", "单位数"},
    {"types", "类型数"},
    {"paragraphs", "段落"},
    {"sentences", "句子"},
    {"change", "改动"},
    {"count", "次数"},
    {"meaning", "说明"},
    {"first_page", "首处页码"},
    {"first_line", "首处行号"},
    {"figure", "项目"},
    {"value", "数值"},
    {"windows", "窗口数"},
    {"only_joined", "仅因接行"},
    {"share", "比例"},
    {"tokens_inside", "短语内单位数"},
    {"rank", "名次"},
    {"freq_fitted", "拟合频次"},
    {"types_fitted", "拟合类型数"},
    {"whole", "所在长短语"},
    {"inside", "其中次数"},
    {"token", "位置"},
    {"rate", "频率"},
    {"item", "条目"},
    {"freq_target", "目标频次"},
    {"freq_reference", "参照频次"},
    {"docs_target", "目标文本数"},
    {"docs_reference", "参照文本数"},
    {"log_ratio", "对数比"},
    {"log_ratio_low", "下限"},
    {"log_ratio_high", "上限"},
    {"node", "节点"},
    {"collocate", "搭配"},
    {"freq_joint", "共现频次"},
    {"page", "页"},
    {"line", "行"},
    {"left", "左文"},
    {"right", "右文"},
    {"group", "分组"},
    {"period", "时期"},
    {"tokens_from", "单位数起"},
};

const char *zg_words(zg_lang lang, zg_word_id id)
{
    return words[id][lang == ZG_LANG_ZH];
}

const char *zg_words_column(zg_lang lang, const char *name)
{
    for (size_t i = 0; lang == ZG_LANG_ZH && i < sizeof columns / sizeof columns[0]; i++) {
        if (strcmp(columns[i].name, name) == 0) return columns[i].zh;
    }
    return name;
}
