"""Text of strangers made safe to keep and to show: sound, and nothing in it that acts on a terminal or a log."""

from __future__ import annotations

import json
import re
from typing import Any

_LONE = re.compile("[\ud800-\udfff]")
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Control characters but tab and line break, marks that turn the direction of writing, and what nobody sees."""
_STYLE = re.compile(r"(\x1b\[[0-9;]{0,20}m)")


def sound(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which no encoding can hold. Offsets stay as they are."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def plain(text: str, *, lines: bool = False, styled: bool = False) -> str:
    r"""`text` with all that acts on a terminal written out (`\x1b`, `\u202e`).

    Line breaks and tabs stay where `lines` is set and are spaces elsewhere; `styled` lets colours through, of text
    that this program has coloured itself.
    """
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    if not styled:
        return _ACTING.sub(_written_out, text)
    return "".join(p if n % 2 else _ACTING.sub(_written_out, p) for n, p in enumerate(_STYLE.split(text)))


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def json_line(value: Any) -> str:
    r"""`value` as JSON on one line; what acts on a terminal stands in it as an escape of JSON (`\u202e`)."""
    return _ACTING.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1] if match.group() > "\x7f" else f"\\u{ord(match.group()):04x}"
