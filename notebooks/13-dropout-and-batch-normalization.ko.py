# %% [markdown]
# # 13. 유닛은 왜 끄고, 수는 왜 알맞은 범위로 맞출까?
#
# *드롭아웃*은 유닛의 일부를 무작위로 끕니다. *배치 정규화*는 신경망 안의 수를 알맞은 범위로 되돌립니다. 둘 다
# 훈련할 때와 사용할 때의 동작이 다릅니다. 무엇을 계산하는지, 역전파에서는 기울기가 어떻게 지나가는지, 작은 신경망
# 두 개에서 어떤 효과를 내는지 봅니다.
#
# **이 노트북을 마치면**
#
# - 드롭아웃을 쓸 때 유닛의 출력이 평균 얼마인지 계산하고, 그것을 바로잡을 수 있습니다.
# - 꺼진 유닛에서 어떤 기울기가 멈추는지 말할 수 있습니다.
# - 기울기가 배치 정규화를 거쳐 되돌아가는 길을 모두 찾을 수 있습니다.
# - 둘 다 왜 훈련과 사용을 가르는 스위치가 필요한지 말할 수 있습니다.
#
# 1–10번 노트북의 내용을 알아야 합니다. 그 가운데서도 여러 길로 온 기울기를 더한다는 것이 중요합니다. 평균과 분산도
# 알아야 합니다. 읽는 데 25분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import random
from itertools import product
from statistics import mean as mean_of

import viz
from autograd_core import Value, sigmoid, sqrt, topological_order
from autograd_core import sum as sum_of
from nn import Adam, BatchNorm, Dropout, accuracy, fit
from nn.datasets import moons
from nn.experiments.batch_norm import deep_net, trained, training_accuracy
from nn.experiments.dropout import accuracy_of_half, net_with_dropout
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 드롭아웃
#
# 훈련할 때 드롭아웃은 유닛마다 확률 $r$로 0을 곱합니다. $r$을 *비율*이라고 합니다(Srivastava 외, 2014). 신경망은
# 이번 샘플을 그 유닛 없이 풀어야 합니다. 다음 샘플에서는 끌 유닛을 다시 뽑습니다.<!--@ C50 -->
#
# 뉴런 하나가 수 네<!--=> len(contributions) --> 개를 더합니다. 수는 저마다 가중치와 입력의 곱입니다. 드롭아웃은
# 더하기 전에 합니다. 난수 생성기의 시드를 정해 두었으므로 다시 해도 같은 유닛이 뽑힙니다.

# %%
contributions = [0.5, -0.4, -0.5, -0.75]
units = [Value(x, f"유닛 {i + 1}") for i, x in enumerate(contributions)]
dropout = Dropout(0.5, generator=random.Random(1))
out = sum_of(dropout(units))
out.label = "합"
viz.stepper(out, show="forward")

# %% [markdown]
# 유닛 두 개에는 0<!--= min(node.parents[1].data for node in out.parents) -->을, 다른 두 개에는 2<!--=
# max(node.parents[1].data for node in out.parents) -->를 곱했습니다. 어떤 기울기가 도착할까요? 거꾸로 한 걸음씩
# 가며 확인하십시오. 곱한 0은 기울기도 막습니다. 곱셈 노드는 *다른 쪽* 인수를 곱해서 돌려보내기 때문입니다. 그래서
# 꺼진 유닛은 이 샘플에서 아무것도 배우지 못합니다. 그 유닛의 슬라이더를 끌어 보십시오. 합은 그대로입니다. 이렇게
# 되도록 따로 프로그램한 것이 아닙니다. 역전파는 같은 그래프를 지나므로 같은 마스크를 지나는 것입니다.
#
# ## 왜 두 배일까?
#
# 모든 유닛이 켜져 있으면 합은 −1.15<!--= sum(contributions) -->입니다. 절반만 켜져 있으면 평균은 얼마일까요?
# 마스크는 $2^4 = 16$<!--=> len(masks) -->가지뿐이고, $r = 0.5$<!--= dropout.rate -->이면 나올 확률이 모두 같습니다.
# 그러니 운에 맡길 것 없이 모두 해 봅니다.

# %%
masks = list(product([0, 1], repeat=4))
sums = [sum(c * m for c, m in zip(contributions, mask, strict=True)) for mask in masks]
print(f"모든 유닛으로 {sum(contributions):.4f}, 모든 마스크의 평균 {sum(sums) / 16:.4f}")

# %% [markdown]
# 평균은 정확히 절반입니다.<!--! abs(sum(sums) / 16 - sum(contributions) / 2) < 1e-15 --> 전체 합의 $1 - r$배인
# 것입니다. 사용할 때는 모든 유닛이 켜져 있으므로, 다음 층은 훈련할 때의 두 배를 받게 됩니다. 바로잡는 방법은 두
# 가지입니다.
#
# - 훈련이 끝난 뒤 모든 유닛에 $1 - r$을 곱합니다.
# - 훈련할 때 남긴 것을 $1 - r$로 나누고, 나중에는 아무것도 하지 않습니다. 이것을 **역드롭아웃**(inverted
#   dropout)이라고 합니다. 우리 모듈도 이렇게 하며, 위에서 곱한 수가 $1 / (1 - 0.5) = 2$<!--= 1 / (1 - dropout.rate)
#   -->입니다.
#
# 사용할 때 모듈은 모든 유닛을 통과시킵니다. `eval()`이 그 스위치이고, `train()`을 부르면 훈련할 때로 되돌아옵니다.

# %%
dropout.eval()(contributions)

# %% [markdown]
# 평균이 정확히 맞는 것은 *합*입니다. 휘어진 함수를 지나면 대강 맞을 뿐입니다. 같은 합의 시그모이드를, 역드롭아웃을
# 하고 마스크 16<!--= len(masks) -->가지 모두에서 계산해 봅니다.

# %%
curved = [sigmoid(2 * s) for s in sums]
print(f"모든 유닛으로 {sigmoid(-1.15):.4f}, 모든 마스크의 평균 {sum(curved) / 16:.4f}")

# %% [markdown]
# ## 도움이 될까?
#
# 반달 두 개에 점이 40<!--=> len(few(0)[0]) -->개 있고, 신경망에는 은닉 유닛이 16<!--=>
# len(nets[0.0][0].parts[0].neurons) -->개 있습니다. 드롭아웃을 쓰는 신경망과 쓰지 않는 신경망을, 서로 다른 세<!--=>
# len(nets[0.0]) --> 출발점에서 훈련합니다. 그다음 새 점 200<!--=> len(new_points(0)[0]) -->개 가운데 몇 개를
# 맞히는지 봅니다. 은닉 유닛의 절반을 무작위로 빼고도 재어 봅니다.


# %%
def few(seed):
    return moons(40, noise=0.1, seed=seed)


def new_points(seed):
    return moons(200, noise=0.1, seed=seed + 1000)


def trained_on_few(rate, seed):
    net = net_with_dropout(rate, seed)  # 입력 2개, tanh 유닛 16개, 드롭아웃, 점수 2개
    training = {"epochs": 150, "batch_size": None, "order": "given"}
    quietly = {"compiled": True, "progress": False}
    optimizer = Adam(net, 0.05)
    fit(net, *few(seed), loss="softmax_cross_entropy", optimizer=optimizer, **training, **quietly)
    return net.eval()


nets = {rate: [trained_on_few(rate, seed) for seed in range(3)] for rate in (0.0, 0.5)}
plots.described(
    plots.decision_boundary(nets[0.0][0], *few(0), eps=0.3),
    "점이 20개씩인 반달 두 개가 서로 맞물려 있고, 드롭아웃 없이 훈련한 첫째 신경망이 "
    "그 사이에 그은 휜 경계가 있습니다.",
)

# %%
shares = {}
for rate, learned in nets.items():
    all_units = [accuracy(net, *new_points(seed)) for seed, net in enumerate(learned)]
    half = [accuracy_of_half(net, seed) for seed, net in enumerate(learned)]
    shares[rate] = mean_of(all_units), mean_of(half)
    print(f"비율 {rate}: 모든 유닛 {shares[rate][0]:.3f}, 절반만 {shares[rate][1]:.3f}")

# %% [markdown]
# 두 가지를 알 수 있습니다. 드롭아웃으로 훈련한 신경망은 유닛의 절반이 없을 때 훨씬 잘 맞힙니다.<!--! shares[0.5][1] >
# shares[0.0][1] + 0.05 --> 훈련하는 동안 어떤 유닛도 특정한 다른 유닛에 기댈 수 없었기 때문입니다. 그러나 모든
# 유닛이 있으면, 여기에서는 오히려 *더 못 맞힙니다*.<!--! shares[0.5][0] < shares[0.0][0] --> 문제가 쉽고 신경망이
# 작기 때문입니다. 드롭아웃은 신경망은 큰데 샘플이 모자랄 때 쓰려고 만든 것입니다. 거저 좋아지는 것은 아닙니다.
#
# ## 배치 정규화
#
# 이번에는 깊은 신경망 안의 수를 봅시다. 수가 크면 시그모이드가 포화하고, 수가 모두 거의 같으면 다음 층이 샘플을
# 구별할 수 없습니다. **배치 정규화**(batch normalization; Ioffe와 Szegedy, 2015)는 한 유닛의 수를 미니배치 전체에서
# 모은 $x_1, \dots, x_m$의 평균을 0으로, 분산을 1로 만듭니다.<!--@ C51; C52 -->
#
# $$\mu = \frac{1}{m} \sum_i x_i \qquad \sigma^2 = \frac{1}{m} \sum_i (x_i - \mu)^2$$
#
# $$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} \qquad y_i = \gamma\,\hat{x}_i + \beta$$
#
# 작은 수 $\epsilon$은 0으로 나누는 일을 막습니다. $\gamma$와 $\beta$도 학습하므로, 신경망이 다른 크기와 다른 평균을
# 고를 수 있습니다. (10번 노트북의 $\gamma$, $\beta$와는 상관없습니다. 그것은 잊는 비율이었습니다. 두 논문이 같은
# 글자를 골랐을 뿐입니다.) 샘플 네<!--=> len(batch) --> 개에 $\gamma = 2$<!--=> norm.gamma[0].data -->, $\beta =
# 1$<!--=> norm.beta[0].data -->을 써 봅니다.

# %%
norm = BatchNorm(1)
norm.gamma[0].data, norm.beta[0].data = 2, 1
batch = [[1], [2], [3], [4]]
normalized = [row[0].data for row in norm.batch(batch)]
[round(number, 4) for number in normalized]

# %% [markdown]
# 평균은 1<!--= mean_of(normalized) -->이고 표준편차는 2<!--= round(math.sqrt(mean_of((y - 1) ** 2 for y in
# normalized)), 4) -->입니다. $\epsilon$ 때문에 생기는 아주 작은 차이를 빼면 $\beta$와 $\gamma$가 정한 대로입니다.
#
# ## 여러 길로 되돌아가기
#
# 배치 정규화의 특별한 점은 한 배치의 샘플들이 서로 얽힌다는 것입니다. 샘플 세<!--=> len(x) --> 개로 식을 그대로 써
# 봅니다. 손실은 간단히 $\hat{x}_1$로 둡니다. $\sqrt{\sigma^2 + \epsilon}$을 *퍼짐*이라 하고, 평균과 퍼짐을 각각
# 상자 하나로 그립니다.<!--@ C53 -->


# %%
def box(name, output, inputs):
    for node in set(topological_order(output)) - set(topological_order(*inputs)):
        node.group = name


x = [Value(number, f"x{i + 1}") for i, number in enumerate([1, 2, 6])]
mean = sum_of(x) / 3
deviations = [item - mean for item in x]
variance = sum_of([d**2 for d in deviations]) / 3
spread = sqrt(variance + 1e-5)
loss = deviations[0] / spread
loss.label = "손실"
box("평균", mean, x)
box("퍼짐", spread, deviations)

# %%
loss.backward()
viz.draw(loss, fold="groups")

# %% [markdown]
# $x_1$에서 손실까지 따라가 보십시오. 우선 자기의 뺄셈 노드로 곧바로 갑니다. 평균에도 들어가고, 평균은 *모든*
# 샘플에서 뺍니다. 퍼짐에도 들어가고, 퍼짐으로는 모든 샘플을 나눕니다. 되돌아갈 때는 이 세<!--=> len(ways) --> 길로
# 온 기울기가 만납니다. $\hat{x}_i$에 도착하는 기울기를 $g_i$라고 하면(여기에서는 1, 0, 0<!--=> [at_normalized[0],
# at_normalized[1], at_normalized[2]] -->), 식은 다음과 같습니다.
#
# $$\frac{\partial L}{\partial x_i} = \frac{g_i}{\sqrt{\sigma^2 + \epsilon}}
#   + \frac{\partial L}{\partial \mu} \cdot \frac{1}{m}
#   + \frac{\partial L}{\partial \sigma^2} \cdot \frac{2 (x_i - \mu)}{m}$$

# %%
at_normalized = [1, 0, 0]
for item, d, arriving in zip(x, deviations, at_normalized, strict=True):
    ways = [arriving / spread.data, mean.grad / 3, variance.grad * 2 * d.data / 3]
    parts = ", ".join(f"{way:+.4f}" for way in ways)
    print(f"{item.label}: {parts}   합 {sum(ways):+.4f}   엔진 {item.grad:+.4f}")

# %% [markdown]
# 세 길을 더하면 엔진이 구한 기울기와 같습니다.<!--! abs(sum(ways) - item.grad) < 1e-12 --> 엔진을 쓰면 이 식을
# 유도할 필요가 없습니다. $x_2$와 $x_3$을 보십시오. 손실에는 $\hat{x}_1$만 있는데도 둘 다 기울기가 있습니다. 이제
# 기울기를 모두 더해 봅니다.

# %%
round(sum(item.grad for item in x), 12)

# %% [markdown]
# 손실이 무엇이든 0<!--= sum(item.grad for item in x) -->입니다. 모든 $x_i$가 똑같이 커지면 평균도 그만큼 커지므로
# 아무것도 달라지지 않습니다. 배치 정규화를 하면, 모든 샘플에 같은 수를 더해도 신경망은 알지 못합니다. $\epsilon$의
# 영향을 빼면, 모두에 같은 양수를 곱해도 알지 못합니다.
#
# ## 사용할 때는 배치가 없다
#
# 샘플이 하나뿐이면 분산을 구할 수 없습니다. 훈련 모드라면 어떤 샘플이 들어와도 출력은 $\beta$일 것입니다. 그래서
# 모듈은 훈련하는 동안 평균과 분산을 모아 두었다가 나중에 씁니다. (`statistics="population"`은 모든 샘플을 똑같이
# 셉니다. 이것을 쓰지 않으면 나중에 온 배치에 더 큰 비중을 둡니다.)

# %%
norm = BatchNorm(1, statistics="population")
norm.gamma[0].data, norm.beta[0].data = 2, 1
norm.batch(batch)
norm.eval()
norm([5])[0].data

# %% [markdown]
# 훈련 배치의 $\mu = 2.5$<!--= mean_of([1, 2, 3, 4]) -->와 $\sigma^2 = 1.25$<!--= mean_of((i - 2.5) ** 2 for i in
# (1, 2, 3, 4)) -->를 쓰면, 새 샘플은 $2 \times 2.236 + 1 = 5.472$<!--= norm([5])[0].data -->가 됩니다. `eval()`을
# 잊는 것은 흔한 실수입니다. 드롭아웃에서도 그렇습니다.<!--@ C54 -->
#
# ## 도움이 될까?
#
# 시그모이드 유닛이 8<!--=> widths[1] -->개씩 있는 은닉층이 세<!--=> len(widths) - 2 --> 개인 깊은 신경망으로 반달
# 두 개의 점 60<!--=> len(points) -->개를 배웁니다. 배치 정규화를 할 때와 하지 않을 때를 견주어 봅니다. 저마다
# 150<!--=> len(losses[name]) -->걸음을 갑니다. 처음 가중치는 작게(표준편차 0.1<!--=> stds[0] -->), 또는 더
# 크게(1.0<!--=> stds[1] -->) 둡니다.

# %%
points, labels = moons(60, noise=0.1, seed=0)
losses, right = {}, {}
stds, widths = (0.1, 1.0), (2, 8, 8, 8, 2)
for std in stds:
    for normalized in (False, True):
        net = deep_net(std, 0, normalized=normalized, widths=widths)
        name = f"가중치 {std}, {'정규화' if normalized else '그대로'}"
        losses[name] = trained(net, points, labels, 0, range(150), batch_size=20)
        right[name] = training_accuracy(net, points, labels)
right

# %% [markdown]
# 신경망마다 맞힌 점의 비율입니다. 그리고 그동안의 손실입니다.

# %%
plots.described(
    plots.loss_curves(losses, xlabel="미니배치"),
    "미니배치 150개 동안의 손실입니다. 정규화 없이 작은 가중치에서 출발하면 "
    "아무렇게나 찍을 때의 0.69 근처에 머뭅니다. 나머지 셋은 내려가고, 정규화한 것이 먼저 내려갑니다.",
)

# %% [markdown]
# 처음 가중치가 작으면, 그대로 둔 신경망은 이 시간 안에 아무것도 배우지 못합니다.<!--! right["가중치 0.1, 그대로"]
# <= 0.5 and min(share for name, share in right.items() if name != "가중치 0.1, 그대로") > 0.9 --> 유닛이 모두 거의
# 같은 상태에서 출발하고, 시그모이드가 세<!--= len(widths) - 2 --> 개나 이어져 있어 기울기가 조금밖에 통과하지
# 못하기 때문입니다. 배치 정규화를 하면 같은 가중치에서 출발해도 문제가 없습니다. 그런데 가중치가 더 크면 그대로 둔
# 신경망도 배웁니다. 그러니 여기에서 알 수 있는 것은 이것입니다. 배치 정규화를 하면 신경망이 *초깃값에 훨씬 덜
# 민감해집니다*. *왜* 도움이 되는지는 아직도 논쟁거리입니다. 논문의 저자들은 안쪽 층에 들어오는 입력의 분포가
# 훈련하는 동안 자꾸 바뀌는 것(내부 공변량 변화)을 줄이기 때문이라고 했습니다. 나중의 연구(Santurkar 외, 2018)는
# 그것이 주된 까닭이라는 데 의문을 제기합니다.
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** 첫째 유닛은 꺼졌고, 둘째 유닛은 남아서 두 배가 되었습니다. 기울기를 예측하십시오.

# %%
h1, h2 = Value(0.8, "h1"), Value(0.3, "h2")
w1, w2 = Value(-1.0, "w1"), Value(0.5, "w2")
pre = (h1 * 0) * w1 + (h2 * 2) * w2
pre.label = "합"
sheet = viz.worksheet(pre)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=..., h=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 곱셈 노드는 흘러온 것에 다른 쪽 인수를 곱해서 돌려보냅니다. 가중치 $w_1$의 다른 쪽 인수는 $h_1 \times 0$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $h_1$과 $w_1$은 둘 다 기울기를 받지 못합니다. 유닛도, 그 뒤의 가중치도 배우지 못합니다. $h_2$에는 $0.5 \times 2 =
# 1$<!--= w2.data * 2 -->이, $w_2$에는 0.6<!--= h2.data * 2 -->이 도착합니다.
#
# ```python
# sheet.check(a=1, b=1, c=-1, d=0, e=0.5, f=0.6, g=0, h=1)
# ```
#
# </details>
#
# **2. 출력 예측하기.** $\gamma = 1$<!--=> plain.gamma[0].data -->, $\beta = 0$<!--=> plain.beta[0].data -->인 배치
# 정규화에 샘플 두 개짜리 배치를 넣습니다. 처음에는 10과 20<!--=> [near[0], near[1]] -->, 다음에는 10과 1000<!--=>
# [far[0], far[1]] -->입니다. 둘 다 7<!--=> same[0] -->이면 무엇이 나올까요?

# %%
plain = BatchNorm(1)
near, far, same = [10, 20], [10, 1000], [7, 7]


def normal(pair):
    return [row[0] for row in plain.batch([[number] for number in pair])]


outputs = viz.quiz(near=normal(near), far=normal(far), same=normal(same))
outputs.check(near=[..., ...], far=[..., ...], same=[..., ...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 두 수의 평균은 그 한가운데에 있습니다. 두 수는 평균에서 표준편차의 몇 배만큼 떨어져 있습니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 샘플이 두 개이면 어느 쪽이 더 큰지만 남고, 둘이 같으면 아무것도 남지 않습니다. 그래서 배치는 너무 작으면 안
# 됩니다. 샘플 하나짜리 배치는 비교할 것이 없으므로 모듈이 받지 않습니다.
#
# ```python
# outputs.check(near=[-1, 1], far=[-1, 1], same=[0, 0])
# ```
#
# </details>
#
# **3. 곱할 수 구하기.** 역드롭아웃에서는 남긴 유닛에 얼마를 곱해야 평균이 맞을까요? 비율이 얼마이든 맞게 쓰십시오.
# 2분의 1과 5분의 1로 확인합니다.


# %%
def kept_factor(rate):
    return ...


def factor_in(module):
    return max(module.draw(100))


factors = viz.quiz(half=factor_in(Dropout(0.5)), fifth=factor_in(Dropout(0.2)))
factors.check(half=kept_factor(0.5), fifth=kept_factor(0.2))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 유닛은 확률 $1 - r$로 남습니다. 이 확률에 곱할 수를 곱하면 1이 되어야 합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 비율이 절반이면 2<!--= 1 / (1 - 0.5) -->이고, 5분의 1이면 1.25<!--= 1 / (1 - 0.2) -->입니다.
#
# ```python
# def kept_factor(rate):
#     return 1 / (1 - rate)
#
# factors.check(half=kept_factor(0.5), fifth=kept_factor(0.2))
# ```
#
# </details>
#
# 4번 노트북의 **사다리**에는 이 노트북에 딸린 단이 있습니다. `rung(26)`은 평균과 분산, `rung(27)`은 거기서 나아가
# 표준화한 수, `rung(38)`은 배치 정규화 전체이고, `rung(39)`는 그 뒤에 소프트맥스를 붙인 것입니다. 아래는
# `rung(38)`입니다. 기울기를 `y`부터 거꾸로 가며 종이에 계산하십시오. 파이썬에서 `rung.check(y=..., n=..., d=...,
# x=...)`를 부르면 하나하나 맞는지, 틀렸다면 어느 화살표에서 틀렸는지 알려 줍니다.

# %%
rung = viz.ladder().rung(38)
print(rung)

# %% [markdown]
# ## 정리
#
# - 드롭아웃은 훈련할 때 무작위로 고른 유닛에 0을 곱합니다. 그 0이 유닛의 기울기도 막습니다.
# - 역드롭아웃에서는 남긴 것을 $1 - r$로 나눕니다. 그러면 합의 평균이 정확히 맞습니다.
# - 배치 정규화는 유닛마다 배치 전체의 평균을 0으로, 분산을 1로 만든 다음, 학습한 크기와 평균으로 바꿉니다.
# - 배치 정규화의 기울기는 세 길로 되돌아갑니다. 곧바로 가는 길, 평균을 거치는 길, 분산을 거치는 길입니다.
# - 둘 다 스위치가 필요합니다. 사용할 때는 아무것도 끄지 않고, 배치의 통계 대신 모아 둔 통계를 씁니다.
#
# 다음: 역전파를 널리 알린 논문.
