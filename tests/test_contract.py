"""The JSON contract: records to JSON and back, and a schema that really rejects what is wrong."""

from __future__ import annotations

import dataclasses

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import contract, model

ARTICLE = model.Article(
    id="p1",
    body="The mill at Orsk Hollow burned down, police said.",
    outlet="Hollow Courier",
    credits=("Inland Press Service",),
    sections=(model.Section("original", "2031-03-04T09:00:00+02:00", 0, 49),),
    teasers=(model.Teaser("Bakers strike again", "2031-03-03"),),
)
ATTRIBUTION = model.Attribution(
    id="a1",
    content=((0, 35),),
    cue=((44, 48),),
    source=((37, 43),),
    kind="indirect",
    certainty="CT+",
    chain=(model.Link("police", "government", False, "police"),),
    confidence=0.93,
)
ANNOTATED = model.Annotated(ARTICLE, model.Annotations(attributions=(ATTRIBUTION,)))


SCHEMA = contract.schema()


def validate(name: str, value: object) -> None:
    jsonschema.validate(value, {**SCHEMA, "$ref": f"#/$defs/{name}"})


def test_an_annotated_article_is_one_flat_object() -> None:
    value = contract.document(ANNOTATED)
    assert value["schema"] == "stemma/1"
    assert value["outlet"] == "Hollow Courier"
    assert value["attributions"][0]["content"] == [[0, 35]]
    assert contract.load(model.Annotated, value) == ANNOTATED


def test_from_has_no_underscore_in_json() -> None:
    found = model.Derivation("a", "b", "copy", 0.9, passages=(model.Passage((0, 3), (4, 7), 0.5),))
    value = contract.dump(found)
    assert (value["from"], value["to"]) == ("a", "b")
    assert contract.load(model.Derivation, value) == found
    comparison = model.Comparison(found, ((3, 5),), ())
    assert contract.load(model.Comparison, contract.dump(comparison)) == comparison


@pytest.mark.parametrize(
    "kind", [r for r in vars(model).values() if isinstance(r, type) and dataclasses.is_dataclass(r)]
)
def test_every_record_but_the_capture_has_a_schema(kind: type) -> None:
    assert (kind.__name__ in contract.schema()["$defs"]) == (kind is not model.Capture)


def test_the_schema_is_a_schema_and_rejects() -> None:
    jsonschema.Draft202012Validator.check_schema(contract.schema())
    good = contract.document(ANNOTATED)
    validate("Annotated", good)
    for wrong in ({"body": None}, {"attributions": [{}]}, {"published_by": "guessed"}, {"credits": "AP"}):
        with pytest.raises(jsonschema.ValidationError):
            validate("Annotated", good | wrong)


texts = st.text(max_size=20)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99))
timexes = st.builds(
    model.Timex,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    type=st.sampled_from(["DATE", "TIME", "DURATION", "SET"]),
    value=texts,
    begin=st.none() | texts,
    confidence=st.floats(0, 1),
)
claims = st.builds(
    model.Claim,
    id=texts,
    text=texts,
    statements=st.just(()),
    status=st.sampled_from(["reported", "denied"]),
    history=st.lists(
        st.builds(model.StatusChange, time=st.none(), status=st.just("reported"), because=st.just(("s1",)))
    ).map(tuple),
    outlets=st.integers(0, 9),
    lineages=st.integers(0, 9),
    origins=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)


@given(timexes | claims)
def test_records_survive_the_round_trip(record: object) -> None:
    value = contract.dump(record)
    validate(type(record).__name__, value)
    assert contract.load(type(record), value) == record


def test_unknown_keys_of_a_later_contract_are_ignored() -> None:
    assert contract.load(model.Teaser, {"title": "Rain", "time": None, "colour": "red"}) == model.Teaser("Rain")
