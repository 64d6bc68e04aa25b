"""The door for learning systems: the Experience API's statements over HTTP (`/xapi/statements`, `/xapi/about`).

What a statement is, and what it says about a person, is `learners.xapi`'s; here are requests, headers and pages.
`docs/xapi.md` tells what is taken and what is not.
"""
