"""For the domain expert: is the knowledge sound, and how is a word understood?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pledgebook.knowledge.entries import Place
from pledgebook.knowledge.loader import Knowledge, KnowledgeError, languages
from pledgebook.knowledge.reading import ROOT
from pledgebook.model import Fault

PARTS = ("states", "bodies", "programmes", "currencies", "people", "offices", "names", "vocabulary", "merging")


def check(root: Path = ROOT) -> list[Fault]:
    """Everything wrong in the files below `root` (`data/`, `languages/`), in all languages, by file and line; each
    fault once."""
    faults: dict[Fault, None] = {}
    for language in languages(root):
        knowledge = Knowledge(language, root)
        for part in PARTS:
            try:
                getattr(knowledge, part)
            except KnowledgeError as error:
                faults.update(dict.fromkeys(error.faults))
    return sorted(faults, key=lambda fault: (fault.source, fault.line or 0))


def show(word: str, language: str, root: Path = ROOT) -> list[str]:
    """How `word` (a name, a phrase, a code or a slug) is understood in that language (ISO 639-1): a line for each
    meaning, with the file and line it comes from; one line that says so where it is not known. Raises KnowledgeError.
    """
    if language not in languages(root):
        raise KnowledgeError([Fault("languages", f"no data for language {language!r}")])
    knowledge = Knowledge(language, root)
    lines = [*_codes(word, knowledge), *_names(word, knowledge), *_words(word.lower(), knowledge)]
    return lines or [f"{word}: not known"]


def _codes(word: str, knowledge: Knowledge) -> Iterator[str]:
    if word in knowledge.states:
        state = knowledge.states[word]
        yield f"{word}: code of a state, currency {state.currency or 'none'} (data/states.yaml)"
    if word in knowledge.bodies:
        body = knowledge.bodies[word]
        carries = ", carries out what others pay for" if body.implementer else ""
        yield f"{word}: code of a body, {body.kind}{carries} (data/bodies.yaml)"
    if word in knowledge.programmes:
        programme = knowledge.programmes[word]
        facts = [f"sector {programme.sector or 'none of its own'}"]
        for what in ("donors", "leads", "recipients"):
            if codes := getattr(programme, what):
                facts.append(f"{what} {', '.join(codes)}")
        yield f"{word}: programme, {'; '.join(facts)} (data/programmes.yaml)"
    currencies = knowledge.currencies
    if word in currencies.codes:
        yield f"{word}: currency code, {currencies.codes[word]}"


def _names(text: str, knowledge: Knowledge) -> Iterator[str]:
    for start, end, entry in knowledge.names.scan(text):
        unsure = ", ambiguous" if entry.ambiguous else ""
        codes = ", ".join(entry.codes) or "no actor"
        yield f"{text[start:end]}: {entry.kind} of {codes} ({entry.canonical}){unsure} ({_where(entry.place)})"
        if entry.kind == "person" and (person := knowledge.people.get(entry.canonical)):
            for term in person.terms:
                yield f"    for {term.actor} from {term.start or '…'} until {term.end or '…'}"
    if knowledge.names.entries.get(text, ...) is None:
        yield f"{text}: seen, and no actor's name (blocked)"


def _words(lowered: str, knowledge: Knowledge) -> Iterator[str]:
    for start, end, office in knowledge.offices.scan(lowered):
        actor = f", {office.actor}" if office.actor else ""
        number = "plural of " if office.plural else ""
        what = f"{office.cls} {number}{office.lemma} ({office.role}{actor})"
        yield f"{lowered[start:end]}: {what} ({_where(office.place)})"
    for start, end, forms in knowledge.vocabulary.scan_forms(lowered):
        for form in forms:
            extra = "".join(f", {key} {value}" for key, value in form.properties.items())
            classes = ", ".join(sorted(form.classes))
            yield f"{lowered[start:end]}: {form.form} of {form.lemma!r} in {classes}{extra} ({_where(form.place)})"
    currencies = knowledge.currencies
    if lowered in currencies.names:
        yield f"{lowered}: currency {currencies.names[lowered]}"
    if bare := currencies.bare.get(lowered):
        otherwise = f", otherwise {bare.default}" if bare.default else ""
        yield f"{lowered}: currency of the state spoken of, where it is one of {', '.join(bare.options)}{otherwise}"


def _where(place: Place | None) -> str:
    return str(place) if place else "Unicode CLDR"
