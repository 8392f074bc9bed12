"""Puts an article together from what a capture says, what its page declares and what stands on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from stemma import clock, outlets
from stemma.errors import EmptyInput, NoArticle, Unreadable
from stemma.model import Article, Capture, DateOrigin, Section
from stemma.read import dates, decode, furniture, teasers
from stemma.read.found import Found

MAX_BYTES = 20_000_000
"""Largest page that is read."""


def article(capture: Capture) -> Article:
    """See `stemma.read.read`."""
    if capture.kind == "body":
        return _of_body(capture)
    page = decode.text_of(capture.content, capture.encoding, name=capture.id, limit=MAX_BYTES)
    known = _outlet(capture)
    country = known.country if known else None
    if capture.kind == "dump":
        from stemma.read import dump

        found = dump.read(page, capture, country)
    else:
        from stemma.read import html

        found = html.read(page, capture, country)
    return _assemble(capture, found, known)


def _outlet(capture: Capture) -> outlets.Known | None:
    return outlets.identify(capture.outlet or "") or (outlets.from_url(capture.url) if capture.url else None)


def _assemble(capture: Capture, found: Found, known: outlets.Known | None) -> Article:
    parts = found.parts
    if not parts.paragraphs:
        raise NoArticle("no story was found on the page", input=capture.id)
    body, sections = _sections(parts, None)
    timezone = capture.timezone or (known.timezone if known and known.one_zone else None)
    published, modified, by, how = _dates(capture, parts, timezone)
    body, sections = _sections(parts, published, timezone)
    if by != "given":
        timed = sorted((s.time for s in sections if s.time and s.kind != "correction"), key=clock.order_key)
        if len(sections) > 1 and timed:
            published, by, how = timed[0], "visible", 0.95
            if timed[-1] != timed[0]:
                modified = timed[-1]
    reference = capture.fetched or published
    return Article(
        id=capture.id,
        body=body,
        url=capture.url,
        outlet=capture.outlet or (known.name if known else None),
        title=capture.title or found.title,
        authors=tuple(parts.authors),
        credits=tuple(parts.credits),
        contributors=tuple(parts.contributors),
        dateline=parts.dateline,
        language=capture.language or _language(body),
        published=published,
        modified=modified,
        published_by=by,
        modified_by="visible" if modified else None,
        published_confidence=how,
        timezone=timezone,
        section=found.section,
        topics=tuple(dict.fromkeys(parts.topics)),
        corrections=tuple(parts.corrections),
        sections=sections,
        captions=tuple(caption for caption, _ in parts.captions),
        caption_credits=tuple(credit for _, credit in parts.captions),
        teasers=tuple(
            teasers.find(
                found.other_lines,
                title=capture.title or found.title,
                reference=reference,
                country=known.country if known else None,
                timezone=timezone,
            )
        ),
        fetched=capture.fetched,
    )


def _sections(
    parts: furniture.Parts, published: str | None, timezone: str | None = None
) -> tuple[str, tuple[Section, ...]]:
    """The body and its sections: paragraphs joined by blank lines; what precedes the first head is the original."""
    body = "\n\n".join(parts.paragraphs)
    starts: list[int] = []
    at = 0
    for paragraph in parts.paragraphs:
        starts.append(at)
        at += len(paragraph) + 2
    heads = parts.heads
    if not heads or heads[0].at > 0:
        heads = [furniture.Head(0, "original", None), *heads]
    sections: list[Section] = []
    for number, head in enumerate(heads):
        end = starts[heads[number + 1].at] if number + 1 < len(heads) else len(body)
        time = dates.resolve(head.stamp, published, timezone) if head.stamp else None
        if time is None and head.kind == "original":
            time = published
        sections.append(Section(head.kind or "original", time, starts[head.at], end, head.title))
    return body, tuple(sections)


def _dates(
    capture: Capture, parts: furniture.Parts, timezone: str | None
) -> tuple[str | None, str | None, DateOrigin | None, float | None]:
    """(published, modified, where published comes from, its confidence), from visible stamps and the URL."""
    full = [(said, dates.with_zone(s.iso, timezone)) for said, s in parts.stamps if s.form == "full"]
    full = [(said, iso) for said, iso in full if plausible(iso, capture.fetched)]
    published = next((iso for said, iso in full if said == "published"), None)
    published = published or next((iso for said, iso in full if not said), None)
    modified = next((iso for said, iso in full if said == "modified"), None)
    if capture.published:
        given = dates.normal(capture.published) or capture.published
        later = modified if modified and clock.order_key(modified) > clock.order_key(given) else None
        return given, later, "given", 1.0
    if published:
        if modified and clock.order_key(modified, timezone) <= clock.order_key(published, timezone):
            modified = None
        return published, modified, "visible", 0.9
    by_url = url_date(capture.url)
    if by_url:
        return by_url, modified, "url", 0.9
    ago = next((s for _, s in parts.stamps if s.form == "ago"), None)
    if ago and capture.fetched and (iso := dates.resolve(ago, capture.fetched, timezone)):
        return iso, modified, "inferred", 0.7
    return None, modified, None, None


def plausible(iso: str, fetched: str | None) -> bool:
    """Whether a page can have been published then: after 1990, not after it was fetched (or a day from now)."""
    span = clock.bounds(iso)
    limit = clock.bounds(fetched) if fetched else None
    latest = limit[1] if limit else datetime.now(UTC)
    return span is not None and datetime(1990, 1, 1, tzinfo=UTC) < span[0] <= latest + timedelta(days=1)


_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=[/._-]|$)")


def url_date(url: str | None) -> str | None:
    """The day in a URL's path (`/2023/09/11/`), as an ISO date."""
    match = _URL_DATE.search(url or "")
    day = f"{match[1]}-{match[2]}-{match[3]}" if match else None
    return day if clock.parse(day) else None


def _language(body: str) -> str | None:
    """The language of a body (ISO 639-1), where it is long enough to tell."""
    if len(body) < 40:
        return None
    import py3langid

    return str(py3langid.classify(body[:3000])[0])


def _of_body(capture: Capture) -> Article:
    """A body that is clean already: kept byte for byte, one section over all of it; credits and dateline are read."""
    body = _verbatim(capture)
    known = _outlet(capture)
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    frame = furniture.frame(paragraphs)
    published = dates.normal(capture.published) or capture.published
    return Article(
        id=capture.id,
        body=body,
        url=capture.url,
        outlet=capture.outlet or (known.name if known else None),
        title=capture.title,
        credits=tuple(frame.credits),
        contributors=tuple(frame.contributors),
        dateline=frame.dateline,
        language=capture.language or _language(body),
        published=published,
        published_by="given" if published else None,
        published_confidence=1.0 if published else None,
        timezone=capture.timezone or (known.timezone if known and known.one_zone else None),
        sections=(Section("original", published, 0, len(body)),),
        fetched=capture.fetched,
    )


def _verbatim(capture: Capture) -> str:
    """A body as it was given: decoded as UTF-8 where it is bytes, and otherwise untouched."""
    if isinstance(capture.content, bytes):
        try:
            body = capture.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"not UTF-8 at byte {error.start}", input=capture.id, remedy="give it as dump") from None
    else:
        body = capture.content
    if not body.strip():
        raise EmptyInput("there is nothing in it", input=capture.id)
    return body
