"""`python -m gongkai` is the command `gongkai`."""

from .pipeline.cli import main

main()
