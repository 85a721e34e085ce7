"""What all pages share: the template loader, the style, and how text and addresses are made safe."""

from __future__ import annotations

import re
from typing import Any

from offramp.report import profiles, reasons, rounding, staging, windows, words
from offramp.report.controls import harmless
from offramp.report.names import CONCEPT_GLOSSES, capital


def environment() -> Any:
    """Return the loader of templates, which escapes all text, with the words and numbers that templates write."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("offramp", "report")
    found = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: harmless(value) if isinstance(value, str) else value,
    )
    for name in ("percent", "about", "points", "decimal", "number", "plus_minus", "months_short"):
        found.filters[name] = getattr(rounding, name)
    found.filters["capital"] = capital
    found.filters["coded"] = coded
    found.filters["actor_name"] = lambda actor, names: names.actor(actor)
    found.globals.update(
        css=Markup(loader.get_source(found, "style.css")[0]),
        glosses=CONCEPT_GLOSSES,
        link=link,
        profiles=profiles,
        staged_legend=staging.LEGEND,
        reasons=reasons,
        rounding=rounding,
        windows=windows,
        words=words,
    )
    return found


def link(url: str | None) -> str | None:
    """Return an address if a reader can safely follow it: http or https, nothing else.

    Examples
    --------
    >>> link("https://example.org/a"), link("javascript:alert(1)"), link(None)
    ('https://example.org/a', None, None)
    """
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def coded(text: str) -> Any:
    """Return a text for the page, escaped, with what stands between backticks as code.

    Examples
    --------
    >>> print(coded("`a < b` above c"))
    <code>a &lt; b</code> above c
    """
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text))))
