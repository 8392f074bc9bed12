"""Words that speak: reporting verbs and nouns, by name. Written, with note and source, in `words/saying.toml`."""

from __future__ import annotations

from stemma.lang import words

_W = words.of("en")

SAYING = _W["saying"]
THINKING = _W["thinking"]
SEEN = _W["seen"]
SHOWING = _W["showing"]
MANNER = _W["manner"]
WITH_INFINITIVE = _W["with-infinitive"]
WITH_OBJECT = _W["with-object"]
REFERRING = _W["referring"]
NAMING = _W["naming"]
PUBLISHING = _W["publishing"]
REPORT_NOUNS = _W["report-nouns"]
FOLLOWING = _W["following"]
OBJECT_CONTENT = _W["object-content"]
SAID_OBJECTS = _W["said-objects"]
REFUSING = _W["refusing"]
COMMENTING = _W["commenting"]
BY_SAYING = _W["by-saying"]
QUANTITIES = _W["quantities"]
REPLYING = _W["replying"]
TELLING = _W["telling-to"]
VEHICLES = _W["vehicles"]
PER_UNITS = _W["per-units"]
DENYING = frozenset(tuple(w.split()) for w in _W["act-deny"] if " " in w)
"""Verbs that deny together with their particle."""
