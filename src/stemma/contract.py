"""The JSON contract `stemma/1`: records to JSON and back, and its JSON Schema, all derived from `model`.

A record becomes an object with the record's field names (a trailing underscore dropped), tuples become arrays, None
becomes null. `Annotated` and `Comparison` are flattened: the fields of their parts stand side by side. Top-level
objects carry `"schema": "stemma/1"`. The contract only grows: fields are added, never renamed or removed.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar

from stemma import model

SCHEMA = "stemma/1"
FLATTENED = (model.Annotated, model.Comparison)
"""Records whose record-valued fields are merged into one object."""

R = TypeVar("R")


def dump(record: Any) -> Any:
    """`record` as JSON-ready values (dicts, lists, strings, numbers, None). Accepts records, tuples and scalars."""
    kind: Any = type(record)
    if kind in _PLAIN:
        return record
    names, flat = _shape(kind)
    if names is not None:
        out: dict[str, Any] = {}
        for name, key in names:
            value = dump(getattr(record, name))
            if flat and isinstance(value, dict):
                out.update(value)
            else:
                out[key] = value
        return out
    if isinstance(record, (tuple, list)):
        return [dump(item) for item in record]
    if isinstance(record, dict):
        return {str(key): dump(value) for key, value in record.items()}
    return record


_PLAIN = frozenset((str, int, float, bool, type(None)))


@functools.cache
def _shape(kind: type) -> tuple[tuple[tuple[str, str], ...] | None, bool]:
    """The names of a record's fields (None for what is no record), and whether its parts are merged. Once a type."""
    return (_names(kind) if dataclasses.is_dataclass(kind) else None), issubclass(kind, FLATTENED)


def document(record: Any) -> dict[str, Any]:
    """`dump(record)` as a top-level object that names the schema it follows."""
    return {"schema": SCHEMA, **dump(record)}


def load(kind: type[R], value: Any) -> R:
    """The record of `kind` that `dump` made `value` from. Unknown keys are ignored, missing ones take defaults.

    Raises `TypeError` where a required field is missing.
    """
    return typing.cast(R, _loader(typing.cast(Any, kind))(value))


@functools.cache
def _loader(kind: Any) -> Callable[[Any], Any]:
    """A function that makes a value of `kind` from JSON. Made once for each type: loading is on the hot path."""
    if dataclasses.is_dataclass(kind):
        return _record_loader(typing.cast(type, kind))
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _loader(next(a for a in args if a is not type(None)))
        return inner if inner is _same else lambda value: None if value is None else inner(value)
    if origin is tuple:
        loaders = [_loader(a) for a in args if a is not Ellipsis]
        if all(loader is _same for loader in loaders):
            return tuple
        if args[-1] is Ellipsis:
            return lambda value: tuple(map(loaders[0], value))
        return lambda value: tuple(loader(item) for loader, item in zip(loaders, value, strict=True))
    return _same


def _same(value: Any) -> Any:
    return value


def _record_loader(kind: type) -> Callable[[Any], Any]:
    hints = _hints(kind)
    if kind in FLATTENED:
        parts = [(n, k, _loader(hints[n]), dataclasses.is_dataclass(hints[n])) for n, k in _names(kind)]
        return lambda value: kind(**{n: f(value if flat else value[k]) for n, k, f, flat in parts})
    fields = [(name, key, _loader(hints[name])) for name, key in _names(kind)]
    return lambda value: kind(**{name: f(value[key]) for name, key, f in fields if key in value})


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


@functools.cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((f.name, f.name.rstrip("_")) for f in dataclasses.fields(kind))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of every record, under `$defs` by record name."""
    records = [
        r
        for r in vars(model).values()
        if isinstance(r, type) and dataclasses.is_dataclass(r) and r is not model.Capture
    ]
    defs = {typing.cast(type, r).__name__: _object(typing.cast(type, r)) for r in records}
    defs["StoryLine"] = _story_line()
    defs["StoryDocument"] = _story_document()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "The records of Stemma",
        "$defs": defs,
    }


def _object(kind: type) -> dict[str, Any]:
    hints = _hints(kind)
    properties: dict[str, Any] = {}
    for name, key in _names(kind):
        if kind in FLATTENED and dataclasses.is_dataclass(hints[name]):
            properties.update(_object(typing.cast(type, hints[name]))["properties"])
        else:
            properties[key] = _type(hints[name])
    text = (kind.__doc__ or "").strip().split("\n")[0]
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}


def _type(kind: Any) -> dict[str, Any]:
    if kind is Any:
        return {}
    if dataclasses.is_dataclass(kind):
        return {"$ref": f"#/$defs/{typing.cast(type, kind).__name__}"}
    simple = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    if kind in simple:
        return {"type": simple[kind]}
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_type(a) for a in args]}
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return {"type": "array", "items": _type(args[0])}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_type(a) for a in args], "minItems": len(args), "maxItems": len(args)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(args[1])}
    raise TypeError(f"no JSON type for {kind!r}")


def _story_document() -> dict[str, Any]:
    """A whole story as `stemma story --json` prints it: the Story record, its counts, timeline and brief."""
    story = _object(model.Story)
    story["properties"] |= {
        "counts": _counts(),
        "timeline": _type(tuple[model.TimelineEntry, ...]),
        "brief": _type(tuple[model.BriefSentence, ...]),
    }
    story["required"] = list(story["properties"])
    return story


def _story_line() -> dict[str, Any]:
    """A story as `stemma stories --json` lists it: without claims, and with `lineages` as a number."""
    story = _object(model.Story)["properties"]
    keep = ("id", "title", "state", "first", "last", "articles", "outlets", "lineages", "origins", "keywords")
    properties = {key: story[key] for key in (*keep, "parties", "houses", "owned")} | {"lineages": {"type": "integer"}}
    text = "A story in a list, with its four counts; `new` are the ids of its articles since the time asked for."
    new = {"new": {"type": "array", "items": {"type": "string"}}}
    required = list(properties)
    return {"type": "object", "description": text, "properties": properties | new, "required": required}


def _counts() -> dict[str, Any]:
    number = {"type": "integer"}
    properties = {"outlets": number, "lineages": number, "origins": _type(tuple[int, int])}
    properties |= {"houses": _type(int | None), "owned": number}
    return {"type": "object", "properties": properties, "required": list(properties)}
