"""Makes `src/stemma/data/names.tsv`, given names and who mostly bears them, from the PyPI package `faker` (MIT).

    pip download faker --no-deps && unzip faker-*.whl -d faker
    python train/names.py --source faker

Kept: names in Latin letters, three letters or more, of every locale of the package. A name that is an everyday word
("Summer") stays only where an English-speaking locale lists it.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections import defaultdict
from pathlib import Path

LATIN = 0x250
"""First code point after Latin Extended-B."""
MORE = {
    "m": """Dmitry Dmitri Dmytro Sergei Sergey Serhiy Alexei Aleksei Alexey Oleksandr Aleksandr Yuri Yury Igor Ihor Oleg
    Oleh Nikolai Nikolay Mikhail Mykhailo Mykola Andrei Andrey Andriy Volodymyr Yevgeny Evgeny Maxim Maksym
    Boris Pavel Viktor Konstantin Anatoly Gennady Valery Vitaly Vitali Vyacheslav Ruslan Ramzan Mohammed
    Mohammad Muhammad Mohamed Mahmoud Hassan Hussein Omar Khalid Khaled Abdullah Yousef Youssef Ibrahim
    Mustafa Bashar Hamid Reza Masoud Javad Narendra Rahul Rajesh Sanjay Amit Arvind Imran Shahbaz Nawaz Bilal
    Benjamin Yoav Yitzhak Ehud Avigdor Naftali Shinzo Fumio Shigeru Taro Kenji Hiroshi Takeshi""",
    "f": """Svetlana Tatiana Tatyana Natalia Natalya Nataliya Yulia Yuliya Irina Iryna Ekaterina Yekaterina Elena Olena
    Anastasia Ksenia Galina Lyudmila Fatima Aisha Layla Zainab Maryam Khadija Nirmala Sonia Priyanka Mamata
    Smriti Sanae Yuriko Keiko Ayelet Tzipi""",
}
"""Names of other scripts as English-language news spells them, which the package lists in their own script only."""
NO_NAMES = frozenset("North South East West Royal Major Prince Princess Duke Baron King Queen Bishop Judge".split())
"""Names that begin more names of things than of people."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="the folder that holds the package `faker`")
    parser.add_argument("--out", type=Path, default=Path("src/stemma/data/names.tsv"))
    options = parser.parse_args()
    sys.path.insert(0, str(options.source))
    from stemma.lang.en.parse import everyday

    borne: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"m": set(), "f": set()})
    people = importlib.import_module("faker.providers.person")
    for info in pkgutil.iter_modules(people.__path__):
        if not info.ispkg:
            continue
        provider = importlib.import_module(f"{people.__name__}.{info.name}").Provider
        for sex, listed in (("m", "first_names_male"), ("f", "first_names_female")):
            for name in getattr(provider, listed, ()):
                if len(name) > 2 and name[0].isupper() and name.isalpha() and max(map(ord, name)) < LATIN:
                    borne[name][sex].add(info.name)
    for sex, names in MORE.items():
        for name in names.split():
            borne[name][sex].add("en_news")
    words = everyday()
    rows = {}
    for name, sexes in borne.items():
        english = any(locale.startswith("en") for locale in sexes["m"] | sexes["f"])
        if name in NO_NAMES or (name.lower() in words and not english):
            continue
        m, f = len(sexes["m"]), len(sexes["f"])
        rows[name] = "m" if m >= 3 * f else "f" if f >= 3 * m else "b"
    lines = [
        "# Given names: name, m, f or b (both), by the locales that list it as one or the other (package faker, MIT)."
    ]
    lines += [f"{name}\t{sex}" for name, sex in sorted(rows.items())]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main()
