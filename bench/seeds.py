"""Scores what the commands print for the two seed pages against what a careful editor reads out of them.

    python bench/seeds.py [--seeds ../shared/seeds] [--json] [--quiet]

Runs `stemma annotate`, `stemma add` and `stemma story` as a user would, and compares their JSON item by item with
`expected.json`. A chain counts as right only if it has the same length and every link's name fits in order; an
attribution that no expected one explains is listed as *unlisted* and counted as invented when it overlaps none of
the expected contents.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Item = tuple[str, str, bool, str]
"""(group, what was expected, reached, what came out)."""


def stemma(*arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that a `stemma` command prints."""
    done = subprocess.run([sys.executable, "-m", "stemma", *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"stemma {' '.join(arguments)} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def flat(text: str | None) -> str:
    return " ".join((text or "").replace("’", "'").split()).casefold()


def slices(body: str, spans: list[list[int]]) -> str:
    return " … ".join(body[s:e] for s, e in spans)


def page_items(name: str, want: dict[str, Any], got: dict[str, Any]) -> Iterator[Item]:
    """Sections, body in and out, credits, captions and times of one page."""
    tag, body = name[:3], got["body"]
    if "title" in want:
        yield "page", f"{tag} title", flat(got["title"]) == flat(want["title"]), str(got["title"])
    for key in ("published", "modified"):
        if key in want:
            yield "page", f"{tag} {key} {want[key]}", got[key] == want[key], str(got[key])
    if "published_date" in want:
        yield "page", f"{tag} published", (got["published"] or "")[:10] == want["published_date"], str(got["published"])
    yield "credits", f"{tag} credit {want['credit']}", got["credits"] == want["credit"], str(got["credits"])
    if "section_name" in want:
        yield "page", f"{tag} section", got["section"] == want["section_name"], str(got["section"])
    for topic in want.get("topics", []):
        yield "page", f"{tag} topic {topic}", topic in got["topics"], str(got["topics"])
    for section in want.get("sections", []):
        hit = [s for s in got["sections"] if body[s["start"] : s["end"]].strip().startswith(section["starts"])]
        fits = bool(hit) and hit[0]["kind"] == section["kind"] and hit[0]["time"] == section["time"]
        yield "sections", f"{tag} {section['kind']} {section['time']}", fits, str(hit[:1])
    for text in want.get("not_body", []):
        yield "body", f"{tag} not in body: {text}", flat(text) not in flat(body), ""
    if "body_starts" in want:
        yield "body", f"{tag} starts", body.strip().startswith(want["body_starts"]), body[:60]
        yield "body", f"{tag} ends", body.strip().endswith(want["body_ends"]), body[-60:]
    for caption in want.get("captions", []):
        apart = any(flat(caption) in flat(c) for c in got["captions"]) and flat(caption) not in flat(body)
        yield "body", f"{tag} caption apart: {caption[:40]}", apart, str(got["captions"])[:60]
    if "teasers_min" in want:
        count = len(got["teasers"])
        yield "body", f"{tag} at least {want['teasers_min']} teasers", count >= want["teasers_min"], str(count)
    for time in want["times"]:
        found = []
        for t in got["times"]:
            kind = next((s["kind"] for s in got["sections"] if s["start"] <= t["start"] < s["end"]), None)
            if time["text"] in body[t["start"] : t["end"]] and time.get("section") in (None, kind):
                found.append(t["value"])
        yield (
            "times",
            f"{tag} {time.get('section', '')} {time['text']} = {time['value']}",
            time["value"] in found,
            str(found),
        )


def chain_fits(want: list[str], chain: list[dict[str, Any]]) -> bool:
    if len(want) != len(chain):
        return False
    for name, link in zip(want, chain, strict=True):
        words = flat(name).split()
        shown = flat(f"{link['name']} {link.get('description') or ''}")
        alias = name.isupper() and any(initials(text) == name for text in (link["name"],))
        if not (all(word in shown for word in words) or alias):
            return False
    return True


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def attribution_items(name: str, want: list[dict[str, Any]], got: dict[str, Any]) -> Iterator[Item]:
    """Each expected attribution: found with its cue, its chain, its certainty; then what was invented."""
    tag, body = name[:3], got["body"]
    explained: set[str] = set()
    for expected in want:
        having = [a for a in got["attributions"] if expected["content_has"] in slices(body, a["content"])]
        explained |= {a["id"] for a in having}
        label = f"{tag} {' ← '.join(expected['chain'])}: {expected['content_has']}"
        wanted = [expected["chain"], expected.get("chain_resolved", expected["chain"])]
        right = [a for a in having if any(chain_fits(w, a["chain"]) for w in wanted)]
        best = (right or having or [None])[0]
        cue = best is not None and any(
            expected["cue"].casefold() in slices(body, spans).casefold()
            for a in (right or having)
            for spans in [a["cue"], *(link.get("cue", []) for link in a["chain"])]
        )
        shown = "" if best is None else " ← ".join(link["name"] for link in best["chain"])
        yield (
            "attributions",
            f"{label} [{expected['cue']}]",
            cue,
            "not found" if best is None else slices(body, best["cue"]),
        )
        yield "chains", label, bool(right), shown
        certainty = best["certainty"] if best else "none"
        yield "certainty", f"{label} {expected['certainty']}", certainty == expected["certainty"], certainty
    for a in got["attributions"]:
        if a["id"] not in explained:
            text = " ← ".join(link["name"] for link in a["chain"]) + ": " + slices(body, a["content"])[:70]
            yield "unlisted", f"{tag} {text}", False, f"{a['confidence']:.2f}"


def across_items(want: dict[str, Any], stories: list[dict[str, Any]], bodies: dict[str, str]) -> Iterator[Item]:
    """One story, one lineage, nine pairs, claims with their status, conflicts."""
    yield "story", f"{want['stories']} story", len(stories) == want["stories"], str(len(stories))
    story = max(stories, key=lambda s: len(s["articles"]))
    lineages = story["lineages"]
    yield "lineage", "one lineage behind two outlets", len(lineages) == 1 and story["outlets"] == 2, str(len(lineages))
    credit = lineages[0]["credit"] if lineages else None
    yield (
        "lineage",
        f"credit {want['lineage']['both_derive_from']}",
        credit == want["lineage"]["both_derive_from"],
        str(credit),
    )
    pairs = set()
    for derivation in (d for lineage in lineages for d in lineage["derivations"]):
        for p in derivation["passages"]:
            texts = [bodies[derivation["from"]][slice(*p["a"])], bodies[derivation["to"]][slice(*p["b"])]]
            pairs.add(tuple(flat(t) for t in texts))
    for a, b in want["lineage"]["aligned"]:
        hit = any(
            {True} == {x in p, y in q}
            for x, y in [(flat(a), flat(b))]
            for p, q in [*pairs, *((q, p) for p, q in pairs)]
        )
        yield "alignment", a[:60], hit, ""
    low, high = story["origins"]
    number = len(want["origins_min"])
    yield "counts", f"origins at least {number}", low <= number + 2 and high >= number, f"{low}-{high}"
    for expected in want["claims"]:
        yield from claim_items(expected, story["claims"])
    for expected in want["conflicts"]:
        hit = [
            c
            for c in story["conflicts"]
            if c["kind"] == expected["kind"]
            and {
                flat(expected["a"]) in flat(c[x]["text"]) and flat(expected["b"]) in flat(c[y]["text"])
                for x, y in ("ab", "ba")
            }
            & {True}
            and c["strength"] == expected.get("strength", c["strength"])
        ]
        yield "conflicts", f"{expected['kind']}: {expected['a'][:40]} / {expected['b'][:40]}", bool(hit), ""


def claim_items(expected: dict[str, Any], claims: list[dict[str, Any]]) -> Iterator[Item]:
    """The claim that most of the named parties speak to, its status at the end of each day, and who reacts how."""
    acts = {
        "asserted_by": {"assert", "confirm", "accuse", "announce"},
        "announced_by": {"announce", "assert", "confirm"},
    }
    acts |= {"denied_by": {"deny"}, "not_confirmed_by": {"not-confirm"}}

    def spoken(claim: dict[str, Any], name: str, key: str) -> bool:
        words = [w.strip("'s") for w in flat(name).split() if w not in ("and",)]
        return any(
            s["act"] in acts[key] and all(w in flat(" ".join(s["chain"])) for w in words) for s in claim["statements"]
        )

    topic = set(flat(expected["about"]).split()) - {"to", "by", "and", "will", "the"}

    def fit(claim: dict[str, Any]) -> float:
        named = sum(spoken(claim, n, k) for k in acts for n in expected.get(k, []))
        words = set(flat(" ".join(s["text"] for s in claim["statements"])).replace(".", " ").split())
        return named + len(topic & words) / len(topic)

    claim = max(claims, key=fit, default=None)
    if claim is None:
        yield "status", expected["about"], False, "no claims"
        return
    for day, status in expected["status_at"].items():
        past = [h["status"] for h in claim["history"] if (h["time"] or "")[:10] <= day]
        found = past[-1] if past else "none"
        yield "status", f"{expected['about']}: {status} on {day}", found == status, f"{found} ({claim['text'][:50]})"
    for key in acts:
        for name in expected.get(key, []):
            yield "status", f"{expected['about']}: {key} {name}", spoken(claim, name, key), ""


def items(seeds: Path) -> Iterator[Item]:
    """Every item of `expected.json`, scored."""
    want = json.loads((seeds / "expected.json").read_text())
    files = [str(seeds / name) for name in want["articles"]]
    got = {Path(a["id"]).name: a for a in stemma("annotate", "--json", *files)}
    for name, expected in want["articles"].items():
        yield from page_items(name, expected, got[name])
        yield from attribution_items(name, expected["attributions"], got[name])
    with tempfile.TemporaryDirectory() as folder:
        library = str(Path(folder) / "news.db")
        stemma("add", *files, "--library", library, "--json")
        lines = stemma("stories", "--all", "--library", library, "--json")
        stories = [stemma("story", line["id"], "--library", library, "--json")[0] for line in lines]
    yield from across_items(want["across"], stories, {a["id"]: a["body"] for a in got.values()})


def measure(data: Path) -> dict[str, float]:
    """`seeds.items`: share of expected items reached; `seeds.unlisted`: attributions that nothing expected explains."""
    scored = list(items(data.parent / "seeds"))
    real = [i for i in scored if i[0] != "unlisted"]
    return {"seeds.items": sum(i[2] for i in real) / len(real), "seeds.unlisted": float(len(scored) - len(real))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, default=Path("../shared/seeds"))
    parser.add_argument("--json", action="store_true", help="print the items as JSON")
    parser.add_argument("--quiet", action="store_true", help="print only the table and what was missed")
    options = parser.parse_args()
    scored = list(items(options.seeds))
    if options.json:
        print(json.dumps(scored, ensure_ascii=False))
        return
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in scored:
        groups[item[0]].append(item)
    for group, members in groups.items():
        for _, label, reached, shown in members:
            if not (reached and options.quiet):
                print(f"{'✓' if reached else '✗'} {group:13} {label}" + (f"  → {shown}" if not reached else ""))
    unlisted = groups.pop("unlisted", [])
    print(f"\n{'group':14}{'right':>6}{'of':>5}")
    for group, members in groups.items():
        print(f"{group:14}{sum(m[2] for m in members):6}{len(members):5}")
    right, total = sum(m[2] for g in groups.values() for m in g), sum(map(len, groups.values()))
    print(f"{'all':14}{right:6}{total:5}   {100 * right / total:.1f} %   unlisted attributions: {len(unlisted)}")


if __name__ == "__main__":
    main()
