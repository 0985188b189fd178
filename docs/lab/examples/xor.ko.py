# %% [markdown]
# # 손으로 만드는 XOR
# 퍼셉트론은 가중합이 임계값을 넘으면 1을 출력합니다. 직선 하나로는 XOR의 점들을 나눌 수 없지만 NAND, OR, AND를 합치면 됩니다.
# %%
def perceptron(w1, w2, bias):
    return lambda x1, x2: int(w1 * x1 + w2 * x2 + bias > 0)


NAND = perceptron(-0.5, -0.5, 0.7)
OR = perceptron(0.5, 0.5, -0.2)
AND = perceptron(0.5, 0.5, -0.7)


def XOR(x1, x2):
    return AND(NAND(x1, x2), OR(x1, x2))


for x1 in (0, 1):
    for x2 in (0, 1):
        print(f"XOR({x1}, {x2}) = {XOR(x1, x2)}")
# %% [markdown]
# 계단 함수는 기울기가 0이어서 가중치를 어느 쪽으로 바꿀지 알려 주지 못합니다. 그 자리에 `tanh`를 쓰면 기울기가 생기고 신경망이 학습합니다.
# %%
import random

from nn import MLP, fit

random.seed(1)
inputs, targets = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
net = MLP(2, [4, 1], activation="tanh", output_activation="sigmoid")
history = fit(
    net, inputs, targets, loss="binary_cross_entropy", optimizer="adam", learning_rate=0.1, epochs=150, progress=False
)
print("손실", history.losses[0], "->", history.losses[-1])
for x, target in zip(inputs, targets):
    print(x, target, round(net(x).data, 3))
