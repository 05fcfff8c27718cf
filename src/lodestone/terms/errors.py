"""What can go wrong, in the user's words, each with the exit code of the command line."""


class LodestoneError(Exception):
    """Base of every error a user can cause or mend; ``exit_code`` is what the command line returns."""

    exit_code = 2


class BadInput(LodestoneError):
    """A file, option or table that cannot be used: says what, where and the remedy."""


class UnknownTerm(LodestoneError, LookupError):
    """A word outside the vocabulary; the message suggests the nearest known words."""

    def __str__(self) -> str:
        """Plain text: ``LookupError`` would add quotation marks."""
        return str(self.args[0]) if self.args else ""


class NothingToAnswer(LodestoneError):
    """The question is well put but nothing here can answer it (exit code 3)."""

    exit_code = 3
