"""Who speaks a segment: the candidates in reach, and the choice among them by a linear model.

A statement may stand beside its own attribution, inherit the speaker of its paragraph, or be the reporter's own word. All of
these are candidates; each has features (where its attribution stands, how, in a quotation or not), the reporter too.
"""

from __future__ import annotations

from collections import Counter

from pledgebook.extract.learned import Linear
from pledgebook.extract.scene import Scene
from pledgebook.extract.sheet import role

MARGIN = 1.2  # a likely speaker is named rather than dropped: a reader can check a name, not a silence


def candidates(
    scene: Scene, sentence: int, first: int, last: int
) -> list[tuple[tuple[str | None, str | None], list[str]]]:
    """Who may speak units `first` to `last` of the sentence, each (name, actor) with the features by which the choice is
    made; the reporter is (None, None)."""
    sheet = scene.sheet
    quoted = bool(sheet.tokens.quoted[sheet.units[first].first] or sheet.tokens.quoted[sheet.units[last - 1].first])
    paragraph = sheet.sentences[sentence].paragraph
    here = [a for a in scene.attributions if a.sentence == sentence]
    state = ("quoted" if quoted else "plain") + ("+own" if here else "")
    out: dict[tuple[str | None, str | None], list[str]] = {}

    def offer(name: str | None, actor: str | None, *marks: str) -> None:
        features = out.setdefault((name, actor), ["named" if name else "office", "role:" + _kind(scene, actor)])
        for mark in marks:
            features += [mark, state + "|" + mark]

    for a in here:
        unit = sheet.units[a.verb]
        side = "inside" if first <= a.verb < last else "left" if a.verb < first else "right"
        gap = min(9, abs(a.verb - first) if side != "right" else abs(a.verb - last))
        offer(a.name, a.actor, "here:" + side, f"here:{side}:{gap // 3}", "verb:" + unit.key)
        for cls in unit.classes:
            offer(a.name, a.actor, "here:" + side + ":" + cls)
    same = [a for a in scene.attributions if a.sentence != sentence and
            sheet.sentences[a.sentence].paragraph == paragraph]  # fmt: skip
    for a in same:
        gap = a.sentence - sentence
        offer(a.name, a.actor, f"para:{max(-3, min(3, gap))}")
    earlier = [a for a in scene.attributions if a.sentence < sentence and
               sheet.sentences[a.sentence].paragraph < paragraph]  # fmt: skip
    seen: list[tuple[str | None, str | None]] = []
    for a in reversed(earlier):
        if (a.name, a.actor) not in seen:
            seen.append((a.name, a.actor))
            apart = paragraph - sheet.sentences[a.sentence].paragraph
            offer(a.name, a.actor, f"earlier{len(seen)}", f"earlier{len(seen)}:{min(apart, 5)}")
        if len(seen) == 3:
            break
    if earlier:
        offer(earlier[0].name, earlier[0].actor, "first of all")
    later = [a for a in scene.attributions if a.sentence > sentence and
             sheet.sentences[a.sentence].paragraph > paragraph]  # fmt: skip
    if later:
        apart = sheet.sentences[later[0].sentence].paragraph - paragraph
        offer(later[0].name, later[0].actor, f"next:{min(apart, 4)}")
    counted = Counter((a.name, a.actor) for a in scene.attributions)
    if counted:
        (name, actor), n = counted.most_common(1)[0]
        offer(name, actor, "most often", f"most often:{min(n, 5)}")
    begin = sheet.sentences[sentence].first
    for person in scene.people:
        if begin <= person.first < last:
            before = sheet.units[person.first - 1].key if person.first > begin else "^"
            follow = sheet.units[person.last].classes if person.last < last else ()
            side = "in" if person.first >= first else "before"
            offer(person.name, person.actor, "person " + side, "person<" + before)
            for cls in follow:
                offer(person.name, person.actor, "person>" + cls)
    for mention in scene.by_sentence[sentence]:
        if mention.letter in "NCSABO" and begin <= mention.unit < last:
            follow = sheet.units[mention.unit + 1].classes if mention.unit + 1 < len(sheet.units) else ()
            for cls in follow:
                offer(None, mention.code, "state>" + cls)
            break
    none = ["reporter", "reporter:" + state, f"reporter:{min(len(scene.attributions), 4)}",
            "reporter:" + state + (":para" if same else "")]  # fmt: skip
    classes = {c for k in range(first, last) for c in sheet.units[k].classes}
    none += ["reporter:" + c for c in classes]
    out[None, None] = none
    return list(out.items())


def _kind(scene: Scene, actor: str | None) -> str:
    return role(actor, scene.sheet.roles) if actor else "-"


def choose_speaker(
    scene: Scene, sentence: int, first: int, last: int, model: Linear
) -> tuple[str | None, str | None] | None:
    """The likeliest speaker as (name, actor), or None where the reporter speaks."""
    offers = candidates(scene, sentence, first, last)
    scored = [(model.scores(features)[0] - (MARGIN if who == (None, None) else 0.0), k, who)
              for k, (who, features) in enumerate(offers)]  # fmt: skip
    best = max(scored)[2]
    return None if best == (None, None) else best
