"""Content file -> record -> tables: `python -m seed PATH...`."""
