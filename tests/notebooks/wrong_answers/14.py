"""Wrong answers to the exercises of notebook 14."""

WRONG = [
    (1, "sheet.check(stage=1, a=0.5, b=0.5, c=0.25, d=0, e=0.125)", "(c) 0.25 is wrong"),
    (1, "sheet.check(stage=1, a=0.5, b=0.5, c=0.125, d=0.125, e=0)", "(d) 0.125 is wrong"),
    (2, "slips.check(stage=1, with_3=1, with_4=0)", "(with_3) 1 is not it"),
    (2, "slips.check(stage=1, with_3=2, with_4=2)", "(with_4) 2 is not it"),
    (3, "moved.check(stage=1, movements=[0.2, 0.3, -0.05])", "(movements)"),
    (3, "moved.check(stage=1, movements=[-0.2, -0.2, 0.2])", "(movements)"),
]
