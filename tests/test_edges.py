"""Where a clause begins and ends: no half of a bracket or of a quotation stays at its edge."""

from __future__ import annotations

import pytest

from stemma.lang.en.edges import trimmed

CASES = [
    ("[Marl met Gil Montrose (R-La.]), charging him with delay.", "Marl met Gil Montrose (R-La.)"),
    ("[Gil Montrose (R-La.) voted no], she said.", "Gil Montrose (R-La.) voted no"),
    ("[The bill (which Montrose] wrote) passed.", "The bill"),
    ("Gil Montrose (R-[La.), voted no].", "voted no"),
    ("[(The yard was closed] on Monday.)", "The yard was closed"),
    ("[, and the yard was closed, ]Marl said.", "the yard was closed"),
    ("[“The yard was closed]” on Monday.", "The yard was closed"),
]


@pytest.mark.parametrize(("marked", "left"), CASES)
def test_edges(marked, left):
    start, end = marked.index("["), marked.index("]") - 1
    body = marked.replace("[", "", 1).replace("]", "", 1)
    a, b = trimmed(body, start, end)
    assert body[a:b] == left
