"""Games large enough for several threads."""

import numpy as np

from mathematics.models import model_of
from offramp.case import load_text
from offramp.game import game_of
from offramp.stability import analyse


def test_threads_give_the_verdicts_of_a_game_with_a_bystander():
    text = """
case: wide
title: Wide
actors: {a: {}, b: {}}
options: {a.x: {levels: [p, q, r]}, b.y: {direction: up}, b.z: {levels: [p, q, r, s]}}
preferences: {a: [b.y if a.x == q, a.x == r], b: [a.x == p iff b.y, b.z == s]}
"""
    small = model_of(load_text(text)[0])
    bystander = ", ".join(f"c.o{n}: " for n in range(7))
    wide = load_text(
        text.replace("b: {}}", "b: {}, c: {}}")
        .replace("[p, q, r, s]}}", f"[p, q, r, s]}}, {bystander}}}")
        .replace("b.z == s]}", "b.z == s], c: [c.o0, c.o1, c.o2, c.o3, c.o4, c.o5, c.o6]}")
    )[0]
    orders = {actor: preference.statements for actor, preference in wide.preferences.items()}
    game = game_of(wide, orders)
    assert len(game) > 2_000
    found, expected = analyse(game), analyse(small.game)
    for concept, stable in expected.stable.items():
        for i in range(2):
            assert np.array_equal(found.stable[concept][i].reshape(-1, len(small.game)), np.tile(stable[i], (128, 1)))
