"""The data sets: counts, shapes and repeatability."""

from collections import Counter

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nn.datasets import (
    LETTERS,
    NAMES,
    PEOPLE,
    RELATIONS,
    XOR_INPUTS,
    XOR_ONE_HOT,
    XOR_TARGETS,
    bumps,
    circles,
    family_cases,
    is_palindrome,
    moons,
    name_as_numbers,
    quadrants,
    spirals,
    symmetry_patterns,
    tilted_plane,
    triples,
    truth_table,
)
from nn.datasets.digits import digits_split

# cases in each tree
COUNTS = {
    "father": 6,
    "mother": 6,
    "husband": 5,
    "wife": 5,
    "son": 6,
    "daughter": 6,
    "uncle": 2,
    "aunt": 2,
    "brother": 3,
    "sister": 3,
    "nephew": 4,
    "niece": 4,
}


def test_e08_family_trees_have_24_people_12_relations_104_cases_and_112_triples():
    assert len(set(PEOPLE)) == 24
    assert len(set(RELATIONS)) == 12
    assert len(family_cases()) == len({(case.person, case.relation) for case in family_cases()}) == 104
    assert len(set(triples())) == 112


def test_e08_cases_per_relation_in_each_tree():
    for family in (PEOPLE[:12], PEOPLE[12:]):
        counted = Counter(case.relation for case in family_cases() if case.person in family)
        assert counted == COUNTS
        assert sum(counted.values()) == 52


def test_e08_colins_mother_is_victoria_and_his_aunts_include_one_by_marriage():
    answers = {(case.person, case.relation): case.answers for case in family_cases()}
    assert answers["Colin", "mother"] == ("Victoria",)
    assert set(answers["Colin", "aunt"]) == {"Jennifer", "Margaret"}
    assert set(answers["Alfonso", "uncle"]) == {"Emilio", "Tomaso"}
    assert sum(len(names) == 2 for names in answers.values()) == 8


def test_e08_both_trees_have_the_same_shape():
    english = [case for case in family_cases() if case.person in PEOPLE[:12]]
    italian = [case for case in family_cases() if case.person in PEOPLE[12:]]
    translated = dict(zip(PEOPLE[:12], PEOPLE[12:], strict=True))
    assert [(translated[c.person], c.relation, {translated[a] for a in c.answers}) for c in english] == [
        (c.person, c.relation, set(c.answers)) for c in italian
    ]


def test_family_relations_have_inverses():
    inverse = {
        "father": ("son", "daughter"),
        "husband": ("wife",),
        "uncle": ("nephew", "niece"),
        "brother": ("brother", "sister"),
    }
    facts = set(triples())
    for person, relation, answer in facts:
        if relation in inverse:
            assert any((answer, back, person) in facts for back in inverse[relation]), (person, relation, answer)


def test_e07_symmetry_has_64_patterns_of_which_8_are_palindromes():
    patterns, targets = symmetry_patterns()
    assert len({tuple(pattern) for pattern in patterns}) == len(targets) == 64
    assert sum(targets) == 8
    assert all(bool(target) == (pattern == pattern[::-1]) for pattern, target in zip(patterns, targets, strict=True))
    assert is_palindrome([1, 0, 1])
    with pytest.raises(ValueError, match="at least 1 bit"):
        symmetry_patterns(0)


def test_a23_xor_targets_and_one_hot_rows_agree():
    assert [a ^ b for a, b in XOR_INPUTS] == XOR_TARGETS == np.argmax(XOR_ONE_HOT, axis=1).tolist()


def test_truth_tables():
    for name, function in {"and": int.__and__, "or": int.__or__, "xor": int.__xor__}.items():
        assert truth_table(name) == [function(a, b) for a, b in XOR_INPUTS]
    for name, opposite in {"nand": "and", "nor": "or", "xnor": "xor"}.items():
        assert truth_table(name) == [1 - value for value in truth_table(opposite)]
    with pytest.raises(ValueError, match="got 'but'"):
        truth_table("but")


@pytest.mark.parametrize("draw", [circles, moons, quadrants, spirals])
def test_plane_data_repeat_with_their_seed_and_have_two_even_classes(draw):
    points, labels = draw(100, seed=3)
    assert (points, labels) == draw(100, seed=3)
    assert points != draw(100, seed=4)[0]
    assert np.shape(points) == (100, 2)
    assert labels.count(0) == labels.count(1) == 50
    with pytest.raises(ValueError, match="at least 2 points"):
        draw(1)


@pytest.mark.parametrize("draw", [tilted_plane, bumps])
def test_surfaces_repeat_with_their_seed_and_have_a_number_for_each_point(draw):
    points, targets = draw(100, seed=3)
    assert (points, targets) == draw(100, seed=3)
    assert points != draw(100, seed=4)[0]
    assert (np.shape(points), np.shape(targets)) == ((100, 2), (100,))
    assert np.abs(points).max() <= 1
    with pytest.raises(ValueError, match="at least 1 point, got 0"):
        draw(0)


def test_a_tilted_plane_is_exact_without_noise():
    for (x, y), target in zip(*tilted_plane(50, noise=0), strict=True):
        assert target == pytest.approx((x + y) / 2)


def test_bumps_are_a_hill_and_its_negative_across_the_origin():
    points, targets = bumps(400, noise=0)
    (top_x, top_y), (low_x, low_y) = points[np.argmax(targets)], points[np.argmin(targets)]
    assert (top_x, top_y) == pytest.approx((0.5, 0.5), abs=0.2)
    assert (low_x, low_y) == pytest.approx((-0.5, -0.5), abs=0.2)
    assert max(targets) == pytest.approx(1, abs=0.1)
    assert min(targets) == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("draw", [tilted_plane, bumps])
def test_noise_of_surfaces_is_in_the_targets_alone(draw):
    points, targets = draw(400, noise=0.2, seed=1)
    same_points, heights = draw(400, noise=0, seed=1)
    assert points == same_points
    assert np.std(np.subtract(targets, heights)) == pytest.approx(0.2, rel=0.1)


def test_moons_without_noise_lie_on_their_half_circles():
    for (x, y), label in zip(*moons(50, noise=0), strict=True):
        centre = (1, 0.5) if label else (0, 0)
        assert np.hypot(x - centre[0], y - centre[1]) == pytest.approx(1)
        assert (y <= 0.5) if label else (y >= 0)


def test_spirals_without_noise_are_half_a_turn_apart():
    for (x, y), label in zip(*spirals(50, noise=0), strict=True):
        radius = np.hypot(x, y)
        turned = np.arctan2(y, x) - 2 * np.pi * radius - np.pi * label
        assert np.cos(turned) == pytest.approx(1)


def test_circles_without_noise_are_a_disc_in_a_ring():
    for (x, y), label in zip(*circles(50, noise=0), strict=True):
        assert np.hypot(x, y) <= 0.5 if label else 0.7 <= np.hypot(x, y) <= 1


def test_quadrants_are_xor_of_the_signs():
    for (x, y), label in zip(*quadrants(50, noise=0), strict=True):
        assert label == ((x < 0) ^ (y < 0))
        assert min(abs(x), abs(y)) >= 0.1


def test_digits_are_split_by_a_permutation_from_seed_0():
    (train, train_labels), (test, test_labels) = digits_split()
    assert (len(train), len(test)) == (len(train_labels), len(test_labels)) == (1437, 360)
    images, labels = load_digits(return_X_y=True)
    first = np.random.default_rng(0).permutation(1797)[0]
    assert train_labels[0] == labels[first]
    assert train[0] == (images[first] / 16).tolist()
    assert 0 <= np.min(train) <= np.max(train) <= 1


def test_names_are_many_and_each_stands_once_in_small_letters():
    assert len(NAMES) > 1000
    assert list(NAMES) == sorted(set(NAMES))
    assert set("".join(NAMES)) == set(LETTERS[1:])


def test_names_are_numbers_between_two_ends():
    assert name_as_numbers("bo") == [0, 2, 15, 0]
    assert all("".join(LETTERS[i] for i in name_as_numbers(name)) == f".{name}." for name in NAMES)
    with pytest.raises(ValueError, match="letters a to z, got 'ö'"):
        name_as_numbers("jörg")
