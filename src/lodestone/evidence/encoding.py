"""From bytes to text: which encoding, and how we know."""

import codecs
import re
import unicodedata

from lodestone.terms.errors import BadInput

# What other formats begin with, their name, and what to do about it.
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip container (XLSX, ODT, EPUB or a damaged DOCX)", "save it as DOCX or plain text (.txt, UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Office file", "save it as DOCX without a password, or as text"),
    (b"{\\rtf", "an RTF document", "save it as plain text (.txt, UTF-8) from the word processor"),
    (b"\x89PNG", "a PNG image", "run character recognition on it and give the text"),
    (b"\xff\xd8\xff", "a JPEG image", "run character recognition on it and give the text"),
    (b"GIF8", "a GIF image", "run character recognition on it and give the text"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
)  # fmt: skip
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([\w-]+)", re.I)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What pages mean by a label (WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_EAST_ASIAN = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]")
# Codecs without a mark of their own, each with its language's commonest characters: right, they are a large share of what is
# beyond ASCII; wrong, hardly any.
_COMMON = (
    ("gb18030", "Chinese", "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过，。、"),
    ("big5", "Chinese", "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過，。、"),
    ("cp949", "Korean", "이다는의을에를가고한은하로지도서기사리자시어정대국인과부일전해"),
    ("cp1251", "Cyrillic", "оеаинтсрвлкмдпуя"),
    ("koi8_r", "Cyrillic", "оеаинтсрвлкмдпуя"),
)  # fmt: skip
_COMMON_SHARE = {"Chinese": 0.2, "Korean": 0.25, "Cyrillic": 0.6}


def decode(raw: bytes, name: str, charset: str | None = None) -> tuple[str, str]:
    r"""The text of ``raw`` and the encoding with its basis, for example ``"utf-8 (valid throughout)"``.

    Line ends and a UTF-8 byte order mark stay in the text, so that offsets equal those of ``raw.decode("utf-8")``.
    ``charset`` is what a server said of the text, if anything; it is asked after UTF-8 and what the page says itself.
    Raises ``BadInput`` naming ``name`` for empty, binary and undecodable files and for formats that are not text.
    """
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput(f"{name} is empty: give a text with words in it")
    for magic, what, remedy in _OTHER_FORMATS:
        if raw.startswith(magic):
            raise BadInput(f"{name} is {what}: txt, HTML, PDF and DOCX are read; {remedy}")
    wide = _wide(raw)
    if wide is None:
        _refuse_binary(raw, name)
    return (
        wide
        or _iso2022(raw)
        or _utf8(raw)
        or _declared(raw)
        or _by_label(raw, charset, "said by the server")
        or _guessed(raw, name)
    )


def _wide(raw: bytes) -> tuple[str, str] | None:
    """The text of two or four bytes a character: by its mark, its zeros, or East Asian letters that come out whole."""
    head = raw[:4096]
    if raw.startswith(_UTF32_BOMS):
        encoding, basis = "utf-32", "byte order mark"
    elif raw.startswith(_UTF16_BOMS):
        encoding, basis = "utf-16", "byte order mark"
    elif len(head) >= 8 and head[1::2].count(0) > 0.4 * len(head) / 2 and head[0::2].count(0) == 0:
        encoding, basis = "utf-16-le", "every second byte is zero"
    elif len(head) >= 8 and head[0::2].count(0) > 0.4 * len(head) / 2 and head[1::2].count(0) == 0:
        encoding, basis = "utf-16-be", "every second byte is zero"
    elif len(raw) % 2 == 0 and _CONTROLS.search(head) and _utf8(raw) is None:
        for encoding in ("utf-16-le", "utf-16-be"):
            sample = head[: len(head) // 2 * 2].decode(encoding, errors="ignore")
            if len(_EAST_ASIAN.findall(sample)) > 0.6 * len(head) / 2:
                basis = "East Asian letters throughout"
                break
        else:
            return None
    else:
        return None
    try:
        return raw.decode(encoding), f"{encoding} ({basis})"
    except UnicodeDecodeError:
        return None


def _iso2022(raw: bytes) -> tuple[str, str] | None:
    """The text of an old Japanese mail, which looks like ASCII with escapes."""
    if b"\x1b$B" not in raw and b"\x1b$@" not in raw:
        return None
    return _by_label(raw, "iso2022_jp", "its escape sequences")


def _refuse_binary(raw: bytes, name: str) -> None:
    head = raw[:65536]
    controls = sum(head.count(bytes([b])) for b in (*range(9), 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 127))
    if b"\x00" in head or controls > 0.01 * len(head) + 1:
        raise BadInput(
            f"{name} is not text (binary content): txt, HTML, PDF and DOCX are read; export the document as plain text"
        )


def _utf8(raw: bytes) -> tuple[str, str] | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text, "utf-8 (byte order mark)" if raw.startswith(codecs.BOM_UTF8) else "utf-8 (valid throughout)"


def _declared(raw: bytes) -> tuple[str, str] | None:
    found = _META_CHARSET.search(raw[:4096]) or _XML_CHARSET.search(raw[:256])
    return _by_label(raw, found[1].decode("ascii") if found else None, "declared by the page")


def _by_label(raw: bytes, label: str | None, basis: str) -> tuple[str, str] | None:
    """The text by the encoding that somebody says it has; None where it does not fit."""
    if not label:
        return None
    try:
        codec = codecs.lookup(_MEANT.get(label.lower(), label)).name
        text = raw.decode(codec)
    except (LookupError, UnicodeDecodeError):
        return None
    return text, f"{codec} ({basis})"


def _guessed(raw: bytes, name: str) -> tuple[str, str]:
    """Japanese by its share of kana, otherwise Windows Latin where the odd characters are letters and few."""
    multibyte = len(_MULTIBYTE.findall(raw))
    foreign = sum(byte >= 0x80 for byte in raw)
    best: tuple[float, str, str] | None = None
    for codec in ("cp932", "euc_jp"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        beyond = sum(c > "\x7f" for c in text)
        share = (len(_KANA.findall(text)) - 2 * len(_HALF_KANA.findall(text))) / max(1, beyond)
        if share > 0.15 and (best is None or share > best[0]):
            best = share, text, codec
    if best:
        return best[1], f"{best[2]} (not UTF-8; {best[0]:.0%} of its characters beyond ASCII are kana)"
    if common := _by_commonest(raw):
        return common
    if multibyte and 3 * multibyte > foreign / 2:
        where = _first_fault(raw)
        raise BadInput(f"{name} mixes encodings: mostly UTF-8, but byte {where} is not; save it again as UTF-8")
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} cannot be decoded (byte {error.start} fits no known encoding): save it as UTF-8") from None
    odd = [c for c in text if c > "\x7f"]
    wordlike = sum(unicodedata.category(c) in ("Ll", "Lu", "Pd", "Pi", "Pf", "Po", "Zs", "Sc") for c in odd)
    if len(odd) > 0.25 * len(text) or wordlike < 0.8 * len(odd) or _CONTROLS.search(raw):
        raise BadInput(f"{name} cannot be decoded with any encoding this release knows: save it as UTF-8")
    return text, "cp1252 (not UTF-8; its few characters beyond ASCII are Western letters and quotation marks)"


def _by_commonest(raw: bytes) -> tuple[str, str] | None:
    """Chinese, Korean or Cyrillic text by the share of that writing's commonest characters."""
    best: tuple[float, str, str, str] | None = None
    for codec, writing, common in _COMMON:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        beyond = [c for c in text if c > "\x7f"]
        share = sum(c in common for c in beyond) / max(1, len(beyond))
        if len(beyond) >= 8 and share >= _COMMON_SHARE[writing] and (best is None or share > best[0]):
            best = share, text, codec, writing
    return (best[1], f"{best[2]} (not UTF-8; {best[0]:.0%} of the characters are {best[3]}'s commonest)") if best else None


def _first_fault(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1
