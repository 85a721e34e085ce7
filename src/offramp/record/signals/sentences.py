"""Sentences of a text that state a condition, an offer, a demand or a threat, and what the analyst decided of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from offramp.case.mistakes import CaseError, Mistake
from offramp.record.signals.cutting import sentences
from offramp.record.signals.placing import Placer
from offramp.record.signals.rules import hits, speaker_of
from offramp.study.results.signals import Sentence

MOST_BYTES = 2_000_000
STATES = ("condition", "offer", "demand", "threat")


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its file, its SHA-256, and what it says."""

    file: Path
    digest: str
    text: str


def read_text(path: Path) -> Text:
    """Read a text.

    Raises
    ------
    CaseError
        E001 if it cannot be read, E108 if it is not UTF-8 or larger than 2 MB.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "it did not work").lower()
        raise CaseError([Mistake("E001", f"cannot be read: {reason}", str(path), hint="name another file")]) from None
    if len(data) > MOST_BYTES:
        hint = "split it into several files"
        raise CaseError([Mistake("E108", f"larger than {MOST_BYTES // 10**6} MB", str(path), hint=hint)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"not UTF-8 text: byte {error.start} on line {line}"
        raise CaseError([Mistake("E108", message, str(path), hint="save it as UTF-8")]) from None
    return Text(path, hashlib.sha256(data).hexdigest(), text)


def found_in(text: Text, placer: Placer, decisions: Mapping[int, bool]) -> tuple[tuple[Sentence, ...], int]:
    """Return the sentences that state something, and how many sentences the text has.

    The rules are for English (see :mod:`offramp.record.signals.rules`): of other languages nothing is found.
    """
    pieces = sentences(text.text)
    found = []
    for number, piece in enumerate(pieces, start=1):
        if hit := hits(piece.text):
            said = {state for one in hit for state in one.rule.states}
            found.append(
                Sentence(
                    number=number,
                    line=piece.line,
                    text=piece.text,
                    states=tuple(state for state in STATES if state in said),
                    rules=tuple(f'{one.rule.name}: "{one.words}"' for one in hit),
                    speaker=speaker_of(piece.text),
                    topics=tuple(placer.topics[id].name for id in placer.topics_of(piece.text)),
                    accepted=decisions.get(number),
                )
            )
    return tuple(found), len(pieces)


def decisions_file(path: Path) -> Path:
    """Return the file that keeps what was decided of a text."""
    return path.with_name(f"{path.name}.sentences.json")


def read_decisions(text: Text) -> dict[int, bool]:
    """Return what was decided of a text: by number of the sentence, whether it was accepted.

    Raises
    ------
    CaseError
        E109 if the file of decisions cannot be read, or is about another text.
    """
    path = decisions_file(text.file)
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        kept = json.loads(path.read_text("utf-8"))
        digest, decided = kept["text"], kept["decisions"]
        answers = {int(number): answer for number, answer in decided.items()}
        if not all(isinstance(answer, bool) for answer in answers.values()):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = "move it away and decide again"
        raise CaseError([Mistake("E109", "not a file of decisions", str(path), hint=hint)]) from None
    if digest != text.digest:
        message = f"was decided of another text: {text.file.name} has changed since"
        hint = "bring back the text as it was, or move this file away and decide again"
        raise CaseError([Mistake("E109", message, str(path), hint=hint)])
    return answers


def decided(
    text: Text, before: Mapping[int, bool], accept: Iterable[int], reject: Iterable[int], known: Iterable[int]
) -> dict[int, bool]:
    """Return decisions with further ones; a later one takes the place of an earlier one.

    Raises
    ------
    CaseError
        E109 if a sentence is not among those found, or is both accepted and rejected.
    """
    yes, no = set(accept), set(reject)
    there = set(known)
    missing = sorted((yes | no) - there)
    if missing:
        listed = ", ".join(map(str, missing[:12]))
        some = ", ".join(map(str, sorted(there)[:20])) or "none"
        message = f"no sentence {listed} is among those found"
        raise CaseError([Mistake("E109", message, str(text.file), hint=f"found: {some}")])
    both = sorted(yes & no)
    if both:
        message = f"sentence {', '.join(map(str, both[:12]))} is accepted and rejected at once"
        raise CaseError([Mistake("E109", message, str(text.file), hint="decide for one of them")])
    return dict(sorted({**before, **dict.fromkeys(yes, True), **dict.fromkeys(no, False)}.items()))


def as_json(text: Text, decisions: Mapping[int, bool]) -> str:
    """Return what the file of decisions holds."""
    kept = {"text": text.digest, "decisions": {str(number): answer for number, answer in decisions.items()}}
    return json.dumps(kept, indent=2) + "\n"
