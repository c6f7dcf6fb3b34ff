"""Sets paragraphs in pages as printers do, then gives the lines back as extractors leave them.

Nothing here is random but by a seed of its own, so that every run makes the same files.
"""
import random
import unicodedata

NO_START = set("、，。．：；！？）》」』】〕”’…—%‰!),.:;?]}")
NO_END = set("（《「『【〔“‘([{")


def cells(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—" else 1 for c in text)


def dense(c):
    return unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—"


def units(text):
    """Pieces that no line end may fall into; a blank stays behind its word."""
    out, i = [], 0
    while i < len(text):
        j = i + 1
        while j < len(text) and text[j - 1] in NO_END and not text[j].isspace():
            j += 1
        if not dense(text[j - 1]):
            while j < len(text) and not dense(text[j]) and not text[j - 1].isspace():
                j += 1
        while j < len(text) and (text[j] in NO_START or text[j].isspace()):
            j += 1
        out.append(text[i:j])
        i = j
    return out


def hyphen_points(word, rng):
    """Places where an English word may be cut: two letters and more on each side."""
    core = word.rstrip()
    if len(core) < 7 or not core.isalpha():
        return []
    return [k for k in range(3, len(core) - 2) if core[k - 1] in "aeiou" or rng.random() < 0.2]


def wrap(text, width, first, rest, rng, hyphens=0.0, ragged=0, compounds=True):
    """Lines of a paragraph as (text, hyphenated); `first`, `rest`: cells of indent."""
    lines, line = [], ""
    queue = units(text)
    queue.reverse()
    while queue:
        room = width - (first if not lines else rest) - (rng.randrange(ragged) if ragged else 0)
        piece = queue.pop()
        if line == "" or cells((line + piece).rstrip()) <= room:
            line += piece
            continue
        if compounds and "-" in piece[1:-2]:  # a compound may end a line behind its own hyphen
            at = piece.index("-", 1) + 1
            if cells(line + piece[:at]) <= room:
                lines.append((line + piece[:at], False))
                line = piece[at:]
                continue
        if hyphens and rng.random() < hyphens:
            fit = [k for k in hyphen_points(piece, rng) if cells(line + piece[:k]) + 1 <= room]
            if fit:
                lines.append((line + piece[:fit[-1]] + "-", True))
                line = piece[fit[-1]:]
                continue
        lines.append((line.rstrip(), False))
        line = piece
    lines.append((line.rstrip(), False))
    return lines


def justify(line, width, rng):
    """Wider blanks between Latin words until the line is full."""
    gaps = [i for i, c in enumerate(line) if c == " "]
    need = width - cells(line)
    if not gaps or need <= 0 or need > len(gaps):
        return line
    for at in sorted(rng.sample(gaps, need), reverse=True):
        line = line[:at] + " " + line[at:]
    return line


class Layout:
    """width, height: cells and lines of a page; indent, hanging: cells; keep: indents and centring
    are left in the lines; blank: empty lines between paragraphs; spacing: empty lines between all
    lines; feed: form feeds, else runs of `run` empty lines; head, foot: page matter."""

    def __init__(self, **options):
        self.width, self.height, self.indent, self.hanging = 60, 30, 4, 0
        self.keep, self.blank, self.spacing, self.feed, self.run = False, 0, 0, True, 3
        self.head = self.foot = None
        self.hyphens, self.ragged, self.justified, self.columns = 0.0, 0, False, 1
        self.trailing, self.seed, self.proportional = False, 1, False
        self.compounds = True
        self.centre_headings = True
        for name, value in options.items():
            assert hasattr(self, name), name
            setattr(self, name, value)

    def heading(self, text):
        return (self.centre_headings and cells(text) <= self.width * 0.8
                and text[-1:] not in "。！？：；，.!?:;,")

    def lines(self, paragraphs, is_heading):
        rng = random.Random(self.seed)
        out = []
        for number, text in enumerate(paragraphs):
            if number and self.blank:
                out += [None] * self.blank
            if is_heading(number, text):
                margin = " " * max(0, (self.width - cells(text)) // 2) if self.keep else ""
                out.append(margin + text + (" " if self.trailing else ""))
                continue
            first, rest = self.indent, 0
            if self.hanging:
                first, rest = 0, self.hanging
            width = self.width
            made = wrap(text, width, first, rest, rng, self.hyphens, self.ragged, self.compounds)
            for k, (line, _) in enumerate(made):
                indent = first if k == 0 else rest
                if self.justified and k + 1 < len(made):
                    line = justify(line, width - indent, rng)
                if self.keep:
                    line = " " * indent + line
                if self.trailing and k + 1 == len(made):
                    line += " "
                out.append(line)
        return out

    def text(self, paragraphs, is_heading=None):
        is_heading = is_heading or (lambda number, text: self.heading(text))
        lines = self.lines(paragraphs, is_heading)
        per_page = self.height * self.columns
        pages, page = [], []
        for line in lines:
            if line is None and not page:
                continue
            page.append(line or "")
            if len(page) == per_page:
                pages.append(page)
                page = []
        if page:
            pages.append(page)
        out = []
        for number, page in enumerate(pages, 1):
            while page and page[-1] == "":
                page.pop()
            body = []
            for k, line in enumerate(page):
                if k and self.spacing:
                    body += [""] * self.spacing
                body.append(line)
            if self.head:
                made = self.head(number)
                body = (made if isinstance(made, list) else [made]) + [""] + body
            if self.foot:
                body = body + [""] * (1 if self.feed else 2) + [self.foot(number)]
            if self.feed:
                out.append("\n".join(body) + "\n\n")
            else:
                out.append("\n".join(body) + "\n" + "\n" * self.run)
        return ("\f" if self.feed else "").join(out)
