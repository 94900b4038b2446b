"""Restatements within one document are folded into one statement.

A headline and the sentence below it, a paraphrase and the quotation make one claim. Whether a draft repeats an earlier one is
judged by what they share and in what they differ; the fuller place keeps its quote and takes the fields that it lacks.
"""

from __future__ import annotations

from pledgebook.extract.casting import MAIN
from pledgebook.extract.decisions import felt_fact
from pledgebook.extract.fill import Draft
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene
from pledgebook.model import Amount

LIKELY = 0.5
REACH = 30  # drafts looked back
FIELDS = ("amount", "items", "programmes", "date", "sector", "condition")
TELLING = frozenset({"word", "term", "number", "name"})
Content = dict[tuple[int, int], set[str]]


def fold(scene: Scene, drafts: list[Draft], weights: Weights) -> list[Draft]:
    """The drafts without restatements, in order."""
    model = weights.decision("fold")
    kept: list[Draft] = []
    content: Content = {}
    for draft in drafts:
        best: tuple[float, Draft] | None = None
        most = 0.0
        for earlier in kept[-REACH:]:
            if earlier.segment.kind != draft.segment.kind:
                continue
            chance = model.chances(pair_features(scene, earlier, draft, content))[0]
            most = max(most, chance)
            if chance > LIKELY and (best is None or chance > best[0]):
                best = (chance, earlier)
        if best is None:
            draft.sure["again"] = most
            kept.append(draft)
            continue
        keep, drop = (draft, best[1]) if _fuller(scene, draft, best[1]) else (best[1], draft)
        _complete(keep, drop)
        if keep is draft:
            kept[kept.index(best[1])] = draft
    return sorted(kept, key=lambda d: d.segment.first)


def _fuller(scene: Scene, a: Draft, b: Draft) -> bool:
    """Whether `a` is the fuller place: no headline, more fields, one that names who it is about, the longer quote."""
    title_a = scene.sheet.sentences[a.segment.sentence].title
    title_b = scene.sheet.sentences[b.segment.sentence].title
    if title_a != title_b:
        return title_b
    return _fullness(scene, a) > _fullness(scene, b)


def _fullness(scene: Scene, draft: Draft) -> tuple[int, int]:
    """How many fields are filled, with one for actors that are named there, and the length."""
    segment = draft.segment
    named = {m.code for m in scene.by_sentence[segment.sentence] if segment.first <= m.unit < segment.last}
    filled = sum(1 for name in FIELDS if draft.values.get(name)) + bool(draft.main and draft.main <= named)
    return filled, segment.last - segment.first


def _complete(keep: Draft, drop: Draft) -> None:
    for name, value in drop.values.items():
        if not keep.values.get(name) and value and name not in {"part", "condition", "period", "items"}:
            keep.values[name] = value
    keep.sure["folded"] = keep.sure.get("folded", 0.0) + drop.sure.get("folded", 0.0) + 1
    keep.sure["folded chance"] = max(keep.sure.get("folded chance", 0.0), drop.segment.chance)
    keep.sure.setdefault("again", drop.sure.get("again", 0.0))


def pair_features(scene: Scene, a: Draft, b: Draft, content: Content | None = None) -> list[str]:
    """What two drafts of one kind share and in what they differ; `a` stands first in the document. `content` keeps the
    words of each stretch of units, for the next pair."""
    sheet = scene.sheet
    out = ["bias", "kind:" + a.segment.kind]
    first, second = a.values.get("amount"), b.values.get("amount")
    if isinstance(first, Amount) and isinstance(second, Amount):
        same = first.currency == second.currency and abs(first.value - second.value) <= 0.02 * max(
            first.value, second.value
        )
        out.append("amount same" if same else "amount differs")
    elif first or second:
        out.append("amount in one")
    else:
        out.append("no amount")
    main = MAIN[a.segment.kind]
    mine, theirs = set(a.values.get(main) or ()), set(b.values.get(main) or ())
    out.append("main same" if mine == theirs else "main overlaps" if mine & theirs else "main differs")
    for name in ("recipients", "programmes", "targets"):
        mine, theirs = set(a.values.get(name) or ()), set(b.values.get(name) or ())
        if mine or theirs:
            out.append(
                f"{name} "
                + (
                    "same"
                    if mine == theirs
                    else "overlap"
                    if mine & theirs
                    else "one"
                    if not mine or not theirs
                    else "differ"
                )
            )
    for name in ("stage", "sector", "instrument", "date", "action", "people"):
        x, y = a.values.get(name), b.values.get(name)
        if x and y:
            out.append(f"{name} " + ("same" if x == y else "differs"))
    mine = {w for i in a.values.get("items") or () for w in i.item.split()[-1:]}
    theirs = {w for i in b.values.get("items") or () for w in i.item.split()[-1:]}
    if mine and theirs:
        out.append("items overlap" if mine & theirs else "items differ")
        counts = {i.count for i in a.values["items"] if i.count} & {i.count for i in b.values["items"] if i.count}
        if counts:
            out.append("count same")
    elif mine or theirs:
        out.append("items in one")
    title = sheet.sentences[a.segment.sentence].title or sheet.sentences[b.segment.sentence].title
    out.append("title" if title else "body")
    apart = b.segment.sentence - a.segment.sentence
    out.append("apart:" + (str(apart) if apart < 4 else "4-7" if apart < 8 else "8+"))
    words_a, words_b = _content(scene, a, content), _content(scene, b, content)
    share = len(words_a & words_b) / max(1, min(len(words_a), len(words_b)))
    out.append("words:" + str(int(share * 5)))
    classes = {c for k in range(b.segment.first, b.segment.last) for c in sheet.units[k].classes}
    for name in classes:
        if name.startswith(
            ("further", "additional", "same", "remain", "another", "more", "part", "each", "comparison")
        ):
            out.append("b:" + name)
    if sheet.tokens.quoted[sheet.units[b.segment.first].first]:
        out.append("b quoted")
    for name, draft in (("a", a), ("b", b)):
        out += [f"{name} {mark}" for mark in felt_fact(scene, "again", draft.segment.first, draft.segment.last)]
    head = out[2]
    out += [head + "&" + f for f in out[3:]]
    if title:
        out += ["title&" + f for f in out[2:12]]
    return out


def _content(scene: Scene, draft: Draft, known: Content | None) -> set[str]:
    """The words of a draft that are not everywhere."""
    place = draft.segment.first, draft.segment.last
    found = known.get(place) if known else None
    if found is None:
        stops = scene.sheet.clauses.stops
        units = scene.sheet.units[slice(*place)]
        found = {unit.key for unit in units if unit.kind in TELLING and unit.key not in stops}
        if known is not None:
            known[place] = found
    return found
