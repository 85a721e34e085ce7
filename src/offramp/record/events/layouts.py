"""All layouts."""

from __future__ import annotations

from offramp.case.mistakes import CaseError, Mistake, nearest
from offramp.record.events.acled import ACLED
from offramp.record.events.csis import CNS, CSIS, NEGOTIATIONS
from offramp.record.events.gdelt import GDELT_1, GDELT_2, GDELT_TABLE
from offramp.record.events.icews import ICEWS
from offramp.record.events.layout import Layout
from offramp.record.events.own import OWN
from offramp.record.events.plover_json import PLOVER_JSON
from offramp.record.events.polecat import POLECAT

_ALL = (OWN, GDELT_2, GDELT_1, GDELT_TABLE, ICEWS, POLECAT, PLOVER_JSON, ACLED, CSIS, NEGOTIATIONS, CNS)
LAYOUTS = {layout.name: layout for layout in _ALL}
"""The layouts by name."""


def layout_of(name: str) -> Layout:
    """Return a layout by its name.

    Raises
    ------
    CaseError
        E090 if there is none.
    """
    if name not in LAYOUTS:
        hint = nearest(name, LAYOUTS, what="layouts")
        raise CaseError([Mistake("E090", f'there is no layout "{name}"', name, hint=hint)])
    return LAYOUTS[name]
