"""Ratchets: what must only become less. Who takes something away writes the lower number here.

Outside the rooms that know a language (`lang/`, and `read/words.py` with its data) nobody reads text with expressions
or word lists of his own: what a clause says is in its Reading, what a word is in `lang/*/words`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stemma

SOURCE = Path(stemma.__file__).parent
EXPRESSIONS = frozenset("compile match search fullmatch findall finditer sub subn split".split())
MANY = 6
"""So many words in one literal are a list of words."""
CEILINGS = {
    "relate/claims": (0, 0),
    "relate/stories": (0, 0),
    "relate/texts": (0, 0),
    "relate": (0, 0),
    "tell": (11, 2),
    "annotate": (4, 2),
    "check": (16, 2),  # of Markdown and HTML, ellipses and brackets
}
"""Room → (regular expressions, word lists). `relate` is at its end: it holds no word of a language."""
NAMES = frozenset({"FACTORS", "FEATURES", "RELATIONS", "TOLLS", "KINDS", "kinds", "__all__"})
"""Lists of the names of features, kinds and labels: terms of ours or of a parser, no words of a language."""


def literals(path: Path) -> Iterator[tuple[str, int]]:
    """`expression` or `words`, with its line, for each literal of the kind in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    ours = {id(child) for node in ast.walk(tree) if _is_named(node) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in ours:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module = node.func.value
            of_re = isinstance(module, ast.Name) and module.id == "re" and node.func.attr in EXPRESSIONS
            if of_re and node.args and isinstance(node.args[0], (ast.Constant, ast.JoinedStr, ast.BinOp)):
                yield "expression", node.lineno
            text = module.value if isinstance(module, ast.Constant) else written.get(getattr(module, "id", ""))
            if node.func.attr == "split" and not node.args and len(str(text).split()) >= MANY:
                yield "words", node.lineno
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            texts = [e for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if len(texts) >= MANY:
                yield "words", node.lineno


def _is_named(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(t, ast.Name) and t.id in NAMES for t in targets)


@pytest.mark.parametrize(("room", "ceiling"), CEILINGS.items())
def test_only_the_language_room_reads_text(room: str, ceiling: tuple[int, int]) -> None:
    found = [
        (kind, f"{p.relative_to(SOURCE)}:{n}") for p in sorted((SOURCE / room).rglob("*.py")) for kind, n in literals(p)
    ]
    counts = tuple(sum(kind == wanted for kind, _ in found) for wanted in ("expression", "words"))
    told = "\n".join(f"{kind}: {where}" for kind, where in found)
    assert all(now <= most for now, most in zip(counts, ceiling, strict=True)), f"{counts} > {ceiling}\n{told}"


WRITTEN = """
import re
A = re.compile(r"a|b")
B = "one two three four five six".split()
C = ("a", "b", "c", "d", "e", "f")
FEATURES = ("a", "b", "c", "d", "e", "f")
D = re.compile(A)
E = "a b".split()
_F = "one two three four five six"
F = frozenset(_F.split())
"""


def test_what_is_counted(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(WRITTEN)
    assert [kind for kind, _ in literals(tmp_path / "x.py")] == ["expression", "words", "words", "words"]
