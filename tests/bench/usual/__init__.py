"""The same schema the usual way: Strawberry's types and view, SQLAlchemy's rows, DataLoaders.

As its documentation has it, with its ParserCache and ValidationCache; made for the benchmark's
queries alone. Resolvers are given the rows as they are, which is cheaper than making an instance
of the API's type out of each.
"""
