"""Means over the batch as source: products that both differ from sample to sample become matrix products over samples.

Here: what is written into the vector `gradient`. Not here: sums within a sample (emit_sums.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograd_core.program.array_types import IntArray
from autograd_core.program.arrays.emit_sums import Piece, SumWriter
from autograd_core.program.arrays.groups import MANY, Channel, Group, grid
from autograd_core.program.arrays.layout import Layout, Source, assigned


@dataclass
class MeanWriter:
    """Writes groups of means into the layout of `sums`, which writes what is summed within a sample.

    Attributes:
        mean_count: how many names of means are taken.
        averaged: name of an array -> of its mean over the batch.
        scaled: name of an array -> of the array divided by the number of samples.
    """

    sums: SumWriter
    mean_count: int = 0
    averaged: dict[str, str] = field(default_factory=dict)
    scaled: dict[str, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """Where the statements go."""
        return self.sums.layout

    def mean(self, group: Group) -> None:
        """Statements that compute `group` and write it into the gradient."""
        matrices = [self.mean_grid(channel) for channel in group.channels]
        if all(found is not None for found in matrices):
            p = len(matrices[0][0])  # type: ignore[index]
            if p > 1 and all(len(found[0]) == p for found in matrices if found):
                self.mean_of_grids(group, matrices, p)
                return
        target = assigned(self.layout.rows.rows("gradient", group.members, len(self.layout.graph.flat.means)))
        plain = [channel for channel in group.channels if channel.second is None]
        name = self.mean_name()
        if not self.is_summed_first(plain):
            self.sums.added(name, [self.mean_piece(channel) for channel in group.channels])
            self.layout.line(f"{target} = {name}[:, 0]")
            return
        self.sums.added(name, [self.sums.piece(channel, is_shared=False) for channel in plain])
        if len(plain) == len(group.channels):
            self.layout.line(f"{target} = {name}.sum(axis=1) / n")
            return
        products = [self.mean_piece(channel) for channel in group.channels if channel.second is not None]
        mean = Piece(1, f"{name}.sum(axis=1, keepdims=True) / n", len(group.members))
        name = self.mean_name()
        self.sums.added(name, [mean, *products])
        self.layout.line(f"{target} = {name}[:, 0]")

    def is_summed_first(self, plain: list[Channel]) -> bool:
        """Whether these terms are added up for each sample: that is faster, or they are few and may cancel there."""
        count = sum(channel.first.shape[1] for channel in plain)
        if count < 2 or all(self.layout.source(channel.first).is_shared for channel in plain):
            return False
        if count <= MANY or len({channel.sign for channel in plain}) > 1:
            return True
        return len(plain) > 1 and all(map(self.is_row_of_its_own, plain))

    def is_row_of_its_own(self, channel: Channel) -> bool:
        """Whether each of the k means has one row of an array that has been averaged nowhere."""
        if channel.first.shape[1] != 1:
            return False
        source = self.layout.source(channel.first)
        return not source.is_shared and source.name not in self.averaged and source.name not in self.scaled

    def mean_name(self) -> str:
        """A new name."""
        self.mean_count += 1
        return f"mean_{self.mean_count}"

    def mean_grid(self, channel: Channel) -> tuple[IntArray, IntArray] | None:
        """The grid of a channel of products that differ from sample to sample in both factors."""
        if channel.second is None:
            return None
        if any(self.layout.source(factor).is_shared for factor in (channel.first, channel.second)):
            return None
        return grid(channel.first, channel.second)

    def mean_of_grids(self, group: Group, grids: list[Any], p: int) -> None:
        """The sum of products over a grid, summed over the batch: a matrix product, contracted over samples."""
        target = group.members.reshape(-1, p)
        view = self.layout.rows.view("gradient", target, len(self.layout.graph.flat.means))
        is_turned = view.endswith(".T")
        if is_turned:
            view = view[:-2]
        pairs = [(first, second) if is_turned else (second, first) for first, second in grids]
        if len(pairs) == 1:
            left, right = self.contraction(*pairs[0])
            if group.channels[0].sign > 0 and view.endswith(")"):
                self.layout.line(f"np.matmul({left}, {right}, out={view})")
                return
            pieces = [Piece(group.channels[0].sign, f"{left} @ {right}", len(group.members))]
            divisor = ""
        else:  # one division, of the sum
            pieces = [
                Piece(channel.sign, " @ ".join(self.factors(*pair)), len(group.members))
                for channel, pair in zip(group.channels, pairs, strict=True)
            ]
            divisor = " / n"
        name = self.mean_name()
        self.sums.added(name, pieces)
        place = assigned(view) if view else f"gradient[{self.layout.rows.table(target)}]"
        self.layout.line(f"{place} = {name}{divisor}")

    def contraction(self, left: IntArray, right: IntArray) -> tuple[str, str]:
        """The two factors of a matrix product over the samples, one of them divided by their number."""
        first, second = self.layout.source(left), self.layout.source(right)
        if first.name in self.scaled or (second.name not in self.scaled and first.size <= second.size):
            return self.factors(left, right, first_name=self.over_n(first.name))
        return self.factors(left, right, second_name=self.over_n(second.name))

    def factors(
        self, left: IntArray, right: IntArray, first_name: str | None = None, second_name: str | None = None
    ) -> tuple[str, str]:
        """The two factors of a matrix product over the samples, from the arrays themselves or those of other names."""
        self.layout.work.matmul += len(left) * right.size
        texts = []
        for index, name in ((left, first_name), (right, second_name)):
            source = self.layout.source(index)
            name = name or source.name
            if source.index.shape[1] == 1:
                texts.append(self.layout.rows.rows(name, source.index[:, 0], source.size))
            else:
                block = self.layout.rows.block(name, source.index, source.size, "n")
                texts.append(f"{block}.reshape({len(source.index)}, -1)")
        return texts[0], f"{texts[1]}.T"

    def mean_piece(self, channel: Channel) -> Piece:
        """A channel's mean, as a column."""
        first = self.layout.source(channel.first)
        if channel.second is None:
            return self.sums.plain_terms(channel.sign, self.mean_of(first))
        second = self.layout.source(channel.second)
        if not first.is_shared and not second.is_shared:
            self.layout.work.einsum += channel.first.size
            blocks = [self.layout.rows.block(source.name, source.index, source.size, "n") for source in (first, second)]
            text = f'np.einsum("kmn,kmn->k", {blocks[0]}, {blocks[1]})[:, None] / n'
            return Piece(channel.sign, text, len(channel.first))
        first, second = self.mean_of(first), self.mean_of(second)
        if channel.first.shape[1] == 1:
            rows = self.layout.rows
            texts = [rows.few_rows(source.name, source.index[:, 0], source.size) for source in (first, second)]
            return Piece(channel.sign, f"{texts[0]} * {texts[1]}", len(channel.first))
        return self.sums.products(channel.sign, first, second, is_full=True)

    def mean_of(self, source: Source) -> Source:
        """The mean over the batch of `source`, which is itself where it is shared."""
        if source.is_shared:
            return source
        if source.name not in self.averaged:
            name = self.averaged[source.name] = f"mean_of_{source.name}"
            self.layout.work.rows += source.size
            if source.name in self.scaled:
                self.layout.line(f"{name} = {self.scaled[source.name]}.sum(axis=1, keepdims=True)")
            else:
                self.layout.line(f"{name} = {source.name}.sum(axis=1, keepdims=True) / n")
        return Source(self.averaged[source.name], source.index, source.size, True)

    def over_n(self, name: str) -> str:
        """The array `name` divided by the number of samples."""
        if name not in self.scaled:
            self.scaled[name] = f"scaled_{name}"
            self.layout.line(f"scaled_{name} = {name} / n")
        return self.scaled[name]
