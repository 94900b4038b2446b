"""Runs the steps on the connection that `migrating.migrate` hands in, inside its transaction."""

from alembic import context

from pledgebook.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # both databases take table changes back with the transaction
    render_as_batch=True,
)
context.run_migrations()
