"""What the program knows: actors, programmes, offices, people, currencies and words, from readable data files.

knowledge = load("en")
knowledge.names.scan("Vilnius pledges to PURL")     # [(0, 7, NameEntry(kind="capital", codes=("LT",) …)), …]
knowledge.vocabulary.scan("pledges")                # [(start, end, form ids)]; knowledge.vocabulary.forms[id]
knowledge.offices.scan("the prime minister")        # [(start, end, Office)]
knowledge.states["LT"].currency                     # "EUR"
knowledge.bodies["undp"].implementer                # True
knowledge.programmes["purl"].sector                 # "military"
knowledge.currencies.resolve("crown", "CZ")         # "CZK"
knowledge.people["Mark Rutte"].actor(day)           # "NL" or "nato"
"""

from pledgebook.knowledge.loader import Knowledge, KnowledgeError, languages, load, load_nearest

__all__ = ["Knowledge", "KnowledgeError", "languages", "load", "load_nearest"]
