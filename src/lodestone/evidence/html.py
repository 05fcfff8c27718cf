"""The main text of a web page and what its head says about it."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from lodestone.terms.errors import BadInput

_LOOKS_LIKE = re.compile(
    r"\s*\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|div|p|main|section)\b",
    re.I | re.S,
)
_TITLES = ("og:title", "dc.title", "twitter:title")
_SITES = ("og:site_name", "dc.publisher", "publisher", "application-name")
_DATES = (
    "article:published_time", "datepublished", "dc.date.issued", "dc.date", "dcterms.date", "dcterms.issued",
    "pubdate", "publishdate", "date", "citation_publication_date",
)  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')
MAX_CHARS = 8_000_000
"""Characters of a page with its tags; pages of ministries have some hundred thousand."""
SHORT = 600
"""Visible characters under which a page is taken whole: there is too little of it to tell the article from the rest."""
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SILENT = {"script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "button", "select", "iframe"}
_BLOCK = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "blockquote",
    "dd",
    "dt",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page and the title, publisher, date (ISO) and its basis that its head declares."""

    text: str
    title: str | None
    publisher: str | None
    published: str | None
    published_basis: str | None
    language: str | None


def is_html(text: str, name: str) -> bool:
    """Whether ``text`` is a web page: it begins like one, or its name says so and it holds tags."""
    return bool(_LOOKS_LIKE.match(text)) or (name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in text and "</" in text)


def page(html: str, name: str) -> Page:
    """The main text of ``html`` without menus, scripts and side columns; raises ``BadInput`` where there is none.

    Text by trafilatura, without what the page itself hides. On very short pages, where that finds too little or runs all
    paragraphs together, every paragraph outside menus and scripts.
    """
    import trafilatura

    if len(html) > MAX_CHARS:
        raise BadInput(
            f"{name} is a web page of {len(html) / 1e6:.0f} million characters: up to {MAX_CHARS / 1e6:.0f} million are read; "
            "save its text from a browser and split it"
        )
    head = _Head()
    head.feed(html)
    head.close()
    tree = trafilatura.load_html(html)
    for element in [] if tree is None else tree.xpath("//body//*[@hidden or @style] | //template"):
        if element.tag == "template" or element.get("hidden") is not None or _UNSEEN.search(element.get("style")):
            element.drop_tree()
    body = trafilatura.extract(html if tree is None else tree, include_comments=False, include_tables=True, deduplicate=False)
    text = (body or "").strip()
    visible = head.body().strip()
    if len(visible) < SHORT or ("\n" not in text and "\n" in visible):
        text = visible
    if not text:
        raise BadInput(
            f"{name} is a web page without text (its words may be loaded by a script): save the page as text from a browser"
        )
    published, basis = head.published()
    return Page(text, head.first(_TITLES) or head.title(), head.first(_SITES), published, basis, head.language)


class _Head(HTMLParser):
    """Collects meta tags, the title, JSON-LD dates and, as a fallback, the visible words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.language: str | None = None
        self.times: list[str] = []
        self._title: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._json_ld: list[str] = []
        self._in_json_ld = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {k.lower(): v or "" for k, v in attrs}
        if tag == "html" and got.get("lang"):
            self.language = got["lang"][:2].lower()
        elif tag == "meta":
            key = (got.get("property") or got.get("name") or got.get("itemprop") or "").lower()
            self.meta.setdefault(key, got.get("content", "").strip())
        elif tag == "time" and got.get("datetime"):
            self.times.append(got["datetime"])
        unseen = tag not in _VOID and ("hidden" in got or _UNSEEN.search(got.get("style", "")))
        if tag in _SILENT or tag in ("title", "head") or unseen:
            self._open.append(tag)
            self._in_json_ld = tag == "script" and "ld+json" in got.get("type", "")
        elif tag in _BLOCK:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
        elif tag in _BLOCK:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title":
            self._title.append(data)
        elif self._in_json_ld and self._open and self._open[-1] == "script":
            self._json_ld.append(data)
        elif not self._open:
            self._words.append(data)

    def first(self, keys: tuple[str, ...]) -> str | None:
        """The first filled meta tag among ``keys``."""
        return next((self.meta[k] for k in keys if self.meta.get(k)), None)

    def title(self) -> str | None:
        """The title element, on one line."""
        return re.sub(r"\s+", " ", "".join(self._title)).strip() or None

    def published(self) -> tuple[str | None, str | None]:
        """The declared date and which declaration it comes from."""
        for key in _DATES:
            if found := _ISO_DAY.match(self.meta.get(key, "")):
                return found[0], f"page metadata ({key})"
        if found := _JSON_LD_DATE.search("".join(self._json_ld)):
            return found[1], "page metadata (JSON-LD datePublished)"
        if len(self.times) == 1 and (found := _ISO_DAY.match(self.times[0])):
            return found[0], "the page's only time element"
        return None, None

    def body(self) -> str:
        """Visible words, one block a line."""
        lines = (re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in "".join(self._words).split("\n"))
        return "\n".join(line for line in lines if line)
