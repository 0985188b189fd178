"""Wrong answers to the exercises of notebook 10."""

VELOCITY = """def velocity(v, gradient):
    {}


steps.check(stage=1, at_rest=velocity(0, 2), in_motion=velocity(seen[0], -1))"""

WRONG = [
    (
        1,
        "sheet.check(stage=1, a=1, b=1, c=1, d=-1.2, e=1, f=-1.2)",
        "(a) 1 is wrong: that is the gradient that arrived",
    ),
    (1, "sheet.check(stage=1, a=0.5, b=0.5, c=0.5, d=0.6, e=0.5, f=0.6)", "(f) 0.6 follows from (d)"),
    (1, "sheet.check(stage=1, a=0.5, b=0.5, c=0.5, d=-1.2, e=1, f=-1.2)", "the local gradient, not yet multiplied"),
    (2, "parabola.check(stage=1, x=0.7, grows=[False, True, True])", "(x) 0.7 is not it"),
    (2, "parabola.check(stage=1, x=-0.4, grows=[True, True, False])", "it is the opposite"),
    (3, VELOCITY.format("return 0.9 * v - 0.1 * gradient"), "(at_rest) -0.2 is not it: the sign is turned round"),
    (3, VELOCITY.format("return 0.9 * v + gradient"), "a factor is missing"),
    (3, VELOCITY.format("0.9 * v + 0.1 * gradient"), "does the function return its result?"),
    (4, "adapted.check(stage=1, adagrad=[1, 1], adam=3)", "(adam) 3 is not it: a factor is missing"),
    (4, "adapted.check(stage=1, adagrad=[0.8, 1], adam=-0.3)", "in another order"),
]
