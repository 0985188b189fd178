"""Wrong answers to the exercises of notebook 5."""

XNOR = """def output(z1, z2):
    {}


xnor.check(stage=1, xnor=[output(nand(x).data, either(x).data) for x in XOR_INPUTS])"""

WRONG = [
    (1, "sheet.check(stage=1, a=0.1966, b=0.1966, c=0.1966, d=-0.2949, e=-0.3932)", "a multiplication swaps"),
    (1, "sheet.check(stage=1, a=0.1966, b=0.1966, c=0.1966, d=-2, e=-1.5)", "the local gradient, not yet multiplied"),
    (1, "sheet.check(stage=1, a=0.7311, b=0.7311, c=0.7311, d=-1.4622, e=-1.0967)", "(d) -1.4622 follows from (b)"),
    (2, "after.check(stage=1, weights=[1, 0], bias=0)", "in another order"),
    (2, "after.check(stage=1, weights=[0, 1], bias=-1)", "it is one too many, or too few"),
    (3, XNOR.format("return int(z1 + z2 - 1.5 >= 0)"), "(xnor) [0, 1, 1, 0] is not it"),
    (3, XNOR.format("return int(z1 + z2 - 0.5 >= 0)"), "(xnor) [1, 1, 1, 1] is not it"),
    (3, XNOR.format("int(-z1 - z2 + 1.5 >= 0)"), "does the function return its result?"),
]
