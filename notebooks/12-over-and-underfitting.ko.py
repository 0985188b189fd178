# %% [markdown]
# # 12. 신경망은 얼마나 배울 수 있어야 할까?
#
# 은닉 유닛이 하나인 신경망은 물결을 따라가지 못합니다. 유닛이 아주 많으면 잡음까지 따라가서, 아는 점과 점
# 사이에서는 물결에서 벗어납니다. 신경망이 보지 못한 점에서 두 경우의 오차를 재어 보고, 몇 가지 처방을 써 봅니다. 일찍
# 멈추기, 가중치 감쇠, 더 많은 데이터입니다.
#
# **이 노트북을 마치면**
#
# - 두 가지 오차를 보고 *과소적합*(underfitting)인지 *과적합*(overfitting)인지 알아볼 수 있습니다.
# - 훈련 데이터, 검증 데이터, 시험 데이터를 어디에 쓰는지, 하나로는 왜 모자라는지 말할 수 있습니다.
# - 검증 손실이 가장 낮은 곳에서 훈련을 멈출 수 있습니다.
# - 가중치 감쇠가 걸음마다 무엇을 하고, 결국 무엇을 이루는지 말할 수 있습니다.
# - 운 좋은 시드에 속지 않고 신경망을 비교할 수 있습니다.
#
# 5–7번, 10번 노트북에서 배운 층, 훈련, 최적화 기법과, 학교에서 배운 중앙값과 분산을 알아야 합니다. 읽는 데 20분쯤,
# 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
from matplotlib import pyplot

import viz
from autograd_core import Value
from nn import SGD
from nn.experiments.capacity import (
    NOISE,
    data,
    early_stop,
    error,
    errors,
    fitting,
    medians,
    trained,
    wave,
)
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# <!--@ A17 -->
# ## 잡음이 섞인 곡선
#
# 데이터 뒤에는 법칙이 하나 있습니다. 한 번 반 출렁이는 물결입니다. 우리가 보는 것은 그 위의 점 20개뿐입니다.<!--!>
# len(points[0]) == 20 --> 점은 저마다 우연히 조금씩 벗어나 있고, 그 표준편차는 0.4<!--= NOISE -->입니다. 신경망은
# $x$를 받아 $y$를 맞혀야 합니다. tanh 유닛으로 된 은닉층이 하나 있고, 이 점들로만 훈련합니다. 은닉 유닛이 적은 것,
# 중간인 것, 많은 것을 하나씩 봅시다.

# %%
sizes = (1, 4, 50)
points, held_out, new_points = data(seed=0)
grid = [i / 100 for i in range(-100, 101)]
_, axes = pyplot.subplots(1, 3, figsize=(11, 3.6), layout="constrained", sharey=True)
for ax, units in zip(axes, sizes, strict=True):
    net, _ = trained(units, seed=0)
    ax.plot(*points, "o", label="점")
    ax.plot(grid, [wave(x) for x in grid], "--", label="법칙")
    ax.plot(grid, [net(x).data for x in grid], label="신경망")
    ax.set(title=f"은닉 유닛: {units}개", xlabel="x", ylim=(-2.5, 2.5))
    ax.legend()
plots.described(
    axes[0],
    "유닛 1개: 계단 하나를 그릴 뿐, 물결을 따라가지 못합니다. 유닛 4개: 법칙에 가깝습니다. "
    "유닛 50개: 점 하나하나를 쫓아가며 그 사이에서 출렁이는 곡선입니다.",
)

# %% [markdown]
# 유닛이 하나이면 S자 하나를 그릴 뿐이어서 모자랍니다. 유닛이 4<!--= sizes[1] -->개이면 법칙을 따라갑니다. 유닛이
# 50<!--= sizes[2] -->개이면 점 하나하나를 쫓아가고, 그 사이에서는 출렁입니다.
#
# 어느 것이 가장 좋을까요? 훈련에 쓴 점들로 재면 틀린 답이 나옵니다.

# %%
runs = {units: errors(units) for units in (1, 2, 4, 50)}  # 저마다 다섯 번
results = {units: medians(pairs) for units, pairs in runs.items()}
for units, (of_own, of_new) in results.items():
    print(f"유닛 {units:2}개: 자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")
print(f"잡음만: {NOISE**2:.2f}")

# %% [markdown]
# 훈련에 쓴 점 20개에서, 그리고 같은 법칙을 따르는 새 점 200개에서 잰 평균 제곱 오차입니다.<!--! len(points[0]) ==
# 20 and len(new_points[0]) == 200 --> 저마다 5번 실행한 것의 *중앙값*이며, 실행할 때마다 점도, 잡음도, 처음
# 가중치도 다릅니다.<!--! all(len(pairs) == 5 for pairs in runs.values()) --> 왼쪽 열은 내려가기만 합니다.<!--!
# all(results[a][0] > results[b][0] for a, b in ((1, 2), (2, 4), (4, 50))) --> 유닛이 50개이면 거의 0입니다.<!--! 0
# < results[50][0] < 0.02 --> 신경망이 자기 점을 외워 버린 것입니다. 오른쪽 열은 내려갔다가 다시 올라갑니다.<!--!
# results[1][1] > results[2][1] > results[4][1] < results[50][1] -->
#
# 새 점에도 잡음이 있고, 그 잡음은 아무도 예측할 수 없습니다. 잡음의 분산은 $0.4^2 = 0.16$<!--= NOISE**2 -->입니다.
# 그러니 새 점에서는 평균으로 이보다 더 좋아지기를 바랄 수 없습니다. 자기 점에서 오차가 그보다 *낮으면* 잡음까지
# 배운 것입니다. 잡음은 언제나 조금은 배우게 됩니다. 유닛이 4개일 때도 0.059<!--= [sizes[1], results[4][0]] -->입니다.
# 0에 가까우면 잡음을 거의 다 배운 것입니다. 그것이 얼마나 해로운지는 새 점에서 재어 보아야만 압니다.
#
# | | 자기 점 | 새 점 | 이름 |
# |---|---|---|---|
# | 유닛 1<!--= sizes[0] -->개 | 높음 | 높음 | **과소적합**: *용량*이 모자람 |
# | 유닛 4<!--= sizes[1] -->개 | 잡음보다 낮음 | 여기서 가장 낮음 | |
# | 유닛 50<!--= sizes[2] -->개 | 0에 가까움 | 다시 높아짐 | **과적합**: 잡음까지 배움 |
#
# 은닉 유닛의 개수, 곧 오일석의 다층 퍼셉트론 강의에 나오는 $p$는 *하이퍼매개변수*(hyperparameter)입니다. 기울기로는
# 이것을 정할 수 없습니다. 여러 가지로 훈련해 보고, 훈련에 쓰지 않은 점에서 비교합니다.
#
# ## 훈련, 검증, 시험
#
# 따로 남겨 둔 점들로 많은 신경망을 비교하면, 일등은 운이 좋아서 일등이 된 면도 있습니다. 그 점들은 이미 고르는 데
# 쓰였으므로 더는 새 점이 아닙니다. 그래서 데이터를 나눕니다.
#
# - **훈련** 데이터로는 기울기를 구합니다.
# - **검증** 데이터로는 유닛을 몇 개 둘지, 언제 멈출지, 감쇠를 얼마나 할지 고릅니다.
# - **시험** 데이터는 마지막에 한 번만 씁니다. 결과로 보고하는 수는 여기에서 나옵니다.
#
# ## 일찍 멈추기
#
# 과적합은 갑자기 오지 않습니다. 큰 신경망의 두 손실을 에포크마다 봅시다.

# %%
_, history = trained(50, seed=1)
ax = plots.loss_curves(history, scale="log")
plots.described(
    ax,
    "훈련 손실은 1,500에포크 동안 내려갑니다. 검증 손실은 처음에 내려갔다가 올라갑니다.",
)

# %%
lowest, end = min(history.validation_losses), history.validation_losses[-1]
print(f"가장 낮은 값 {lowest:.3f}(에포크 {history.best_epoch} 뒤), 끝에는 {end:.3f}")

# %% [markdown]
# 검증 손실은 에포크 56<!--= history.best_epoch --> 뒤에 가장 낮습니다. 그때까지 신경망은 법칙을 배웁니다. 법칙은
# 모든 점에 도움이 되기 때문입니다. 그 뒤에는 자기 점을 외우기 시작하고, 훈련 손실만 계속 내려갑니다.<!--!
# history.losses[-1] < history.losses[55] and end > lowest -->
#
# 그러니 거기서 멈추면 됩니다! 그러나 훈련하는 동안에는 지금 손실이 가장 낮은 것인지 알 수 없습니다. 나중에 더
# 낮아질지도 모릅니다. 그래서 `fit`에는 *인내*(patience)가 있습니다. 정해 둔 수의 에포크 동안 한 번도 가장 좋았던
# 것보다 나아지지 않으면 멈추고, 가장 좋았던 에포크의 가중치로 되돌립니다. `patience=200`으로 해 봅니다.

# %%
stopped = {}
for seed in range(5):
    net, history = trained(50, seed=seed, patience=200)
    stopped[seed] = (min(history.validation_losses), error(net, data(seed)[2]))
    print(f"시드 {seed}: {len(history.losses)}에포크 훈련, 남긴 에포크 {history.best_epoch:3}", end=", ")
    print("검증 {:.3f}, 새 점 {:.3f}".format(*stopped[seed]))

# %%
of_validation, of_new = medians(list(stopped.values()))
print(f"중앙값: 검증 {of_validation:.3f}, 새 점 {of_new:.3f}")

# %% [markdown]
# 새 점에서의 오차가 0.31<!--= results[50][1] -->에서 0.22<!--= of_new -->로 내려갔습니다. 계산은 훨씬 적게
# 했습니다. 그런데 검증 손실의 중앙값을 보십시오. 0.18<!--= of_validation -->은 실제보다 좋아 보입니다. 수백 개
# 가운데 가장 낮은 것을 골랐으니, 운이 좋았던 값입니다. 그래서 시험 데이터를 따로 둡니다.
#
# 게다가 검증에 쓴 점은 20개뿐입니다.<!--! len(held_out[0]) == 20 --> 제곱 오차를 이만큼만 모아 평균하면 그 값의
# 3분의 1쯤은 믿을 수 없습니다. $\sqrt{2/20} \approx 0.32$이기 때문입니다.<!--= math.sqrt(2 / 20) --> 시드에 따라
# 가장 낮은 검증 손실은 0.10에서 0.30<!--= [f(v for v, _ in stopped.values()) for f in (min, max)] -->까지
# 달라지지만, 새 점 200개에서의 오차는 서로 비슷합니다.<!--! len(new_points[0]) == 200 and max(e for _, e in
# stopped.values()) - min(e for _, e in stopped.values()) < 0.05 --> 이렇게 적은 점으로도 언제쯤 멈추어야 할지는 알
# 수 있습니다. 그러나 좋은 신경망 둘 가운데 어느 것이 더 나은지 가리기에는 모자랍니다.
#
# ## 가중치 감쇠
#
# 두 점 사이에서 출렁이려면 곡선이 가팔라야 하고, 가파르려면 가중치가 커야 합니다. *가중치 감쇠*(weight decay)를
# 쓰면 가중치를 크게 유지하기가 어려워집니다. 걸음마다 모든 가중치를 작은 비율 $d$만큼 줄이기 때문입니다.
#
# $$w \leftarrow (1 - d)\,(w - \Delta w)$$
#
# 손실을 줄이는 데 필요 없는 가중치는 0으로 갑니다. 필요한 가중치는 당기는 힘과 줄이는 힘이 같아지는 곳에 자리를
# 잡습니다. (단순한 경사하강법이라면, 가중치마다 손실에 $\frac{\lambda}{2} w^2$을 더하는 것과 거의 같습니다. 그
# 기울기가 $\lambda w$이므로 한 걸음에 $\eta \lambda w$만큼 줄어듭니다. 그러면 $d = \eta \lambda$입니다.)

# %%
few = range(3)  # 시드 다섯 가운데 처음 셋
of_few = {units: medians(runs[units][:3]) for units in (4, 50)}
decayed = {0: of_few[50], **{d: medians(errors(50, few, weight_decay=d)) for d in (0.01, 0.1)}}
for d, (of_own, of_new) in decayed.items():
    print(f"감쇠 {d:4}: 자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")

# %% [markdown]
# 위에서처럼 5<!--= len(runs[50]) -->번이 아니라 3<!--= len(few) -->번 실행한 것의 중앙값입니다. 그래서 감쇠가 없는
# 줄도 같은 시드 3<!--= len(few) -->개로 구했습니다. 새 점에서 0.34<!--= decayed[0][1] -->입니다. $d = 0.01$이면 큰
# 신경망의 오차가 0.22<!--= [sorted(decayed)[1], decayed[0.01][1]] -->로, 이 시드들에서는 유닛이 네 개인 것보다
# 낫습니다.<!--! decayed[0.01][1] < of_few[4][1] --> 그 대신 자기 점에서는 오차가 커집니다.<!--! decayed[0.01][0] >
# 5 * decayed[0][0] --> 감쇠가 그 10배이면 신경망은 더는 휘지 못하고 과소적합이 됩니다.<!--! min(decayed[0.1]) > 0.5
# and max(decayed) == 10 * sorted(decayed)[1] --> 그러니 $d$도 하이퍼매개변수입니다. 오일석의 강의가 말하는 요즘의
# 방식이 바로 이것입니다. *큰* 모델을 쓰되, 알맞은 *규제*(regularization)로 억제합니다.
#
# ## 더 많은 데이터
#
# 데이터를 더 구할 수만 있다면 이것이 가장 좋은 처방입니다. 큰 신경망을 이번에는 `points=200`으로, 같은 시드 3<!--=>
# len(few) -->개로 훈련합니다.

# %%
of_own, of_new = medians(errors(50, few, points=200))
print(f"자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")

# %% [markdown]
# 둘 다 0.16에 가깝습니다.<!--! max(abs(of_own - 0.16), abs(of_new - 0.16)) < 0.03 --> 점이 너무 많아 외울 수
# 없으니, 배울 것은 법칙밖에 남지 않습니다.
#
# 다음 노트북의 드롭아웃이 넷째 처방입니다.
#
# ## 속지 않으려면
#
# 한 번 실행해 본 것은 이야깃거리일 뿐입니다. 유닛이 두 개인 신경망을 5번 실행했을 때 새 점에서의 오차를 모두
# 봅시다.<!--!> len(two_units) == 5 -->

# %%
two_units = [round(of_new, 3) for _, of_new in runs[2]]
two_units

# %% [markdown]
# 그 가운데 두<!--= sum(e < 0.24 for e in two_units) --> 개는 유닛이 4개일 때의 중앙값보다 낫습니다.<!--! sum(e <
# results[4][1] for e in two_units) == 2 --> 나머지는 가다가 막혔습니다. 유닛 두 개로도 할 수는 있지만 훈련하기가
# 어렵습니다. 운 좋은 시드만 고르면 반대로 “증명”할 수도 있습니다. 그러니 여러 번 되풀이하고, 결과를 모두 보이거나
# 중앙값과 범위를 보이십시오. 어느 수로 판단할지는 결과를 *보기 전에* 정하고, 한 번에 한 가지만 바꾸십시오.
#
# ## 연습 문제
#
# **1. 진단하기.** 어떤 사람이 같은 문제로 신경망 a, b, c, d를 훈련했습니다. 잡음의 분산은 0.1<!--=> noise -->입니다.
# 훈련 오차와 검증 오차는 (a)에서 0.11과 0.12<!--=> [networks["a"][0], networks["a"][1]] -->, (b)에서 0.02와 0.31<!--=>
# [networks["b"][0], networks["b"][1]] -->, (c)에서 0.42와 0.44<!--=> [networks["c"][0], networks["c"][1]] -->, (d)에서
# 0.00과 0.15<!--=> [networks["d"][0], networks["d"][1]] -->입니다. 저마다 무엇이 문제입니까? "과소적합", "과적합",
# "적당" 가운데 하나로 답하십시오.

# %%
noise = 0.1
networks = {"a": (0.11, 0.12), "b": (0.02, 0.31), "c": (0.42, 0.44), "d": (0.00, 0.15)}
names = {-1: "과소적합", 0: "적당", 1: "과적합"}
diagnosis = viz.quiz(**{net: names[fitting(networks[net][0], noise)] for net in networks})
diagnosis.check(a=..., b=..., c=..., d=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 먼저 훈련 오차를 잡음의 분산과 견주어 보십시오. 훨씬 높으면 신경망의 용량이 모자란 것입니다. 훨씬 낮으면 법칙이
# 아닌 것까지 배운 것입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# d는 검증 오차가 나쁘지 않습니다. 그래도 훈련 오차를 보면 잡음까지 배웠습니다. 처방을 쓰면 더 좋아질 것입니다.
#
# ```python
# diagnosis.check(a="적당", b="과적합", c="과소적합", d="과적합")
# ```
#
# </details>
#
# **2. 손으로 따라가는 인내.** 검증 손실이 에포크마다 차례로 0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61,
# 0.63입니다.<!--!> losses == [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63] --> `patience=2`일 때와
# `patience=3`일 때, 훈련은 몇째 에포크 뒤에 멈추고, 몇째 에포크의 가중치가 남습니까?

# %%
losses = [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63]
(kept_2, last_2), (kept_3, last_3) = early_stop(losses, 2), early_stop(losses, 3)
patience = viz.quiz(kept_2=kept_2, last_2=last_2, kept_3=kept_3, last_3=last_3)
patience.check(kept_2=..., last_2=..., kept_3=..., last_3=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 에포크는 1부터 셉니다. `patience=2`이면 *지금까지* 가장 좋았던 것보다 낫지 않은 에포크가 잇달아 두 번 나올 때
# 멈춥니다. 나중에 무엇이 올지는 알지 못합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 처음 몇 에포크 가운데 가장 좋은 것은 에포크 3의 0.60입니다.<!--! losses[3 - 1] == 0.60 --> 에포크 4와 5는 더 낫지
# 않으므로, 인내가 2이면 5 뒤에 멈추고 3의 가중치가 남습니다.<!--! min(losses[4 - 1 : 5]) > losses[2] and (kept_2,
# last_2) == (3, 5) --> 에포크 6이 더 낫다는 것은 끝내 알지 못합니다.<!--! losses[6 - 1] < losses[2] --> 인내가
# 3이면 6까지 가서 그 가중치를 남기고, 7, 8, 9가 더 낫지 않으므로 거기서 멈춥니다.<!--! (kept_3, last_3) == (6, 9) ==
# early_stop(losses, 3) and min(losses[e - 1] for e in (7, 8, last_3)) > losses[5] -->
#
# ```python
# patience.check(kept_2=3, last_2=5, kept_3=6, last_3=9)
# ```
#
# </details>
#
# **3. 감쇠가 멈추는 곳.** 가중치가 2이고 감쇠는 $d = 0.1$입니다.<!--!> start == 2 and d == 0.1 --> (a) 기울기가
# 전혀 오지 않으면 3걸음 뒤에 가중치는 얼마입니까?<!--!> abs(after(3, start, 0, d) - 1.458) < 1e-9 --> (b) 이번에는
# 일정한 기울기가 위로 당겨서, 걸음마다 감쇠하기 *전에* 0.5<!--=> pull -->가 더해집니다. 가중치가 마침내 머무는 값을
# 돌려주는 함수 `settled`를 쓰십시오. `settled(0.5, 0.1)`과 `settled(1, 0.5)`로 확인합니다. 당기는 힘과 감쇠가 얼마이든
# 맞아야 합니다.


# %%
def settled(pull, d):
    return ...  # (1 - d) * (w + pull)이 다시 w가 되는 w


def after(steps, start, pull, d):
    w = Value(start, "w")
    rule = SGD([w], 1, weight_decay=d)
    for _ in range(steps):
        w.grad = -pull
        rule.step()
    return w.data


start, d, pull = 2, 0.1, 0.5
decay = viz.quiz(
    after_three=after(3, start, 0, d),
    settled_1=after(500, start, pull, d),
    settled_2=after(500, start, 1, 0.5),
)
decay.check(after_three=..., settled_1=settled(pull, d), settled_2=settled(1, 0.5))

# %% [markdown]
# <details><summary>힌트</summary>
#
# (a) 걸음마다 0.9<!--= 1 - 0.1 -->를 곱합니다. (b) 당기는 힘을 $p$라 하고, $w = (1 - d)(w + p)$를 $w$에 대하여
# 푸십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# (a) $2 \cdot 0.9^3 = 1.458$<!--= 2 * 0.9**3 -->입니다. (b) $w - (1 - d) w = (1 - d)\,p$이므로 $d \cdot w = (1 -
# d)\,p$입니다. 가중치가 계속 크려면 당기는 힘이 필요합니다. 잡음은 평균하면 어느 가중치도 당기지 않습니다.
#
# ```python
# def settled(pull, d):
#     return (1 - d) * pull / d
#
# decay.check(after_three=2 * 0.9**3, settled_1=settled(0.5, 0.1), settled_2=settled(1, 0.5))
# ```
#
# </details>
#
# ## 정리
#
# - 과소적합이면 두 오차가 모두 높습니다. 과적합이면 훈련 오차는 잡음보다 훨씬 낮고 다른 오차는 높습니다.
# - 훈련 데이터로 기울기를 구하고, 검증 데이터로 고르고, 시험 데이터는 마지막에 한 번만 씁니다.
# - 일찍 멈추기는 검증 손실이 가장 낮은 에포크의 가중치를 남깁니다.
# - 가중치 감쇠를 쓰면, 신경망은 큰 그대로 두고 곡선이 가팔라지는 것을 막을 수 있습니다.
# - 한 번 실행한 것은 결과라고 할 수 없습니다. 되풀이하고, 결과가 얼마나 흩어지는지 보이십시오.
#
# 다음: 우연을 이용하는 처방인 드롭아웃, 그리고 배치 정규화입니다.
