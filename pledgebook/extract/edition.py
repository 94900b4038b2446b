"""Which edition of the knowledge and of the learned decisions reading rests on.

What is read changes with the code, but also with every edited word list and every training. A book keeps the engine's
version with each statement, and `pledgebook reread` reads again what was read by another one; so the version has to tell
editions apart.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pledgebook import knowledge
from pledgebook.extract.learned import FOLDER

KNOWLEDGE = Path(knowledge.__file__).parent
TRAINING = "training.json"  # written anew by every training, with its figures


@lru_cache(maxsize=1)
def edition() -> str:
    """Eight hexadecimal digits of all knowledge files and of the record of training."""
    return edition_of(KNOWLEDGE, FOLDER)


def edition_of(known: Path, learned: Path) -> str:
    """The same of the YAML files in one folder and the record of training in another. Raises OSError where a file cannot
    be read."""
    digest = hashlib.blake2b(digest_size=4)
    files = {path.relative_to(known).as_posix(): path for path in sorted(known.rglob("*.yaml"))}
    for name, path in {**files, TRAINING: learned / TRAINING}.items():
        content = path.read_bytes()
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
