"""The rules: what sequences of words are times. Each names the reader that says what they mean.

Notation: capitals are classes of `lexicon`, small words and signs are themselves, `( ) | ?` as in regular expressions,
`*` is up to seven times, `x=…` names a part, `{M}` is a macro. Of several rules the leftmost, then the longest match
holds; at equal length the earlier rule. What a reader refuses goes to the next rule. `none` claims words that only look
like a time.
"""

from __future__ import annotations

MACROS = {
    "MON": "(MONTH|MABBR .?)",
    "WDAY": "(WD|WDABBR .?)",
    "UNIT": "(UNIT1|UNITS|USHORT .?)",
    "DIGITS": "(INT (, N3)* ((.|/) INT)? (NN / NN)? (SCALE)?)",
    "SPELLED": "((NUMW|(a|an)? SCALE) ((-|and)? (NUMW|SCALE))*)",
    "N": "({DIGITS}|{SPELLED}) (and a half|- and - a - half)?",
    "SOME": "((a|an)? (VAGUE|number|half - dozen|half dozen|handful) (of|more|dozen|hundred|thousand)?|dozens of)",
    "ABOUT": "(about|around|almost|nearly|roughly|approximately|over|under|(more|less|fewer|longer) than|at least"
    "|at most|up to|no more than|just over|just under|only|well over|barely|some)",
    "MORE": "(more|full|straight|consecutive|additional|further|other|trading|business|working|calendar|whole|long)",
    "TZ": "(ZONE|ZONEW (standard|daylight|summer|mean)? time|local time|\\( ZONE \\)|here)",
    "AMPM": "(am|pm|(a|p) . m .?)",
    "THIS": "(this|last|next|past|previous|coming|following|current|preceding|upcoming|latest|present)",
    "SUFFIX": "(st|nd|rd|th)",
    "NTH": "(ORDW|TENS -? ORDW|NN {SUFFIX})",
    "EARLY": "(early|mid|late|earlier|later|the (very)? (beginning|start|end|middle|close|first half|second half"
    "|latter half|latter part|early part|last half|turn) of|(beginning|start|end|middle) of|middle)",
    "APOS": "('|’|‘)",
}

RULES: list[tuple[str, str]] = [
    # dates in figures
    ("iso", "y=YEAR - m=N2 - d=N2"),
    ("iso", "y=YEAR - m=N2 - d=N2 t? h=N2 : i=N2 (: s=N2 (. INT)?)? (z=z|g=(+|-) v=N2 :? w=N2)?"),
    ("iso", "y=YEAR / m=NN / d=NN"),
    ("iso", "c=N8"),
    ("figures", "a=NN / b=NN / y=(YEAR|N2)"),
    ("figures", "a=NN - b=NN - y=YEAR"),
    ("figures", "a=NN . b=NN . y=YEAR"),
    ("nine_eleven", "a=NN / b=NN"),
    # days of a month
    ("monthday", "({WDAY} ,? the?)? (e=(early|late) (on)?)? m={MON} (the)? d=(DAY {SUFFIX}?|ORDW|TENS -? ORDW)"),
    ("monthday", "({WDAY} ,? the?)? m={MON} d=DAY {SUFFIX}? ,? y=YEAR"),
    ("monthday", "({WDAY} ,? the?)? m={MON} d=DAY {SUFFIX}? ,? (of)? (r=(this|last|next) year)"),
    ("monthday", "({WDAY} ,? the?)? d=DAY {SUFFIX}? -? (of)? m={MON} (,? y=YEAR)?"),
    ("monthday", "({WDAY} ,? the?)? d={NTH} (day)? of m={MON} (,? y=YEAR)?"),
    ("monthday", "({WDAY} ,? the?)? d=DAY {SUFFIX}? (of)? m={MON} r=(this|last|next) year"),
    (
        "monthdays",
        "({WDAY} ,?)? m={MON} d=DAY {SUFFIX}? (-|–|—|to|and|through|or|until|till) f=DAY {SUFFIX}? (,? y=YEAR)?",
    ),
    ("monthdays", "d=DAY {SUFFIX}? (-|–|—|to|and|through|or|until|till) f=DAY {SUFFIX}? (of)? m={MON} (,? y=YEAR)?"),
    ("monthday", "r=(last|this|next) m={MON} d=DAY {SUFFIX}?"),
    ("weekof", "the week (of|beginning|starting|ending|ended) m={MON} d=DAY (,? y=YEAR)?"),
    # months
    ("month", "(e={EARLY} -?)? m={MON} (,|of)? y=YEAR"),
    ("month", "(e={EARLY} -?)? m={MON} {APOS} y=N2"),
    ("month", "(e={EARLY} -?)? m={MON} (of)? r=(this|last|next) year"),
    ("month", "(e={EARLY} -?)? m={MON}"),
    ("month", "e={EARLY}? r={THIS} m={MON}"),
    ("month", "(e={EARLY} -?)? m={MON} ,? c=CENT (hundred (and)?)? t=(TENS (-? ONES)?|oh ONES|TEENS)"),
    ("month", "the month of m={MON} (,? y=YEAR)?"),
    # weekdays
    ("weekday", "(e=(early|late|earlier|later) (on)?)? w={WDAY} p=PART?"),
    ("weekday", "(the)? r={THIS} w={WDAY} p=PART?"),
    ("weekday", "w={WDAY} p=PART? (of)? r=(this|last|next) week"),
    ("weekdays", "w={WDAY} PARTS|WDS"),
    ("none", "(black|good|bloody|super|ash|maundy|cyber|palm) {WDAY}"),
    # named days
    ("deictic", "(e=(early|late|earlier|later) (on)?)? d=(today|yesterday|tomorrow|tonight) p=PART?"),
    ("deictic", "the day d=(before yesterday|after tomorrow)"),
    (
        "holiday",
        "(r=(last|next|this))? h=(christmas (day|eve)?|boxing day|new year {APOS} s (day|eve)|thanksgiving (day)?"
        "|easter (sunday|monday)?|good friday|independence day|halloween|labor day|memorial day|veterans day"
        "|valentine {APOS} s day|martin luther king (jr .?)? day|presidents {APOS} day|columbus day|anzac day"
        "|bastille day|canada day|australia day|juneteenth|st .? patrick {APOS} s day|guy fawkes night|bonfire night"
        "|palm sunday|ash wednesday|election day|inauguration day|may day|fourth of july|july fourth) (,? y=YEAR)?",
    ),
    # parts of a day
    ("part", "e=(early|late|later|earlier|mid|mid -)? r=(this|last) p=PART"),
    ("part", "e=(early|mid|late) -? p=PART"),
    ("part", "the p=PART"),
    ("part", "(in|during|by|before|until|after) the (e=(early|late))? (hours of)? the? p=PART"),
    ("part", "o=overnight"),
    # years, decades, centuries
    ("year", "(e={EARLY} -?)? (the year)? y=YEAR"),
    ("years", "e={EARLY}? y=YEAR (-|–|—|/) f=(YEAR|N2)"),
    ("spoken_year", "e={EARLY}? (the year)? c=CENT (hundred (and)?)? t=(TENS (-? ONES)?|oh ONES|TEENS)"),
    ("spoken_year", "the year k=(two thousand (and? (TENS (-? ONES)?|ONES|TEENS))?)"),
    ("decade", "(the)? (e={EARLY} (the)? -?)? y=YEAR {APOS}? s"),
    ("decade", "(the)? (e={EARLY} (the)? -?)? {APOS} y=N2 s"),
    ("decade", "(the)? (e={EARLY} (the)? -?)? (CENT)? w=DECADE"),
    ("century", "(the)? (e={EARLY} (the)? -?)? n={NTH} -? century"),
    ("bc", "(about)? n=(INT|INT , N3) (bc|bce|b . c . (e .)?)"),
    ("bc", "(ad|a . d .) p=INT"),
    # quarters, halves, fiscal years
    (
        "quarter",
        "(the|its|their|our)? (y=YEAR|r=(this|last|next) year {APOS} s)? g=fiscal? -? (year)? "
        "e=(early|mid|late)? n=ORDW -? q=(quarter|half)",
    ),
    (
        "quarter",
        "(the|its|their|our)? g=fiscal? -? n=ORDW -? q=(quarter|half) (of (fiscal (year)?)? (the year)? y=YEAR)",
    ),
    ("quarter", "(the|its|their|our)? n=ORDW -? q=(quarter|half) (of)? r=(this|last|next) (fiscal)? (year)"),
    ("quarter", "(the|its|their|our)? n=ORDW -? q=(quarter|half) of the year"),
    ("quarter", "{ABOUT}? (the|its|their|our)? n=(first|last) q=(two quarters) (of)? y=YEAR"),
    ("quarter", "k=(q) f=N1 (of|,|fy)? (y=(YEAR|N2))?"),
    ("quarter", "f=N1 k=q (y=YEAR)?"),
    (
        "year_ago",
        "(the)? (comparable|corresponding|same|like)? year -? (ago|earlier) (n=ORDW)? "
        "(quarter|period|half|month|week|level)?",
    ),
    (
        "year_ago",
        "(the)? (comparable|corresponding|same|like) u=(quarter|period|month|week|half) (of)? (the)? (last year|a year "
        "(ago|earlier)|(previous|prior) year|k=YEAR)",
    ),
    ("year_ago", "the u=(quarter|month|period) a year (ago|earlier)"),
    ("year_ago", "a year - (ago|earlier) (quarter|period|half|month|week|level)?"),
    ("same_quarter", "(the|that) (latest|most recent|y=YEAR)? q=(quarter|period)"),
    ("fiscal", "(the)? fiscal (year)? y=(YEAR|N2)"),
    ("fiscal", "fy y=(YEAR|N2)"),
    ("fiscal", "(the)? r={THIS} (fiscal|financial) year|the (full)? (fiscal|financial) year"),
    # weeks, months, years from here
    ("unit", "e={EARLY}? (the)? r={THIS} (calendar|full)? u=UNIT1"),
    ("unit", "the e=(beginning|start|end|middle|close|turn) of the u=UNIT1"),
    ("unit", "e=(earlier|later|early|late) in the u=(day|week|month|year|quarter|decade|century)"),
    ("unit", "(the)? u=(year|month|quarter|week) ({APOS} s)? -? k=end"),
    ("unit", "the u=(day|week|month|year|century|decade)"),
    ("unit", "the w=(full|entire|whole) u=(week|month|year)"),
    ("weekend", "e={EARLY}? (the)? r={THIS}? weekend"),
    ("weekend", "over the weekend"),
    ("season", "e={EARLY}? (the)? r={THIS}? s=SEASON"),
    ("season", "(e={EARLY} -?)? (the)? s=SEASON (of|,)? y=YEAR"),
    ("season", "(the)? s=SEASON of c=CENT t=(TENS (-? ONES)?)"),
    # so long ago, so long from now
    ("ago", "b={ABOUT}? (n={N}|a=(a|an)|s={SOME}) -? u={UNIT} (or (so|more|two))? ago"),
    ("ago", "(o=(UNITS|a (long|short|little)? (while|time)|not (so|too)? long|long|some time|a while) ago)"),
    ("ahead", "in (n={N}|a=(a|an)|s={SOME}) u={UNIT} {APOS} (s)? time"),
    ("ahead", "b={ABOUT}? (n={N}|a=(a|an)|s={SOME}) u={UNIT} (from now|hence)"),
    (
        "shifted",
        "b={ABOUT}? (n={N}|a=(a|an|the)|s={SOME}) u={UNIT} "
        "k=(earlier|later|previously|afterward|afterwards|before|after)",
    ),
    ("anaphor", "(e=(earlier|later) (on)?)? r=(that same|that|the same) u=(UNIT1|PART)"),
    ("anaphor", "e=(early|late)? the r=(next|following|previous|preceding|prior) u=(UNIT1|PART)"),
    # durations
    (
        "span",
        "b=(about|almost|nearly|at least|more than|less than)? (the)? (each of the)? "
        "r=(last|past|next|coming|previous|first|final|preceding|following|prior|latest) (n={N}|s={SOME}) "
        "{MORE}? -? u={UNIT} (or so)?",
    ),
    (
        "duration",
        "b={ABOUT}? (as (long|much|many|little) as)? (n={N} ((to|or) {N})?|s={SOME}) {MORE}? -? {MORE}? "
        "u={UNIT} (- long)? (or so)?",
    ),
    ("duration", "b={ABOUT}? (a|an) {MORE}? u=UNIT1 (- long)?"),
    ("duration", "(a|an|one) u=UNIT1 and a h=half"),
    ("duration", "b={ABOUT}? h=half (-|a|an|of an|of a)? u=UNIT1"),
    ("duration", "b={ABOUT}? (a|an)? three {APOS}? quarters of an u=hour"),
    (
        "duration",
        "u=(day|week|month|year|decade|hour|weeks|months|years|decades|hours|days|century|centuries) - (long|old)",
    ),
    ("vague", "(the)? r=(recent|coming|past|future|next|early|last|later) UNITS (and UNITS)?"),
    ("vague", "x=UNITS"),
    ("none", "b={ABOUT}? (n={N}|a|an|s={SOME}) -? {UNIT} -? (old|olds)"),
    ("none", "(aged|age|ages) {N} (to|and|-|–) {N}"),
    ("none", "(aged|age|ages) {N}"),
    ("none", "{N} hours (a|per) day|{N} days (a|per) week"),
    # again and again
    ("often", "(each|every) (o=other|n={N})? u={UNIT}"),
    ("often", "(each|every) (w={WDAY} (d=PART)?|p=PART|m={MON}|s=SEASON|e=weekend)"),
    ("often", "k=OFTEN"),
    ("often", "per u=UNIT1"),
    ("often", "(once|twice|thrice) (a|an) u=UNIT1"),
    ("often", "(times) (a|an) u=UNIT1"),
    # the clock
    (
        "clock",
        "(b=(about|around|shortly after|shortly before|just before|just after))? (h=(NN|HOURW) ((:|.) i=N2 "
        "(: s=N2)?)? p={AMPM}) (z={TZ})?",
    ),
    ("clock", "h=NN : i=N2 (: s=N2)? (z={TZ})?"),
    ("clock", "(h=(NN|HOURW) o {APOS} clock) (p={AMPM}|d=(in the (morning|afternoon|evening)|at night))? (z={TZ})?"),
    ("clock", "h=(NN|HOURW) (: i=N2)? d=(in the (morning|afternoon|evening)|at night) (z={TZ})?"),
    ("clock", "f=N4 (hours|hrs|h|z=ZONE)"),
    ("clock", "k=(noon|midnight|midday) (z={TZ})?"),
    # now, then, some day
    ("now", "(right)? now|currently|nowadays|these days|at present"),
    ("before_now", "(more|most)? recently|the (recent)? past|lately"),
    ("after_now", "the (near|foreseeable|distant)? future|the (near|short|medium|long|longer) term"),
    ("after_now", "a later date"),
]
