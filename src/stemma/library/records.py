"""How records are kept in a column: as compressed JSON of the contract, and texts as databases can hold them."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from stemma import contract
from stemma.annotate import read_again
from stemma.errors import LibraryError
from stemma.model import Annotated, BriefSentence, Capture, Derivation, Story, TimelineEntry
from stemma.safe import sound

T = TypeVar("T")

_ODD = re.compile("[\0\ud800-\udfff]")


def storable(value: T) -> T:
    """A value for a column: texts get U+FFFD for NUL and halves of surrogate pairs, which databases cannot hold.

    Columns are for finding things; what was read is kept unchanged in the packed record.
    """
    if isinstance(value, str) and _ODD.search(value):
        return _ODD.sub("\ufffd", value)  # type: ignore[return-value]
    return value


def pack(record: Any) -> bytes:
    """A record of the contract as compressed JSON."""
    return zlib.compress(json.dumps(contract.dump(record), ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpack(kind: type[T], record: bytes, name: str = "") -> T:
    """The record of `kind` that `pack` made `record` from; `name` is what an error calls it."""
    return contract.load(kind, unpack_json(record, name))


def unpack_annotated(record: bytes, name: str = "") -> Annotated:
    """The annotated article that `pack` made `record` from: the one door by which stored articles are loaded.

    What was annotated before clauses had a Reading gets it here, from the text; nothing is parsed.
    """
    return read_again(unpack(Annotated, record, name))


def unpack_json(record: bytes, name: str = "") -> Any:
    """The JSON values inside, their texts made sound. Raises `LibraryError` where it is not what was written."""
    return json.loads(sound(unzip(record, name).decode("utf-8", "surrogatepass")))


def unzip(record: bytes, name: str = "") -> bytes:
    """What was compressed. Raises `LibraryError` where its bytes are not those that were written."""
    try:
        return zlib.decompress(record)
    except zlib.error as error:  # bytes of a page that went bad: the checksum is part of the format
        remedy = "restore a backup; stemma library check tells what is damaged"
        raise LibraryError("its record in the library is damaged", input=name, remedy=remedy) from error


def pack_content(capture: Capture) -> bytes:
    """The content of a capture, compressed."""
    content = capture.content
    return zlib.compress(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def pack_derivations(found: Iterable[Derivation]) -> str:
    """What was found between two articles as a JSON array; of a pair without anything in common it is empty."""
    return json.dumps([contract.dump(d) for d in found], ensure_ascii=False)


def pack_told(story: Story, articles: Mapping[str, Annotated]) -> bytes:
    """Timeline and brief of a story, with the articles that they are of: they cost more than to look a story up."""
    from stemma.tell.brief import brief
    from stemma.tell.timeline import timeline

    return pack({"of": _of(story), "timeline": timeline(story, articles), "brief": brief(story, articles)})


def unpack_told(packed: bytes, story: Story) -> dict[str, Any] | None:
    """`timeline` and `brief`; None where they were made of other articles than the story has."""
    found = unpack_json(packed)
    if found["of"] != _of(story):
        return None
    return {
        "timeline": tuple(contract.load(TimelineEntry, entry) for entry in found["timeline"]),
        "brief": tuple(contract.load(BriefSentence, sentence) for sentence in found["brief"]),
    }


def _of(story: Story) -> list[str]:
    return [article.id for article in story.articles]
