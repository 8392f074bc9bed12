"""A made-up language beside English, as a folder of `stemma.lang` would be; `tests/test_languages.py` lays it there."""
