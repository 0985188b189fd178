# %% [markdown]
# # 8. 걸음은 얼마나 크게, 신경망은 얼마나 크게?
#
# 신경망은 샘플 하나씩으로도 여러 개씩으로도 훈련할 수 있고, 유닛은 나란히 놓을 수도 앞뒤로 이을 수도 있습니다.
# 무엇을 고르면 무엇을 얻고 그 대가는 얼마인지 재어 봅니다. 곧 미니배치의 잡음, 한 걸음에 드는 덧셈과 곱셈의 횟수,
# 넓은 신경망과 깊은 신경망이 만들 수 있는 직선 조각의 수를 봅니다.
#
# **이 노트북을 마치면**
#
# - 미니배치로 훈련하고, 그 기울기에 잡음이 얼마나 있는지 말할 수 있습니다.
# - 훈련의 한 걸음에 순전파와 역전파의 계산이 얼마나 드는지 말할 수 있습니다.
# - 넓은 층이 원리상 무엇을 할 수 있는지, 깊이가 왜 도움이 되는지 말할 수 있습니다.
#
# 7번 노트북의 내용, 그리고 평균과 분산이 무엇인지 알아야 합니다.
#
# 읽는 데 15분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.
#
# 기호는 7번 노트북과 같습니다. 입력이 $d$개, 은닉 유닛이 $p$개, 출력이 $c$개입니다. 미니배치는 샘플 $n$개 가운데
# $t$개입니다. (9번 노트북에서는 $t$가 목푯값이고, 10번 노트북에서는 걸음의 수입니다.)

# %%
import numpy as np
from matplotlib import pyplot

import viz
from nn import by_hand
from nn.datasets import moons
from nn.experiments import cost
from nn.experiments.depth import folded, interpolation_error, pieces_of_depth, pieces_of_width
from viz import plots
from viz.plots.style import marker_style

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 반달 두 개
#
# XOR의 샘플은 네<!--= 2**2 --> 개뿐입니다. 더 많이 필요합니다. 그래서 직선으로는 나눌 수 없는 두 부류의 점
# 200<!--=> len(points) -->개를 씁니다.

# %%
points, labels = moons(200, seed=0)
targets = np.eye(2)[labels]  # 행마다 원-핫
_, ax = pyplot.subplots(figsize=(5.6, 3), layout="constrained")
for label in (0, 1):
    chosen = [point for point, kind in zip(points, labels, strict=True) if kind == label]
    ax.scatter(*zip(*chosen, strict=True), s=24, label=f"부류 {label}", **marker_style(label))
ax.legend()
plots.described(ax, "서로 맞물린 반달 두 개. 부류 0은 아래로, 부류 1은 위로 열려 있습니다.")

# %% [markdown]
# ## 미니배치
#
# <!--@ B14; B15; S0 Alg 3-6 -->
# 샘플 하나로 구한 기울기에는 잡음이 많습니다. 샘플 $n$개를 모두 쓰면 정확하지만, 계산이 $n$배로 듭니다. 그 사이의
# 방법이 샘플 $t$개인 *미니배치*(minibatch)에서 평균을 구하는 것입니다. 알고리즘 3-6입니다.
#
# ```text
# 입력: 샘플 X와 목푯값 Y, 학습률 ρ, 크기 t.  출력: U1, U2
#  1  U1과 U2를 초기화한다
#  2  repeat
#  3      샘플 t개를 무작위로 뽑는다
#  4      ΔU2 = 0, ΔU1 = 0
#  5      for 뽑은 샘플마다
#  6-9        순전파
# 10          δ = (y - o) ⊙ τ'(osum)
# 11          ΔU2 = ΔU2 + (-δ zᵀ)
# 12          η = (δᵀ Ũ2)ᵀ ⊙ τ'(zsum)
# 13          ΔU1 = ΔU1 + (-η xᵀ)
# 14      U2 = U2 - ρ (1/t) ΔU2
# 15      U1 = U1 - ρ (1/t) ΔU1
# 16  until 멈춤 조건이 성립할 때
# ```
#
# <!--@ B11 -->
# $t = 1$<!--=> sizes[0] -->이면 스토캐스틱 경사하강법입니다. 다만 섞어서 차례로 쓰지 않고 무작위로 뽑습니다. $t =
# n$이면 *배치* 경사하강법입니다. 아래의 신경망은 은닉 유닛이 네<!--=> len(start.U1) --> 개이고, 어느 훈련이나 같은
# 초깃값에서 출발합니다.

# %%
start = by_hand.initial_weights(2, 4, 2, np.random.default_rng(0))
sizes = (1, 16, 200)
traces = {}  # 크기마다 200번 갱신: 몇 초 걸립니다
for t in sizes:
    options = {"rate": 1, "batch_size": t, "updates": 200, "generator": np.random.default_rng(0)}
    _, traces[f"t = {t}"] = by_hand.train_by_minibatches(points, targets, start, **options)
ax = plots.loss_curves(traces, xlabel="갱신", ylabel="모든 샘플의 J")
plots.described(ax, "내려가는 곡선 세 개. t = 1의 곡선은 들쭉날쭉하고, t가 클수록 매끈합니다.")

# %% [markdown]
# 기울기에 잡음이 얼마나 있을까요? 출발점에서 크기마다 미니배치를 5000<!--=> draws -->번 뽑고, 평균 기울기의 *분산*을
# 봅니다. 정확한 기울기에서 떨어진 거리를 제곱하여 평균한 값입니다. 샘플은 하나하나 $n$개 전체에서 *복원 추출*하므로,
# 같은 샘플이 두 번 나올 수 있습니다.

# %%
cases = zip(points, targets, strict=True)
samples = [by_hand.gradient_by_matrices(start, *case) for case in cases]
G = np.array([[*sample.U1.flat, *sample.U2.flat] for sample in samples])  # 샘플마다 한 행
generator = np.random.default_rng(0)
draws, variance = 5000, {}
for t in (1, 4, 16, 64):
    means = G[generator.integers(len(G), size=(draws, t))].mean(axis=1)
    variance[t] = means.var(axis=0).sum()
    print(f"t = {t:2}: 분산 {variance[t]:.5f}")

# %% [markdown]
# 샘플을 네 배로 늘리면 분산은 사분의 일이 됩니다.<!--! all(round(variance[t] / variance[4 * t]) == 4 for t in (1,
# 4, 16)) --> 그러므로 분산의 제곱근인 잡음은 절반으로 줄 뿐입니다. 알고리즘 3-6은 *비복원*으로 뽑으며, 그때의
# 분산은 $(n - t)/(n - 1)$배로 더 작습니다. $t$가 $n$에 비해 작으면 차이가 거의 없습니다. $t = n$이면 잡음이 남지
# 않습니다.<!--! np.ptp([G[generator.permutation(len(G))].mean(axis=0).sum() for _ in range(3)]) < 1e-12 --> 모든
# 샘플이 들어 있기 때문입니다. 흔히 수십 개에서 수백 개의 샘플을 미니배치로 쓰고, 여러 프로세서가 나란히 계산합니다.
#
# ## 한 걸음에 계산이 얼마나 들까?
#
# <!--@ B18; S0 Tab 3-2 -->
# 강의의 표 3-2에는 공식마다 덧셈과 곱셈의 횟수가 있습니다. 직접 재어 볼 수도 있습니다. 자기가 몇 번 더해지고
# 곱해지는지 세는 수를 만들고, 그 수로 공식을 계산하면 됩니다. 여기에서는 입력이 64<!--=> sizes[0] -->개, 은닉
# 유닛이 50<!--=> sizes[1] -->개, 출력이 10<!--=> sizes[2] -->개이고, 언제나 덧셈을 먼저, 곱셈을 나중에 씁니다.

# %%
sizes = (64, 50, 10)
measured, table = by_hand.measured_costs(*sizes), by_hand.table_3_2(*sizes)
names = ["zsum", "osum", "delta", "dU2", "eta", "dU1", "U"]
print("                잰 횟수          표")
for name, (equation, counted) in zip(names, measured.items(), strict=True):
    print(f"{equation} {name:8}", *(f"{n:5}" for n in (*counted, *table[equation])))

# %% [markdown]
# 표는 자잘한 점을 빼면 맞습니다. $\eta$의 횟수가 정확하지 않고, 갱신에서 편향을 빠뜨렸을 뿐입니다.<!--! [equation
# for equation in table if table[equation] != measured[equation]] == ["3.24", "3.21"] -->
#
# <!--@ B19 -->
# 강의에서는 역전파와 갱신에 드는 계산이 순전파의 1.5배에서 2<!--= [by_hand.backward_to_forward_ratio(d, 10**9,
# 10**3) for d in (10**9, 10**3)] -->배라고 합니다. 정말 그럴까요?

# %%
networks = ((784, 50, 10), (64, 50, 10), (50, 50, 50), (10, 50, 784))
ratios = [by_hand.backward_to_forward_ratio(*network) for network in networks]
for (inputs, hidden, outputs), ratio in zip(networks, ratios, strict=True):
    print(f"입력 {inputs:3}, 은닉 유닛 {hidden}, 출력 {outputs:3}: {ratio:.2f}")
print(cost.forward_passes_of_numerical_gradient(*networks[0]), "(평균변화율에 필요한 순전파의 횟수)")

# %% [markdown]
# 출력이 입력보다 많지 않으면 거의 그렇습니다.<!--! [ratio < 2.1 for ratio in ratios] == [d >= c for d, _, c in
# networks] --> 셋째 신경망은 $\delta$의 식 때문에 백분의 일이 늘어 2.01<!--= ratios[2] -->입니다. 출력이 입력보다
# 많으면 그보다 커서 2.51<!--= ratios[3] -->입니다. 모든 기울기를 구하는 데 순전파 두 번쯤의 계산밖에 들지 않습니다.
# 그렇지 않다면 큰 신경망은 훈련할 수 없을 것입니다. 평균변화율로 구하려면 매개변수 *하나마다* 순전파가 두 번
# 필요합니다. 위의 첫째 신경망이라면 79,520<!--= cost.forward_passes_of_numerical_gradient(*networks[0]) -->번입니다.
#
# <!--@ B20 -->
# 순전파에는 $dp + pc$만큼, 샘플 $n$개로 $q$ 에포크를 훈련하는 데에는 $(dp + pc)\,nq$의 몇 배만큼 계산이 들고,
# 이보다 빨리 커지는 항은 없습니다. 샘플이든 에포크든 은닉 유닛이든 두 배가 되면 시간도 두 배가 됩니다.
#
# ## 넓게, 아니면 깊게?
#
# <!--@ B21 -->
# 유닛이 충분히 많으면 신경망은 무엇을 할 수 있을까요? 1989년에 호닉(Hornik)이 보인 것은 이렇습니다. 은닉층이
# 하나여도 충분히 넓기만 하면, 유계인 영역에서 어떤 연속함수에든 얼마든지 가까워질 수 있습니다. 강의에서는 어떤 활성
# 함수를 써도 그렇다고 하지만, 다항식이어서는 안 됩니다. 다음은 ReLU 유닛으로 사인 곡선을 따라 그린 것입니다. 유닛이
# 늘수록 가장 큰 오차가 줄어듭니다.

# %%
[f"유닛 {units}개: {interpolation_error(units):.4f}" for units in (4, 16, 64)]

# %% [markdown]
# 유닛이 16개에서 64개로 늘면 오차는 십육분의 일쯤으로 줄어듭니다.<!--! round(interpolation_error(16) /
# interpolation_error(64)) == 4**2 --> 그런 가중치가 *있다고* 해서 훈련이 그것을 찾아낸다는 뜻은 아닙니다. 그리고
# 유닛이 엄청나게 많이 필요할 수도 있습니다.
#
# <!--@ A22; D03 -->
# 층을 늘리면 같은 수의 유닛으로 더 많은 것을 할 수 있습니다. ReLU 두 개로 `0`과 `1` 사이에 텐트 하나를 만듭니다.
# $2\,\mathrm{ReLU}(x) - 4\,\mathrm{ReLU}(x - \frac12)$입니다. ReLU가 두 개 있는 둘째 층이 그것을 다시 접습니다. 층마다
# 직선 조각의 수가 두 배가 되어 2, 4, 8<!--= [pieces_of_depth(n + 1) for n in range(3)] -->로 늘어납니다. 층이
# *하나*이면 유닛마다 조각이 하나씩 늘 뿐입니다.<!--! all(pieces_of_width(units) == units + 1 for units in
# (2, 4, 8)) -->

# %%
xs = np.linspace(0, 1, 641)
_, axes = pyplot.subplots(1, 3, figsize=(9, 2.2), layout="constrained", sharey=True)
for ax, layers in zip(axes, (1, 2, 4), strict=True):
    ax.plot(xs, folded(xs, layers))
    ax.set_title(f"층 {layers}개, 유닛 {2 * layers}개")
plots.described(ax, "직선 조각이 2개인 텐트, 4개인 톱니, 16개인 톱니.")

# %% [markdown]
# 유닛 여덟<!--= 2 * layers --> 개를 깊게 쌓으면 조각이 16<!--= pieces_of_depth(layers) -->개이고, 넓게 늘어놓으면
# 9<!--= pieces_of_width(2 * layers) -->개입니다. 신경망이 깊은 까닭이 여기에 있습니다. 깊은 신경망이 접어서 만드는
# 것을 넓은 신경망은 한 조각씩 그려야 합니다.
#
# <!--@ A17; B22 -->
# 그러면 층과 유닛은 몇 개가 좋을까요? 계산으로 알아낼 방법은 없습니다. 너무 적으면 과제를 배우지 못하고, 너무
# 많으면 잡음까지 배웁니다. 이 문제는 12번 노트북에서 다룹니다. 깊은 신경망에는 알맞은 활성 함수(6번 노트북), 알맞은
# 크기의 가중치 초깃값(11번 노트북), 걸음을 내딛는 좋은 방법(10번 노트북)이 있어야 합니다. 이런 것을 모두 *하이퍼
# 매개변수*(hyperparameter)라고 합니다. 사람이나 다른 프로그램이 정해 주어야 하는 값입니다.
#
# ## 연습 문제
#
# **1. 기울기의 평균.** $U^2$의 기울기에 대해 알고리즘 3-6의 안쪽 반복문과, $t$로 나누는 부분을 쓰십시오. 샘플
# 하나의 기울기는 `by_hand.gradient_by_matrices(start, x, y).U2`입니다.


# %%
def mean_gradient(chosen_points, chosen_targets):
    return ...


some = points[:10], targets[:10]
exact = by_hand.accumulated_gradient(start, *some).U2 / 10
batch = viz.quiz(mean=exact)
batch.check(mean=mean_gradient(*some))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 합을 `0`에서 시작하고, 샘플마다 기울기를 더합니다. `for x, y in zip(chosen_points, chosen_targets):`처럼 쓰면
# 됩니다. 끝에 나눕니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# def mean_gradient(chosen_points, chosen_targets):
#     total = 0
#     for x, y in zip(chosen_points, chosen_targets):
#         total = total + by_hand.gradient_by_matrices(start, x, y).U2
#     return total / len(chosen_points)
#
#
# batch.check(mean=mean_gradient(*some))
# ```
#
# </details>
#
# **2. 세어 보기.** 입력이 100<!--=> shape[0] -->개, 은닉 유닛이 20<!--=> shape[1] -->개, 출력이 5<!--=>
# shape[2] -->개인 신경망이 있습니다. 순전파(식 3.13과 식 3.14)에는 곱셈이 몇 번 필요합니까? 편향까지 갱신하는 데(식
# 3.21)는 몇 번 필요합니까?

# %%
shape = (100, 20, 5)
counts = by_hand.measured_costs(*shape)
forward = counts["3.13"].multiplications + counts["3.14"].multiplications
work = viz.quiz(forward=forward, update=counts["3.21"].multiplications)
work.check(forward=..., update=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 순전파에서는 가중치마다 한 번 곱합니다. 편향은 더하기만 합니다. 갱신에서는 매개변수마다 한 번, 학습률을 곱합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 순전파는 $100 \times 20 + 20 \times 5 = 2100$<!--= forward -->번입니다. 갱신에는 편향 25<!--= shape[1] +
# shape[2] -->개가 더 있습니다.
#
# ```python
# work.check(forward=100 * 20 + 20 * 5, update=101 * 20 + 21 * 5)
# ```
#
# </details>
#
# **3. 접기와 늘어놓기.** ReLU가 두 개씩 있는 층이 여섯<!--=> layers --> 개이고, 위에서처럼 접습니다. 직선 조각이 몇
# 개 생깁니까? 유닛의 수가 같은 층 하나로는 많아야 몇 개를 만들 수 있습니까?

# %%
layers = 6
pieces = viz.quiz(deep=pieces_of_depth(layers), wide=pieces_of_width(2 * layers))
pieces.check(deep=..., wide=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 층마다 두 배가 됩니다. 층이 하나이면 유닛마다 꺾임이 하나씩 생깁니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 깊은 쪽은 $2^6 = 64$<!--= pieces_of_depth(layers) -->개입니다. 넓은 쪽은 유닛의 수보다 하나 많은 $12 + 1 =
# 13$<!--= pieces_of_width(2 * layers) -->개입니다.
#
# ```python
# pieces.check(deep=64, wide=13)
# ```
#
# </details>
#
# ## 정리
#
# - $t$가 $n$에 비해 작으면, 샘플 $t$개인 미니배치의 분산은 샘플 하나일 때의 $1/t$입니다. 잡음은 $t$의 제곱근에
#   반비례하여 줄어듭니다.
# - 역전파와 갱신에 드는 계산은, 출력이 입력보다 많지 않으면 순전파의 한 배 반에서 두 배쯤입니다.
# - 은닉층이 하나여도 충분히 넓으면 유계인 영역에서 어떤 연속함수에든 가까워집니다. 신경망이 깊으면 유닛이 더 적어도
#   됩니다.
# - 층과 유닛의 수, 미니배치의 크기, 학습률은 하이퍼 매개변수입니다. 배우는 값이 아니라 고르는 값입니다.
#
# 다음: 같은 신경망을 행렬로 쓴 층으로 만들어 숫자를 읽게 합니다.
