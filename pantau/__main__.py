"""`python -m pantau`."""

from pantau.cli import main

main()
