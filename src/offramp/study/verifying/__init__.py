"""A second look at results: the oracle re-checks verdicts and reasons."""

from offramp.study.verifying.rechecking import VerifyResult, verify

__all__ = ["VerifyResult", "verify"]
