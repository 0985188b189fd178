"""Why a gradient is what it is: contributions edge by edge, and the backward pass as steps.

Here: questions about one recorded graph, answered with numbers; no `.grad` is read or written. Not here: sums over
paths (paths.py), formulas (formula.py), pictures (viz).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograd_core.differentiate import add_to, raise_if_needed, turns
from autograd_core.formula import local_gradient_formulas
from autograd_core.graph import require_untangled, require_values
from autograd_core.notation import elided, node_name, number_text, shortened
from autograd_core.nothing import NOTHING
from autograd_core.operations import Role
from autograd_core.replay import stale
from autograd_core.value import Value
from autograd_core.words import words


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one edge brings to the gradient of a value: the chain rule, once.

    Attributes:
        value: the node whose gradient it is.
        user: the node that was computed from it.
        position: as which of the user's parents (x * x uses x as number 0 and as number 1).
        gradient: d output / d user, which arrived at the user.
        local_gradient: d user / d value along this edge.
        amount: gradient x local_gradient; 0 where a closed gate lets nothing through, whatever arrived.
    """

    value: Value
    user: Value
    position: int
    gradient: Any
    local_gradient: Any
    amount: Any

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        return words(
            "explain.edge",
            gradient=number_text(self.gradient),
            gate=gate(self.user),
            slope=number_text(self.local_gradient),
            reason=reason(self),
            amount=number_text(self.amount),
        )


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """One node's turn in the backward pass: its gradient is complete and goes out along its edges.

    Attributes:
        node: whose turn it is.
        gradient: d output / d node.
        contributions: one per parent that gets a gradient (constants get none), in the parents' order.
        sums: for each contribution, the value's gradient as far as it has come by then.
    """

    node: Value
    gradient: Any
    contributions: tuple[Contribution, ...]
    sums: tuple[Any, ...]

    def __repr__(self) -> str:
        passed, count = number_text(self.gradient), len(self.contributions)
        return words("explain.step", gate=gate(self.node), gradient=passed, count=count)


def backward_steps(output: Value, seed: Any = 1) -> Iterator[BackwardStep]:
    """The backward pass from `output` as a sequence of steps, in the order in which `backward()` takes them.

    The last sum of a node is what `backward()` adds to its `.grad`, to the last bit.

    Args:
        output: the node to differentiate.
        seed: d final result / d output.

    Raises:
        TypeError: `output` is not a Value.
        ArithmeticError, ValueError: (when the step is reached) a local gradient has no value (the slope of sqrt at 0),
            and no closed gate keeps it from the leaves.
    """
    require_values(output=output)
    return _steps(output, seed)


def _steps(output: Value, seed: Any) -> Iterator[BackwardStep]:
    errors: list[Exception] = []
    sums: dict[Value, Any] = {}
    steps: list[BackwardStep] = []
    failed = 0  # the step at which a rule had no value
    for turn in turns(output, seed, errors):
        failed = failed if errors else len(steps) + 1
        contributions, running = [], []
        for position, (parent, slope, amount) in enumerate(
            zip(turn.node.parents, turn.slopes, turn.amounts, strict=True)
        ):
            if not parent.is_constant:
                add_to(sums, parent, amount)
                contributions.append(
                    Contribution(
                        parent, turn.node, position, as_number(turn.gradient), as_number(slope), as_number(amount)
                    )
                )
                running.append(sums.get(parent, 0))
        steps.append(BackwardStep(turn.node, as_number(turn.gradient), tuple(contributions), tuple(running)))
    yield from steps[:failed]
    raise_if_needed(errors, [x for node, x in sums.items() if node.is_leaf])
    yield from steps[failed:]


def as_number(x: Any) -> Any:
    """`x` for people: 0 for what a closed gate lets through."""
    return 0 if x is NOTHING else x


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why d output / d value is what it is.

    Attributes:
        output, value: the two nodes.
        contributions: one per edge out of `value` on a way to `output`, in the order of the backward pass.
        gradient: d output / d value, the sum of their amounts.
        is_stale: whether a leaf was changed since the graph was computed: local gradients are those of the data as they
            are now, while the nodes between hold what they held.
    """

    output: Value
    value: Value
    contributions: tuple[Contribution, ...]
    gradient: Any
    is_stale: bool

    def __repr__(self) -> str:
        return self._sentences() + (f"\n  {words('explain.stale')}" if self.is_stale else "")

    def _sentences(self) -> str:
        name = f"{node_name(self.value)}.grad"
        if self.value is self.output:
            return words("explain.output", name=name, gradient=number_text(self.gradient))
        if self.value.is_constant:
            return words("explain.constant", name=name)
        if not self.contributions:
            output, value = node_name(self.output), node_name(self.value)
            return words("explain.independent", name=name, output=output, value=value)
        if len(self.contributions) == 1:
            return f"{name} = {self.contributions[0]}"
        count = len(self.contributions)
        amounts = " + ".join(elided(self.contributions, lambda each: number_text(each.amount)))
        total = words("explain.several", name=name, amounts=amounts, gradient=number_text(self.gradient), count=count)
        return "\n".join([total, *(f"  {line}" for line in elided(self.contributions, str))])

    def _repr_markdown_(self) -> str:
        return "```text\n" + str(self).replace("```", "'''") + "\n```"


def explain(output: Value, value: Value) -> Explanation:
    """Why d `output` / d `value` is what it is: every edge out of `value`, what arrived there, and the sum.

    Args:
        output: the node to differentiate.
        value: any node; a constant, or one that `output` does not depend on, has gradient 0.

    Raises:
        TypeError: one of them is not a Value.
        GraphError: the graph is a tangle of edges (2,000 nodes, each computed from all before it).
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).
    """
    require_values(output=output, value=value)
    require_untangled(output)
    found: list[Contribution] = []
    gradient: Any = 1 if value is output else 0
    for step in backward_steps(output):
        for contribution in step.contributions:
            if contribution.value is value:
                found.append(contribution)
                gradient = gradient + contribution.amount
    return Explanation(output, value, tuple(found), gradient, bool(stale(output)))


def gate(node: Value) -> str:
    """A node as the sender of a gradient: its operation, and its label if it has one."""
    operation = node.operation
    sign = (operation.python or operation.name) if operation else ""
    return f"{sign} {shortened(node.label)!r}".strip() if node.label else sign or node_name(node)


def reason(contribution: Contribution) -> str:
    """Why the local gradient is what it is, in the words of the gate's role."""
    operation = contribution.user.operation
    assert operation is not None  # a user has an operation
    found = _ROLES.get(operation.role)
    return found(contribution) if found else operation.role_and_note


def _across(contribution: Contribution) -> str:
    """The input that a multiplication swaps in for this one."""
    operation, parents, position = contribution.user.operation, contribution.user.parents, contribution.position
    assert operation is not None
    pairs = len(parents) // 2
    if operation.is_paired and position == 2 * pairs:
        return words("explain.reason.bias")
    if len(parents) > 2 and not operation.is_paired:
        return words("explain.reason.factors")
    if len(parents) == 1:
        return words("explain.reason.passed")  # a product of one factor
    other = parents[(position + pairs) % (2 * pairs)]
    if not other.label:
        return words("explain.reason.factor")
    return words("explain.reason.named_factor", name=node_name(other))


def _branch(contribution: Contribution) -> str:
    operation = contribution.user.operation
    assert operation is not None
    if contribution.local_gradient in BRANCHES:
        return words(BRANCHES[contribution.local_gradient])
    return words("explain.reason.tie" if operation.is_symmetric else "explain.reason.branch")


def _slope(contribution: Contribution) -> str:
    """The rule itself, for gates that scale: tanh has 1-out**2."""
    operation = contribution.user.operation
    assert operation is not None
    slope = local_gradient_formulas(operation, inputs=len(contribution.user.parents))[contribution.position]
    return f"d {operation.python or operation.name} = {slope}"


def _distributed(contribution: Contribution) -> str:
    return words("explain.reason.negated" if contribution.local_gradient == -1 else "explain.reason.passed")


# What a router does with a gradient, by its local gradient, as keys of the table of words.
BRANCHES = {1: "explain.reason.open", 0: "explain.reason.closed", -1: "explain.reason.open_negated"}

_ROLES: dict[str, Callable[[Contribution], str]] = {
    Role.DISTRIBUTOR: _distributed,
    Role.SWAP: _across,
    Role.ROUTER: _branch,
    Role.SCALER: _slope,
}
