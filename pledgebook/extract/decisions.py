"""What decisions look at: the words in and around a segment, as named features for the linear models.

One list of features serves every decision over a segment (stage, sector, instrument, action, priority): each model has its
own weights for them. The names are readable, so that a decision can be explained by its strongest features.
"""

from __future__ import annotations

from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import symbol, unit_features
from pledgebook.extract.sheet import AMOUNT, NAME, TERM, Unit

AROUND = 14  # units left and right of the segment that still matter


def is_item(classes: tuple[str, ...]) -> bool:
    """Whether the vocabulary classes are those of a good that is given."""
    return any(c.startswith("item_") or c == "weapon_model" for c in classes)


def felt_features(scene: Scene, kind: str, first: int, last: int) -> list[str]:
    """What the encoder says of the fields of a statement of that kind in units `first` to `last` (exclusive)."""
    return scene.sheet.felt.features(kind, first, last) if scene.sheet.felt else []


def felt_fact(scene: Scene, name: str, first: int, last: int) -> list[str]:
    """What the encoder says whether a fact (see `impressions.FACTS`) is so of a statement in these units."""
    return scene.sheet.felt.fact(name, first, last) if scene.sheet.felt else []


def features(scene: Scene, sentence: int, first: int, last: int) -> list[str]:
    """Features of the words of units `first` to `last` (exclusive) and around them within their sentence."""
    sheet = scene.sheet
    units = sheet.units
    whole = sheet.sentences[sentence]
    out = unit_features(sheet, first, last, whole.first)
    out.append("bias")
    if sheet.document.is_note:
        out.append("note")
    for side, begin, end in (
        ("L", max(whole.first, first - AROUND), first),
        ("R", last, min(whole.last, last + AROUND)),
    ):
        for k in range(begin, end):
            unit = units[k]
            if unit.kind == TERM:
                for name in unit.classes:
                    out.append(side + "c:" + name)
                    out.append(side + "f:" + name + ":" + unit.form)
            elif unit.kind not in {AMOUNT, NAME, "sign"}:
                out.append(side + "w:" + unit.key)
    verbs = [
        (k, name)
        for k in range(first, last)
        if units[k].form not in {"literal", "singular", "plural", ""}
        for name in units[k].classes
    ]
    previous = ""
    for number, (k, name) in enumerate(verbs[:5]):
        label = name + ":" + units[k].form
        out.append(f"v{number}:{label}")
        if previous:
            out.append("vv:" + previous + ">" + name)
        previous = name
        auxiliaries = [units[n].key for n in range(max(whole.first, k - 4), k) if units[n].kind in {"word", TERM}]
        for word in auxiliaries:
            out.append("x:" + word + "|" + name + ":" + units[k].form)
    if not verbs:
        out.append("verbless")
        left = [
            name + ":" + units[k].form
            for k in range(whole.first, first)
            if units[k].form not in {"literal", "singular", "plural", ""}
            for name in units[k].classes
        ]
        if left:
            out.append("lastverb:" + left[-1])
            out.append("firstverb:" + left[0])
    outline = [s for k in range(first, last) if (s := symbol(sheet, k))]
    out.append("o:" + "|".join(outline[:4]))
    if whole.title:
        out.append("title")
    if sheet.tokens.quoted[units[first].first]:
        out.append("quoted")
    if sentence:
        out += _before(scene, sentence)
    return out


def _before(scene: Scene, sentence: int) -> list[str]:
    """Features of the sentence before."""
    key = ("before", sentence)
    known: list[str] | None = scene.notes.get(key)
    if known is None:
        before = scene.sheet.sentences[sentence - 1]
        names = {name for unit in scene.sheet.units[before.first : before.last] for name in unit.classes}
        known = scene.notes[key] = ["Pc:" + name for name in names]
    return known


def following_features(stage: str | None, features: list[str]) -> list[str]:
    """What the stage of the pledge before (None where the statement before is none) says of the stage of a statement with
    these features: a part without a verb of its own shares the verb."""
    previous = stage or "^"
    return [f"after:{previous}", f"verbless after:{previous}"] if "verbless" in features else [f"after:{previous}"]


def sector_features(scene: Scene, sentence: int, first: int, last: int, programmes: list[str]) -> list[str]:
    """What speaks for a sector besides the words: the goods' and programmes' own sectors, the sentence, the title."""
    sheet = scene.sheet
    units = sheet.units
    whole = sheet.sentences[sentence]
    out: list[str] = []
    seen: set[str] = set()
    for k in range(first, last):
        seen.update(_sectors(units[k]))
    out += ["I:" + s for s in seen]
    if len(seen) == 1:
        out.append("I1:" + next(iter(seen)))
    for slug in programmes:
        known = sheet.knowledge.programmes.get(slug)
        out.append("G:" + slug)
        if known is not None and known.sector:
            out.append("Gs:" + known.sector)
    for begin, end in ((whole.first, first), (last, whole.last)):
        for k in range(begin, end):
            out += ["Is:" + name for name in _sectors(units[k])]
    for back in (1, 2):
        if sentence - back >= 0:
            out += [f"P{back}:" + name for name in _sectors_in(scene, sentence - back)]
    if scene.sectors is None:
        scene.sectors = document_sectors(scene)
    return out + scene.sectors


def _sectors(unit: Unit) -> list[str]:
    """The sectors that a unit's forms and classes speak of."""
    if not unit.classes:
        return []
    out = [str(form.properties["sector"]) for form in unit.forms if "sector" in form.properties]
    return out + [name[7:] for name in unit.classes if name.startswith("sector_")]


def _sectors_in(scene: Scene, sentence: int) -> list[str]:
    key = ("sectors", sentence)
    known: list[str] | None = scene.notes.get(key)
    if known is None:
        whole = scene.sheet.sentences[sentence]
        known = scene.notes[key] = [s for unit in scene.sheet.units[whole.first : whole.last] for s in _sectors(unit)]
    return known


def document_sectors(scene: Scene) -> list[str]:
    """The sectors that the whole document and its title speak of."""
    sheet = scene.sheet
    counts: dict[str, int] = {}
    out: list[str] = []
    for sentence in sheet.sentences:
        for k in range(sentence.first, sentence.last):
            unit = sheet.units[k]
            found = {str(f.properties["sector"]) for f in unit.forms if "sector" in f.properties}
            found |= {c[7:] for c in unit.classes if c.startswith("sector_")}
            for name in found:
                counts[name] = counts.get(name, 0) + 1
                if sentence.title:
                    out.append("T:" + name)
            if sentence.title and unit.kind in {TERM, "word"}:
                out.append("Tw:" + unit.key)
    total = sum(counts.values())
    for name, n in counts.items():
        share = n / total
        out.append(f"D:{name}:" + ("most" if share > 0.6 else "much" if share > 0.3 else "some"))
    return out
