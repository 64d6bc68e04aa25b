"""Planning: gaps, learning paths and routes as functions over frozen values.

`goals` turns what was asked into a `Question`, `gaps` measures it, `recommend` closes it with the cheapest courses
(`solver` chooses them, `sequencing` orders them, `explaining` says why, `blockers` says why not), `routes` ranks
careers.
Nothing here reads a file, a clock or a graph.
"""
