"""What the analyst asserts: the case file, its language, and the Case."""

from offramp.case.building import load_case, load_text
from offramp.case.mistakes import CaseError, Mistake
from offramp.case.model import Case

__all__ = ["Case", "CaseError", "Mistake", "load_case", "load_text"]
