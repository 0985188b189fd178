"""Wrong answers to the exercises of notebook 17."""

HARD = """from autograd_core import minimum


def hard_sigmoid(x):
    {}


clipped.check(stage=1, outputs=outputs_of(hard_sigmoid, points))"""

WRONG = [
    (1, "count.check(stage=1, multiplications=66, parameters=66)", "(multiplications) 66 is not it"),
    (1, "count.check(stage=1, multiplications=56, parameters=56)", "(parameters) 56 is not it"),
    (2, "shapes.check(stage=1, shape=[64, 50], terms=100)", "in another order"),
    (2, "shapes.check(stage=1, shape=[50, 64], terms=64)", "(terms) 64 is not it"),
    (3, HARD.format("return (x + 1) / 2"), "(outputs) [-0.5, 0.25, 0.5, 0.75, 1.5] is not it"),
    (3, HARD.format("return maximum(0, (x + 1) / 2)"), "(outputs) [0, 0.25, 0.5, 0.75, 1.5] is not it"),
]
