"""Results about deals, as `verify` reads them, put together from the slow search."""

from __future__ import annotations

from typing import Any

from offramp import __version__
from offramp.game.labels import Labels
from offramp.stability.oracle import State
from offramp.study.deals.bargain import Bargain
from offramp.study.deals.breaking import breaks
from offramp.study.deals.certifying import certificates
from offramp.study.results.base import plain
from study.bargaining import Bargain as Slow


def told(slow: Slow) -> dict[str, Any]:
    """Return a result about all targets of a case."""
    case, bargain = slow.case, Bargain(slow.there)
    worlds = slow.there.worlds
    deals = [_deal(slow, bargain, target) for target in slow.targets]
    return {
        "between": list(slow.parties),
        "reach": slow.deals.reach,
        "targets": len(slow.targets),
        "deals": deals,
        "front": [{"id": d["id"], "label": d["label"], "enforceable": d["enforceable"]} for d in deals],
        "provenance": {
            "digest": case.digest,
            "version": __version__,
            "seed": None if worlds.exact else worlds.seed,
            "worlds": len(worlds),
        },
    }


def _deal(slow: Slow, bargain: Bargain, target: State) -> dict[str, Any]:
    case, state = slow.case, slow.there.space.state(target)
    third = [actor for actor in case.actor_ids if actor not in slow.parties]
    return {
        "id": state,
        "label": Labels(case).state(target),
        "levels": {v.id: v.levels[level] for v, level in zip(case.variables, target, strict=True)},
        "undertakings": _changes(slow, target, slow.parties),
        "third_parties": _changes(slow, target, third),
        "enforceable": slow.enforceable(target),
        "third_parties_stay": sum(x for w, x in slow.weights() if slow.third_parties_join(target, w)),
        "parties": {
            actor: {
                "enforceable": sum(x for w, x in slow.weights() if slow.holds_to(actor, target, w)),
                "changes": slow.asked(actor, target),
            }
            for actor in slow.parties
        },
        "breaks": plain(breaks(bargain, state)),
        "certificates": plain(certificates(bargain, state)),
    }


def _changes(slow: Slow, target: State, actors: Any) -> list[dict[str, str]]:
    pairs = zip(slow.case.variables, slow.start, target, strict=True)
    return [
        {"actor": str(v.actor), "option": v.id, "before": v.levels[now], "after": v.levels[then]}
        for v, now, then in pairs
        if v.actor in actors and now != then
    ]
