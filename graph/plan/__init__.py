"""Operation text -> plan -> SQL -> bytes.

A GraphQL operation is prepared once: parsed, validated and turned into one SQL statement that
yields the JSON text of its answer. After that a request only binds values and runs it.
"""
