"""Wrong answers to the exercises of notebook 3."""

DIVISION = """def division_rule(out, x, y):
    return {}


rows.check(stage=1, slopes=tried_on_quotients(division_rule))"""

MAX = """def max_rule(out, x, y):
    {}


shares.check(stage=1, slopes=tried_on_pairs(max_rule))"""

UNMASKS_NOTHING = "not unmasked: on this graph every gradient is right"

WRONG = [
    (1, DIVISION.format("1 / y, x / y**2"), "is not it: look again"),
    (1, DIVISION.format("1 / y, -x / y"), "is not it: look again"),
    (1, DIVISION.format("y, x"), "is not it"),
    (1, DIVISION.format("None"), "does the function return its result?"),
    (2, MAX.format("return int(x > y), int(y > x)"), "is not it"),
    (2, MAX.format("return int(x >= y), int(y >= x)"), "is not it"),
    (2, MAX.format("return x, y"), "is not it"),
    (3, "twice.check(stage=1, closures=[4, 8], table=[4, 8])", "(closures) [4, 8] is not it"),
    (3, "twice.check(stage=1, closures=[4, 12], table=[4, 4])", "(table) [4, 4] is not it"),
    (3, "twice.check(stage=1, closures=[4, 12], table=[4, 12])", "(table) [4, 12] is not it"),
    (4, "gym.check(24, x * y)", UNMASKS_NOTHING),
    (4, "gym.check(24, x * y + x * y)", UNMASKS_NOTHING),
    (5, "gym.check(30, s + s)", UNMASKS_NOTHING),
    (5, "gym.check(30, s + (s + s))", UNMASKS_NOTHING),
]
