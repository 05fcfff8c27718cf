"""A sheet: a title, figures one below the other, notes and sources, as one stand-alone SVG for a slide, a phone or print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lodestone.report import look

WIDTH = 480  # three quarters of it is a phone; twice its pixels print sharply over a column
MARGIN = 20
INNER = WIDTH - 2 * MARGIN
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
CHARACTER = 0.485  # mean width of a letter over the font size: Arial in running text has 0.45
STRETCH = 1.3  # a drawing narrower than the sheet grows up to this, so that its words stay as large as the sheet's
_ROOT = re.compile(r"<svg[^>]*?>")
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Swatch:
    """One entry of a key: a patch of colour, hatched or not, and what it stands for."""

    colour: str
    words: str
    hatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A figure of a sheet under its heading; without ``drawings`` the words stand alone. Several drawings stand side by side."""

    heading: str = ""
    words: str = ""
    drawings: tuple[str, ...] = ()
    key: tuple[Swatch, ...] = ()


def wrapped(words: str, width: float, size: float) -> list[str]:
    """``words`` broken into lines that fit ``width`` pixels at a font size; an address longer than a line is cut after a slash.

    Any other word longer than a line stands alone.
    """
    room = max(int(width / (CHARACTER * size)), 1)
    lines: list[str] = []
    for word in (part for whole in words.split(" ") for part in _parts(whole, room)):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _parts(word: str, room: int) -> list[str]:
    """A long web address as pieces of at most ``room`` letters, cut after slashes where they allow it."""
    if len(word) <= room or "://" not in word:
        return [word]
    parts: list[str] = []
    while len(word) > room:
        cut = word.rfind("/", word.find("://") + 3, room) + 1 or room
        parts.append(word[:cut])
        word = word[cut:]
    return [*parts, word]


def sheet(title: str, subtitle: str, blocks: Sequence[Block], footer: Sequence[str]) -> str:
    """The sheet as SVG text, ``WIDTH`` pixels wide and as tall as it needs.

    Drawings are SVG texts of ``report.svg.svg``, each named differently so that no id occurs twice; they take
    the sheet's width. Colours are the light ones: a sheet is printed or projected.
    """
    page = _Page()
    page.say(title, 20, "ink", bold=True, lead=25)
    page.say(subtitle, 14, "mute", lead=19)
    for block in blocks:
        page.gap(16)
        if block.heading:
            page.say(block.heading, 16, "ink", bold=True, lead=21)
        if block.words:
            page.say(block.words, 13, "mute", lead=17)
        if block.drawings:
            page.gap(6)
            page.place(block.drawings)
        if block.key:
            page.gap(8)
            page.explain(block.key)
    page.gap(14)
    page.rule()
    for line in footer:
        page.say(line, 12, "mute", lead=16)
    return page.done(title)


class _Page:
    """Marks written so far, and how far down the sheet they reach."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.y = float(MARGIN)

    def gap(self, height: float) -> None:
        self.y += height

    def say(self, words: str, size: int, token: str, *, bold: bool = False, lead: float) -> None:
        weight = ' font-weight="bold"' if bold else ""
        for line in wrapped(words, INNER * (0.94 if bold else 1), size):
            self.y += lead
            at = f'x="{MARGIN}" y="{self.y - lead * 0.25:.1f}"'
            self.marks.append(f'<text {at} font-size="{size}"{weight} fill="{look.light(token)}">{escape(line)}</text>')

    def rule(self) -> None:
        line = f'x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{self.y:.1f}" y2="{self.y:.1f}"'
        self.marks.append(f'<line {line} stroke="{look.light("line")}"/>')
        self.y += 4

    def place(self, drawings: Sequence[str]) -> None:
        sizes = [(float(found[1]), float(found[2])) for d in drawings if (found := _BOX.search(d))]
        shrink = min(STRETCH, INNER / sum(width for width, _ in sizes))
        gap = (INNER - shrink * sum(width for width, _ in sizes)) / max(len(sizes) - 1, 1)
        x = float(MARGIN)
        for drawing, (width, height) in zip(drawings, sizes, strict=True):
            at = f'x="{x:.1f}" y="{self.y:.1f}" width="{width * shrink:.1f}" height="{height * shrink:.1f}"'
            root = f'<svg xmlns="http://www.w3.org/2000/svg" {at} viewBox="0 0 {width:g} {height:g}">'
            self.marks.append(_ROOT.sub(root, drawing, count=1))
            x += width * shrink + gap
        self.y += shrink * max(height for _, height in sizes)

    def explain(self, key: Sequence[Swatch]) -> None:
        x = float(MARGIN)
        for swatch in key:
            wide = 22 + CHARACTER * 13 * len(swatch.words) + 16
            if x > MARGIN and x + wide > WIDTH - MARGIN:
                x, self.y = float(MARGIN), self.y + 19
            self.marks.append(f'<rect x="{x:.1f}" y="{self.y:.1f}" width="16" height="12" fill="{swatch.colour}"/>')
            if swatch.hatched:
                for step in (0, 5, 10):
                    line = f'x1="{x + step:.1f}" y1="{self.y + 12:.1f}" x2="{x + step + 6:.1f}" y2="{self.y:.1f}"'
                    self.marks.append(f'<line {line} stroke="{look.light("mute")}" stroke-width="0.8"/>')
            words = f'<text x="{x + 22:.1f}" y="{self.y + 11:.1f}" font-size="13" fill="{look.light("mute")}">'
            self.marks.append(f"{words}{escape(swatch.words)}</text>")
            x += wide
        self.y += 14

    def done(self, title: str) -> str:
        height = round(self.y + MARGIN)
        size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        root = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}">'
        paper = f'<rect width="{WIDTH}" height="{height}" fill="{look.light("paper")}"/>'
        return f"{root}<title>{escape(title)}</title>{paper}{''.join(self.marks)}</svg>\n"
