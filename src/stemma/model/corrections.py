"""The log of corrections: what a desk says of stories, claims, parties and outlets."""

from __future__ import annotations

from dataclasses import dataclass

from stemma.model.claims import Status, Where
from stemma.model.hands import CorrectionKind
from stemma.model.pages import Spans


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a page that a correction speaks of: where they stand and their digest, never the words themselves."""

    article: str
    content: Spans
    where: Where = "body"
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the log of corrections: what a desk said of stories, claims, parties or outlets; who, when and why.

    It is keyed by what stays when stories are related anew: ids of articles, and words of pages. A claim is named by
    statements of it. What is given depends on `kind`:

    - `merge`: `pages` are of one story; `split`: `pages` are of another story than `others`;
    - `same`: the claims of `words` and of `beside` are one; `part`: `words` are of another claim than `beside`,
      `hide`, `pin`, `dispute`: the claim of `words`, whose status was `status`; `pages` are those of the story then;
    - `party`: `names` are one party, called `name` (only in stories with one of `pages`, if there are any);
    - `outlet`: `names` (an outlet, by its name or host) has another `name`, `owner` or `zone`;
    - `undo`: the correction `line` is taken back; `keep`: it stays, whatever the ask `evidence` says against it.
    """

    id: str
    kind: CorrectionKind
    time: str
    who: str
    why: str = ""
    pages: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    beside: tuple[Words, ...] = ()
    names: tuple[str, ...] = ()
    name: str | None = None
    owner: str | None = None
    zone: str | None = None
    status: Status | None = None
    line: str | None = None
    evidence: str | None = None
