"""The tables of the store, as they are now; `migrations` holds how they came to be so.

Times are ISO 8601 in UTC, dates ISO days, hashes SHA-256 in hexadecimal, offsets code points into the stored text. What is JSON in a
column is written in the order of the contract, so that equal values are equal bytes on every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "claim_names",
    "claim_places",
    "claims",
    "decisions",
    "digest_callings",
    "digest_disputed",
    "digest_disputes",
    "digest_happenings",
    "digest_state",
    "digest_tellings",
    "digest_tolls",
    "digest_voices",
    "engines",
    "feeds",
    "ledger_articles",
    "ledger_claims",
    "ledger_copies",
    "ledger_keys",
    "ledger_links",
    "ledger_marks",
    "ledger_stale",
    "ledger_state",
    "mark_hashes",
    "marks",
    "metadata",
    "name_words",
    "names",
    "problems",
    "raws",
    "readings",
    "reports",
    "sightings",
    "texts",
    "tokens",
]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _of(target: str) -> ForeignKey:
    """A reference to a row without which this one means nothing."""
    return ForeignKey(target, ondelete="CASCADE")


texts = Table(
    "texts",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("chars", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
"""The texts of reports, each once however many articles print it, and never changed."""

reports = Table(
    "reports",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("identity", Text, nullable=False, unique=True),
    Column("text_key", Integer, ForeignKey("texts.key"), nullable=False, index=True),
    Column("outlet", Text),
    Column("outlet_folded", Text, index=True),
    Column("title", Text),
    Column("url", Text, index=True),
    Column("published", Text),
    Column("byline", Text),
    Column("credit", Text),
    Column("language", Text, nullable=False),
    Column("fetched", Text),
    Column("provenance", Text, nullable=False),
    Column("added", Text, nullable=False),
)
"""Articles: a text under an outlet, an address and a date. ``identity`` is the hash of these four, ``id`` what people and claims call it."""

raws = Table(
    "raws",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""The bytes that documents came as, compressed with zlib, where they are kept."""

sightings = Table(
    "sightings",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("location", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("format", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("report_key", Integer, _of("reports.key"), index=True),
    Column("given_id", Text),
    Column("fetched", Text),
    Column("seen", Text, nullable=False),
    Column("code", Text),
    Column("message", Text),
    UniqueConstraint("location", "record", "sha256", "given"),
)
"""Each document that was met: where, the hash of its bytes, what the user said of it (``given``), and the report that it is, or why it
could not be read."""

engines = Table(
    "engines",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_sha256", Text, nullable=False),
    Column("lexicon_sha256", Text, nullable=False),
    Column("places_sha256", Text, nullable=False),
    Column("added", Text, nullable=False),
    UniqueConstraint("name", "program", "model", "model_sha256", "lexicon_sha256", "places_sha256"),
)
"""What has read reports: versions, and the hashes of language model, lexicon and places."""

readings = Table(
    "readings",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("report_key", Integer, _of("reports.key"), nullable=False),
    Column("engine_key", Integer, ForeignKey("engines.key"), nullable=False),
    Column("current", Boolean(create_constraint=False), nullable=False),
    Column("added", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("layers", LargeBinary, nullable=False),
    UniqueConstraint("report_key", "engine_key"),
    Index("ix_readings_engine_key_current", "engine_key", "current"),
)
"""A claim set: what one engine read in one report. The newest is ``current``; ``layers`` is what the reading holds beside its claims."""

problems = Table(
    "problems",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("report_key", Integer, _of("reports.key"), nullable=False, index=True),
    Column("reading_key", Integer, _of("readings.key"), index=True),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
)
"""What went wrong beside good results, with a report as it came in or with a reading of it."""

claims = Table(
    "claims",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("reading_key", Integer, _of("readings.key"), nullable=False, index=True),
    Column("report_key", Integer, _of("reports.key"), nullable=False, index=True),
    Column("current", Boolean(create_constraint=False), nullable=False),
    Column("id", Text, nullable=False, index=True),
    Column("event", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("published_last", Text, nullable=False),
    Column("date_start", Text),
    Column("date_end", Text),
    Column("score", Float, nullable=False),
    Column("record", Text, nullable=False),
    Column("search", Text, nullable=False),
    Index("ix_claims_current_published", "current", "published", "key"),
    Index("ix_claims_current_event", "current", "event", "published", "key"),
    Index("ix_claims_current_status", "current", "status", "published", "key"),
    Index("ix_claims_current_date", "current", "date_start", "date_end"),
    Index("ix_claims_current_score", "current", "score", "key"),
)
"""Claims, with what they are looked for by. ``record`` is the contract's claim less what other columns hold, ``search`` the folded text that its
search was given; ``published`` and ``published_last`` are the first and the last day that the publication date means, empty where unknown."""

names = Table(
    "names",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("folded", Text, nullable=False, unique=True),
)
"""Names and wordings of actors, voices and places, evened out: small letters, no accents, single spaces."""

name_words = Table(
    "name_words",
    metadata,
    Column("word", Text, nullable=False),
    Column("name_key", Integer, _of("names.key"), nullable=False, index=True),
    PrimaryKeyConstraint("word", "name_key"),
)
"""The words of each name, so that a name is found by any of them."""

claim_names = Table(
    "claim_names",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), nullable=False),
    Column("role", Text, nullable=False),
    Column("name_key", Integer, _of("names.key"), nullable=False),
    Column("alias_of", Integer, ForeignKey("names.key")),
    PrimaryKeyConstraint("claim_key", "role", "name_key"),
    Index("ix_claim_names_name_key_role", "name_key", "role", "claim_key"),
    Index("ix_claim_names_name_key_alias", "name_key", "alias_of"),
    Index("ix_claim_names_alias_of", "alias_of"),
)
"""Who and what each claim names, by role: actor, recipient, voice, place; under the resolved name and as written. ``alias_of`` is the resolved
name where the wording is another proper name: HTS for Hay'at Tahrir al-Sham."""

claim_places = Table(
    "claim_places",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("country", Text),
    Column("lat", Float),
    Column("lon", Float),
    PrimaryKeyConstraint("claim_key", "position"),
    Index("ix_claim_places_country", "country", "claim_key"),
    Index("ix_claim_places_lat", "lat", "lon", "claim_key"),
)
"""Where each claim's places lie; position 0 is the place itself, the rest are the further ones."""

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", Text),
    Column("next_check", Text),
    Column("failures", Integer, nullable=False),
    Column("last_error", Text),
)
"""What is remembered of each feed between polls."""

marks = Table(
    "marks",
    metadata,
    Column("identity", Text, primary_key=True),
    Column("id_sha256", Text, nullable=False, index=True),
    Column("forgotten", Text, nullable=False),
    Column("erased", Text),
    Column("reason", Text),
)
"""That a report was taken out for good: hashes and times only. ``erased`` is when no trace of it was left in the database's files either."""

mark_hashes = Table(
    "mark_hashes",
    metadata,
    Column("sha256", Text, nullable=False),
    Column("identity", Text, _of("marks.identity"), nullable=False),
    PrimaryKeyConstraint("sha256", "identity"),
)
"""The hashes of a forgotten report's text, bytes and addresses, as far as no other report shares them: what bears one of them is not taken in."""

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("judgement", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Column("slot", Text),
    Column("undoes", Integer),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("anchors", Text, nullable=False),
    Column("settles", Text),
)
"""What people decided about claims. Rows are only ever added; ``claims``, ``anchors`` and ``settles`` are JSON lists."""

tokens = Table(
    "tokens",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("made", Text, nullable=False),
    Column("revoked", Text),
)
"""Who may write over the web: the hash of each token, whose it is, and when it was made and taken back."""

ledger_state = Table("ledger_state", metadata, Column("version", Text, primary_key=True))
"""The version of the comparisons with which the ledger's tables were worked out; with another one they are worked out anew."""

ledger_articles = Table(
    "ledger_articles",
    metadata,
    Column("reading_key", Integer, _of("readings.key"), primary_key=True, autoincrement=False),
    Column("report_key", Integer, _of("reports.key"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
)
"""The readings whose claims are in the ledger, and what their reports speak of: stems and names, a line each."""

ledger_claims = Table(
    "ledger_claims",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), primary_key=True, autoincrement=False),
    Column("account", Integer, nullable=False, index=True),
    Column("part", Integer, nullable=False, index=True),
)
"""The account that each claim belongs to, by the key of its first claim, and the part of the ledger that it may share a happening with."""

ledger_keys = Table(
    "ledger_keys",
    metadata,
    Column("key", BigInteger, nullable=False),
    Column("account", Integer, _of("claims.key"), nullable=False, index=True),
    PrimaryKeyConstraint("key", "account"),
    sqlite_with_rowid=False,
)
"""The hashes under which accounts are looked up that may tell of one event."""

ledger_links = Table(
    "ledger_links",
    metadata,
    Column("a", Integer, _of("claims.key"), nullable=False),
    Column("b", Integer, _of("claims.key"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    PrimaryKeyConstraint("a", "b"),
    Index("ix_ledger_links_score", "score", "a", "b"),
    sqlite_with_rowid=False,
)
"""The pairs of accounts that are likelier than not to tell of one event, ``a`` being the smaller key, and how likely (log-odds)."""

ledger_marks = Table(
    "ledger_marks",
    metadata,
    Column("mark", BigInteger, nullable=False),
    Column("text_key", Integer, _of("texts.key"), nullable=False, index=True),
    PrimaryKeyConstraint("mark", "text_key"),
    sqlite_with_rowid=False,
)
"""The numbers under which texts are looked up that may be copies of one another."""

ledger_copies = Table(
    "ledger_copies",
    metadata,
    Column("a", Integer, _of("texts.key"), nullable=False),
    Column("b", Integer, _of("texts.key"), nullable=False, index=True),
    Column("share", Float, nullable=False),
    Column("lead", Float, nullable=False),
    PrimaryKeyConstraint("a", "b"),
    sqlite_with_rowid=False,
)
"""The pairs of texts that have much in common, ``a`` being the smaller key."""

ledger_stale = Table("ledger_stale", metadata, Column("part", Integer, primary_key=True, autoincrement=False))
"""The parts of the ledger whose digest has to be written anew."""

digest_state = Table("digest_state", metadata, Column("version", Text, primary_key=True))
"""The version of the program's views with which the digest was written; with another one all of it is written anew."""

digest_happenings = Table(
    "digest_happenings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("part", Integer, nullable=False, index=True),
    Column("event", Text, nullable=False),
    Column("mode", Text),
    Column("standing", Text, nullable=False),
    Column("place", Text),
    Column("place_key", Text),
    Column("country", Text),
    Column("admin1", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("radius_km", Float),
    Column("precision", Text),
    Column("date_start", Text),
    Column("date_end", Text),
    Column("day", Text, nullable=False),
    Column("first_said", Text, nullable=False),
    Column("last_said", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("publishers", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_digest_happenings_day", "day", "id"),
    Index("ix_digest_happenings_last_said", "last_said", "id"),
    Index("ix_digest_happenings_standing_day", "standing", "day", "id"),
    Index("ix_digest_happenings_event_day", "event", "day", "id"),
    Index("ix_digest_happenings_country_day", "country", "day", "id"),
    Index("ix_digest_happenings_place_key", "place_key", "day"),
    Index("ix_digest_happenings_origins", "origins", "id"),
)
"""The happenings as they are told now. ``day`` is the last day that is told (empty where none is), ``first_said`` and ``last_said`` are days of
publication (empty where no report has a date), ``record`` is all of it as JSON."""

digest_tellings = Table(
    "digest_tellings",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), primary_key=True, autoincrement=False),
    Column("happening", Text, _of("digest_happenings.id"), nullable=False, index=True),
)
"""The happening that each claim belongs to."""

digest_voices = Table(
    "digest_voices",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("happening", Text, _of("digest_happenings.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("side", Text),
    Column("anonymous", Integer, nullable=False),
    Column("quoted", Integer, nullable=False),
    Column("inner", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("alone", Integer, nullable=False),
    Column("contradicted", Integer, nullable=False),
    PrimaryKeyConstraint("claim_key", "position"),
    Index("ix_digest_voices_folded", "folded", "said"),
    Index("ix_digest_voices_said", "said", "folded"),
)
"""The voices of each claim, the outermost first. The numbers are 1 or 0: whether it is the ``inner`` voice, on whose word the claim stands; whether
nobody else tells of the happening (``alone``); whether somebody denies what it says (``contradicted``)."""

digest_callings = Table(
    "digest_callings",
    metadata,
    Column("claim_key", Integer, _of("claims.key"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("happening", Text, _of("digest_happenings.id"), nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("called", Text, nullable=False),
    Column("called_folded", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("own_word", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    PrimaryKeyConstraint("claim_key", "position"),
    Index("ix_digest_callings_folded", "folded", "called_folded", "speaker"),
)
"""What each actor and recipient of a claim is called there, and by whom: the inner voice, or the outlet in its own words."""

digest_tolls = Table(
    "digest_tolls",
    metadata,
    Column("happening", Text, _of("digest_happenings.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("claim_key", Integer, _of("claims.key"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("voice", Text, nullable=False),
    Column("said", Text),
    Column("low", Integer),
    Column("high", Integer),
    Column("kind", Text, nullable=False),
    Column("superseded", Integer, nullable=False),
    PrimaryKeyConstraint("happening", "position"),
    Index("ix_digest_tolls_what", "what", "happening"),
)
"""The numbers of each happening, voice by voice, in the order in which they were said."""

digest_disputes = Table(
    "digest_disputes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("place", Text),
    Column("place_key", Text),
    Column("country", Text),
    Column("day", Text, nullable=False),
    Column("last_said", Text, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_digest_disputes_last_said", "last_said", "id"),
    Index("ix_digest_disputes_kind_last_said", "kind", "last_said", "id"),
    Index("ix_digest_disputes_place_key", "place_key", "last_said"),
)
"""The disputes as they stand now; ``record`` is the contract's JSON."""

digest_disputed = Table(
    "digest_disputed",
    metadata,
    Column("dispute", Text, _of("digest_disputes.id"), nullable=False),
    Column("happening", Text, _of("digest_happenings.id"), nullable=False, index=True),
    PrimaryKeyConstraint("dispute", "happening"),
)
"""The happenings that each dispute is about."""

DIGEST = (digest_disputed, digest_disputes, digest_tolls, digest_callings, digest_voices, digest_tellings, digest_happenings, digest_state)
"""What the ledger comes to, so that a page of it can be shown without working out the rest; the tables that refer to others come first."""

DERIVED = frozenset({*DIGEST, ledger_stale, ledger_state, ledger_articles, ledger_claims, ledger_keys, ledger_links, ledger_marks, ledger_copies})
"""Tables that are worked out from the others, and may be worked out again at any time."""
