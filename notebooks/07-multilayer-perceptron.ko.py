# %% [markdown]
# # 7. 다층 퍼셉트론은 어떻게 배울까?
#
# 은닉층 하나, 출력층 하나, 그리고 오차를 뒤로 보내는 규칙 하나. 이것이 다층 퍼셉트론입니다. 훈련의 한 걸음을 먼저
# 강의의 공식을 써서 손으로, 유닛 하나하나와 행렬로 계산합니다. 그다음 같은 것을 엔진이 그래프로 계산합니다. 두
# 결과가 같습니다. 바로 그것이 요점입니다. 강의의 역전파 공식은 곧 그래프를 거꾸로 따라가는 계산입니다.
#
# **이 노트북을 마치면**
#
# - 강의의 공식으로 두 층짜리 신경망의 순전파와 역전파를 할 수 있습니다.
# - 강의의 알고리즘을 읽고, 반복문으로도 행렬곱으로도 쓸 수 있습니다.
# - 계산 그래프에서 그 공식을 알아볼 수 있습니다.
# - 신경망을 XOR로 훈련하고, 부류를 인식하게 할 수 있습니다.
#
# 5번, 6번 노트북과 행렬곱, 전치, NumPy의 `@`와 슬라이스를 알아야 합니다. 읽는 데 30분쯤, 연습 문제를 푸는 데 30분쯤
# 걸립니다.
#
# *강의*란 오일석의 『기계 학습』 3장 강의입니다. 식과 알고리즘을 그 번호로 부르고, 기호도 그대로 씁니다. 그래서
# 여기에서는 $y$가 *목푯값*이지만 9번, 14번 노트북에서는 출력입니다. $\eta$도 여기에서는 오차이지만 10번
# 노트북에서는 학습률입니다. 여기에서 학습률은 $\rho$입니다.

# %%
import numpy as np

import viz
from autograd_core import Value
from nn import MLP, by_hand, half_squared_error
from nn.datasets import XOR_INPUTS, XOR_ONE_HOT
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 신경망
#
# <!--@ A16; S0 Fig 3-14; S0 Eq 3.11 -->
# 입력이 $d$개, 은닉 유닛이 $p$개, 출력이 부류마다 하나씩 $c$개 있습니다. 행렬 $U^1$은 은닉층으로, $U^2$는 출력으로
# 이어집니다. (위에 붙은 수는 거듭제곱이 아니라 층의 번호입니다.) $j$번째 행은 $j$번째 유닛의 것입니다. 첫째 열은
# 편향입니다. 아래의 합에서는 이 열의 번호가 `0`입니다. 편향에는 $x_0$이나 $z_0$을 곱하는데, 이 값은 언제나
# `1`입니다.
#
# | 행렬 | 형상 | 성분 |
# |---|---|---|
# | $U^1$ | $p \times (d+1)$ | $u^1_{ji}$: $i$번째 입력에서 $j$번째 은닉 유닛으로 |
# | $U^2$ | $c \times (p+1)$ | $u^2_{kj}$: $j$번째 은닉 유닛에서 $k$번째 출력으로 |
#
# 예로 드는 신경망은 입력이 둘, 은닉 유닛이 둘, 출력이 둘입니다. 여기에 첫째 부류의 샘플 $x$를 넣습니다. 그러므로
# 목푯값은 *원-핫*(one-hot) 벡터 $y = (1, 0)$<!--=> [y[0], y[1]] -->입니다.

# %%
U1 = np.array([[0.1, 0.2, -0.3], [-0.2, 0.4, 0.5]])
U2 = np.array([[0.3, -0.5, 0.6], [-0.1, 0.7, -0.8]])
weights = by_hand.Weights(U1, U2)
x, y = np.array([0.5, -1.0]), np.array([1, 0])

# %% [markdown]
# 같은 수를 `Value`로 된 신경망에도 넣습니다. 그림을 그리는 데 쓰고, 나중에 또 씁니다.

# %%
net = MLP(2, [2, 2], activation="sigmoid", output_activation="sigmoid")
rows = [[neuron.b, *neuron.w] for layer in net.layers for neuron in layer.neurons]
names = "u1_1", "u1_2", "u2_1", "u2_2"
for row, numbers, name in zip(rows, [*U1, *U2], names, strict=True):
    for i, number in enumerate(numbers.tolist()):
        row[i].data, row[i].label = number, f"{name}{i}"
z_1, z_2 = net.layers[0](x.tolist())
o_1, o_2 = net.layers[1]([z_1, z_2])
J = half_squared_error([o_1, o_2], y.tolist())
for value, name in ((z_1, "z1"), (z_2, "z2"), (o_1, "o1"), (o_2, "o2"), (J, "J")):
    value.label = name
viz.draw_network(J)

# %% [markdown]
# 선 하나가 가중치 하나이며, 왼쪽 유닛에서 오른쪽 유닛으로 갑니다. 1<!--= 1.0 ** len(rows) -->이라고 쓴 동그라미는
# 편향을 위한 $x_0$과 $z_0$입니다. 동그라미 안의 수를 이제부터 계산하겠습니다.
#
# ## 순전파
#
# <!--@ A19; S0 Eq 3.13; S0 Eq 3.14 -->
# 은닉 유닛은 저마다 자기 행의 가중합을 구하고 활성 함수 $\tau$를 적용합니다. 출력은 은닉층의 값으로 같은 일을
# 합니다(식 3.13과 식 3.14).
#
# $$\mathrm{zsum}_j = \sum_{i=0}^{d} u^1_{ji}\, x_i, \qquad z_j = \tau(\mathrm{zsum}_j)$$
#
# $$\mathrm{osum}_k = \sum_{j=0}^{p} u^2_{kj}\, z_j, \qquad o_k = \tau(\mathrm{osum}_k)$$
#
# 여기에서 $\tau$는 로지스틱 시그모이드입니다.

# %%
zsum, z, osum, o = by_hand.forward(weights, x)
print("zsum =", zsum)
print("z    =", z)
print("o    =", o)

# %% [markdown]
# (`z`는 $z_0$부터 시작합니다.) 첫째 합은 $0.1 + 0.2 \times 0.5 + (-0.3) \times (-1) = 0.5$<!--= zsum[0] -->입니다.
#
# <!--@ A18; A20; S0 Fig 3-15; S0 Eq 3.12; S0 Eq 3.15 -->
# 행렬로 쓰면 $\mathbf{o} = \tau(U^2\, \tau(U^1 \mathbf{x}))$, 한 줄입니다(식 3.15). 함수의 함수, 곧
# $\mathbf{f}_2(\mathbf{f}_1(\mathbf{x}))$입니다. 깊은 신경망은 층마다 이런 함수가 하나씩 더 있을 뿐입니다.
#
# ## 목적함수
#
# <!--@ A23; A24; A25; A29; S0 Fig 3-17; S0 Eq 3.16; S0 Eq 3.17; S0 Eq 3.18; S0 Eq 3.19; S0 Eq 3.20 -->
# 여러 샘플은 두 행렬의 행으로 씁니다. $X$에는 입력이, $Y$에는 원-핫으로 쓴 목푯값이 들어 있습니다. 구하려는 것은
# $Y = \mathbf{f}(X)$인 함수 $\mathbf{f}$입니다. 지금 첫째 출력은 `1`, 둘째 출력은 `0`이어야 합니다. 그런데 둘 다 그
# 중간쯤입니다. 신경망이 아직 아무것도 모르기 때문입니다. 얼마나 틀렸을까요? *목적함수*(objective)는 손실의 다른
# 이름이며, 거리의 제곱의 절반입니다(식 3.20). 샘플 $n$개 모두에 대해서는 강의에서 이것의 평균을 씁니다.
#
# $$J = \frac12 \sum_{k=1}^{c} (y_k - o_k)^2$$

# %%
objective = 0.5 * ((y - o) ** 2).sum()
print(objective, J.data)

# %% [markdown]
# 손으로 계산한 값과 그래프의 값이 같습니다.<!--! abs(objective - J.data) < 1e-15 -->
#
# ## 손으로 하는 역전파
#
# <!--@ A32; A33; A34; S0 Eq 3.22; S0 Eq 3.23 -->
# 먼저 출력마다 오차를 구하고 활성 함수의 기울기를 곱합니다. 로지스틱 시그모이드의 기울기는 $o(1-o)$입니다(식 3.22와
# 식 3.23).
#
# $$\delta_k = (y_k - o_k)\,\tau'(\mathrm{osum}_k), \qquad \frac{\partial J}{\partial u^2_{kj}} = -\delta_k\, z_j$$
#
# 연쇄법칙 그대로입니다. $\frac12 (y_k - o_k)^2$을 $o_k$로 미분하면 $-(y_k - o_k)$입니다. 그래서 빼기 부호가
# 붙습니다. 시그모이드는 여기에 자기의 기울기를 곱하고, 그 결과가 $-\delta_k$입니다. 가중치 $u^2_{kj}$의 곱셈 노드는
# 바꾸어 곱합니다. 그래서 가중치는 $-\delta_k$에 자기의 입력 $z_j$를 곱한 것을 받습니다.
#
# <!--@ A35; A36; S0 Eq 3.24; S0 Eq 3.25 -->
# 같은 노드가 $z_j$에는 $-\delta_k$에 가중치를 곱해서 보냅니다. 오차는 순전파가 지나온 *같은 가중치*를 지나
# 돌아갑니다. $j$번째 은닉 유닛은 모든 출력에서 온 것을 더합니다. $U^2$의 편향 열은 은닉 유닛과 이어져 있지 않으므로
# 뺍니다(식 3.24와 식 3.25).
#
# $$\eta_j = \tau'(\mathrm{zsum}_j) \sum_{q=1}^{c} \delta_q\, u^2_{qj}, \qquad
# \frac{\partial J}{\partial u^1_{ji}} = -\eta_j\, x_i$$
#
# <!--@ B10; S0 Alg 3-4 -->
# 강의의 알고리즘 3-4는 이것을 유닛 하나하나에 대해 합니다. 샘플 하나에 대한 순전파와 역전파의 줄은 다음과 같습니다.
#
# ```text
#  7  for j = 1 to p:                  zsum_j = u1_j · x,  z_j = τ(zsum_j)
#  8  for k = 1 to c:                  osum_k = u2_k · z,  o_k = τ(osum_k)
#  9  for k = 1 to c:                  δ_k = (y_k - o_k) τ'(osum_k)
# 10  for k = 1 to c, for j = 0 to p:  Δu2_kj = -δ_k z_j
# 11  for j = 1 to p:                  η_j = τ'(zsum_j) Σ_q δ_q u2_qj
# 12  for j = 1 to p, for i = 0 to d:  Δu1_ji = -η_j x_i
# ```
#
# 역전파의 줄을 파이썬으로 쓰면 아래와 같습니다. 배열은 번호를 `0`부터 매기므로 $k$번째 유닛은 $k - 1$ 자리에 있고,
# $j$번 열은 그대로 $j$ 자리에 있습니다.

# %%
d, p, c = 2, 2, 2
with_bias = [1, *x]
delta, eta = np.zeros(c), np.zeros(p)
d_u2, d_u1 = np.zeros((c, p + 1)), np.zeros((p, d + 1))
for k in range(c):  # 9번 줄
    delta[k] = (y[k] - o[k]) * o[k] * (1 - o[k])
for k in range(c):  # 10번 줄
    for j in range(p + 1):
        d_u2[k, j] = -delta[k] * z[j]
for j in range(p):  # 11번 줄
    arriving = sum(delta[q] * U2[q, j + 1] for q in range(c))
    eta[j] = z[j + 1] * (1 - z[j + 1]) * arriving
for j in range(p):  # 12번 줄
    for i in range(d + 1):
        d_u1[j, i] = -eta[j] * with_bias[i]
print("delta =", delta, " eta =", eta)
print(d_u1)
print(d_u2)

# %% [markdown]
# ## 행렬로
#
# <!--@ B13; S0 Alg 3-5 -->
# 알고리즘 3-5는 같은 것을 반복문 없이 씁니다. $q$에 대한 합을 모든 $j$에 대해 한꺼번에 구하면 행렬과의 곱셈 하나가
# 되고, $\delta_k z_j$를 모두 모으면 *외적*(outer product)이 됩니다. $\tilde U^2$는 $U^2$에서 편향 열을 뺀 것이고,
# $\odot$는 성분끼리 곱하라는 뜻입니다.
#
# ```text
#  9  δ   = (y - o) ⊙ τ'(osum)
# 10  ΔU2 = -δ zᵀ
# 11  η   = (δᵀ Ũ2)ᵀ ⊙ τ'(zsum)
# 12  ΔU1 = -η xᵀ
# ```

# %%
delta = (y - o) * o * (1 - o)
gradient_2 = -np.outer(delta, z)
eta = (delta @ U2[:, 1:]) * z[1:] * (1 - z[1:])
gradient_1 = -np.outer(eta, with_bias)
print(abs(gradient_1 - d_u1).max(), abs(gradient_2 - d_u2).max())

# %% [markdown]
# 차이가 없거나 반올림 오차뿐입니다.<!--! max(abs(gradient_1 - d_u1).max(), abs(gradient_2 - d_u2).max()) < 1e-15 -->
# 공식을 적힌 대로 쓰면 반복문이 되고, 컴퓨터가 빠르게 계산하는 것은 행렬입니다.
#
# ## 엔진이 하는 역전파
#
# <!--@ B08 -->
# 이번에는 공식이 하나도 필요 없습니다. $J$의 그래프가 이미 있기 때문입니다. 다음은 그 그래프를 노드 하나하나로 그린
# 것입니다. (세로로 긴 노드는 가중합이고, u1_12는 $u^1_{12}$입니다.) 두 출력에 무엇이 오는지, 곧 $o_k - y_k$를
# 예측하고 한 걸음씩 나아가 보십시오.

# %%
viz.stepper(J)

# %%
J.backward()
engine = np.array([[parameter.grad for parameter in row] for row in rows])
print(abs(engine - np.vstack([d_u1, d_u2])).max())

# %% [markdown]
# 차이가 없거나, 있어도 반올림 오차입니다.<!--! abs(engine - np.vstack([d_u1, d_u2])).max() < 1e-15 --> 공식과
# 그래프가 같은 말을 합니다. 그러면 $\eta_1$은 어디에 있을까요? 그래프에서 $z_1$ 주변을 보십시오. (점선 화살표는
# 줄여 그린 부분이고, 점이 있는 상자가 나머지입니다.)

# %%
viz.draw(J, around=z_1, hops=1)

# %% [markdown]
# $z_1$은 두 출력으로 가므로 그 기울기는 합입니다. 곧 0.0552<!--= -delta[0] * U2[0, 1] --> + 0.0889<!--= -delta[1] *
# U2[1, 1] --> = 0.1441<!--= z_1.grad -->입니다. 이것이 $\eta_1$의 공식에 있는 $q$에 대한 합입니다. 시그모이드는
# 여기에 자기의 기울기 $z_1(1 - z_1) = 0.235$<!--= z_1.data * (1 - z_1.data) -->를 곱하고, 0.0339<!--=
# z_1.parents[0].grad -->가 됩니다. 이것이 $-\eta_1$입니다.<!--! abs(z_1.parents[0].grad + eta[0]) < 1e-15 -->
#
# ## 갱신
#
# <!--@ A30; S0 Eq 3.21 -->
# 이제 가중치마다 기울기의 반대쪽으로 작은 걸음을 내딛습니다. 학습률은 $\rho$입니다(식 3.21).
#
# $$U \leftarrow U - \rho\, \frac{\partial J}{\partial U}$$
#
# 순서에 주의하십시오. $\eta$를 구하려면 *갱신하기 전의* $U^2$가 있어야 합니다. 기울기를 모두 구한 다음에
# 갱신합니다.

# %%
gradient = by_hand.Weights(d_u1, d_u2)
after = by_hand.updated(weights, gradient, rate=0.5)
print(after.U1)
print("갱신 전 J:", objective, " 갱신 후:", by_hand.objective(after, [x], [y]))

# %% [markdown]
# ## XOR로 훈련하기
#
# <!--@ A31; S0 Alg 3-3; C23 -->
# 이것을 되풀이하는 것이 *스토캐스틱 경사하강법*(stochastic gradient descent)입니다. 알고리즘 3-3이 그 뼈대이고,
# 알고리즘 3-4와 알고리즘 3-5는 기울기를 구하는 방법만 다릅니다.
#
# ```text
# 입력: 샘플 X와 목푯값 Y, 학습률 ρ.  출력: 가중치 U1, U2
# 1  U1과 U2를 초기화한다
# 2  repeat
# 3      샘플의 순서를 섞는다
# 4      for 샘플마다
# 5          순전파: 식 (3.15)로 o를 구한다
# 6          ∂J/∂U1과 ∂J/∂U2를 구한다
# 7          식 (3.21)로 U1과 U2를 갱신한다
# 8  until 멈춤 조건이 성립할 때
# ```
#
# 모든 샘플을 한 번씩 쓰는 것이 에포크입니다. XOR로 세<!--=> epochs --> 에포크를, 은닉 유닛 네<!--=>
# len(learning.U1) --> 개로 훈련합니다.

# %%
generator = np.random.default_rng(3)
learning, epochs = by_hand.initial_weights(2, 4, 2, generator), 3  # 1번 줄
for _ in range(epochs):
    for i in generator.permutation(len(XOR_INPUTS)):  # 3번 줄과 4번 줄
        sample, target = XOR_INPUTS[i], XOR_ONE_HOT[i]
        gradient = by_hand.gradient_by_loops(learning, sample, target)  # 5번 줄과 6번 줄
        learning = by_hand.updated(learning, gradient, rate=0.5)  # 7번 줄
    print("J =", by_hand.objective(learning, XOR_INPUTS, XOR_ONE_HOT))

# %% [markdown]
# `by_hand.train`이 이 반복문입니다. 모든 출력이 목푯값에 가까워지면, 곧 차이가 0.1<!--=> options["tolerance"] -->
# 안으로 들어오면 멈춥니다.

# %%
traces = {}
for p in (2, 3, 4):
    generator = np.random.default_rng(3)
    start = by_hand.initial_weights(2, p, 2, generator)
    options = {"rate": 0.5, "epochs": 5000, "tolerance": 0.1, "generator": generator}
    learned, traces[f"p = {p}"] = by_hand.train(XOR_INPUTS, XOR_ONE_HOT, start, **options)
ax = plots.loss_curves(traces, ylabel="J")
plots.described(ax, "에포크가 지나면서 목적함수가 p = 3과 4에서는 0으로 내려가고, p = 2에서는 높은 채로 남습니다.")

# %% [markdown]
# 은닉 유닛이 셋이나 넷이면 풉니다.<!--! [p for p in (2, 3, 4) if traces[f"p = {p}"][-1] < 0.01] == [3, 4] -->
# 둘이면, 이 초깃값에서는 손실이 거의 줄지 않는 평평한 곳(plateau)에서 끝납니다.<!--! traces["p = 2"][-1] > 0.1 -->
# 운이 더 좋은 초깃값도 있습니다. (모든 가중치가 *같은* 값에서 출발하면 어떻게 될까요? 연습 문제 3에서 알아봅니다.
# 은닉 유닛이 몇 개면 너무 적고 몇 개면 너무 많은지는 12번 노트북에서 다룹니다.)
#
# ## 인식
#
# <!--@ B17; S0 Alg 3-7 -->
# 훈련을 마친 신경망은 순전파만 합니다. 알고리즘 3-7입니다.
#
# ```text
# 입력: 샘플 x, 훈련을 마친 가중치.  출력: x의 부류
# 1  x = (1, x1, ..., xd),  z0 = 1
# 2  zsum = U1 x
# 3  z̃ = τ(zsum)
# 4  osum = U2 z
# 5  o = τ(osum)
# 6  부류 = o_k가 가장 큰 k
# ```
#
# 여기에서 부류의 번호는 `1`부터 매깁니다.

# %%
[by_hand.recognise(learned, sample) for sample in XOR_INPUTS]


# %%
def scores(point):
    return by_hand.forward(learned, point).o


ax = plots.decision_boundary(scores, XOR_INPUTS, [1, 2, 2, 1], eps=0.5)
plots.described(ax, "띠 하나에 (0, 0)과 (1, 1)이 들어 있고, 나머지 두 꼭짓점은 띠의 양쪽에 있습니다.")

# %% [markdown]
# ## 연습 문제
#
# <!--@ C24 -->
# **1. 한 줄로 이은 유닛.** 시그모이드 유닛 두 개가 한 줄로 이어져 있습니다. $h = \sigma(w_1 x)$, $y = \sigma(w_2
# h)$, $E = \frac12 (y - 1)^2$입니다. $E$의 $y$에 대한 기울기는 $y - 1$이고, 오른쪽에서 흘러옵니다. 나머지를 소수
# 셋째 자리까지 예측하십시오. 파이썬을 계산기로 써도 됩니다.

# %%
w1, w2, x_in = Value(0.5, "w1"), Value(-0.3, "w2"), Value(1, "x")
h = (w1 * x_in).sigmoid()
out = (w2 * h).sigmoid()
h.label, out.label = "h", "y"
out.backward(out.data - 1)
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 시그모이드는 흘러온 기울기에 $y(1 - y)$를 곱합니다. 곱셈 노드는 바꾸어 곱합니다. 안쪽 시그모이드는 $h(1 - h)$를
# 곱합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 흘러온 기울기는 −0.546549<!--= out.data - 1 -->이고, 여기에 $y(1-y)$를 곱하면 −0.1355<!--= sheet.key["a"] -->입니다.
# 이것에 $h$를 곱해서 $w_2$로, $w_2$를 곱해서 $h$로 보냅니다. 그 값은 −0.08431<!--= w2.grad -->과 0.04064<!--=
# h.grad -->입니다. 뒤의 것에 $h(1-h) = 0.2350$<!--= h.data * (1 - h.data) -->을 곱하면 0.009550<!--= w1.grad -->입니다.
# $w_1$은 여기에 $x$를 곱한 것을, $x$는 $w_1$을 곱한 것을 받습니다.
#
# ```python
# sheet.check(a=-0.1355, b=-0.08431, c=0.04064, d=0.009550, e=0.009550, f=0.004775)
# ```
#
# </details>
#
# **2. 가중치는 몇 개일까?** 어떤 신경망이 12 × 12 화소의 이미지에서 글자를 읽습니다.<!--!> letters.U1.shape[1] ==
# 12 * 12 + 1 --> 글자는 26<!--=> len(letters.U2) -->가지이고, 은닉 유닛은 30<!--=> len(letters.U1) -->개입니다.
# $U^1$과 $U^2$의 형상은 무엇이고, 매개변수는 편향까지 합해서 몇 개입니까?

# %%
letters = by_hand.initial_weights(12 * 12, 30, 26, np.random.default_rng(0))
shapes = {"U1": letters.U1.shape, "U2": letters.U2.shape}
count = viz.quiz(**shapes, parameters=letters.parameter_count)
count.check(U1=[..., ...], U2=[..., ...], parameters=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 화소마다 입력이 하나, 글자마다 출력이 하나 있습니다. 맨 앞의 표를 보십시오. 편향의 열을 잊지 마십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# $30 \times 145 = 4350$<!--= letters.U1.size -->과 $26 \times 31 = 806$<!--= letters.U2.size -->이므로, 모두
# 5156<!--= letters.parameter_count -->개입니다.
#
# ```python
# count.check(U1=[30, 145], U2=[26, 31], parameters=5156)
# ```
#
# </details>
#
# **3. 모두 같은 가중치.** 은닉 유닛이 세<!--=> len(trained.U1) --> 개인 신경망을 XOR로 훈련하는데, 모든 가중치를
# 0.5<!--=> equal.U1[0, 0] -->에서 출발시킵니다. 200<!--=> options["epochs"] --> 에포크 뒤에도 $U^1$의 행들이 여전히
# 같을까요?

# %%
equal = by_hand.Weights(np.full((3, 3), 0.5), np.full((2, 4), 0.5))
options = {"rate": 0.5, "epochs": 200, "generator": np.random.default_rng(0)}
trained, _ = by_hand.train(XOR_INPUTS, XOR_ONE_HOT, equal, **options)
symmetry = viz.quiz(still_equal=bool(np.ptp(trained.U1, axis=0).max() == 0))
symmetry.check(still_equal=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# $\eta_1$과 $\eta_2$의 공식을 비교하십시오. 여기에서 두 은닉 유닛은 무엇이 다릅니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 같은 유닛은 같은 기울기를 받으므로 언제까지나 같습니다. 여럿이서 유닛 하나의 일을 하는 셈입니다. 그래서 가중치를
# 무작위로 초기화합니다.
#
# ```python
# symmetry.check(still_equal=True)
# ```
#
# </details>
#
# <!--@ C25 -->
# **4. 잘못 인쇄된 식.** 이번에는 한 줄로 이은 유닛이 하나 더 많습니다. $h_1 = \sigma(w_1 x)$, $h_2 = \sigma(w_2
# h_1)$, $y = \sigma(w_3 h_2)$입니다. 세미나의 슬라이드에는 $\delta_y = (y - 1)\,y(1 - y)$일 때 둘째 유닛에 대해
# $\delta_2 = \delta_y \cdot \sigma'(w_3 h_2) \cdot w_3$이라고 쓰여 있고, 이어서 $\partial E / \partial w_2 =
# \delta_2 h_1$이라고 쓰여 있습니다. 곱하는 것 하나가 틀렸습니다. $\partial E / \partial w_2$와 $\partial E /
# \partial w_1$은 실제로 얼마입니까?

# %%
w1, w2, w3 = Value(0.5, "w1"), Value(-0.3, "w2"), Value(0.8, "w3")
h1 = (w1 * 1).sigmoid()
h2 = (w2 * h1).sigmoid()
y3 = (w3 * h2).sigmoid()
error = (y3 - 1) ** 2 / 2
error.backward()
slopes = viz.quiz(w1=w1.grad, w2=w2.grad)
slopes.check(w1=..., w2=...)  # h1.data, h2.data, y3.data를 쓸 수 있습니다

# %% [markdown]
# <details><summary>힌트</summary>
#
# $w_2$로 돌아가는 길에는 둘째 유닛의 시그모이드가 있습니다. 그 입력은 무엇입니까? 출력이 $o$이면 시그모이드의
# 기울기는 $o(1 - o)$입니다. 유닛 하나를 더 거슬러 가도 모두 마찬가지입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 옳은 것은 $\sigma'(w_2 h_1) = h_2(1 - h_2)$입니다. 잘못 인쇄된 식을 쓰면 기울기가 2.4%<!--= 100 * (1 - y3.data *
# (1 - y3.data) / (h2.data * (1 - h2.data))) --> 작아집니다. 차이가 너무 작아서 신경망은 이대로도 배우고, 아무도
# 알아차리지 못할 것입니다. 그러니 기울기는 평균변화율과 비교해 보십시오(4번 노트북).
#
# ```python
# delta_y = (y3.data - 1) * y3.data * (1 - y3.data)
# delta_2 = delta_y * h2.data * (1 - h2.data) * w3.data
# delta_1 = delta_2 * h1.data * (1 - h1.data) * w2.data
# slopes.check(w1=delta_1 * 1, w2=delta_2 * h1.data)
# ```
#
# </details>
#
# 4번 노트북의 사다리에는 이 노트북의 신경망이 `viz.ladder().rung(31)`로 있습니다. 거기서는 모든 기울기를 손으로
# 구합니다.
#
# ## 정리
#
# - 순전파는 층마다 가중합과 활성 함수입니다. 역전파는 오차를 같은 가중치를 지나 거꾸로 보냅니다.
# - $\delta$와 $\eta$의 공식은 그래프에 적용한 연쇄법칙입니다. 엔진도 같은 수를 냅니다.
# - 반복문과 행렬은 같은 것을 쓰는 두 가지 방법입니다.
# - 기울기를 모두 구한 다음에 가중치를 모두 갱신합니다.
# - 인식할 때는 순전파를 한 번 하고 가장 큰 출력을 고릅니다.
#
# 다음: 한 걸음에 드는 계산, 한 걸음에 볼 샘플의 수, 그리고 넓은 신경망과 깊은 신경망.
