"""Tables -> plan -> JSON -> HTTP: the API over roadmaps, and the record of sponsor clicks."""
