"""What an expert would write instead: a bare ASGI app, and one SQL statement for each query."""
