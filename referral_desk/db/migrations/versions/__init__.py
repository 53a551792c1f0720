"""One module for each revision, loaded by Alembic."""
