"""Documents come in here: files, folders, patterns or standard input, in plain text, Markdown, HTML, PDF, JSON Lines,
RSS, Atom and e-mail.

    for found in read_paths(["releases/", "feed.xml"]):
        if isinstance(found, Fault):        # errors are values; a Notice is a Fault about a document that was read
            print(found)
        else:
            print(found.id, found.published, found.language, len(found.text))
"""

from pledgebook.documents.notice import Notice
from pledgebook.documents.reader import ReadError, read, read_paths, read_sources
from pledgebook.documents.source import DEFAULT_LIMIT, Source, expand

__all__ = ["DEFAULT_LIMIT", "Notice", "ReadError", "Source", "expand", "read", "read_paths", "read_sources"]
