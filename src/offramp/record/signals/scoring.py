"""Authority, specificity and reciprocity of a statement: three scores with their reasons, never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from offramp.record.signals.comparing import Placement, person_of, quoted_speaker
from offramp.record.signals.forms import ASKS_FIRST, TRADES
from offramp.record.signals.placing import Placed
from offramp.record.signals.ranks import SECOND_HAND, UNKNOWN_CHANNEL, UNKNOWN_RANK, binding, rank_of
from offramp.record.signals.vocabulary import IMPLIED
from offramp.study.results.signals import Qualities

HALF = 3
"""How many parts spelled out make a specificity of a half."""
QUALIFIED = 0.5
"""What it counts that an item says how much, or when."""


def score_all(placements: Sequence[Placement]) -> tuple[Qualities, ...]:
    """Score statements, which are in order of day; an office said once counts for the same speaker afterwards.

    Authority is the rank of the speaker times how much the channel binds, by the tables of
    :mod:`offramp.record.signals.ranks`, unless the file gives it.

    Specificity is 1 - 2^(-n / 3), where n counts the parts of :func:`spelled_out`: three parts make a half.

    Reciprocity is 0 if nothing is offered. Else 0.5 for what is offered, or 0.25 if it is only implied or only to
    talk; another 0.25 if both sides act, by the form; and 0.25 if the strongest act offered and the strongest demanded
    are of the same depth and hold, half of that if one of the two is the same. Nothing demanded leaves the first part
    alone: that is a gift, not an exchange.
    """
    ranks: dict[str, tuple[float, str]] = {}
    found = []
    for placement in placements:
        authority, who = _authority(placement, ranks)
        specificity, what = _specificity(placement)
        reciprocity, how = _reciprocity(placement)
        why = {"authority": who, "specificity": what, "reciprocity": how}
        found.append(Qualities(authority, specificity, reciprocity, why))
    return tuple(found)


def _authority(placement: Placement, ranks: dict[str, tuple[float, str]]) -> tuple[float, str]:
    statement = placement.statement
    speaker = quoted_speaker(statement.speaker) if not placement.in_person else statement.speaker
    person = person_of(speaker)
    said = rank_of(speaker)
    if said is not None:
        ranks[person] = said[0], f'"{said[1]}", as in {statement.id}'
    if statement.authority is not None:
        return statement.authority, f"{statement.authority:g} by the file"
    known = ranks.get(person)
    rank, by = (said[0], f'"{said[1]}"') if said else known or (UNKNOWN_RANK, "no word that says the office")
    channel = binding(statement.channel)
    bound, through = (channel[0], f'"{channel[1]}"') if channel else (UNKNOWN_CHANNEL, "no word for the channel")
    if not placement.in_person and bound > SECOND_HAND:
        bound, through = SECOND_HAND, "told through another"
    return rank * bound, f"speaker {rank:g} ({by}) times channel {bound:g} ({through})"


def spelled_out(placement: Placement) -> tuple[float, float, float, float]:
    """Return how many parts of offers, demands, extent and time are spelled out.

    An item counts with its credit (see :class:`offramp.record.signals.placing.Placed`), on several topics with the
    best. That it says how much, or when, is another half each, unless it has no credit. The same words count once.
    """
    said = {item[0].text: item for side in ("offers", "demands") for item in placement.items[side] if _counts(item)}
    return (
        sum(_credits(placement, "offers").values()),
        sum(_credits(placement, "demands").values()),
        QUALIFIED * sum(any(each.extended for each in item) for item in said.values()),
        QUALIFIED * sum(any(each.timed for each in item) for item in said.values()),
    )


def _counts(item: Sequence[Placed]) -> bool:
    return any(each.credit for each in item)


def _credits(placement: Placement, side: str) -> dict[str, float]:
    return {item[0].text: max(each.credit for each in item) for item in placement.items[side]}


def _specificity(placement: Placement) -> tuple[float, str]:
    parts = spelled_out(placement)
    items = [item for side in ("offers", "demands") for item in placement.items[side] if _counts(item)]
    extent = next((item[0].text for item in items if any(each.extended for each in item)), None)
    time = next((item[0].text for item in items if any(each.timed for each in item)), None)
    offers, demands = (_listed(_credits(placement, side)) for side in ("offers", "demands"))
    why = (
        f"spelled out {sum(parts):g}: offers {parts[0]:g} ({offers}); demands {parts[1]:g} ({demands}); "
        f"extent {parts[2]:g} ({_told(extent)}); time {parts[3]:g} ({_told(time)})"
    )
    return 1.0 - 2.0 ** (-sum(parts) / HALF), why


def _listed(credits: Mapping[str, float]) -> str:
    return ", ".join(f'"{text}" {credit:g}' for text, credit in credits.items()) or "none"


def _told(text: str | None) -> str:
    return "not said" if text is None else f'said in "{text}"'


def _reciprocity(placement: Placement) -> tuple[float, str]:
    if not placement.offers:
        return 0.0, "nothing is offered"
    slight = all(IMPLIED.search(item.text) or _only_talk(item) for item in placement.offers.values())
    given = 0.25 if slight else 0.5
    gives = "what is offered is only implied, or only to talk" if slight else "something is offered"
    if not placement.demands:
        return given, f"{given:g}: {gives}; nothing is demanded"
    form = placement.statement.form
    together = 0.25 if form in TRADES else 0.0
    how = "both sides act" if together else "the other side is to act first" if form in ASKS_FIRST else "no trade"
    same, footing = _footing(placement.offers.values(), placement.demands.values())
    return (
        given + together + same,
        f"{given:g}: {gives}; {together:g}: {how} ({form.replace('_', ' ') or 'no form'}); {same:g}: {footing}",
    )


def _only_talk(item: Placed) -> bool:
    return item.act.depth == 0 or (item.topic == "talks" and not item.act_words)


def _footing(offers: Iterable[Placed], demands: Iterable[Placed]) -> tuple[float, str]:
    """Return how far the strongest act offered and the strongest demanded are of one strength."""
    gives, takes = _strongest(offers), _strongest(demands)
    if gives is None or takes is None:
        return 0.0, "the acts are not said on both sides"
    alike = (gives.act.depth == takes.act.depth) + (gives.act.hold == takes.act.hold)
    words = f'"{gives.act_words}" for "{takes.act_words}"'
    return (0.0, 0.125, 0.25)[alike], f"{words}, {('unlike', 'half alike', 'alike')[alike]}"


def _strongest(items: Iterable[Placed]) -> Placed | None:
    acts = [item for item in items if item.act.depth is not None]
    return max(acts, key=lambda item: (item.act.depth, item.act.hold), default=None)
