"""Sums as source: elementwise additions and products, sums over an axis, matrix products over a grid of factors.

Not here: means over the batch (emit_means.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd_core.program.arrays.groups import Channel, Group, grid
from autograd_core.program.arrays.layout import Layout, Source

PER_LINE = 8  # terms of a sum


@dataclass
class Piece:
    """The terms of one channel, as an expression for an array of `height` rows."""

    sign: int
    text: str
    height: int
    is_new: bool = False  # an array of its own of the sum's full shape, so that other terms may be added in place


@dataclass(frozen=True)
class SumWriter:
    """Writes groups of sums into `layout`."""

    layout: Layout

    def sum(self, name: str, group: Group) -> None:
        """Statements that compute `group` as `name`."""
        k = len(group.members)
        pieces = [self.piece(channel, group.is_shared) for channel in group.channels]
        if pieces[0].is_new and pieces[0].sign > 0:
            self.layout.line(f"{name} = {pieces[0].text}")
            for piece in pieces[1:]:
                self.layout.line(f"{name} {'+' if piece.sign > 0 else '-'}= {piece.text}")
            return
        self.added(name, pieces)
        if all(piece.height < k for piece in pieces):
            self.layout.line(f"{name} = np.broadcast_to({name}, ({k}, {'1' if group.is_shared else 'n'}))")

    def added(self, target: str, pieces: list[Piece]) -> None:
        """`target = ` the sum of all pieces, some on each line: Python refuses to read a line of thousands."""
        start, rest = pieces[:PER_LINE], pieces[PER_LINE:]
        self.layout.line(f"{target} = {added_text(start)}")
        for i in range(0, len(rest), PER_LINE):
            signs = [f"{'+' if piece.sign > 0 else '-'} {piece.text}" for piece in rest[i : i + PER_LINE]]
            self.layout.line(f"{target} = {target} {' '.join(signs)}")

    def piece(self, channel: Channel, is_shared: bool) -> Piece:
        """A channel's terms, summed for each of the k sums."""
        if channel.second is None:
            return self.plain_terms(channel.sign, self.layout.source(channel.first))
        if channel.first.shape[1] == 1:
            columns = channel.first[:, 0], channel.second[:, 0]
            height = 1 if all((column == column[0]).all() for column in columns) else len(columns[0])
            self.layout.work.rows += 0 if is_shared else 2 * height
            return Piece(channel.sign, f"{self.layout.operand(columns[0])} * {self.layout.operand(columns[1])}", height)
        first, second = self.layout.source(channel.first), self.layout.source(channel.second)
        return self.products(channel.sign, first, second, is_full=is_shared or not second.is_shared)

    def plain_terms(self, sign: int, source: Source) -> Piece:
        """The sum of m rows, for each of the k sums."""
        k, m = source.index.shape
        self.layout.work.rows += 0 if source.is_shared else k * m
        if m == 1:
            column = source.index[:, 0]
            text = self.layout.rows.few_rows(source.name, column, source.size)
            return Piece(sign, text, 1 if (column == column[0]).all() else k)
        if (source.index == source.index[0]).all():
            rows = self.layout.rows.rows(source.name, source.index[0], source.size)
            return Piece(sign, f"{rows}.sum(axis=0, keepdims=True)", 1)
        block = self.layout.rows.block(source.name, source.index, source.size, source.columns)
        return Piece(sign, f"{block}.sum(axis=1)", k)

    def products(self, sign: int, first: Source, second: Source, is_full: bool) -> Piece:
        """Sums of m > 1 products: a matrix product where a shared factor and the other form a grid."""
        k, rows = len(first.index), self.layout.rows
        found = grid(first.index, second.index) if first.is_shared else None
        products = 0 if second.is_shared else first.index.size
        if found is not None:
            self.layout.work.matmul += products
            matrix = rows.matrix(first.name, found[0], first.size)
            if len(found[1]) == 1:
                text = f"{matrix} @ {rows.rows(second.name, found[1][0], second.size)}"
            else:
                block = rows.block(second.name, found[1], second.size, second.columns)
                text = f"({matrix} @ {block}).reshape({k}, {second.columns})"
            return Piece(sign, text, k, is_new=is_full)
        self.layout.work.einsum += products
        block = rows.block(second.name, second.index, second.size, second.columns)
        if first.is_shared:
            matrix = rows.matrix(first.name, first.index, first.size)
            return Piece(sign, f'np.einsum("km,kmn->kn", {matrix}, {block})', k, is_new=is_full)
        other = rows.block(first.name, first.index, first.size, "n")
        return Piece(sign, f'np.einsum("kmn,kmn->kn", {other}, {block})', k, is_new=is_full)


def added_text(pieces: list[Piece]) -> str:
    """The sum of all pieces as one expression, in their order but for the first two: a negative one is the second."""
    first, *rest = sorted(pieces[:2], key=lambda piece: -piece.sign)
    signed = [f" {'+' if piece.sign > 0 else '-'} {piece.text}" for piece in [*rest, *pieces[2:]]]
    return (first.text if first.sign > 0 else f"-({first.text})") + "".join(signed)
