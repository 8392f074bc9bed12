"""What outlets say of themselves around and inside a story: subscribe, follow, download, rights, who the author is.

Each pattern wants the verb and what it is about, at the head of the paragraph, so that a sentence of news that has the
word "subscribers" in it is left alone. Paragraphs that begin with a quotation mark are speech, never a notice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

MOST = 600
"""Characters of a paragraph that can be a notice."""
_NETWORKS = (
    r"(?:twitter|x|facebook|instagram|threads|bluesky|mastodon|linkedin|youtube|tiktok|telegram|whatsapp|snapchat"
    r"|pinterest|flipboard|apple\ news|google\ news|social\ media)"
)
_THINGS = (
    r"(?:newsletters?|e-?\w*\ edition|editions?|e-?papers?|alerts?|channels?|apps?|podcasts?|briefings?|bulletins?"
    r"|full\ (?:story|article|access)|unlimited|digital|emails?|notifications?|inbox|feeds?)"
)
_NOTICE = re.compile(
    rf"""^\W{{0,3}}(?:
        (?:please\ )?(?:subscribe|sign\ up|register|opt\ in)\b.{{0,60}}?\b(?:to|for|now|today)\b.{{0,80}}?\b{_THINGS}\b
        |(?:please\ )?(?:subscribe|support)\b.{{0,30}}\b(?:our|local|independent)\ (?:journalism|reporting|newsroom)\b
        |for\ (?:(?:all|the|more|full|our)\ )*(?:latest|breaking|top|more|up-to-date|news)\b.{{0,120}}
            \b(?:download|follow|visit|subscribe|like|join|sign\ up|click|go\ to|check\ out|tune\ in)\b
        |(?:download|get|install)\ (?:the|our|your)\b.{{0,60}}\bapps?\b
        |(?:you\ can\ (?:also\ )?|also\ |please\ )?(?:follow|like|find|join|reach|connect\ with|tweet\ at)\b.{{1,120}}?
            \b(?:on|via)\ (?:our\ |the\ )?{_NETWORKS}\b
        |(?:follow|tweet)\ (?:us|me|him|her|them|@\w+)\b.{{0,120}}
        |(?:to|want\ to)\ (?:view|read|see|access|continue\ reading|get|unlock|finish)\b.{{0,80}}?
            \b(?:subscri\w+|register|sign\ (?:in|up)|log\ in|become\ a\ member)\b.{{0,120}}
        |(?:first-time|new|existing|current|all|digital|print|paid)\ subscribers?\b.{{0,160}}?
            \b(?:receive|gets?|enjoy|log\ in|sign\ in|activate|gift|free|offer|click)\b.{{0,120}}
        |if\ you(?:[’']re|\ are|\ have|\ would|[’']d|\ see)?\b.{{0,100}}?\b(?:subscri\w+|account)\b.{{0,120}}?
            \b(?:log\ in|sign\ in|click|activate|contact|call|e-?mail|access)\b.{{0,120}}
        |(?:already|not\ (?:yet\ )?)\ ?an?\ (?:subscriber|member)\b.{{0,120}}
        |(?:this|the)\ (?:article|story|content|material|post|report|piece)\b.{{0,60}}?
            \b(?:copyright(?:ed)?|protected\ by|property\ of)\b.{{0,400}}
        |(?:copyright\b|©|\(c\)\ ).{{0,300}}?
            \b(?:all\ rights\ reserved|permission|reserved|republish\w*|reproduc\w+)\b.{{0,300}}
        |(?:this|no\ part|the\ (?:above|foregoing)|our)\b.{{0,80}}?\bmay\ not\ be\ (?:\w+,?\ ){{0,4}}
            (?:published|reproduced|republished|redistributed|rewritten|copied|reprinted|used)\b.{{0,300}}
        |(?:re)?print(?:ing|ed)?\b.{{0,80}}\bwithout\ (?:\w+\ ){{0,3}}permission\b.{{0,300}}
        |(?:to\ )?advertise\ (?:with|on|in|here)\b.{{0,400}}
        |(?:contact|e-?mail|call|text|write\ to)\ (?:us|me|the\ (?:newsroom|reporter|author|editor))\b.{{0,200}}
        |send\ (?:us\ )?(?:your|a|an|any)\ .{{0,40}}\b(?:tips?|letters?|messages?|e-?mails?|photos?)\b.{{0,99}}
        |(?:got|have|do\ you\ have|know)\b.{{0,40}}\b(?:tip|story|news|information)\b.{{0,60}}\?.{{0,260}}
        |(?:support|help)\ (?:us|our|the)\b.{{0,80}}
            \b(?:donat\w+|contribut\w+|subscri\w+|member\w*)\b.{{0,200}}
        |(?:this|the)\ (?:article|story|page|post|content)\ is\ (?:now\ )?
            (?:(?:more\ than|over|about)\ )?\w+\ (?:years?|months?)\ old\b.{{0,60}}
        |(?:dieser\ (?:artikel|beitrag)|cet\ article|este\ artículo)\b.{{0,30}}
            \b(?:jahre?|monate?|ans?|años?)\b.{{0,20}}\b(?:alt|ancien|antig\w+)\b.{{0,60}}
        |(?:originally|updated)\ (?:with|to\ (?:add|include|reflect|clarify)|throughout)\b.{{0,200}}
        |(?:join|visit|check\ out)\ (?:our|the)\b.{{0,80}}\b(?:community|group|channel|shop|store|website)\b.{{0,160}}
        |(?:the\ )?views?\ (?:and\ opinions?\ )?expressed\b.{{0,300}}
        |(?:folgen|abonnieren|besuchen|liken)\ sie\ (?:uns|unser\w*|den|die|das)\b.{{0,200}}
        |(?:hier|jetzt)\ (?:können\ sie\ )?(?:unser\w*\ |den\ |zum\ )?.{{0,40}}newsletter\b.{{0,160}}
        |(?:suivez|retrouvez|abonnez|inscrivez)-(?:nous|vous)\b.{{0,200}}
        |(?:síguenos|sigue\ a|suscr[íi]bete|suscríbase|únete|descarga)\b.{{0,30}}
            \b(?:en|a|al|nuestr\w+|la\ app)\b.{{0,200}}
        |(?:seguici|iscriviti|segui)\b.{{0,40}}\b(?:su|alla|al|nostr\w+)\b.{{0,200}}
        |(?:siga|inscreva-se|assine|acompanhe)\b.{{0,40}}\b(?:no|na|em|o|a|noss\w+)\b.{{0,200}}
        )""",
    re.I | re.VERBOSE,
)
_ROLE = (
    r"(?:reporter|correspondent|writer|journalist|editor|columnist|author|founder|co-founder|contributor|producer"
    r"|professor|lecturer|fellow|researcher|director|anchor|host|photographer|freelance\w*|intern|critic|blogger"
    r"|bureau\ chief|analyst|member|president|chair\w*|staff)"
)
_BIO = re.compile(
    rf"""^(?:\W*about\ the\ author\W*)?(?P<who>[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){{1,3}}),?\s+(?:
        (?:is|was|has\ been|works\ as|serves\ as)\ (?:an?|the|our|\w+[’']s?|one)\b
            .{{0,120}}?\b{_ROLE}\b
        |(?:is|has\ been)\ .{{0,60}}\b(?:editor|reporter|correspondent|writer|columnist)\b
        |(?:covers|reports\ on|writes\ (?:about|for|on)|joined|is\ based\ in|can\ be\ reached|contributed|teaches
            |hosts)\b)""",
    re.I | re.VERBOSE,
)
_SPEECH = "\"“„«‘'「『"


@functools.lru_cache(8192)
def is_notice(paragraph: str) -> bool:
    """Whether a paragraph is the outlet's word to its readers, not of the story."""
    return len(paragraph) <= MOST and paragraph[:1] not in _SPEECH and _NOTICE.match(paragraph) is not None


def is_biography(paragraph: str, authors: Sequence[str]) -> bool:
    """Whether a paragraph tells who an author of the story is ("Jane Roe covers courts for the Post")."""
    if len(paragraph) > MOST:
        return False
    match = _BIO.match(paragraph)
    if match is None:
        return False
    who = " ".join(match["who"].casefold().split())
    return any(who.startswith(name) or name.startswith(who) for name in map(str.casefold, authors))
