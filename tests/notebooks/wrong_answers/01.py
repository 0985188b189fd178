"""Wrong answers to the exercises of notebook 1."""

WRONG = [
    (1, "sheet.check(stage=1, a=7, b=1.2, c=1.2, d=-1.2, e=4.8, f=3.6)", "a multiplication swaps"),
    (1, "sheet.check(stage=1, a=1.2, b=7, c=1.2, d=1.2, e=3.6, f=4.8)", "(d) 1.2 is wrong: the sign is turned round"),
    (1, "sheet.check(stage=1, a=1.2, b=7, c=1, d=-1, e=3, f=4)", "the local gradient, not yet multiplied"),
    (1, "sheet.check(stage=1, a=1.2, b=7, c=1, d=-1.2, e=3, f=4)", "(e) 3 follows from (c), which went wrong before"),
    (2, "predict.check(stage=1, slope=2.5)", "the sign is turned round"),
    (2, "predict.check(stage=1, slope=-1.25)", "factor"),
    (3, "falls.check(stage=1, cheaper_oranges=-33, one_apple_fewer=-110)", "the sign is turned round"),
    (3, "falls.check(stage=1, cheaper_oranges=3.3, one_apple_fewer=110)", "(cheaper_oranges) 3.3 is not it"),
]
