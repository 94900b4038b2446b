"""Which named programmes a statement speaks of: the candidates in reach, each with the features by which it is judged.

A programme is in reach where it is named in the sentence, the paragraph, the sentences before, the title, or with the
statement before; or where it is the one that the text speaks of most. A statement about another sector, or by a donor who is
no part of the programme, seldom belongs to a programme that is only named nearby: these facts are features too.
"""

from __future__ import annotations

from pledgebook.extract.contents import list_head
from pledgebook.extract.decisions import felt_fact
from pledgebook.extract.initiatives import Places
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment

Earlier = tuple[tuple[str, ...], Segment] | None  # the programmes of the pledge before, and its segment
FAR = 80  # sentences back in which a programme may have been named


def programme_features(scene: Scene, segment: Segment, before: Earlier) -> dict[str, list[str]]:
    """The programmes in reach of a segment, each with the features by which it is judged."""
    out: dict[str, list[str]] = {}
    found = scene.programmes
    _near(scene, found, segment, out)
    _far(scene, found, segment, out)
    if before is not None:
        apart = _apart(scene, before[1], segment)
        for slug in before[0]:
            out.setdefault(slug, []).extend(["previous", "previous:" + apart])
    facts = _facts(scene, found, segment, before) + felt_fact(scene, "programme", segment.first, segment.last)
    named = min(2, sum(1 for marks in out.values() if "in" in marks))
    for slug, marks in out.items():
        signature = "+".join(sorted({m for m in marks if "<" not in m and ":" not in m}))
        extra = ["sig:" + signature, "sig+kind:" + signature + segment.kind, f"named{named}", "slug:" + slug]
        if slug in found.unknown:
            extra.append("unknown name")
        if named and "in" not in marks:
            extra.append("another is named")
        share = found.counts[slug] / max(1, found.total)
        extra += [f"share:{int(3.99 * share)}", f"often:{min(4, found.counts[slug])}"]
        extra += _agreement(scene, slug, segment)
        for fact in facts:
            extra += [fact, fact + "|" + signature]
        marks.extend(extra)
    return out


def _near(scene: Scene, found: Places, segment: Segment, out: dict[str, list[str]]) -> None:
    """Names in the sentence itself."""
    units = scene.sheet.units
    for k, slug in found.by_sentence[segment.sentence]:
        side = "in" if segment.first <= k < segment.last else "left" if k < segment.first else "right"
        before = units[k - 1].key if k else "^"
        out.setdefault(slug, []).extend([side, side + "<" + before])
        if side == "left":
            out[slug].append(f"left:{min(3, (segment.first - k) // 6)}")


def _far(scene: Scene, found: Places, segment: Segment, out: dict[str, list[str]]) -> None:
    """Names in sentences before, in the title, and the one named most."""
    sheet = scene.sheet
    number = segment.sentence
    paragraph = sheet.sentences[number].paragraph
    seen: set[str] = {slug for _, slug in found.by_sentence[number]}
    for earlier in range(number - 1, max(-1, number - FAR), -1):
        for _, slug in found.by_sentence[earlier]:
            if slug in seen:
                continue
            rank = len(seen)
            seen.add(slug)
            apart = paragraph - sheet.sentences[earlier].paragraph
            back = min(number - earlier, 6)
            mark = "para" if apart == 0 else "prev" if back <= 2 else "before"
            marks = out.setdefault(slug, [])
            marks += [mark, f"{mark}:{back}", f"apart:{min(apart, 5)}", f"rank:{min(rank, 3)}"]
        if len(seen) > 2:
            break
    head = list_head(scene.sheet, number)
    if head is not None:
        for _, slug in found.by_sentence[head]:
            out.setdefault(slug, []).append("list")
    after = number + 1
    if after < len(found.by_sentence) and found.by_sentence[after]:
        opening = sheet.units[sheet.sentences[after].first].key
        if opening.split(" ", 1)[0] in sheet.clauses.back_openers:
            for _, slug in found.by_sentence[after]:
                out.setdefault(slug, []).extend(["next", "next<" + opening])
    for slug in found.title:
        out.setdefault(slug, []).append("title")
    if found.most is not None:
        out.setdefault(found.most, []).append("most")


def _apart(scene: Scene, one: Segment, two: Segment) -> str:
    if one.sentence == two.sentence:
        return "sentence"
    sentences = scene.sheet.sentences
    apart = sentences[two.sentence].paragraph - sentences[one.sentence].paragraph
    return f"paragraph{min(3, two.sentence - one.sentence)}" if apart == 0 else f"apart{min(apart, 3)}"


def _facts(scene: Scene, found: Places, segment: Segment, before: Earlier) -> list[str]:
    """What the segment says that makes it likelier, or not, to speak of a programme named elsewhere."""
    sheet = scene.sheet
    units = sheet.units
    out: set[str] = set()
    for k in range(segment.first, segment.last):
        unit = units[k]
        if unit.key in sheet.clauses.back_words:
            out.add("back:" + unit.key)
        for name in unit.classes:
            if name.endswith("_noun") or name in {"join", "further", "addition", "contrast", "part_of_total", "rest"}:
                out.add("n:" + name)
            elif name.startswith("item_"):
                out.add("good")
    opening = units[sheet.sentences[segment.sentence].first]
    out |= {"opens:" + c for c in opening.classes}
    if before is not None:
        mine = {m.code for m in scene.by_sentence[segment.sentence] if segment.first <= m.unit < segment.last}
        theirs = {m.code for m in scene.by_sentence[before[1].sentence]}
        out.add("same actors" if mine and mine <= theirs else "new actors" if mine else "no actors")
        out.add("after " + before[1].kind + (" with" if before[0] else " without"))
    out.add(f"programmes:{min(4, len(found.counts))}")
    return sorted(out)


def _agreement(scene: Scene, slug: str, segment: Segment) -> list[str]:
    """Whether sector, donors and recipients of a known programme fit what the segment names."""
    sheet = scene.sheet
    known = sheet.knowledge.programmes.get(slug)
    if known is None:
        return ["no facts"]
    sectors: set[str] = set()
    for k in range(segment.first, segment.last):
        unit = sheet.units[k]
        sectors |= {str(f.properties["sector"]) for f in unit.forms if "sector" in f.properties}
        sectors |= {c[7:] for c in unit.classes if c.startswith("sector_")}
    out = ["no sector"] if not sectors or known.sector is None else (
        ["sector fits"] if known.sector in sectors else ["sector clashes"]
    )  # fmt: skip
    codes = {m.code for m in scene.by_sentence[segment.sentence] if segment.first <= m.unit < segment.last}
    if known.donors and codes:
        out.append("donor fits" if codes & set(known.donors) else "donor clashes")
    if known.leads and codes & set(known.leads):
        out.append("lead named")
    others = {c for c in codes if c in sheet.roles.oda_recipients and c != sheet.roles.default_recipient}
    if known.recipients and others:
        out.append("recipient fits" if others & set(known.recipients) else "recipient clashes")
    return out
