"""Numbers as a reader wants them: rounded sensibly, with a no-break space before the sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
NOBREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
TIMES = "\N{MULTIPLICATION SIGN}"
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FEWEST_LEFT_OUT = 3
SMALLEST = 5e-10
"""Chances below this are rounding errors of linear algebra and read as none."""


def percent(share: float | None) -> str:
    """Write a share for a table cell: `23 %`, `<1 %`, `>99 %`; a dash if there is none.

    Examples
    --------
    >>> percent(0.2345), percent(0.004), percent(0.0), percent(0.997)
    ('23\\xa0%', '<1\\xa0%', '0\\xa0%', '>99\\xa0%')
    """
    if share is None or share != share:
        return NOTHING
    if share <= SMALLEST:
        return f"0{NOBREAK}%"
    if share < 0.01:
        return f"<1{NOBREAK}%"
    if share >= 1 - SMALLEST:
        return f"100{NOBREAK}%"
    if share > 0.99:
        return f">99{NOBREAK}%"
    return f"{_steady(share):.0f}{NOBREAK}%"


def _steady(share: float) -> float:
    """Return a share in percent without the last digits, in which machines differ, so that halves go one way on all."""
    return round(share * 100, 7)


def about(share: float | None) -> str:
    """Write a share for a sentence: `about 23 %`, `less than 1 %`, `no chance at all` is never said.

    Examples
    --------
    >>> about(0.2345), about(0.004), about(0.0)
    ('about 23\\xa0%', 'less than 1\\xa0%', '0\\xa0%')
    """
    short = percent(share)
    if short[0] == "<":
        return f"less than {short[1:]}"
    if short[0] == ">":
        return f"more than {short[1:]}"
    return short if short in (NOTHING, f"0{NOBREAK}%", f"100{NOBREAK}%") else f"about {short}"


def span(low: float, high: float) -> str:
    """Write a range of shares: `2 to 93 %`, or one number where both ends read the same.

    Examples
    --------
    >>> span(0.02, 0.93), span(0.5, 0.501), span(0.0, 0.003)
    ('2 to 93\\xa0%', '50\\xa0%', '0 to <1\\xa0%')
    """
    first, last = percent(low), percent(high)
    return first if first == last else f"{first.removesuffix('%').strip(NOBREAK)} to {last}"


def plus_minus(error: float) -> str:
    """Write a sampling error in percentage points, or nothing where there is none.

    Examples
    --------
    >>> plus_minus(0.0123), plus_minus(0.0), plus_minus(0.0002)
    ('±1.2', '', '±<0.1')
    """
    if error <= SMALLEST:
        return ""
    return f"±{_steady(error):.1f}" if error >= 0.0005 else "±<0.1"


def points(change: float | None) -> str:
    """Write a change of a chance in percentage points, with its sign.

    Examples
    --------
    >>> points(0.123), points(0.004), points(0.0001)
    ('+12', '+0.4', '0')
    """
    if change is None or change != change:
        return NOTHING
    if abs(change) < 0.0005:
        return "0"
    sign = "+" if change > 0 else MINUS
    return sign + (f"{_steady(abs(change)):.0f}" if abs(change) >= 0.0095 else f"{_steady(abs(change)):.1f}")


def months(number: float) -> str:
    """Write a length of time: `about 4 months`, `about 3 years`.

    Examples
    --------
    >>> months(4.2), months(0.3), months(1.2), months(40.0)
    ('about 4 months', 'less than a month', 'about a month', 'about 3 years')
    """
    if number != number:
        return NOTHING
    if number < 0.75:
        return "less than a month"
    if number < 1.5:
        return "about a month"
    if number < 23.5:
        return f"about {number:.0f} months"
    return f"about {number / 12:.0f} years"


UNITS = (("year", 12.0), ("month", 1.0), ("week", 12 * 7 / 365.25), ("day", 12 / 365.25))
"""Units of time in months, the largest first."""


def length(months: float) -> str:
    """Write a length of time as the case language reads it, in the largest unit of which it is a whole number.

    Examples
    --------
    >>> length(12.0), length(1.0), length(12 * 14 / 365.25), length(2.4)
    ('1 year', '1 month', '2 weeks', '2.4 months')
    """
    counts = [(name, months / size) for name, size in UNITS]
    whole = [(name, n) for name, n in counts if n >= 0.995 and abs(n - round(n)) < 0.005]
    name, count = next(iter(whole or [pair for pair in counts if pair[1] >= 1] or counts[-1:]))
    shown = f"{count:.0f}" if whole else f"{count:.2g}"
    return f"{shown} {name}" if shown == "1" else f"{shown} {name}s"


def every(months: float) -> str:
    """Write how long it is from one time to the next, after "every": `day`, `2 weeks`."""
    return length(months).removeprefix("1 ")


def months_short(number: float) -> str:
    """Write a length of time in months for a table cell.

    Examples
    --------
    >>> months_short(4.23), months_short(40.0)
    ('4.2', '40')
    """
    if number != number:
        return NOTHING
    return f"{number:.1f}" if number < 9.95 else f"{number:.0f}"


def number(value: float) -> str:
    """Write a count with thin groups: `4,000`; beyond a million in powers of ten.

    Examples
    --------
    >>> number(4000), number(27.0)
    ('4,000', '27')
    """
    if value < 1e7:
        return f"{value:,.0f}"
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa} {TIMES} 10{str(int(power)).translate(RAISED)}"


def weighty(rows: Sequence[T], largest: Callable[[T], float], *, least: float = 0.01) -> tuple[list[T], list[T]]:
    """Part the rows of a table from those whose numbers are all small; a few small ones stay.

    Parameters
    ----------
    rows : sequence
        The rows.
    largest : callable
        Gives the largest number of a row.
    least : float, optional
        What is not small.

    Examples
    --------
    >>> weighty([0.5, 0.001, 0.0, 0.002], lambda row: row), weighty([0.5, 0.001], lambda row: row)
    (([0.5], [0.001, 0.0, 0.002]), ([0.5, 0.001], []))
    """
    small = [row for row in rows if largest(row) < least]
    if len(small) < FEWEST_LEFT_OUT or len(small) == len(rows):
        return list(rows), []
    return [row for row in rows if not largest(row) < least], small


def decimal(value: float) -> str:
    """Write a weight or a likelihood with two places: `0.64`."""
    return NOTHING if value != value else f"{value:.2f}"


def listed(parts: Sequence[str], *, last: str = "and") -> str:
    """Join words as a sentence does: `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a number of things: `1 world`, `4,000 worlds`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
