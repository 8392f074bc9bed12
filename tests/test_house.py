"""The house of docs/house.md, pinned: who may import whom, what is public, and what starting up may cost."""

from __future__ import annotations

import ast
import graphlib
import re
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import stemma

SOURCE = Path(stemma.__file__).parent
FILES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)

FLOORS = {
    "read": 1,
    "annotate": 1,
    "relate": 1,
    "tell": 1,
    "engine": 2,
    "check": 2,
    "library": 3,
    "serve": 4,
    "follow": 4,
    "cli": 4,
    "commands": 4,
    "__main__": 5,
    "__init__": 5,
}
"""Higher floors may import lower ones. What is not named is ground (0). The four of floor 1 do not know each other."""

PUBLIC = {
    "Annotated",
    "Annotations",
    "Article",
    "Capture",
    "Library",
    "StemmaError",
    "Story",
    "__version__",
    "annotate",
    "annotate_many",
    "compare",
    "read",
    "relate",
    "verify",
}


def module_name(path: Path) -> str:
    parts = ["stemma", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module of ours that a file imports, anywhere in it, as dotted names."""
    known = {module_name(p) for p in FILES}
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] == "stemma"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            if node.module and node.module.split(".")[0] == "stemma":
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    found.add(inner if inner in known else node.module)
    return found


def floor(module: str) -> int:
    parts = module.split(".")
    return FLOORS.get(parts[1] if len(parts) > 1 else "__init__", 0)


def test_imports_only_go_up_the_stairs() -> None:
    wrong = []
    for path in FILES:
        if path == SOURCE / "__init__.py":
            continue
        here = module_name(path)
        for there in imports(path):
            if there == "stemma":
                continue  # the version
            same_room = here.split(".")[1] == there.split(".")[1]
            if not same_room and (floor(there) > floor(here) or floor(there) == floor(here) == 1):
                wrong.append(f"{here} imports {there}")
    assert not wrong, "\n".join(wrong)


def test_no_import_circle() -> None:
    graph = {module_name(p): imports(p) - {module_name(p)} for p in FILES if p != SOURCE / "__init__.py"}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_public_names() -> None:
    assert set(stemma.__all__) == PUBLIC
    for name in stemma.__all__:
        assert getattr(stemma, name) is not None
    with pytest.raises(AttributeError):
        _ = stemma.nothing_of_the_kind


@pytest.mark.parametrize("name", ["read", "annotate", "relate"])
def test_a_floor_can_be_called_whatever_was_imported_before(name: str) -> None:
    code = f"import stemma, stemma.{name}; assert stemma.{name}.__name__ == 'stemma.{name}'; stemma.{name}(*[[]][:0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"{name}() missing 1 required positional argument" in done.stderr


def test_every_public_function_has_a_docstring() -> None:
    missing = []
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                missing.append(f"{module_name(path)}.{node.name}")
    assert not missing, "\n".join(missing)


def test_starting_up_is_cheap() -> None:
    """`stemma --help` takes under 0.3 s of CPU and imports nothing heavy."""

    def cost() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "stemma", "--help"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)

    assert min(cost() for _ in range(5)) < 0.3
    heavy = "spacy trafilatura lxml onnxruntime httpx numpy jinja2 fastapi"
    code = f"import sys, stemma.cli; print([m for m in {heavy.split()} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "[]"


def test_locks_hold_no_registry_address() -> None:
    root = SOURCE.parents[1]
    for lock in (root / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert all("--hash=" in block for block in text.replace("\\\n", " ").splitlines() if "==" in block)


def test_version_is_in_the_changelog() -> None:
    root = SOURCE.parents[1]
    assert f"## {stemma.__version__}" in (root / "CHANGELOG.md").read_text()
    assert tomllib.loads((root / "pyproject.toml").read_text())["project"]["name"] == "stemma-news"


def test_who_may_ask_the_language_room() -> None:
    """Only `annotate` knows what a language can; everybody else asks its counter for words and terms."""
    counter = {"stemma.lang.words", "stemma.lang.terms"}
    wrong = []
    for path in FILES:
        here = module_name(path)
        if here.split(".")[1:2] in (["lang"], ["annotate"]):
            continue
        wrong += [f"{here} imports {there}" for there in imports(path) if _language(there) and there not in counter]
    assert not wrong, "\n".join(wrong)


def test_annotate_names_no_language() -> None:
    """It asks `of(code)`; only what builds chains still reads an English parse itself."""
    chains = {"stemma.annotate.chains", "stemma.annotate.nesting"}
    annotating = {module_name(p): imports(p) for p in FILES if p.is_relative_to(SOURCE / "annotate")}
    naming = {here for here, there in annotating.items() if any(m.startswith("stemma.lang.en") for m in there)}
    assert naming <= chains


def _language(module: str) -> bool:
    return module.startswith("stemma.lang.") or module == "stemma.lang"


def test_the_drawn_house_is_the_house() -> None:
    """docs/house.md lists every module, floor by floor."""
    drawn: dict[str, set[str]] = {}
    for line in (SOURCE.parents[1] / "docs" / "house.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if line.startswith("| ") and "`" in line and len(cells) > 2:
            folder = ""
            for name in re.findall(r"`([^`]+)`", cells[1]):
                folder = name if name.endswith("/") else folder
                if not name.endswith("/"):
                    drawn.setdefault(cells[0].strip("| "), set()).add(f"{folder}{name}")
    built: dict[str, set[str]] = {}
    for path in FILES:
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[-1] not in ("__init__", "__main__"):
            floor = "ground" if len(parts) == 1 or parts[0] == "model" else parts[0]
            built.setdefault(floor, set()).add("/".join(parts if floor == "ground" else parts[1:]))
    for floor, modules in built.items():
        gone, new = drawn.get(floor, set()) - modules, modules - drawn.get(floor, set())
        assert not gone | new, f"docs/house.md, {floor}: not there any more {sorted(gone)}, not drawn {sorted(new)}"
