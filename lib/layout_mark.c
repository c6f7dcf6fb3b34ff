/* Small classes of code points that line breaking and numbering turn on. The marks are those that
 * line-breaking rules of Chinese and Japanese (JIS X 4051, GB/T 15834) and of Unicode (UAX 14:
 * OP, CL, CP, QU, EX, IS, NS) name; case is needed for bicameral scripts in common use only. */
#include "layout_parts.h"

static bool holds(const uint32_t *list, size_t n, uint32_t cp)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i] == cp) return true;
    }
    return false;
}

/* Most characters of a text are none of the marks: small letters, ideographs, syllables. */
static bool plain(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 0x3100 && cp < 0xFE00);
}

bool zg_layout_opens(uint32_t cp)
{
    static const uint32_t list[] = {'(',    '[',    '{',    0xAB,   0x2018, 0x201C, 0x201A,
                                    0x201E, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014,
                                    0x3016, 0x3018, 0x301D, 0xFF08, 0xFF3B, 0xFF5B, 0xFF62};
    return !plain(cp) && holds(list, sizeof list / sizeof *list, cp);
}

bool zg_layout_closes(uint32_t cp)
{
    static const uint32_t list[] = {')',    ']',    '}',    0xBB,   0x2019, 0x201D, 0x3009, 0x300B,
                                    0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x301E, 0x301F,
                                    0xFF09, 0xFF3D, 0xFF5D, 0xFF63, '"',    '\''};
    return !plain(cp) && holds(list, sizeof list / sizeof *list, cp);
}

bool zg_layout_clings(uint32_t cp)
{
    static const uint32_t list[] = {'!',    ',',    '.',    ':',    ';',    '?',    '%',
                                    0x2026, 0x3001, 0x3002, 0x3005, 0x30FB, 0x30FC, 0xFE50,
                                    0xFE52, 0xFF01, 0xFF05, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B,
                                    0xFF1F, 0xFF61, 0xFF64, 0x2030, 0x203C, 0x2047, 0x2103};
    if (plain(cp) || cp == '"' || cp == '\'') return false; /* straight quotes open as well */
    return zg_layout_closes(cp) || holds(list, sizeof list / sizeof *list, cp);
}

bool zg_layout_dash(uint32_t cp)
{
    return (cp >= 0x2012 && cp <= 0x2015) || cp == 0x2500 || cp == 0x2501 || cp == 0xFF0D ||
           cp == 0x2E3A;
}

bool zg_layout_blank(uint32_t cp)
{
    if (plain(cp)) return false;
    return cp == ' ' || cp == '\t' || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

bool zg_layout_ambiguous(uint32_t cp)
{
    if (plain(cp)) return false;
    return cp == 0xB7 || cp == 0xD7 || (cp >= 0x2014 && cp <= 0x2026 && cp != 0x201A) ||
           cp == 0x2030 || cp == 0x203B || (cp >= 0x2460 && cp <= 0x24FF) ||
           (cp >= 0x2500 && cp <= 0x254B) || (cp >= 0x25A0 && cp <= 0x25CF) || cp == 0x2103 ||
           (cp >= 0x2160 && cp <= 0x217B);
}

int zg_layout_case(uint32_t cp)
{
    if (cp < 0x80) return cp >= 'a' && cp <= 'z' ? -1 : cp >= 'A' && cp <= 'Z' ? 1 : 0;
    if (cp >= 0xC0 && cp <= 0xFF && cp != 0xD7 && cp != 0xF7) return cp < 0xDF ? 1 : -1;
    if (cp >= 0x100 && cp <= 0x17F) {
        bool odd_upper = (cp >= 0x139 && cp <= 0x148) || cp >= 0x179;
        return ((cp & 1) != 0) == odd_upper ? 1 : -1;
    }
    if (cp >= 0x391 && cp <= 0x3CE) return cp < 0x3AC ? 1 : -1;
    if (cp >= 0x400 && cp <= 0x45F) return cp < 0x430 ? 1 : -1;
    if (cp >= 0x531 && cp <= 0x587) return cp < 0x560 ? 1 : -1;
    if (cp >= 0x1E00 && cp <= 0x1EFF) return (cp & 1) == 0 ? 1 : -1;
    return 0;
}

uint32_t zg_layout_lower(uint32_t cp)
{
    if (zg_layout_case(cp) <= 0) return cp;
    if (cp < 0x100) return cp + 0x20;
    if (cp < 0x180 || cp >= 0x1E00) return cp == 0x178 ? 0xFF : cp + 1;
    if (cp < 0x400) return cp + 0x20;
    if (cp < 0x410) return cp + 0x50;
    return cp < 0x500 ? cp + 0x20 : cp + 0x30;
}

int zg_layout_numeral(uint32_t cp)
{
    static const uint32_t han[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                   0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    if (cp >= '0' && cp <= '9') return (int)(cp - '0');
    if (cp >= 0xFF10 && cp <= 0xFF19) return (int)(cp - 0xFF10);
    for (int i = 0; i < 10; i++) {
        if (han[i] == cp) return i;
    }
    switch (cp) {
    case 0x96F6: return 0;
    case 0x4E24: return 2;
    case 0x5341: return 10;
    case 0x767E: return 100;
    case 0x5343: return 1000;
    default: return -1;
    }
}
