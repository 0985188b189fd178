"""Wrong answers to the exercises of notebook 6."""

SLOPES = """def slope_from_output(y):
    {}


slopes.check(stage=1, slopes=[slope_from_output(softplus(s)) for s in places])"""

WRONG = [
    (1, "sheet.check(stage=1, a=1, b=1, c=1, d=0.5, e=4, f=1)", "(c) 1 is wrong: the sign is turned round"),
    (1, "sheet.check(stage=1, a=1, b=1, c=-1, d=4, e=0.5, f=0.125)", "(d) 4 is wrong: that is for the other input"),
    (1, "sheet.check(stage=1, a=1, b=1, c=-1, d=4, e=0.5, f=0.125)", "(f) 0.125 follows from (e)"),
    (1, "sheet.check(stage=1, a=1, b=1, c=-1, d=0.5, e=4, f=0.25)", "the local gradient, not yet multiplied"),
    (2, "prelu.check(stage=1, output=0.5, gradients=[0.25, -2])", "(output) 0.5 is not it: the sign is turned round"),
    (2, "prelu.check(stage=1, output=-0.5, gradients=[-2, 0.25])", "in another order"),
    (2, "prelu.check(stage=1, output=0, gradients=[0, 0])", "(output) 0 is not it"),
    (3, SLOPES.format("return y * (1 - y)"), "is not it: look again"),
    (3, SLOPES.format("return math.exp(-y) - 1"), "the sign is turned round"),
    (3, SLOPES.format("1 - math.exp(-y)"), "does the function return its result?"),
]
