"""Vectors trained on the published edition, which order what is nearly equal and never decide.

Nothing is trained yet: planning asks its `Affinity` port, and until there is a model the answer is `None`.
"""
