"""Pages of our own writing for `test_reading_floors`: invented stories in the dress of many sites and dump tools.

Every story, name, place and outlet is invented. What a reader should find is known because the pages are built from it.
"""

from __future__ import annotations

import html
import json
import textwrap
from dataclasses import dataclass, field

from stemma.model import Capture


@dataclass(frozen=True)
class Story:
    """What stands on a page, and so what should be read from it."""

    title: str
    paragraphs: tuple[str, ...]
    author: str
    published: str
    stamp: str
    captions: tuple[tuple[str, str], ...] = ()
    dateline: str | None = None
    credits: tuple[str, ...] = ()
    teasers: tuple[str, ...] = ()
    correction: str | None = None
    language: str = "en"


@dataclass(frozen=True)
class Page:
    """A capture, its story, and which of the story's fields its layout shows."""

    capture: Capture
    story: Story
    shows: frozenset[str] = field(default_factory=frozenset)


BRIDGE = Story(
    title="Old road bridge at Tarn Ferry to close for repairs until spring",
    paragraphs=(
        "The road bridge at Tarn Ferry will be shut to cars for five months from the first week of November, after "
        "engineers found cracks in two of its four steel cables, the county said on Wednesday.",
        "Buses and ambulances may still cross in one lane, at walking pace, until the end of the year. After that the "
        "bridge will be closed to everybody but people on foot.",
        "“We would rather explain a detour than a collapse,” the county's chief engineer, Odile Marsh, told a meeting "
        "in the fire station, where about two hundred people had come to hear her.",
        "The bridge was opened in 1931 and carries some nine thousand cars a day. The nearest other crossing is at "
        "Upper Tarn, eighteen miles to the north, on a road that floods in most winters.",
        "Shopkeepers on the western bank fear for their trade before the holidays.",
        "Pell Anders, who runs a hardware store, said the county had known about the cables for two years and had done "
        "nothing. The county denies this. It says that the first report spoke of rust and not of cracks.",
        "A ferry for sixty people is to run every half hour, free of charge, from a landing below the mill. The cost "
        "of the repairs is put at 14 million, of which the state pays two thirds.",
        "A decision on a new bridge, which has been promised three times since 1998, is not expected before summer.",
    ),
    author="Wanda Kestrel",
    published="2024-10-16T17:42:00+01:00",
    stamp="16 October 2024, 17:42 BST",
    captions=(
        ("The road bridge at Tarn Ferry, seen from the mill", "Photo: Hobb Lindqvist"),
        ("Odile Marsh, the county's chief engineer, speaks at the fire station", "Photo: Hobb Lindqvist"),
    ),
    teasers=(
        "Choir of Upper Tarn sings for the last time in its burnt church",
        "Why the price of firewood has doubled in the valley since May",
        "Three rescued from the river after a raft race goes wrong",
    ),
    correction="Correction: An earlier version of this story said that the bridge was opened in 1913.",
)
STRIKE = Story(
    title="Dockers in Port Aldine walk out as talks on night shifts fail",
    paragraphs=(
        "About four thousand dockers in Port Aldine stopped work at midnight after talks on night shifts broke down, "
        "leaving thirty ships waiting in the bay.",
        "The union wants no shift to last more than eight hours. The harbour company had offered nine, and a bonus.",
        "“They came with the paper that we sent back in June,” said Ruth Okello, who led the talks for the union.",
        "A spokesman for the company, Ivo Brandt, said that it regretted the strike and was ready to talk at any time.",
        "The labour minister has not yet said whether she will step in. Under a law of last year she may order the "
        "dockers back to work for sixty days if food or medicines run short.",
        "Port Aldine handles a third of the grain that Eastland exports, and most of its imported coal.",
        "Traders said that prices would hardly move before the end of the week, because the silos inland are full.",
    ),
    author="Jonas Tillery",
    published="2024-02-20T06:10:00+00:00",
    stamp="20 February 2024 06:10 GMT",
    captions=(("Pickets warm their hands at the east gate of the harbour", "AP Photo/Lena Orr"),),
    dateline="PORT ALDINE, Eastland (AP)",
    credits=("Associated Press",),
    teasers=(
        "Eastland's central bank leaves its rate where it has been since autumn",
        "Storm takes the roof off a school on the island of Skerry",
    ),
)
MUSEUM = Story(
    title="Museum in Altwerda gibt geraubte Glocken an Inselgemeinde zurück",
    paragraphs=(
        "Das Stadtmuseum von Altwerda gibt drei Bronzeglocken zurück, die vor mehr als hundert Jahren von der Insel "
        "Norderhall verschleppt wurden. Das teilte das Museum am Donnerstag mit.",
        "Die Glocken waren bei einer Inventur im Keller gefunden worden, in Kisten mit der Aufschrift eines Händlers, "
        "der im Krieg mit Kirchengut handelte.",
        "„Wir hätten viel früher nachsehen müssen“, sagte die Direktorin, Frauke Dellwig. Man habe die Kisten nie "
        "geöffnet, weil sie in keinem Verzeichnis standen.",
        "Die Gemeinde auf der Insel will die Glocken im Sommer wieder aufhängen. Der Turm muss dafür verstärkt werden.",
        "Nach Angaben des Landesamts für Denkmalpflege ist es die erste Rückgabe dieser Art in der Region.",
        "Historiker vermuten, dass in den Depots kleinerer Museen noch viele ähnliche Stücke liegen.",
    ),
    author="Henrike Sollmann",
    published="2024-03-07T11:30:00+01:00",
    stamp="07.03.2024, 11:30 Uhr",
    captions=(("Eine der drei Glocken im Keller des Museums", "Foto: Jost Ahrend"),),
    credits=("Deutsche Presse-Agentur",),
    dateline="Altwerda (dpa)",
    teasers=(
        "Fährverkehr nach Norderhall ruht wegen Eisgang bis Montag",
        "Kleinstadt streitet über den Abriss ihrer alten Brauerei",
    ),
    language="de",
)
RIVER = Story(
    title="Жители Верхнего Лога две недели остаются без моста через реку",
    paragraphs=(
        "Жители посёлка Верхний Лог уже две недели остаются без моста: паводок снёс опоры, и теперь до ближайшей "
        "больницы можно добраться только на лодке, сообщила глава района Нина Брагина.",
        "По её словам, временную переправу обещают открыть к концу месяца, если вода спадёт хотя бы на полметра.",
        "«Мы возим хлеб и лекарства по утрам, пока ветер слабый», — рассказал лодочник Егор Тихомиров.",
        "В посёлке живут около четырёхсот человек, из них шестьдесят детей, которые учатся теперь дома.",
        "Спасатели доставили генератор и запас топлива, которого должно хватить на десять дней.",
        "Новый мост район просит построить с прошлого года, но денег в бюджете на него пока не нашлось.",
    ),
    author="Павел Озеров",
    published="2024-04-18T09:20:00+00:00",
    stamp="18 апреля 2024, 09:20",
    language="ru",
)
TEMPLE = Story(
    title="白石镇古桥修缮完工 下月重新开放通行",
    paragraphs=(
        "白石镇政府星期二宣布，镇内有三百年历史的石拱古桥已完成修缮，将于下月一日重新开放，行人和自行车可以通过。",
        "负责修缮的工程师林若海说，工人们更换了四百多块石料，并用传统的糯米灰浆填补了桥身的裂缝。",
        "“这座桥是全镇人的记忆，我们不想让它变成一座新桥。”林若海在接受采访时说，旧石料都编了号，放回原处。",
        "修缮工程历时十一个月，比原计划推迟了三个月，原因是去年夏天的洪水冲走了脚手架。",
        "镇上的居民表示，桥关闭期间，他们每天要多走两公里才能到对岸的市场买菜。",
        "镇政府说，今后汽车不得上桥，桥头将安装石墩，并派人看守。",
    ),
    author="周明岚",
    published="2024-05-14T10:00:00+08:00",
    stamp="2024年5月14日 10:00",
    language="zh",
)

NAV = ("Home", "News", "Sport", "Weather", "Business", "Culture", "Travel", "Letters", "Sign in", "Subscribe")
FOOT = ("About us", "Contact", "Terms of use", "Privacy policy", "Jobs", "© 2024 Valley Courier. All rights reserved.")
CONSENT = (
    "We use cookies and similar tools to run this site and to show advertising. You can change your choice at any time."
)
COMMENTS = (
    ("oldmill", "I drove over it this morning and it shook like a leaf, so I am glad that somebody looked at last."),
    ("petra_v", "Nine thousand cars a day and one lane of buses. You do not have to be an engineer to see what comes."),
)


def _p(text: str, **attributes: str) -> str:
    marks = "".join(f' {key.rstrip("_").replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f"<p{marks}>{html.escape(text, quote=False)}</p>"


def _nav() -> str:
    return "<nav><ul>" + "".join(f'<li><a href="/{w}">{w}</a></li>' for w in NAV) + "</ul></nav>"


def _foot() -> str:
    return "<footer>" + "".join(f'<a href="#">{w}</a> ' for w in FOOT) + "</footer>"


def _rail(story: Story, head: str = "More stories") -> str:
    links = "".join(f'<li><a href="/s/{n}"><h4>{title}</h4></a></li>' for n, title in enumerate(story.teasers))
    return f"<aside class='related'><h3>{head}</h3><ul>{links}</ul></aside>"


def _first(story: Story) -> tuple[str, ...]:
    """The paragraphs as printed, the first with its dateline."""
    head = f"{story.dateline} — " if story.dateline else ""
    return (head + story.paragraphs[0], *story.paragraphs[1:])


def graph(story: Story) -> str:
    """JSON-LD in one graph, persons by reference, class names of a common blog engine."""
    said = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "@id": "#page", "name": f"{story.title} - Valley Courier"},
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "datePublished": story.published,
                "author": {"@id": "#author"},
                "publisher": {"@id": "#org"},
                "inLanguage": story.language,
            },
            {"@type": "Person", "@id": "#author", "name": story.author},
            {"@type": "Organization", "@id": "#org", "name": "Valley Courier"},
        ],
    }
    figures = [
        f"<figure class='wp-block-image'><img alt=''><figcaption>{text} ({credit})</figcaption></figure>"
        for text, credit in story.captions
    ]
    body = [_p(text) for text in _first(story)]
    for number, figure in enumerate(figures):
        body.insert(1 + 3 * number, figure)
    if story.correction:
        body.append(_p(story.correction))
    comments = "".join(f"<div class=comment><b>{who}</b>{_p(text)}</div>" for who, text in COMMENTS)
    return (
        f"<!doctype html><html lang='{story.language}'><head><title>{story.title} - Valley Courier</title>"
        f"<script type='application/ld+json'>{json.dumps(said)}</script></head><body>{_nav()}"
        f"<div class='site-content'><article class='post'><header><h1 class='entry-title'>{story.title}</h1></header>"
        f"<div class='entry-content'>{''.join(body)}</div></article>{_rail(story)}"
        f"<div id='comments'><h3>Comments</h3>{comments}</div>"
        f"</div><div class='cookie-banner'>{_p(CONSENT)}</div>{_foot()}</body></html>"
    )


def microdata(story: Story) -> str:
    """Microdata and nothing else; the paragraphs in one div."""
    figures = "".join(
        f"<div class='image-block'><img><span class='caption-text'>{text}. {credit}</span></div>"
        for text, credit in story.captions
    )
    return (
        f"<html><head><title>{story.title}</title></head><body>{_nav()}"
        f"<div itemscope itemtype='http://schema.org/NewsArticle'><h1 itemprop='headline'>{story.title}</h1>"
        f"<div class='info'><span itemprop='author' itemscope><span itemprop='name'>{story.author}</span></span> "
        f"<time itemprop='datePublished' datetime='{story.published}'>{story.stamp}</time></div>{figures}"
        f"<div itemprop='articleBody'>{''.join(map(_p, _first(story)))}</div></div>{_rail(story, 'Most read')}{_foot()}"
        "</body></html>"
    )


def undeclared(story: Story) -> str:
    """Nothing declared, a table for a layout, line breaks for paragraphs."""
    menu = "".join(f"<tr><td><a href='#'>{w}</a></td></tr>" for w in NAV)
    return (
        f"<html><head><title>Valley Courier: {story.title}</title></head><body><table><tr>"
        f"<td><table>{menu}</table></td><td>"
        f"<h1>{story.title}</h1><font size=1>By {story.author}<br>{story.stamp}</font><br><br>"
        f"{'<br><br>'.join(map(html.escape, _first(story)))}<br><br><i>Print this page</i></td>"
        f"<td>{_rail(story, 'Related')}</td></tr></table>{_foot()}</body></html>"
    )


def shared(story: Story) -> str:
    """OpenGraph alone, a paragraph in its own div each, with promotions between them."""
    promotion = "<div class='newsletter-signup'><p>Get the morning letter from our newsroom, free, every day.</p></div>"
    body = [f"<div class='RichText_x1'>{_p(text)}</div>" for text in _first(story)]
    body.insert(3, promotion)
    figures = "".join(
        f"<figure><picture><img></picture><figcaption><span>{text}</span> <cite>{credit}</cite></figcaption></figure>"
        for text, credit in story.captions
    )
    return (
        f"<html lang='{story.language}'><head><meta property='og:title' content='{story.title} | Valley Courier'>"
        f"<meta property='og:site_name' content='Valley Courier'><meta name='author' content='{story.author}'>"
        f"<meta property='article:published_time' content='{story.published}'>"
        f"<title>{story.title} | Valley Courier</title>"
        f"</head><body><header>{_nav()}</header><main><h1>{story.title}</h1>{figures}{''.join(body)}</main>"
        f"{_rail(story, 'Read next')}{_foot()}</body></html>"
    )


def markdown(story: Story) -> str:
    """As html2text prints it: headings with hashes, lists with stars, a blank line after everything."""
    lines = [*(f"  * {w}" for w in NAV), "", "# " + story.title, "", f"By {story.author}", "", story.stamp, ""]
    paragraphs = list(_first(story))
    for number, (text, credit) in enumerate(story.captions):
        paragraphs.insert(1 + 3 * number, f"{text} ({credit})")
    lines += [line for text in paragraphs for line in (text, "")]
    if story.correction:
        lines += [story.correction, ""]
    lines += ["## More Stories", "", *(line for title in story.teasers for line in (f"### {title}", ""))]
    lines += ["## Comments", "", *(line for who, text in COMMENTS for line in (f"**{who}** says:", "", text, ""))]
    return "\n".join([*lines, *(f"  * {w}" for w in FOOT), "", CONSENT])


def terminal(story: Story) -> str:
    """As lynx prints it: indented, wrapped at 76 columns, with numbers for links."""
    links = [f"   * [{n}]{w}" for n, w in enumerate(NAV, 1)]
    body = [textwrap.fill(text, 76, initial_indent="   ", subsequent_indent="   ") for text in _first(story)]
    head = [f"                    {story.title}", "", f"   By {story.author}", f"   {story.stamp}", ""]
    return "\n".join([*links, "", *head, *(line for text in body for line in (text, "")), *(f"   {w}" for w in FOOT)])


def pasted(story: Story) -> str:
    """As copied from a browser: no blank lines, labels of buttons between the paragraphs."""
    lines = [*NAV, story.title, f"By {story.author}", f"Published {story.stamp}", "Share", "Save", "Copy link"]
    lines += [part for caption in story.captions for part in caption]
    lines += list(_first(story))
    lines.insert(len(lines) - 2, "Advertisement")
    return "\n".join([*lines, "Share", "More stories", *(t for title in story.teasers for t in (title, title)), *FOOT])


def thread(story: Story) -> str:
    """A page on which readers wrote more than the newspaper."""
    lines = [*NAV[:4], story.title, f"By {story.author}", story.stamp, *_first(story), "Share", "41 Comments", "Newest"]
    for number in range(14):
        who, text = COMMENTS[number % 2]
        lines += [
            f"{who}{number}",
            f"{number + 2} hours ago",
            f"{text} {COMMENTS[1 - number % 2][1]}",
            "Reply",
            "Report",
        ]
    return "\n".join([*lines, "Load more comments", *FOOT])


def reader(story: Story) -> str:
    """As a reader mode shows it: headline, byline, time, text."""
    return "\n\n".join([story.title, f"By {story.author}", story.stamp, *_first(story)])


def bare(story: Story) -> str:
    """A dump in a language without a byline word: name and stamp above the text, a short menu around it."""
    menu = {"ru": ("Главная", "Новости", "Спорт", "Погода"), "zh": ("首页", "新闻", "体育", "天气")}[story.language]
    return "\n".join([*menu, story.title, story.author, story.stamp, *story.paragraphs, *menu])


FRAME = frozenset({"title", "authors", "published"})
MORE = frozenset({"captions", "teasers"})
HTML = {graph: FRAME | MORE, microdata: FRAME | MORE, undeclared: FRAME | {"teasers"}, shared: FRAME | MORE}
DUMPS = {markdown: FRAME | MORE, terminal: FRAME, pasted: FRAME | MORE, reader: FRAME, thread: FRAME}


def pages() -> list[Page]:
    """Every story in the Latin script in every layout, the others as dumps."""
    found = []
    for story in (BRIDGE, STRIKE, MUSEUM):
        for kind, layouts in (("html", HTML), ("dump", DUMPS)):
            for layout, shows in layouts.items():
                fields = shows | ({"dateline", "credits"} if story.dateline else set())
                if story.correction and layout in (graph, markdown):
                    fields = fields | {"corrections"}
                name = f"{layout.__name__} {story.language} {story.author}"
                found.append(Page(Capture(name, kind, layout(story)), story, frozenset(fields)))  # type: ignore[arg-type]
    for story in (RIVER, TEMPLE):
        name = f"bare {story.language}"
        found.append(Page(Capture(name, "dump", bare(story)), story, frozenset({"title"})))
    return found
