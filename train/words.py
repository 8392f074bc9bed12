"""Writes the commonest words of each language: `python train/words.py` → `src/stemma/lang/CODE/words/common.toml`.

Function words are spaCy's stop lists (MIT); names of days and months are those of dateparser (BSD, from CLDR). Endings
are the inflections that light stemmers cut (after Savoy, "Light stemming approaches for the French, Portuguese, German
and Hungarian languages", 2006), longest first, kept by hand below. Needs both packages, which are dependencies anyway.
English has lists of its own.
"""

from __future__ import annotations

import textwrap
from importlib import import_module
from pathlib import Path

LANG = Path(__file__).resolve().parent.parent / "src" / "stemma" / "lang"

ENDINGS = {
    "ar": "",
    "de": "ern em en er es e n s",
    "es": "ces es as os a o e s",
    "fr": "aux eux ées és ée es s x e é",
    "it": "chi che i e a o",
    "ja": "",
    "ko": "",
    "nl": "en e s",
    "pl": "iego ego iemu emu ach ami owi ów ie ą ę em om y i a e u o",
    "pt": "ões ães ais es as os a o e s",
    "ru": "иями ями ами ого его ому ему ыми ими иях иям ях ах ов ев ей ий ый ой ая яя ое ее ие ые ам ям ом ем"
    " ых их ую юю а я о е и ы у ю ь",
    "tr": "lerin ların lerde larda leri ları ler lar nin nın nun nün de da in ın un ün i ı u ü",
    "uk": "иями ями ами ого ому ими ях ах ів їв ей ий ій ою ею ая яя ам ям ом ем их у ю а я о е и і ь",
    "zh": "",
}
"""Inflections by language; what is written without spaces has none to cut."""

CAPITALISED = {"de": "nouns", "pl": "inflected", "ru": "inflected", "tr": "inflected", "uk": "inflected"}
"""Languages that write every noun with a capital, so that one alone marks no name, or that inflect names."""

DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()


def lists(code: str) -> dict[str, list[str]]:
    """Stop words, and days and months, of a language, casefolded and sorted."""
    stop = import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS
    calendar = import_module(f"dateparser.data.date_translation_data.{code}").info
    named = [word for key in (*DAYS, *MONTHS) for word in calendar.get(key, ())]
    found = {}
    for name, texts in (("function-words", stop), ("days-and-months", named)):
        words = {word.casefold().strip(".") for text in texts for word in text.split()}
        found[name] = sorted(word for word in words if word and not any(c.isdigit() for c in word))
    return found


def table(name: str, source: str, words: list[str]) -> str:
    """One vocabulary in TOML."""
    listed = textwrap.fill(" ".join(words), 116, break_long_words=False, break_on_hyphens=False)
    return f'[{name}]\nsource = "{source}"\nwords = """\n{listed}"""\n'


def main() -> None:
    for code, endings in ENDINGS.items():
        words = lists(code)
        tables = [
            table("function-words", "spaCy's stop words (MIT)", words["function-words"]),
            table("days-and-months", "dateparser's (BSD), from CLDR", words["days-and-months"]),
        ]
        if endings:
            any_of = "|".join(endings.split())
            note = "Cut off, where four letters are left: light stemming after Savoy (2006)."
            suffix = '"\'.*$ → ", ' if code == "tr" else ""
            tables.append(f'[word-forms]\nnote = "{note}"\nrows = [{suffix}"(?<=\\\\w{{4}})(?:{any_of})$ → "]\n')
        if code in CAPITALISED:
            note = "What has a capital inside a sentence: every noun, or names that take endings as others do."
            tables.append(f'[capitalised]\nnote = "{note}"\nwords = "{CAPITALISED[code]}"\n')
        folder = LANG / code / "words"
        folder.mkdir(parents=True, exist_ok=True)
        head = "# Made by train/words.py: words that say nothing about what a text is about.\n\n"
        (folder / "common.toml").write_text(head + "\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
