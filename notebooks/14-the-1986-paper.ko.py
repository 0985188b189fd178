# %% [markdown]
# # 14. 역전파를 널리 알린 논문은 무엇을 보였고, 우리도 그대로 해 볼 수 있을까?
#
# 데이비드 루멜하트, 제프리 힌턴, 로널드 윌리엄스는 1986년에 역전파에 관한 몇 쪽짜리 논문을 『네이처』에
# 발표했습니다. 제목은 *Learning representations by back-propagating errors*입니다([Nature, October
# 1986](https://doi.org/10.1038/323533a0)). 역전파는 이 논문으로 널리 알려졌습니다. 논문의 식과, 그림에 나오는
# 신경망들을 실행해 봅니다. 대부분은 논문에 쓰인 대로 됩니다. 한 부분은 그렇지 않은데, 그것도 숨기지 않고 말합니다.
#
# **이 노트북을 마치면**
#
# - 논문의 식을 이미 아는 것과 짝지을 수 있습니다.
# - 은닉 유닛 두 개가 어떻게 대칭을 알아보는지 설명할 수 있습니다.
# - 시간을 따라 실행하는 신경망이 왜 가중치를 함께 쓰는 깊은 신경망인지 말할 수 있습니다.
# - 힌턴 다이어그램을 읽고, 논문의 결과 가운데 어떤 것을 다시 얻을 수 있는지 판단할 수 있습니다.
#
# 7번 노트북의 다층 퍼셉트론과 10번 노트북의 모멘텀을 알아야 하고, 상관계수가 무엇인지도 알아야 합니다. 읽는 데
# 30분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import numpy as np

import viz
from autograd_core import Value, sigmoid
from nn import MLP, Acceleration, IterativeNet, fit
from nn.by_hand import LayeredNet
from nn.datasets import PEOPLE, RELATIONS, family_cases, symmetry_patterns
from nn.experiments import family_trees, symmetry
from nn.experiments.experiment import Settings
from nn.experiments.starts import draw_uniformly
from nn.losses import half_squared_error
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 식
#
# 유닛 $j$는 아래층의 유닛 $i$들에서 오는 것을 더하고, 그 합을 비선형 함수에 넣습니다. 논문의 식 1–3이고, 글자도
# 논문의 것을 그대로 씁니다. $y$는 출력, $d$는 나와야 할 값, $\epsilon$은 학습률입니다.<!--@ E01; E02 -->
#
# <!--@ S4 Eq 1; S4 Eq 2; S4 Eq 3 -->
#
# $$x_j = \sum_i y_i w_{ji} \qquad y_j = \frac{1}{1 + e^{-x_j}}$$
#
# $$E = \frac{1}{2} \sum_c \sum_j (y_{j,c} - d_{j,c})^2$$
#
# 여기에서 $c$는 샘플의 번호입니다. 오차가 샘플에 대한 평균이 아니라 *합*이라는 점에 주의하십시오. 편향은 출력이
# 언제나 1인 유닛에서 오는 가중치로 봅니다. 되돌아가는 길의 식도 몇 개 있습니다(식 4–7).<!--@ E04 -->
#
# <!--@ S4 Eq 4; S4 Eq 5; S4 Eq 6; S4 Eq 7 -->
#
# | 되돌아가는 걸음 | 논문에서 | 노드 |
# |---|---|---|
# | 오차에서 출력으로 | $\partial E/\partial y_j = y_j - d_j$ | 제곱과 ½ |
# | 출력에서 합으로 | $\partial E/\partial x_j = \partial E/\partial y_j \cdot y_j (1 - y_j)$ | 시그모이드 |
# | 합에서 가중치로 | $\partial E/\partial w_{ji} = \partial E/\partial x_j \cdot y_i$ | 곱셈 |
# | 합에서 아래 유닛으로 | $\partial E/\partial y_i = \sum_j \partial E/\partial x_j \cdot w_{ji}$ | 곱셈, 복사 |
#
# 출력 유닛이 하나 있고 그 아래에 유닛이 두 개 있습니다. 나와야 할 출력은 1입니다. 거꾸로 한 걸음씩 가면서, 표의
# 식에 해당하는 수를 모두 찾아보십시오.

# %%
y1, y2, bias = Value(0.6, "y1"), Value(0.3, "y2"), Value(0.05, "편향")
w1, w2 = Value(0.5, "w1"), Value(-0.6, "w2")
y = sigmoid(y1 * w1 + y2 * w2 + bias)
y.label = "y"
error = 0.5 * (y - 1) ** 2
error.label = "E"
viz.stepper(error, show="forward")

# %% [markdown]
# 이번에는 신경망 전체입니다. 입력 두 개, 은닉 유닛 두 개, 출력 하나이고, 샘플은 두 개입니다. `LayeredNet`에는
# 논문의 식이 배열 계산으로 쓰여 있습니다. 엔진은 그 식을 하나도 모릅니다. 오차를 구하는 계산을 기록할 뿐입니다.

# %%
net = MLP(2, [2, 1], activation="sigmoid", output_activation="sigmoid")
start = [0.2, -0.4, -0.1, 0.7, 0.1, 0.3, 0.5, -0.6, 0.05]  # 유닛마다 가중치, 그다음 편향
for parameter, number in zip(net.parameters(), start, strict=True):
    parameter.data = number

cases, desired = [[1, 0], [0.5, -1]], [[1], [0]]
error = sum(half_squared_error(net(x), d) for x, d in zip(cases, desired, strict=True))
error.backward()
print(f"E = {error.data:.6f}, 출력 유닛의 기울기:")
[round(p.grad, 6) for p in net.layers[1].parameters()]

# %%
by_hand = LayeredNet(
    [np.array([[0.2, -0.4], [0.7, 0.1]]), np.array([[0.5, -0.6]])],
    [np.array([-0.1, 0.3]), np.array([0.05])],
)
[array.round(6).tolist() for array in by_hand.gradient(cases, desired)[2:]]

# %% [markdown]
# 같은 수가 나옵니다.<!--! all(abs(by_hand.gradient(cases, desired)[3][0] - [net.layers[1].neurons[0].b.grad]) <
# 1e-12) --> 오늘날에는 신경망마다 식을 쓸 필요가 없습니다. 그러나 누군가는 먼저 알아차려야 했습니다. 한 번
# 되돌아가면 *모든* 기울기를 얻고, 거기에 드는 계산은 순전파 두 번쯤이라는 것을 말입니다. 가중치를 하나씩 조금
# 바꾸어 보며 기울기를 구한다면 가중치마다 순전파를 한 번씩 해야 합니다. 그것은 그때의 작은 신경망에서도 너무
# 느렸습니다.<!--@ E03 -->
#
# ## 가속
#
# 논문에 나오는 둘째 가중치 규칙(식 9)은 오늘날 모멘텀(momentum)이라고 하는 것입니다. 식 8은 단순한
# 경사하강법입니다.<!--@ E05; E06; S4 Eq 8; S4 Eq 9 -->
#
# $$\Delta w(t) = -\epsilon\, \frac{\partial E}{\partial w(t)} + \alpha\, \Delta w(t-1)$$
#
# 기울기가 언제나 1이고 $\epsilon = 0.1$<!--=> rule.learning_rate -->, $\alpha = 0.9$<!--=> alpha -->이면 이렇게
# 됩니다.

# %%
w, alpha = Value(0, "w"), 0.9
rule, movements = Acceleration([w], 0.1, momentum=alpha), []
for _ in range(60):
    w.grad = 1
    rule.step()
    movements += rule.memory["movement"]
[round(movements[i], 5) for i in (0, 1, 2, 3, 59)]

# %% [markdown]
# 걸음은 첫걸음의 10<!--= round(movements[-1] / movements[0], 1) -->배까지 커집니다. $\epsilon / (1 - \alpha) =
# 1$<!--= 0.1 / (1 - 0.9) -->이기 때문입니다. 모멘텀은 갈수록 학습을 늦춘다고 쓴 글도 있습니다. 기울기가 일정한
# 비탈에서는 그 반대입니다.
#
# ## 대칭일까?
#
# 첫째 신경망(그림 1)은 비트 여섯<!--=> len(patterns[0]) --> 개를 받아, 앞에서 읽으나 뒤에서 읽으나 같은지 답합니다.
# 비트 무늬 64<!--=> len(patterns) -->개 가운데 8<!--=> sum(symmetric) -->개가 그렇습니다. 입력 하나만 보아서는
# 아무것도 알 수 없습니다. 은닉 유닛은 *두* 개뿐입니다.<!--@ E07; S4 Fig 1 -->

# %%
patterns, symmetric = symmetry_patterns()
net = MLP(6, [2, 1], activation="sigmoid", output_activation="sigmoid")
draw_uniformly(net.layers, 0.3, np.random.default_rng(0))
descent = {"loss": "half_squared_error", "optimizer": Acceleration(net, 0.05)}
sweeps = {"epochs": 1500, "batch_size": None, "order": "given", "reduction": "sum"}
history = fit(net, patterns, symmetric, **descent, **sweeps, compiled=True, progress=False)
right = symmetry.right_answers(net)
print(f"오차 {history.losses[0]:.2f} -> {history.losses[-1]:.2f}, 맞힌 것: 64개 가운데 {right}개")

# %% [markdown]
# 유닛 두 개로 어떻게 그럴 수 있을까요? **힌턴 다이어그램**(Hinton diagram)은 가중치를 하나하나 사각형으로 그립니다.
# 흰 것은 양수, 검은 것은 음수이고, 사각형의 넓이가 가중치의 크기입니다.

# %%
rows = [neuron.w for neuron in net.layers[0].neurons]
plots.described(
    plots.hinton(rows, row_names=["은닉 1", "은닉 2"], column_names=list("123456")),
    "사각형 여섯 개씩 두 행입니다. 행마다 비트 1과 6의 사각형은 넓이가 같고 색이 "
    "반대이며, 비트 2와 5, 비트 3과 4도 그렇습니다. 세 쌍의 넓이는 "
    "대략 4 대 2 대 1입니다.",
)

# %% [markdown]
# 거울에 비친 듯 마주 보는 비트끼리는 *가중치의 크기가 같고 부호가 반대*입니다. 첫째 유닛의 가중치와 두 유닛의
# 편향을 출력해 봅니다.

# %%
sizes = [abs(weight.data) for weight in rows[0]]
print([round(weight.data, 1) for weight in rows[0]])
print([round(neuron.b.data, 1) for neuron in net.layers[0].neurons])

# %% [markdown]
# 대칭인 무늬에서는 가중치가 상쇄되고 편향만 남습니다. 편향은 음수이므로 두 은닉 유닛이 모두 꺼져 있습니다.<!--!
# all(neuron.b.data < -1 for neuron in net.layers[0].neurons) --> 다른 무늬에서는 가중치가 상쇄되면 안 됩니다.
# 그러니 쌍마다 크기가 알맞게 달라야 합니다. 여기에서는 대략 4 대 2 대 1<!--= [round(max(sizes) / min(sizes)),
# round(sorted(sizes)[2] / min(sizes)), 1] -->입니다. 둘째 유닛의 가중치는 첫째 유닛과 부호가 반대입니다.<!--!
# all(a.data * b.data < 0 for a, b in zip(*rows)) --> 그래서 무늬가 대칭이 아니면 둘 가운데 하나가 켜집니다. 출력
# 유닛의 가중치는 음수입니다. 둘 다 꺼져 있으면 *대칭*이라고 답합니다.
#
# 운이 좋았던 것일까요? 신경망 20<!--=> len(tried) -->개를 배열로 나란히 훈련합니다. 논문의 $\epsilon = 0.1$<!--=
# symmetry.PAPER_EPSILON -->로도 하고, 그 절반으로도 합니다.<!--! symmetry.SAFE_EPSILON == symmetry.PAPER_EPSILON /
# 2 --> *훑기*(sweep) 한 번이란 모든 무늬를 한 번씩 지나고 마지막에 가중치를 한 번 고치는 것입니다.

# %%
quiet = Settings(progress=False)
tried = range(20)
for epsilon in (symmetry.PAPER_EPSILON, symmetry.SAFE_EPSILON):
    solved = symmetry.sweeps_until_solved(tried, epsilon, 3000, quiet)
    print(f"ε = {epsilon}: {len(solved)}/{len(tried)}개의 신경망이 3,000번 안에 풀었습니다")

# %% [markdown]
# 그러니 논문의 설정으로도 풀 수 있지만, 어디서 출발해도 풀리는 것은 아닙니다. 더 오래 걸리는 신경망도 있고, 끝내
# 막혀 버리는 신경망도 있습니다. 걸음이 더 작으면 20개가 모두 풉니다.<!--! len(solved) == 20 --> 논문에는 1,425<!--=
# symmetry.PUBLISHED_SWEEPS -->번 훑어서 푼 신경망 하나가 나옵니다.
#
# ## 시간은 깊이다
#
# 논문의 마지막 그림(그림 5)은 유닛들이 서로에게 값을 주는 신경망입니다. 모든 유닛이 한꺼번에, 한 걸음씩 바뀝니다.
# 그런 신경망 가운데 가장 작은 것은 자기 자신에게 값을 주는 유닛 하나입니다. 몇 걸음 실행해 봅니다.<!--@ E11; S4 Fig
# 5 -->

# %%
loop = IterativeNet(1, {(0, 0): 0.9})  # 유닛의 가중합은 노드 하나(dot)
weight = loop.weights[0, 0]
weight.label = "w"
[state] = loop.unroll([0.6], 3)[-1]
state.label = "3걸음 뒤의 y"
state.backward()
viz.draw(state)

# %% [markdown]
# (Σ×는 가중합입니다. 이 유닛에는 편향이 없습니다.) 가중치는 하나이고, 세<!--=
# len(loop.layered(3).parts) --> 걸음에서 모두 쓰입니다. 시간을 따라 펼치면, 층들이 가중치를 *함께 쓰는* 보통의
# 신경망이 됩니다. 복사가 역전파에서 무엇을 하는지는 이미 압니다. 가중치의 기울기는 걸음마다 온 기울기의 합입니다.
#
# 그림의 신경망에는 유닛 세<!--=> figure.units --> 개와 가중치 네<!--=> len(wiring) --> 개가 있습니다. 가운데 유닛은
# 다른 두 유닛에게 값을 주고, 두 유닛에게서 값을 받습니다. 이것도 같은 걸음만큼 펼칩니다. 그리고 견주어 볼 수 있게,
# 걸음마다 가중치를 따로 두고 층을 쌓은 신경망도 만듭니다.

# %%
wiring = {(0, 1): 0.5, (1, 0): -0.7, (1, 2): 0.9, (2, 1): 0.3}  # (어디에서, 어디로), 유닛은 0부터 센다
start, wanted = [0.2, 0.6, 0.9], [0.1, 0.8, 0.4]
figure = IterativeNet(3, wiring)
half_squared_error(figure.unroll(start, 3)[-1], wanted).backward()
layered = figure.layered(3)
half_squared_error(layered(start), wanted).backward()

for ends, shared in figure.weights.items():
    copies = [layer.weights[ends].grad for layer in layered.parts]
    print(ends, "복사본", [f"{copy:+.6f}" for copy in copies])
    print(f"       합 {sum(copies):+.6f}, 함께 쓰는 가중치 {shared.grad:+.6f}")

# %% [markdown]
# 함께 쓰는 가중치의 기울기는 복사본들의 기울기의 **합**입니다.<!--! abs(sum(copies) - shared.grad) < 1e-15 -->
# 논문에서는 합 대신 평균을 씁니다. 방향은 같고 걸음만 짧아집니다.
#
# ## 두 가족
#
# 가장 유명한 신경망은 *Colin의 어머니는?* 같은 물음에 답합니다. 영국 가족과 이탈리아 가족에 사람이 모두 24<!--=
# len(PEOPLE) -->명 있고, 두 가계도는 생김새가 같습니다(그림 2. 두 줄로 이은 두 사람은 부부입니다).<!--@ E08; S4 Fig
# 2 -->
#
# ```text
#      Christopher ══ Penelope            Andrew ══ Christine
#             ┌─────┴─────┐                  ┌─────┴─────┐
# Margaret ══ Arthur   Victoria ════════ James   Jennifer ══ Charles
#                           ┌──────┴──────┐
#                         Colin       Charlotte
#
#         Roberto ══ Maria                Pierro ══ Francesca
#             ┌─────┴─────┐                  ┌─────┴─────┐
#     Gina ══ Emilio    Lucia ══════════ Marco    Angela ══ Tomaso
#                           ┌──────┴──────┐
#                        Alfonso       Sophia
# ```
#
# 관계는 12<!--= len(RELATIONS) -->가지이고, 답이 있는 물음은 104<!--=> len(questions) -->개입니다.

# %%
# Case 물음 하나, person 사람, relation 관계, answers 답. father 아버지(James), mother 어머니(Victoria),
# uncle 삼촌·외삼촌(Arthur, Charles), aunt 이모·고모·숙모(Jennifer, Margaret)
questions = family_cases()
[case for case in questions if case.person == "Colin"][:4]

# %% [markdown]
# 사람마다 입력 24<!--= len(PEOPLE) -->개 가운데 하나를 켜고, 관계마다 입력 12<!--= len(RELATIONS) -->개 가운데
# 하나를 켭니다. Colin이 영국 사람이라거나 어리다는 것은 신경망에 알려 주지 않습니다. 누구에 대한 정보이든 유닛 여섯
# 개만 거쳐서 지나가야 합니다. 24 + 12 → 6 + 6 → 12 → 6 → 24입니다.<!--! sum((24 * 6 + 6, 12 * 6 + 6, 12 * 12 + 12,
# 12 * 6 + 6, 6 * 24 + 24)) == len(family_trees.FamilyNet().parameters()) --> 잘 답하려면 신경망은 사람에게서 무엇이
# 중요한지 스스로 알아내야 합니다.
#
# 물음 네<!--= family_trees.HELD_OUT --> 개는 *남겨 둡니다*. 이 물음으로는 훈련하지 않고, 훈련이 끝난 뒤에
# 물어봅니다. 먼저 논문에 쓰인 처방입니다. 가중치는 ±0.3<!--= family_trees.LITERAL.bound --> 사이에서 뽑고,
# $\epsilon$은 0.005<!--= family_trees.LITERAL.epsilon[0] -->에서 0.01<!--= family_trees.LITERAL.epsilon[1] -->로,
# $\alpha$는 0.5<!--= family_trees.LITERAL.alpha[0] -->에서 0.9<!--= family_trees.LITERAL.alpha[1] -->로 바꾸며,
# 1,500<!--= family_trees.LITERAL.sweeps -->번 훑습니다. 훑을 때마다 모든 가중치를 0.2<!--= 100 *
# family_trees.LITERAL.decay -->% 줄입니다. 이것이 *가중치 감쇠*입니다. 켜져야 할 출력은 모두 $\frac12$보다 크고
# 나머지는 모두 $\frac12$보다 작으면 맞힌 것으로 셉니다. 여러 출발점에서 신경망 몇 개를 훈련합니다.

# %%
seeds = range(4)
training, held_out = zip(*map(family_trees.split, seeds), strict=True)
for name, recipe in {"논문의 것": family_trees.LITERAL, "우리 것": family_trees.RECIPE_F}.items():
    nets = family_trees.trained_on_arrays(recipe, seeds, training, recipe.sweeps, quiet)
    known, new = (family_trees.accuracies(nets, each) for each in (training, held_out))
    print(f"{name:>7}: 훈련한 물음 {known.mean():.2f}, 남겨 둔 물음 {new.tolist()}")

# %% [markdown]
# 논문에 쓰인 처방대로 하면 **아무것도 배우지 못합니다**. 물음을 하나라도 맞힌 신경망이 없습니다.<!--!
# family_trees.accuracies(family_trees.trained_on_arrays(family_trees.LITERAL, seeds, training, 1500, quiet),
# training).max() == 0 --> 논문에 무엇이 빠져 있는지는 모릅니다. 둘째 처방은 우리가 찾은 것입니다. 가중치는 ±1<!--=
# recipe.bound --> 사이에서 뽑고, 걸음은 다섯<!--= recipe.epsilon[0] / family_trees.LITERAL.epsilon[0] --> 배로
# 길고, 감쇠는 덜 하며, 3,000<!--= recipe.sweeps -->번 훑습니다. 훈련에 쓴 물음은 거의 다 배우고<!--! known.mean() >
# 0.95 --> 새 물음은 절반쯤 맞힙니다.<!--! 0.35 < new.mean() < 0.65 --> 모든 출력을 찍어서 맞히기란 거의
# 불가능합니다. 그러니 신경망은 *무언가*를 알아낸 것입니다. 다만 흔히 말하는 것만큼은 아닙니다.
#
# 사람에 대하여 무엇을 알아냈을까요? 우리가 훈련한 신경망 하나에서, 사람들의 입력에서 유닛 여섯<!--=>
# weights.shape[1] --> 개로 가는 가중치를 그려 봅니다. 논문의 그림 4처럼 유닛마다 행이 두 개이고, 위가 영국 사람,
# 아래가 이탈리아 사람입니다. 그래서 가계도에서 같은 자리에 있는 두 사람이 위아래로 놓입니다.<!--@ E10; S4 Fig 4 -->

# %%
weights = nets.weights[0][:, :6, :24]  # 신경망마다: 사람 24명에서 유닛 6개로
rows = weights[0].reshape(12, 12)  # 유닛마다 영국 절반, 그다음 이탈리아 절반
names = [f"유닛 {i} {family}" for i in range(1, 7) for family in ("영국", "이탈리아")]
plots.described(
    plots.hinton(rows, column_names=PEOPLE[:12], row_names=names),
    "두 행씩 여섯 쌍, 12열의 힌턴 다이어그램입니다. 쌍의 위 행은 영국, 아래 행은 "
    "이탈리아입니다. 두 행이 비슷한 쌍도 있고, 한 행은 거의 한 색이고 "
    "다른 행은 거의 다른 색인 쌍도 있습니다.",
)

# %% [markdown]
# 한 행은 거의 희고 다른 행은 거의 검은 쌍을 찾아보십시오. 그 유닛은 두 나라를 구별합니다. 두 행이 같은 쌍도
# 찾아보십시오. 그 유닛이 나타내는 것은 두 가족 모두에서 통합니다. 눈으로만 보지 않고 재어 볼 수도 있습니다. 특징은
# 사람마다 수를 하나씩 줍니다. 국적, 몇 대째인지를 0부터 센 *항렬*(generation), 그리고 *갈래*(branch)를 봅니다.
# 갈래는 Christopher 쪽이면 1이고 Andrew 쪽이면 부호가 반대이며, 두 쪽 사이에서 태어난 두 아이는 0입니다. 신경망마다
# 특징을 가장 잘 따르는 유닛을 골라, 얼마나 잘 따르는지를 재고 신경망들의 평균을 출력합니다. (상관계수의
# 절댓값입니다. 1이면 정확히 따르고, 0이면 전혀 따르지 않습니다.) 그런데 여러 유닛 가운데 가장 나은 것을 고르면 어떤
# 특징이든 조금은 따르게 됩니다. 그래서 전혀 배우지 않은 신경망 100<!--=> len(some) -->개에서 똑같이 구한 값을 옆에
# 적습니다.

# %%
some = range(100)
cases = [family_trees.split(seed)[0] for seed in some]
untrained = family_trees.trained_on_arrays(recipe, some, cases, 0, quiet)
features = {"국적": family_trees.NATIONALITY, "항렬": family_trees.GENERATION * 2,
            "갈래": family_trees.BRANCH * 2}  # fmt: skip
found = {name: family_trees.best_unit_for(features[name], nets) for name in features}
chance = {name: family_trees.best_unit_for(features[name], untrained) for name in features}
for name in features:
    print(f"{name:11} {found[name]:.2f}, 훈련 전 {chance[name]:.2f}")

# %% [markdown]
# 신경망에 나라나 항렬을 알려 준 적은 없습니다. 도움이 되기 때문에 신경망이 스스로 만들어 낸 특징입니다. 논문의
# 신경망은 갈래도 찾았지만, 우리 신경망에서는 갈래가 덜 보입니다.<!--! found["갈래"] < min(found["국적"],
# found["항렬"]) and min(found.values()) > max(chance.values()) --> 논문이 말하려던 것이 이것입니다. 은닉 유닛은
# 중요한 것을 *표현*하게 됩니다.
#
# 마지막으로 물음 하나를 그림 3처럼 모든 층에서 들여다봅니다. *Colin의 이모, 고모, 숙모는?*(aunt) 이 신경망은 물음
# 104<!--= len(questions) -->개 모두로 훈련했습니다.<!--@ E09; S4 Fig 3 -->

# %%
whole = family_trees.trained_on_arrays(recipe, range(1), [questions], recipe.sweeps, quiet)
colin = [case for case in questions if case[:2] == ("Colin", "aunt")]
inputs, _ = family_trees.as_arrays(colin)
states = [layer.flatten() for layer in whole.activities(inputs)]
people, relations = states[0][:24], states[0][24:]
layers = [[people, relations], [states[1][:6], states[1][6:]], *states[2:]]
plots.described(
    plots.activity(layers, unit_names={0: PEOPLE + RELATIONS, 4: PEOPLE}),
    "다섯 층입니다. 맨 아래에서 Colin과 aunt가, 맨 위에서 Jennifer와 Margaret이 켜졌습니다.",
)

# %% [markdown]
# 맨 위에서 두 사람, Jennifer와 Margaret이 모두 켜졌습니다.<!--! {PEOPLE[i] for i in np.flatnonzero(states[-1] >
# 0.5)} == {"Jennifer", "Margaret"} -->
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** 유닛과 가중치가 하나씩 있고, 나와야 할 출력은 0입니다. 기울기를 예측하십시오. 앞의 표에 나온
# 기울기들이 그 안에 있습니다.

# %%
below, weight = Value(1.0, "아래 y"), Value(0.0, "w")
y = sigmoid(below * weight)
y.label = "y"
error = 0.5 * y**2
error.label = "E"
sheet = viz.worksheet(error)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 0에서 시그모이드의 값은 2분의 1이고, 그곳의 기울기는 $y(1 - y)$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $\partial E/\partial y = y - d = 0.5$<!--= y.data -->이고, 합에서는 $0.5 \times 0.25 = 0.125$<!--= y.data * y.data *
# (1 - y.data) -->입니다. 가중치는 여기에 아래 유닛의 출력인 1을 곱한 것을 받습니다. 아래 유닛은 가중치가 0이므로
# 아무것도 받지 못합니다.
#
# ```python
# sheet.check(a=0.5, b=0.5, c=0.125, d=0, e=0.125)
# ```
#
# </details>
#
# **2. 왜 이런 크기일까?** 어떤 신경망에서 비트 여섯<!--=> len(with_3) --> 개의 가중치가 차례로
# `1, 2, 3, -3, -2, -1`입니다.<!--!> with_3 == [1, 2, 3, -3, -2, -1] --> *대칭이 아닌* 무늬 가운데 합이 0이 되는
# 것은 몇 개입니까? `1, 2, 4, -4, -2, -1`이라면 몇 개입니까?<!--!> with_4 == [1, 2, 4, -4, -2, -1] -->


# %%
def fooled(weights):
    sums = np.array(patterns) @ np.array(weights)
    return int(sum((sums == 0) & (np.array(symmetric) == 0)))


with_3, with_4 = [1, 2, 3, -3, -2, -1], [1, 2, 4, -4, -2, -1]
slips = viz.quiz(with_3=fooled(with_3), with_4=fooled(with_4))
slips.check(with_3=..., with_4=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 마주 보는 비트의 쌍마다 합에 가중치를 더하거나, 빼거나, 아무 영향도 주지 않습니다. 영향을 주는 쌍이 적어도 하나
# 있으면서 모두 상쇄되는 것은 어떤 때입니까?
#
# </details>
# <details><summary>풀이</summary>
#
# $1 + 2 - 3 = 0$<!--= sum(with_3[:2]) - with_3[2] -->이고, 모든 부호를 바꾸어도 그렇습니다. 어느 쪽이든 쌍이 모두
# 정해지므로 무늬는 두 개입니다. 3 대신 4<!--! max(with_4) == 4 and max(with_3) == 3 -->라면 그런 무늬가 없습니다.
#
# ```python
# slips.check(with_3=2, with_4=0)
# ```
#
# </details>
#
# **3. 걸음 예측하기.** $\epsilon = 0.2$<!--=> rule.learning_rate -->, $\alpha = 0.5$<!--=> alpha -->인 가속입니다.
# 기울기가 차례로 1, 1, −1<!--=> [slopes[0], slopes[1], slopes[2]] -->입니다. 가중치는 얼마씩 움직입니까?

# %%
w, alpha = Value(0, "w"), 0.5
rule, movements = Acceleration([w], 0.2, momentum=alpha), []
slopes = (1, 1, -1)
for slope in slopes:
    w.grad = slope
    rule.step()
    movements += rule.memory["movement"]
moved = viz.quiz(movements=movements)
moved.check(movements=[..., ..., ...])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 앞 걸음에 움직인 양의 절반에서 기울기의 5분의 1을 뺍니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 처음에는 −0.2<!--= movements[0] -->입니다. 다음에는 그 절반에서 5분의 1을 더 빼서 −0.3<!--= movements[1] -->입니다.
# 그다음에는 그것의 절반에 5분의 1을 더해서 0.05<!--= movements[2] -->입니다.
#
# ```python
# moved.check(movements=[-0.2, -0.3, 0.05])
# ```
#
# </details>
#
# ## 정리
#
# - 논문의 식에 나오는 것은 노드의 국소적 미분입니다. 엔진도 같은 수를 냅니다.
# - 은닉 유닛 두 개는, 마주 보는 비트의 가중치가 크기가 같고 부호가 반대이기 때문에 대칭을 알아봅니다.
# - 시간을 따라 실행하는 신경망은 가중치를 함께 쓰는 깊은 신경망입니다. 그 기울기는 걸음마다 온 것의 합입니다.
# - 은닉 유닛은 아무도 알려 주지 않은 특징을 스스로 만들어 냅니다.
# - 가계도는 논문에 쓰인 처방으로는 배우지 못합니다. 다른 처방으로는 배우고, 새 물음도 절반쯤 맞힙니다.
#
# 다음: 기울기도 그래프입니다. *그* 그래프의 기울기는 무엇일까요?
