"""The two family trees of the 1986 paper: 24 people, 12 relations, 104 questions such as (Colin, mother) -> Victoria.

Both trees have the same shape, person for person. Not here: the network that learns them (nn.experiments.family_trees).
"""

from __future__ import annotations

from typing import NamedTuple

RELATIONS = (
    "father", "mother", "husband", "wife", "son", "daughter",
    "uncle", "aunt", "brother", "sister", "nephew", "niece",
)  # fmt: skip

# In both families the same order; each English name stands opposite the Italian of the same place.
ENGLISH = (
    "Christopher", "Penelope", "Andrew", "Christine", "Margaret", "Arthur",
    "Victoria", "James", "Jennifer", "Charles", "Colin", "Charlotte",
)  # fmt: skip
ITALIAN = (
    "Roberto", "Maria", "Pierro", "Francesca", "Gina", "Emilio",
    "Lucia", "Marco", "Angela", "Tomaso", "Alfonso", "Sophia",
)  # fmt: skip
PEOPLE = ENGLISH + ITALIAN

# Husband, wife, son, daughter, as places in the families above.
_COUPLES = ((0, 1, 5, 6), (2, 3, 7, 8), (5, 4, None, None), (7, 6, 10, 11), (9, 8, None, None))


class Case(NamedTuple):
    """One question, `person` and `relation`, and everybody who answers it: one person or two."""

    person: str
    relation: str
    answers: tuple[str, ...]


class _Family:
    """Who is related to whom, by places in the family."""

    def __init__(self) -> None:
        self.father: dict[int, int] = {}
        self.mother: dict[int, int] = {}
        self.spouse: dict[int, int] = {}
        self.men = {husband for husband, *_ in _COUPLES}
        for husband, wife, son, daughter in _COUPLES:
            self.spouse |= {husband: wife, wife: husband}
            if son is not None and daughter is not None:
                self.men.add(son)
                self.father |= {son: husband, daughter: husband}
                self.mother |= {son: wife, daughter: wife}

    def children(self, person: int) -> set[int]:
        return {child for child in self.father if person in (self.father[child], self.mother[child])}

    def siblings(self, person: int) -> set[int]:
        return self.children(self.father[person]) - {person} if person in self.father else set()

    def with_spouses(self, people: set[int]) -> set[int]:
        return people | {self.spouse[person] for person in people if person in self.spouse}

    def parents_siblings(self, person: int) -> set[int]:
        """Aunts and uncles, those by marriage among them."""
        if person not in self.father:
            return set()
        both = self.siblings(self.father[person]) | self.siblings(self.mother[person])
        return self.with_spouses(both)

    def related(self, person: int, relation: str) -> set[int]:
        """Everybody who is the `relation` of `person`."""
        spouse = {self.spouse[person]} if person in self.spouse else set()
        parents = {self.father[person], self.mother[person]} if person in self.father else set()
        nephews = {child for child in self.father if person in self.parents_siblings(child)}
        kin, of_men = {
            "father": (parents, True),
            "mother": (parents, False),
            "husband": (spouse, True),
            "wife": (spouse, False),
            "son": (self.children(person), True),
            "daughter": (self.children(person), False),
            "uncle": (self.parents_siblings(person), True),
            "aunt": (self.parents_siblings(person), False),
            "brother": (self.siblings(person), True),
            "sister": (self.siblings(person), False),
            "nephew": (nephews, True),
            "niece": (nephews, False),
        }[relation]
        return kin & self.men if of_men else kin - self.men


def family_cases() -> list[Case]:
    """The 104 questions that have an answer: the English first, person by person, relation by relation."""
    family = _Family()
    cases = []
    for names in (ENGLISH, ITALIAN):
        for person, name in enumerate(names):
            for relation in RELATIONS:
                answers = tuple(names[other] for other in sorted(family.related(person, relation)))
                if answers:
                    cases.append(Case(name, relation, answers))
    return cases


def triples() -> list[tuple[str, str, str]]:
    """The 112 facts (person, relation, answer): 8 of the 104 questions have two answers."""
    return [(case.person, case.relation, answer) for case in family_cases() for answer in case.answers]
