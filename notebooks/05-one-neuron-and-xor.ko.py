# %% [markdown]
# # 5. 뉴런 하나는 왜 XOR을 배우지 못할까?
#
# 뉴런은 들어온 값을 더해서 “예”인지 “아니요”인지 정합니다. 평면에 직선 하나를 긋는 셈입니다. AND와 OR은 직선 하나로
# 되지만, XOR은 되지 않습니다. 뉴런 두 개를 나란히 놓으면 평면이 휘어서, 셋째 뉴런이 나머지를 할 수 있게 됩니다.
# 이것이 은닉층입니다.
#
# **이 노트북을 마치면**
#
# - 뉴런의 가중치를 직선으로 읽고, 그 직선을 그릴 수 있습니다.
# - 퍼셉트론을 *델타 규칙*으로 훈련하고, 어떤 때 실패할 수밖에 없는지 말할 수 있습니다.
# - 은닉층이 하는 일, 곧 점들을 *새로운 특징 공간*으로 옮기는 일을 설명할 수 있습니다.
# - 신경망에 선형이 아닌 활성 함수가 왜 필요한지 말할 수 있습니다.
#
# 1번, 2번, 3번 노트북(그래프, 노드, 손실을 줄이는 법), 직선의 방정식, 그리고 파이썬의 리스트, 반복문, 함수를 알아야
# 합니다. 읽는 데 35분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.
#
# 아래에서 *강의*는 오일석의 『기계 학습』 3장, 다층 퍼셉트론 강의입니다. 이 노트북은 그 앞부분, 그림 3-7부터 그림
# 3-11까지를 따릅니다. 델타 규칙은 학습 기법에 대한 다른 *세미나*에서 가져왔습니다.

# %%
import random
from itertools import product

from matplotlib import pyplot

import viz
from autograd_core import Value, grad, no_grad, sigmoid
from nn import MLP, SGD, Perceptron, fit
from nn.datasets import XOR_INPUTS, XOR_TARGETS, truth_table
from nn.experiments.regions import in_square, lines_in_general_position, region_count, votes
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 뉴런 하나
#
# 입력마다 *가중치*가 있습니다. 뉴런은 가중치와 입력의 곱을 모두 더하고, *편향*을 더하고, 그 합 $s$를 *활성 함수*
# $\tau$에 넣습니다.
#
# $$s = w_1 x_1 + w_2 x_2 + b, \qquad y = \tau(s)$$
#
# <!--@ C20 -->
# 여기서는 $w_1 = 2$<!--=> w1.data -->, $w_2 = 1$<!--=> w2.data -->, $b = -3$<!--=> b.data -->입니다. 합 $s$를
# 예측하고 한 걸음씩 나아가십시오. 그다음 $x_1$과 $x_2$를 바꾸면서 $s$를 보십시오.

# %%
x1, x2 = Value(1, "x1"), Value(0, "x2")
w1, w2, b = Value(2, "w1"), Value(1, "w2"), Value(-3, "b")
s = w1 * x1 + w2 * x2 + b
y = sigmoid(s)
s.label, y.label = "s", "y"
viz.stepper(y)

# %% [markdown]
# 합은 두 입력이 모두 `1`일 때만 `0`에 이릅니다.<!--! [x for x in XOR_INPUTS if w1.data * x[0] + w2.data * x[1] +
# b.data >= 0] == [[1, 1]] --> $s \ge 0$을 “예”라고 하면 이 뉴런은 AND를 계산합니다.
#
# <!--@ A03; C28 -->
# 1950년대의 *퍼셉트론*은 바로 그렇게 딱딱하게 결정합니다. 활성 함수가 *계단함수*여서, $s \ge 0$이면 `1`, 그보다
# 작으면 `0`입니다.<!--! [autograd_core.step(s) for s in (-0.1, 0.0, 0.1)] == [0, 1, 1] --> 위의 시그모이드는 그것을
# 부드럽게 만든 것입니다. `0`과 `1` 사이의 수를 내므로, 얼마나 확실한지를 나타낸다고 볼 수 있습니다.<!--! 0 < y.data
# < 1 -->
#
# ## 뉴런은 직선
#
# 예와 아니요의 경계에서는 합 $w_1 x_1 + w_2 x_2 + b$가 `0`입니다. 곧 직선입니다.

# %%
ax = plots.decision_boundary(
    lambda x: 2 * x[0] + x[1] - 3,
    XOR_INPUTS,
    truth_table("and"),
    eps=0.5,
)
plots.described(ax, "직선 하나. (1, 1)은 직선 위에 있고, 다른 꼭짓점은 아래에 있습니다.")

# %% [markdown]
# <!--@ A01 -->
# 오른쪽 위의 꼭짓점은 직선 위에 있고, “예”로 칩니다.<!--! 2 * 1 + 1 - 3 == w1.data + w2.data + b.data -->
# 퍼셉트론은 모든 꼭짓점에서 맞습니다.<!--! [int(Perceptron(2, weights=[2, 1], bias=-3)(x).data) for x in
# XOR_INPUTS] == truth_table("and") --> 퍼셉트론은 *선형 분류기*입니다.
#
# ## 델타 규칙
#
# 가중치와 편향은 누가 정했을까요? 기울기로는 정할 수 없습니다. 계단은 평평하므로 기울기가 있는 곳에서는 어디서나
# 0입니다.<!--!> [parameter.grad for parameter in step_neuron.parameters()] == [0, 0, 0] --> 확인해 보십시오.

# %%
step_neuron = Perceptron(2, weights=[1, 1], bias=-0.5)
step_neuron([1, 0]).backward()
[parameter.grad for parameter in step_neuron.parameters()]

# %% [markdown]
# <!--@ C21 -->
# 퍼셉트론은 더 간단한 규칙으로 학습합니다. 샘플 $x$의 목푯값이 $d$이고 출력이 $y$라고 합시다. $y = d$이면 아무것도
# 바꾸지 않습니다. 다르면 가중치를 옳은 답 쪽으로, *학습률* $\alpha$만큼 움직입니다.
#
# $$w \leftarrow w + \alpha\,(d - y)\,x, \qquad b \leftarrow b + \alpha\,(d - y)$$
#
# “예”라고 해야 하는데 “아니요”라고 했습니까? 그렇다면 합이 너무 작았던 것입니다. 가중치에 $x$를 더하면 이 샘플에서
# 합이 커집니다. $w \cdot x$가 $x \cdot x$만큼 커지기 때문입니다. “아니요”라고 해야 하는데 “예”라고 했습니까?
# 그렇다면 뺍니다.
#
# 모든 샘플을 한 번씩 보는 것이 *에포크*입니다. AND를 학습시켜 봅니다. 가중치는 모두 `0`에서 시작하고, 학습률
# $\alpha$는 `1`입니다.

# %%
history = Perceptron(2).learn(XOR_INPUTS, truth_table("and"), epochs=20)
for number, epoch in enumerate(history, start=1):
    print(f"{number}번째 에포크: w = {epoch.weights}, b = {epoch.bias}, 오차 {epoch.error}")

# %% [markdown]
# 오차는 그 에포크에서 틀린 횟수입니다. 6번째 에포크에서는 틀리지 않았으므로, 앞의 그림과 같은 가중치에서
# 멈춥니다.<!--! len(history) == 6 and history[-1].error == 0 and (*history[-1].weights, history[-1].bias) == (2, 1,
# -3) --> 이제 함수 네<!--=> len(("and", "or", "nand", "xor")) --> 개를 같은 규칙으로 학습시킵니다.

# %%
for name in ("and", "or", "nand", "xor"):
    history = Perceptron(2).learn(XOR_INPUTS, truth_table(name), epochs=100)
    last = history[-1]
    reached = f"오차 {last.error}, w {last.weights}, b {last.bias}"
    print(f"{name:4} 에포크 {len(history):3}번, {reached}")

# %% [markdown]
# XOR은 “둘 가운데 하나이되 둘 다는 아님”이라는 뜻입니다. 100번째 에포크에서도 4번, 샘플마다 한 번씩 틀립니다.<!--!
# len(history) == 100 and history[-1].error == 4 --> 그리고 이 에포크의 끝은 바로 앞 에포크의 끝과 같습니다.

# %%
print(history[-2] == history[-1])

# %% [markdown]
# 한 에포크에서 고친 것들이 서로를 되돌려 놓습니다.<!--! history[-1] == history[-2] --> 그래서 영원히 이렇게
# 맴돕니다.
#
# ## 규칙의 잘못이 아닙니다
#
# 어떤 퍼셉트론이 XOR을 계산한다고 해 봅시다. 그러면 꼭짓점 네<!--= len(XOR_INPUTS) --> 개에서 합은 다음과 같아야
# 합니다.
#
# $$b < 0, \qquad w_1 + b \ge 0,$$
#
# $$w_2 + b \ge 0, \qquad w_1 + w_2 + b < 0$$
#
# $\ge$가 있는 둘을 더하면 $w_1 + w_2 + 2b \ge 0$입니다. 나머지 둘을 더하면 $w_1 + w_2 + 2b < 0$입니다. 둘 다 참일
# 수는 없습니다. XOR을 가르는 직선은 없습니다. 이 한계는 1969년에 민스키와 페퍼트가 널리 알렸습니다.
#
# <!--@ A02; S0 Fig 3-7 -->
# 비트 두 개의 함수 16<!--=> len(tables) -->개 가운데 퍼셉트론이 배울 수 있는 것은 몇 개일까요? 모두 해 보고, 그
# 가운데 XOR에 가장 가까운 것이 샘플 네<!--=> len(XOR_INPUTS) --> 개 가운데 몇 개에서 XOR과 같은지 셉니다.

# %%
tables = list(product([0, 1], repeat=4))
last = {table: Perceptron(2).learn(XOR_INPUTS, table, epochs=50)[-1] for table in tables}
learned = [table for table in tables if last[table].error == 0]
print(len(learned), "/ 16, 배우지 못한 것:", [table for table in tables if table not in learned])


# %%
def agreement(table):
    return sum(output == target for output, target in zip(table, XOR_TARGETS, strict=True))


best = max(agreement(table) for table in learned)
print(best, "/", len(XOR_TARGETS))

# %% [markdown]
# XOR과 그 반대인 XNOR만 빼고 모두 배웁니다.<!--! {table for table in tables if table not in learned} == {(0, 1, 1,
# 0), (1, 0, 0, 1)} --> 그리고 XOR에서는 어떤 퍼셉트론도 샘플 3<!--= best -->개보다 많이 맞히지 못합니다. 4<!--=
# len(XOR_TARGETS) -->개 가운데 75%<!--= 100 * best / len(XOR_TARGETS) -->입니다. 왼쪽은 OR과 그것을 가르는
# 직선입니다. 오른쪽은 XOR과 가장 나은 직선 가운데 하나인데, 점 하나가 틀린 쪽에 있습니다.

# %%
_, (left, right) = pyplot.subplots(1, 2, figsize=(8.4, 3.8), layout="constrained")
for ax, name in ((left, "or"), (right, "xor")):
    targets = truth_table(name)
    plots.decision_boundary(lambda x: x[0] + x[1] - 0.5, XOR_INPUTS, targets, ax=ax, eps=0.5)
    ax.set(title=name.upper())
plots.described(left, "OR에서는 직선이 (0, 0)만 떼어 놓습니다. XOR에서는 (1, 1)이 틀린 쪽에 있습니다.")

# %% [markdown]
# 무엇이 도움이 되는지는 일찍 알려졌지만, 오래 걸렸습니다. 1974년에 웨어보스는 오차를 여러 층을 거쳐 거꾸로 보내자고
# 했습니다. 1986년에 루멜하트와 동료들이 그것을 널리 알렸고, 이제 나올 생각도 함께 알렸습니다.
#
# ## 뉴런 두 개가 점을 옮깁니다
#
# <!--@ A04; S0 Fig 3-8; S0 Fig 3-9 -->
# 퍼셉트론 두 개를 나란히 놓습니다. *병렬 결합*입니다. 이번에는 +1 또는 −1을 냅니다.<!--!> {int(unit(x).data) for
# unit in (first, second) for x in XOR_INPUTS} == {1, -1} --> (강의의 계단함수는 이 두 값을 냅니다. 세미나의 것은
# `1`과 `0`을 냅니다.<!--! {autograd_core.step(s) for s in (-2.0, 0.0, 2.0)} == {1, 0} -->) 첫째는 $x_1 + x_2 - 0.5
# \ge 0$인지, 둘째는 $-x_1 - x_2 + 1.5 \ge 0$인지 묻습니다. 두 답은 새로운 점 $\mathbf{z} = (z_1, z_2)$가 됩니다.
# 그림에서 직선의 화살표는 그 퍼셉트론이 +1을 내는 쪽을 가리킵니다.<!--!> first([1, 1]).data == 1 --> 오른쪽
# 그림에서도 점마다 원래 이름을 씁니다. 이름이 (0, 0)인 점은 이제 (−1, 1)<!--=> [XOR_INPUTS[0][0], XOR_INPUTS[0][1],
# first(XOR_INPUTS[0]).data, second(XOR_INPUTS[0]).data] -->에 있습니다.

# %%
first = Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-0.5)
second = Perceptron(2, activation="bipolar_step", weights=[-1, -1], bias=1.5)


def hidden(x):
    return [first(x), second(x)]


# %%
lines, separator = [(-0.5, 1, 1), (1.5, -1, -1)], (-1, 1, 1)  # 편향이 맨 앞
left, right = plots.transformation(
    hidden,
    XOR_INPUTS,
    XOR_TARGETS,
    perceptrons=lines,
    separator=separator,
)
plots.described(
    left,
    "왼쪽: (0, 1)과 (1, 0)이 두 직선 사이의 띠에 있습니다. "
    "오른쪽: 둘이 (1, 1)에서 한 점이 되고, 직선 하나가 다른 점들과 갈라놓습니다.",
)

# %% [markdown]
# 왼쪽에서 두 직선 사이의 띠에는 (0, 1)과 (1, 0)<!--= [bit for x in XOR_INPUTS if 0.5 < x[0] + x[1] < 1.5 for bit in
# x] -->이 있습니다. 오른쪽에서는 둘이 한 점이 되었습니다.<!--! [z.data for z in hidden([0, 1])] == [z.data for z in
# hidden([1, 0])] --> 이제 직선 하나면 됩니다. 그 직선이 뒤에 *순차 결합*한 셋째 퍼셉트론 $z_1 + z_2 - 1 \ge
# 0$입니다. 모든 샘플을 옳게 분류할까요?

# %%
third = Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-1)
[(x, int(third(hidden(x)).data)) for x in XOR_INPUTS]

# %% [markdown]
# <!--@ A05; S0 Fig 3-10 -->
# 모두 맞습니다.<!--! [int(third(hidden(x)).data) for x in XOR_INPUTS] == [2 * t - 1 for t in XOR_TARGETS] --> 이런
# 신경망은 동그라미로 된 층으로 그립니다. 동그라미는 뉴런과 그 안의 모든 노드이고, 선은 가중치이며, 위쪽의 작은
# 동그라미에는 편향에 곱하는 `1`이 들어 있습니다. 샘플 하나를 넣어 그려 봅니다.

# %%
three = MLP(2, [2, 1], activation="bipolar_step", output_activation="bipolar_step")
units = [neuron for layer in three.layers for neuron in layer.neurons]
for unit, perceptron in zip(units, (first, second, third), strict=True):
    unit.b.data = perceptron.b.data
    for weight, chosen in zip(unit.w, perceptron.w, strict=True):
        weight.data = chosen.data
viz.draw_network(three([Value(1, "x1"), Value(0, "x2")]))

# %% [markdown]
# 가운데 층이 **은닉층**(hidden layer)이고, 전체가 *다층 퍼셉트론*입니다. 입력은 층으로 세지 않으므로 이 신경망은
# 두<!--= len(three.layers) --> 층입니다. 여기에서는 사람이 특징 $z_1$과 $z_2$를 찾았습니다. 훈련이 우리 대신 찾아
# 줄 것입니다.
#
# ## 뉴런이 더 많으면 무엇을 할 수 있을까?
#
# <!--@ A06; S0 Fig 3-11 -->
# 직선 세<!--=> len(triangle) --> 개는 평면을 영역 일곱<!--=> region_count([(w1, w2, bias) for bias, w1, w2 in
# triangle]) --> 개로 나눕니다. 은닉층은 영역마다 공간의 점 하나, 곧 *코드*로 보냅니다. 모든 직선의 −1 쪽에 있는
# 점은 없으므로, 여덟째 코드는 나오지 않습니다.<!--!> len({patch.get_gid() for patch in ax.patches} - {None, 3 *
# "-"}) == 8 - 1 -->

# %%
triangle = [(0.5, 1, 0), (0.5, 0, 1), (0.1, -1, -1)]  # 편향이 맨 앞
ax = plots.regions(triangle)
plots.described(ax, "직선 세 개가 삼각형을 이룹니다. 영역은 일곱 개이고 저마다 코드가 있습니다.")

# %%
[region_count(lines_in_general_position(p)) for p in range(1, 8)]

# %% [markdown]
# <!--@ A07 -->
# 직선이 $p$개이면 영역은 많아야 $1 + (1 + 2 + \dots + p)$개입니다.<!--!
# all(region_count(lines_in_general_position(p)) == 1 + sum(range(p + 1)) for p in range(1, 8)) --> 직선이
# 평행하거나 한 점에서 만나면 더 적습니다.
#
# <!--@ A08 -->
# 위의 층들은 이 영역들로 무엇을 만들 수 있을까요? 한 층만 있으면 *반평면*입니다. 두 층이면 출력이 반평면들의 AND가
# 될 수 있습니다. 그러면 결과는 움푹한 곳이 없는 *볼록*한 영역입니다. 여기서는 정사각형입니다. 셋째 층은 그런
# 정사각형들의 OR이 될 수 있습니다. 그래서 여러 조각으로 된 것, 움푹한 것, 구멍이 있는 것도 만듭니다. 뉴런이
# 충분하면 어떤 영역에든 가까워집니다. 강의의 표가 바로 그렇게 말합니다. 반평면, 볼록, 임의입니다.
#
# 둘째 것은 주의해서 읽으십시오. 출력이 꼭 AND여야 하는 것은 아닙니다. 같은 직선 네<!--=> len(square) --> 개로 “넷
# 가운데 셋 이상”을 만들면 십자가입니다. 두 층인데 볼록하지 않습니다.<!--!> len(square) == 4 and [votes(square,
# 3)(x) for x in ([0.5, 1], [1, 0.5], [0.75, 0.75])] == [1, 1, 0] -->

# %%
square = in_square(-0.5, -0.5, 1)
lower, upper = votes(in_square(-0.9, -0.9, 0.8), 4), votes(in_square(0.1, 0.1, 0.8), 4)
either = Perceptron(2, weights=[1, 1], bias=-0.5)  # OR
shapes = {
    "한 층: 반평면": votes(square[:1], 1),
    "두 층: 반평면 네 개의 AND": votes(square, 4),
    "세 층: 정사각형 두 개의 OR": lambda x: either([lower(x), upper(x)]).data,
    "두 층: 넷 가운데 셋 이상": votes(square, 3),
}
_, axes = pyplot.subplots(2, 2, figsize=(7.6, 7), layout="constrained")
with no_grad():
    for ax, (name, output) in zip(axes.flat, shapes.items(), strict=True):
        plots.decision_boundary(output, [[-1, -1], [1, 1]], ax=ax, eps=0.2, threshold=0.5)
        ax.set(title=name, aspect="equal")
plots.described(
    ax,
    "한 층: 직선의 오른쪽 전부. 두 층: 정사각형, 그리고 반평면 넷 가운데 셋 이상이면 "
    "십자가. 세 층: 서로 떨어진 정사각형 두 개.",
)

# %% [markdown]
# ## 활성 함수가 없는 신경망은 뉴런 하나
#
# <!--@ C26 -->
# 은닉층의 뉴런이 더하기만 하고 계단도 시그모이드도 없다면 어떨까요? 그런 층은 선형입니다. 선형 함수의 선형 함수는
# 다시 선형 함수이므로, 층이 많아도 한 층과 같습니다. $x_1$과 $x_2$에 대한 출력의 기울기를 보면 알 수 있습니다.
# 어디서나 같습니다. (`grad`가 역전파로 기울기를 구합니다.)

# %%
linear_net = MLP(2, [8, 8, 1], activation="linear", generator=random.Random(0))
for point in ([0.0, 0.0], [1.0, 0.0], [-3.0, 7.0]):
    print(point, "기울기:", [round(slope.data, 6) for slope in grad(linear_net)(point)])

# %% [markdown]
# 그래도 XOR을 배울 수 있을까요? `fit`은 3번 노트북에서 한 것처럼 훈련합니다. 순전파, 손실, 역전파, 아래로 작은 한
# 걸음을 되풀이합니다. `SGD`가 그 작은 걸음이고, 학습률을 가지고 있습니다. `batch_size=None`이면 걸음마다 샘플
# 네<!--=> len(XOR_INPUTS) --> 개를 모두 씁니다.

# %%
fit(
    linear_net,
    XOR_INPUTS,
    XOR_TARGETS,
    loss="mean_squared_error",
    optimizer=SGD(linear_net, 0.05),
    epochs=500,
    batch_size=None,
    order="given",
    progress=False,
)
[round(linear_net(x).data, 3) for x in XOR_INPUTS]

# %% [markdown]
# 훈련이 끝나면 무엇에나 0.5라고 합니다.<!--! all(round(linear_net(x).data, 3) == 0.5 for x in XOR_INPUTS) --> 선형
# 신경망은 더 잘할 수 없습니다. XOR에서 평균 제곱 오차가 이보다 작은 선형 신경망은 없습니다.
#
# ## 특징을 스스로 찾게 하기
#
# <!--@ A21; C22; S0 Fig 3-16 -->
# 이제 같은 문제를 부드러운 활성 함수로 풉니다. `tanh`는 −1에서 1까지, 시그모이드는 0에서 1<!--= [round(f(s)) for f
# in (autograd_core.tanh, sigmoid) for s in (-9.0, 9.0)] -->까지 매끄럽게 갑니다. 둘 다 어디서나 기울기가 있으므로,
# 역전파는 은닉층의 것까지 *모든* 가중치를 훈련할 수 있습니다. 강의는 이 층을 *특징 추출기*라고 합니다.


# %%
def trained(seed):
    options = {"activation": "tanh", "output_activation": "sigmoid"}
    net = MLP(2, [2, 1], generator=random.Random(seed), **options)
    fit(
        net,
        XOR_INPUTS,
        XOR_TARGETS,
        loss="half_squared_error",
        optimizer=SGD(net, 0.5),
        epochs=1000,
        generator=random.Random(0),
        progress=False,
    )
    return net


net = trained(seed=0)
[round(net(x).data, 3) for x in XOR_INPUTS]

# %%
hidden_layer, output_layer = net.layers
lines = [(neuron.b, *neuron.w) for neuron in hidden_layer.neurons]
(last,) = output_layer.neurons
left, right = plots.transformation(
    lambda x: [round(z.data, 2) for z in hidden_layer(x)],  # 가까운 점은 이름이 같아지게
    XOR_INPUTS,
    XOR_TARGETS,
    perceptrons=lines,
    separator=(last.b, *last.w),
)
plots.described(
    left,
    "왼쪽: 학습한 두 직선과 그 사이에 있는 XOR의 점 (0, 1)과 (1, 0). "
    "오른쪽: 직선 하나가 부류 1의 점을 부류 0의 점과 갈라놓습니다.",
)

# %% [markdown]
# 임의의 가중치에서 시작해 우리가 찾은 것과 거의 같은 두 직선을 찾아냈습니다. 어디서 시작하든 이렇게 잘 끝날까요? 몇
# 번 더 해 봅니다.

# %%
starts = {seed: [round(trained(seed)(x).data, 2) for x in XOR_INPUTS] for seed in range(10)}
rounded = {seed: [round(output) for output in outputs] for seed, outputs in starts.items()}
solved = [seed for seed in starts if rounded[seed] == XOR_TARGETS]
for seed, outputs in starts.items():
    print(f"시작 {seed}: {outputs}", "" if seed in solved else "  갇힘")

# %% [markdown]
# 열<!--= len(starts) --> 번 가운데 세<!--= len(starts) - len(solved) --> 번은 갇혔습니다. 갇히는 방식은 두
# 가지입니다. 어디서나 약 0.5이거나, 두 꼭짓점에서만 맞고 나머지 둘에서는 역시 그 값에 머무릅니다.<!--!
# all(sorted(abs(o - 0.5) < 0.02 for o in starts[seed]) in ([True] * 4, [False, False, True, True]) for seed in
# starts if seed not in solved) --> 은닉층의 뉴런이 더 많으면 그럴 가능성이 줄어듭니다. 역전파가 이런 신경망을
# 어떻게 훈련하는지는 7번 노트북에서 다룹니다.
#
# ## 연습 문제
#
# **1. 부드러운 뉴런의 역전파.** 기울기를 오른쪽에서 왼쪽으로, 소수 셋째 자리까지 예측하십시오. 시그모이드의 국소적
# 미분은 $y(1-y)$이고, 여기서는 $y = 0.7311$<!--=> soft.data -->입니다.

# %%
x, w, bias = Value(-2, "x"), Value(-1.5, "w"), Value(-2, "b")
soft = sigmoid(w * x + bias)
soft.label = "y"
sheet = viz.worksheet(soft)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 오른쪽에서 시그모이드로 흘러오는 것은 `1`입니다. 시그모이드는 거기에 $y(1-y)$를 곱해서 돌려보냅니다. 덧셈 노드는
# 흘러온 기울기를 그대로 흘려보냅니다. 곱셈 노드는 입력을 서로 바꿉니다. 곧 흘러온 기울기에 다른 쪽 입력을 곱합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 시그모이드는 합에 0.1966<!--= sheet.key["a"] -->을 보냅니다. 덧셈 노드는 그것을 곱과 편향에 그대로 흘려보냅니다.
# 곱셈 노드는 $x$에 $w$를 곱한 $-0.2949$<!--= sheet.key["e"] -->를, $w$에 $x$를 곱한 $-0.3932$<!--= sheet.key["d"]
# -->를 보냅니다.
#
# ```python
# sheet.check(a=0.1966, b=0.1966, c=0.1966, d=-0.3932, e=-0.2949)
# ```
#
# </details>
#
# **2. 손으로 하는 델타 규칙.** 퍼셉트론의 가중치와 편향이 모두 0<!--=> Perceptron(2).b.data -->에서 시작합니다.
# OR을 (0, 0), (0, 1), (1, 0), (1, 1)<!--= [bit for x in XOR_INPUTS for bit in x] -->의 순서로 한 번 봅니다. 이
# 에포크가 끝나면 $w_1$, $w_2$, $b$는 얼마일까요? (합이 0이면 계단함수는 1을 냅니다.<!--! autograd_core.step(0.0) ==
# 1 -->)

# %%
(epoch,) = Perceptron(2).learn(XOR_INPUTS, truth_table("or"), epochs=1)
after = viz.quiz(weights=epoch.weights, bias=epoch.bias)
after.check(weights=[..., ...], bias=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 첫째 샘플에서 합은 `0`이므로 출력은 `1`이고, 목푯값은 `0`입니다.<!--! autograd_core.step(0.0) == 1 and
# truth_table("or")[0] == 0 --> 그래서 뺍니다. 새 가중치와 편향으로 곧바로 이어 가십시오. 에포크가 끝날 때까지
# 기다리지 않습니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 첫째 샘플에서 출력은 `1`인데 `0`이어야 합니다. 그래서 $b$가 하나 줄고, 입력이 `0`이므로 가중치는 그대로입니다.
# 둘째 샘플에서 합은 음수이고 출력은 `0`인데 `1`이어야 합니다. 그래서 $w_2$와 $b$가 하나씩 늡니다. 나머지 샘플에서는
# 출력이 맞습니다.<!--! [(*end.weights, end.bias) for n in range(4) for end in Perceptron(2).learn(XOR_INPUTS[:n +
# 1], truth_table("or")[:n + 1], epochs=1)] == [(0, 0, -1), *3 * [(0, 1, 0)]] -->
#
# ```python
# after.check(weights=[0, 1], bias=0)
# ```
#
# </details>
#
# <!--@ C27 -->
# **3. XNOR 만들기.** XNOR은 두 입력이 같을 때 “예”라고 합니다. 출력 뉴런에 가중치와 편향을 주어서 신경망이 XNOR을
# 계산하게 하십시오. 은닉층의 뉴런은 NAND와 OR이고, 출력은 `0` 아니면 `1`입니다.<!--!> {nand([1, 1]).data,
# either([1, 1]).data} == {0, 1} -->

# %%
nand, either = Perceptron(2, weights=[-1, -1], bias=1.5), Perceptron(2, weights=[1, 1], bias=-0.5)


def output(z1, z2):
    return ...  # int(w1 * z1 + w2 * z2 + b >= 0) 꼴


xnor = viz.quiz(xnor=truth_table("xnor"))
xnor.check(xnor=[output(nand(x).data, either(x).data) for x in XOR_INPUTS])

# %% [markdown]
# <details><summary>힌트</summary>
#
# XOR은 NAND와 OR의 AND입니다.<!--! [int(nand(x).data and either(x).data) for x in XOR_INPUTS] == XOR_TARGETS -->
# 여러분이 원하는 것은 그 반대입니다. 어떤 점 $(z_1, z_2)$가 나오고, 그 가운데 어느 것이 “예”가 되어야 합니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 은닉층은 (1, 0), (1, 1), (1, 1), (0, 1)<!--= [unit(x).data for x in XOR_INPUTS for unit in (nand, either)] -->을
# 냅니다. 출력은 둘 다 `1`인 곳에서 `0`이고 나머지에서 `1`이어야 합니다. 다시 NAND입니다.<!--! [nand([nand(x).data,
# either(x).data]).data for x in XOR_INPUTS] == truth_table("xnor") -->
#
# ```python
# def output(z1, z2):
#     return int(-z1 - z2 + 1.5 >= 0)
#
#
# xnor.check(xnor=[output(nand(x).data, either(x).data) for x in XOR_INPUTS])
# ```
#
# </details>
#
# ## 정리
#
# - 뉴런은 직선입니다. 가중치가 방향을 정하고, 편향이 직선을 옮깁니다.
# - 델타 규칙은 직선이 있으면 찾아냅니다. 비트 두 개의 함수 16<!--= len(tables) -->개 가운데 14<!--= len(learned)
#   -->개에는 직선이 있고, XOR과 XNOR에는 없습니다.
# - 은닉층은 점들을 새로운 공간으로 옮깁니다. 거기서는 직선 하나로 될 수 있습니다.
# - 선형이 아닌 활성 함수가 없으면 모든 층을 합쳐도 한 층입니다.
# - 계단함수에는 쓸모 있는 기울기가 없습니다. 부드러운 활성 함수에는 있으므로 은닉층을 훈련할 수 있습니다.
#
# 다음: 여러 활성 함수와, 그것을 지나는 기울기에 일어나는 일.
