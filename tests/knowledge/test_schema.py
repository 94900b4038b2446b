"""Broken files: each fault names its file and line, and a broken file is never half loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from pledgebook.knowledge import Knowledge, KnowledgeError
from pledgebook.knowledge.check import check, show

SOUND = {
    "data/states.yaml": "LT: {alpha3: LTU, currency: EUR}\n\"NO\": {alpha3: NOR, currency: NOK}\n",
    "data/bodies.yaml": "nato: {kind: alliance}\n",
    "data/programmes.yaml": "purl: {sector: military, leads: [nato]}\n",
    "languages/en/actors.yaml": "LT:\n  names: [Lietuva]\n  capital: [Vilnius]\n\"NO\": {adjectives: [Norwegian]}\n",
    "languages/en/bodies.yaml": "nato: {names: [NATO]}\n",
    "languages/en/programmes.yaml": "purl: [PURL, requirements list]\n",
    "languages/en/people.yaml": "LT:\n  - Ona Petraitė / Petraitytė\n  - {name: Jonas May, surname: false}\n",
    "languages/en/offices.yaml": "portfolios: [defence]\nperson_office:\n  minister: [\"n:{} minister\"]\n",
    "languages/en/merging.yaml": "further: [another]\nordinals: {first: 1}\ndatelines: [\"{place}{bracketed} -\"]\n",
    "languages/en/vocabulary/stages.yaml": "promise:\n  note: words\n  entries: [v:pledge, {word: \"n:pledge\", weight: 2}]\n",
}  # fmt: skip


def house(root: Path, **changed: str) -> Path:
    """The sound files below `root`, with some replaced: the keyword `data_states` is data/states.yaml."""
    for name, text in SOUND.items():
        key = name.removesuffix(".yaml").replace("languages/en/", "en_").replace("/", "_")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.pop(key, text), encoding="utf-8")
    assert not changed
    return root


def faults(root: Path) -> list[str]:
    return [str(fault).removeprefix(root.as_posix() + "/") for fault in check(root)]


def test_sound_files_have_no_faults_and_load(tmp_path: Path) -> None:
    root = house(tmp_path)
    assert faults(root) == []
    knowledge = Knowledge("en", root)
    text = "Norwegian and Lithuanian ministers in VILNIUS, Requirements List, Petraite and May"
    assert [text[s:e] for s, e, _ in knowledge.names.scan(text)] == [
        "Norwegian",
        "VILNIUS",
        "Requirements List",
        "Petraite",
    ]
    ((_, _, forms),) = knowledge.vocabulary.scan_forms("pledges")
    assert {(f.form, f.properties.get("weight")) for f in forms} == {("s", None), ("plural", 2)}
    assert show("defence ministers", "en", root)[0].startswith("defence ministers: person_office plural of")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"data_states": "LT: {currency: euro}\n\"NO\": {}\n"}, "data/states.yaml:1: 'euro' is not an ISO 4217 code"),
        ({"data_states": "LT: {}\n\"NO\": {}\nxx: {}\n"}, "data/states.yaml:3: 'xx' is no ISO 3166-1 alpha-2 code"),
        ({"data_states": "LT: {}\n\"NO\": {}\nLT: {}\n"}, "data/states.yaml:3: 'LT' stands here twice"),
        ({"data_states": "LT: {}\n\"NO\": {colour: red}\n"}, "data/states.yaml:2: a state has no 'colour'"),
        ({"data_states": "LT: {}\n\"NO\": {\n"}, "data/states.yaml:3: not YAML"),
        ({"data_bodies": "nato: {kind: club}\n"}, "data/bodies.yaml:1: kind 'club' is none of"),
        ({"data_bodies": "nato: {}\n"}, "data/bodies.yaml:1: nato needs a kind"),
        ({"data_bodies": "nato: {kind: alliance, implementer: maybe}\n"}, "data/bodies.yaml:1: implementer must be"),
        ({"data_bodies": "nato: {kind: alliance, members: [LT, ZZ]}\n"}, "data/bodies.yaml:1: members: 'ZZ' is no"),
        ({"data_bodies": "nato: {kind: alliance}\nNew_Body: {kind: bank}\n"}, "data/bodies.yaml:2: 'New_Body' is no"),
        ({"en_merging": "further: [another]\nfurtherer: [more]\n"}, "languages/en/merging.yaml:2: the file has no 'furt"),
        ({"en_merging": "further: another\n"}, "languages/en/merging.yaml:1: further must be a list"),
        ({"en_merging": "ordinals: {first: once}\n"}, "languages/en/merging.yaml:1: ordinals: 'first' needs a whole"),
        ({"en_merging": "datelines:\n  - \"{paper} -\"\n"}, "languages/en/merging.yaml:2: {paper} is none of"),
        ({"data_programmes": "purl:\n  sector: war\n"}, "data/programmes.yaml:2: sector 'war' is none of"),
        ({"data_programmes": "purl: {leads: nato}\n"}, "data/programmes.yaml:1: leads must be a list"),
        ({"en_actors": "LT: {names: [Lietuva]}\nXY: {names: [X]}\n"}, "languages/en/actors.yaml:2: 'XY' is no known"),
        ({"en_actors": "LT: {title: [Lietuva]}\n"}, "languages/en/actors.yaml:1: an actor has no 'title'"),
        (
            {"en_actors": "LT: {places: [Halden]}\n\"NO\":\n  places:\n    - [Moss,\n      Halden]\n"},
            "languages/en/actors.yaml:5: 'Halden' means LT at ",
        ),
        ({"en_actors": "ambiguous:\n  Nowhere: [LT]\n"}, "languages/en/actors.yaml:2: 'Nowhere' is called ambiguous"),
        ({"en_programmes": "purl: [PURL]\nother: [Other]\n"}, "languages/en/programmes.yaml:2: 'other' is no known"),
        ({"en_people": "LT:\n  - Ona\n"}, "languages/en/people.yaml:2: 'Ona': the full name first"),
        ({"en_people": "LT:\n  - {name: Ona Ona, from: May}\n"}, "languages/en/people.yaml:2: 'May' is no day"),
        ({"en_offices": "person_office:\n  boss:\n    - {word: chief, actor: QQ}\n"}, "languages/en/offices.yaml:3:"),
        ({"en_vocabulary_stages": "promise: [v:pledge]\n"}, "languages/en/vocabulary/stages.yaml:1: a class must be a"),
        ({"en_vocabulary_stages": "promise:\n  entries:\n    - v:a/b\n"}, "languages/en/vocabulary/stages.yaml:3:"),
    ],
)  # fmt: skip
def test_a_fault_names_its_file_and_line(tmp_path: Path, changed: dict[str, str], expected: str) -> None:
    found = faults(house(tmp_path, **changed))
    assert any(fault.startswith(expected) for fault in found), found


def test_loading_broken_data_raises_with_the_faults(tmp_path: Path) -> None:
    root = house(tmp_path, data_programmes="purl: {sector: war}\n")
    with pytest.raises(KnowledgeError, match=r"programmes\.yaml:1"):
        _ = Knowledge("en", root).names


def test_a_word_for_two_actors_may_be_declared_ambiguous(tmp_path: Path) -> None:
    text = "ambiguous: {Halden: [\"NO\", LT]}\nLT: {places: [Halden]}\n\"NO\": {places: [Halden]}\n"  # fmt: skip
    root = house(tmp_path, en_actors=text)
    assert faults(root) == []
    entry = Knowledge("en", root).names.entries["Halden"]
    assert entry is not None
    assert (entry.codes, entry.ambiguous) == (("NO", "LT"), True)


def test_a_language_without_data_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="no data for language"):
        show("word", "xx")
