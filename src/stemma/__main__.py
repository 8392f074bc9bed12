"""`python -m stemma` is the command `stemma`."""

from stemma.cli import main

if __name__ == "__main__":
    main(prog_name="stemma")
