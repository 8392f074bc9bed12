"""The status ledger, standing, and what changed since. All texts are invented."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.model import Claim, Statement, Story
from stemma.relate.claims import standing
from stemma.relate.claims.facts import sign as sign_of
from stemma.relate.claims.status import Ground, at, ledger
from stemma.tell.changes import changes
from tests.made import read


def say(
    text: str = "the ferry sank off Quill Point", origin: str = "Jona Veld", day: int = 1, **more: Any
) -> Statement:
    """An invented statement: by a named person, without hedge, of the past."""
    told: dict[str, Any] = {
        "act": "assert",
        "certainty": "CT+",
        "tense": "past",
        "named": True,
        "origin_type": "person",
    } | more
    identity = f"{origin}{day}{text}{sorted(more.items())}"
    base = Statement(identity, f"page {origin}", "a1", ((0, len(text)),), told["act"], told["certainty"], text=text)
    told |= {"origin": origin, "chain": (origin,), "time": f"2031-05-{day:02d}T08:00:00Z"}
    return read(dataclasses.replace(base, **told))


SPOKESMAN = {"role": "Ruvian government spokesman Jona Veld"}
OFFICIALS = {"origin": "unidentified officials", "named": False, "origin_type": "group"}


def states(*said: Statement) -> list[str]:
    return [line.status for line in ledger(said, said)]


def test_from_unconfirmed_to_confirmed() -> None:
    assert states(say(**OFFICIALS), say(day=2, **SPOKESMAN)) == ["unconfirmed", "confirmed"]


def test_only_possible_and_future_is_speculated_then_announced() -> None:
    first = say("a meeting is possible next week", certainty="PS+", tense="present", **OFFICIALS)
    later = say("the two will meet after the forum", day=2, tense="future", **SPOKESMAN)
    assert states(first, later) == ["speculated", "announced"]


def test_the_future_is_never_confirmed() -> None:
    assert states(say("the treaty will be signed on Friday", tense="future", act="confirm", **SPOKESMAN)) == [
        "announced"
    ]


def test_a_named_bystander_only_reports() -> None:
    assert states(say(role="a neighbour, Jona Veld")) == ["reported"]


@pytest.mark.parametrize("origin", ["the jurors", "the lighthouse log", "his sister", "fishermen at the pier", "he"])
def test_who_has_no_name_and_is_told_apart_only_reports(origin: str) -> None:
    assert states(say(origin=origin, named=False, origin_type="group")) == ["reported"]


@pytest.mark.parametrize("origin", ["officials", "a source at the port", "people briefed on it", "two witnesses"])
def test_what_only_they_say_whom_nobody_could_ask_is_unconfirmed(origin: str) -> None:
    assert states(say(origin=origin, named=False, origin_type="group")) == ["unconfirmed"]


def test_that_somebody_thinks_so_is_reported() -> None:
    assert states(say("it is probably a bad idea", certainty="PR+", tense="present")) == ["reported"]


def test_a_plan_that_was_had_is_reported_and_one_that_there_is_is_not_announced() -> None:
    assert states(say("he had planned to appeal")) == ["reported"]
    assert states(say("the port has no plans to close", tense="present", **SPOKESMAN)) != ["announced"]


def test_what_a_body_means_to_do_is_not_confirmed() -> None:
    assert states(say("to pass it by the end of the week", tense="unknown", origin_type="government", **SPOKESMAN)) == [
        "announced"
    ]


def test_a_president_alone_confirms_nothing_of_a_rival() -> None:
    alone = say("Mara Lind lied to the court", role="President")
    assert states(alone) == ["reported"]
    assert (
        states(alone, say("Mara Lind lied to the court", origin="Bo Dahl", role="prosecutor", day=2))[-1] == "confirmed"
    )


@pytest.mark.parametrize("kind", ["outlet", "agency"])
def test_outlets_and_agencies_confirm_nothing(kind: str) -> None:
    assert states(say(origin="Marle Wire", origin_type=kind, role="the Marle Wire")) == ["reported"]


def test_the_state_agency_speaks_for_its_own_leader_only() -> None:
    wire = {
        "origin": "Ruvian Telegraph Agency",
        "origin_type": "agency",
        "role": "Ruvia's official Ruvian Telegraph Agency",
    }
    own = say("Ada Lindqvist boarded the train", **wire)
    other = say("Tomas Brandt boarded the train", **wire)
    story = (
        own,
        other,
        say("Ruvian leader Ada Lindqvist is travelling"),
        say("Ostland's president Tomas Brandt is travelling"),
    )
    assert standing.has_standing(own, story)
    assert not standing.has_standing(other, story)


def test_not_confirming_and_no_comment_change_nothing() -> None:
    first = say(**OFFICIALS)
    mute = say("those details", "Defence Ministry", day=2, act="not-confirm", certainty="U", origin_type="government")
    silent = say("the matter", "Palace", day=2, act="no-comment", certainty="U", origin_type="government")
    assert states(first, mute, silent) == ["unconfirmed"]


def test_accusation_and_denial_are_a_dispute() -> None:
    accuse = say("Ostland sold shells", "Ruvia", act="accuse", origin_type="government")
    deny = say("such claims", "Ostland", act="deny", certainty="CT-", origin_type="government", day=2)
    assert states(accuse, deny) == ["reported", "disputed"]


def test_the_accuser_alone_confirms_nothing() -> None:
    assert states(say("Ostland sold shells", "Ruvia", act="accuse", origin_type="government")) == ["reported"]


def test_an_opinion_of_office_is_no_confirmation() -> None:
    assert states(say("this is a tragedy for our country", tense="present", role="President Jona Veld")) == ["reported"]


def test_police_speak_as_a_body_but_their_sources_do_not() -> None:
    police = {"named": False, "origin_type": "government"}
    assert states(say(origin="the police", role="the police", **police)) == ["confirmed"]
    assert states(say(origin="police sources", role="police sources", named=False, origin_type="group")) == [
        "unconfirmed"
    ]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("a statement from the Ruvian prison service", "confirmed"),
        ("the head of the Marle fire service, Ada Quill", "confirmed"),
        ("a statement", "unconfirmed"),
        ("officials of the prison service", "unconfirmed"),
    ],
)
def test_statements_of_bodies_and_names_beside_an_office_have_standing(origin: str, status: str) -> None:
    kind = "document" if "statement" in origin else "person"
    assert states(say(origin=origin, named=False, origin_type=kind)) == [status]


def test_who_is_contradicted_in_a_claim_confirms_nothing_in_it() -> None:
    police = say("Veld drew a revolver", "Jona Veld", **SPOKESMAN)
    witness = say("he had no weapon in his hands", "Ada Quill", role="a neighbour, Ada Quill")
    assert states(police) == ["confirmed"]
    assert states(police, witness) == ["reported"]


def test_what_is_said_by_the_way_is_not_confirmed() -> None:
    assert states(say("when the pump had failed", clause="adverbial", **SPOKESMAN)) == ["reported"]


def test_what_would_have_been_is_no_plan() -> None:
    assert states(say("they found nothing that would have kept her in port", **SPOKESMAN)) == ["confirmed"]


def test_a_correction_withdraws() -> None:
    first = say("forty people were hurt", origin="Osk Daily", origin_type="outlet")
    second = say("forty people were not hurt", origin="Osk Daily", origin_type="outlet", day=2)
    assert [x.status for x in ledger((first, second), (), Ground(corrections={second.id}))] == ["reported", "withdrawn"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("the boy did not point a gun", -1),
        ("he had no gun", -1),
        ("It was unclear if anyone was hurt", 0),
        ("no fewer than six people died", 1),
        ("there is no doubt that the dam broke", 1),
        ("an officer yelled “Don’t move” at the driver", 1),
        ("she denied that the boy did not stop", 1),
        ("a man who had not been at work for years was dismissed", 1),
        ("the students were not among the dead", -1),
        ("Mayor rejects claims of a leak", -1),
    ],
)
def test_polarity(text: str, sign: int) -> None:
    assert sign_of(say(text)) == sign


acts = st.sampled_from(["assert", "confirm", "deny", "accuse", "announce", "not-confirm", "no-comment"])


def spoken(origin: str, day: int, act: str, sure: str, named: bool) -> Statement:
    return say("the dam broke", origin, day, act=act, certainty=sure, named=named, role=f"spokesman {origin}")


sure = st.sampled_from(["CT+", "PR+", "PS+", "U"])
made = st.builds(spoken, st.sampled_from(["Ada", "Bo", "Cy"]), st.integers(1, 6), acts, sure, st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(made, min_size=1, max_size=8), st.integers(1, 6))
def test_the_ledger_is_append_only(said: list[Statement], day: int) -> None:
    whole = ledger(said, said)
    earlier = [s for s in said if (s.time or "") <= f"2031-05-{day:02d}T08:00:00Z"]
    if earlier:
        prefix = ledger(earlier, said)
        assert whole[: len(prefix)] == prefix
    assert all(line.because for line in whole)


@settings(max_examples=60, deadline=None)
@given(st.lists(made, min_size=1, max_size=8))
def test_unnamed_and_silent_parties_never_confirm(said: list[Statement]) -> None:
    quiet = [dataclasses.replace(s, named=False, origin="two officials", role="two officials") for s in said]
    assert "confirmed" not in states(*quiet)


def told() -> Story:
    said = (say(**OFFICIALS), say(day=3, **SPOKESMAN))
    history = ledger(said, said)
    claim = Claim("c1", said[1].text, said, history[-1].status, history, 2, 2, (1, 2))
    return Story("s1", None, "developing", None, None, (), 2, (), (1, 2), (claim,))


def test_status_at_a_time() -> None:
    claim = told().claims[0]
    assert at(claim, "2031-04-30") is None
    assert at(claim, "2031-05-02") == "unconfirmed"
    assert at(claim, "2031-05-03") == "confirmed"


def test_changes_since_say_what_who_and_where() -> None:
    (change,) = changes(told(), "2031-05-02")
    assert (change.kind, change.before, change.after) == ("confirmed", "unconfirmed", "confirmed")
    assert change.chains == (("Jona Veld",),)
    assert change.articles == ("page Jona Veld",)
    assert [c.kind for c in changes(told(), None)] == ["confirmed", "known"]
    assert changes(told(), "2031-06-01") == ()


NAMED = {"certainty": "U", "tense": "unknown"}


def test_that_somebody_says_if_or_that_it_is_not_known_is_reported() -> None:
    assert states(say("the cause is not known", **NAMED)) == ["reported"]
    assert states(say("he would resign if he lost", **NAMED)) == ["reported"]
    assert states(say("the cause is not known", **(NAMED | OFFICIALS))) == ["unconfirmed"]


def test_that_somebody_would_not_speak_is_reported_and_a_did_not_confirm_alone_is_unconfirmed() -> None:
    assert states(say("to name the buyer", act="no-comment", certainty="U")) == ["reported"]
    assert states(say("the find", act="not-confirm", certainty="U")) == ["unconfirmed"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("he will open the harbour in May", "announced"),
        ("“We will see what the harbour brings,”", "reported"),
    ],
)
def test_a_comment_on_the_future_is_no_announcement(text: str, state: str) -> None:
    assert states(say(text, tense="future")) == [state]


@pytest.mark.parametrize(
    ("origin", "kind", "state"),
    [
        ("a poll of the Valmere Courier", "document", "reported"),
        ("a letter to the growers", "document", "reported"),
        ("three former prisoners", "group", "unconfirmed"),
        ("some in the party", "group", "unconfirmed"),
        ("three port officials", "group", "unconfirmed"),
    ],
)
def test_a_paper_that_one_can_read_is_no_source_whom_nobody_could_ask(origin: str, kind: str, state: str) -> None:
    assert states(say(origin=origin, origin_type=kind, named=False)) == [state]


def test_what_police_tell_of_an_event_by_the_way_confirms_it() -> None:
    police = {"origin": "the police", "role": "the police", "named": False, "origin_type": "government"}
    assert states(say("a van struck her", clause="adverbial", **police)) == ["confirmed"]


def test_kin_of_an_officer_have_no_standing() -> None:
    assert states(say(role="Ada Quill, widow of a police officer")) == ["reported"]


def test_a_lone_denial_of_what_others_said_is_a_dispute() -> None:
    deny = {"act": "deny", "certainty": "CT-"}
    (change,) = ledger([say("the allegations were completely false", **deny)])
    assert (change.status, change.reason) == ("disputed", "denied by Jona Veld, who answer what others said")
    assert states(say("the ferry was overloaded", **deny)) == ["denied"]


def test_a_dispute_names_who_says_what_is_denied_and_nobody_else() -> None:
    said = (
        say("the ferry was overloaded", origin="Ada Quill"),
        say("the ferry sailed at noon", origin="Bo Dahl"),
        say("the ferry was not overloaded", origin="Jona Veld", certainty="CT-", day=2),
    )
    last = ledger(said, said)[-1]
    assert last.reason == "asserted by Ada Quill, denied by Jona Veld"
    assert set(last.because) == {said[0].id, said[2].id}


def test_where_somebody_is_and_what_it_does_not_know_an_office_confirms() -> None:
    police = {"origin": "the police", "role": "the police", "named": False, "origin_type": "government"}
    assert states(say("the van was in the harbour", **police)) == ["confirmed"]
    assert states(say("they did not know whose van it was", certainty="CT-", **police)) == ["confirmed"]


def test_the_service_of_an_outlet_is_an_outlet() -> None:
    wire = {"origin": "the New York Times’s online service", "origin_type": "government"}
    assert states(say("the harbour was opened", **wire)) == ["reported"]


def test_what_one_in_office_expects_of_others_is_no_announcement() -> None:
    plan = {"tense": "future"}
    assert states(say("Ada Quill will see that it was right", role="President Jona Veld", **plan)) == ["reported"]
    spoken = say("the two will meet after the forum", role="the president's spokesman, Jona Veld", **plan)
    assert states(spoken) == ["announced"]
