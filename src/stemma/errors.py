"""Every error that Stemma raises on purpose.

    StemmaError
    ├── InputError            one input could not be used; the others are not affected
    │   ├── NotFound          no such file, address, article or story
    │   ├── Unreadable        binary, undecodable or damaged bytes
    │   ├── TooLarge          over a stated bound of size, depth or time
    │   ├── EmptyInput        nothing in it
    │   ├── NoArticle         a page without a story on it
    │   └── Refused           robots.txt, a private address, a status the server gave
    │       └── Busy          the server asks to come back later, and says when
    ├── LibraryError          the library could not be opened, is of another version, or is damaged
    ├── OptionError           two options that exclude each other, a value out of range
    └── MissingExtra          an optional part is not installed; says how to install it

Each carries the offending input (`.input`) and what a user can do (`.remedy`), and prints as one line.
"""

from __future__ import annotations


class StemmaError(Exception):
    """Base of all errors raised on purpose. `input` names what was given, `remedy` what to do about it."""

    def __init__(self, message: str, *, input: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.input = input
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.input}: {self.message}" if self.input else self.message
        return f"{text} ({self.remedy})" if self.remedy else text

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries (engine), so they must survive pickling with their fields.
        return (_restore, (type(self), self.message, self.input, self.remedy))


def _restore(kind: type[StemmaError], message: str, input: str, remedy: str) -> StemmaError:
    return kind(message, input=input, remedy=remedy)


class InputError(StemmaError):
    """One input could not be used; the others are not affected."""


class NotFound(InputError):
    """No such file, address, article or story."""


class Unreadable(InputError):
    """Binary, undecodable or damaged bytes."""


class TooLarge(InputError):
    """Over a stated bound of size, depth or time."""


class EmptyInput(InputError):
    """Nothing in it."""


class NoArticle(InputError):
    """A page without a story on it."""


class Refused(InputError):
    """robots.txt, a private address, or a status the server gave."""


class Busy(Refused):
    """The server asks to come back after so many `seconds`."""

    def __init__(self, message: str, *, input: str = "", remedy: str = "", seconds: float = 0.0) -> None:
        super().__init__(message, input=input, remedy=remedy)
        self.seconds = seconds


class LibraryError(StemmaError):
    """The library could not be opened, is of another version, or is damaged."""


class OptionError(StemmaError):
    """Two options that exclude each other, or a value out of range."""


class MissingExtra(StemmaError):
    """An optional part is not installed; the remedy says how to install it."""
