"""`python -m api` is `skillway`."""

from api.cli import main

main()
