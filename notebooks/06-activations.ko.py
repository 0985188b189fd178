# %% [markdown]
# # 6. 활성 함수는 기울기에 무슨 일을 할까?
#
# 뉴런은 가중합에 활성 함수를 적용합니다. 순전파에서 활성 함수는 출력의 생김새를 정합니다. 역전파에서는 흘러온
# 기울기에 활성 함수의 도함수 값을 곱합니다. 함수가 평평한 곳에서는 이 값이 `0`에 가까워 학습이 멈춥니다. 그래서
# 어떤 활성 함수를 고르느냐에 따라 훈련할 수 있는 신경망이 달라집니다.
#
# **이 노트북을 마치면**
#
# - 자주 쓰는 활성 함수와 그 도함수를 그릴 수 있습니다.
# - 시그모이드를 여럿 지나면 왜 기울기가 사라지고, ReLU를 여럿 지나면 왜 그렇지 않은지 설명할 수 있습니다.
# - ReLU 유닛이 언제 죽는지 알아내고, 몇 가지 대책을 말할 수 있습니다.
# - 은닉층의 활성 함수를 고를 수 있습니다.
#
# 1번 노트북(연쇄법칙)과 5번 노트북(뉴런 하나), 지수 함수와 로그를 알아야 합니다.
#
# 읽는 데 30분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.
#
# 처음에 나오는 함수들은 오일석 강의의 표 3-1에 있는 것이고, 나머지는 학습 기법에 대한 세미나와 신경망에 대한 강의
# 노트에 있는 것입니다. 같은 글자가 두 가지 뜻으로 쓰입니다. $\alpha$는 5번 노트북에서는 학습률이었지만, 여기서는
# 기울기입니다.

# %%
import math

from matplotlib import pyplot

import viz
from autograd_core import Value, grad, maximum, relu, sigmoid, softplus, tanh
from nn import SGD, Neuron, PReLU, bipolar_logistic, bipolar_step, elu, fit, leaky_relu, logistic
from nn.experiments import vanishing
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 자주 쓰는 함수
#
# <!--@ A10; A11; A12; A13; A14; S0 Tab 3-1 -->
# 자주 쓰는 활성 함수 $\tau(s)$는 다섯<!--=> len(functions) - 1 --> 가지입니다. 실선은 함수, 파선은 도함수
# $\tau'(s)$이고, 그림에서는 $f(x)$와 $f'(x)$라고 합니다. 계단함수는 −1 또는 1을 내는 것입니다.<!--!>
# {bipolar_step(-9.0), bipolar_step(9.0)} == {-1, 1} --> 마지막 그림은 더 가파르게 만든 시그모이드입니다.

# %%
functions = {"계단함수": bipolar_step, "시그모이드": sigmoid, "tanh": tanh}
functions |= {"소프트플러스": softplus, "ReLU": relu, "시그모이드, a = 5": logistic(5)}
_, axes = pyplot.subplots(2, 3, figsize=(11, 6.6), layout="constrained")
for ax, (name, function) in zip(axes.flat, functions.items(), strict=True):
    plots.activation(function, ax, name=name)
plots.described(
    ax,
    "활성 함수 여섯 개와 그 도함수. 계단함수는 한 곳에서 끊기고 다른 곳에서는 평평합니다. "
    "시그모이드와 tanh는 S자 꼴, 도함수는 종 꼴이며, a = 5이면 모두 더 가파릅니다. "
    "소프트플러스는 위로 매끄럽게 휘고, ReLU는 0에서 꺾입니다.",
)

# %% [markdown]
# | 이름 | $\tau(s)$ | $\tau'(s)$ | 값 |
# |---|---|---|---|
# | 계단함수 | $s \ge 0$이면 `1`, 아니면 `-1` | 끊긴 곳 말고는 `0` | −1, 1<!--= [bipolar_step(s) for s in (-1, 0)] --> |
# | 시그모이드 | $1 / (1 + e^{-as})$ | $a\tau(s)(1 - \tau(s))$ | (0, 1)<!--= [round(sigmoid(s)) for s in (-9, 9)] --> |
# | tanh | $2 / (1 + e^{-as}) - 1$ | $(a / 2)\,(1 - \tau(s)^2)$ | (−1, 1)<!--= [round(tanh(s)) for s in (-9, 9)] --> |
# | 소프트플러스 | $\ln(1 + e^{s})$ | $1 / (1 + e^{-s})$ | (0, ∞)<!--= round(softplus(-9)) --> |
# | ReLU | $\max(0, s)$ | 왼쪽에서 `0`, 오른쪽에서 `1` | [0, ∞)<!--= relu(-9) --> |
#
# 수 $a$는 얼마나 가파른지를 정합니다. 보통의 시그모이드는 $a = 1$<!--= logistic().slope -->이고, 보통의 tanh는 $a =
# 2$<!--= bipolar_logistic().slope -->입니다. $a$가 커지면 어떻게 될까요? 한 곳에서 값과 기울기를 보고, 끊긴 곳에서
# 조금 떨어진 곳에서 시그모이드가 계단과 얼마나 다른지 봅니다.

# %%
for a in (1, 2, 10, 100):
    soft = logistic(a)
    value, slope = soft(0.5), grad(soft)(0.5)
    gap = soft(-0.1) - 0  # 여기서 계단은 0입니다
    print(f"a = {a:3}   값 {value:.5f}   기울기 {slope:.3g}   계단과의 차이 {gap:.3g}")

# %% [markdown]
# <!--@ A09 -->
# $a$가 클수록 계단에 가까워집니다. $a = 10$<!--= logistic(10).slope -->이면 값은 0.9933<!--= logistic(10)(0.5)
# -->이고 기울기는 0.0665<!--= grad(logistic(10))(0.5) -->입니다. 곡선이 이미 평평한 곳에서는 $\tau(1 - \tau)$ 앞에
# 10<!--= logistic(10).slope -->을 곱해도 소용이 없습니다. $a$를 두 배로 하면, 절반의 $s$에서 값은 같고 기울기는 두
# 배입니다.<!--! logistic(2)(0.5) == sigmoid(1.0) and grad(logistic(2))(0.5) == 2 * grad(sigmoid)(1.0) -->
#
# <!--@ S0 Fig 3-12; S0 Fig 3-13 -->
# 계단 뉴런은 반평면 전체를 수 하나로 보냅니다. 영역을 점으로 보내는 *딱딱한* 공간 분할입니다. 부드러운 뉴런은
# 가까운 것과 먼 것을 구별합니다. 그래서 부드러운 뉴런 두 개는 평면을 휘게 하지만, 아무것도 찢지 않습니다. 이웃한
# 점은 이웃으로 남고, 영역은 영역으로 옮겨집니다.

# %%
soft = logistic(3)
left, right = plots.transformation(
    lambda x: (soft(x[0] - x[1]), soft(x[0] + x[1])),
    [[0, 1], [1, 0], [0, -1], [-1, 0]],
    names=["a", "b", "c", "d"],
    perceptrons=[(0, 1, -1), (0, 1, 1)],
    mesh=15,
)
plots.described(
    left,
    "왼쪽: 네모난 그물과 엇갈리는 두 직선, 네 영역마다 점이 하나씩. "
    "오른쪽: 그물이 정사각형을 채우고, 점 네 개가 있는 귀퉁이 쪽으로 몰려 있습니다.",
)

# %% [markdown]
# 영역마다 새로운 공간의 귀퉁이 쪽으로 눌립니다. 계단이라면 귀퉁이 *자체*가 됩니다.
#
# ## 기울기
#
# 어떤 도함수는 *출력*만으로 알 수 있습니다. 시그모이드는 $y(1-y)$, tanh는 $1 - y^2$이고, ReLU는 부호만 보면 됩니다.
# 역전파를 할 때 출력은 이미 있으므로 거의 공짜입니다. 그리고 소프트플러스의 도함수는 시그모이드입니다.

# %%
slope_of_softplus = grad(softplus)(0.5)
print(slope_of_softplus, sigmoid(0.5))

# %% [markdown]
# 꺾이는 점에서는 미분할 수 없습니다. 그래서 엔진에는 적어 둔 약속이 필요합니다. 꺾이는 점에서 ReLU의 미분은
# 0으로 합니다.<!--!> grad(relu)(0.0) == 0 --> 그림에서 속이 찬 점이 이 약속을 나타냅니다. 약속은 어떤
# 평균변화율로도 확인할 수 없습니다. 왼쪽에서 보면 0, 오른쪽에서 보면 1<!--= [(relu(h) - relu(0.0)) / h for h in
# (-0.5, 0.5)] -->입니다.

# %%
print(grad(relu)(0.0))

# %% [markdown]
# ## 시그모이드와 tanh는 결국 같은 함수
#
# <!--@ C30 -->
# 시그모이드의 폭을 절반으로 줄이고, 높이를 두 배로 늘리고, `1`만큼 내려 보십시오.
#
# $$\tanh(x) = 2\,\sigma(2x) - 1$$

# %%
for x in (-2.0, 0.0, 0.7):
    print(x, tanh(x), 2 * sigmoid(2 * x) - 1, bipolar_logistic(2)(x))

# %% [markdown]
# 연쇄법칙에 따라 tanh는 가운데에서 네<!--= grad(tanh)(0.0) / grad(sigmoid)(0.0) --> 배 가파릅니다. $2 \times 2
# \times 0.25 = 1$<!--= grad(tanh)(0.0) -->입니다. 출력은 `0`을 중심으로 퍼져 있습니다. 시그모이드의 출력은 모두
# 양수입니다.<!--! tanh(-1.0) + tanh(1.0) == 0 < sigmoid(-1.0) --> 가중치의 기울기는 합의 기울기에 입력을 곱한
# 것입니다. 모든 입력이 양수이면 한 뉴런의 모든 가중치의 기울기는 부호가 같습니다. 모두 커지거나 모두 작아져야
# 하므로 학습이 지그재그로 나아갑니다. 은닉층에서 tanh가 더 나은 까닭 가운데 하나입니다.
#
# ## 포화
#
# <!--@ A15; C29 -->
# 가운데에서 멀어지면 시그모이드는 평평해집니다.<!--! 0 < grad(sigmoid)(10.0) < 1e-4 --> 뉴런이
# *포화*되어(saturated), 기울기가 거의 지나가지 못합니다.

# %%
for s in (0.0, 2.0, 5.0, 10.0, 40.0):
    print(f"s = {s:4}   시그모이드 = {sigmoid(s):.10f}   기울기 = {grad(sigmoid)(s):.3g}")

# %% [markdown]
# 40에서 출력은 정확히 1로 반올림되고, $y(1-y)$로 계산하면 기울기가 하나도 없습니다.<!--! sigmoid(40.0) == 1 and
# sigmoid(40.0) * (1 - sigmoid(40.0)) == 0 --> (엔진은 $e^{-s}$로 기울기를 계산하므로, 아주 작은 값이 남습니다.<!--!
# 0 < grad(sigmoid)(40.0) < 1e-17 -->)
#
# 기울기가 가장 큰 가운데에서도 0.25<!--= grad(sigmoid)(0.0) -->밖에 되지 않습니다. 시그모이드를 여럿 이으면 이런
# 기울기를 거듭 곱하게 됩니다. $x$에 많아야 얼마가 올지 예측하고, 한 걸음씩 나아가십시오.

# %%
x = Value(0.0, "x")
y = x
for _ in range(4):
    y = sigmoid(y)
y.label = "y"
viz.stepper(y)

# %% [markdown]
# 노드마다 적어도 4분의 3이 사라집니다.<!--! 1 - max(grad(sigmoid)(s / 10) for s in range(-50, 51)) >= 3 / 4 --> 노드
# $L$개를 지나면 많아야 $0.25^L$이 남습니다.

# %%
for length in (1, 5, 10, 20):
    arriving = vanishing.chain_gradient(length)
    print(f"시그모이드 {length:2}개: {arriving:.3e}, 많아야 {0.25**length:.3e}")

# %% [markdown]
# 이것이 **기울기 소실**(vanishing gradient)입니다. 이제 실제 신경망을 봅니다. 유닛이 16<!--= vanishing.WIDTH -->개인
# 층이 여덟<!--=> len(lengths["ReLU"]) --> 개이고, 가중치는 임의로 정하고, 역전파는 한 번 합니다. 층마다 가중치의
# 기울기의 길이, 곧 제곱의 합의 제곱근을 봅니다. 첫째 층이 입력 바로 옆입니다.

# %%
lengths = {
    "시그모이드": vanishing.gradient_norms("sigmoid", "xavier", seed=0),
    "tanh": vanishing.gradient_norms("tanh", "xavier", seed=0),
    "ReLU": vanishing.gradient_norms("relu", "he", seed=0),
}
ax = plots.loss_curves(lengths, scale="log", xlabel="층", ylabel="기울기의 길이")
plots.described(
    ax,
    "여덟째 층에서 첫째 층으로 가면서, 시그모이드에서는 기울기가 만분의 1보다 "
    "작아지고, tanh와 ReLU에서는 거의 그대로입니다.",
)

# %%
for name, values in lengths.items():
    print(f"{name:7}: 첫째 층 / 여덟째 층 = {values[0] / values[-1]:.2g}")

# %% [markdown]
# 시그모이드를 지나면 첫째 층은 거의 아무것도 받지 못하고, 거의 아무것도 배우지 못합니다. S자 꼴이어서만은 아닙니다.
# tanh도 S자 꼴입니다. 그런데 tanh는 가운데에서 기울기가 1<!--= grad(tanh)(0.0) -->입니다. ReLU도 켜져 있는(합이
# 양수인) 곳이면 그렇습니다. 거기서는 합의 기울기가 곧 출력의 기울기입니다. 게다가 ReLU는 한 번 비교하기만 하면
# 되므로 계산도 적게 듭니다. 그래서 깊은 신경망에서는 보통 ReLU를 씁니다.
#
# 가중치도 한몫합니다. 층마다 기울기에 가중치를 곱하기 때문입니다. 여기서는 활성 함수마다 알맞은 크기로 정했습니다.
# "xavier"와 "he"는 그렇게 정하는 두 방법의 이름입니다. 이 방법이 어디서 나왔는지, 다르게 정하면 어떻게 되는지는
# 11번 노트북에서 다룹니다.
#
# ## 죽은 유닛
#
# <!--@ C31 -->
# ReLU에는 약점이 있습니다. 왼쪽에서 기울기가 정확히 0입니다.<!--! grad(relu)(-3.0) == 0 --> *모든* 입력에서 합이
# 음수인 뉴런은 기울기를 전혀 받지 못합니다. 혼자서는 되살아날 수 없습니다. 이런 뉴런은 *죽었다*(dead)고 합니다. (더
# 깊은 층에 있다면 다른 뉴런이 학습하는 동안 입력이 바뀌므로, 되살아날 수도 있습니다.)


# %%
epochs = 1000
start, points = (1.0, -3.0), [0.0, 0.5, 1.0]  # 나쁜 출발: 가중치와 편향


def trained(activation):
    neuron = Neuron(1, activation=activation)
    neuron.w[0].data, neuron.b.data = start
    options = {"loss": "sum_squared_error", "order": "given", "progress": False}
    fit(neuron, points, points, optimizer=SGD(neuron, 0.5), epochs=epochs, **options)
    return [round(parameter.data, 4) + 0 for parameter in neuron.parameters()]  # + 0: -0.0이 나오지 않게


ends = {name: trained(name) for name in ("relu", "leaky_relu")}
ends

# %% [markdown]
# 뉴런은 `0`과 `1` 사이에서 $y = x$를 배워야 합니다. 가중치 1과 편향 −3에서 시작하므로 합은 어디서나
# 음수입니다.<!--! start == (1, -3) and all(start[0] * x + start[1] < 0 for x in points) --> ReLU를 쓰면 1000<!--=
# epochs -->번의 에포크에도 아무것도 움직이지 않습니다.<!--! ends["relu"] == [1, -3] --> *Leaky* ReLU는 왼쪽에서
# 기울기가 0.01<!--= grad(leaky_relu())(-3.0) -->이므로 길을 찾아냅니다. 가중치 1, 편향 0<!--=
# [ends["leaky_relu"][0], ends["leaky_relu"][1]] -->입니다.
#
# <!--@ C32; C33; C34 -->
# 이런 대책이 세<!--=> len(cures) --> 가지 있습니다.

# %%
cures = {"Leaky ReLU, 0.1": leaky_relu(0.1), "PReLU, α = 0.25": PReLU(0.25), "ELU": elu(1)}
_, axes = pyplot.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
for ax, (name, function) in zip(axes, cures.items(), strict=True):
    plots.activation(function, ax, name=name)
plots.described(ax, "ReLU와 비슷하지만 왼쪽에도 기울기가 있는 활성 함수 세 개.")

# %% [markdown]
# - **Leaky ReLU**는 왼쪽의 기울기가 작은 수로 정해져 있습니다. 보통 0.01<!--= leaky_relu().slope -->입니다.
#   (여기서는 잘 보이도록 0.1<!--= cures["Leaky ReLU, 0.1"].slope -->로 했습니다.)
# - **PReLU**는 기울기 $\alpha$가 매개변수이므로, 기울기도 학습합니다.
# - **ELU**는 왼쪽에서 $\alpha(e^x - 1)$입니다. $\alpha = 1$이면 꺾이지 않습니다.<!--! abs(grad(elu(1))(-1e-9) - 1)
#   < 1e-8 --> 왼쪽으로 멀리 가면 $-\alpha$에서 포화됩니다.
#
# 강의 노트는 Leaky ReLU와 PReLU를 $\max(\alpha x, x)$라고 씁니다. $\alpha \le 1$이면 같습니다.<!--! all((max(slope
# * -2, -2) == leaky_relu(slope)(-2.0)) == (slope <= 1) for slope in (0.25, 0.5, 3)) -->
#
# ## 맥스아웃: 활성 함수도 학습하기
#
# <!--@ C35 -->
# 맥스아웃(maxout) 유닛은 가중합을 두 개(또는 더 많이) 가지고 있고, 큰 것을 내보냅니다. ReLU는 그 가운데 하나가
# 언제나 `0`인 경우입니다.<!--! all(maximum(0, s) == relu(s) for s in (-1.0, 2.0)) --> 여기서는 모든 가중치를
# 학습하고, 그와 함께 활성 함수의 생김새도 학습합니다. 최댓값 노드는 *라우터*입니다. 기울기는 이긴 쪽으로 모두 가고,
# 진 쪽은 0을 받습니다.<!--!> u1.grad == 0 -->

# %%
x1, x2 = Value(1, "x1"), Value(1, "x2")
u1, u2 = Value(1, "u1"), Value(-1, "u2")
v1, v2, b = Value(-1, "v1"), Value(2, "v2"), Value(0.5, "b")
first = u1 * x1 + u2 * x2
second = v1 * x1 + v2 * x2 + b
y = maximum(first, second)
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# 첫째 합은 0<!--= first.data -->이고, 둘째 합은 1.5<!--= second.data -->이므로 둘째가 이깁니다. 그래서 이
# 샘플에서는 $v_1$, $v_2$, $b$가 학습하고 $u_1$과 $u_2$는 학습하지 않습니다.
#
# 무엇을 골라야 할까요? 은닉층에서는 ReLU로 시작하십시오. 죽는 유닛이 많으면 Leaky ReLU나 ELU를 써 보십시오.
# 은닉층이 한두 개인 작은 신경망에서는 tanh도 좋습니다. 시그모이드는 확률이 필요한 출력에서 씁니다.
#
# ## 연습 문제
#
# **1. 활성 함수 두 개를 지나서.** 기울기를 예측하십시오. 숫자는 모두 쉽습니다. 시그모이드의 가운데 기울기는
# 0.25<!--= grad(sigmoid)(0.0) -->입니다.

# %%
x, gain, threshold = Value(0.0, "x"), Value(4, "배율"), Value(1, "문턱값")
y = relu(gain * sigmoid(x) - threshold)
y.label = "y"
sheet = viz.worksheet(y)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# ReLU는 입력이 양수이면 기울기를 그대로 흘려보냅니다. 뺄셈 노드는 문턱값 쪽의 부호를 바꿉니다. 곱셈 노드는 바꾸어
# 곱합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ReLU는 입력이 양수이므로 1<!--= sheet.key["a"] -->을 그대로 흘려보냅니다. 뺄셈 노드는 곱에 1<!--= sheet.key["b"]
# -->을, 문턱값에 −1<!--= sheet.key["c"] -->을 보냅니다. 곱셈 노드는 배율에 0.5<!--= sheet.key["d"] -->를,
# 시그모이드에 4<!--= sheet.key["e"] -->를 보냅니다. 시그모이드는 자기 기울기를 곱해서 $x$에 1<!--= sheet.key["f"]
# -->을 보냅니다.
#
# ```python
# sheet.check(a=1, b=1, c=-1, d=0.5, e=4, f=1)
# ```
#
# 문턱값이 3이라면 ReLU가 꺼져서 기울기가 모두 사라집니다.<!--! gain.data / 2 < 3 and relu(gain.data / 2 - 3) == 0
# -->
#
# </details>
#
# **2. 학습하는 기울기.** $\alpha = 0.25$<!--=> unit.alpha.data -->인 PReLU에 $x = -2$<!--=> x.data -->가
# 들어옵니다. 출력은 얼마이고, $x$와 $\alpha$에 대한 출력의 기울기는 얼마입니까?

# %%
unit, x = PReLU(0.25), Value(-2, "x")
out = unit(x)
out.backward()
prelu = viz.quiz(output=out, gradients=[x.grad, unit.alpha.grad])
prelu.check(output=..., gradients=[..., ...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 왼쪽에서 출력은 $\alpha x$, 곧 곱입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 출력은 −0.5<!--= out.data -->입니다. 곱셈은 입력을 서로 바꿉니다. $x$의 기울기는 $\alpha$이고, $\alpha$의 기울기는
# $x$입니다.
#
# ```python
# prelu.check(output=-0.5, gradients=[0.25, -2])
# ```
#
# </details>
#
# **3. 출력만으로.** 시그모이드와 tanh는 역전파에서 출력 $y$만 있으면 됩니다. 소프트플러스 $y = \ln(1 + e^s)$도
# 그럴까요? 도함수를 $s$ 없이 $y$만으로 쓰십시오. `math.exp`를 쓸 수 있습니다. 여러 곳에서 확인합니다.


# %%
def slope_from_output(y):
    return ...


places = (-1.0, 0.0, math.log(3))
slopes = viz.quiz(slopes=[grad(softplus)(s) for s in places])
slopes.check(slopes=[slope_from_output(softplus(s)) for s in places])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 도함수는 $1 / (1 + e^{-s})$이고, 이것은 $e^s / (1 + e^s)$와 같습니다. 그리고 $1 + e^s = e^y$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $1 + e^s = e^y$에서 $e^s = e^y - 1$입니다. 그러므로 기울기는 $(e^y - 1) / e^y = 1 - e^{-y}$입니다.
#
# ```python
# def slope_from_output(y):
#     return 1 - math.exp(-y)
#
#
# slopes.check(slopes=[slope_from_output(softplus(s)) for s in places])
# ```
#
# </details>
#
# ## 정리
#
# - 역전파에서는 활성 함수를 지날 때마다 흘러온 기울기에 그 도함수 값을 곱합니다.
# - 시그모이드와 tanh는 포화됩니다. 시그모이드를 여럿 지나면 기울기가 사라집니다.
# - ReLU의 기울기는 켜져 있는 곳에서 `1`입니다. 꺼진 곳에서는 아무것도 지나가지 못하므로, 유닛이 죽을 수 있습니다.
# - Leaky ReLU, PReLU, ELU는 왼쪽에도 기울기가 있습니다. 맥스아웃은 함수의 생김새까지 학습합니다.
# - 꺾이는 점에서 엔진은 적어 둔 약속을 따르고, 기울기를 확인할 때는 꺾이는 점을 피해야 합니다.
#
# 다음: 신경망 전체의 기울기를 손으로, 그리고 엔진으로.
