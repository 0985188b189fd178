"""Wrong answers to the exercises of notebook 15."""

STEP = """def downhill_step(x, slope, curvature):
    {}


steps.check(stage=1, from_hill=tried(downhill_step, hill), from_wall=tried(downhill_step, wall))"""

WRONG = [
    (1, "sheet.check(stage=1, a=9, b=2, c=6, d=36)", "(a) 9 is wrong"),
    (1, "sheet.check(stage=1, a=27, b=2, c=6, d=12)", "(d) 12 is wrong"),
    (2, "second.check(stage=1, hessian=[[2, 4], [2, 12]])", "(hessian)"),
    (2, "second.check(stage=1, hessian=[[4, 4], [13, 12]])", "(hessian)"),
    (3, STEP.format("return x - slope / curvature"), "(from_hill) 0.0287671 is not it"),
    (3, STEP.format("return x + slope / abs(curvature)"), "(from_wall) 2.55227 is not it"),
]
