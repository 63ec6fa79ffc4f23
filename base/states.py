"""What state of a row may follow which: declared beside the model, drawn in the documents, kept in the tests."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one state to another, and what brings it about."""

    before: str
    after: str
    cause: str


@dataclass(frozen=True, slots=True)
class StateMachine:
    """The states of a table's rows. `first` are those a row may begin in.

    Where the table has no column of states, `column` is a time and the state `before` it is set or `after`.
    """

    table: str
    column: str
    first: tuple[str, ...]
    moves: tuple[Move, ...]
    before_and_after: tuple[str, str] | None = None

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which they are first named."""
        named = (*self.first, *(state for move in self.moves for state in (move.before, move.after)))
        return tuple(dict.fromkeys(named))

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The steps without their causes."""
        return frozenset((move.before, move.after) for move in self.moves)


def moves(table: Mapping[str, Mapping[str, str]]) -> tuple[Move, ...]:
    """Moves from `{before: {after: cause}}`."""
    return tuple(Move(before, after, cause) for before, to in table.items() for after, cause in to.items())
