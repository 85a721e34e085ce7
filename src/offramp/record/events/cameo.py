"""What a CAMEO code means: its root in words, the PLOVER type nearest to it, and its quad class.

The roots are those of the CAMEO codebook 1.1b3 (Schrodt 2012, chapter 2), the quad classes those of the GDELT event
codebook 2.0 (roots 01 to 05, 06 to 08, 09 to 13, 14 to 20). The PLOVER types follow the descriptions of the PLOVER
manual 0.8 (2021), root by root; where a root is split there, the type is that of the greater part of its codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from offramp.record.events.cells import Unreadable, shown


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: its root in words, a PLOVER type in lower case (empty if there is none), and a quad class."""

    words: str
    plover: str
    quad: int


ROOTS = {
    "01": Meaning("make public statement", "", 1),
    "02": Meaning("appeal", "request", 1),
    "03": Meaning("express intent to cooperate", "agree", 1),
    "04": Meaning("consult", "consult", 1),
    "05": Meaning("engage in diplomatic cooperation", "support", 1),
    "06": Meaning("engage in material cooperation", "cooperate", 2),
    "07": Meaning("provide aid", "aid", 2),
    "08": Meaning("yield", "concede", 2),
    "09": Meaning("investigate", "accuse", 3),
    "10": Meaning("demand", "request", 3),
    "11": Meaning("disapprove", "accuse", 3),
    "12": Meaning("reject", "reject", 3),
    "13": Meaning("threaten", "threaten", 3),
    "14": Meaning("protest", "protest", 4),
    "15": Meaning("exhibit force posture", "mobilize", 4),
    "16": Meaning("reduce relations", "sanction", 4),
    "17": Meaning("coerce", "coerce", 4),
    "18": Meaning("assault", "assault", 4),
    "19": Meaning("fight", "assault", 4),
    "20": Meaning("use unconventional mass violence", "assault", 4),
}
"""The meaning of each root: the first two digits of a code."""

TWO_SIDED = frozenset({"040", "041", "044", "046", "057"})
"""Codes of what two do together, so that it does not matter who is named first: consult, talk by telephone, meet,
negotiate, sign an agreement. Visits are not among them: visiting (042) and hosting (043) have codes of their own."""

LOST = "CAMEO codes are text of two to four digits, such as 036; a file opened as numbers loses the leading zeros"


class Codes(dict[str, Meaning]):
    """Meanings by code; each is worked out once."""

    def __missing__(self, code: str) -> Meaning:
        meaning = ROOTS.get(code[:2]) if 2 <= len(code) <= 4 and code.isascii() and code.isdigit() else None
        if meaning is None:
            raise Unreadable(f"{shown(code)} is no CAMEO code; {LOST}")
        self[code] = meaning
        return meaning
