# %% [markdown]
# # 학습하는 작은 신경망
# 반달 두 개, 점 40개, 매개변수 33개. 한 걸음은 순전파, 역전파, 그리고 모든 가중치를 조금씩 움직이는 일입니다.
# %%
import math
import random

from nn import MLP, fit

random.seed(1)
points, sides = [], []
for i in range(20):
    angle = math.pi * i / 19
    for side, (x1, x2) in enumerate([(math.cos(angle), math.sin(angle)), (1 - math.cos(angle), 0.5 - math.sin(angle))]):
        points.append([x1 + random.gauss(0, 0.1), x2 + random.gauss(0, 0.1)])
        sides.append(side)

net = MLP(2, [8, 1], activation="tanh", output_activation="sigmoid")
history = fit(
    net,
    points,
    sides,
    loss="binary_cross_entropy",
    optimizer="adam",
    learning_rate=0.05,
    batch_size=10,
    epochs=30,
    progress=False,
)
for epoch in range(0, 30, 5):
    print(f"에포크 {epoch:2}  손실 {history.losses[epoch]:.4f}")
right = sum((net(x).data > 0.5) == (side == 1) for x, side in zip(points, sides))
print(f"점 {len(points)}개 가운데 {right}개를 맞혔습니다")
# %% [markdown]
# 평면의 각 자리에서 신경망이 내는 답을 글자 하나로 나타내면:
# %%
for row in range(12):
    x2 = 1.3 - row * 0.2
    print("".join("#" if net([-1.4 + column * 0.1, x2]).data > 0.5 else "." for column in range(39)))
# %% [markdown]
# 점 하나에 대한 답의 그래프를 층으로 그리면:
# %%
import viz

answer = net(points[0])
answer.label = "답"
answer.backward()
viz.draw_network(answer)
