"""Tables about people and what they did: each row becomes a value of this room, or a refusal that says why not.

Pure: rows come as cells by column, whatever file they lay in, and names are looked up by a function that is given.
"""
