"""Faults planted into sentences of real pages, and sound sentences beside them: what `stemma verify` says of each.

    python bench/verify.py --data ../shared/data --library /tmp/verify.db [--part report] [--each 120] [--show altered]

The pages are those of ECB+ and BASIL (dev). What is planted is planted by rule, from the words of the
pages: expressions find quotations, speakers and hedges here, and not the program's own annotations. For *overtaken* a
short later page is added to a story, in which one toll is higher. Half of the drafts cite their page. Stories are
parted by their name: the check was tuned on a third of them, the others are reported.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stemma.lang.en.figures import figures
from stemma.library import Library
from stemma.model import Capture, CheckedSentence
from stemma.text import quoted, sentences, tokens, words

FAULTY = frozenset({"altered", "misattributed", "overtaken", "conflict", "firmer", "copy", "not-found", "elsewhere"})
"""Results that tell of a fault; `claim: not-found` is none, it only says that no page is near."""
FOUND_BY = {
    "altered": {("quotation", "altered")},
    "invented": {("quotation", "not-found"), ("quotation", "altered")},
    "speaker": {("speaker", "misattributed")},
    "figure": {("figure", "conflict"), ("figure", "not-found"), ("figure", "overtaken"), ("figure", "elsewhere")},
    "overtaken": {("figure", "overtaken")},
    "hedge": {("hedge", "firmer")},
    "attribution": {("hedge", "firmer")},
    "citation": {("citation", "not-found")},
}
"""What finds each kind of fault."""
NAME = r"(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+"
TITLE = r"(?:[a-z.]+ |(?:[A-Z][a-z]+\.|President|Senator|Secretary|Mayor) ){0,3}?"
ASIDE = r"(?:, [^,\"“”]+,)?"
SAID = re.compile(
    rf"[,?!][”\"]\s+(?:(?:said|says)\s+{TITLE}(?P<after>{NAME})(?=[,.])"
    rf"|{TITLE}(?P<before>{NAME}){ASIDE}\s+(?:said|says)\b)"
    rf"|(?P<first>{NAME}){ASIDE} (?:said|says)[,:] [\"“]"
)
"""Quotation and speaker, in the three orders in which news has them."""
HEDGED = (
    (re.compile(r"(?<=[a-z] )(?:reportedly|allegedly|apparently|possibly|probably|perhaps) "), ""),
    (re.compile(r"(?<=s )(?:may|might|could) have been "), "were "),
    (re.compile(r"\b(?:may|might|could) have been "), "was "),
    (re.compile(r"\b(?:may|might) have "), "had "),
    (re.compile(r"(?<=s )(?:may|might|could) be "), "are "),
    (re.compile(r"\b(?:may|might|could) be "), "is "),
    (re.compile(r"\b(?:is|are) likely to "), "will "),
    (re.compile(r"\b(?:was|were) believed to have "), "had "),
)
ON_WORD = (
    re.compile(r"^(?P<content>[A-Z][^\"“”]{30,}), (?:\w+ ){0,3}(?:said|says)(?: \w+day)?\.$"),
    re.compile(
        r"^(?:[A-Z][\w.]*|The) (?:[\w.]+ ){0,4}(?:said|says) (?:that )?(?P<content>(?:the|a|an|\w+) [^\"“”]{30,}\.)$"
    ),
)
NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
PRONOUNS = frozenset("he she it they we i his her their its this that these those who".split())


@dataclass(frozen=True)
class Page:
    """A page of the data: its id, story, title and text, and when it was published (made up where it is not known)."""

    id: str
    story: str
    title: str
    text: str
    published: str

    @property
    def lines(self) -> list[str]:
        """Its sentences."""
        return [self.text[a:b] for a, b in sentences(self.text) if 7 <= len(words(self.text[a:b])) <= 60]


@dataclass(frozen=True)
class Case:
    """A sentence of a draft: `kind` is a planted fault, or how the sound sentence was made."""

    kind: str
    story: str
    text: str
    page: str
    cite: str | None = None


def pages(data: Path) -> list[Page]:
    """The pages of ECB+ and BASIL; those without a date get one by their place in the story."""
    found: list[Page] = []
    for name in ("ecbplus", "basil"):
        number: Counter[str] = Counter()
        for line in (data / "stories" / f"{name}.dev.jsonl").read_text().splitlines():
            row = json.loads(line)
            day = zlib.crc32(row["cluster"].encode()) % 3000
            start = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=number[row["cluster"]])
            number[row["cluster"]] += 1
            made = row["date"] if name == "basil" else start.isoformat()
            found.append(Page(row["id"], row["cluster"], row["title"], row["text"], made))
    return found


def strangers(data: Path) -> list[Page]:
    """Pages of other stories, none of which is in the library: what is invented is taken from them."""
    rows = [json.loads(line) for line in (data / "stories" / "neus.dev.jsonl").read_text().splitlines()]
    return [Page(row["id"], row["cluster"], row["title"], row["text"], "") for row in rows]


PERSONS = "people|others|persons|men|women|children|students|workers"
NUMBER = rf"(?:\d[\d,.]*|{'|'.join(NUMBERS)})"
SLOT = re.compile(
    rf"\b{NUMBER}(?: (?:{PERSONS}))? (?:(?:were|was|are|had been|have been) )?"
    r"(?:(?P<dead>killed|dead|died)|(?P<injured>injured|wounded|hurt)|(?P<missing>missing))\b"
    r"|\b(?:(?P<kill>kill(?:ed|ing))|(?P<injure>(?:injur|wound)(?:ed|ing)))"
    rf" (?:at least )?{NUMBER} (?:{PERSONS}|more)\b"
)
"""A toll as most pages print it, found without the program's own reading."""


def slots(line: str) -> list[tuple[str, float]]:
    """The figures of a sentence that a later page may replace: tolls, sums, shares, magnitudes; whole and exact."""
    found = []
    tolled = {
        "dead" if m["dead"] or m["kill"] else "injured" if m["injured"] or m["injure"] else "missing"
        for m in SLOT.finditer(line)
    }
    for q in figures(line):
        if q.exact and q.low >= 2 and (q.what in tolled or q.what.startswith(("money", "share", "magnitude"))):
            found.append((q.what, q.low))
    return found


def part(story: str) -> int:
    """A number by which stories are parted."""
    return zlib.crc32(story.encode()) // 7


def tolls(found: Iterable[Page]) -> dict[str, list[tuple[str, float, Page, str]]]:
    """Up to four figures of each story, each with the value that most sentences give, and the last page with it.

    Every fourth story is left as it is: its tolls hold.
    """
    told: dict[str, dict[tuple[str, float], list[tuple[Page, str]]]] = defaultdict(lambda: defaultdict(list))
    for page in found:
        for line in page.lines if part(page.story) % 4 else ():
            for key in slots(line):
                told[page.story][key].append((page, line))
    out: dict[str, list[tuple[str, float, Page, str]]] = {}
    for story, values in told.items():
        for key in sorted(values, key=lambda k: -len(values[k])):
            mine = out.setdefault(story, [])
            if len(mine) < 4 and key[0] not in {what for what, *_ in mine}:
                mine.append((*key, *values[key][-1]))
    return out


def with_other(line: str, what: str, low: float) -> str:
    """A sentence with the value of one figure replaced by a higher one, in the form in which it stands."""
    for q in figures(line):
        if q.what == what and q.low == low:
            return line[: q.start] + higher(line[q.start : q.end]) + line[q.end :]
    return line


def higher(printed: str) -> str:
    """A figure as it is printed with a higher number: three more, of large ones and broken ones a fifth."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", printed)
    if match is None:
        number = NUMBERS.index(printed.casefold()) + 2 if printed.casefold() in NUMBERS else 0
        told = NUMBERS[number + 1] if 0 < number < 10 else str(number + 3)
        return told.capitalize() if printed[:1].isupper() else told
    old, places = float(match[0].replace(",", "")), int("." in match[0])
    new = old + 3 if old < 100 and not places else old * 1.2
    told = f"{new:,.{places}f}" if "," in match[0] else f"{new:.{places}f}"
    return printed.replace(match[0], told, 1)


def planted(found: Iterable[Page]) -> list[Page]:
    """A later page for each story with such figures, in which each has a higher value."""
    made = []
    for story, changed in tolls(found).items():
        last = max(p.published for p in found if p.story == story)
        when = (datetime.fromisoformat(last) + timedelta(days=1)).isoformat()
        lines = dict.fromkeys(line for *_, line in changed)  # a line with two of them tells both anew
        for what, low, *_ in changed:
            lines = dict.fromkeys(with_other(line, what, low) for line in lines)
        text = "\n\n".join(lines)
        made.append(Page(f"late-{story}", story, changed[0][2].title, text, when))
    return made


def build(path: Path, every: Iterable[Page]) -> None:
    """Put the pages into a library, unless it is there already."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    with Library(part) as library:
        given = (
            Capture(p.id, "body", p.text, title=p.title, published=p.published, language="en",
                    outlet=f"Outlet {p.id}", url=f"https://pages.example/{p.id}")
            for p in sorted(every, key=lambda p: p.published)
        )  # fmt: skip
        library.add(given)
        for _ in library.stories(everything=True):
            pass
    part.rename(path)


class Maker:
    """Makes cases of every kind from the pages of one half of the stories."""

    def __init__(self, found: list[Page], alien: list[Page], seed: int) -> None:
        self.pages = found
        self.random = random.Random(seed)
        self.quotes = [q for p in alien for q in _quotes(p)]
        self.vocabulary = sorted(
            {w for p in alien for w in tokens(p.text) if w.isalpha() and w.islower() and len(w) > 5}
        )
        self.names = {s: sorted(names) for s, names in _names(found).items()}
        self.everybody = sorted({name for names in self.names.values() for name in names})
        self.tolls = tolls(found)
        self.lines: dict[str, list[str]] = defaultdict(list)
        for page in found:
            self.lines[page.story] += page.lines

    def cases(self, each: int, only: str) -> list[Case]:
        """At most `each` cases of a kind, spread over the stories."""
        made: dict[str, list[Case]] = defaultdict(list)
        for page in self.pages:
            for line in page.lines:
                for case in self._of(page, line):
                    made[case.kind].append(case)
        out = []
        for kind in sorted(kind for kind in made if re.match(only, kind)):
            self.random.shuffle(made[kind])
            out += [self._cited(case) for case in made[kind][:each]]
        return out

    def _cited(self, case: Case) -> Case:
        if case.cite or self.random.random() < 0.5:
            return case
        return Case(case.kind, case.story, case.text, case.page, case.page)

    def _of(self, page: Page, line: str) -> Iterator[Case]:
        def case(kind: str, text: str, cite: str | None = None) -> Case:
            return Case(kind, page.story, text, page.id, cite)

        changed = {(what, low) for what, low, *_ in self.tolls.get(page.story, ())}
        values = [(q.what, q.low) for q in figures(line)]
        if changed & set(values):
            if changed & set(slots(line)):
                yield case("overtaken", line)
            return  # what else is made of it would be overtaken, too
        if any(what in {kind for kind, _ in changed} for what, _ in values):
            return
        if set(slots(line)) and not changed and self._holds(page.story, slots(line)):
            yield case("sound: toll", line)
        whole = [line[a:b] for a, b in quoted(line)]
        if len(whole) == 1 and len(words(whole[0])) >= 7 and _closed(line):
            yield from self._quoted(case, page, line, whole[0])
        elif not whole and '"' not in line and "“" not in line:
            yield from self._plain(case, page, line)

    def _holds(self, story: str, told: list[tuple[str, float]]) -> bool:
        """Whether all sentences of a story give one value of what is told."""
        kinds = {what for what, _ in told}
        return all((what, low) in told for line in self.lines[story] for what, low in slots(line) if what in kinds)

    def _quoted(self, case: Callable[..., Case], page: Page, line: str, quote: str) -> Iterator[Case]:
        if (text := self._altered(line, quote)) is not None:
            yield case("altered", text)
        alien = self.random.choice(self.quotes)
        if alien:
            yield case("invented", line.replace(quote, alien.rstrip(".,") + quote[len(quote.rstrip(".,")) :]))
        yield case("sound: quoted", line)
        yield case(
            "sound: marks", line.replace('"', "“", 1).replace('"', "”", 1) if '"' in line else line.translate(_PLAIN)
        )
        parts = quote.split()
        if len(parts) >= 12:
            cut = " ".join([*parts[:4], "…", *parts[7:]])
            yield case("sound: ellipsis", line.replace(quote, cut))
            put = " ".join([*parts[:5], "[as it was put]", *parts[5:]])
            yield case("sound: insertion", line.replace(quote, put))
        said = SAID.search(line)
        if said:
            name = said["after"] or said["before"] or said["first"]
            others = [n for n in self.names[page.story] if not set(n.split()) & set(name.split())] or [
                n for n in self.everybody if not set(n.split()) & set(name.split())
            ]
            for wrong in self.random.sample(others, min(2, len(others))):
                yield case("speaker", line.replace(name, wrong))
            yield case("sound: reframed", f"{name} said: “{quote.rstrip(',')}.”")
            yield case("sound: reframed", f"According to {name}, “{quote.rstrip(',.')}.”")

    def _altered(self, line: str, quote: str) -> str | None:
        places = [(a, b) for a, b in words(quote) if quote[a:b].islower() and b - a > 4 and quote[a:b].isalpha()]
        if not places:
            return None
        a, b = self.random.choice(places)
        new = self.random.choice(self.vocabulary)
        return line.replace(quote, quote[:a] + new + quote[b:]) if new != quote[a:b] else None

    def _plain(self, case: Callable[..., Case], page: Page, line: str) -> Iterator[Case]:
        if line.split()[0].casefold() in PRONOUNS or not line.endswith("."):
            return
        yield case("sound: verbatim", line)
        yield case("citation", line, self._wrong(page, line))
        counted = [q for q in figures(line) if q.exact and q.low >= 2 and q.what not in ("calibre",)]
        if counted:
            q = self.random.choice(counted)
            if (text := with_other(line, q.what, q.low)) != line and not line[q.end : q.end + 1].isalpha():
                yield case("figure", text)
            if q.low <= 12 and q.low.is_integer() and line[q.start : q.end].casefold() in NUMBERS and q.start:
                yield case("sound: digits", line[: q.start] + str(int(q.low)) + line[q.end :])
        for pattern, put in HEDGED:
            if pattern.search(line):
                text = pattern.sub(put, line, count=1)
                yield case("hedge", text[:1].upper() + text[1:])
                break
        for pattern in ON_WORD:
            if match := pattern.match(line):
                content = match["content"].rstrip(".")
                if content.split()[0].casefold() not in PRONOUNS:
                    yield case("attribution", content[:1].upper() + content[1:] + ".")
                break
        yield from _paraphrases(case, line)

    def _wrong(self, page: Page, line: str) -> str:
        """A page that does not say it: of another story, or one of the same that has few of its words."""
        mine = {w.casefold() for w in tokens(line) if len(w) > 3}
        same = [p for p in self.pages if p.story == page.story and p is not page and _share(mine, p.text) < 0.5]
        others = [p for p in self.pages if p.story != page.story]
        return self.random.choice(same if same and self.random.random() < 0.5 else others).id


_PLAIN = str.maketrans({"“": '"', "”": '"', "’": "'"})
SYNONYMS = {
    "killed": "slain", "about": "roughly", "police": "police officers", "began": "started", "said": "stated",
    "near": "close to", "large": "big", "people": "persons", "after": "following", "children": "kids",
    "announced": "made public", "expected": "due", "injured": "hurt", "home": "house", "told": "informed",
    "died": "lost their lives", "also": "moreover", "several": "a number of", "because": "since",
}  # fmt: skip


def _paraphrases(case: Callable[..., Case], line: str) -> Iterator[Case]:
    """The sentence in other words: the speaker first, synonyms, a clause moved to the front, two of them."""
    if match := re.match(rf"^(?P<who>{NAME}) said (?:that )?(?P<what>[^\"“”]+)\.$", line):
        yield case("paraphrase: according to", f"According to {match['who']}, {match['what']}.")
    told = re.sub(r"\b(" + "|".join(SYNONYMS) + r")\b", lambda m: SYNONYMS[m[1]], line)
    if sum(a != b for a, b in zip(told.split(), line.split(), strict=False)) and told != line:
        yield case("paraphrase: synonyms", told)
    if match := re.match(r"^(?P<one>[A-Z][^,]{30,}?) (?P<two>(?:on|in|at|after|when|because|as) [^,]{15,})\.$", line):
        one = match["one"]
        first = one if re.match(NAME, one) or one.isupper() else one[:1].lower() + one[1:]
        yield case("paraphrase: moved", f"{match['two'][:1].upper()}{match['two'][1:]}, {first}.")
    if match := re.match(r"^(?P<one>[A-Z][^,]{40,}), (?:who|which|where|and) [^,]+\.$", line):
        yield case("paraphrase: shorter", f"{match['one']}.")


def _share(mine: set[str], text: str) -> float:
    there = {w.casefold() for w in tokens(text)}
    return len(mine & there) / max(1, len(mine))


def _closed(line: str) -> bool:
    return line.count('"') == 2 or (line.count("“") == line.count("”") == 1)


def _quotes(page: Page) -> list[str]:
    return [
        line[a:b] for line in page.lines if _closed(line) for a, b in quoted(line) if 7 <= len(words(line[a:b])) <= 30
    ]


def _names(found: Iterable[Page]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for page in found:
        for line in page.lines:
            if match := SAID.search(line):
                names[page.story].add(match["after"] or match["before"] or match["first"])
    return names


def run(library: Library, cases: list[Case], size: int = 15) -> Iterator[tuple[Case, CheckedSentence, float]]:
    """The cases, `size` of one story in a draft, with what was found on each and the CPU seconds a sentence took."""
    by_story: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_story[case.story].append(case)
    for group in by_story.values():
        for start in range(0, len(group), size):
            part = group[start : start + size]
            text = "\n\n".join(c.text + (f" [{c.cite}]" if c.cite else "") for c in part)
            begun = time.process_time()
            found = library.verify(text)
            spent = (time.process_time() - begun) / len(part)
            at = 0
            for case in part:
                end = at + len(case.text) + (len(case.cite) + 3 if case.cite else 0)
                mine = [one for one in found if at <= one.sentence[0] < end]
                merged = CheckedSentence((at, end), case.text, tuple(f for one in mine for f in one.findings))
                yield case, merged, spent
                at = end + 2


def faulty(case: Case, found: CheckedSentence) -> list[str]:
    """The faults that a sentence was called, as `kind result`."""
    return [f"{f.kind} {f.result}" for f in found.findings if f.kind != "claim" and f.result in FAULTY]


def main() -> None:
    """Print, for each kind of fault, how many were found; of the sound sentences how many were called faulty."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True, help="made there, and used again")
    parser.add_argument("--part", choices=["tune", "report"], default="report")
    parser.add_argument("--each", type=int, default=120)
    parser.add_argument("--only", default="", help="only the kinds that fit this expression")
    parser.add_argument("--show", default="", help="print what went wrong of the kinds that begin so")
    parser.add_argument("--size", type=int, default=15, help="sentences of a draft")
    given = parser.parse_args()
    found = pages(given.data)
    build(given.library, [*found, *planted(found)])
    half = [p for p in found if (part(p.story) % 3 == 0) == (given.part == "tune")]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    seconds: list[float] = []
    called: Counter[str] = Counter()
    with Library(given.library) as library:
        cases = Maker(half, strangers(given.data), 7).cases(given.each, given.only)
        for case, made, spent in run(library, cases, given.size):
            seconds.append(spent)
            total[case.kind] += 1
            wrong = faulty(case, made)
            sound = case.kind.startswith(("sound", "paraphrase"))
            good = not wrong if sound else any(tuple(w.split()) in FOUND_BY[case.kind] for w in wrong)
            right[case.kind] += good
            if sound and wrong:
                called.update(wrong)
            if given.show and re.match(given.show, case.kind) and not good:
                print(f"\n{case.kind} {case.page} {case.cite}: {case.text}")
                for f in made.findings:
                    print(f"    {f.kind} {f.result} {f.article} {f.note} | {f.words[:160]}")
    print(f"\n{given.part}: {len({p.story for p in half})} stories, {len(seconds)} sentences, "
          f"{1000 * sum(seconds) / len(seconds):.0f} ms of CPU a sentence")  # fmt: skip
    for kind in sorted(total):
        print(f"{kind:28} {right[kind]:4} of {total[kind]:4}  {right[kind] / total[kind]:.1%}")
    for name, prefix in (("sound, called faulty", "sound"), ("paraphrases, called faulty", "paraphrase")):
        n = sum(count for kind, count in total.items() if kind.startswith(prefix))
        bad = n - sum(count for kind, count in right.items() if kind.startswith(prefix))
        print(f"{name:28} {bad:4} of {n:4}  {bad / max(1, n):.1%}")
    print("called:", dict(called.most_common()))


if __name__ == "__main__":
    main()
