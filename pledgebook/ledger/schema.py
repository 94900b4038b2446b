"""The tables of the book, the same for SQLite and PostgreSQL.

Facts (text, appearance, reading, statement, judgement, failure) are only ever added to; `retired_at` ends one without removing
it. Who may look (account, session, token), `setting` and `changed` stand apart. Everything else is a cache that
`rebuild` makes again from the facts. Money is kept as whole hundredths, days as ISO text, moments as ISO text in UTC: both
databases then sort and sum them alike, and exactly.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    literal_column,
)
from sqlalchemy import text as sql

CENTS = 100

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_KEY = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in a column typed INTEGER

# Facts.

text = Table(
    "text",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("language", String(16)),
    Column("donor", String(64)),  # whose gift a tracker's note explains; part of what the text is known by
    Column("recorded_at", String(32), nullable=False),
)

appearance = Table(  # where and when a text was published; the same text at two addresses has two
    "appearance",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("text_id", _KEY, ForeignKey("text.id"), nullable=False, index=True),
    Column("doc", Text, nullable=False, index=True),  # the document's id as it was given
    Column("address", Text, nullable=False, index=True),  # the URL, or `id:` and the document's id
    Column("url", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", String(10)),
    Column("source", Text),
    Column("recorded_at", String(32), nullable=False),
    Column("retired_at", String(32)),  # set when a changed text takes the address
    Index("ix_appearance_publisher", "publisher", "text_id"),
)

reading = Table(  # one engine's pass over one text; the statements of the unretired one are the book's
    "reading",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("text_id", _KEY, ForeignKey("text.id"), nullable=False, index=True),
    Column("engine", String(100), nullable=False),
    Column("recorded_at", String(32), nullable=False),
    Column("retired_at", String(32)),
)

statement = Table(
    "statement",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("key", String(16), nullable=False, index=True),  # what users call it; from text, place and meaning
    Column("reading_id", _KEY, ForeignKey("reading.id"), nullable=False, index=True),
    Column("text_id", _KEY, ForeignKey("text.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("body", Text, nullable=False),  # the statement as the contract writes it, JSON
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("action", String(16), nullable=False),  # accept, reject, correct, same, different, part-of
    Column("subject", Text, nullable=False),  # JSON: {"key", "sha256", "kind", "start", "end", "quote", "body"}
    Column("other", Text),  # the second statement of same, different, part-of; as subject
    Column("field", String(32)),
    Column("value", Text),  # JSON
    Column("by", Text, nullable=False),
    Column("why", Text),
    Column("recorded_at", String(32), nullable=False),
    Column("retired_at", String(32)),
    Column("retired_by", Text),  # who undid it, and why; of what older tables held, not known
    Column("retired_why", Text),
)

failure = Table(  # a file, or a line of one, that could not be read; retired when it was, or fails in another way
    "failure",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("place", Text, nullable=False, index=True),  # the file's whole path
    Column("line", Integer),
    Column("what", Text, nullable=False),  # was wrong
    Column("recorded_at", String(32), nullable=False),
    Column("retired_at", String(32)),
)

# Caches.

claim = Table(  # a statement that counts now, after judgements, with what merging compares
    "claim",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("statement_id", _KEY, nullable=False, index=True),
    Column("text_id", _KEY, nullable=False, index=True),
    Column("doc", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("day", String(10), nullable=False),  # published, else the day it was recorded
    Column("place", String(64), nullable=False),  # sorts claims as they were published: day, text, position
    Column("traits", Text, nullable=False),  # JSON, see claims.py
    Column("body", Text, nullable=False),  # the statement after corrections, JSON
    Column("confidence", Float, nullable=False),
    Column("words", Text, nullable=False, server_default=sql("''")),  # what it is found by, see searching.py
    Column("number", BigInteger, nullable=False, server_default="0", index=True),  # sorts by day; see searching.py
    Column("settled", Integer, nullable=False, default=0),  # 0: waits for merging
    Index("ix_claim_kind_place", "kind", "place"),
    Index("ix_claim_settled", "settled", "place"),
)

claim_key = Table(  # under which keys a claim is looked for when another may speak of the same support
    "claim_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # a hash, see keys.py
    Column("day", String(10), primary_key=True),
    Column("claim", String(16), primary_key=True),
    Index("ix_claim_key_claim", "claim"),
    sqlite_with_rowid=False,
)

member = Table(
    "member",
    metadata,
    Column("claim", String(16), primary_key=True),
    Column("commitment", String(16), nullable=False),
    Column("place", String(64), nullable=False, server_default=sql("''")),  # the claim's
    Column("whole", String(16)),  # the claim whose commitment this one is said to be a part of
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),  # JSON: [[ingredient, weight, words] …]
    Index("ix_member_told", "commitment", "place", "claim"),
    # most have none: counted among the others they would make a database think that it need not look here
    Index("ix_member_whole", "whole", sqlite_where=sql("whole IS NOT NULL"), postgresql_where=sql("whole IS NOT NULL")),
)

commitment = Table(
    "commitment",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("part_of", String(16), index=True),
    Column("words", Text, nullable=False),  # what it is found by, see searching.py
    Column("number", BigInteger, nullable=False, server_default="0"),  # the id as a number
)

party = Table(  # whose pages and filters a commitment belongs to
    "party",
    metadata,
    Column("role", String(12), primary_key=True),  # donor, recipient, programme
    Column("code", String(100), primary_key=True),
    Column("commitment", String(16), primary_key=True),
    Index("ix_party_commitment", "commitment"),
)

state = Table(  # what a commitment had come to from one day to another; open where `until` is null
    "state",
    metadata,
    Column("commitment", String(16), primary_key=True),
    Column("since", String(10), primary_key=True),
    Column("until", String(10)),  # the day of the next state, exclusive
    Column("donors", Text, nullable=False),  # codes sorted and joined by +
    Column("recipients", Text, nullable=False),
    Column("sector", String(16)),
    Column("programmes", Text, nullable=False),
    Column("instrument", String(24)),
    Column("stage", String(12), nullable=False),
    Column("rank", Integer, nullable=False),  # 0 withdrawn, 1 discussed … 6 delivered
    Column("stage_day", String(10), nullable=False),  # the day of that stage
    Column("pledged_day", String(10)),  # the first day at pledged or above
    Column("value", BigInteger),  # hundredths
    Column("max", BigInteger),
    Column("currency", String(3)),
    Column(
        "worth", BigInteger
    ),  # hundredths of the reference currency, at the rate of the gift's day; null without one
    Column("bound", String(10)),
    Column("per", String(8)),  # year or month, of an amount that comes again
    Column("part_of", String(16)),
    Column("over_rank", Integer, nullable=False),  # counted at a stage above this only: its whole is counted below
    Column("body", Text, nullable=False),  # the whole Commitment, JSON
    # What sums, lists and counts are made of is read from this one alone; the present comes first.
    Index(
        "ix_state_figures",
        *(
            "until",
            "commitment",
            "since",
            "donors",
            "recipients",
            "sector",
            "programmes",
            "instrument",
            "stage",
            "rank",
        ),
        *("over_rank", "stage_day", "pledged_day", "value", "max", "currency", "worth", "bound", "per", "part_of"),
    ),
)

conflict = Table(
    "conflict",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("commitment", String(16), nullable=False, index=True),
    Column("about", String(16), nullable=False),
    Column("day", String(10), nullable=False, index=True),
    Column("claims", Text, nullable=False),  # JSON list of claim keys
    Column("body", Text, nullable=False),  # JSON: what each says
)

# Neither facts nor worked out from them.

changed = Table(  # the last commitments that were worked out anew, see changed.py
    "changed",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("commitment", String(16)),  # null: any of them
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

# People who look at the book together (`serve --team`), neither facts of the book nor worked out from them: a backup
# leaves them out. Of secrets only what a strong hash keeps is here.

account = Table(
    "account",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),  # what judgements are signed with; lower case
    Column("role", String(8), nullable=False),  # reader, reviewer, admin
    Column("password", Text, nullable=False),  # argon2id, with its parameters
    Column("recorded_at", String(32), nullable=False),
    Column("retired_at", String(32)),
)

session = Table(  # a browser that is signed in
    "session",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of what the cookie holds
    Column("account_id", _KEY, ForeignKey("account.id"), nullable=False, index=True),
    Column("recorded_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False, index=True),
)

token = Table(  # a program that acts for an account
    "token",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("account_id", _KEY, ForeignKey("account.id"), nullable=False, index=True),
    Column("name", String(64), nullable=False),  # what it is for, in its owner's words
    Column("scope", String(8), nullable=False),  # the most it may do, as a role; its account may do less
    Column("recorded_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("retired_at", String(32)),
)

# PostgreSQL's indexes of words; SQLite has tables of its own for them, which the steps of migrations make.
for _table in (claim, commitment):
    _words = func.array_to_tsvector(func.string_to_array(_table.c.words, literal_column("' '")))
    Index(f"ix_{_table.name}_search", _words, postgresql_using="gin").ddl_if(dialect="postgresql")

FACTS = (text, appearance, reading, statement, judgement, failure)
CACHES = (claim, claim_key, member, commitment, party, state, conflict)
