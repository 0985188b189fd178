# %% [markdown]
# # 10. 신경망은 얼마나 틀렸고, 어느 쪽이 내리막일까?
#
# *손실*은 틀린 답을 수 하나로 나타냅니다. 손실의 기울기는 어느 쪽이 내리막인지 알려 줍니다. 그쪽으로 얼마나 갈지는
# *최적화 기법*(optimizer)이 정합니다. 자주 쓰는 손실을 살펴본 다음, 같은 골짜기를 여러 최적화 기법으로 내려가
# 봅니다.
#
# **이 노트북을 마치면**
#
# - 손실마다 어떤 기울기를 돌려보내는지 예측할 수 있습니다.
# - 수를 맞힐 때와 부류를 맞힐 때 어느 손실이 알맞은지 말할 수 있습니다.
# - 모멘텀, Adagrad, RMSProp, Adam이 경사하강법의 단순한 걸음을 어떻게 바꾸는지 말할 수 있습니다.
# - 단순한 골짜기에서 발산하지 않는 학습률을 고를 수 있습니다.
#
# 1번, 2번, 9번 노트북에서 배운 노드, 소프트맥스, 교차 엔트로피를 알아야 합니다.
#
# 읽는 데 30분쯤, 연습 문제를 푸는 데 30분쯤 걸립니다.
#
# 손실과 최적화 기법은 학습 기법에 대한 세미나를 따르고, 기호도 그 세미나의 것을 그대로 씁니다. 다른 자료에서는 같은
# 것을 다음과 같이 씁니다.
#
# | 여기 | 오일석(7번 노트북) | 세미나의 델타 규칙(5번 노트북) | 1986년 논문(14번 노트북) |
# |---|---|---|---|
# | 학습률 $\eta$ | $\rho$ | $\alpha$ | $\varepsilon$ |
# | 모멘텀 $\gamma$ | | | $\alpha$ |
# | 매개변수 $\theta$ | $U^1, U^2$ | $w, b$ | $w$ |
# | 걸음 $t$ | ($t$: 미니배치의 크기) | $t$ | $t$ |
#
# 5번 노트북의 `SGD`와 여기의 `GradientDescent`는 같은 것입니다.<!--!> sys.modules["nn"].SGD is GradientDescent -->
# 샘플 몇 개만으로 기울기를 구할 때는 흔히 앞의 이름으로 부릅니다. 14번 노트북의 `Acceleration`은 `Momentum`을
# 운동으로 풀어 쓴 것이며, 기억하는 값은 $-v$입니다.

# %%
from matplotlib import pyplot

import viz
from autograd_core import Value, grad, gradients, log, sigmoid
from nn import NAG, AdaDelta, Adagrad, Adam, GradientDescent, Momentum, RMSProp, losses
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 손실
#
# <!--@ C37; C38; C39 -->
# 실제 가격은 500<!--=> prices[0] -->인데 모델은 350<!--=> predictions[0].data -->이라고 합니다. *절대 오차*는
# 150<!--=> prices[0] - predictions[0].data -->입니다. *제곱 오차*는 22,500<!--=> (prices[0] - predictions[0].data)
# ** 2 -->입니다. 제곱 오차는 작은 오차 여럿보다 큰 오차 하나에 더 큰 벌점을 매깁니다. 출력이 여럿이면 평균을
# 냅니다.

# %%
prices = [500, 3, -1, 2]
predictions = [Value(350), Value(2.5), Value(0), Value(2)]
for loss in (losses.mean_absolute_error, losses.mean_squared_error):
    error = loss(predictions, prices)
    slopes = [slope.data for slope in gradients(error, predictions)]
    print(f"{error.data:>10.4f}   기울기 {slopes}")

# %% [markdown]
# 기울기를 보십시오. 절대 오차의 기울기는 어느 쪽으로 틀렸는지만 알려 줍니다. 크기는 어느 쪽이든 4분의 1이고,
# 정확히 맞힌 곳에서는 약속에 따라 0입니다.<!--! [*map(abs, [g.data for g in
# gradients(losses.mean_absolute_error(predictions, prices), predictions)])] == [1 / 4, 1 / 4, 1 / 4, 0] --> 제곱
# 오차의 기울기 $\frac{2}{n}(p - y)$는 오차가 클수록 큽니다. 그래서 학습은 거의 첫째 출력만 바로잡으려 합니다.
#
# <!--@ A25; E02 -->
# 자료에서 *제곱 오차*라고 부르는 손실은 하나가 아니라 세<!--=> len(kinds) --> 가지라는 점에 주의하십시오. 앞에 곱한
# 상수가 다르고, 그만큼 기울기도 다릅니다.

# %%
kinds = (losses.sum_squared_error, losses.half_squared_error, losses.mean_squared_error)
for loss in kinds:
    error = loss(predictions, prices)
    slopes = [slope.data for slope in gradients(error, predictions)]
    print(f"{loss.__name__:20} {error.data:>10.4f}   기울기 {slopes}")

# %% [markdown]
# 이름에 *half*가 붙은 것은 오일석의 $J$(7번 노트북)이고, 모든 샘플에 대해 더하면 루멜하트, 힌턴, 윌리엄스의
# 논문(1986)에 나오는 $E$입니다. 이때 기울기는 그냥 $p - y$입니다. *mean*이 붙은 것은 세미나의 MSE입니다. 한 손실에
# 맞추어 고른 학습률을 다른 손실에 쓰려면 고쳐야 합니다. 여기에서 *mean*의 기울기는 *half*의 기울기의
# 절반입니다.<!--! 2 * gradients(kinds[2](predictions, prices), predictions)[0].data ==
# gradients(kinds[1](predictions, prices), predictions)[0].data --> 출력이 네<!--= len(prices) --> 개이기
# 때문입니다.
#
# <!--@ C40 -->
# 셋째 손실은 **교차 엔트로피**(cross entropy)입니다. 9번 노트북에서는 정답 부류가 하나일 때를 배웠습니다.
# 일반적으로는 두 확률 분포, 곧 모델이 말한 $y$와 정답 $t$를 비교합니다.
#
# $$L = -\sum_k t_k \log y_k$$
#
# 정답이 한 부류이면 그 부류의 항만 남습니다. 손실은 그 부류의 확률에 로그를 취하고 부호를 바꾼 것입니다.

# %%
said = [Value(0.1), Value(0.2), Value(0.7)]
[round(losses.cross_entropy(said, label).data, 4) for label in (0, 1, 2)]

# %% [markdown]
# 모델은 마지막 부류의 확률이 0.7<!--= said[2].data -->이라고 했습니다. 그것이 정답이면 손실은 0.36<!--=
# losses.cross_entropy(said, 2) -->입니다. 확률이 0.1<!--= said[0].data -->밖에 안 된다고 한 첫째 부류가 정답이면
# 손실은 2.30<!--= losses.cross_entropy(said, 0) -->입니다.
#
# ## 부류를 맞힐 때는 왜 제곱 오차를 쓰지 않을까?
#
# 가장 간단한 분류기는 점수 $s$를 하나 내고, “예”일 확률이 $\sigma(s)$라고 말합니다. “예”가 정답이라고 합시다. 아래
# 모델은 확신에 차서 틀렸습니다. 점수가 −4<!--=> score.data -->입니다. 점수에 얼마나 되는 기울기가 올지 어림해 보고,
# 한 걸음씩 가며 확인하십시오.

# %%
score = Value(-4.0, "점수")
squared = (sigmoid(score) - 1) ** 2
squared.label = "제곱 오차"
viz.stepper(squared)

# %% [markdown]
# 오차는 거의 1이고, 더 커질 수도 없습니다. 그런데 점수에는 기울기가 거의 오지 않습니다. 되돌아가는 길에
# 시그모이드의 기울기가 곱해지는데, 이렇게 끝 쪽에서는 시그모이드가 평평하기 때문입니다. 점수의 슬라이더를 끌면서
# 기울기가 어떻게 변하는지 보십시오. 교차 엔트로피와 비교해 봅시다.


# %%
def squared_error(s):
    return (sigmoid(s) - 1) ** 2


def cross_entropy(s):
    return -log(sigmoid(s))


print(" 점수  시그모이드  기울기: 제곱 오차, 교차 엔트로피")
for s in (-4.0, -2.0, 0.0, 2.0):
    print(f"{s:5}  {sigmoid(s):7.3f}  {grad(squared_error)(s):+.3f}  {grad(cross_entropy)(s):+.3f}")

# %% [markdown]
# 로그는 시그모이드가 평평한 바로 그곳에서 가파릅니다. $-\log y$의 기울기는 $-1/y$이고, 여기에 시그모이드의 기울기
# $y\,(1 - y)$를 곱하면 $y - 1$입니다. 소프트맥스에서 본 $y - t$입니다. 많이 틀릴수록 세게 끌어당깁니다. 그러므로
# 가격 같은 수를 맞힐 때는 제곱 오차나 절대 오차를, 부류를 맞힐 때는 교차 엔트로피를 쓰십시오.
#
# ## 얼마나 갈까?
#
# <!--@ C23; C41; C42 -->
# 이제 기울기는 구할 수 있습니다. 가장 단순한 규칙은 **경사하강법**(gradient descent) $\theta \leftarrow \theta -
# \eta\,g$입니다. $g$는 기울기, $\eta$는 학습률입니다. 긴 골짜기에서 써 봅시다.
#
# $$f(x, y) = \frac{x^2}{20} + y^2$$
#
# $y$ 쪽으로는 가파르고 $x$ 쪽으로는 거의 평평합니다. 최저점은 한가운데, 원점입니다. (−7, 2)<!--=> [x for x in
# path(GradientDescent, 0, learning_rate=1)[0]] -->에서 출발합니다.


# %%
def valley(x, y):
    return x**2 / 20 + y**2


def path(optimizer, steps=30, **options):
    x, y = Value(-7, "x"), Value(2, "y")
    rule = optimizer([x, y], **options)
    points = [(x.data, y.data)]
    for _ in range(steps):
        rule.descend(lambda: valley(x, y))
        points.append((x.data, y.data))
    return points


# %% [markdown]
# `descend`를 한 번 부르면 한 걸음을 갑니다. 기울기를 0으로 되돌리고, 순전파와 역전파를 한 다음, 매개변수를
# 갱신합니다. 세미나의 그림에 나온 학습률들에 큰 학습률을 하나 더하여 그려 봅니다.

# %%
rates = {}
for rate in (0.01, 0.03, 0.13, 0.95):
    rates[f"학습률: {rate}"] = path(GradientDescent, learning_rate=rate)
plots.described(
    plots.optimizer_paths(valley, rates, minimum=(0, 0)),
    "긴 골짜기의 등고선 위에 그린 길 네 개. 학습률 0.01과 0.03은 30걸음 뒤에도 멀리 가지 못했고, "
    "학습률 0.13은 골짜기 바닥으로 내려가 바닥을 따라 느릿느릿 가고, 학습률 0.95는 "
    "한쪽 벽에서 다른 쪽 벽으로 뜁니다.",
)

# %% [markdown]
# 기울기는 골짜기를 따라가는 쪽이 아니라 *가로지르는* 쪽을 가리킵니다. 학습률이 작으면 느릿느릿 갑니다. 걸음마다
# $y$에는 $1 - 2\eta$가 곱해집니다. 학습률이 0.01, 0.03, 0.13, 0.95이면 곱해지는 수는 0.98, 0.94, 0.74, −0.9<!--=
# [*(float(name[5:]) for name in rates), *(visited[1][1] / visited[0][1] for visited in rates.values())] -->입니다.
# 큰 학습률이 가장 멀리 가지만, 한쪽 벽에서 다른 쪽 벽으로 왔다 갔다 합니다. $\eta > 1$이면 그 폭이 점점
# 커집니다.<!--! all((abs(visited[1][1]) > abs(visited[0][1])) == (rate > 1) for rate in (0.95, 1.05) for visited in
# [path(GradientDescent, 1, learning_rate=rate)]) --> 같은 걸음에서 $x$에는 $1 - \eta/10$이 곱해질 뿐입니다. 학습률
# 하나를 두 방향에 함께 써야 합니다.
#
# ## 전체 대신 샘플로
#
# <!--@ C43 -->
# 실제의 손실은 많은 샘플에 대한 평균입니다. **스토캐스틱 경사하강법**(stochastic gradient descent, SGD)은 그 가운데
# 몇 개, 곧 *미니배치*로 구한 기울기를 씁니다. 그때그때의 방향은 정확하지 않습니다. 그래도 평균은 맞을까요?

# %%
weight = Value(0.5, "w")
cases = [(1, 2), (2, 3), (3, 7), (4, 7)]
slopes = [gradients((weight * x - y) ** 2, [weight])[0].data for x, y in cases]
whole = gradients(sum((weight * x - y) ** 2 for x, y in cases) / 4, [weight])[0].data
print(f"샘플마다 {slopes}, 평균은 {sum(slopes) / 4}, 한꺼번에 구하면 {whole}")

# %% [markdown]
# 맞습니다. 합의 미분은 미분의 합이므로, 작은 기울기들의 평균이 전체의 기울기입니다. 샘플 하나하나의 기울기는 −3에서
# −40<!--= [max(slopes), min(slopes)] -->까지 크게 다르므로, 내려가는 길이 이리저리 흔들립니다. 그 대신 한 걸음에
# 드는 계산은 4분의 1입니다.
#
# ## 모멘텀
#
# <!--@ C44; C45 -->
# 굴러가는 공은 곧바로 멈추지 않습니다. **모멘텀**(momentum)은 속도를 기억해 두고 거기에 기울기를 더합니다.
#
# $$v \leftarrow \gamma v + \eta\,g \qquad \theta \leftarrow \theta - v$$
#
# 골짜기를 가로지르는 걸음은 서로 상쇄되고, 골짜기를 따라가는 걸음은 쌓입니다. 기울기가 일정하면 걸음은
# $\eta\,g/(1-\gamma)$까지 커집니다. $\gamma = 0.9$이면 단순한 걸음의 10배입니다.<!--! math.isclose(10 * (1 - 0.9),
# 1) --> **네스테로프**(Nesterov)의 방법(NAG)은 지금의 속도만으로 갔을 때 닿을 곳인 $\theta - \gamma v$에서 기울기를
# 구합니다. 그래서 조금 더 일찍 속도를 줄입니다.

# %%
with_velocity = {
    "경사하강법, 0.1": path(GradientDescent, learning_rate=0.1),
    "모멘텀, 0.1": path(Momentum, learning_rate=0.1),
    "NAG, 0.1": path(NAG, learning_rate=0.1),
}
plots.described(
    plots.optimizer_paths(valley, with_velocity, minimum=(0, 0)),
    "학습률이 같은 길 세 개. 경사하강법은 바닥을 따라 느릿느릿 갑니다. "
    "모멘텀은 좌우로 흔들리지만 최저점을 지나칩니다. NAG는 덜 흔들립니다.",
)

# %% [markdown]
# 학습률이 같은데도 모멘텀은 최저점까지 가고, 최저점을 지나치기까지 합니다. NAG는 덜 흔들립니다.
#
# ## 매개변수마다 다른 걸음
#
# <!--@ C46; C47; C48; C49 -->
# 다른 방법도 있습니다. 방향마다 얼마나 가파른지 재어, 그것으로 나누는 것입니다. 아래에서 $G$는 매개변수마다 하나씩
# 있습니다.
#
# | 규칙 | 기억하는 것 | 걸음 |
# |---|---|---|
# | Adagrad | $G \leftarrow G + g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | RMSProp | $G \leftarrow \gamma G + (1-\gamma)\, g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | AdaDelta | RMSProp의 $G$, 그리고 걸음의 제곱을 똑같이 평균한 $s$ | $g\,\sqrt{s + \epsilon} / \sqrt{G + \epsilon}$ |
# | Adam | $g$와 $g^2$을 똑같이 평균한 $m$과 $v$ | $\eta\,\hat{m} / (\sqrt{\hat{v}} + \epsilon)$ |
#
# Adagrad의 합은 커지기만 하므로 걸음은 작아지기만 합니다. RMSProp은 오래된 기울기를 잊습니다. AdaDelta는 자기
# 걸음의 크기를 재므로 학습률이 필요 없습니다. Adam은 여기에 속도 $m$을 더합니다. Adam이 기억하는 두 값은 모두 0에서
# 출발하므로 처음에는 너무 작습니다. 이것을 바로잡으려고 $m$과 $v$를 $1 - \beta^t$으로 나눈 것이 $\hat{m}$과
# $\hat{v}$입니다. ($\beta$는 다른 규칙의 $\gamma$에 해당하며, 기억하는 값마다 하나씩 있습니다. $t$는 지금까지 간
# 걸음의 수입니다.)
#
# RMSProp의 **한 걸음을 손으로** 계산해 봅시다. $\gamma = 0.9$<!--=> rule.decay -->, $\eta = 0.1$<!--=>
# rule.learning_rate -->입니다. 출발점의 기울기는 $(x/10, 2y) = (-0.7, 4)$<!--=> [slope.data for slope in
# gradients(valley(x, y), [x, y])] -->입니다. 제곱의 평균은 0에서 출발하므로 $G$는 $g^2$의 10분의 1인 0.049와
# 1.6<!--=> [*rule.memory["squares"]] -->이 됩니다. 그 제곱근은 0.2214와 1.2649<!--=> [square**0.5 for square in
# rule.memory["squares"]] -->입니다. 그래서 기울기는 크게 다른데도 두 좌표는 똑같이 0.3162<!--=> 2 - moved[1] -->만큼
# 움직입니다. ($\epsilon$은 너무 작아서 보이지 않습니다.)

# %%
x, y = Value(-7, "x"), Value(2, "y")
rule = RMSProp([x, y], learning_rate=0.1)
rule.descend(lambda: valley(x, y))
moved = [x.data, y.data]
print("G =", rule.memory["squares"], " 지금 있는 곳", moved)
x.data, y.data = -7, 2  # 출발점으로

# %% [markdown]
# 네<!--=> len(adaptive) --> 가지 규칙으로 여러 걸음을 가 봅시다.

# %%
adaptive = {
    "Adagrad, 1.5": path(Adagrad, learning_rate=1.5),
    "RMSProp, 0.1": path(RMSProp, learning_rate=0.1),
    "AdaDelta": path(AdaDelta),
    "Adam, 0.3": path(Adam, learning_rate=0.3),
}
plots.described(
    plots.optimizer_paths(valley, adaptive, minimum=(0, 0)),
    "길 네 개. 모두 대각선으로 출발합니다. 30걸음 뒤에 Adagrad는 최저점에 있고, "
    "Adam은 막 그곳을 지나쳤고, RMSProp은 바닥을 반쯤 왔고, AdaDelta는 "
    "거의 움직이지 않았습니다.",
)

# %% [markdown]
# 모두 대각선으로 출발합니다. 기울기는 하나가 4<!--= gradients(valley(x, y), [y])[0] -->이고 하나가 −0.7<!--=
# gradients(valley(x, y), [x])[0] -->인데도 두 좌표가 *같은* 만큼 변합니다.<!--! all(round((p[1][0] + 7) / (2 -
# p[1][1]), 3) == 1 for p in adaptive.values()) --> (그림의 두 축은 눈금의 간격이 다릅니다.) 첫걸음에서는 기울기의
# 부호만 중요합니다. $g/\sqrt{g^2}$의 절댓값은 언제나 1이기 때문입니다.
#
# 어느 것이 가장 좋을까요? 이 그림으로는 알 수 없습니다. 학습률이 서로 다르고, 걸음의 수도 너무 적습니다. AdaDelta는
# 걸음의 크기부터 배워야 하므로 아주 작은 걸음으로 시작합니다. 함수가 달라지면 순위도 달라집니다.
#
# ## 두 골짜기
#
# *국소* 최저점에 빠졌을 때에도 모멘텀이 도움이 될까요? 다음 함수에는 최저점이 둘 있고, 오른쪽 것은 가장 낮은 곳이
# 아닙니다.


# %%
def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


xs = [i / 100 for i in range(-160, 161)]
_, ax = pyplot.subplots(figsize=(5.6, 3), layout="constrained")
ax.plot(xs, [two_valleys(x) for x in xs])
ax.set(xlabel="x", ylabel="f(x)")
plots.described(ax, "-1.04에 낮은 최저점, 0 가까이에 언덕, 0.96에 더 높은 최저점이 있습니다.")

# %% [markdown]
# 오른쪽 위, $x = 2$<!--=> runs["경사하강법"][0] -->에서 출발하고, 작은 학습률 하나를 똑같이 씁니다.


# %%
def positions(optimizer, **options):
    x = Value(2, "x")
    rule = optimizer([x], learning_rate=0.01, **options)
    visited = [x.data]
    for _ in range(200):
        rule.descend(lambda: two_valleys(x))
        visited.append(x.data)
    return visited


runs = {"경사하강법": positions(GradientDescent)}
for gamma in (0.5, 0.9, 0.95):
    runs[f"모멘텀 {gamma}"] = positions(Momentum, momentum=gamma)
plots.described(
    plots.loss_curves(runs, xlabel="걸음", ylabel="x", first=0),
    "걸음에 따른 위치. 경사하강법과 모멘텀 0.5는 0.96에 자리를 잡습니다. "
    "모멘텀 0.9는 언덕을 넘어 -1.04에 자리를 잡습니다. "
    "모멘텀 0.95는 언덕을 두 번 넘어 0.96에 자리를 잡습니다.",
)

# %% [markdown]
# 경사하강법은 처음 만난 골짜기, 0.96<!--= runs["경사하강법"][-1] -->에서 멈춥니다. 모멘텀의 세 계수 가운데 중간
# 것은 언덕을 넘어 더 낮은 최저점, −1.04<!--= runs["모멘텀 0.9"][-1] -->로 굴러갑니다. 그런데 작은 것은 너무 느려서
# 언덕을 넘지 못하고, 큰 것은 너무 빨라서 언덕을 다시 넘어 되돌아옵니다.<!--! all(abs(runs[f"모멘텀 {g}"][-1] -
# 0.96) < 0.05 for g in (0.5, 0.95)) --> 그러므로 모멘텀을 쓰면 국소 최저점에서 *벗어날 수도 있습니다*. 그러나
# 모멘텀이 가장 낮은 곳을 찾아 주는 것은 아닙니다.
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** 출력이 두 개인 제곱 오차입니다. 목푯값은 차례로 1과 0입니다. 기울기를 예측하십시오.

# %%
first, second = Value(0.4, "p1"), Value(0.5, "p2")
error = ((first - 1) ** 2 + second**2) / 2  # 둘째 목푯값은 0
error.label = "오차"
sheet = viz.worksheet(error)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 나눗셈 노드는 2분의 1을 돌려보냅니다. 제곱의 국소적 미분은 입력의 두 배입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 출력에는 $p_1 - 1 = -0.6$<!--= sheet.key["f"] -->과 $p_2 = 0.5$<!--= sheet.key["e"] -->가 옵니다. 제곱에서 나온 두
# 배와, 두 출력의 평균에서 나온 2분의 1이 약분됩니다.
#
# ```python
# sheet.check(a=0.5, b=0.5, c=0.5, d=-0.6, e=0.5, f=-0.6)
# ```
#
# </details>
#
# **2. 발산할까?** $f(x) = 3x^2$의 최저점을 경사하강법으로 찾습니다. 1에서 출발합니다. $\eta = 0.1$<!--=> (1 -
# after_one_step(0.1)) / 6 -->로 한 걸음 가면 $x$는 어디에 있습니까? 더 큰 학습률 0.2, 0.3, 0.4<!--=> [larger[0],
# larger[1], larger[2]] --> 가운데 어느 것을 쓰면 뛰는 폭이 점점 커집니까?


# %%
def after_one_step(rate):
    x = Value(1.0, "x")
    GradientDescent([x], learning_rate=rate).descend(lambda: 3 * x**2)
    return x.data


larger = (0.2, 0.3, 0.4)
parabola = viz.quiz(
    x=after_one_step(0.1),
    grows=[abs(after_one_step(rate)) > 1 for rate in larger],
)
parabola.check(x=..., grows=[..., ..., ...])  # grows: 학습률마다 True 또는 False

# %% [markdown]
# <details><summary>힌트</summary>
#
# 기울기는 $6x$입니다. 그러면 한 걸음 갈 때마다 $x$에 얼마가 곱해집니까? 그 수의 절댓값이 1보다 크면 뛰는 폭이
# 커집니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 한 걸음 갈 때마다 $x$에 $1 - 6\eta$가 곱해집니다. 첫째 학습률에서는 0.4<!--= after_one_step(0.1) -->이고,
# 나머지에서는 −0.2, −0.8, −1.4<!--= [after_one_step(rate) for rate in larger] -->입니다. 마지막 것에서만
# 폭이 커집니다. 경계는 3분의 1입니다.
#
# ```python
# parabola.check(x=0.4, grows=[False, False, True])
# ```
#
# </details>
#
# **3. 규칙 쓰기.** $\gamma = 0.9$<!--=> gamma -->, $\eta = 0.1$<!--=> rule.learning_rate -->일 때 모멘텀의 속도를
# 계산하는 함수를 완성하십시오. 멈추어 있다가 기울기 2를 받을 때와, 이어서 움직이는 동안 기울기
# −1<!--=> [seen[0] / eta, gradient] -->을 받을 때를 라이브러리의 규칙과 비교합니다.


# %%
def velocity(v, gradient):
    return ...


place = Value(0, "위치")
gamma, eta = 0.9, 0.1
rule, seen = Momentum([place], eta, momentum=gamma), []
for gradient in (2, -1):
    place.grad = gradient
    rule.step()
    seen += rule.memory["velocity"]
steps = viz.quiz(at_rest=seen[0], in_motion=seen[1])
steps.check(at_rest=velocity(0, 2), in_motion=velocity(seen[0], -1))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 이전의 속도에 $\gamma$를 곱한 것과, 기울기에 $\eta$를 곱한 것입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 움직이고 있을 때는 0.18 − 0.1 = 0.08<!--= seen[1] -->입니다. 기울기의 부호가 바뀌었는데도 매개변수는 아직 가던
# 쪽으로 움직입니다.
#
# ```python
# def velocity(v, gradient):
#     return 0.9 * v + 0.1 * gradient
#
#
# steps.check(at_rest=velocity(0, 2), in_motion=velocity(seen[0], -1))
# ```
#
# </details>
#
# **4. 스스로 맞추는 걸음.** 매개변수 하나가 기울기 3을 받고, 그다음에 기울기 4<!--=> [*arriving] -->를 받습니다.
# $\eta = 1$<!--=> adagrad.learning_rate -->인 Adagrad는 그때마다 매개변수를 얼마나 움직입니까? $\eta = 0.3$<!--=>
# adam.learning_rate -->인 Adam은 첫걸음에서 얼마나 움직입니까? ($\epsilon$은 너무 작으므로 무시합니다.)

# %%
arriving = (3, 4)
place = Value(0.0, "위치")
adagrad, moves = Adagrad([place], 1.0), []
for gradient in arriving:
    before, place.grad = place.data, gradient
    adagrad.step()
    moves.append(before - place.data)
other = Value(0.0, "다른 위치")
adam, other.grad = Adam([other], 0.3), arriving[0]
adam.step()
adapted = viz.quiz(adagrad=moves, adam=-other.data)
adapted.check(adagrad=[..., ...], adam=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# Adagrad는 지금까지의 제곱을 모두 더한 것의 제곱근으로 나눕니다. 한 걸음 뒤 Adam의 $\hat{m}$과 $\hat{v}$은 바로
# $g$와 $g^2$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# Adagrad는 처음에 $3/\sqrt{9} = 1$<!--= moves[0] -->, 다음에 $4/\sqrt{9 + 16} = 0.8$<!--= moves[1] -->만큼
# 움직입니다. 기울기는 커졌는데 걸음은 작아졌습니다. Adam은 $g/\sqrt{g^2}$이 1이므로 $\eta$만큼 움직입니다.
#
# ```python
# adapted.check(adagrad=[1, 0.8], adam=0.3)
# ```
#
# </details>
#
# 4번 노트북의 **사다리**에는 이 노트북에 딸린 단이 있습니다. `rung(14)`는 평균 절대 오차, `rung(15)`는 제곱 오차,
# `rung(19)`는 부류가 둘일 때의 교차 엔트로피, `rung(24)`는 소프트맥스의 교차 엔트로피입니다. 아래는 마지막 것이고,
# 나머지는 `viz.ladder().rung(19)`처럼 불러옵니다.

# %%
viz.ladder().rung(24)

# %% [markdown]
# ## 정리
#
# - 절대 오차는 오차의 부호를, 제곱 오차는 오차에 상수를 곱한 것을, 소프트맥스와 교차 엔트로피는 $y - t$를
#   돌려보냅니다.
# - 부류를 맞힐 때는 교차 엔트로피를 쓰십시오. 시그모이드나 소프트맥스가 평평한 곳에서도 기울기가 사라지지 않습니다.
# - 미니배치의 기울기는 잡음이 있지만 평균은 옳습니다.
# - 모멘텀을 쓰면 골짜기를 따라가는 걸음이 쌓입니다. Adagrad, RMSProp, AdaDelta, Adam은 매개변수마다 걸음의 크기를
#   따로 정합니다.
# - 언제나 가장 좋은 규칙은 없고, 가장 낮은 곳에 이른다고 보장하는 규칙도 없습니다.
#
# 다음: 가중치의 초깃값은 얼마나 커야 하고, 신경망이 깊어지면 그것이 어떤 차이를 낳을까요?
