"""Puts an article together from what a capture says, what its page declares and what stands on it."""

from __future__ import annotations

from stemma import clock, urls
from stemma.errors import EmptyInput, NoArticle, Unreadable
from stemma.lang.terms import plainly
from stemma.lang.words import LANGUAGE
from stemma.model import Article, Capture, Section
from stemma.read import credits, dates, decode, furniture, moments, teasers, titles, whose, zones
from stemma.read.declaration import Declared
from stemma.read.found import Found
from stemma.read.parts import Head, Parts

MAX_BYTES = 20_000_000
"""Largest page that is read."""


def article(capture: Capture) -> Article:
    """See `stemma.read.read`."""
    if capture.kind == "body":
        return _of_body(capture)
    page = decode.text_of(capture.content, capture.encoding, name=capture.id, limit=MAX_BYTES)
    country = zones.of(whose.of(capture).known, capture.url).country
    # A page that was sent as a dump but is HTML is read as what it is.
    if capture.kind == "dump" and not page.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        from stemma.read import dump

        found = dump.read(page, capture, country)
    else:
        from stemma.read import html

        found = html.read(page, capture, country)
    return _assemble(capture, found)


def _tells(paragraph: str) -> bool:
    """Whether a paragraph holds a sentence: labels of menus and lists of headlines are no story."""
    return len(paragraph) >= 20 and any(mark in paragraph for mark in ".!?…。！？।؟۔")


def _assemble(capture: Capture, found: Found) -> Article:
    parts, said = found.parts, found.declared or Declared()
    if not any(map(_tells, parts.paragraphs)):
        raise NoArticle("no story was found on the page", input=capture.id)
    title = capture.title or _title(said, found)
    own = whose.of(capture, said, found, title)
    place = zones.of(own.known, urls.original(capture.url or said.url or ""))
    clock_zone, named = moments.zone_of_clock(said, parts, capture.published)
    if clock_zone and not named:
        clock_zone = None if place.timezone or capture.timezone else clock_zone
        found.flags += ["zone-of-clock"] if clock_zone else []
    timezone = capture.timezone or clock_zone or place.timezone
    times = moments.weigh(capture, said, parts.stamps, timezone, None if capture.timezone or clock_zone else place.by)
    body, sections = _sections(parts, times, timezone, capture.fetched)
    if len(sections) > 1:
        times = moments.of_sections(times, [s.time for s in sections if s.kind != "correction"])
        body, sections = _sections(parts, times, timezone, capture.fetched)
    rails = teasers.find(
        found.other_lines,
        title=title,
        reference=capture.fetched or times.published,
        country=place.country,
        timezone=timezone,
    )
    return Article(
        id=capture.id,
        body=body,
        url=capture.url or said.url,
        outlet=own.name,
        title=title,
        authors=_authors(said, parts.authors),
        credits=_credits([*parts.credits, *said.marked[1]], said),
        contributors=tuple(parts.contributors),
        dateline=parts.dateline or said.dateline or None,
        language=capture.language or _language(body, said.language),
        published=times.published,
        modified=times.modified,
        published_by=times.published_by,
        modified_by=times.modified_by,
        published_confidence=times.confidence,
        timezone=timezone,
        section=said.section or found.section,
        topics=tuple(dict.fromkeys([*said.topics, *parts.topics]))[:50],
        corrections=tuple(dict.fromkeys([*parts.corrections, *said.corrections])),
        sections=sections,
        captions=tuple(caption for caption, _ in parts.captions),
        caption_credits=tuple(credit for _, credit in parts.captions),
        teasers=tuple(rails),
        fetched=capture.fetched,
        free=said.free,
        based_on=said.based_on or parts.based_on or own.original,
        flags=(*times.flags, *found.flags, *(["claimed-outlet"] if own.claimed else [])),
        outlet_by=own.by,
        canonical=own.canonical,
        owner=capture.owner,
        reviews=tuple(dict.fromkeys(said.reviews)),
    )


def _title(said: Declared, found: Found) -> str | None:
    """The headline by what the page declares and shows; of a dump the one that stands before the story."""
    shown = titles.Shown(said.titles, found.headings, (said.site, said.publisher), said.url)
    return titles.choose(shown) or found.title


def _authors(said: Declared, printed: list[str]) -> tuple[str, ...]:
    """Declared persons, else those of the byline, else the account or the organisation that is declared as author.

    The outlet itself is none.
    """
    own = {plain.casefold().removeprefix("the ") for plain in (said.site, said.publisher) if plain}
    for names in (said.authors, said.marked[0], printed, said.accounts, said.organisations[:3]):
        if others := [name for name in names if name.casefold().removeprefix("the ") not in own]:
            return tuple(dict.fromkeys(others))
    return ()


def _credits(printed: list[str], said: Declared) -> tuple[str, ...]:
    """Agencies credited on the page or declared as author; not the outlet that declares itself."""
    names = [name for name in map(credits.agency_name, [*said.organisations, *said.sources]) if name]
    own = credits.agency_name(said.publisher or "") or credits.agency_name(said.site or "")
    return tuple(dict.fromkeys([*printed, *(name for name in names if name != own)]))


def _sections(
    parts: Parts, times: moments.Moments, timezone: str | None, fetched: str | None
) -> tuple[str, tuple[Section, ...]]:
    """The body and its sections: paragraphs joined by blank lines; what precedes the first head is the original."""
    published = times.published
    body = "\n\n".join(parts.paragraphs)
    starts: list[int] = []
    at = 0
    for paragraph in parts.paragraphs:
        starts.append(at)
        at += len(paragraph) + 2
    heads = parts.heads
    if not heads or heads[0].at > 0:
        heads = [Head(0, "original", None), *heads]
    sections: list[Section] = []
    for number, head in enumerate(heads):
        end = starts[heads[number + 1].at] if number + 1 < len(heads) else len(body)
        time = _time(head.stamp, times, timezone, fetched) if head.stamp else None
        if time is None and head.kind == "original":
            time = published or times.modified
        sections.append(Section(head.kind or "original", time, starts[head.at], end, head.title))
    return body, tuple(sections)


def _time(stamp: dates.Stamp, times: moments.Moments, timezone: str | None, fetched: str | None) -> str | None:
    """The time of a section's stamp.

    "12 minutes ago" is reckoned from when the page was got, else from when it was last written, and never lies before
    the page was there; without either it is unknown.
    """
    if stamp.form != "ago":
        return _in_zone(dates.resolve(stamp, times.published, timezone), times.published)
    time = dates.resolve(stamp, fetched or times.modified, timezone)
    reach, first, page = (
        clock.bounds(time, timezone),
        clock.bounds(times.published, timezone),
        clock.parse(times.published),
    )
    if reach and first and reach[1] < first[0]:
        return times.published
    when = clock.parse(time)
    if time and "T" in time and when and when.tzinfo and page and page.utcoffset():
        return when.astimezone(page.tzinfo).isoformat()
    return time


def _in_zone(time: str | None, published: str | None) -> str | None:
    """A local time with the offset that the page declares for itself; one that declares UTC may print another time."""
    when, page = clock.parse(time), clock.parse(published)
    if time is None or when is None or page is None or "T" not in time or when.tzinfo is not None:
        return time
    return when.replace(tzinfo=page.tzinfo).isoformat() if page.utcoffset() else time


def _language(body: str, said: str | None = None) -> str | None:
    """The language of a body (ISO 639-1), where it is long enough to tell; else what the page declares."""
    if len(body) < 40:
        return said[:2].casefold() if said else None
    beginning = body[:600]
    if plainly(beginning, LANGUAGE):  # most pages; the classifier of all languages takes half a second to load
        return LANGUAGE
    import py3langid

    return str(py3langid.classify(beginning)[0])


def _of_body(capture: Capture) -> Article:
    """A body that is clean already: kept byte for byte, one section over all of it; credits and dateline are read."""
    body = _verbatim(capture)
    own = whose.of(capture)
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    frame = furniture.frame(paragraphs)
    published = dates.normal(capture.published) or capture.published
    return Article(
        id=capture.id,
        body=body,
        url=capture.url,
        outlet=own.name,
        title=capture.title,
        credits=tuple(frame.credits),
        contributors=tuple(frame.contributors),
        dateline=frame.dateline,
        language=capture.language or _language(body),
        published=published,
        published_by="given" if published else None,
        published_confidence=1.0 if published else None,
        timezone=capture.timezone or zones.of(own.known, urls.original(capture.url or "")).timezone,
        sections=(Section("original", published, 0, len(body)),),
        fetched=capture.fetched,
        outlet_by=own.by,
        owner=capture.owner,
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
    if not body.strip() and not (capture.title or "").strip():  # a headline alone is something
        raise EmptyInput("there is nothing in it", input=capture.id)
    return body
