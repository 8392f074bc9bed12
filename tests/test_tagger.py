"""The trained tagger: words and pieces, windows, decoding, linking, and bringing rules and tagger together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.annotate import tagger
from stemma.annotate.fuse import ALONE, THRESHOLD, fuse, jaccard, meet
from stemma.annotate.linking import FEATURES, NONE_FEATURES, WEIGHTS, Found, Ground, Window, chances, features
from stemma.annotate.tagger import ROLES, TAGS, blend, decode, whole
from stemma.annotate.wordpieces import BREAK, WordPieces, windows
from stemma.lang.en.parse import parse
from stemma.lang.en.syntax import Parsed
from stemma.lang.en.turns import turns
from stemma.lang.proposals import Nearby, Proposal
from stemma.model import Article
from stemma.pieces import END, START, UNKNOWN

PIECES = [
    UNKNOWN, START, END, BREAK, "the", "may", "##or", "said", "bridge", "di", "##dn", "'", "t", ".", ",", "?", "!", "“",
    "”", '"', "cafe", "1", "##2", ":", "s", "—",
]  # fmt: skip
SPLITTER = WordPieces(PIECES)


def printed(text: str) -> list[list[str]]:
    return [[PIECES[number] for number in pieces] for pieces in SPLITTER.words(text).pieces]


def test_words_keep_their_places_and_fall_into_the_longest_pieces() -> None:
    text = "The mayor didn't."
    words = SPLITTER.words(text)
    assert [text[start:end] for start, end in words.spans] == ["The", "mayor", "didn't", "."]
    assert printed(text) == [["the"], ["may", "##or"], ["di", "##dn", "'", "t"], ["."]]


def test_case_and_accents_do_not_change_the_pieces() -> None:
    assert printed("CAFÉ café") == [["cafe"], ["cafe"]]
    assert SPLITTER.words("CAFÉ café Café 12 :").shapes == [2, 0, 1, 3, 4]


def test_the_genitive_is_a_word_of_its_own() -> None:
    text = "the mayor's café"
    assert [text[start:end] for start, end in SPLITTER.words(text).spans] == ["the", "mayor", "'s", "café"]


def test_a_paragraph_break_is_a_word_and_closes_quotations() -> None:
    words = SPLITTER.words("“the\n\nmayor”")
    assert printed("“the\n\nmayor”")[2] == [BREAK]
    assert words.quotes == [2, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("“the” mayor", [2, 1, 3, 0]),
        ('"the" mayor', [2, 1, 3, 0]),
        ("the mayors' café", [0, 0, 0, 0]),
        ("'the' mayor", [2, 1, 3, 0]),
    ],
)
def test_where_a_word_stands_with_regard_to_quotation_marks(text: str, states: list[int]) -> None:
    assert SPLITTER.words(text).quotes == states


@given(st.text(max_size=200))
def test_words_are_in_order_and_leave_out_only_blanks(text: str) -> None:
    words = SPLITTER.words(text)
    rest = list(text)
    for (_, end), (start, _) in itertools.pairwise(words.spans):
        assert end <= start
    for start, end in words.spans:
        rest[start:end] = [" "] * (end - start)
    assert not "".join(rest).strip()
    assert all(words.pieces)
    assert len(words.pieces) == len(words.shapes) == len(words.quotes) == len(words)


@given(st.lists(st.sampled_from(["the ", "mayor ", "didn't ", "\n\n"]), max_size=150), st.integers(10, 30))
def test_windows_cover_every_word_and_never_exceed_their_size(parts: list[str], size: int) -> None:
    words = SPLITTER.words("".join(parts))
    cut = windows(words, size, 5)
    assert {at for start, end in cut for at in range(start, end)} == set(range(len(words)))
    assert all(sum(map(len, words.pieces[start:end])) <= size for start, end in cut)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(cut))


def legal() -> np.ndarray:
    """Transitions that forbid what BIOES forbids, and prefer nothing."""
    between = np.full((len(TAGS), len(TAGS)), -1e4, np.float32)
    for i, a in enumerate(TAGS):
        for j, b in enumerate(TAGS):
            if (b[0] in "IE" and a[2:] == b[2:]) if a[0] in "BI" else b[0] in "OBS":
                between[i, j] = 0
    return between


def score(tags: list[int], emissions: np.ndarray, between: np.ndarray) -> float:
    path = [0, *tags, 0]
    moves = sum(float(between[a, b]) for a, b in itertools.pairwise(path))
    return moves + sum(float(emissions[i, tag]) for i, tag in enumerate(tags))


def emissions_of(*tags: str) -> np.ndarray:
    found = np.full((len(tags), len(TAGS)), -9.0, np.float32)
    found[np.arange(len(tags)), [TAGS.index(tag) for tag in tags]] = 9.0
    return found


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_decoding_finds_the_best_legal_tags(seed: int, count: int) -> None:
    emissions = np.random.default_rng(seed).normal(size=(count, len(TAGS))).astype(np.float32)
    between = legal()
    best = max(score(list(tags), emissions, between) for tags in itertools.product(range(len(TAGS)), repeat=count))
    assert score(decode(emissions, between).tolist(), emissions, between) == pytest.approx(best, abs=1e-3)


def test_stretches_decoded_side_by_side_do_not_disturb_each_other() -> None:
    tags = ["B-source", "E-source", "O", "S-cue", "O", "B-content", "I-content", "E-content", "O"]
    assert [TAGS[tag] for tag in decode(emissions_of(*tags), legal())] == tags


def test_a_hesitation_inside_a_span_does_not_break_it() -> None:
    emissions = emissions_of("B-cue", "I-cue", "E-cue")
    emissions[1, 0] = 9.5  # plain argmax would read O here
    spans = list(whole(decode(emissions, legal()), emissions))
    assert [(span.role, span.start, span.end) for span in spans] == [("cue", 0, 3)]


def test_overlapping_windows_are_averaged_by_distance_from_their_edges() -> None:
    nothing = np.zeros((0, 1), np.float32)
    first = Window(0, 3, np.zeros((3, len(TAGS)), np.float32), nothing, nothing)
    second = Window(1, 4, np.ones((3, len(TAGS)), np.float32), nothing, nothing)
    assert blend(4, [first, second])[:, 0] == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_the_network_decides_the_link_where_nothing_else_is_weighed() -> None:
    words = SPLITTER.words("the said the bridge said")
    content, early, late = Found("content", 2, 4, 0.0), Found("cue", 1, 2, 0.0), Found("cue", 4, 5, 0.0)
    dependents = np.ones((5, 1), np.float32)
    heads = np.array([[-1.0], [-5.0], [0.0], [-5.0], [-5.0], [2.0]], np.float32)  # none, then the five words
    window = Window(0, 5, np.zeros((5, len(TAGS)), np.float32), dependents, heads)
    weights = np.zeros(WEIGHTS)
    weights[[*range(0, 4 * FEATURES, FEATURES), 4 * FEATURES, 4 * FEATURES + NONE_FEATURES]] = 1
    ground = Ground(words, SPLITTER, [early, content, late])
    odds = chances(*features(content, [early, late], ground, [window]), weights)
    assert odds == pytest.approx(np.exp([-1, 0, 2]) / np.exp([-1, 0, 2]).sum(), abs=1e-6)


def proposal(content: tuple[int, int], cue: tuple[int, int], source: tuple[int, int], sure: float, by: str) -> Proposal:
    return Proposal((content,), (cue,), (source,), "indirect", sure, by)  # type: ignore[arg-type]


def test_agreement_makes_the_tagger_surer_and_its_spans_stay() -> None:
    tagged = proposal((11, 40), (6, 10), (0, 5), 0.9, "tagger")
    rule = proposal((12, 44), (6, 10), (0, 5), 0.8, "rule")
    (alone,) = fuse([], [tagged], None, 0.0, 0.0)
    (both,) = fuse([rule], [tagged], None, 0.0, 0.0)
    assert both.confidence > alone.confidence
    assert both.content == tagged.content


def test_fixed_wordings_stand_where_the_tagger_is_silent() -> None:
    pattern = proposal((20, 60), (0, 12), (13, 18), 0.95, "pattern")
    (kept,) = fuse([pattern], [])
    assert (kept.cue, kept.confidence) == (pattern.cue, ALONE["pattern"])
    assert fuse([proposal((20, 60), (0, 12), (13, 18), 0.5, "rule")], []) == []


def test_what_lies_inside_a_content_is_kept_for_the_chain() -> None:
    tagged = proposal((11, 60), (6, 10), (0, 5), 0.9, "tagger")
    outer = proposal((11, 58), (6, 10), (0, 5), 0.8, "rule")
    inner = proposal((35, 58), (28, 32), (18, 27), 0.8, "rule")
    found = fuse([outer, inner], [tagged])
    assert [(p.content, p.source) for p in found] == [(p.content, p.source) for p in (outer, inner)]


def test_who_cites_and_who_is_cited_share_one_content() -> None:
    tagged = proposal((40, 80), (30, 38), (22, 29), 0.9, "tagger")
    reported = proposal((40, 84), (30, 38), (22, 29), 0.8, "rule")
    citing = proposal((40, 84), (0, 6), (7, 20), 0.95, "pattern")
    assert {p.cue for p in fuse([reported, citing], [tagged])} == {reported.cue, citing.cue}


def test_indirect_speech_with_a_cue_that_no_rule_knows_must_be_surer() -> None:
    tagged = proposal((11, 40), (6, 10), (0, 5), 0.8, "tagger")
    weak = proposal((14, 40), (6, 10), (0, 5), 0.5, "rule")
    assert fuse([], [tagged], None, 0.3, 0.99) == []
    assert [p.cue for p in fuse([weak], [tagged], None, 0.3, 0.99)] == [tagged.cue]


@pytest.mark.parametrize(
    ("body", "cue", "content", "stated"),
    [
        ("Ann Lee recognised the republic.", "recognised", "the republic", False),
        ("Ann Lee touted his record.", "touted", "his record", True),
        ("Ann Lee wanted the chief to resign.", "wanted", "the chief to resign", False),
        ("Ann Lee made it known that the pier is shut.", "made it known", "that the pier is shut", True),
    ],
)
def test_what_states_something(body: str, cue: str, content: str, stated: bool) -> None:
    (doc,) = parse([Article(id="1", body=body, language="en")])
    where = [(body.index(part), body.index(part) + len(part)) for part in (content, cue)]
    assert Parsed(body, doc).states(proposal(*where, (0, 7), 0.6, "tagger")) == stated


def test_a_rule_gives_the_speaker_that_the_tagger_left_out() -> None:
    silent = Proposal(((30, 60),), ((20, 26),), (), "indirect", 0.8, "tagger")
    rule = proposal((30, 58), (20, 26), (0, 5), 0.8, "rule")
    (found,) = fuse([rule], [silent], None, 0.0, 0.0)
    assert (found.content, found.source) == (silent.content, rule.source)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 900)), max_size=12))
def test_whoever_shares_a_character_is_found_nearby(places: list[tuple[int, int]]) -> None:
    kept = [proposal((s, s + n), (s, s + 1), (s, s + 1), 0.5, "rule") for s, n in places]
    nearby = Nearby(kept)
    for one in kept:
        meeting = {n for n, other in enumerate(kept) if meet(one.content, other.content)}
        assert meeting <= {n for n, _ in nearby.of(one)}


def test_an_unsure_reading_is_left_out() -> None:
    assert fuse([], [proposal((11, 40), (6, 10), (0, 5), 0.05, "tagger")]) == []


spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))
proposals = st.builds(proposal, spans, spans, spans, st.floats(0, 1), st.just("tagger"))
ruled = st.builds(proposal, spans, spans, spans, st.floats(0, 1), st.sampled_from(["rule", "pattern"]))


@given(st.lists(ruled, max_size=5), st.lists(proposals, max_size=5))
def test_fusing_invents_no_span_and_keeps_the_threshold(rules: list[Proposal], tagged: list[Proposal]) -> None:
    contents = [p.content for p in rules + tagged]
    speakers = [(p.cue, p.source) for p in rules + tagged]
    for kept in fuse(rules, tagged):
        assert kept.content in contents
        assert (kept.cue, kept.source) in speakers
        assert kept.by != "tagger" or kept.confidence >= THRESHOLD


def test_jaccard_of_equal_and_of_separate_spans() -> None:
    assert jaccard(((0, 4), (6, 8)), ((0, 4), (6, 8))) == 1
    assert jaccard(((0, 4),), ((2, 6),)) == pytest.approx(1 / 3)
    assert jaccard(((0, 4),), ((6, 8),)) == 0


needs_model = pytest.mark.skipif(not tagger.available(), reason="the tagger's model is not installed")

STORY = """The harbour bridge at Ostwick will stay closed until spring, the city council said on Monday.

“We found cracks in two of the pillars,” said Mara Lindqvist, the council's chief engineer. “Nobody is in danger.”

Shop owners fear that the winter will ruin them. According to the Ostwick Courier, three firms have sued the city."""


@needs_model
def test_who_says_what_in_a_story() -> None:
    (found,) = [tagger.tag(STORY)]

    def text(spans: tuple[tuple[int, int], ...]) -> str:
        return " … ".join(STORY[start:end] for start, end in spans)

    by_cue = {text(p.cue): p for p in found if p.confidence >= 0.5}
    quoted = next(p for p in found if "cracks" in text(p.content))
    assert "Mara Lindqvist" in text(quoted.source)
    assert quoted.kind == "direct"
    council = next(p for p in found if "will stay closed until spring" in text(p.content))
    assert "the city council" in text(council.source)
    assert council.kind == "indirect"
    assert any("According to" in cue or "fear" in cue for cue in by_cue)


@needs_model
def test_a_text_without_words_has_no_attributions() -> None:
    assert [tagger.tag(text) for text in ("", " \n\n ", "…")] == [[], [], []]


@needs_model
def test_offsets_hold_beside_characters_outside_the_basic_plane() -> None:
    shifted = "🚢🌉 " + STORY
    (plain,), (moved,) = [tagger.tag(STORY)], [tagger.tag(shifted)]
    plain_cues = {STORY[s:e] for p in plain for s, e in p.cue if p.confidence > 0.6}
    moved_cues = {shifted[s:e] for p in moved for s, e in p.cue}
    assert plain_cues <= moved_cues


@needs_model
def test_the_roles_of_the_network_are_those_of_the_decoder() -> None:
    model = tagger.load()
    assert model.between.shape == (len(TAGS), len(TAGS)) == (1 + 4 * len(ROLES),) * 2
    assert len(model.linker) == WEIGHTS


def test_turns_of_a_transcript_are_attributed_to_their_speakers() -> None:
    text = "LINDQVIST: The bridge is shut.\n\nHOST: Until when?\n\nLINDQVIST: Until spring, I think."
    found = turns(text)
    assert [text[slice(*p.source[0])] for p in found] == ["LINDQVIST", "HOST", "LINDQVIST"]
    assert text[slice(*found[1].content[0])] == "Until when?"


def test_a_signed_quotation_belongs_to_who_signed_it() -> None:
    text = "“The bridge was our way to school.” — Ines Okafor, a teacher\n\nPrice: 40 euros"
    (found,) = turns(text)
    assert text[slice(*found.source[0])] == "Ines Okafor, a teacher"
    assert found.kind == "direct"


def test_a_list_with_colons_is_no_transcript() -> None:
    assert turns("Ostwick: 40\n\nNorham: 38\n\nOstwick: 12\n\nNorham: 7") == []
    assert turns("Q: Why shut it?\n\nA: Cracks were found.\n\nQ: Where?\n\nA: In two pillars.") == []
