"""Planning: gaps, learning paths and routes as functions over frozen values.

`goals` turns what was asked into a `Question`, `gaps` measures it, `recommend` closes it with the cheapest courses
(`costs` weighs them, `solver` chooses them, `sequencing` orders them), within `limits` and after tests that are worth
it (`testing_out`). `explaining` says why and why not, `variety` has other paths, `schedule` the weeks. `refresh` and
`path_changes` say what becomes of a kept path, `many` and `organisation` plan for many. `routes` ranks careers.

Start with `model` (what the answers are) and `recommend` (how one comes about). Nothing here reads a file, a clock or
a graph.
"""
