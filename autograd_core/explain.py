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
        return (
            f"{number_text(self.gradient)} (from {gate(self.user)}) x "
            f"{number_text(self.local_gradient)} ({_reason(self)}) = {number_text(self.amount)}"
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
        return f"<{gate(self.node)} passes {number_text(self.gradient)} on to {len(self.contributions):,}>"


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
        note = "\n  (a leaf changed since this graph was computed: recompute(output) brings it up to date)"
        return self._sentences() + note * self.is_stale

    def _sentences(self) -> str:
        name = f"{node_name(self.value)}.grad"
        if self.value is self.output:
            return f"{name} = {number_text(self.gradient)} (the output itself: the backward pass starts here)"
        if self.value.is_constant:
            return f"{name} = 0 (a constant: no gradient flows into it)"
        if not self.contributions:
            return f"{name} = 0 ({node_name(self.output)} does not depend on {node_name(self.value)})"
        if len(self.contributions) == 1:
            return f"{name} = {self.contributions[0]}"
        count = len(self.contributions)
        amounts = " + ".join(elided(self.contributions, lambda each: number_text(each.amount)))
        lines = [f"{name} = {amounts} = {number_text(self.gradient)} (used {count:,} times: the uses add up)"]
        return "\n".join(lines + [f"  {line}" for line in elided(self.contributions, str)])

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


def _reason(contribution: Contribution) -> str:
    """Why the local gradient is what it is, in the words of the gate's role."""
    operation = contribution.user.operation
    assert operation is not None  # a user has an operation
    words = _ROLES.get(operation.role)
    return words(contribution) if words else operation.role_and_note


def _across(contribution: Contribution) -> str:
    """The input that a multiplication swaps in for this one."""
    operation, parents, position = contribution.user.operation, contribution.user.parents, contribution.position
    assert operation is not None
    pairs = len(parents) // 2
    if operation.is_paired and position == 2 * pairs:
        return "the bias is passed on"
    if len(parents) > 2 and not operation.is_paired:
        return "the other factors"
    other = parents[(position + pairs) % (2 * pairs)]
    return f"the other factor{f', {node_name(other)}' if other.label else ''}"


def _branch(contribution: Contribution) -> str:
    operation = contribution.user.operation
    assert operation is not None
    if contribution.local_gradient in BRANCHES:
        return BRANCHES[contribution.local_gradient]
    return "its share of a tie" if operation.is_symmetric else "the slope of its branch"


def _slope(contribution: Contribution) -> str:
    """The rule itself, for gates that scale: tanh has 1-out**2."""
    operation = contribution.user.operation
    assert operation is not None
    slope = local_gradient_formulas(operation, inputs=len(contribution.user.parents))[contribution.position]
    return f"d {operation.python or operation.name} = {slope}"


# What a router does with a gradient, by its local gradient.
BRANCHES = {1: "the open branch", 0: "a closed branch", -1: "the open branch, its sign changed"}

_ROLES: dict[str, Callable[[Contribution], str]] = {
    Role.DISTRIBUTOR: lambda contribution: "negated" if contribution.local_gradient == -1 else "passed on",
    Role.SWAP: _across,
    Role.ROUTER: _branch,
    Role.SCALER: _slope,
}
