"""The country that an address is in by its name, and the one civil time that country keeps.

For pages of outlets that are not known. Names that anybody registers (.io, .tv, .co, .me …) and countries of several
zones (.us, .ca, .au, .ru, .br, .mx, .id, .kz) say nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import urlsplit

from stemma import outlets

_ZONES = """
at Europe/Vienna  be Europe/Brussels  bg Europe/Sofia  ch Europe/Zurich  cy Asia/Nicosia  cz Europe/Prague
de Europe/Berlin  dk Europe/Copenhagen  ee Europe/Tallinn  es Europe/Madrid  fi Europe/Helsinki  fr Europe/Paris
gr Europe/Athens  hr Europe/Zagreb  hu Europe/Budapest  ie Europe/Dublin  is Atlantic/Reykjavik  it Europe/Rome
lt Europe/Vilnius  lu Europe/Luxembourg  lv Europe/Riga  mt Europe/Malta  nl Europe/Amsterdam  no Europe/Oslo
pl Europe/Warsaw  pt Europe/Lisbon  ro Europe/Bucharest  rs Europe/Belgrade  se Europe/Stockholm  si Europe/Ljubljana
sk Europe/Bratislava  uk Europe/London  ua Europe/Kyiv  by Europe/Minsk  md Europe/Chisinau  ba Europe/Sarajevo
mk Europe/Skopje  al Europe/Tirane  tr Europe/Istanbul  il Asia/Jerusalem  jo Asia/Amman  lb Asia/Beirut
iq Asia/Baghdad  ir Asia/Tehran  sa Asia/Riyadh  ae Asia/Dubai  qa Asia/Qatar  kw Asia/Kuwait  om Asia/Muscat
bh Asia/Bahrain  ye Asia/Aden  az Asia/Baku  ge Asia/Tbilisi  uz Asia/Tashkent  af Asia/Kabul  pk Asia/Karachi
in Asia/Kolkata  bd Asia/Dhaka  lk Asia/Colombo  np Asia/Kathmandu  mm Asia/Yangon  th Asia/Bangkok  kh Asia/Phnom_Penh
vn Asia/Ho_Chi_Minh  my Asia/Kuala_Lumpur  sg Asia/Singapore  ph Asia/Manila  cn Asia/Shanghai  hk Asia/Hong_Kong
tw Asia/Taipei  jp Asia/Tokyo  kr Asia/Seoul  nz Pacific/Auckland  fj Pacific/Fiji
eg Africa/Cairo  ma Africa/Casablanca  dz Africa/Algiers  tn Africa/Tunis  sd Africa/Khartoum  et Africa/Addis_Ababa
ke Africa/Nairobi  ug Africa/Kampala  tz Africa/Dar_es_Salaam  rw Africa/Kigali  ng Africa/Lagos  gh Africa/Accra
sn Africa/Dakar  ci Africa/Abidjan  cm Africa/Douala  zm Africa/Lusaka  zw Africa/Harare  bw Africa/Gaborone
na Africa/Windhoek  mz Africa/Maputo  za Africa/Johannesburg
ar America/Argentina/Buenos_Aires  uy America/Montevideo  py America/Asuncion  bo America/La_Paz  pe America/Lima
ve America/Caracas  cl America/Santiago  ec America/Guayaquil  cr America/Costa_Rica  pa America/Panama
gt America/Guatemala  hn America/Tegucigalpa  sv America/El_Salvador  ni America/Managua  do America/Santo_Domingo
cu America/Havana  jm America/Jamaica  tt America/Port_of_Spain
"""
_BY_LABEL = dict(zip(_ZONES.split()[::2], _ZONES.split()[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is from: its country (ISO 3166) and civil time (IANA), and what says so."""

    country: str | None = None
    timezone: str | None = None
    by: str | None = None
    """`outlet` or `address`."""


@functools.lru_cache(1024)
def of_url(url: str | None) -> Place:
    """What the last label of an address's host says ("https://news.example.de/a": Germany); empty where nothing."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return Place()
    label = host.rstrip(".").rpartition(".")[2]
    zone = _BY_LABEL.get(label)
    return Place("GB" if label == "uk" else label.upper(), zone, "address") if zone else Place()


def of(known: outlets.Known | None, url: str | None) -> Place:
    """Where a page is from, by its outlet where that is known, else by its address."""
    if known is None or not known.country:  # a newsroom's own entry may leave it out
        return of_url(url)
    return Place(known.country, known.timezone, "outlet") if known.one_zone else Place(known.country)
