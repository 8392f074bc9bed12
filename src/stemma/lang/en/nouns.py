"""Head nouns of sources and what type of party they make."""

from __future__ import annotations

import functools

from stemma.model import PartyType

PRONOUNS = frozenset("he she they we i it who many some others one several both all".split())


def _table(**groups: str) -> dict[str, PartyType]:
    return {word: kind for kind, words in groups.items() for word in words.split()}  # type: ignore[misc]


HEADS = _table(
    person="""spokesman spokeswoman spokesperson official minister president premier chancellor senator congressman
    congresswoman lawmaker governor mayor analyst expert source witness lawyer attorney adviser advisor aide
    ambassador diplomat officer detective sheriff chief commander general judge prosecutor professor scientist
    researcher economist historian author writer journalist reporter columnist editor correspondent anchor host
    critic activist resident neighbor neighbour doctor physician nurse teacher student worker employee executive
    manager director chairman chairwoman chair chairperson ceo founder co-founder owner leader candidate nominee
    secretary deputy representative delegate member supporter opponent strategist consultant pollster operative
    insider staffer person man woman boy girl child mother father wife husband son daughter brother sister friend
    relative victim survivor passenger driver pilot coach player captain trainer agent producer actor actress singer
    artist king queen prince princess pope bishop priest pastor imam rabbi soldier veteran rebel militant fighter
    hacker whistleblower informant investigator negotiator envoy translator lobbyist donor voter individual colleague
    guy dad mom pope cousin uncle aunt nephew niece someone somebody teenager teen kid monitor graduate surgeon cop
    trooper spouse grandson granddaughter grandmother grandfather stepfather stepmother fiance widow head host
    boss veteran attendee bystander farmer fisherman businessman businesswoman entrepreneur coroner superintendent
    suspect defendant plaintiff complainant
    speaker teammate star engineer psychologist sociologist nominee frontrunner front-runner contender""",
    group="""officials sources people analysts experts critics residents supporters opponents lawmakers
    republicans democrats others observers members investigators prosecutors doctors scientists researchers
    economists witnesses lawyers aides advisers advisors diplomats leaders activists protesters demonstrators voters
    americans neighbors neighbours relatives friends family parents students teachers workers employees fans users
    commentators pundits historians rebels militants insurgents fighters troops soldiers crew staff public team
    families conservatives liberals progressives strategists insiders senators those men women victims survivors jury
    some many most few several quarters both respondents participants backers detractors allies executives""",
    government="""authorities ministry department
    police government office administration agency-government bureau commission
    parliament congress senate house court council authority embassy consulate army navy military force forces
    air-force guard cabinet kremlin pentagon fbi cia nsa nasa white-house municipality city state county prefecture
    prosecutor's intelligence customs treasury legislature regime junta palace presidency directorate
    coastguard coast-guard inspectorate tribunal service services""",
    organisation="""company firm corporation group party campaign committee union association organization organisation
    foundation institute university college school hospital bank club league federation airline operator maker
    manufacturer charity coalition alliance network-company board church society center centre think-tank
    institution chain carrier utility retailer brokerage consultancy nonprofit non-profit ngo lobby startup""",
    outlet="""newspaper paper newspapers magazine broadcaster channel network media outlet outlets website site blog
    tabloid press weekly daily station television tv radio publication publications papers program programme
    show podcast journal""",
    agency="agency agencies newswire wire",
    document="""report reports statement study survey poll polls document documents article indictment complaint
    lawsuit filing affidavit memo letter email e-mail book bill ruling opinion transcript recording audio video
    footage tape file files data figures statistics records record paper-document analysis review audit census
    notice bulletin release website-document post tweet message log logs papers-document account accounts
    testimony findings research forecast count tally exit-poll polling estimates surveys studies leaflet manifesto
    editorial charges charge ad ads advert adverts advertisement advertisements commercial commercials resolution
    petition missive""",
)

BODIES = _table(
    government="""authorities ministry department
    police agency bureau commission parliament congress senate court council
    authority embassy consulate army navy military administration government kremlin pentagon fbi cia nsa nasa guard
    treasury service senate secretariat cabinet sheriff chiefs""",
    organisation="""inc corp corporation company ltd llc plc group party committee union association organization
    organisation foundation institute university college school hospital bank club league federation airlines airways
    motors coalition alliance society center centre church network nations fund caucus conference campaign
    ports roads railways railway rail energy foods airline holdings industries partners securities ventures labs
    laboratories technologies systems pharma pharmaceuticals therapeutics shipping ferries lines electric petroleum
    mining chemicals insurance logistics
    water gas power mutual steel telecom properties homes stores brands resources networks solutions watch
    monitor observatory initiative institution trust confederation""",
    outlet="""times post journal herald tribune gazette chronicle news newspaper magazine tv radio television daily
    globe telegraph guardian mirror observer examiner inquirer courier dispatch bulletin star ledger sentinel argus
    advertiser broadcasting""",
)
"""Words inside a proper name that say what kind of body bears it."""

TITLES = frozenset(
    """mr mrs ms mx dr prof professor sir dame lord lady sen sens senator rep reps representative gov governor president
    govs const constable supt insp pte pvt cpl corporal brig brigadier
    vice premier chancellor minister prime secretary king queen prince princess pope cardinal archbishop bishop
    rev reverend father sister rabbi imam sheikh gen general lt lieutenant col colonel maj major capt captain sgt
    sergeant cmdr commander adm admiral judge justice attorney ambassador mayor sheriff detective officer chief
    inspector superintendent congressman congresswoman former acting deputy coach foreign defense defence interior
    finance state hon chairman chairwoman speaker director spokesman spokeswoman spokesperson whip
    majority minority cllr councillor sp dsp asp csp acp pc dci engr alhaji hajia mallam shri smt mp mep msp""".split()
)


PEOPLES = ("ans", "ese", "crats", "ists", "is", "ites", "yorkers", "landers")
"""Endings of plurals that name people by country, party or creed."""
NATIONALS = frozenset(
    """spaniard frenchman frenchwoman dutchman dutchwoman englishman englishwoman irishman irishwoman scotsman welshman
    briton german italian american canadian australian brazilian russian ukrainian belgian dane swede norwegian finn
    pole czech slovak hungarian romanian bulgarian serb croat greek turk iranian iraqi israeli palestinian egyptian
    moroccan algerian nigerian ghanaian kenyan ethiopian indian pakistani korean mexican colombian chilean argentine
    argentinian peruvian austrian californian texan londoner parisian republican democrat tory socialist liberal
    kurd sikh brit basque tamil arab jew scot tory conservative communist islamist catholic protestant muslim""".split()
)
"""Nouns for one person by where he or she is from."""


def type_of(word: str, lemma: str) -> PartyType | None:
    """The type of party that a head noun makes (`word` lower case), None if it cannot speak."""
    found = HEADS.get(word)
    if found is None and lemma != word:
        found = HEADS.get(lemma)
        if found == "person":
            return "group"
    if found is None and len(lemma) > 4 and lemma.endswith(AGENTIVE) and lemma not in THINGS:
        return "person" if lemma == word else "group"
    return found


AGENTIVE = ("er", "or", "ist", "ian", "man", "woman", "mate", "ant", "son")
"""Endings of nouns for people who do something ("organizer", "economist", "teammate")."""
THINGS = frozenset(
    """number matter order power border water weather winter summer center letter paper chapter quarter computer
    server paper offer answer danger disorder disaster encounter factor error sector motor minor door floor color
    colour flavor harbor labor labour behavior humor honor tumor rumor mirror corner dinner river tower shower trigger
    barrier career layer chamber member-state transfer counter shelter former latter latter another other whether
    restaurant grant warrant plant elephant covenant remnant reason season person prison poison lesson comparison
    print user-data newsletter charter prayer poster folder cover trailer hammer finger shoulder weather-center
    december november october september never ever over under after""".split()
)
"""Nouns with such an ending that are no people."""


@functools.cache
def countries() -> frozenset[str]:
    """Names of states, lower case, as governments that speak ("the United States accuses …")."""
    from stemma.lang.en.places import countries as names

    return names()
