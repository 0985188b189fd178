# %% [markdown]
# # 11. 처음 가중치는 얼마나 커야 할까?
#
# 신경망은 무작위 가중치에서 출발합니다. 가중치가 너무 작으면 입력이 층을 지날수록 희미해집니다. 너무 크면 점점
# 커져서 유닛이 포화하거나 수가 폭발합니다. 되돌아오는 기울기도 마찬가지로 희미해지거나 커집니다. 크기가 그대로
# 유지되려면 가중치가 얼마나 커야 하는지를 분산에 관한 사실 하나에서 이끌어 내고, 깊은 신경망에서 확인합니다.
#
# **이 노트북을 마치면**
#
# - 한 층의 가중치가 왜 모두 같으면 안 되는지 말할 수 있습니다.
# - 신호와 기울기의 크기가 한 층을 지날 때 몇 배가 되는지 예측할 수 있습니다.
# - *Xavier* 초깃값과 *He* 초깃값을 유도할 수 있습니다.
# - “S자 꼴이라서 기울기가 사라진다”가 왜 틀린 말인지 설명할 수 있습니다.
# - 학습률을 고르고, 훈련하는 동안 학습률을 어떻게 바꾸어 갈지 정할 수 있습니다.
#
# 5–7번, 10번 노트북에서 배운 층, 활성 함수, 역전파, 경사하강법과, 학교에서 배운 평균과 분산을 알아야 합니다. 읽는
# 데 25분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import random

from matplotlib import pyplot

import viz
from autograd_core import Value
from nn import MLP, SGD, DivergenceError, fit
from nn.datasets import moons
from nn.experiments.initial_values import (
    keeping_reach,
    keeping_std,
    layer_factor,
    passed_through,
    spread,
    spreads,
)
from nn.initializers import normal
from nn.schedules import linear
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# <!--@ B22 -->
# ## 왜 무작위일까?
#
# 모두 0으로 두면 간단할 것입니다. 모두 $\frac12$로 둘 수도 있습니다. 똑같이 출발하는 은닉 유닛 두 개를 봅시다.

# %%
twins = MLP(2, [2, 1], activation="tanh", initializer=lambda n_in, n_out, generator: 0.5)
twins([1.0, -0.4]).backward()
first, second = twins.layers[0].neurons
for name, unit in (("유닛 1", first), ("유닛 2", second)):
    print(name, [round(w.grad, 4) for w in unit.w])

# %% [markdown]
# 둘은 같은 입력을 보고 가중치도 같으므로 출력이 같습니다. 둘 다 같은 가중치를 거쳐 다음 층의 같은 유닛으로 가므로,
# 같은 기울기가 돌아옵니다.<!--! [w.grad for w in first.w] == [w.grad for w in second.w] --> 한 걸음 뒤에도 둘은
# 똑같고, 그 뒤로도 언제까지나 그렇습니다. 이런 유닛은 이백 개가 있어도 하나와 다름없습니다. 무작위 수를 쓰면 서로
# 달라집니다. 이것으로 *왜 무작위인지*는 알았습니다. 남은 물음은 *얼마나 커야 하는지*입니다.
#
# ## 분산에 관한 사실 하나
#
# 유닛은 곱 $n$개를 더하여 $s = w_1 x_1 + \dots + w_n x_n$을 구합니다. 가중치는 평균이 0이고 분산이 $v$인 분포에서
# 서로 독립으로 뽑습니다. 그러면 $s^2$을 펼쳤을 때 서로 다른 가중치를 곱한 항은 평균하면 사라지고, 제곱만 남습니다.
#
# $$s^2\text{의 평균} = n \cdot v \cdot x^2\text{의 평균}$$
#
# 제곱을 평균하고 제곱근을 취하면 수들의 *크기*가 됩니다. 이것을 **퍼짐**(spread)이라고 하겠습니다. `-3, 3, -3, 3`의
# 퍼짐은 3<!--= spread([-3, 3, -3, 3]) -->입니다. 그러므로 한 층을 지나면 퍼짐이 $\sqrt{n v}$배가 됩니다. `n =
# 100`이고, 입력의 퍼짐이 1이고, 가중치의 표준편차가 `0.2`일 때를 봅시다. 퍼짐은 $\sqrt{100} \cdot 0.2 = 2$<!--= 10 *
# 0.2 -->가 되어야 합니다.

# %%
generator = random.Random(0)
sums = []
for _ in range(1000):
    inputs = [generator.gauss(0, 1) for _ in range(100)]
    weights = [generator.gauss(0, 0.2) for _ in range(100)]
    sums.append(sum(w * x for w, x in zip(weights, inputs, strict=True)))
round(spread(sums), 2)

# %% [markdown]
# 두 배는 대수롭지 않아 보입니다. 그러나 그런 층이 이어지면 $2^{10} = 1024$<!--= 2**10 -->배가 되고, 절반씩 줄면
# 1000분의 1이 됩니다. 아무리 깊어도 안전한 배율은 하나뿐입니다. 바로 1입니다.
#
# $$n \cdot v = 1, \qquad v = \frac1n$$
#
# <!--= layer_factor(32, keeping_std(32)) -->
# ## tanh로 된 깊은 신경망
#
# tanh 유닛이 32개씩 있는 층을 10개 쌓고, 가중치의 크기는 방금 구한 것의 절반으로 둡니다.<!--!> len(small) == 10 and
# len(small[0]) % 32 == 0 --> 무작위 샘플 16<!--=> len(small[0]) / 32 -->개를 넣고, 층마다 출력의 분포를 옆으로 눕힌
# 히스토그램으로 그립니다.

# %%
size = keeping_std(32)  # 1 / √32
small = passed_through("tanh", normal(0.5 * size), seed=0)
names = [f"{i}" for i in range(1, 11)]
ax = plots.distribution(dict(zip(names, small, strict=True)))
plots.described(ax, "1층부터 10층까지의 출력: 첫째 층에서는 퍼져 있고, 마지막 층에서는 모두 0에 있습니다.")

# %% [markdown]
# 층마다 신호가 절반으로 줄어듭니다. 마지막 층에는 퍼짐이 0.001<!--= spread(y.data for y in small[-1]) -->밖에 남지
# 않습니다. 무엇을 넣어도 거의 0이 나옵니다. 가중치가 커도 좋지 않습니다. `4 * size`로 해 봅니다.

# %%
large = passed_through("tanh", normal(4 * size), seed=0)
ax = plots.distribution(dict(zip(names, large, strict=True)))
plots.described(ax, "1층부터 10층까지의 출력: 모든 층에서 대부분 −1이나 1 가까이에 있습니다.")

# %% [markdown]
# 합이 너무 커서 유닛이 대부분 포화합니다. 출력이 −1이나 1<!--= [round(min(y.data for y in large[-1])),
# round(max(y.data for y in large[-1]))] -->에 몰려 있고, 그 사이의 값은 거의 나오지 않습니다.<!--!
# sum(abs(abs(y.data) - 1) < 0.1 for y in large[-1]) > len(large[-1]) / 2 -->
#
# ## 되돌아가는 길
#
# 역전파도 합입니다. 한 유닛에는 그 유닛의 출력을 받는 모든 유닛의 기울기가, 저마다 가중치가 곱해져서 도착합니다.
# 그러니 똑같은 사실이 성립합니다. 다만 이번에는 $n$이 그 층의 *출력*의 개수입니다.
#
# $$\text{순전파: } n_\text{in} \cdot v = 1, \qquad \text{역전파: } n_\text{out} \cdot v = 1$$
#
# <!--= [layer_factor(32, keeping_std(32)), layer_factor(64, keeping_std(64))] -->
#
# 출력의 개수와 입력의 개수가 같으면 두 조건은 같습니다. 다르면 골라야 합니다. 글로럿(Glorot)과 벤지오(Bengio)는 그
# 중간을 골랐습니다.
#
# $$v = \frac{2}{n_\text{in} + n_\text{out}}$$
#
# 이것이 **Xavier** 초깃값입니다. 글로럿의 이름이 Xavier(자비에)입니다. $-r$에서 $r$까지 고르게 뽑은 수의 분산은
# $r^2/3$입니다. 그래서 $r = \sqrt{6 / (n_\text{in} + n_\text{out})}$으로 둡니다. 아래 그림은 가중치가 너무 작을 때,
# 알맞을 때, 너무 클 때의 두 방향입니다. 왼쪽은 출력의 퍼짐, 오른쪽은 기울기의 퍼짐입니다. 기울기는 퍼짐이 1인
# 상태로 마지막 층에 들어와 첫째 층까지 되돌아갑니다.


# %%
def measured(runs):
    return {name: spreads(*start, seed=0) for name, start in runs.items()}


def both_ways(runs, seen):
    _, axes = pyplot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for which, of in enumerate(["출력", "기울기"]):
        curves = {name: ways[which] for name, ways in runs.items()}
        labels = {"xlabel": "층", "ylabel": f"{of}의 퍼짐"}
        plots.loss_curves(curves, axes[which], scale="log", **labels)
    return plots.described(axes[0], f"층마다 출력의 퍼짐과 기울기의 퍼짐. {seen}")


of_tanh = measured(
    {
        "절반": ("tanh", normal(0.5 * size)),
        "Xavier": ("tanh", "xavier"),
        "네 배": ("tanh", normal(4 * size)),
    }
)
both_ways(
    of_tanh,
    "크기가 절반이면 둘 다 거의 사라집니다. 네 배이면 출력은 1 가까이에 머물고 기울기는 커집니다. "
    "Xavier의 가중치를 쓰면 둘 다 조금씩 줄어듭니다.",
)

# %% [markdown]
# 가중치가 작으면 신호와 기울기가 함께 희미해집니다. 가중치가 크면 신호는 tanh에서 잘리지만 기울기는 *커집니다*.
# 여기에서는 40<!--= of_tanh["네 배"][1][0] / of_tanh["네 배"][1][-1] -->배가 됩니다. 유닛은 대부분 tanh가
# 평평한 곳에 있지만, 그렇지 않은 몇몇 유닛을 지나는 기울기에는 큰 가중치가 곱해집니다. Xavier의 가중치를 쓰면
# 기울기가 첫째 층까지 가서도 처음 크기의 0.32<!--= of_tanh["Xavier"][1][0] / of_tanh["Xavier"][1][-1] -->배입니다.
# 그대로 유지되지 않는 것은 tanh도 기울기를 조금 줄이기 때문입니다. tanh는 한가운데에서 가장 가파르고, 다른 곳은
# 모두 그보다 완만합니다.
#
# ## ReLU는 절반을 가져간다
#
# ReLU는 음수인 합을 모두 0으로 만듭니다. 합은 음수일 때와 양수일 때가 반반이므로, 층마다 제곱 평균이 절반으로
# 줄어듭니다. 되돌아갈 때는 기울기의 절반이 멈춥니다. 허(He) 등은 2015년에 분산을 두 배로 하여 이것을 메웠습니다.
#
# $$v = \frac{2}{n_\text{in}}$$

# %%
of_relu = measured({"Xavier": ("relu", "xavier"), "He": ("relu", "he")})
both_ways(of_relu, "Xavier의 가중치를 쓰면 둘 다 희미해지고, He의 가중치를 쓰면 둘 다 유지됩니다.")

# %% [markdown]
# Xavier의 가중치를 쓰면 ReLU 층을 하나 지날 때마다 퍼짐이 $1/\sqrt2 \approx 0.71$<!--= 1 / math.sqrt(2) -->배가
# 됩니다. 층을 모두 지나면 $0.71^{10} \approx 0.03$<!--= math.sqrt(0.5)**10 -->배가 되어야 하고, 재어 보면
# 0.023<!--= of_relu["Xavier"][0][-1] -->입니다. He의 가중치를 쓰면 퍼짐이 유지됩니다. 순전파에서는 1.2<!--=
# of_relu["He"][0][-1] -->, 역전파에서는 1.1<!--= of_relu["He"][1][0] -->입니다. 평균으로만 맞는 말이어서 시드가
# 다르면 수도 달라집니다.
#
# <!--@ A15 -->
# ## 그럴듯하지만 틀린 말: “S자 꼴이라서 사라진다”
#
# 6번 노트북에서 기울기는 시그모이드를 여러 번 지나며 사라졌습니다. S자 꼴 때문이었을까요? tanh도 S자 꼴인데
# 기울기가 0.32<!--= of_tanh["Xavier"][1][0] / of_tanh["Xavier"][1][-1] -->배로 남아 있었습니다. Xavier의 가중치를
# 쓴 시그모이드와, 더 큰 가중치를 쓴 시그모이드를 봅시다.

# %%
of_sigmoid = measured(
    {
        "시그모이드, Xavier": ("sigmoid", "xavier"),
        "시그모이드, 8배": ("sigmoid", normal(8 * size)),
        "tanh, Xavier": ("tanh", "xavier"),
    }
)
both_ways(
    of_sigmoid,
    "시그모이드의 출력은 2분의 1 가까이에 머뭅니다. 그 기울기는 Xavier의 가중치를 쓰면 사라지고, "
    "더 큰 가중치를 쓰면 그다지 줄지 않습니다. tanh를 쓰면 3분의 1이 남습니다.",
)

# %%
kept = {name: back[0] / back[-1] for name, (_, back) in of_sigmoid.items()}
for name, share in kept.items():
    print(f"{name:16} 기울기의 {share:.2g}배가 남습니다")

# %% [markdown]
# 중요한 것은 활성 함수의 기울기와 가중치의 크기, 이 둘의 *곱*입니다. 되돌아가는 기울기에는 한 층을 지날 때마다 대략
# $\sqrt{n v}$와 활성 함수의 보통 때 기울기가 곱해집니다. 시그모이드의 기울기는 아무리 커도 $\frac14$입니다.
# Xavier의 가중치를 쓰면 층마다 4분의 1 이하만 남고, 마지막에는 거의 아무것도 남지 않습니다. 가중치가 `8 *
# size`이면 기울기가 끝까지 갑니다. 남는 비율은 0.15<!--= kept["시그모이드, 8배"] -->입니다. 반대로 가중치가 너무
# 작으면 ReLU를 써도 기울기가 사라집니다.
#
# 그렇다면 시그모이드에 큰 가중치를 쓰면 되지 않을까요? 시그모이드의 출력은 0이 아니라 $\frac12$ 둘레에 모입니다.
# 그래서 합에는 모든 샘플에서 똑같은 부분이 생깁니다. 이 부분은 샘플을 구별해 주지 못하면서, 유닛을 포화 쪽으로 밀어
# 버릴 수 있습니다.
#
# ## 학습에도 차이가 날까?
#
# ReLU를 쓰는 깊은 신경망에 가장 단순한 규칙인 경사하강법으로 반달 두 개를 구별하게 합니다. 처음 가중치를 작게,
# 중간으로, 크게 하고, 저마다 학습률 몇 가지와 시드 두 개로 훈련하여 마지막 손실을 출력합니다. 아무렇게나 찍으면
# 손실이 $\ln 2 = 0.693$<!--= math.log(2) -->입니다.

# %%
points, labels = moons(100, noise=0.1, seed=0)
ax = plots.decision_boundary(lambda x: x[1] - 0.25, points, labels)
plots.described(ax, "서로 맞물린 반달 두 개. 직선으로 나누면 몇 점은 틀립니다.")


# %%
def last_losses(widths, start, rate, cases, **options):
    found = []
    for seed in range(2):
        net = MLP(2, widths, initializer=start, generator=random.Random(seed))
        quietly = {"compiled": True, "progress": False, "generator": random.Random(seed)}
        loss = "sigmoid_cross_entropy"
        try:
            history = fit(net, *cases, loss=loss, optimizer=SGD(net, rate), **options, **quietly)
            found.append(round(history.losses[-1], 3))
        except DivergenceError:
            found.append("발산")
    return found


moons_as_cases, deep = (points, labels), [16, 16, 16, 16, 16, 1]
passes = {"epochs": 60, "batch_size": 20}
ends = {}  # 훈련 18번: 몇 초 걸립니다
for name, start in {"표준편차 0.1": normal(0.1), "He": "he", "표준편차 1": normal(1)}.items():
    for rate in (0.01, 0.1, 0.3):
        ends[name, rate] = last_losses(deep, start, rate, moons_as_cases, **passes)
        print(f"{name:8} 학습률 {rate:4}: {ends[name, rate]}")

# %% [markdown]
# 가중치가 작으면 어느 학습률로도 아예 출발하지 못합니다.<!--! all(end > 0.69 for rate in (0.01, 0.1, 0.3) for end
# in ends["표준편차 0.1", rate]) --> 가중치가 크면 가장 작은 학습률로만 배웁니다.<!--! max(ends["표준편차 1", 0.01])
# < 0.1 and all(end == "발산" or end > 0.69 for rate in (0.1, 0.3) for end in ends["표준편차 1", rate]) --> 가중치가
# 크면 기울기도 큽니다. 걸음이 너무 길면 신경망은 모든 점에 같은 답을 하는 곳으로 날아가 버리고, 심하면 컴퓨터가
# 수로 나타낼 수 없는 곳까지 갑니다. 이 가운데 한 번은 발산했습니다.<!--! sum(end == "발산" for losses in
# ends.values() for end in losses) == 1 --> He의 가중치를 쓰면 어느 학습률로도 배웁니다.<!--! max(end for rate in
# (0.01, 0.1, 0.3) for end in ends["He", rate]) < 0.5 --> 그렇다고 어느 학습률에서나 가장 빠른 것은 아닙니다.
# 0.01에서는 큰 가중치가 He의 가중치보다 더 많이 배우는데, 바로 기울기가 더 크기 때문입니다.<!--! max(ends["표준편차
# 1", 0.01]) < min(ends["He", 0.01]) --> 그러나 그때는 그 학습률로만 배울 수 있습니다. 그러니 좋은 초깃값은 학습을
# 도울 뿐 아니라, 학습률을 *자유롭게 고를 수 있게* 해 줍니다.
#
# <!--@ B22 -->
# ## 학습률의 계획
#
# 오일석의 다층 퍼셉트론 강의는 경험으로 정해야 하는 것으로 신경망 구조, 초깃값, 학습률, 활성 함수를 듭니다.
# 학습률을 정하는 방법은 두 가지입니다. 처음부터 끝까지 한 값을 쓰거나, 크게 시작하여 점점 줄여 갑니다. 잡음이 더
# 많은 반달에서, 샘플 5개짜리 미니배치로 둘 다 해 봅니다.<!--!> passes["batch_size"] == 5 -->

# %%
noisy = moons(100, noise=0.2, seed=0)
steps = 40 * 20  # 미니배치 20개씩 40에포크
plans = {"0.01": 0.01, "0.3": 0.3, "1": 1.0, "2": 2.0, "1에서 0으로": linear(1.0, 0, steps)}
passes = {"epochs": 40, "batch_size": 5}
by_plan = {}  # 훈련 10번: 몇 초 걸립니다
for name, rate in plans.items():
    by_plan[name] = last_losses([16, 16, 1], "he", rate, noisy, **passes)
    print(f"학습률 {name:6}: {by_plan[name]}")

# %% [markdown]
# 가장 작은 학습률로는 훈련이 끝나도 아직 내려가는 중입니다. 가장 큰 학습률로는 이리저리 튀기만 하고 아무것도 배우지
# 못합니다.<!--! min(by_plan["2"]) > 0.4 --> `rate=1`이면 많이 내려가지만, 미니배치마다 다른 쪽으로 당기므로 끝내
# 자리를 잡지 못합니다. 1에서 0으로 줄여 가면 두 시드 모두에서 손실이 가장 낮게 끝납니다.<!--! all(min(losses[seed]
# for losses in by_plan.values()) == by_plan["1에서 0으로"][seed] for seed in (0, 1)) --> 처음에는 성큼성큼 가고
# 나중에는 조심조심 가기 때문입니다. 시드 두 개, 문제 하나로 본 것이니 실마리일 뿐 증명은 아닙니다. 이렇게 학습률을
# 바꾸어 가는 방법이 `nn.schedules`에 더 있습니다.
#
# 나머지 두 가지는 짧게 말하겠습니다. *활성 함수*로는 깊은 신경망에서 주로 ReLU를 He의 가중치와 함께 씁니다. *신경망
# 구조*, 곧 층과 유닛을 몇 개씩 둘지는 다음 노트북에서 다룹니다.
#
# ## 연습 문제
#
# **1. 모든 가중치가 0이라면.** tanh 유닛의 앞과 뒤에 가중치가 하나씩 있고, 둘 다 0입니다. 기울기를 모두
# 예측하십시오.

# %%
x, w, u = Value(0.8, "x"), Value(0.0, "w"), Value(0.0, "u")
b = Value(0.1, "b")
out = u * (w * x).tanh() + b
out.label = "y"
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 곱셈 노드는 바꾸어 곱합니다. 곧 흘러온 것에 *다른 쪽* 인수를 곱합니다. tanh의 출력은 0<!--= math.tanh(0) -->이고,
# 그곳의 기울기는 1<!--= 1 - math.tanh(0)**2 -->입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 덧셈 노드는 흘러온 것을 양쪽에 그대로 줍니다. 그러면 $u$는 tanh의 출력인 0<!--= math.tanh(w.data * x.data) -->을
# 받습니다. tanh는 $u$, 곧 0<!--= u.data -->을 받고, 그보다 더 뒤로 되돌아가는 것도 모두 0입니다. 배우는 것은
# 편향뿐입니다. 모두 0으로 두는 것은 “모두 같게” 두는 것보다 더 나쁩니다. 가중치가 아예 움직이지 않습니다.
#
# ```python
# sheet.check(a=1, b=1, c=0, d=0, e=0, f=0, g=0)
# ```
#
# </details>
#
# **2. 얼마나 클까?** 한 층에 입력이 400개 있고, 그 퍼짐은 1입니다.<!--!> inputs == 400 --> (a) 가중치의 표준편차가
# 0.1이면 합의 퍼짐은 얼마입니까?<!--!> std == 0.1 --> (b) 표준편차가 얼마이면 퍼짐이 유지됩니까? (c) 입력이 ReLU를
# 지나온 것이고, 그 ReLU에 들어간 합의 퍼짐이 1이었다면 표준편차가 얼마여야 퍼짐이 유지됩니까? (d) (a)와 같은 층이
# 6개 이어져 있습니다.<!--!> layers == 6 --> 유닛의 수는 모두 같고 활성 함수는 없습니다. 마지막에 퍼짐은 얼마입니까?

# %%
inputs, std, layers = 400, 0.1, 6
by_hand = viz.quiz(
    sums=layer_factor(inputs, std),
    keeps=keeping_std(inputs),
    after_relu=keeping_std(inputs, kept=0.5),
    six_layers=layer_factor(inputs, std) ** layers,
)
by_hand.check(sums=..., keeps=..., after_relu=..., six_layers=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 한 층을 지나면 퍼짐이 $\sqrt{n v}$배가 되고, $\sqrt{v}$가 표준편차입니다. $\sqrt{400} = 20$<!--= math.sqrt(400)
# -->입니다. ReLU를 지나면 제곱 평균의 절반이 남습니다.
#
# </details>
# <details><summary>풀이</summary>
#
# (a) $20 \cdot 0.1 = 2$<!--= 20 * 0.1 -->입니다. (b) $1/20 = 0.05$<!--= 1 / 20 -->입니다. (c) 그것의 $\sqrt{2}$배인
# 0.0707<!--= math.sqrt(2) / 20 -->입니다. (d) $2^6 = 64$<!--= 2**6 -->입니다.
#
# ```python
# by_hand.check(sums=2, keeps=0.05, after_relu=2**0.5 / 20, six_layers=64)
# ```
#
# </details>
#
# **3. 규칙 쓰기.** ReLU 층의 가중치를 $-r$에서 $r$까지 *고르게* 뽑으려고 합니다. $r$이 얼마이면 퍼짐이 유지됩니까?
# 입력의 개수로 나타내십시오. `reach(24)`와 `reach(600)`으로 확인합니다.


# %%
def reach(n_in):
    return ...


reaches = viz.quiz(of_24=keeping_reach(24, kept=0.5), of_600=keeping_reach(600, kept=0.5))
reaches.check(of_24=reach(24), of_600=reach(600))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 분산은 $2 / n_\text{in}$이어야 하고, 고르게 뽑은 수의 분산은 $r^2 / 3$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $r^2 / 3 = 2 / n_\text{in}$에서 $r = \sqrt{6 / n_\text{in}}$이 나옵니다.
#
# ```python
# def reach(n_in):
#     return (6 / n_in) ** 0.5
#
# reaches.check(of_24=reach(24), of_600=reach(600))
# ```
#
# </details>
#
# ## 정리
#
# - 똑같이 출발한 유닛은 끝까지 똑같습니다. 그래서 처음 가중치는 무작위로 뽑습니다.
# - 한 층을 지나면 퍼짐이 $\sqrt{n v}$배가 됩니다. $n$은 순전파에서는 입력의 개수, 역전파에서는 출력의 개수입니다.
# - Xavier 초깃값은 $v = 2 / (n_\text{in} + n_\text{out})$이고, tanh에 씁니다. He 초깃값은 $v = 2 /
#   n_\text{in}$이고, ReLU에 씁니다. ReLU가 절반을 가져가기 때문입니다.
# - 기울기가 사라지거나 폭발하는 것은 활성 함수의 생김새가 아니라, 활성 함수의 기울기와 가중치의 곱 때문입니다.
# - 학습률을 크게 시작하여 점점 줄이면, 처음에는 성큼성큼 가고 끝에는 자리를 잡습니다.
#
# 다음: 유닛과 층을 몇 개씩 두고, 훈련을 언제 멈출까요?
