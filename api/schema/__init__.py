"""The GraphQL schema. `build.py` puts it together; `query.py` has the questions; the rest are their answers."""
