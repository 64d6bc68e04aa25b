"""Explanations of a path, each a frozen value with its data and a sentence that says the same.

`because` says why a step is there, `prices` what each need accounts for, `passes` what no path avoids, `why_not` what
a course would have to be like, `what_if` what another state would change, `repairs` what the catalogue lacks.
`messages` has every sentence; `variants` sees up to 64 slightly different problems at once.
"""
