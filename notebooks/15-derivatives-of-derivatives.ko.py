# %% [markdown]
# # 15. 기울기도 그래프다. 그 기울기는 무엇일까?
#
# 역전파도 곱하고 더하는 계산이므로 노드로 이루어져 있습니다. 그래서 역전파도 기록하고, 그림으로 그리고, 다시 미분할
# 수 있습니다. 다시 미분하면 곡률을 얻고, 곡률을 알면 더 빨리 내려갈 수 있습니다.
#
# **이 노트북을 마치면**
#
# - 기울기를 그래프로 그리고 식으로 읽을 수 있습니다.
# - 함수의 야코비 행렬을 책에 나오는 두 가지 배치로 쓸 수 있습니다.
# - 이계도함수로 뉴턴법의 걸음을 가고, 뉴턴법이 언제 엉뚱한 곳으로 가는지 말할 수 있습니다.
# - 헤세 행렬을 다 구하지 않고 한 방향의 곡률을 구하는 방법을 설명할 수 있습니다.
#
# 1번, 10번 노트북에서 배운 연쇄법칙과 경사하강법, 그리고 이계도함수, NumPy의 행렬곱과 전치를 알아야 합니다.
# 뉴턴법을 읽으려면 역행렬이 무엇인지도 알아야 합니다. 읽는 데 25분쯤, 연습 문제를 푸는 데 25분쯤 걸립니다.

# %%
import numpy as np
from IPython.display import Markdown

import viz
from autograd_core import Value, derivative_formula, exp, grad, gradients, hessian, hvp, jacobian
from autograd_core.operations import relu, sigmoid, sin
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 그릴 수 있는 기울기
#
# `backward()`는 `.grad`에 수를 적습니다. 함수 `gradients`는 수 대신 *노드*를 돌려줍니다. $x = 2$<!--=> x.data -->에서
# $y = x^4$을 봅시다.

# %%
x = Value(2.0, "x")
y = x**4
[slope] = gradients(y, [x])
slope.label = "기울기"
viz.stepper(slope, show="forward")

# %% [markdown]
# 이것은 $4x^3$입니다. 거듭제곱을 미분하는 규칙이 노드가 되었습니다. $x = 2$<!--= x.data -->에서는 32<!--=
# slope.data -->입니다. 이것도 여느 그래프와 다름없으므로 기울기가 있습니다. $x$에는 무엇이 도착할까요? 거꾸로 한
# 걸음씩 가 보고, $x$의 슬라이더를 끌어 보십시오.
#
# 48<!--= gradients(slope, [x])[0].data -->이 도착합니다. 곧 *이계*도함수의 값입니다. `gradients`를 한 번 더 쓰면
# 이것도 그래프로 얻습니다.

# %%
[curvature] = gradients(slope, [x])
print("일계:", derivative_formula(y, x), "=", slope.data)
print("이계:", derivative_formula(slope, x), "=", curvature.data)

# %% [markdown]
# `derivative_formula`는 기울기의 그래프를 읽어 보통 글자나 LaTeX로 식을 적습니다. 식을 간단히 정리하는 일은
# 조금밖에 하지 않습니다.

# %%
w = Value(0.8, "w")
latex = derivative_formula(sin(w**2), w, style="latex")
Markdown(f"$$\\frac{{d}}{{dw}} \\sin(w^2) = {latex}$$")

# %% [markdown]
# ## 출력이 여럿일 때: 야코비 행렬
#
# 입력이 세<!--=> len(point) --> 개이고 출력이 두 개인 함수에는 미분이 여섯<!--=>
# np.size(jacobian(two_outputs)(point)) --> 개 있습니다. 다음 함수를 봅니다.
#
# $$y_1 = x_1 x_2 \qquad y_2 = x_2 + \sin x_3$$


# %%
def two_outputs(x):
    return [x[0] * x[1], x[1] + sin(x[2])]


point = [2.0, 0.5, 1.0]
np.array(jacobian(two_outputs)(point)).round(4)

# %% [markdown]
# 출력마다 행이 하나, 입력마다 열이 하나입니다. 이것이 *분자 배치*(numerator layout)입니다. 그 전치인 *분모
# 배치*(denominator layout)를 쓰는 책도 있습니다. 오일석의 다층 퍼셉트론 강의도 한 쪽에서(알고리즘 3-5의 절) 분모
# 배치를 씁니다.<!--@ A27; B12 -->

# %%
np.array(jacobian(two_outputs, layout="denominator")(point)).round(4)

# %% [markdown]
# 들어 있는 수는 같습니다. 그러나 행렬을 곱하는 순서가 달라지므로, 책을 읽을 때는 어느 배치를 쓰는지 확인하십시오.
# 분자 배치에서 $z = f(y)$의 연쇄법칙은 다음과 같습니다.
#
# $$\nabla_x z = J^T\, \nabla_y z$$
#
# $f = y_1^2\, y_2 + e^{y_2}$로 확인해 봅니다.


# %%
def f(y):
    return y[0] ** 2 * y[1] + exp(y[1])


J = np.array(jacobian(two_outputs)(point))
by_matrix = J.T @ grad(f)(two_outputs(point))
by_graph = grad(lambda x: f(two_outputs(x)))(point)
print(by_matrix.round(6), np.array(by_graph).round(6))

# %% [markdown]
# 역전파가 *바로* 이 곱입니다. 다만 행렬을 만들지 않을 뿐입니다.<!--! np.allclose(by_matrix, by_graph, rtol=1e-12) -->
# 수가 4,096개씩 들어 있는 행 64개를 받아 그만큼 내놓는 층 하나만 해도 행렬 $dY/dX$는 단정밀도로 256<!--= (64 *
# 4096) ** 2 * 4 / 2**30 -->GiB를 차지합니다.<!--! (64 * 4096) ** 2 * 4 == 256 * 2**30 --><!--@ B16 -->
#
# ## 곡률: 헤세 행렬
#
# 기울기의 야코비 행렬이 **헤세 행렬**(Hessian) $H$입니다. 여기에는 이계도함수가 모두 들어 있습니다. 최적화 방법을
# 시험하는 데 자주 쓰이는 로젠브록 골짜기를 봅시다. 바나나처럼 휘어 있고, 가장 낮은 점은 (1, 1)입니다.<!--!>
# banana([1, 1]) == 0 and grad(banana)([1.0, 1.0]) == [0, 0] -->
#
# $$f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2$$


# %%
def banana(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


start = [-1.2, 1.0]
hessian(banana)(start)

# %% [markdown]
# 대칭 행렬입니다.<!--! hessian(banana)(start)[0][1] == hessian(banana)(start)[1][0] --> 어느 변수로 먼저 미분하든
# 결과가 같기 때문입니다.
#
# 어디에 쓸까요? 기울기는 어느 쪽이 내리막인지 알려 주고, 헤세 행렬은 그 기울기가 얼마나 빨리 변하는지 알려 줍니다.
# **뉴턴법**은 함수가 이차함수라고 보고, 기울기가 0이 될 곳으로 곧장 갑니다.
#
# $$p \leftarrow p - H^{-1} g$$
#
# 학습률 0.001<!--=> rate -->의 경사하강법과 비교합니다. (학습률이 이보다 훨씬 크면 양쪽 벽 사이에서 튑니다.)

# %%
newton = [start]
for _ in range(6):
    g, H = grad(banana)(newton[-1]), hessian(banana)(newton[-1])
    step = np.linalg.solve(H, g)  # H⁻¹ g
    newton.append((np.array(newton[-1]) - step).tolist())

descent, rate = [start], 0.001
for _ in range(1000):
    p = descent[-1]
    descent.append([p[i] - rate * slope for i, slope in enumerate(grad(banana)(p))])

# %%
paths = {"경사하강법, 1,000걸음에서 20걸음마다": descent[::20], "뉴턴법, 6걸음": newton}
plots.described(
    plots.optimizer_paths(lambda x, y: banana([x, y]), paths, minimum=(1, 1)),
    "경사하강법은 휜 골짜기를 따라가며 1,000걸음 뒤에 x = 0.33에 있습니다. "
    "뉴턴법은 골짜기 밖으로 한 번 멀리 뛰고, 여섯 걸음 뒤에 최저점에 있습니다.",
)

# %% [markdown]
# 벽이 가파르므로 경사하강법은 걸음을 작게 할 수밖에 없습니다. 그래서 골짜기 바닥에서는 느릿느릿 가고, 끝까지 가도
# 아직 $x = 0.33$<!--= descent[-1][0] -->입니다. 뉴턴법은 곡률을 알기 때문에 여섯<!--= len(newton) - 1 --> 걸음 만에
# 도착합니다.<!--! banana(newton[-1]) < 1e-18 -->

# %%
[(round(x, 4), round(y, 4), float(f"{banana([x, y]):.2g}")) for x, y in newton]

# %% [markdown]
# 둘째 걸음을 보십시오. 괄호 안의 셋째 수인 함숫값이 약 1,400<!--= round(banana(newton[2]), -2) -->까지 *올라갔다가*
# 떨어집니다. 뉴턴법은 어느 쪽이 아래인지 모릅니다. 기울기가 0인 곳을 찾을 뿐입니다. 출발점이 나쁘면 그곳이 언덕
# 꼭대기일 수도 있습니다. 10번 노트북에서 본, 두 골짜기 사이에 언덕이 있는 함수로 해 봅시다.


# %%
def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


x = 0.3
for _ in range(5):
    x = x - grad(two_valleys)(x) / grad(grad(two_valleys))(x)
slope, curvature = grad(two_valleys)(x), grad(grad(two_valleys))(x)
print(f"x = {x:.4f}, 기울기 {slope:.1e}, 곡률 {curvature:.3f}")

# %% [markdown]
# 그곳의 기울기는 0이지만<!--! abs(slope) < 1e-9 and curvature < 0 --> 곡률은 음수입니다. 꼭대기라는 뜻입니다.
# 계산량도 문제입니다. 가중치가 백만 개이면 헤세 행렬에는 수가 백만 곱하기 백만 개 들어 있습니다. 큰 신경망을 이렇게
# 훈련하는 일이 거의 없는 까닭 가운데 하나입니다.
#
# ## 한 방향의 곡률
#
# $H v$만 알면 되는 때가 많습니다. 이것은 한 방향 $v$로 갈 때 기울기가 어떻게 변하는지를 나타냅니다. $H v$를
# 구하려고 $H$를 만들 필요는 없습니다.

# %%
direction = [1.0, 0.0]
hvp(banana, start, direction), (np.array(hessian(banana)(start)) @ direction).tolist()

# %% [markdown]
# `hvp`(헤세 행렬과 벡터의 곱)는 기울기의 그래프를 기록하고, 그 그래프를 *순방향으로* 훑습니다. 노드마다 $v$를
# 따라갈 때 자기 값이 얼마나 변하는지를 다음 노드에 넘겨줍니다. 이것을 *역방향 위의 순방향*(forward over
# reverse)이라고 합니다. 가중치가 아무리 많아도 기울기를 몇 번 구하는 만큼의 계산이면 됩니다.
#
# 역방향으로 두 번 갈 수도 있습니다. 내적 $g \cdot v$의 기울기가 $H v$입니다.


# %%
def slope_along(p):
    return sum(g * v for g, v in zip(grad(banana)(p), direction, strict=True))


grad(slope_along)(start)

# %% [markdown]
# 같습니다.<!--! grad(slope_along)(start) == hvp(banana, start, direction) -->
#
# ## 곡률이 없는 곳
#
# 시그모이드는 휘어 있습니다. 아래 그림에서 실선이 시그모이드의 기울기이고, 점선이 곡률입니다.


# %%
def sigmoid_slope(x):
    return gradients(sigmoid(x), [x])[0]


plots.described(
    plots.activation(sigmoid_slope, limits=(-6, 6), name="시그모이드의 기울기"),
    "시그모이드의 기울기는 0에서 높이가 0.25인 언덕입니다. 그 미분은 0의 왼쪽에서 양수이고 오른쪽에서 음수입니다.",
)

# %% [markdown]
# ReLU는 직선 두 개로 되어 있습니다. 기울기는 0 또는 1<!--=> [grad(relu)(x) for x in (-1.0, 1.0)] -->이고,
# 이계도함수는 양쪽에서 0<!--=> grad(grad(relu))(1.0) -->입니다. 꺾임에서는 이계도함수가 없고, 엔진은 약속에 따라
# 0<!--=> grad(grad(relu))(0.0) -->이라고 합니다. ReLU의 제곱은 오른쪽에서 $x^2$이므로 그곳에서는 휘어 있습니다.

# %%
functions = {"relu": relu, "sigmoid": sigmoid, "relu의 제곱": lambda x: relu(x) ** 2}
for name, function in functions.items():
    print(f"{name:>12}:", [round(grad(grad(function))(x), 4) for x in (-1.0, 0.0, 1.0)])

# %% [markdown]
# 그래서 ReLU 신경망의 출력은, 입력의 함수로 보면 곧은 조각을 이어 붙인 것이고, 조각 안에는 곡률이 없습니다. 방향은
# 꺾임에서만 바뀌는데, 이계도함수에는 꺾임이 나타나지 않습니다. *손실*의 헤세 행렬에 나타나는 곡률은 손실 함수에서,
# 그리고 서로 다른 층의 가중치가 곱해지는 데서 나옵니다.
#
# ## 연습 문제
#
# **1. 빈칸 채우기.** $z = x^3 y$일 때 $\partial z/\partial x$의 그래프입니다. 이 그래프의 기울기가 $z$의
# 이계도함수입니다. 예측해 보십시오.

# %%
x, y = Value(3.0, "x"), Value(2.0, "y")
[z_x] = gradients(x**3 * y, [x])
z_x.label = "dz/dx"
sheet = viz.worksheet(z_x)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 이 그래프는 $3x^2 y$를 계산합니다. 곱셈 노드는 흘러온 것에 다른 쪽 인수를 곱하여 돌려보냅니다. 제곱의 국소적
# 미분은 $2x$입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# $\partial^2 z/\partial x^2 = 6xy = 36$<!--= 6 * x.data * y.data -->이고, $\partial^2 z/\partial x\,\partial y =
# 3x^2 = 27$<!--= 3 * x.data**2 -->입니다.
#
# ```python
# sheet.check(a=27, b=2, c=6, d=36)
# ```
#
# </details>
#
# **2. 헤세 행렬 예측하기.** $x = 1$<!--=> at[0] -->, $y = 2$<!--=> at[1] -->에서 $x^2 y + y^3$의 헤세 행렬은
# 무엇입니까?

# %%
at = [1.0, 2.0]
second = viz.quiz(hessian=hessian(lambda p: p[0] ** 2 * p[1] + p[1] ** 3)(at))
second.check(hessian=[[..., ...], [..., ...]])

# %% [markdown]
# <details><summary>힌트</summary>
#
# 먼저 기울기 $(2xy,\ x^2 + 3y^2)$를 구하고, 두 성분을 다시 각각 미분합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 첫째 행은 $2y$와 $2x$, 둘째 행은 $2x$와 $6y$입니다.
#
# ```python
# second.check(hessian=[[4, 2], [2, 12]])
# ```
#
# </details>
#
# **3. 언제나 아래로.** 뉴턴법이 위로 올라간 것은 곡률이 음수였기 때문입니다. 변수가 하나일 때, 걸음의 길이는
# 뉴턴법과 같지만 언제나 *아래로* 가는 함수를 쓰십시오. 골짜기가 둘인 함수의 두 곳, 곧 언덕 위인 0.3<!--=> hill -->과
# 곡률이 양수인 2<!--=> wall -->에서 시험합니다.


# %%
def downhill_step(x, slope, curvature):
    return ...  # 새 x


def tried(step, x):
    return step(x, grad(two_valleys)(x), grad(grad(two_valleys))(x))


hill, wall = 0.3, 2.0
newton_from_hill = hill - grad(two_valleys)(hill) / grad(grad(two_valleys))(hill)
newton_from_wall = wall - grad(two_valleys)(wall) / grad(grad(two_valleys))(wall)
steps = viz.quiz(from_hill=2 * hill - newton_from_hill, from_wall=newton_from_wall)
steps.check(from_hill=tried(downhill_step, hill), from_wall=tried(downhill_step, wall))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 뉴턴법은 $x$에서 $x - f'(x)/f''(x)$로 갑니다. 기울기의 반대쪽으로 가는지는 무엇의 부호에 달려 있습니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 곡률이 양수인 곳에서는 뉴턴법의 걸음과 같고, 1.448<!--= newton_from_wall -->로 갑니다. 언덕에서는 0.571<!--= 2 *
# hill - newton_from_hill -->로 갑니다. 뉴턴법이라면 꼭대기에 더 가까운 0.029<!--= newton_from_hill -->로 갔을
# 것입니다.
#
# ```python
# def downhill_step(x, slope, curvature):
#     return x - slope / abs(curvature)
#
# steps.check(from_hill=tried(downhill_step, hill), from_wall=tried(downhill_step, wall))
# ```
#
# </details>
#
# ## 정리
#
# - 기울기는 그래프로 기록할 수 있습니다. 그래서 그릴 수도, 식으로 쓸 수도, 다시 미분할 수도 있습니다.
# - 야코비 행렬에는 일계도함수가 모두 들어 있습니다. 배치는 두 가지이고, 하나는 다른 하나의 전치입니다.
# - 헤세 행렬에는 이계도함수가 모두 들어 있습니다. 뉴턴법은 헤세 행렬을 써서 몇 걸음 만에 가지만, 한 걸음에 드는
#   계산이 많고 꼭대기로 갈 수도 있습니다.
# - $Hv$는 기울기를 몇 번 구하는 만큼의 계산이면 얻습니다. 역방향 위의 순방향입니다.
# - ReLU의 곧은 조각 안에는 곡률이 없습니다.
#
# 다음: 역전파는 무엇을 보관하고 무엇을 다시 계산할까요? 그리고 언제 순방향으로 갈까요?
