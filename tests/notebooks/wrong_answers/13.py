"""Wrong answers to the exercises of notebook 13."""

FACTOR = """def kept_factor(rate):
    {}


factors.check(stage=1, half=kept_factor(0.5), fifth=kept_factor(0.2))"""

WRONG = [
    (1, "sheet.check(stage=1, a=1, b=1, c=-1, d=0.8, e=0.5, f=0.6, g=0, h=1)", "(d) 0.8 is wrong"),
    (1, "sheet.check(stage=1, a=1, b=1, c=-1, d=0, e=0.5, f=0.6, g=0, h=0.5)", "(h) 0.5 is wrong"),
    (2, "outputs.check(stage=1, near=[-5, 5], far=[-1, 1], same=[0, 0])", "(near)"),
    (2, "outputs.check(stage=1, near=[1, -1], far=[-1, 1], same=[0, 0])", "(near)"),
    (3, FACTOR.format("return 1 - rate"), "(half) 0.5 is not it"),
    (3, FACTOR.format("return 1 / rate"), "(fifth) 5 is not it"),
]
