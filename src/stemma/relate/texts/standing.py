"""Sentences that recur over stories and time: imprints, appeals, a paper's notes on itself, standing background.

A copy of a report is printed within a day or two of it. A sentence that comes back after that, below a report which
does not, is furniture, and says nothing about where a text is from. The store of such sentences is the index of
n-grams that finds copies (`reuse.Postings`): who had the n-grams of a sentence before, when, and in which story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from stemma.model import Spans
from stemma.relate.texts.evidence import Reading
from stemma.relate.texts.reuse import SAMPLE, Fingerprints, gram_hashes, gram_size, prose_terms

SEPARATE = 2 * 86_400.0
"""Seconds after which what is printed again is no copy of what was printed before, but stands again."""
OCCASIONS = 2
"""So often, each time so much later, a sentence must have stood before."""
STORIES = 3
"""In so many stories a sentence stood before, it is furniture whenever that was."""
MOST = 0.5
"""Where more of the sentences of a text recur, the text itself is printed again."""
HELD = 0.75
"""Share of a sentence's n-grams that a text must have to hold it."""
FEWEST = 2
"""Sampled n-grams without which nothing can be said of a sentence."""


def standing(
    read: Reading,
    codes: Fingerprints,
    holders: Sequence[Sequence[str]],
    now: float,
    times_of: Callable[[Iterable[str]], Mapping[str, float]],
    story_of: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> Spans:
    """The spans of the sentences of a section that recur; none where most of them do.

    `codes` are the sorted fingerprints of the section, `holders` the keys of the earlier texts that have each;
    `times_of` and `story_of` tell when these were printed (seconds since 1970 UTC) and in which story. `now` is the
    time of the section itself; without one nothing recurs.
    """
    if not np.isfinite(now) or sum(len(set(keys)) >= OCCASIONS for keys in holders) < FEWEST:
        return ()
    body = read.source[0]
    held: dict[int, list[str]] = {}
    for number, sentence in enumerate(read.sentences):
        if number in read.stock or not sentence.prose:
            continue
        words = prose_terms(body[slice(*sentence.span)])
        grams = np.unique(gram_hashes(words, gram_size(words)))
        places = np.flatnonzero(np.isin(codes, grams[grams % np.uint64(SAMPLE) == 0]))
        if len(places) < FEWEST:
            continue
        counted = Counter(key for place in places.tolist() for key in holders[place])
        if mine := [key for key, count in counted.items() if count >= HELD * len(places)]:
            held[number] = mine
    if not held or len(held) > MOST * read.told:
        return ()
    every = {key for keys in held.values() for key in keys}
    times, stories = times_of(every), (story_of(every) if story_of else {})
    found = [number for number, keys in held.items() if _recurs(keys, now, times, stories)]
    return tuple(read.sentences[number].span for number in found)


def _recurs(keys: Sequence[str], now: float, times: Mapping[str, float], stories: Mapping[str, str]) -> bool:
    """Whether a sentence of texts with these keys stands again `now`."""
    if len({stories[key] for key in keys if key in stories}) >= STORIES:
        return True
    at = sorted(times[key] for key in keys if np.isfinite(times.get(key, np.inf)))
    at = [time for time in at if time <= now]
    occasions = [time for n, time in enumerate(at) if n == 0 or time - at[n - 1] >= SEPARATE]
    return len(occasions) >= OCCASIONS
