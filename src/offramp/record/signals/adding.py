"""Adding accepted sentences to a file of statements, as rows that the analyst then codes."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from offramp.record.signals.reading import COLUMNS, read, read_head
from offramp.record.signals.sentences import Text
from offramp.study.results.signals import Sentence

MOST_WORDS = 24
"""How many words of a sentence are quoted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose the sentences are: actor, day, speaker where the sentence names none, and channel."""

    actor: str
    day: datetime.date
    speaker: str = ""
    channel: str = ""


def with_rows(path: Path, text: Text, accepted: Sequence[Sentence], origin: Origin) -> str:
    """Return a file of statements with a row for each accepted sentence that is not in it yet.

    A row has the sentence, cut to 24 words, as key phrase, and says in a note by which rule it was found. What it
    offers and demands, and the form, are left to the analyst. Its id is made of the text's name and digest and the
    number of the sentence, so that the same sentence is never added twice. The other rows stay as they are.

    Raises
    ------
    CaseError
        E001 or E107 if there is such a file and it is not a table of statements.
    """
    kept, names = "", list(COLUMNS)
    there: set[str] = set()
    if path.exists():
        there = {statement.id for statement in read([path]).statements}
        kept, names = read_head(path)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n" if "\r\n" in kept else "\n")
    if not kept:
        writer.writerow(names)
    elif not kept.endswith(("\n", "\r")):
        out.write("\r\n" if "\r\n" in kept else "\n")
    for sentence in accepted:
        row = _row(text, sentence, origin)
        if row["id"] not in there:
            writer.writerow([row.get(name, "") for name in names])
    return kept + out.getvalue()


def _row(text: Text, sentence: Sentence, origin: Origin) -> dict[str, str]:
    stem = re.sub(r"[^\w.-]+", "-", text.file.stem)[:40]
    words = sentence.text.split()
    phrase = " ".join(words[:MOST_WORDS]) + (" ..." if len(words) > MOST_WORDS else "")
    states = ", ".join(sentence.states)
    return {
        "id": f"{stem}-{text.digest[:8]}-{sentence.number}",
        "date": origin.day.isoformat(),
        "actor": origin.actor,
        "speaker": sentence.speaker or origin.speaker,
        "channel": origin.channel,
        "key_phrase": phrase,
        "phrase_lang": "en",
        "source": f"{text.file.name}, line {sentence.line}",
        "compared_with_earlier": f"accepted from a text; states {states} ({'; '.join(sentence.rules)}); to be coded",
    }
