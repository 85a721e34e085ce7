"""Ways to tamper with what is told of deals; the result is that of the rivals in `test_verifying_deals`."""

import copy


def certificate(result, *, stable):
    """Return the first certificate of a kind; of those that hold, with an answer."""
    every = [c for deal in result["deals"] for c in deal["certificates"]]
    return next(c for c in every if c["verdict"]["stable"] == stable and (c["verdict"]["sanctions"] or not stable))


def first(result):
    return next(deal for deal in result["deals"] if len(deal["breaks"]) >= 2)


TAMPERINGS = []


def tampering(change):
    """Note a way to change a result."""
    TAMPERINGS.append(change)
    return change


@tampering
def flip_a_verdict_that_holds(result):
    certificate(result, stable=True)["verdict"]["stable"] = False


@tampering
def flip_a_verdict_that_breaks(result):
    certificate(result, stable=False)["verdict"]["stable"] = True


@tampering
def change_a_step(result):
    certificate(result, stable=True)["verdict"]["sanctions"][0]["steps"][-1]["to"] -= 1


@tampering
def drop_a_step(result):
    certificate(result, stable=True)["verdict"]["sanctions"][0]["steps"].pop()


@tampering
def change_who_steps(result):
    certificate(result, stable=True)["verdict"]["sanctions"][0]["steps"][0]["actor"] = "a"


@tampering
def drop_a_sanction(result):
    certificate(result, stable=True)["verdict"]["sanctions"].pop()


@tampering
def change_what_a_step_wants(result):
    step = certificate(result, stable=True)["verdict"]["sanctions"][0]["steps"][0]
    step["chosen"] = not step["chosen"]


@tampering
def change_a_margin(result):
    certificate(result, stable=True)["verdict"]["margin"] += 1


@tampering
def change_the_state_of_a_verdict(result):
    certificate(result, stable=False)["verdict"]["state"] += 1


@tampering
def change_the_concept(result):
    certificate(result, stable=True)["verdict"]["concept"] = "nash"


@tampering
def change_the_actor(result):
    certificate(result, stable=False)["verdict"]["actor"] = "c"


@tampering
def change_the_unpunished_move(result):
    certificate(result, stable=False)["verdict"]["unpunished"] -= 1


@tampering
def change_the_name_of_the_unpunished_move(result):
    certificate(result, stable=False)["verdict"]["unpunished_label"] = "a arms many"


@tampering
def change_an_answer(result):
    world = certificate(result, stable=False)["world"]
    world["q"] = "calm" if world["q"] == "keen" else "keen"


@tampering
def name_an_answer_that_is_none(result):
    certificate(result, stable=False)["world"]["q"] = "mad"


@tampering
def leave_out_an_answer(result):
    del certificate(result, stable=False)["world"]["q"]


@tampering
def name_a_completion_that_is_none(result):
    certificate(result, stable=False)["completions"]["a"] = 17


@tampering
def leave_out_a_completion(result):
    del certificate(result, stable=False)["completions"]["a"]


@tampering
def weigh_a_certificate_too_much(result):
    certificate(result, stable=False)["weight"] = 1.5


@tampering
def weigh_a_certificate_a_little_more(result):
    certificate(result, stable=False)["weight"] += 0.001


@tampering
def drop_a_certificate(result):
    first(result)["certificates"].pop()


@tampering
def repeat_a_certificate(result):
    first(result)["certificates"].append(first(result)["certificates"][0])


@tampering
def drop_every_certificate(result):
    first(result)["certificates"] = []


@tampering
def move_a_deal(result):
    result["deals"][0]["id"] += 1


@tampering
def move_a_deal_out_of_the_outcome(result):
    result["deals"][0]["id"] = 1


@tampering
def rename_a_deal(result):
    result["deals"][0]["label"] = "b arms some"


@tampering
def change_a_level(result):
    result["deals"][0]["levels"]["b.arms"] = "some" if result["deals"][0]["levels"]["b.arms"] == "none" else "none"


@tampering
def drop_an_undertaking(result):
    result["deals"][0]["undertakings"].pop()


@tampering
def ask_a_third_party(result):
    result["deals"][0]["third_parties"].append({"actor": "c", "option": "c.blocks", "before": "no", "after": "yes"})


@tampering
def ask_for_less(result):
    result["deals"][0]["parties"]["a"]["changes"] -= 1


@tampering
def change_a_party(result):
    result["deals"][0]["parties"]["c"] = result["deals"][0]["parties"].pop("b")


@tampering
def hold_in_more_worlds(result):
    deal = first(result)
    deal["enforceable"] = min(p["enforceable"] for p in deal["parties"].values()) + 0.01


@tampering
def hold_in_fewer_worlds_than_there_are(result):
    first(result)["enforceable"] = -0.01


@tampering
def let_a_party_hold_a_little_more(result):
    first(result)["parties"]["a"]["enforceable"] += 0.001


@tampering
def let_a_party_hold_a_little_less(result):
    first(result)["parties"]["a"]["enforceable"] -= 0.001


@tampering
def break_by_another_move(result):
    first(result)["breaks"][0]["to"] += 1


@tampering
def break_by_a_move_of_another_name(result):
    first(result)["breaks"][0]["move"] = "c blocks"


@tampering
def break_by_another_actor(result):
    first(result)["breaks"][0]["actor"] = "c"


@tampering
def break_in_more_worlds_than_there_are(result):
    first(result)["breaks"][0]["weight"] = 1.01


@tampering
def break_in_a_little_fewer_worlds(result):
    first(result)["breaks"][0]["weight"] -= 0.001


@tampering
def hide_a_break(result):
    first(result)["breaks"].pop()


@tampering
def tell_a_break_twice(result):
    first(result)["breaks"].append(first(result)["breaks"][0])


@tampering
def count_more_targets(result):
    result["targets"] += 1


@tampering
def rename_a_point_of_the_front(result):
    result["front"][0]["label"] = "b arms some"


@tampering
def raise_a_point_of_the_front(result):
    result["front"][0]["enforceable"] += 0.001


@tampering
def want_another_outcome(result):
    result["reach"] = "war"


@tampering
def leave_out_a_party(result):
    result["between"].pop()


@tampering
def write_it_otherwise(result):
    del result["deals"][0]["parties"]["a"]["enforceable"]


@tampering
def put_text_for_a_deal(result):
    result["deals"][0] = "peace"


@tampering
def put_text_for_the_front(result):
    result["front"] = ["peace"]


@tampering
def put_a_number_for_the_front(result):
    result["front"] = 3


@tampering
def put_a_list_for_a_number(result):
    result["deals"][0]["id"] = [result["deals"][0]["id"]]


@tampering
def put_text_for_a_world(result):
    certificate(result, stable=True)["world"] = "q"


@tampering
def put_text_for_all_deals(result):
    result["deals"] = "peace"


@tampering
def tell_no_deal(result):
    result["deals"] = []


@tampering
def tell_a_deal_twice(result):
    result["deals"].append(copy.deepcopy(result["deals"][0]))


@tampering
def tell_a_point_of_the_front_twice(result):
    result["front"].append(copy.deepcopy(result["front"][0]))


@tampering
def count_as_best_more_than_pass(result):
    result["best"] = result["targets"] + 1


@tampering
def count_as_best_fewer_than_are_told(result):
    result["best"] = 1


@tampering
def count_no_best(result):
    result["best"] = None


@tampering
def put_text_for_a_ladder(result):
    result["ladder"] = "x"


@tampering
def put_a_number_for_fair_deals(result):
    result["fair"] = -1


@tampering
def let_more_pass_than_there_are(result):
    result["passed"] = result["targets"] + 1


@tampering
def gain_more_than_surely(result):
    result["deals"][0]["parties"]["a"]["better"] = 7.0


@tampering
def gain_by_chances_that_leave_something_out(result):
    result["deals"][0]["parties"]["a"].update(better=0.5, equal=0.25, worse=0.125)


@tampering
def err_by_less_than_nothing(result):
    result["deals"][0]["error"] = -0.1


@tampering
def come_from_other_states(result):
    result["provenance"]["states"] = 7


@tampering
def come_from_a_seed_below_zero(result):
    result["provenance"]["seed"] = -1


@tampering
def come_from_another_seed(result):
    result["provenance"]["seed"] = 3


@tampering
def come_from_a_seed_in_words(result):
    result["provenance"]["seed"] = "x"


@tampering
def come_from_a_number_of_worlds_in_words(result):
    result["provenance"]["worlds"] = "many"


@tampering
def come_from_all_worlds_though_these_are_others(result):
    result["provenance"].update(exact=True, worlds=result["provenance"]["worlds"] + 3)


@tampering
def come_from_no_version(result):
    result["provenance"]["version"] = None


@tampering
def put_the_heaviest_break_away(result):
    first(result)["breaks"] = []


@tampering
def claim_to_pass_a_filter_of_strength(result):
    result["filters"] = {"min_enforceable": 0.999}


@tampering
def claim_to_pass_a_filter_of_approval(result):
    result["filters"] = {"min_approved": 0.999}
    result["deals"][0]["approved"] = 0.5


@tampering
def claim_to_pass_a_filter_of_changes(result):
    result["filters"] = {"max_asks": 0}


@tampering
def claim_to_pass_a_filter_of_levels(result):
    result["filters"] = {"with_levels": {"b.arms": "none"}}


@tampering
def claim_to_pass_a_filter_against_levels(result):
    result["filters"] = {"without_levels": ["b.arms=none"]}


@tampering
def claim_filters_that_are_none(result):
    result["filters"] = {"without_levels": ["peace"]}
