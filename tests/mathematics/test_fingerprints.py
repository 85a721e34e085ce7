"""Chains have the same fingerprint if, and only if, they are the same."""

import itertools

import numpy as np

from mathematics.playing import match_of
from offramp.case import load_text
from offramp.play.chain import explore, fingerprints_of
from offramp.play.movers import choices_of

TEXT = """
case: prints
title: Prints
as_of: 2020-01-01
actors: {a: {}, b: {}, c: {}}
options: {a.x: {levels: [l0, l1, l2], steps: adjacent}, a.y: , b.z: {levels: [no, half, full]}, c.w: }
status_quo: {}
outcomes: {war: {when: b.z == full and a.y, final: true}, peace: a.x == l2}
clocks:
  alarm: {levels: [off, on], rate: {0.3 per month: a.y, 0.1 per month: true}}
  vote: {levels: [before, after], dates: {after: 2020-03-01}}
window: {closes: {0.2 per month: not c.w}, reopens: {0.1 per month: c.w}}
preferences:
  a: [not (b.z == full and a.y), a.x == l2 if vote == after, a.y iff b.z == no]
  b: [b.z == half if a.x >= l1, not a.y, b.z == full]
  c: [c.w iff a.x == l2, c.w if alarm == on]
"""
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def test_fingerprints_tell_chains_apart_and_nothing_else():
    case = load_text(TEXT)[0]
    matches = [match_of(case, profile=dict.fromkeys(case.actor_ids, concept)) for concept in CONCEPTS]
    movers = [mover for match in matches for mover in match.movers]
    ways = [[k for k, mover in enumerate(movers) if mover.actor == i] for i in range(3)]
    picks = np.array(list(itertools.product(*ways)))
    usual = matches[0].paces
    paces = np.stack([usual * (1.0 if k % 2 else 2.0) for k in range(len(picks))])
    choices, setting = choices_of(movers), matches[0].setting
    bits = fingerprints_of(setting, choices, picks, paces)
    keys = [explore(setting, choices, pick, pace).key for pick, pace in zip(picks, paces, strict=True)]
    assert 2 < len(set(keys)) < len(keys)
    pairs = {(key, tuple(row.tolist())) for key, row in zip(keys, bits, strict=True)}
    assert len(pairs) == len(set(keys)) == len(np.unique(bits, axis=0))
    # each lane alone tells them apart, too
    assert len(np.unique(bits[:, 0])) == len(np.unique(bits[:, 1])) == len(set(keys))


def test_a_fingerprint_is_the_same_whatever_stands_beside_it():
    case = load_text(TEXT)[0]
    match = match_of(case)
    pick, paces = np.arange(3)[None], match.paces[None]
    alone = fingerprints_of(match.setting, choices_of(match.movers), pick, paces)
    twice = fingerprints_of(
        match.setting, choices_of(match.movers), np.repeat(pick, 2, axis=0), np.repeat(paces, 2, axis=0)
    )
    assert np.array_equal(twice, np.repeat(alone, 2, axis=0))
