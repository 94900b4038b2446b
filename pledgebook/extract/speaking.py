"""Who speaks a segment: the candidates in reach, and the choice among them by boosted trees.

A statement may stand beside its own attribution, inherit the speaker of its paragraph, turn or predecessor, or be the
reporter's own word. All of these are candidates; each has features (where its attribution stands, how, in a quotation or
not), the reporter too. Where the text does not tell for whom somebody acts, both its usual home and the usual recipient are
offered.
"""

from __future__ import annotations

from collections.abc import Iterable

from pledgebook.extract.contents import list_head
from pledgebook.extract.decisions import felt_fact
from pledgebook.extract.impressions import FACTS
from pledgebook.extract.learned import Forest
from pledgebook.extract.people import people_between
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import role
from pledgebook.extract.turns import Attribution, Voices

MARGIN = 1.0  # a likely speaker is named rather than dropped: a reader can check a name, not a silence
Who = tuple[str | None, str | None]  # name, actor
FEW = 3  # earlier speakers that are offered
HEAD = 4  # sentences in which the source of a whole text is named
OPENING = 6  # units in which "This was reported by …" opens a sentence
REPORTER: Who = (None, None)
SPOKEN = frozenset(kind for kind, facts in FACTS.items() if "spoken" in facts)
Offer = tuple[Who, list[str]]


class Offers:
    """Candidates with their features; `state` tells whether the segment is quoted and has an attribution of its own."""

    def __init__(self, scene: Scene, state: str) -> None:
        self.scene = scene
        self.state = state
        self.found: dict[Who, list[str]] = {}
        recipient = scene.sheet.roles.default_recipient
        share = scene.counts[recipient] / max(1, scene.counts[scene.home or ""])
        self.about = f":{'title' if recipient in scene.title else ''}:{min(3, int(2 * share))}"

    def add(self, name: str | None, actor: str | None, marks: Iterable[str], sure: bool = True) -> None:
        """Offer a speaker; one whose actor is a guess is offered for the usual recipient too."""
        marks = list(marks)
        recipient = self.scene.sheet.roles.default_recipient
        if sure or actor == recipient:
            self._add((name, actor), marks)
            return
        self._add((name, actor), [*marks, "guessed", "guessed" + self.about])
        self._add((name, recipient), [*marks, "instead of home", "instead of home" + self.about])

    def _add(self, who: Who, marks: list[str]) -> None:
        features = self.found.setdefault(who, self._start(who))
        for mark in marks:
            features += [mark, self.state + "|" + mark]

    def _start(self, who: Who) -> list[str]:
        sheet = self.scene.sheet
        kind = role(who[1], sheet.roles) if who[1] else "-"
        out = ["named" if who[0] else "office", "role:" + kind]
        if who[1] == self.scene.home:
            out.append("home")
        return out


def candidates(scene: Scene, segment: Segment, before: tuple[Who | None, Segment] | None) -> list[Offer]:
    """Who may speak the segment, each (name, actor) with the features by which the choice is made; the reporter is
    (None, None). `before` is the speaker (None for the reporter) and the segment of the statement before."""
    sheet = scene.sheet
    sentence, first, last = segment.sentence, segment.first, segment.last
    voices = scene.attributions
    quoted = bool(sheet.tokens.quoted[sheet.units[first].first] or sheet.tokens.quoted[sheet.units[last - 1].first])
    here = voices.within(sentence)
    turn = voices.turn(sentence)
    head = list_head(sheet, sentence)
    state = ("quoted" if quoted else "plain") + ("+own" if here else "") + ("+" + turn.manner if turn else "")
    state += "" if head is None else "+line"
    offers = Offers(scene, state)
    if turn is not None:
        offers.add(turn.name, turn.actor, [turn.manner], turn.sure)
    _here(offers, here, first, last)
    if head is not None:
        for a in voices.within(head):
            offers.add(a.name, a.actor, ["head of list", "head of list:" + a.manner], a.sure)
    same = _around(offers, voices, sentence)
    _named(offers, segment)
    marks = ["reporter", "reporter:" + state, f"reporter:{min(len(voices.spoken), 4)}",
             "reporter:" + state + (":para" if same else "")]  # fmt: skip
    if before is not None:
        marks += _previous(offers, segment, before)
    if turn is not None:
        marks.append("against " + turn.manner)
        for who, features in offers.found.items():
            if who[0] != turn.name:
                features.append("against " + turn.manner)
    marks += ["reporter:" + c for c in {c for k in range(first, last) for c in sheet.units[k].classes}]
    own_word = any(sheet.units[k].key in sheet.clauses.first_person for k in range(first, last))
    marks.append("reporter:" + state + (":we" if own_word else ""))
    marks += felt_fact(scene, "spoken", first, last) if segment.kind in SPOKEN else ()
    return [*offers.found.items(), (REPORTER, marks)]


def _here(offers: Offers, here: list[Attribution], first: int, last: int) -> None:
    """Attributions of the segment's own sentence."""
    for a in here:
        unit = offers.scene.sheet.units[a.verb]
        side = "inside" if first <= a.verb < last else "left" if a.verb < first else "right"
        gap = min(9, abs(a.verb - first) if side != "right" else abs(a.verb - last))
        marks = ["here:" + side, f"here:{side}:{gap // 3}", "verb:" + unit.key, "manner:" + a.manner]
        offers.add(a.name, a.actor, marks + ["here:" + side + ":" + cls for cls in unit.classes], a.sure)


def _around(offers: Offers, voices: Voices, sentence: int) -> bool:
    """Attributions of the paragraph, the text before and after it; whether the paragraph has any."""
    sheet = offers.scene.sheet
    paragraph = sheet.sentences[sentence].paragraph
    same = False
    seen: list[Who] = []
    later: Attribution | None = None
    for a in voices.after(sentence):
        if sheet.sentences[a.sentence].paragraph != paragraph:
            later = a
            break
        same = True
        offers.add(a.name, a.actor, [f"para:{min(3, a.sentence - sentence)}", "manner:" + a.manner], a.sure)
    for a in voices.before(sentence):
        apart = paragraph - sheet.sentences[a.sentence].paragraph
        if apart == 0:
            same = True
            offers.add(a.name, a.actor, [f"para:{max(-3, a.sentence - sentence)}", "manner:" + a.manner], a.sure)
        elif (a.name, a.actor) not in seen:
            seen.append((a.name, a.actor))
            offers.add(a.name, a.actor, [f"earlier{len(seen)}", f"earlier{len(seen)}:{min(apart, 5)}"], a.sure)
            if len(seen) == FEW:
                break
    if later is not None:
        _later(offers, later, paragraph)
    _leading(offers, voices, paragraph)
    return same


def _later(offers: Offers, later: Attribution, paragraph: int) -> None:
    """The next attribution after the paragraph: "This was reported by the ministry"."""
    sheet = offers.scene.sheet
    apart = min(sheet.sentences[later.sentence].paragraph - paragraph, 4)
    marks = [f"next:{apart}", *(f"next:{apart}:{c}" for c in sheet.units[later.verb].classes)]
    if later.verb - sheet.sentences[later.sentence].first < OPENING:
        marks.append(f"next:{apart}:opens")
    offers.add(later.name, later.actor, marks, later.sure)


def _leading(offers: Offers, voices: Voices, paragraph: int) -> None:
    """The first attribution of the text, and the speaker attributed to most often."""
    sheet = offers.scene.sheet
    lead = voices.spoken[0] if voices.spoken else None
    if lead is not None and sheet.sentences[lead.sentence].paragraph < paragraph:
        marks = ["first of all", *("first of all:" + c for c in sheet.units[lead.verb].classes)]
        if lead.sentence < HEAD:
            marks.append("lead" + (":only" if len(voices.spoken) == 1 else ""))
        offers.add(lead.name, lead.actor, marks, lead.sure)
    if voices.commonest is not None:
        (name, actor, sure), n = voices.commonest
        offers.add(name, actor, ["most often", f"most often:{min(n, 5)}"], sure)


def _named(offers: Offers, segment: Segment) -> None:
    """People and states named in the sentence up to the segment's end."""
    scene = offers.scene
    sheet = scene.sheet
    begin, last = sheet.sentences[segment.sentence].first, segment.last
    for person in people_between(scene.people, begin, last):
        before = sheet.units[person.first - 1].key if person.first > begin else "^"
        side = "in" if person.first >= segment.first else "before"
        marks = ["person " + side, "person<" + before]
        marks += ["person>" + cls for cls in _following(scene, person.last, last)]
        offers.add(person.name, person.actor, marks, person.sure)
    seen: set[str] = set()
    for mention in scene.by_sentence[segment.sentence]:
        if mention.letter not in "NCSABO" or mention.unit >= last or mention.code in seen:
            continue
        seen.add(mention.code)
        place = "first" if len(seen) == 1 else "later"
        following = _following(scene, mention.unit + 1, last)
        if following:
            offers.add(None, mention.code, [f"state {place}", *(f"state>{c}" for c in following),
                                            *(f"{mention.letter}>{c}" for c in following)])  # fmt: skip


def _following(scene: Scene, unit: int, last: int) -> tuple[str, ...]:
    """The classes of the first verb after a subject."""
    for k in range(unit, min(last, unit + 4)):
        found = scene.sheet.units[k]
        if found.classes and found.form in {"s", "past", "past/participle", "base", "literal", "ing"}:
            return found.classes
        if found.kind == "sign" and found.key != "'s":
            break
    return ()


def _previous(offers: Offers, segment: Segment, before: tuple[Who | None, Segment]) -> list[str]:
    """Offer the speaker of the statement before again; returns the marks that the reporter gets from it."""
    who, other = before
    sheet = offers.scene.sheet
    apart = sheet.sentences[segment.sentence].paragraph - sheet.sentences[other.sentence].paragraph
    place = "sentence" if other.sentence == segment.sentence else "paragraph" if apart == 0 else f"apart{min(apart, 3)}"
    if who is None or who == REPORTER:
        return ["reporter:previous", "reporter:previous:" + place, "reporter:previous:" + offers.state]
    near = f"previous:{min(4, segment.sentence - other.sentence)}"
    offers.add(who[0], who[1], ["previous", "previous:" + place, near])
    return ["reporter:previous spoken:" + place]


def choose_speaker(
    scene: Scene, segment: Segment, before: tuple[Who | None, Segment] | None, model: Forest
) -> Who | None:
    """The likeliest speaker as (name, actor), or None where the reporter speaks."""
    turn = scene.attributions.turn(segment.sentence)
    if turn is not None and turn.manner == "turn" and not _has_own(scene, segment):
        return turn.name, turn.actor
    offers = candidates(scene, segment, before)
    scored = model.odds_of([model.numbers(features) for _, features in offers])
    odds = [score - (MARGIN if who == REPORTER else 0.0) for (who, _), (score,) in zip(offers, scored, strict=True)]
    best = offers[odds.index(max(odds))][0]
    return None if best == REPORTER else best


def _has_own(scene: Scene, segment: Segment) -> bool:
    """Whether the segment is quoted, or its sentence has an attribution."""
    sheet = scene.sheet
    quoted = sheet.tokens.quoted[sheet.units[segment.first].first]
    return bool(quoted) or bool(scene.attributions.within(segment.sentence))
