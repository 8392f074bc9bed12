"""Bytes of a page as text: which character set, and repair of text that was decoded with the wrong one.

The chain: byte order mark, what the transport said, what the page says of itself, UTF-8, resiliparse's detector
(WHATWG rules), and as a last resort Windows-1252. The first that decodes without error is taken.
"""

from __future__ import annotations

import codecs
import re

from stemma.errors import EmptyInput, TooLarge, Unreadable

MAX_CHARACTERS = 20_000_000
"""Longest text of one page that is read."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding=["']([A-Za-z0-9_.:-]{2,40})""",
    re.I,
)
_ALIASES = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
}
"""What browsers decode these labels as (WHATWG Encoding Standard)."""
_NO_CHARSETS = frozenset(
    {"unicode_escape", "raw_unicode_escape", "unicodeescape", "idna", "punycode", "undefined", "utf_7"}
)
"""Codecs of Python that no page is written in."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MOJIBAKE = re.compile(r"(?:Ã[\x80-\xbf€-™ ¡-¿]|â€[\x80-\xbf€-™œžŸ]|Â[ ¡-¿]|Ð[\x80-\xbf°-¿]|Ñ[\x80-\xbf€-™])")
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3",
    b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00 ftyp", b"wOFF", b"wOF2", b"SQLite format 3", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"Rar!",
)  # fmt: skip
"""First bytes of files that are no pages."""


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any character set: a known file signature, or too many control bytes."""
    if data.startswith(_MAGIC):
        return True
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return False
    head = data[:4096]
    if _wide(head):
        return False
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return control > len(head) // 10


def text_of(content: bytes | str, declared: str | None = None, *, name: str = "", limit: int = MAX_CHARACTERS) -> str:
    """The text of `content`, decoded, without NUL and other control characters, mojibake repaired.

    Raises `EmptyInput` (nothing but white space), `TooLarge` (more than `limit` bytes) and `Unreadable` (binary).
    """
    if len(content) > limit:
        raise TooLarge(f"more than {limit:,} bytes", input=name, remedy="split it, or raise --max-bytes")
    if isinstance(content, bytes):
        if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            raise EmptyInput("there is nothing in it", input=name)
        if looks_binary(content):
            raise Unreadable("binary data, not a page", input=name, remedy="give HTML or plain text")
        text = decode(content, declared)
    else:
        text = content
    text = repair(clean(text))
    if not text.strip():
        raise EmptyInput("there is nothing in it", input=name)
    return text


def decode(data: bytes, declared: str | None = None) -> str:
    """`data` as text by the chain of this module. Never fails: undecodable bytes become U+FFFD at the very end."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data.decode(charset, "replace")
    match = _META.search(data[:4096])
    said = (match[1] or match[2]).decode("ascii") if match else None
    wide = _wide(data[:4096])
    for label in (declared, said, wide, "utf-8"):
        if label and (text := _try(data, label)) is not None:
            return text
    # A page that is UTF-8 but for a few broken bytes is still UTF-8.
    text = data.decode("utf-8", "replace")
    multibyte = sum(1 for char in text[:200_000] if char > "\x7f" and char != "\ufffd")
    if text[:200_000].count("\ufffd") * 10 < multibyte:
        return text
    from resiliparse.parse.encoding import detect_encoding

    found = detect_encoding(data[:200_000], from_html_meta=False)
    for label in (found, "cp1252"):
        if label and (guessed := _try(data, label)) is not None:
            return guessed
    return data.decode("cp1252", "replace")


def _try(data: bytes, label: str) -> str | None:
    label = label.strip().strip("\"'").casefold()
    label = _ALIASES.get(label, label)
    if label.replace("-", "_") in _NO_CHARSETS:
        return None
    try:
        if not codecs.lookup(label)._is_text_encoding:
            return None
        return data.decode(label)
    except (LookupError, UnicodeError, ValueError):
        return None


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of Western text is NUL."""
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def clean(text: str) -> str:
    """`text` with one kind of line break and without control characters and lone surrogates."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))


def repair(text: str) -> str:
    """UTF-8 that was read as Windows-1252 ("â€™", "Ã©") made right, run by run, where that is beyond doubt."""
    return _RUN.sub(_repair_run, text) if _MOJIBAKE.search(text) else text


_RUN = re.compile(r"[^\x00-\x7f]{2,2000}")


def _repair_run(match: re.Match[str]) -> str:
    try:
        return b"".join(_byte(char) for char in match.group()).decode("utf-8")
    except UnicodeError:
        return match.group()


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")  # the five bytes that Windows-1252 leaves open
