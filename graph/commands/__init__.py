"""The commands of `python -m graph` beside serving, each told what to do and where to write."""
