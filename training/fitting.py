"""From gold documents to all learned models of the engine."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Sequence

import casts
import gold
import models
import numpy as np
import outside
import segmenter

from pledgebook.extract import decisions, phrases, screen
from pledgebook.extract.counting import plain_singular
from pledgebook.extract.days import Before as Dated
from pledgebook.extract.days import candidates as days_in_reach
from pledgebook.extract.divide import each_features
from pledgebook.extract.fill import Draft, fill
from pledgebook.extract.fold import pair_features
from pledgebook.extract.items import given
from pledgebook.extract.learned import Weights
from pledgebook.extract.needs import candidates as phrases_needed
from pledgebook.extract.phrases import clean_words
from pledgebook.extract.programmes import Earlier, programme_features
from pledgebook.extract.reading import Proposal, propose
from pledgebook.extract.scene import Scene, set_scene
from pledgebook.extract.segments import KINDS, LONGEST, Segment
from pledgebook.extract.sheet import lay_out
from pledgebook.extract.speaking import Who, candidates
from pledgebook.extract.topics import candidates as phrases_talked_of

LINEAR = ("stage", "sector", "instrument", "total_sector", "need_sector", "action", "agreement_stage", "meeting_stage",
          "priority")  # fmt: skip
FORESTS = frozenset(
    {
        "stage",
        "sector",
        "instrument",
        "agreement_stage",
        "meeting_stage",
        "total_sector",
        "need_sector",
        "each",
    }
)  # better than linear on unseen documents: docs/decisions
Before = tuple[Who | None, Segment] | None
BINARY = ("programme", "item", "needed", "part", "each", "topic", "fold")
CHOICES = ("speaker", "day")


@dataclasses.dataclass
class Prepared:
    """A gold document laid out, with each gold statement's segment and the segmenter's cases."""

    record: gold.Record
    scene: Scene
    placed: list[tuple[gold.Record, Segment]]
    also: list[tuple[gold.Record, Segment]]
    cases: list[segmenter.Case]
    only: int | None = None  # the one sentence that anything is known of


def prepare(record: gold.Record, felt: bool = True) -> Prepared:
    """The document laid out; without impressions of the encoder where they are not `felt`."""
    scene = set_scene(lay_out(gold.as_document(record), "en"))
    if felt:
        scene.sheet.felt = outside.felt(scene.sheet)
    placed, also = [], []
    for said in record["statements"]:
        statement = said | {"programmes": list(scene.programmes.meant(said.get("programmes") or ()))}
        for number, (start, end) in enumerate(gold.places(record, said)):
            segment = locate(scene, start, end, statement["kind"])
            if segment is not None:
                (also if number else placed).append((statement, segment))
    placed.sort(key=lambda p: (p[1].first, p[1].last))
    return Prepared(record, scene, placed, also, segmenter.cases(scene.sheet, record))


def prepare_coded(record: gold.Record, felt: bool = True) -> Prepared | None:
    """A coded entry with the one sentence that is certain: all of it is a pledge. Only the encoder and the segment models
    learn from it."""
    scene = set_scene(lay_out(gold.as_document(record), "en"))
    sheet = scene.sheet
    if felt:
        sheet.felt = outside.felt(sheet)
    if not sheet.sentences:
        return None
    number = 0
    for k, sentence in enumerate(sheet.sentences):
        amounts = [
            u.mention.value.value
            for u in sheet.units[sentence.first : sentence.last]
            if u.kind == "amount" and u.mention
        ]
        if record["figure"] is not None and record["figure"] in amounts:
            number = k
            break
    sentence = sheet.sentences[number]
    segment = Segment(number, sentence.first, sentence.last, "pledge", 1.0)
    cases = [c for c in segmenter.cases(sheet, record) if c.sentence == number]
    for case in cases:
        whole = (0, min(case.chunks, LONGEST))
        case.gold = {whole: KINDS.index("pledge")}
    return Prepared(record, scene, [({"id": "s1", "kind": "pledge"}, segment)], [], cases, number)


def locate(scene: Scene, start: int, end: int, kind: str) -> Segment | None:
    """The segment of the sheet that comes nearest to the stretch of text."""
    sheet = scene.sheet
    best: tuple[int, int] | None = None
    for number, s in enumerate(sheet.sentences):
        low, high = sheet.start(s.first), sheet.end(s.last - 1)
        share = min(high, end) - max(low, start)
        if share > 0 and (best is None or share > best[0]):
            best = (share, number)
    if best is None:
        return None
    s = sheet.sentences[best[1]]
    starts = [sheet.start(k) for k in s.cuts[:-1]]
    ends = [sheet.end(k - 1) for k in s.cuts[1:]]
    i = min(range(len(starts)), key=lambda k: abs(starts[k] - start))
    j = min(range(len(ends)), key=lambda k: abs(ends[k] - end)) + 1
    return Segment(best[1], s.cuts[i], s.cuts[max(j, i + 1)], kind, 1.0)


class Rows:
    """Training rows by model."""

    def __init__(self) -> None:
        self.linear: dict[str, tuple[list[list[str]], list[str]]] = {n: ([], []) for n in LINEAR + BINARY}
        self.choices: dict[str, list[models.Offers]] = {n: [] for n in CHOICES}
        self.casts: list[casts.Case] = []

    def add(self, name: str, features: list[str], label: str) -> None:
        rows, labels = self.linear[name]
        rows.append(features)
        labels.append(label)


def rows_of(document: Prepared) -> Rows:
    """All training rows of one document, but those of folding, which need the other models."""
    out = Rows()
    scene = document.scene
    before: gold.Record | None = None
    spoken: Before = None
    named: Earlier = None
    dated: Dated = None
    for statement, segment in document.placed:
        dated = (_day_rows(out, scene, statement, segment, dated), segment)
        spoken = (_speaker_rows(out, scene, statement, segment, spoken), segment)
        _rows(out, scene, statement, segment, before, named)
        before = statement
        if statement["kind"] == "pledge":
            named = (tuple(statement["programmes"]), segment)
    _each_rows(out, scene, document)
    out.casts = casts.cases_of(scene, document.placed)
    return out


def _rows(
    out: Rows, scene: Scene, s: gold.Record, segment: Segment, before: gold.Record | None, named: Earlier
) -> None:
    kind = s["kind"]
    worded = decisions.features(scene, segment.sentence, segment.first, segment.last)
    features = worded + decisions.felt_features(scene, kind, segment.first, segment.last)
    if kind in {"pledge", "total", "need"}:
        sector = decisions.sector_features(
            scene, segment.sentence, segment.first, segment.last, s.get("programmes") or []
        )
        earlier = [f"prev:{before.get('sector')}"] if before else ["prev:^"]
        label = s["sector"] or "-"
        if kind == "pledge":
            pledged = before["stage"] if before and before["kind"] == "pledge" else None
            out.add("stage", worded + decisions.following_features(pledged, worded), s["stage"])
            out.add("sector", features + sector + earlier, label)
            out.add("instrument", features + sector, s["instrument"] or "-")
            _item_rows(out, scene, s, segment)
        elif kind == "total":
            out.add("total_sector", features + sector + earlier, label)
            whole = before if before and before["kind"] == "total" else None
            if whole:
                at = locate(scene, *gold.place({"text": scene.sheet.text}, whole), "total")
                part = decisions.felt_fact(scene, "part", segment.first, segment.last)
                out.add(
                    "part", [*features, *part, *phrases.part_features(segment, at)], "yes" if s["part_of"] else "no"
                )
        else:
            out.add("need_sector", features + sector, label)
            _phrase_rows(out, "needed", scene, [s["item"] or ""], list(phrases_needed(scene, segment)))
            urgent = features + decisions.felt_fact(scene, "priority", segment.first, segment.last)
            out.add("priority", urgent, "yes" if s["priority"] else "no")
    if kind == "pledge":
        found = programme_features(scene, segment, named)
        for slug, marks in found.items():
            out.add("programme", marks, "yes" if slug in s["programmes"] else "no")
    if kind == "sanction":
        out.add("action", features, s["action"])
    if kind == "agreement":
        out.add("agreement_stage", features, s["stage"])
    if kind == "meeting":
        out.add("meeting_stage", features, s["stage"])
        _phrase_rows(out, "topic", scene, s["topics"], list(phrases_talked_of(scene, segment)))


def _speaker_rows(out: Rows, scene: Scene, s: gold.Record, segment: Segment, before: Before) -> Who | None:
    """The right speaker among the candidates, which is returned; where none of them is right, nothing can be learned."""
    truth = s["speaker"]
    offers = candidates(scene, segment, before)
    answers = [_is_speaker(truth, offer[0]) for offer in offers]
    if not any(answers):
        return (truth["name"], truth["actor"]) if truth else None
    out.choices["speaker"].append([(marks, right) for (_, marks), right in zip(offers, answers, strict=True)])
    return offers[answers.index(True)][0]


def _is_speaker(truth: gold.Record | None, offer: tuple[str | None, str | None]) -> bool:
    if truth is None:
        return offer == (None, None)
    name, actor = offer
    if offer == (None, None) or actor != truth["actor"]:
        return False
    if truth["name"] is None:
        return name is None
    return name is not None and name.split()[-1].casefold() == truth["name"].split()[-1].casefold()


def head(words: str) -> str:
    return plain_singular(words.lower().split(" of ")[0].split(" for ")[0].split()[-1]) if words.split() else ""


def _item_rows(out: Rows, scene: Scene, s: gold.Record, segment: Segment) -> None:
    heads = {head(i["item"]) for i in s["items"]}
    whole = {w for i in s["items"] for w in i["item"].lower().split()}
    for m, features in given(scene, segment):
        words = m.item.item.split()
        yes = bool(words) and (head(m.item.item) in heads or (plain_singular(words[-1]) in whole and len(words) > 1))
        out.add("item", features, "yes" if yes else "no")


def _day_rows(out: Rows, scene: Scene, s: gold.Record, segment: Segment, before: Dated) -> datetime.date | None:
    """The right day among the candidates; where it is none of them, nothing can be learned. Returns the right day."""
    truth = datetime.date.fromisoformat(s["date"]) if s["date"] else None
    if s["kind"] == "need":
        return truth
    offers = days_in_reach(scene, segment, s.get("stage") or s.get("action") or "", before)
    if len(offers) > 1 and any(day == truth for day, _ in offers):
        out.choices["day"].append([(features, day == truth) for day, features in offers])
    return truth


ALIKE, UNLIKE = 0.8, 0.5  # share of the words of two phrases, from which they are the same, up to which they are not


def _phrase_rows(
    out: Rows, name: str, scene: Scene, wanted: Sequence[str], offers: Sequence[tuple[tuple[int, int], list[str]]]
) -> None:
    """The phrases nearest to one of the wanted ones are right; those that are only somewhat like one teach nothing."""
    stems = [_stems(clean_words(scene.sheet, *span) or "") for span, _ in offers]
    alike = [[_alike(_stems(words), own) for own in stems] for words in wanted]
    best = [max(row, default=0.0) for row in alike]
    for k, (_, features) in enumerate(offers):
        if any(row[k] >= UNLIKE and row[k] >= min(ALIKE, top) for row, top in zip(alike, best, strict=True)):
            out.add(name, features, "yes")
        elif all(row[k] < UNLIKE for row in alike):
            out.add(name, features, "no")


def _stems(words: str) -> frozenset[str]:
    """The beginnings of a phrase's words, so that inflected ones compare."""
    return frozenset(word[:5] for word in "".join(c if c.isalnum() else " " for c in words.casefold()).split())


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def _each_rows(out: Rows, scene: Scene, document: Prepared) -> None:
    groups: dict[tuple[int, int], list[gold.Record]] = {}
    for statement, segment in document.placed:
        if statement["kind"] == "pledge":
            groups.setdefault((segment.first, segment.last), []).append(statement)
    for (first, last), members in groups.items():
        donors = {d for m in members for d in m["donors"]}
        if len(donors) < 2:
            continue
        sentence = next(g.sentence for s, g in document.placed if g.first == first)
        draft = Draft(Segment(sentence, first, last, "pledge", 1.0))
        draft.values = {"donors": tuple(donors), "amount": members[0]["amount"]}
        listed = len(members) > 1 and any(len(m["donors"]) == 1 for m in members)
        out.add("each", each_features(scene, draft), "yes" if listed else "no")


def fold_rows(out: Rows, document: Prepared, weights: Weights) -> None:
    """Pairs of places: the main place and another place of one statement repeat each other; two statements do not."""
    spots = sorted(
        [(g, s["id"]) for s, g in document.placed] + [(g, s["id"]) for s, g in document.also],
        key=lambda pair: (pair[0].first, pair[0].last),
    )
    unique: list[tuple[Segment, str]] = []
    for segment, number in spots:
        if not any(
            u[0].first == segment.first and u[0].last == segment.last and u[0].kind == segment.kind for u in unique
        ):
            unique.append((segment, number))
    drafts = fill(document.scene, [u[0] for u in unique], weights)
    for b, draft in enumerate(drafts):
        for a in range(max(0, b - 30), b):
            if drafts[a].segment.kind == draft.segment.kind:
                same = unique[a][1] == unique[b][1]
                out.add("fold", pair_features(document.scene, drafts[a], draft), "yes" if same else "no")


def fit_fields(rows: list[Rows]) -> models.Arrays:
    """The models that fill fields, from the rows of the training documents."""
    arrays: models.Arrays = {}
    for name in LINEAR + BINARY:
        if name == "fold":
            continue
        x = [r for part in rows for r in part.linear[name][0]]
        y = [v for part in rows for v in part.linear[name][1]]
        fit = models.fit_forest if name in FORESTS else models.fit_linear
        arrays |= fit(name, x, y, binary=name in BINARY)
    for name in CHOICES:
        arrays |= models.fit_choice(name, [offers for part in rows for offers in part.choices[name]])
    arrays |= casts.fit_casts([part.casts for part in rows])
    return arrays


def fit_proposer(documents: list[Prepared], l2: float) -> models.Arrays:
    """The linear model that proposes segments."""
    names, w = segmenter.fit([c for d in documents for c in d.cases], l2=l2)
    ordered = sorted(names, key=names.__getitem__)
    return models.pack_linear("segments", KINDS, ordered, w, np.zeros(len(KINDS)))


def fit_segments(documents: list[Prepared], l2: float, parts: int = 2) -> models.Arrays:
    """The proposer, and the judge of its proposals: trained on what proposers of the other parts propose for each part,
    so that it sees proposals as they are for unseen documents."""
    x: list[list[str]] = []
    y: list[str] = []
    for part in range(parts):
        rest = [d for n, d in enumerate(documents) if n % parts != part]
        proposer = Weights(fit_proposer(rest, l2)).linear("segments")
        for document in documents[part::parts]:
            for proposal in propose(document.scene.sheet, proposer):
                if document.only is not None and proposal.sentence != document.only:
                    continue
                x.append(proposal.features)
                y.append("yes" if _is_right(document, proposal) else "no")
    arrays = fit_proposer(documents, l2)
    return arrays | models.fit_forest("segment_right", x, y, rounds=170, binary=True)


def _is_right(document: Prepared, proposal: Proposal) -> bool:
    """Whether a gold statement of the same kind stands there and covers mostly the same units."""
    cuts = document.scene.sheet.sentences[proposal.sentence].cuts
    first, last = cuts[proposal.candidate.i], cuts[proposal.candidate.j]
    for _, segment in document.placed + document.also:
        if segment.sentence == proposal.sentence and segment.kind == KINDS[proposal.candidate.label]:
            shared = min(last, segment.last) - max(first, segment.first)
            if shared > 0.6 * (max(last, segment.last) - min(first, segment.first)):
                return True
    return False


FEEDS = gold.ROOT.parent / "shared" / "bench" / "feeds"
LOST = 0.01  # share of paragraphs with a statement that the screen may lose


def fit_screen(documents: list[Prepared]) -> models.Arrays:
    """Word weights that tell paragraphs with a statement from other text: paragraphs without one, and news items.

    The floor is the score below which LOST of the paragraphs with a statement fall, in cross-validation."""
    rows: list[list[str]] = []
    labels: list[str] = []
    for document in documents:
        text = document.record["text"]
        spots = [p for s in document.record["statements"] for p in gold.places(document.record, s)]
        for a, b in screen.paragraphs(text):
            held = any(min(b, e) > max(a, s) for s, e in spots)
            if held or not spots:
                rows.append(sorted(screen.words(text[a:b])))
                labels.append("yes" if held else "no")
    for number, item in enumerate(news()):
        if number % 2 == 0:
            rows.append(sorted(screen.words(item)))
            labels.append("no")
    arrays = models.fit_linear("screen", rows, labels, c=0.5, least=3, binary=True)
    scores: list[float] = []
    for part in range(3):
        keep = [n for n in range(len(rows)) if n % 3 != part]
        made = models.fit_linear("screen", [rows[n] for n in keep], [labels[n] for n in keep], 0.5, 3, True)
        model = Weights(made).linear("screen")
        scores += [model.scores(rows[n])[0] for n in range(part, len(rows), 3) if labels[n] == "yes"]
    floor = float(np.quantile(scores, LOST)) if scores else -99.0
    return arrays | {"screen.floor": np.array([floor], dtype=np.float32)}


def news() -> list[str]:
    """General news items, where the shared feeds are present: what most of a news stream looks like."""
    out: list[str] = []
    for path in sorted(FEEDS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            out.append(json.loads(line)["text"])
    return out


def fit_all(
    documents: list[Prepared], rows: list[Rows], l2: float = 1.5, coded: Sequence[Prepared] = ()
) -> models.Arrays:
    """All models from these documents; `rows` are their `rows_of`, in the same order; the segment models learn from the
    `coded` entries too."""
    arrays = fit_segments([*documents, *coded], l2)
    arrays |= fit_fields(rows)
    arrays |= fit_screen(documents)
    pairs = Rows()
    weights = Weights(arrays)
    for document in documents:
        fold_rows(pairs, document, weights)
    x, y = pairs.linear["fold"]
    arrays |= models.fit_linear("fold", x, y, binary=True)
    return arrays
