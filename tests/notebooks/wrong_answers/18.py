"""Wrong answers to the exercises of notebook 18."""

COOLED = "def at_temperature(p, t):\n    {}\n\n"
CHECK = (
    "tempered.check(stage=1, cold=at_temperature(0.8, 0.5), warm=at_temperature(0.8, 2), same=at_temperature(0.8, 1))"
)

WRONG = [
    (1, "weighed.check(stage=1, shares=[0.75, 0.25], taken=8)", "(taken) 8 is not it"),
    (1, "weighed.check(stage=1, shares=[0, 1], taken=2)", "(shares) [0, 1] is not it"),
    (1, "weighed.check(stage=1, shares=[0.25, 0.75], taken=12)", "(taken) 12 is not it"),
    (2, "shift.check(stage=1, change=1, gradient=1)", "(change) 1 is not it"),
    (2, "shift.check(stage=1, change=0, gradient=3)", "(gradient) 3 is not it"),
    (3, COOLED.format("return p ** (1 / t)") + CHECK, "(cold) 0.64 is not it"),
    (3, COOLED.format("return p / t / (p / t + (1 - p) / t)") + CHECK, "(warm) 0.8 is not it"),
    (3, COOLED.format("return p**t / (p**t + (1 - p) ** t)") + CHECK, "(cold) 0.666667 is not it"),
]
