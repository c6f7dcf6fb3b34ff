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
    {"source", "短语甲"},
    {"target", "短语乙"},
    {"expected", "期望句数"},
    {"rate_low", "频率下限"},
    {"rate_high", "频率上限"},
    {"by", "分组依据"},
    {"per_million_target", "目标每百万"},
    {"per_million_reference", "参照每百万"},
    {"per_10k_target", "目标每万"},
    {"per_10k_reference", "参照每万"},
    {"lrc", "保守对数比"},
    {"g2", "G²"},
    {"neg_log10_p", "−lg p"},
    {"neg_log10_q", "−lg q"},
    {"dp_norm_target", "目标离散度"},
    {"dp_norm_reference", "参照离散度"},
    {"lrc_without_one", "去一文本后"},
    {"without_document", "所去文本"},
    {"hapaxes", "单现类型"},
    {"ttr", "型例比"},
    {"mattr_100", "滑动型例比（100）"},
    {"msttr_1000", "分段型例比（1000）"},
    {"yule_k", "Yule K"},
    {"entropy_bits", "熵（比特）"},
    {"cond_entropy_2", "条件熵 2"},
    {"cond_entropy_3", "条件熵 3"},
    {"cond_entropy_4", "条件熵 4"},
    {"zipf_mle_s", "Zipf s"},
    {"heaps_beta", "Heaps β"},
    {"heaps_k", "Heaps k"},
};

static const struct {
    const char *value, *zh;
} values[] = {
    {"documents", "文本"},
    {"paragraphs", "段落"},
    {"characters", "字符"},
    {"tokens", "计数单位"},
    {"types", "类型"},
    {"hapaxes", "只出现一次的类型"},
    {"invalid_replaced", "无效字节"},
    {"invalid bytes replaced by U+FFFD", "无效字节替换为 U+FFFD"},
    {"control_removed", "控制字符"},
    {"control characters removed", "去掉控制字符"},
    {"invisible_removed", "不可见字符"},
    {"zero-width characters and soft hyphens removed", "去掉零宽字符与软连字符"},
    {"bidi_removed", "书写方向标记"},
    {"marks of writing direction removed", "去掉书写方向标记"},
    {"trailing_blank_removed", "行末空白"},
    {"blanks at the end of a line removed", "去掉行末空白"},
    {"radical_repaired", "部首字符"},
    {"radicals written as ideographs", "部首字符改为汉字"},
    {"dash_repaired", "制表线"},
    {"drawn lines written as dashes", "制表线改为破折号"},
    {"paragraph_normalized", "规范化"},
    {"paragraphs changed by normalization", "因 Unicode 规范化而改变的段落"},
    {"blank_line_removed", "空行"},
    {"empty lines left out", "略去空行"},
    {"line_joined", "接行"},
    {"line ends inside a paragraph taken out", "去掉段落之内的换行"},
    {"hyphen_removed", "行末连字符"},
    {"hyphens at a line end taken out", "去掉行末连字符"},
    {"stray_blank_removed", "行内空白"},
    {"blanks inside a line taken out", "去掉行内多余空白"},
    {"indent_removed", "行首空白"},
    {"blanks at the start of a line taken out", "去掉行首空白"},
    {"page_number_removed", "页码"},
    {"page numbers taken out", "去掉页码"},
    {"running_head_removed", "页眉页脚"},
    {"running heads and feet taken out", "去掉页眉页脚"},
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

const char *zg_words_value(zg_lang lang, const char *value, size_t *length)
{
    for (size_t i = 0; lang == ZG_LANG_ZH && i < sizeof values / sizeof values[0]; i++) {
        if (strlen(values[i].value) != *length || memcmp(values[i].value, value, *length) != 0) {
            continue;
        }
        *length = strlen(values[i].zh);
        return values[i].zh;
    }
    return value;
}
