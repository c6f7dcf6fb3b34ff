#!/usr/bin/env python3
"""Random texts for judging counters: many scripts, few signs of each, so that n-grams repeat.

    random_text.py --mode han|mixed|hostile --seed S --files K --bytes B --out DIR

writes DIR/00001.txt ... of about B bytes each (never a cut code point). The same arguments give
the same bytes: only Random.random() is used, which Python promises to keep.

han      Chinese with marks, quotes, numbers and a few Latin words: what the tool is made for
mixed    words of many scripts, each in its own punctuation
hostile  every sign may follow every other: combining marks with nothing to stand on, joiners,
         controls, all blanks and line ends, forms of every width
"""
import argparse
import os
import random

WORDS = {
    "han": "的 一 是 中 国 人 民 疫 情 防 控 哈 经 济 社 会 年 月 日 々 〇 統".split(),
    "han_ext": ["\U00020000", "\U00020001", "\U0002A6D6", "\U00030000", "\u3400", "\uF900"],
    "hiragana": "か が は の を きゃ っ ゝ ゟ か\u3099 は\u309A か\u309A".split(),
    "katakana": "ア イ カ ガ ー ッ ヴ ヽ ㇰ ア\u3099".split(),
    "half_kana": "ｱ ｶ ｶﾞ ﾊﾟ ｰ ｯ ｦ".split(),
    "bopomofo_yi": "ㄅ ㄆ ㄚ ꀀ ꀁ ꒐".split(),
    "hangul": "아버지 가 방에 한국 \u1112\u1161\u11ab ㄱ ﾡ".split(),
    "latin": "the of COVID can't can’t naïve cafe\u0301 ångström G20 e.g a:b x_y don't".split(),
    "marks": "q\u0301 a\u0308\u0301 o\u0302\u0323 z\u0335 ﬁ ª".split(),
    "cyrillic": "и в не что й и\u0306 ё".split(),
    "greek": "και το ά α\u0301 ς".split(),
    "arabic": "في من قال قَالَ می\u200cخواهم لا ال".split(),
    "hebrew": "של את שָׁלוֹם צה\"ל ג׳".split(),
    "thai": "ไทย กำ ก็ ที่ และ ๆ ฯ ๑๒".split(),
    "lao_khmer": "ລາວ ກຳ ເດັກ ខ្មែរ ភាសា កា ៗ ១២".split(),
    "myanmar": "မြန်မာ ကို သည် က ၁၂".split(),
    "indic": "हिन्दी में है क्\u200dष क्ष की தமிழ் বাংলা".split(),
    "tibetan": "བོད་ ཡིག་ བོད་ཡིག ང་ ཀྵ".split(),
    "emoji": ["😀", "😀😀", "👍🏽", "👨\u200d👩\u200d👧", "🇨🇳", "🇨🇳🇯🇵", "1\uFE0F\u20E3", "❤\uFE0F",
              "♥", "🏳\uFE0F\u200d🌈", "©"],
    "digits": "0 1 2020 10.2 1,000 3.5% １１．１％ ２０２０ ٣٤ ٣٫٥ ३४ ① Ⅳ ½ ² 1．2 〡 ㈠".split(),
    "forms": "ＡＢ ａ Ｚ１ － ＿ ＝ ￥ ～ ＃ ﹐ ﹔ ﹣ ︐ ︒ ｡ ｢ ｣ ､ ･ ￡ ￨".split(),
    "radicals": ["\u2F00", "\u2F08", "\u2F24", "\u2ED3", "\u2EA0", "\u2F92", "\u2E80", "\u31C0"],
}
CJK_MARKS = "， 。 、 ； ： ！ ？ …… —— … — · “ ” 「 」 《 》 （ ） ─ ━ 〃 〜 ○ ．".split()
ASCII_MARKS = r""", . ; : ! ? - -- ... " ' ( ) [ ] / \ _ __ + = % & * # @ $ ^ ~ ` | < >""".split()
OTHER_MARKS = "‘ ’ « » ‹ › „ ؟ ، ؛ ։ । ॥ ། ༎ ฿ ๏ ။ ၊ ។ ⁉ ‽ • † § ° ¿ ¡ \u2024 \u037E".split()
BLANKS = [" ", "  ", "\t", "\u00A0", "\u3000", "\u2003", "\u2009", "\u202F", "\u205F", "\u1680",
          "\u2000", "\u0F0B"]
LINE_ENDS = ["\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\n\n", "\n\r"]
UNSEEN = ["\u200B", "\u2060", "\uFEFF", "\u00AD", "\u200E", "\u200F", "\u202A", "\u202C", "\u2066",
          "\u2069", "\u061C", "\u200C", "\u200D", "\0", "\x01", "\x1b", "\x7f", "\u0080", "\u009f"]
LOOSE_MARKS = ["\u0301", "\u0308", "\u3099", "\u309A", "\uFF9E", "\uFF9F", "\uFE0F", "\uFE0E",
               "\u20DD", "\u302A", "\U0001F3FD", "\U000E0100", "\u0E34", "\u0E33", "\u093F",
               "\u094D", "\u0F71", "\u064B", "\u1CF7", "\u17B6", "\u103A", "\u0345", "\u034F"]
ODD = ["\u180E", "\u2061", "\uFFFD", "\uE000", "\U000F0000", "\uFDD0", "\U0010FFFF", "\u0378",
       "\U000E0041", "\u3164", "\uFFA0", "\u115F", "\u2FF0", "\u3013", "\uFFF9", "\U0001D7CE",
       "\U0001D400", "\u3006", "\u303C", "\u3031", "\u32D0", "\u337F", "\u212B", "\u0958"]


class Source:
    def __init__(self, seed):
        self.random = random.Random(seed).random

    def chance(self, share):
        return self.random() < share

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def few(self, most):
        return 1 + int(self.random() * most)


def han(source):
    """A clause or two, as in a report."""
    out = [source.pick(WORDS["han"]) for _ in range(source.few(8))]
    if source.chance(0.2):
        out.append(source.pick(WORDS["digits"] + WORDS["latin"]))
    if source.chance(0.1):
        out = ["“"] + out + ["”"]
    if source.chance(0.05):
        out.append(source.pick([" ", "\u3000", "  "]))
    if source.chance(0.6):
        out.append(source.pick(CJK_MARKS))
    if source.chance(0.08):
        out.append(source.pick(["\n", "\n\n", "\r\n", "\u3000\n\u3000\u3000"]))
    return "".join(out)


def mixed(source):
    """A few words of one script, with its own habits of blanks and marks."""
    script = source.pick(sorted(WORDS))
    blank = source.pick(["", " ", " "])
    text = blank.join(source.pick(WORDS[script]) for _ in range(source.few(6)))
    if source.chance(0.5):
        text += source.pick(source.pick([CJK_MARKS, ASCII_MARKS, OTHER_MARKS]))
    if source.chance(0.5):
        text += source.pick(BLANKS)
    if source.chance(0.05):
        text += source.pick(LINE_ENDS)
    if source.chance(0.03):
        text += source.pick(UNSEEN)
    return text


def hostile(source):
    """Any sign after any sign; sometimes one many times over."""
    words = WORDS[source.pick(sorted(WORDS))]
    signs = source.pick([words, words, words, CJK_MARKS, ASCII_MARKS, OTHER_MARKS, BLANKS,
                         LINE_ENDS[:1], LINE_ENDS, UNSEEN, LOOSE_MARKS, ODD])
    sign = source.pick(signs)
    if source.chance(0.3):
        sign = source.pick(sign)  # one code point of it
    return sign * (source.few(4) if source.chance(0.1) else 1)


def text_of(source, piece, size):
    out, length = [], 0
    while length < size:
        part = piece(source)
        length += len(part.encode("utf-8"))
        out.append(part)
    return "".join(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["han", "mixed", "hostile"], default="mixed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=3)
    parser.add_argument("--bytes", type=int, default=2000)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    piece = {"han": han, "mixed": mixed, "hostile": hostile}[options.mode]
    source = Source(options.seed)
    os.makedirs(options.out, exist_ok=True)
    for k in range(options.files):
        name = os.path.join(options.out, "%05d.txt" % (k + 1))
        with open(name, "wb") as file:
            file.write(text_of(source, piece, options.bytes).encode("utf-8"))


if __name__ == "__main__":
    main()
