"""Names of actors, outcomes, questions and policies for a reader; without a case, what the results call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from offramp.case.model import AnyOrder, Case, Partial, Statement, Statements
from offramp.study.results import NONE_OF_THESE

CONCEPT_NAMES = {
    "nash": "Nash",
    "gmr": "GMR",
    "smr": "SMR",
    "seq": "SEQ",
    "sseq": "SSEQ",
    "mixed": "mixed",
}

WITH_ARTICLE = {"United", "Soviet", "European", "Netherlands", "Philippines", "US", "USA", "UN", "EU", "UK", "USSR"}
WITH_ARTICLE |= {
    "Union",
    "Kingdom",
    "Republic",
    "States",
    "Emirates",
    "Government",
    "Council",
    "Alliance",
    "Opposition",
}
"""Words in the names of actors that English puts `the` before."""

CONCEPT_GLOSSES = {
    "nash": "looks only at its own next move",
    "gmr": "fears any answer of the others, whatever it costs them",
    "smr": "fears any answer, unless it can itself undo the harm afterwards",
    "seq": "fears only answers whose every move is good for its mover",
    "sseq": "fears only answers whose every move is good for its mover, unless it can itself undo the harm",
    "mixed": "each actor by the concept the profile gives it",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What to call things; every lookup falls back on the name in the file, underscores as spaces.

    Attributes
    ----------
    actors, outcomes, policies, questions, options : mapping of str to str
        Questions give what is asked.
    alternatives, glosses : mapping of (question, alternative) to str
        An alternative's name, and what it means in a sentence if the case says so.
    final : frozenset of str
        The outcomes in which play stops.
    about : mapping of str to str
        The actor each question is about.
    statements : frozenset of str
        Statements and classes of states that the analyst has named.
    codes : mapping of str to str
        For a code in the files of the record the actor it stands for.
    """

    actors: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[tuple[str, str], str] = field(default_factory=dict)
    glosses: Mapping[tuple[str, str], str] = field(default_factory=dict)
    final: frozenset[str] = frozenset()
    about: Mapping[str, str] = field(default_factory=dict)
    statements: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> Names:
        """Return the names a case gives."""
        actors = {actor.id: actor.name for actor in case.actors}
        twice = {v.name for v in case.variables if sum(w.name == v.name for w in case.variables) > 1}
        options = {
            v.id: f"{actors[v.actor]} {v.name}" if v.actor is not None and v.name in twice else v.name
            for v in case.variables
        }
        pairs = [(question, alternative) for question in case.questions for alternative in question.alternatives]
        return cls(
            actors=actors,
            outcomes={outcome.id: outcome.name for outcome in case.outcomes},
            policies={policy.id: policy.name for policy in case.policies},
            questions={question.id: question.ask for question in case.questions},
            options=options,
            alternatives={(q.id, a.id): a.name for q, a in pairs},
            glosses={(q.id, a.id): a.about.strip() for q, a in pairs if a.about},
            final=frozenset(outcome.id for outcome in case.outcomes if outcome.final),
            about={question.id: question.about for question in case.questions},
            statements=frozenset(_named(case)),
            codes=case.record.actors if case.record is not None else {},
        )

    def actor(self, name: str) -> str:
        """Return an actor's name, or a clock's; of a code in the record that of the actor it stands for."""
        name = self.codes.get(name, name)
        return self.actors.get(name) or self.options.get(name) or spaced(name)

    def the(self, name: str) -> str:
        """Return an actor's name with the article English wants: `the United States`, `China`."""
        found = self.actor(name)
        words = found.split(" ")
        if words[0].lower() == "the":
            return found
        wanted = words[0] in WITH_ARTICLE or (len(words) < 3 and words[-1] in WITH_ARTICLE)
        return f"the {found}" if wanted else found

    def outcome(self, name: str | None) -> str:
        """Return an outcome's name."""
        return "" if name is None else self.outcomes.get(name) or spaced(name)

    def policy(self, name: str | None) -> str:
        """Return a policy's name."""
        return "" if name is None else self.policies.get(name) or spaced(name)

    def question(self, name: str) -> str:
        """Return what a question asks."""
        return self.questions.get(name) or spaced(name)

    def alternative(self, question: str, name: str) -> str:
        """Return an alternative's name."""
        return self.alternatives.get((question, name)) or spaced(name)

    def gloss(self, question: str, name: str) -> str:
        """Return what an alternative means, or its name if the case does not say."""
        return self.glosses.get((question, name)) or self.alternative(question, name)

    def option(self, name: str) -> str:
        """Return an option's or a clock's name."""
        return self.options.get(name) or spaced(name.rpartition(".")[2])

    def unknown(self, name: str) -> str:
        """Return what a share of doubt is about: a question, or an actor's foresight, beliefs or completion."""
        if name in self.questions:
            return self.questions[name]
        kind, of, actor = name.partition(" of ")
        words = {"foresight": "how far ahead {} looks", "beliefs": "what {} believes of the others"}
        words["completion"] = "the open part of what {} wants"
        return words[kind].format(self.the(actor)) if of and kind in words else spaced(name)

    def statement(self, text: str) -> str:
        """Return a statement of a preference: an expression between backticks, a name as it is."""
        return spaced(text) if text in self.statements else f"`{text}`"

    def concept(self, name: str) -> str:
        """Return a concept's name."""
        return CONCEPT_NAMES.get(name, name)

    def level(self, option: str, level: str) -> str:
        """Return an option at a level: `exercises suspended`, `talks`, `no strike`."""
        if level in ("yes", "no"):
            return self.option(option) if level == "yes" else f"no {self.option(option)}"
        return f"{self.option(option)} {spaced(level)}"


def _named(case: Case) -> Iterator[str]:
    """Yield the names of statements whose order is known in part, and of classes of states."""
    groups: list[tuple[Statement, ...]] = [
        statements for question in case.questions for a in question.alternatives for statements in a.slots.values()
    ]
    for preference in case.preferences.values():
        if isinstance(preference, Partial):
            yield from preference.names
        elif isinstance(preference, Statements):
            groups.append(preference.statements)
    for group in groups:
        for statement in group:
            if isinstance(statement, AnyOrder) and statement.before:
                yield from (one.text for one in statement.statements)


def spaced(name: str) -> str:
    """Return a name of the file with its underscores as spaces."""
    return name if name == NONE_OF_THESE else name.replace("_", " ")


def quoted(text: str) -> str:
    """Put a name between quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def capital(text: str) -> str:
    """Put a capital at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
