"""Wrong answers to the exercises of notebook 2."""

WRONG = [
    (1, "sheet.check(stage=1, a=4, b=3, c=4, d=4, e=3, f=7, g=0)", "(a) 4 is wrong: that is for the other input"),
    (1, "sheet.check(stage=1, a=3, b=4, c=3, d=3, e=4, f=4, g=0)", "(f) 4 is wrong"),
    (1, "sheet.check(stage=1, a=3, b=4, c=3, d=3, e=4, f=7, g=4)", "(g) 4 is wrong"),
    (2, "predict.check(stage=1, shares=[6, 6, 0], of_y=8, of_x=-6)", "(shares)"),
    (2, "predict.check(stage=1, shares=[3, 3, 0], of_y=40, of_x=-3)", "factor"),
    (2, "predict.check(stage=1, shares=[3, 3, 0], of_y=8, of_x=6)", "(of_x) 6 is not it: the sign is turned round"),
    (3, "engines.check(stage=1, impatient=4, right=4)", "(impatient) 4 is not it"),
    (3, "engines.check(stage=1, impatient=6, right=6)", "(right) 6 is not it"),
]
