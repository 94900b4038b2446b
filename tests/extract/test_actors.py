"""Who is in reach of a statement, and what is told of each."""

from __future__ import annotations

import numpy as np
import pytest

from pledgebook.extract.actor_rows import FEATURES, rows
from pledgebook.extract.actors import Earlier, Known, in_reach, known
from pledgebook.extract.casting import RELATED, mates_in, related
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.sheet import lay_out
from pledgebook.model import Document


def facts_of(text: str, sentence: int = -1, earlier: tuple[Earlier, ...] = ()) -> tuple[Scene, Known]:
    """The scene, and what is known of a pledge that fills a whole sentence of it."""
    scene = set_scene(lay_out(Document("d", text, language="en"), "en"))
    number = sentence % len(scene.sheet.sentences)
    spot = scene.sheet.sentences[number]
    return scene, known(scene, "pledge", number, spot.first, spot.last, None, earlier, ())


def told(text: str, feature: str, earlier: tuple[Earlier, ...] = ()) -> dict[str, float]:
    """The feature of each actor in reach of the last sentence."""
    scene, facts = facts_of(text, earlier=earlier)
    codes = in_reach(scene, facts)
    table = rows(scene, facts, codes)
    return dict(zip(codes, table[:, FEATURES.index(feature)].tolist(), strict=True))


def test_features_have_names_of_their_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


def test_actors_of_the_sentence_come_first() -> None:
    scene, facts = facts_of("Chile waits. Peru pays Ghana.")
    assert in_reach(scene, facts)[:3] == ["PE", "GH", "CL"]


def test_actors_far_back_are_out_of_reach() -> None:
    names = ["Iceland", "Malta", "Malta", "Malta", "Cyprus", "Cyprus", "Cyprus", "Spain", "Spain", "Spain"]
    scene, facts = facts_of("\n\n".join(f"{name} waits." for name in names))
    assert "IS" not in in_reach(scene, facts)


def test_actors_of_the_statement_before_are_in_reach() -> None:
    before = Earlier("pledge", 0, frozenset({"JP"}), frozenset({"KE"}))
    scene, facts = facts_of("Boats too.", earlier=(before,))
    assert {"JP", "KE"} <= set(in_reach(scene, facts))


def test_the_subject_is_the_last_actor_before_the_verb_that_no_preposition_governs() -> None:
    subject = told("After talks with Chile, Peru donated tents to Ghana.", "subject")
    assert (subject["PE"], subject["CL"], subject["GH"]) == (1.0, 0.0, 0.0)


def test_members_of_a_joint_subject_are_in_its_list() -> None:
    joint = told("Malta, Cyprus and Spain donated tents to Ghana.", "subject run")
    assert (joint["MT"], joint["CY"], joint["GH"]) == (1.0, 1.0, 0.0)


def test_the_preposition_before_a_list_governs_all_its_members() -> None:
    sources = told("Tents came from Malta, Cyprus and Spain.", "firstrun<source")
    assert [sources[code] for code in ("MT", "CY", "ES")] == [1.0, 1.0, 1.0]


def test_the_statement_before_tells_who_gave_and_who_got() -> None:
    before = (Earlier("pledge", 0, frozenset({"ES"}), frozenset({"GH"})),)
    text = "Spain sent tents to Ghana. Blankets will follow."
    assert told(text, "previous", before)["ES"] == 1.0
    assert told(text, "previous other", before)["GH"] == 1.0


def test_a_currency_of_one_state_points_to_it_and_a_common_one_to_nobody() -> None:
    assert told("Norway and the United States gave NOK 5 million.", "currency")["NO"] == 1.0
    assert told("Norway and the United States gave USD 5 million.", "currency")["US"] == 0.0


def test_mates_stand_in_one_list() -> None:
    scene, facts = facts_of("Malta and Cyprus sent tents to Ghana.")
    codes = in_reach(scene, facts)[:3]
    assert mates_in(scene, facts, codes) == [[1], [0], []]


def test_the_second_round_sees_the_likeliest_of_the_others() -> None:
    table = related([np.array([0.9, 0.2]), np.array([0.1, 0.7])], [[1], [0]])
    best = [RELATED.index(f"best of the others as {part}") for part in ("main", "other")]
    assert table[0, best[0]] == pytest.approx(0.2)
    assert table[0, best[1]] == pytest.approx(0.7)
    assert table[1, RELATED.index("rank as main")] == 1.0


def test_nobody_in_reach_gives_an_empty_table() -> None:
    scene, facts = facts_of("Nothing happened.")
    assert rows(scene, facts, []).shape == (0, len(FEATURES))
    assert related([np.zeros(0)], []).shape == (0, len(RELATED))
