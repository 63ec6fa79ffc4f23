"""Small changes of a source file, one at a time, each of which its tests should notice."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

Change = tuple[int, int, str]
COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
COMPARED |= {"in": "not in", "not in": "in", "is": "is not", "is not": "is"}
WORDS = {"and": "or", "or": "and", "True": "False", "False": "True"}
REACHED = {
    "+": "-",
    "-": "+",
    "&&": "||",
    "||": "&&",
    "===": "!==",
    "!==": "===",
    "true": "false",
    "false": "true",
}
# What stands between spaces in TypeScript; a sign of a type, a comment or a string is none.
TYPESCRIPT = re.compile(
    r"(?<= )(===|!==|&&|\|\||<=|>=|<|>|\+|-)(?= )|\b(true|false)\b|(?<=[\[(, ])(\d+)(?=[\]), ])"
)
NO_CODE = re.compile(r"^\s*(//|\*|/\*|import |export (type|interface)|interface |type )")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed file: the line, what stood there and what stands there now."""

    line: int
    old: str
    new: str
    text: str


def mutants(name: str, source: str) -> Iterator[Mutant]:
    """Every change of a file, in its order."""
    for start, end, new in sorted(_python(source) if name.endswith(".py") else _typescript(source)):
        line = source.count("\n", 0, start) + 1
        yield Mutant(line, source[start:end], new, source[:start] + new + source[end:])


class _At:
    """Where a node of the tree stands in its source."""

    def __init__(self, source: str) -> None:
        self.source, self.whole = source, source.encode()
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line.encode()))

    def start(self, node: ast.expr) -> int:
        return self._at(node.lineno, node.col_offset)

    def end(self, node: ast.expr) -> int:
        return self._at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def _at(self, line: int, column: int) -> int:
        return len(self.whole[: self.lines[line - 1] + column].decode())

    def between(self, left: ast.expr, right: ast.expr, words: dict[str, str]) -> Iterator[Change]:
        start = self.end(left)
        found = re.search(
            r"not in|is not|[<>=!]=|[<>+-]|\b(?:in|is|and|or)\b", self.source[start : self.start(right)]
        )
        if found and found[0] in words:
            yield start + found.start(), start + found.end(), words[found[0]]


def _python(source: str) -> Iterator[Change]:
    at = _At(source)
    for node in ast.walk(ast.parse(source)):
        yield from _operators(at, node)
        yield from _values(at, node)


def _operators(at: _At, node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(left=left, comparators=[right, *_]):
            yield from at.between(left, right, COMPARED)
        case ast.BoolOp(values=[left, right, *_]):
            yield from at.between(left, right, WORDS)
        case ast.BinOp(left=left, right=right):
            yield from at.between(left, right, {"+": "-", "-": "+"})


def _values(at: _At, node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool() as value):
            yield at.start(node), at.end(node), str(not value)
        case ast.Constant(value=int() as number):
            yield at.start(node), at.end(node), str(number + 1)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield at.start(node), at.start(operand), ""
        case ast.If(test=test) | ast.IfExp(test=test):
            yield at.start(test), at.end(test), f"not ({at.source[at.start(test) : at.end(test)]})"


def _typescript(source: str) -> Iterator[Change]:
    at = 0
    for line in source.splitlines(keepends=True):
        for found in TYPESCRIPT.finditer("" if NO_CODE.match(line) else line.split(" //")[0]):
            new = str(int(found[0]) + 1) if found[0].isdigit() else {**COMPARED, **REACHED}[found[0]]
            yield at + found.start(), at + found.end(), new
        at += len(line)
