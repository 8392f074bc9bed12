"""Whether a sentence affirms what it tells, denies it, or takes no side. The signs were written down before the rules.

All sentences are invented.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.lang.en import polarity
from stemma.model import Statement
from stemma.relate.claims.facts import sign as sign_of
from tests.made import read

DENIES = """
The harbour master did not sign the order
The bridge isn't closed
The ferry hasn’t been raised
The pilot was never in Oskerton
Nobody was hurt in the fire
No one has been arrested
No injuries were reported
There were no survivors
The boy had no weapon in his hands
The blast hurt nobody
Neither driver was insured
Nothing was stolen
Police found nothing in the cellar
None of the passengers survived
The company failed to warn the town
The council has yet to pay the builders
The keeper was unable to close the lock
The dam cannot hold another flood
The story is false
Reports of a second body are untrue
The letter was a hoax, police say
The photograph of the flooded stadium is fake
The video was a prank
The claim was quickly debunked
The rumour is not true
The minister “did not authorise” the payment
The mayor denies the affair
Mayor rejects claims of a leak
The club dismissed reports of a sale
The students were not among the dead
The owner decided not to appeal
Police ruled out arson
The driver who was drunk was not arrested
No, the lighthouse has been sold
The tale was made up
The two ministers and the mayor did not attend
The tram did not stop, and ran into the station wall
The actress is NOT dead
At no point did the crew lose control
He was found not guilty
The orchestra has nothing to do with the festival
The mast is no longer standing
Fake news report claims the lake has dried up
Hoax: the clock tower has fallen
False rumours that the dam had broken spread within the hour
Singer denies rumours of a split
Rumours of the duke's death are greatly exaggerated
Lighthouse not sold
Has the pier burned down? No, says the keeper
Crowds thought the tower had fallen but it was a hoax
The tale that the mill had closed was a complete fabrication
The report that the lock had failed was dismissed
Engineers doubt that the wall will hold
The woman who claimed to own the island is a fake
Don't worry, the castle is not closed
“We have not seen a single eel,” the warden told the paper
I don't like the song and I wouldn't sing it
The report on the bridge was wrong
"""

AFFIRMS = """
There was one arrest, with no injuries
The roof fell in without hurting anyone
The car stopped for no reason
The band played on to no avail
The roof fell in but nobody was hurt
The singer pleaded guilty to theft but not to assault
The tram left on time and did not come back
The fire spread because the alarm did not ring
Although the mayor did not attend, the motion passed
The market opened even though the stalls were not ready
The tanker sank after the crew failed to close a valve
The man, who had not been seen for weeks, was found alive
A man who was not insured caused the crash
The town kept a law that does not apply to ferries
He moved to a valley where nobody lives
Not only the tower but also the church burned down
The train did not leave until noon
The house is not far from the harbour
It was not long before the police came
No fewer than six people died
There is no doubt that the dam broke
There is no question that the seal was broken
There was no shortage of volunteers
The general won a vote of no confidence
The poet was denied entry to the country
The two firms were denied a permit
The army moved into the disputed valley
Two parties contested the election in Varn
Something is wrong with the pump
A committee made up of nine farmers met
The gang sold fake passports
The sirens were set off by a false alarm
Officers fabricated evidence against the miller
An officer yelled “Don’t move” at the driver
The captain shouted: ‘We can’t stop’ and jumped
The ship’s cook called the plan ‘no joke’
The union turned down the offer
The council rejected the budget
Unknown men set fire to the mill
The singer told reporters not to film her son
The queue has never been longer
The river couldn’t be higher
Nothing but ash was left of the barn
The crew left nothing to chance
Whether or not it rains, the race will be held
The ghost ship is real
The photographs are not fake
The actress denies hoax claims
A hoax call brought the trains to a halt
The army, not the police, guards the gate
He was told not to speak
Castro Lane reopened after reports of a leak
The gale slammed into the harbour
Workers rejected the offer
A man who had debunked the myth was hired
There is no limit to the water
The valley was flooded with false claims about the dam
The tax cuts are unfounded optimism on paper
Eels fell to numbers not seen since the war
It would not be surprising if the lock broke
The owner has not denied the sale
Building on the dunes is wrong
The crew enjoy a benefit previously denied to them
"""

TAKES_NO_SIDE = """
It was unclear if anyone was hurt
It is not yet clear who owns the boat
It isn’t clear whether the dam will hold
There was no immediate word on casualties
The cause of the fire is unknown
It was not known how many were aboard
There were no further details
Police have not ruled out arson
Arson cannot be ruled out
Whether the bells will ring remains to be seen
The report could not be independently verified
The figure remains unconfirmed
The firm refused to confirm or deny the sale
The owner is not sure how the boat got there
"""

SIGNED = [
    (line, sign)
    for lines, sign in ((DENIES, -1), (AFFIRMS, 1), (TAKES_NO_SIDE, 0))
    for line in lines.strip().splitlines()
]
"""Each sentence with its sign."""


def say(text: str, act: str = "assert", certainty: str = "CT+") -> Statement:
    """`text` as a statement."""
    return read(Statement("s", "page", "a1", ((0, len(text)),), act, certainty, text=text))  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "sign"), SIGNED)
def test_sign(text: str, sign: int) -> None:
    assert sign_of(say(text)) == sign


@given(st.sampled_from([text for text, sign in SIGNED if sign]))
def test_an_act_of_denial_denies_whatever_it_says(text: str) -> None:
    assert sign_of(say(text, act="deny")) == -1


@given(st.sampled_from([text for text, _ in SIGNED]), st.sampled_from(["not-confirm", "no-comment"]))
def test_a_reaction_takes_no_side(text: str, act: str) -> None:
    assert sign_of(say(text, act=act)) == 0


def test_the_quick_look_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text without any of the hints is not looked at further; looking at all of them says the same."""
    texts = [text for text, _ in SIGNED]
    quick = [(polarity.negated(t), polarity.undecided(t)) for t in texts]
    monkeypatch.setattr(polarity, "_HINT", re.compile(""))
    polarity.negated.cache_clear()
    assert [(polarity.negated(t), polarity.undecided(t)) for t in texts] == quick


@given(st.text(max_size=200))
def test_any_text_has_a_sign(text: str) -> None:
    assert sign_of(say(text)) in (-1, 0, 1)
