"""The examples in docstrings do what they show."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import offramp

MODULES = sorted(m.name for m in pkgutil.walk_packages(offramp.__path__, "offramp."))


@pytest.mark.parametrize("name", ["offramp", *MODULES])
def test_examples_in_docstrings_run(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_every_function_of_the_api_has_an_example() -> None:
    api = importlib.import_module("offramp.api")
    functions = {name: there for name, there in vars(api).items() if inspect.isfunction(there)}
    assert {name for name in offramp.__all__ if name[0].islower()} <= set(functions)
    assert [name for name, there in functions.items() if ">>>" not in (there.__doc__ or "")] == []


def test_the_public_names_are_sorted_and_exist() -> None:
    assert offramp.__all__ == sorted(offramp.__all__)
    assert all(hasattr(offramp, name) for name in offramp.__all__)
