"""Wrong answers to the exercises of notebook 7."""

MISPRINT = """delta_y = (y3.data - 1) * y3.data * (1 - y3.data)
delta_2 = delta_y * y3.data * (1 - y3.data) * w3.data
slopes.check(stage=1, w1=delta_2 * h1.data * (1 - h1.data) * w2.data, w2=delta_2 * h1.data)"""

WRONG = [
    (1, "sheet.check(stage=1, a=-0.5465, b=-0.3402, c=0.164, d=0.0385, e=0.0385, f=0.0193)", "not yet multiplied"),
    (1, "sheet.check(stage=1, a=-0.5465, b=-0.3402, c=0.164, d=0.0385, e=0.0385, f=0.0193)", "follows from (a)"),
    (1, "sheet.check(stage=1, a=-0.1355, b=0.0406, c=-0.0843, d=-0.0198, e=-0.0198, f=-0.0099)", "swaps"),
    (2, "count.check(stage=1, U1=[30, 144], U2=[26, 30], parameters=5100)", "(parameters) 5100 is not it"),
    (2, "count.check(stage=1, U1=[145, 30], U2=[31, 26], parameters=5156)", "in another order"),
    (3, "symmetry.check(stage=1, still_equal=False)", "it is the opposite"),
    (3, "symmetry.check(stage=1, still_equal='no')", "the answer is True or False"),
    (4, MISPRINT, "(w2) -0.0119606 is not it"),
    (4, "slopes.check(stage=1, w1=-w1.grad, w2=-w2.grad)", "the sign is turned round"),
]
