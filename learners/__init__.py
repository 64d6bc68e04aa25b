"""People and what they can do: evidence, skill state, identity, consent, erasure.

For now this room has the one thing that planning needs of it: the state that a caller types in.
"""
