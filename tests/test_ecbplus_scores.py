"""The scores of clusterings, against figures worked out by hand."""

from itertools import permutations

import numpy as np
import pytest

from benchmarks.ecbplus import Clusters, Score, Word, best_total, running_text, scores_of


def clusters(*names: str) -> Clusters:
    return [frozenset(name) for name in names]


def near(score: Score, precision: float, recall: float) -> bool:
    return score.precision == pytest.approx(precision) and score.recall == pytest.approx(recall)


def test_one_mention_strays() -> None:
    """Of abc, c is put with de. Every measure counts as much lost as added."""
    scores = scores_of(clusters("abc", "de", "f"), clusters("ab", "cde", "f"))
    assert near(scores.muc, 2 / 3, 2 / 3)  # abc: 1 of its 2 links; de: its only one
    assert near(scores.b_cubed, 7 / 9, 7 / 9)  # recall: (2/3 + 2/3 + 1/3 + 1 + 1 + 1) / 6
    assert near(scores.ceaf_e, 2.6 / 3, 2.6 / 3)  # abc-ab 4/5, de-cde 4/5, f-f 1
    assert near(scores.links, 1 / 2, 1 / 2)  # ab and de of ab, cd, ce, de; ab and de of ab, ac, bc, de
    assert scores.conll == pytest.approx((2 / 3 + 7 / 9 + 2.6 / 3) / 3)


def test_all_together() -> None:
    scores = scores_of(clusters("abc", "de"), clusters("abcde"))
    assert near(scores.muc, 3 / 4, 1)
    assert near(scores.b_cubed, 13 / 25, 1)  # (3 * 3/5 + 2 * 2/5) / 5
    assert near(scores.ceaf_e, 3 / 4, 3 / 8)  # abc-abcde 6/8, de is left alone
    assert near(scores.links, 4 / 10, 1)


def test_all_alone() -> None:
    scores = scores_of(clusters("abc", "de"), clusters("a", "b", "c", "d", "e"))
    assert near(scores.muc, 0, 0)
    assert near(scores.b_cubed, 1, 2 / 5)  # (3 * 1/3 + 2 * 1/2) / 5
    assert near(scores.ceaf_e, 7 / 30, 7 / 12)  # abc-a 2/4, de-d 2/3; five clusters found, two right
    assert near(scores.links, 0, 0)


def test_a_perfect_clustering_in_another_order() -> None:
    scores = scores_of(clusters("abc", "de", "f"), clusters("f", "ed", "cab"))
    assert all(score == Score(1, 1) for score in scores)
    assert scores.conll == 1


def test_mentions_that_are_missing_or_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="same mentions"):
        scores_of(clusters("ab"), clusters("a"))
    with pytest.raises(ValueError, match="same mentions"):
        scores_of(clusters("ab"), clusters("ab", "b"))


def test_the_best_assignment_is_found_where_the_greatest_item_is_not_part_of_it() -> None:
    assert best_total(np.array([[3.0, 2.0], [2.0, 0.0]])) == 4


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 4), (3, 5), (5, 3)])
def test_the_best_assignment_is_that_of_trying_them_all(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        weights = rng.random(shape) * (rng.random(shape) < 0.6)
        wide = weights if shape[0] <= shape[1] else weights.T
        tried = max(sum(wide[i, j] for i, j in enumerate(order)) for order in permutations(range(wide.shape[1]), wide.shape[0]))
        assert best_total(weights) == pytest.approx(tried)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("He said : `` We do n't know , '' and left .", "He said: ``We don't know,'' and left."),
        ("An anti - piracy patrol of 6 , 900 tonnes at 9 : 25 p . m .", "An anti-piracy patrol of 6,900 tonnes at 9:25 p.m."),
        ("The pirates ' boat - ' Ocean Star ' - sank", "The pirates' boat - 'Ocean Star' - sank"),
        ('" Yes , " she said ( twice ) .', '"Yes," she said (twice).'),
    ],
)
def test_words_become_running_text(words: str, text: str) -> None:
    written, spans = running_text([Word(str(i), 0, word) for i, word in enumerate(words.split())])
    assert written == text
    assert [written[span.start : span.end] for span in spans] == words.split()
