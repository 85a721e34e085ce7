"""The compiler, behind one typed door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function over arrays; the result is kept on disk for the next start.

    The compiled function releases the interpreter lock, so threads run it side by side.
    """
    return cast(F, numba.njit(cache=True, nogil=True)(function))


def interrupted(error: BaseException | None) -> bool:
    """Tell whether an error is Ctrl-C; compiled code wraps it in a SystemError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
