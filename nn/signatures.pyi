"""What type checkers and editors know of what networks return. Nothing in here runs."""

from autograd_core.value import Value

class Outputs(Value, list[Value]):  # type: ignore[misc]  # no class is both
    """The outputs of a layer: a Value where there is one, else a list of them; a type checker takes it for either.

    How many there are is a number in the call that made the layer, which types do not know.
    """
