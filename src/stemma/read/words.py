"""Lists of words, written as text."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a text, for a list that is read more easily than so many strings."""
    return frozenset(words.split())


MONTH_NAMES = (
    "january jan januar janvier janv enero ene gennaio gen janeiro januari leden ledna stycznia января "
    "янв ocak січня ιανουαρίου يناير tammikuuta ianuarie",
    "february feb februar févr février fevrier febrero febbraio fevereiro fev februari února lutego "
    "февраля фев şubat лютого φεβρουαρίου فبراير helmikuuta februarie",
    "march mar märz maerz mrz mars marzo março marco maart mrt marts března marca марта мар mart березня "
    "μαρτίου مارس maaliskuuta martie maret",
    "april apr avril avr abril abr aprile dubna kwietnia апреля апр nisan квітня απριλίου أبريل ابريل "
    "huhtikuuta aprilie",
    "may mai mayo maggio mag maio mei maj května maja мая mayıs травня μαΐου مايو toukokuuta",
    "june jun juni juin junio giugno giu junho června czerwca июня июн haziran червня ιουνίου يونيو kesäkuuta iunie",
    "july jul juli juillet juil julio luglio lug julho července lipca июля июл temmuz липня ιουλίου يوليو "
    "heinäkuuta iulie",
    "august aug août aout agosto ago augustus augusti srpna sierpnia августа авг ağustos серпня αυγούστου "
    "أغسطس اغسطس elokuuta agustus",
    "september sep sept septembre septiembre settembre set setembro září września сентября сен eylül "
    "вересня σεπτεμβρίου سبتمبر syyskuuta septembrie",
    "october oct oktober okt octobre octubre ottobre ott outubro out října października октября окт ekim "
    "жовтня οκτωβρίου أكتوبر اكتوبر lokakuuta octombrie",
    "november nov novembre noviembre novembro listopadu listopada ноября ноя kasım листопада νοεμβρίου "
    "نوفمبر marraskuuta noiembrie",
    "december dec dezember dez décembre decembre diciembre dic dicembre dezembro desember des prosince "
    "grudnia декабря дек aralık грудня δεκεμβρίου ديسمبر joulukuuta decembrie",
)
"""Names and abbreviations of the months, casefolded and without dot, January first."""
WEEKDAY_NAMES = (
    "monday mon montag mo lundi lunes lunedì segunda-feira maandag mandag måndag понедельник",
    "tuesday tue tues dienstag di mardi martes martedì terça-feira dinsdag tirsdag tisdag вторник",
    "wednesday wed mittwoch mi mercredi miércoles mercoledì quarta-feira woensdag onsdag среда",
    "thursday thu thur thurs donnerstag do jeudi jueves giovedì quinta-feira donderdag torsdag четверг",
    "friday fri freitag fr vendredi viernes venerdì sexta-feira vrijdag fredag пятница",
    "saturday sat samstag sa samedi sábado sabato zaterdag lørdag lördag суббота",
    "sunday sun sonntag so dimanche domingo domenica zondag søndag söndag воскресенье",
)
"""Names and abbreviations of the days of the week, Monday first."""
