"""Words that speak: reporting verbs by the act they do, nouns that report, and their inflected forms.

Chosen from PolNeAR's training part: a word stands here if, with the construction named, annotators more often than
not took it for a cue.
"""

from __future__ import annotations

from stemma.model import Act


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAYING = _set(
    """say tell report announce claim state note add argue suggest write explain insist acknowledge declare warn
    contend assert allege conclude predict reveal disclose testify tweet recall reply respond admit concede confirm
    deny complain caution maintain observe remark reiterate repeat stress emphasize emphasise estimate indicate
    speculate assure inform remind vow pledge promise propose recommend joke quip muse lament boast brag shout yell
    scream whisper mutter murmur answer retort counter comment elaborate signal imply hint mention posit theorize
    theorise postulate forecast project calculate reckon opine advise proclaim affirm attest swear vouch certify
    confess relate recount narrate convey communicate articulate blog text email post advertise preach protest
    object clarify specify detail describe characterize characterise point continue argue read
    determine rule decide demand"""
)
"""Verbs that, with a clause or a quotation as what is said, are a cue."""

THINKING = _set(
    """believe think expect hope fear doubt suspect worry guess suppose anticipate agree disagree find learn figure
    imagine envision ask question wonder recognize recognise consider"""
)
"""Verbs of thought and finding: a cue only with a clause."""

SEEN = _set("report recall recount describe remember mention")
"""Verbs of saying whose gerund is what one saw or did ("report hearing two bangs")."""

SHOWING = _set("show find suggest indicate reveal say note state read estimate conclude warn report")
"""What documents do."""

MANNER = _set(
    "put go begin start end laugh smile sigh snap fire shoot chime interject interrupt offer weigh finish open"
)
"""Verbs that are a cue only beside a quotation ("he went on", "she began", "he shot back")."""

WITH_INFINITIVE = _set("promise vow pledge threaten swear")
"""Verbs whose infinitive is what is said ("vowed to fight")."""

WITH_OBJECT = _set(
    """announce propose predict explain express dismiss reject denounce praise criticize criticise condemn
    blast slam deplore decry"""
)
"""Verbs whose object is what is said ("announced a plan")."""

REFERRING = _set(
    """accuse allude applaud assail attribute bemoan blame chide cite congratulate credit deride discuss disparage echo
    endorse hail highlight invoke lambast lash liken mock order outline plead portray quote rail reaffirm rebuff rebuke
    commend refer reference refuse repudiate tout trumpet urge voice"""
)
"""Verbs of speech about a thing: a cue though no clause follows ("touted his record", "blamed the weather")."""

NAMING = _set("call describe label dub brand characterize characterise denounce criticize criticise")
"""Verbs that say what something is ("called the plan a mistake", "described it as …")."""

PUBLISHING = _set("release publish issue provide present offer share circulate give receive cite produce see obtain")
REPORT_NOUNS = _set(
    """intelligence report reports statement evidence information details data findings word news claim claims
    allegation allegations warning accusation suggestion assertion argument speculation concern concerns fear fears
    rumor rumors rumour rumours belief hope idea notion view opinion complaint complaints announcement assurance
    assurances indication indications promise pledge prediction theory estimate estimates signs sign message
    conclusion possibility revelation revelations"""
)
"""Nouns that take a that-clause of what is reported."""

FOLLOWING = _set("add say note cite quote claim argue explain stress insist tell warn write state report suggest call")
"""Verbs that, as a participle after a comma, go on with the speech of the same speaker ("…, adding that …")."""

ACTS: dict[str, Act] = {
    **dict.fromkeys(_set("confirm verify corroborate acknowledge admit concede confess"), "confirm"),
    **dict.fromkeys(
        _set("deny dispute refute reject dismiss rebut contradict disavow disclaim repudiate"), "deny"
    ),
    **dict.fromkeys(_set("accuse blame charge allege"), "accuse"),
    **dict.fromkeys(_set("announce declare proclaim unveil"), "announce"),
}  # fmt: skip
"""The act of a cue lemma; all others assert."""

DENYING = frozenset(
    {("brush", "off"), ("brush", "aside"), ("shrug", "off"), ("laugh", "off"), ("wave", "away"), ("bat", "away")}
    | {("rule", "out"), ("play", "down"), ("shoot", "down"), ("hit", "back"), ("push", "back"), ("fire", "back")}
)
"""Verbs that deny together with their particle."""

OBJECT_CONTENT = _set(
    "confirm deny admit dispute refute reject dismiss rebut corroborate verify acknowledge contradict disavow"
)
"""Verbs whose object stands for what was said ("denied such claims", "did not confirm those details")."""

SAID_OBJECTS = _set(
    """claim claims detail details report reports allegation allegations accusation accusations charge charges
    rumor rumors rumour rumours news account accounts story information involvement responsibility wrongdoing
    arrest death deaths attack role knowledge assertion assertions suggestion suggestions idea notion that this it
    number figure figures identity plan plans talks deal existence link links collusion"""
)

REFUSING = _set("decline refuse")
COMMENTING = _set("comment draw discuss elaborate answer say speak respond disclose specify identify provide confirm")

BY_SAYING = _set(
    """correct contradict confirm deny refer respond react reply dismiss reject repeat echo cite quote add speak dispute
    clarify revise update acknowledge announce"""
)
"""Participles after "X said" that tell what X did by saying it."""

QUANTITIES = _set("percent per % cent majority half third quarter proportion share number total most")
"""Heads of a share of people ("61 percent of residents"): what a poll counts, not a party that speaks."""

REPLYING = _set("comment respond reply answer elaborate return")
"""Verbs that, negated, are a reaction and no statement."""
TELLING = _set("tell inform remind assure warn advise notify ask brief")
"""Verbs whose object is the hearer."""
VEHICLES = _set(
    """interview statement letter email e-mail article op-ed essay column appearance segment story post tweet video
    audio recording broadcast show speech remark memo conversation call release conference briefing message"""
)
"""What a speaker speaks in."""
