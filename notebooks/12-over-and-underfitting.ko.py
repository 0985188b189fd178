# %% [markdown]
# # 12. 신경망은 얼마나 배울 수 있어야 할까?
#
# 은닉 유닛이 하나인 신경망은 곡선을 따라가지 못합니다. 아주 많으면 잡음까지 따라가서, 점과 점 사이에서는 모두
# 틀립니다. 신경망이 보지 못한 점에서 둘 다 재어 보고, 몇 가지 처방을 써 봅니다. 일찍 멈추기, 가중치 감쇠, 더 많은
# 데이터입니다.
#
# **이 노트북을 마치면**
#
# - 두 수를 보고 *과소적합*(underfitting)과 *과적합*(overfitting)을 알아볼 수 있습니다.
# - 훈련 데이터, 검증 데이터, 시험 데이터가 무엇에 쓰이는지, 하나로는 왜 모자라는지 말할 수 있습니다.
# - 검증 손실이 가장 낮은 곳에서 훈련을 멈출 수 있습니다.
# - 가중치 감쇠가 한 걸음마다 하는 일과, 길게 보아 하는 일을 말할 수 있습니다.
# - 운 좋은 시드에 속지 않고 신경망을 비교할 수 있습니다.
#
# 노트북 5–7, 10의 층, 훈련, 최적화 방법을 알아야 합니다. 학교에서 배운 중앙값과 분산도 알아야 합니다. 읽는 데 20분쯤,
# 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
from matplotlib import pyplot

import viz
from nn.experiments.capacity import NOISE, data, early_stop, error, errors, medians, trained, wave
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# <!--@ A17 -->
# ## 잡음이 섞인 곡선
#
# 법칙이 하나 있습니다. 물결 한 개 반입니다. 우리에게는 그 위의 점 20개가 보입니다.<!--!> len(points[0]) == 20 -->
# 점마다 우연히 조금씩 벗어나 있으며, 그 표준편차는 0.4<!--= NOISE -->입니다. 신경망은 $x$를 받아 $y$를 맞혀야 합니다.
# tanh 유닛으로 된 은닉층이 하나 있고, 이 점들로만 훈련합니다. 작은 것, 중간 것, 큰 것을 하나씩 봅시다.

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
    "유닛 한 개: 계단 하나로, 물결을 놓칩니다. 유닛 네 개: 법칙에 가깝습니다. "
    "유닛 쉰 개: 점 하나하나를 쫓아가며 그 사이에서 출렁이는 곡선입니다.",
)

# %% [markdown]
# 유닛 하나로는 S자 하나를 그릴 뿐이라 모자랍니다. 유닛 4<!--= sizes[1] -->개는 법칙을 따라갑니다. 유닛 50<!--=
# sizes[2] -->개는 점 하나하나를 쫓아가며 그 사이에서 출렁입니다.
#
# 어느 것이 가장 좋을까요? 그 점들에 물으면 틀린 답을 듣습니다.

# %%
runs = {units: errors(units) for units in (1, 2, 4, 50)}  # 저마다 다섯 번
results = {units: medians(pairs) for units, pairs in runs.items()}
for units, (of_own, of_new) in results.items():
    print(f"유닛 {units:2}개: 자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")
print(f"잡음만: {NOISE**2:.2f}")

# %% [markdown]
# 이것은 평균 제곱 오차입니다. 훈련에 쓴 점 20개에서, 또 같은 법칙의 새 점 200개에서 쟀습니다.<!--! len(points[0]) ==
# 20 and len(new_points[0]) == 200 --> 저마다 5번 실행한 것의 *중앙값*이며, 실행할 때마다 점도 잡음도 처음 가중치도
# 다릅니다.<!--! all(len(pairs) == 5 for pairs in runs.values()) --> 왼쪽 열은 내려가기만 합니다.<!--!
# all(results[a][0] > results[b][0] for a, b in ((1, 2), (2, 4), (4, 50))) --> 유닛이 50개이면 거의 0입니다.<!--! 0 <
# results[50][0] < 0.02 --> 신경망이 자기 점을 외워 버렸습니다. 오른쪽 열은 내려갔다가 다시 올라갑니다.<!--!
# results[1][1] > results[2][1] > results[4][1] < results[50][1] -->
#
# 새 점에도 잡음이 있고, 그것은 아무도 예측할 수 없습니다. 잡음의 분산은 $0.4^2 = 0.16$<!--= NOISE**2 -->입니다.
# 그러니 새 점에서 평균으로 바랄 수 있는 가장 좋은 값이 그것입니다. 자기 점에서 오차가 그보다 *낮으면* 잡음도 배운
# 것입니다. 조금은 늘 배웁니다. 유닛 4개에서도 0.059<!--= [sizes[1], results[4][0]] -->입니다. 영에 가까우면 잡음을
# 거의 다 배운 것입니다. 그것이 얼마나 해로운지는 새 점만이 말해 줍니다.
#
# | | 자기 점 | 새 점 | 이름 |
# |---|---|---|---|
# | 유닛 1<!--= sizes[0] -->개 | 높음 | 높음 | **과소적합**: *용량*이 모자람 |
# | 유닛 4<!--= sizes[1] -->개 | 잡음보다 낮음 | 여기서 가장 낮음 | |
# | 유닛 50<!--= sizes[2] -->개 | 영에 가까움 | 다시 높아짐 | **과적합**: 잡음을 배움 |
#
# 은닉 유닛의 개수, 곧 다층 퍼셉트론 강의 노트의 $p$는 *하이퍼매개변수*입니다. 어떤 기울기도 그것을 알려 주지
# 않습니다. 여러 가지로 해 보고, 훈련에 쓰지 않은 점에서 비교합니다.
#
# ## 훈련, 검증, 시험
#
# 많은 신경망을 남겨 둔 같은 점들에서 비교하면, 일등은 운의 덕도 봅니다. 점들이 선택에 쓰였으므로 더는 새 점이
# 아닙니다. 그래서 데이터를 나눕니다.
#
# - **훈련** 데이터는 기울기를 줍니다.
# - **검증** 데이터로는 선택을 합니다. 유닛을 몇 개 둘지, 언제 멈출지, 감쇠를 얼마나 할지 정합니다.
# - **시험** 데이터는 마지막에 한 번만 봅니다. 보고하는 수는 여기에서 나옵니다.
#
# ## 일찍 멈추기
#
# 과적합은 한꺼번에 오지 않습니다. 큰 신경망에서 에포크마다 두 손실을 봅시다.

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
# 검증 손실은 에포크 56<!--= history.best_epoch --> 뒤에 가장 낮습니다. 거기까지 신경망은 법칙을 배웁니다. 그것이 모든
# 점에 도움이 되기 때문입니다. 그 뒤에는 자기 점을 배우기 시작하고, 훈련 손실만 계속 내려갑니다.<!--!
# history.losses[-1] < history.losses[55] and end > lowest -->
#
# 그러니 거기서 멈추면 됩니다! 그러나 훈련하는 동안에는 어떤 손실이 가장 낮은 것인지 알 수 없습니다. 더 낮은 것이
# 나중에 나올지도 모릅니다. 그래서 `fit`에는 *인내*(patience)가 있습니다. 그만큼의 에포크가 잇달아 가장 좋았던 것보다
# 낫지 않으면 멈추고, 가장 좋았던 에포크의 가중치로 되돌립니다. `patience=200`으로 해 봅니다.

# %%
stopped = {}
for seed in range(5):
    net, history = trained(50, seed=seed, patience=200)
    stopped[seed] = (min(history.validation_losses), error(net, data(seed)[2]))
    print(f"시드 {seed}: 훈련 {len(history.losses)}에포크, 남긴 에포크 {history.best_epoch:3}", end=", ")
    print("검증 {:.3f}, 새 점 {:.3f}".format(*stopped[seed]))

# %%
of_validation, of_new = medians(list(stopped.values()))
print(f"중앙값: 검증 {of_validation:.3f}, 새 점 {of_new:.3f}")

# %% [markdown]
# 새 점에서의 오차는 0.31<!--= results[50][1] -->에서 0.22<!--= of_new -->로 내려갔습니다. 일은 훨씬 적게 했습니다.
# 그런데 검증 손실의 중앙값을 보십시오. 0.18<!--= of_validation -->은 진실보다 좋아 보입니다. 저마다 수백 개의 수
# 가운데 가장 낮은 것이니 운이 좋았던 것입니다. 그래서 시험 데이터를 따로 둡니다.
#
# 게다가 검증 점은 20개뿐입니다.<!--! len(held_out[0]) == 20 --> 제곱 오차를 이만큼만 평균하면 그 값의 삼분의 일쯤이
# 불확실합니다. $\sqrt{2/20} \approx 0.32$입니다.<!--= math.sqrt(2 / 20) --> 시드에 따라 가장 낮은 검증 손실은 0.10에서
# 0.30<!--= [f(v for v, _ in stopped.values()) for f in (min, max)] -->까지이지만, 새 점 200개에서의 오차는 서로
# 가깝습니다.<!--! len(new_points[0]) == 200 and max(e for _, e in stopped.values()) - min(e for _, e in
# stopped.values()) < 0.05 --> 이렇게 적은 점으로도 언제쯤 멈출지는 알 수 있습니다. 그러나 좋은 신경망 둘 가운데 어느
# 것이 나은지 가리기에는 모자랍니다.
#
# ## 가중치 감쇠
#
# 두 점 사이에서 출렁이려면 곡선이 가팔라야 하고, 가파르려면 가중치가 커야 합니다. *가중치 감쇠*(weight decay)는 큰
# 가중치에 값을 치르게 합니다. 걸음마다 모든 가중치가 작은 몫 $d$만큼 줄어듭니다.
#
# $$w \leftarrow (1 - d)\,(w - \Delta w)$$
#
# 손실이 떠받치지 않는 가중치는 영으로 갑니다. 손실에 필요한 가중치는 당기는 힘과 줄이는 힘이 같아지는 곳에 자리를
# 잡습니다. (그냥 경사하강법이라면, 손실에 가중치마다 $\frac{\lambda}{2} w^2$을 더하는 것과 거의 같습니다. 그 기울기가
# $\lambda w$이므로 한 걸음에 $\eta \lambda w$가 줄어듭니다.)

# %%
few = range(3)  # 시드 다섯 가운데 처음 셋
of_few = {units: medians(runs[units][:3]) for units in (4, 50)}
decayed = {0: of_few[50], **{d: medians(errors(50, few, weight_decay=d)) for d in (0.01, 0.1)}}
for d, (of_own, of_new) in decayed.items():
    print(f"감쇠 {d:4}: 자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")

# %% [markdown]
# 위에서처럼 실행 5<!--= len(runs[50]) -->번이 아니라 3<!--= len(few) -->번의 중앙값입니다. 그래서 감쇠가 없는 줄도
# 같은 시드 3<!--= len(few) -->개에서 구했습니다. 새 점에서 0.34<!--= decayed[0][1] -->입니다. $d = 0.01$이면 큰
# 신경망이 0.22<!--= [sorted(decayed)[1], decayed[0.01][1]] -->이고, 이 시드에서 유닛 네 개보다 낫습니다.<!--!
# decayed[0.01][1] < of_few[4][1] --> 그 대신 자기 점에서는 오차가 커집니다.<!--! decayed[0.01][0] > 5 *
# decayed[0][0] --> 감쇠가 그 10배이면 신경망은 더는 휘지 못하고 과소적합이 됩니다.<!--! min(decayed[0.1]) > 0.5 and
# max(decayed) == 10 * sorted(decayed)[1] --> 그러니 $d$도 하이퍼매개변수입니다. 강의 노트가 요즘의 경향이라고 하는
# 것이 이것입니다. *복잡한* 모델을 쓰되, 알맞은 *규제*(regularization)로 억제합니다.
#
# ## 더 많은 데이터
#
# 구할 수만 있다면 가장 좋은 처방입니다. 큰 신경망을 이번에는 `points=200`으로, 같은 시드 3<!--=> len(few) -->개로
# 훈련합니다.

# %%
of_own, of_new = medians(errors(50, few, points=200))
print(f"자기 점에서 {of_own:.3f}, 새 점에서 {of_new:.3f}")

# %% [markdown]
# 둘 다 0.16 가까이에 있습니다.<!--! max(abs(of_own - 0.16), abs(of_new - 0.16)) < 0.03 --> 점이 너무 많아 외울 수
# 없으므로, 배울 것은 법칙밖에 없습니다.
#
# 다음 노트북의 드롭아웃이 넷째 처방입니다.
#
# ## 속지 않으려면
#
# 한 번 실행한 것은 일화일 뿐입니다. 유닛이 두 개인 신경망을 5번 실행한 결과를, 새 점에서 모두 봅시다.<!--!>
# len(two_units) == 5 -->

# %%
two_units = [round(of_new, 3) for _, of_new in runs[2]]
two_units

# %% [markdown]
# 그 가운데 두<!--= sum(e < 0.24 for e in two_units) --> 개는 유닛 4개의 중앙값보다 낫습니다.<!--! sum(e <
# results[4][1] for e in two_units) == 2 --> 나머지는 가는 길에 막혔습니다. 유닛 두 개로도 할 수 있지만 훈련하기가
# 어렵습니다. 운 좋은 시드를 쓰면 반대를 “증명”할 수도 있습니다. 그러니 되풀이하고, 모든 실행을 보이거나 중앙값과
# 범위를 보이고, 어느 수로 판단할지 *보기 전에* 정하고, 한 번에 한 가지만 바꾸십시오.
#
# ## 연습 문제
#
# **1. 진단하기.** 누군가 같은 문제에 신경망 a부터 d까지를 훈련합니다. 아래에 잡음의 분산과, 신경망마다 훈련 오차와
# 검증 오차가 있습니다. 저마다 무엇이 문제입니까? "과소적합", "과적합", "적당" 가운데 하나로 답하십시오.

# %%
noise = 0.1
networks = {"a": (0.11, 0.12), "b": (0.02, 0.31), "c": (0.42, 0.44), "d": (0.00, 0.15)}
diagnosis = viz.quiz(a="적당", b="과적합", c="과소적합", d="과적합")
diagnosis.check(a=..., b=..., c=..., d=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 먼저 훈련 오차를 잡음과 견주어 보십시오. 훨씬 높으면 신경망이 해야 할 일을 하지 못하는 것입니다. 훨씬 낮으면
# 법칙보다 더 많이 배운 것입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# (d)의 검증 오차는 나쁘지 않습니다. 그래도 훈련 오차를 보면 잡음을 배웠습니다. 처방을 쓰면 더 좋아질 것입니다.
#
# ```python
# diagnosis.check(a="적당", b="과적합", c="과소적합", d="과적합")
# ```
#
# </details>
#
# **2. 손으로 하는 인내.** 아래에 몇 에포크의 검증 손실이 있습니다. `patience=2`일 때와 `patience=3`일 때, 훈련은 몇째
# 에포크 뒤에 멈추고, 몇째 에포크의 가중치가 남습니까?

# %%
losses = [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63]
(kept_2, last_2), (kept_3, last_3) = early_stop(losses, 2), early_stop(losses, 3)
patience = viz.quiz(kept_2=kept_2, last_2=last_2, kept_3=kept_3, last_3=last_3)
patience.check(kept_2=..., last_2=..., kept_3=..., last_3=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 에포크는 일부터 셉니다. `patience=2`는 *지금까지* 가장 좋았던 것보다 낫지 않은 에포크가 잇달아 두 번이라는 뜻입니다.
# 나중에 올 것을 훈련은 보지 못합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 거기까지 가장 좋은 것은 에포크 3의 0.60입니다.<!--! losses[3 - 1] == 0.60 --> 에포크 4와 5는 더 낫지 않으므로, 인내
# 2는 5 뒤에 끝나고 3을 남깁니다.<!--! min(losses[4 - 1 : 5]) > losses[2] and (kept_2, last_2) == (3, 5) --> 에포크
# 6이 더 낫다는 것은 끝내 보지 못합니다.<!--! losses[6 - 1] < losses[2] --> 인내 3은 그것을 보고 6을 남기며, 7, 8, 9가
# 더 낫지 않으므로 멈춥니다.<!--! (kept_3, last_3) == (6, 9) == early_stop(losses, 3) and min(losses[e -
# 1] for e in (7, 8, last_3)) > losses[5] -->
#
# ```python
# patience.check(kept_2=3, last_2=5, kept_3=6, last_3=9)
# ```
#
# </details>
#
# **3. 감쇠가 멈추는 곳.** 가중치가 2에 있고 감쇠는 $d = 0.1$입니다.<!--!> start == 2 and d == 0.1 --> (a) 기울기가
# 오지 않으면, 3걸음 뒤에 가중치는 어디에 있습니까?<!--!> abs(start * (1 - d) ** 3 - 1.458) < 1e-9 --> (b) 이번에는
# 한결같은 기울기가 위로 당겨서, 걸음마다 감쇠하기 *전에* 0.5<!--=> pull -->를 더합니다. 당기는 힘과 감쇠가 얼마이든,
# 가중치가 마침내 머무는 곳을 내는 함수 `settled`를 쓰십시오.


# %%
def settled(pull, d):
    return ...  # (1 - d) * (w + pull)이 다시 w가 되는 w


start, d, pull = 2, 0.1, 0.5
decay = viz.quiz(after_three=1.458, settled_1=4.5, settled_2=1.0)
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
# d)\,p$입니다. 가중치가 큰 채로 있으려면 당기는 힘이 필요합니다. 잡음은 평균으로 보면 어느 가중치도 당기지 않습니다.
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
# - 과소적합: 두 오차가 모두 높습니다. 과적합: 훈련 오차는 잡음보다 훨씬 낮고 다른 오차는 높습니다.
# - 훈련 데이터는 기울기를 주고, 검증 데이터로는 선택을 하고, 시험 데이터는 마지막에 한 번만 봅니다.
# - 일찍 멈추기는 검증 손실이 가장 낮은 에포크의 가중치를 남깁니다.
# - 가중치 감쇠는 큰 신경망을 그대로 두고, 가파른 곡선에 값을 치르게 합니다.
# - 한 번 실행한 것은 결과가 아닙니다. 되풀이하고, 얼마나 흩어지는지 보이십시오.
#
# 다음: 우연을 쓰는 처방인 드롭아웃, 그리고 배치 정규화.
