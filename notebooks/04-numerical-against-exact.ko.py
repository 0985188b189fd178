# %% [markdown]
# # 4. 이 기울기는 맞을까? 수치 미분으로 확인하기
#
# 기울기가 틀려도 오류는 나지 않습니다. 신경망이 잘 학습하지 못할 뿐입니다. 그래서 빠른 방법을 확인할, 느리지만
# 단순한 둘째 방법이 필요합니다. 입력을 조금 움직이고 출력이 얼마나 움직이는지 봅니다. 이 방법이 얼마나 정확한지,
# 얼마나 많은 계산이 드는지, 어디서 통하지 않는지 알아보고, 틀린 규칙을 드러내는 그래프를 컴퓨터가 찾게 합니다.
#
# **이 노트북을 마치면**
#
# - 전진 차분, 중앙 차분, 복소 차분으로 미분을 구하고 걸음을 고를 수 있습니다.
# - 신경망의 기울기를 수치 미분으로 구하면 얼마나 많은 계산이 드는지 말할 수 있습니다.
# - 기울기를 확인하고, “꺾임”과 “확인 못 함”이라는 판정을 읽을 수 있습니다.
# - 틀린 규칙을 스스로 찾아내는 속성 기반 테스트를 쓸 수 있습니다.
#
# 1번, 2번, 3번 노트북과 학교에서 배운 극한과 미분, 복소수($i$와 실수부, 허수부), 그리고 파이썬에서 함수를 값처럼
# 쓰는 법을 알아야 합니다. 데코레이터는 여기서 설명합니다. 읽는 데 30분쯤, 연습 문제를 푸는 데 30분쯤 걸립니다.

# %%
import math
import random

import matplotlib.pyplot as plt
from hypothesis import find, given, settings

import viz
from autograd_core import (
    Value,
    check_gradients,
    check_operation,
    exp,
    grad,
    numerical_gradient,
    operation,
    relu,
    sin,
    sqrt,
)
from autograd_core.strategies import graphs
from nn import MLP
from viz import plots

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 작은 걸음
#
# 미분은 극한입니다.
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}$$
#
# 컴퓨터는 작은 $h$를 하나 골라 거기서 멈춥니다. 이것이 **전진 차분**(forward difference)입니다. $f(x) = e^x
# \sin(x)$를 $x = 1$에서 미분해 봅니다.<!--!> exact == grad(f)(1.0) and f(1) == math.exp(1) * math.sin(1) -->


# %%
def f(x):
    return exp(x) * sin(x)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


exact = grad(f)(1.0)
forward_difference(f, 1.0, 0.001), exact

# %% [markdown]
# `grad(f)`는 역전파를 합니다. 여기서 나온 3.7560<!--= exact -->은 반올림을 빼면 정확합니다. 전진 차분은 넷째
# 자리부터 틀립니다.<!--! f"{forward_difference(f, 1.0, 0.001):.3g}" == f"{exact:.3g}" and f"{forward_difference(f,
# 1.0, 0.001):.4g}" != f"{exact:.4g}" --> 걸음이 작을수록 좋을 것 같습니다. 그런데 가장 작은 걸음은 그렇지 않습니다.

# %%
for h in (1e-4, 1e-8, 1e-12, 1e-16):
    error = abs(forward_difference(f, 1.0, h) - exact)
    print(f"h = {h:.0e}   오차 {error:.0e}")

# %% [markdown]
# ## 골짜기
#
# 두 가지 오차가 맞서기 때문입니다. $h$가 크면 두 점 사이에서 곡선이 휩니다. $h$가 절반이 되면 이 오차도 절반이
# 됩니다. $h$가 작으면 두 값은 16<!--= math.log10(2**53) -->자리 가운데 거의 모든 자리가 같습니다. 빼면 같은 자리는
# 지워지고, 남는 것은 거의 반올림 오차입니다. 그것을 $h$로 나누면 커집니다. $h$가 절반이 되면 이 오차는 두 배가
# 됩니다.
#
# **중앙 차분**(central difference)은 양쪽을 봅니다.
#
# $$f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}$$
#
# 그러면 휘어서 생긴 오차가 지워지고, 남은 오차는 $h^2$에 비례하여 줄어듭니다. 걸음의 크기를 여러 가지로 바꾸면서
# 오차를 보겠습니다.


# %%
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def error_of(quotient, h):
    return abs(quotient(f, 1.0, h) - exact)


steps = [10 ** (-k / 4) for k in range(4, 61)]
_, ax = plt.subplots(figsize=(5.6, 4))
quotients = [(forward_difference, "-", "전진 차분"), (central_difference, "--", "중앙 차분")]
for quotient, line, name in quotients:
    errors = [error_of(quotient, h) for h in steps]
    ax.loglog(steps, errors, line, label=name)
ax.set(xlabel="걸음 h", ylabel="오차")
ax.legend(frameon=False)
seen = "걸음 h에 대한 오차, 두 축 모두 로그 눈금입니다. 골짜기가 둘 있습니다. "
seen += "전진 차분은 h = 1e-8 근처에서 가장 낮고, 그때 오차는 1e-8쯤입니다. "
seen += "중앙 차분은 h = 1e-5 근처에서 가장 낮고, 그때 오차는 1e-11쯤입니다."
plots.described(ax, seen)

# %% [markdown]
# 오른쪽에서부터 읽으십시오. $h$가 10<!--= 1e-3 / 1e-4 -->배 작아지면 전진 차분의 오차는 10<!--=
# error_of(forward_difference, 1e-3) / error_of(forward_difference, 1e-4) -->배, 중앙 차분의 오차는 100<!--=
# error_of(central_difference, 1e-2) / error_of(central_difference, 1e-3) -->배 작아집니다. 그다음에는 반올림 오차가
# 앞서고, 둘은 왼쪽으로 가면서 같은 기울기로 올라갑니다.
#
# - 전진 차분은 $h = 10^{-8}$ 근처가 가장 좋습니다.<!--! 0.1 < min(steps, key=lambda h: error_of(forward_difference,
#   h)) / 1e-8 < 10 --> 반올림 오차 $10^{-16}$<!--! 0.5 < sys.float_info.epsilon / 1e-16 < 5 -->의 제곱근입니다.
#   거기서 8<!--= -math.log10(error_of(forward_difference, 1e-8) / exact) -->자리쯤 맞습니다.
# - 중앙 차분은 $h = 10^{-5}$ 근처가 가장 좋습니다.<!--! 0.1 < min(steps, key=lambda h: error_of(central_difference,
#   h)) / 1e-5 < 10 --> 반올림 오차의 세제곱근입니다. 거기서 11<!--= -math.log10(error_of(central_difference, 1e-5)
#   / exact) -->자리쯤 맞습니다.
#
# 기울기를 *하나* 구할 때는 어느 쪽이든 $f$를 두 번 계산합니다. 매개변수 $n$개에 대한 기울기를 구하려면, 전진 차분은
# $x$에서의 값을 함께 쓰므로 $n + 1$번, 중앙 차분은 $2n$번 계산합니다. 맞는 자리가 그만큼 많아지므로, 더 계산할
# 만합니다.
#
# ## 빼지 않고: 복소 차분
#
# 자릿수가 지워지는 것은 빼기 때문입니다. 빼지 않는 방법이 있습니다. *허수* 방향으로 걸음을 옮기는 **복소
# 차분**(complex step)입니다. exp나 sin처럼 거듭제곱급수로 나타나는 함수를 *해석 함수*라고 합니다. 해석 함수에서는
# $f(x + ih) = f(x) + i h f'(x) - \ldots$입니다. 그래서 허수부를 $h$로 나누면 기울기입니다. 다음 항들에는 $h^2$과
# $h^3$이 들어 있는데, 너무 작아서 영향을 주지 않습니다.

# %%
h = 1e-20
slope = f(complex(1.0, h)).imag / h
slope, slope - exact

# %% [markdown]
# 모든 자리가 맞습니다.<!--! slope == exact or abs(slope - exact) <= math.ulp(exact) --> 걸음은 $h = 10^{-20}$<!--=
# h -->입니다. 엔진은 복소수로도 계산하므로 `f`를 바꿀 필요가 없습니다. 그러나 `abs`와 `max`, 그리고 $\max(x, 0)$인
# `relu`는 해석 함수가 아닙니다. `abs`는 복소수를 그 길이인 실수로 만들고, 복소수에는 크기 순서가 없으므로 둘 가운데 큰
# 것을 고를 수도 없습니다. 여기서는 이 방법이 아무 뜻이 없으므로, `numerical_gradient`는 셋을 모두 거절합니다.

# %%
for function in (abs, relu, lambda x: max(x, 0)):
    try:
        numerical_gradient(function, 1.0, method="complex")
    except TypeError as error:
        print(str(error).split(":")[0])

# %% [markdown]
# `numerical_gradient`는 수가 여럿인 함수에서 이 모든 일을 합니다. 걸음도 스스로 고릅니다. ("richardson"은 중앙
# 차분의 걸음을 점점 줄이면서, 걸음이 `0`일 때의 값을 외삽합니다.)

# %%
for method in ("central", "richardson", "complex"):
    print(f"{method:10}  오차 {abs(numerical_gradient(f, 1.0, method=method) - exact):.0e}")

# %% [markdown]
# ## 얼마나 많은 계산이 들까?
#
# 그러면 역전파는 왜 필요할까요? 세어 봅시다. 차분은 한 번에 숫자를 *하나*만 움직입니다. 아주 작은 신경망이
# 있습니다. 속에 무엇이 들어 있는지는 5번 노트북과 7번 노트북에서 다룹니다. 지금은 *매개변수*, 곧 학습하면서
# 조정하는 숫자가 13<!--=> len(net.parameters()) -->개인 함수일 뿐입니다. 그것을 하나하나 움직이면서 신경망을 몇 번
# 실행하는지 셉니다.
#
# <!--@ C01; E03 -->

# %%
random.seed(0)
net = MLP(2, [3, 1], activation="tanh")
runs = []


def run():
    runs.append(net([0.5, -1.0]))
    return runs[-1].data


numerical, h = [], 1e-5
for p in net.parameters():
    start = p.data
    p.data = start + h
    above = run()
    p.data = start - h
    numerical.append((above - run()) / (2 * h))
    p.data = start
len(net.parameters()), len(runs)

# %% [markdown]
# 매개변수마다 두 번 실행합니다.<!--! len(runs) == 2 * len(net.parameters()) --> 역전파는 한 번 실행하고 한 번
# 되돌아오면 됩니다. 둘이 맞을까요?

# %%
net([0.5, -1.0]).backward()
max(abs(p.grad - slope) for p, slope in zip(net.parameters(), numerical, strict=True))

# %% [markdown]
# 두 기울기의 차이는 $10^{-10}$보다 작습니다.<!--! max(abs(p.grad - slope) for p, slope in zip(net.parameters(),
# numerical)) < 1e-10 --> 이제 손글씨 숫자를 알아보는 신경망을 보겠습니다. 입력이 784<!--=> inputs -->개, 중간의
# 뉴런(*은닉 유닛*)이 50<!--=> hidden -->개, 출력이 10<!--=> outputs -->개입니다. 뉴런에는 입력마다 가중치가 하나씩
# 있고, 편향도 하나 있습니다.

# %%
inputs, hidden, outputs = 784, 50, 10
weights, biases = inputs * hidden + hidden * outputs, hidden + outputs
weights + biases, 2 * (weights + biases)

# %% [markdown]
# 매개변수가 39,760<!--= weights + biases -->개이므로, 차분으로 기울기를 *한 번* 구하려면 순전파를 79,520<!--= 2 *
# (weights + biases) -->번 실행해야 합니다. 되돌아오면서 모든 가중치를 갱신하는 데 드는 연산은 순전파 한 번의 약
# 1.5<!--= (3 * inputs * hidden + 5 * hidden * outputs + 2 * outputs) / (2 * inputs * hidden + 2 * hidden * outputs)
# -->배입니다. 이 연산은 8번 노트북에서 셉니다.
#
# 그래서 일을 나눕니다. **학습은 역전파로 하고, 확인은 차분으로 합니다.** 확인은 숫자 몇 개면 됩니다.
#
# ## 기울기 확인하기
#
# `check_gradients`는 둘을 비교합니다. 허용 오차는 차분 자체의 오차로 정합니다.

# %%
print(check_gradients(f, 1.0))
print(check_gradients(f, 1.0, gradient=3.7))

# %% [markdown]
# `gradient=`에는 직접 구한 기울기를 넣습니다. 3.7은 틀렸고, 틀렸다고 나옵니다.<!--! check_gradients(f, 1.0,
# gradient=3.7).disagrees --> “일치”와 “불일치” 말고도, 정직하게 확인하려면 필요한 판정이 두 가지 더 있습니다.

# %%
print(check_gradients(relu, 0.0))
print(check_gradients(lambda x: 1e9 + 1e-9 * x, 3.0))

# %% [markdown]
# **꺾임**(kink): relu는 꺾이는 점의 왼쪽에서 기울기가 0<!--= grad(relu)(-0.001) -->이고 오른쪽에서 1<!--=
# grad(relu)(0.001) -->입니다.<!--! check_gradients(relu, 0.0).comparisons[0].verdict == "kink" --> 중앙 차분은
# 0.5<!--= central_difference(relu, 0.0, 1e-5) -->라고 하는데, 어느 쪽도 아닙니다. 약속은 어떤 차분으로도 확인할 수
# 없습니다. 0<!--= grad(relu)(0.0) -->이 둘 사이에 있다는 것만 알 수 있습니다. *여러분의* 확인이 이런 점에서
# 실패한다면 다른 숫자를 뽑으십시오. 허용 오차를 늘리지는 마십시오.
#
# **확인 못 함**(vacuous): 기울기는 $10^{-9}$인데, $10^9$에 더하면 반올림에 묻힙니다.<!--! 1e9 + 1e-9 == 1e9 and
# grad(lambda x: 1e9 + 1e-9 * x)(3.0) == 1e-9 --> 걸음이 얼마이든 두 값이 같습니다.<!--!
# all(central_difference(lambda x: 1e9 + 1e-9 * x, 3.0, h) == 0 for h in (0.1, 1e-3, 1e-5)) --> 어떤 기울기든
# 받아들이는 확인은 아무것도 확인하지 않은 것이고, 그렇다고 알려 주어야 합니다. 그래서 이런 보고는 참으로 치지
# 않습니다. “볼 수 없었다”는 “괜찮다”가 아닙니다.<!--! not check_gradients(lambda x: 1e9 + 1e-9 * x, 3.0) -->
#
# ## 통과하는 틀린 규칙
#
# 누군가 곱셈의 규칙을 쓰면서 입력을 서로 바꾸는 것을 잊었습니다. `operation`은 이름과 순전파 함수, 그리고 출력과
# 입력에서 국소적 미분을 구하는 함수를 받아서, Value에 쓸 수 있는 새 함수를 만듭니다.

# %%
unswapped = operation(
    "unswapped",
    lambda x, y: x * y,
    partials=lambda out, x, y: (x, y),  # 틀림: (y, x)여야 합니다
    symbol="×",
    role="교환 곱셈기",
)


def square(x):
    return unswapped(x, x)


print(check_gradients(square, 3.0))

# %% [markdown]
# 통과합니다!<!--! not check_gradients(square, 3.0).disagrees --> $x \cdot x$에서는 두 입력이 같으므로 바꾸든 바꾸지
# 않든 차이가 없습니다. 예 하나로 시험했는데, 하필 나쁜 예였습니다. 그렇다고 모든 예를 생각해 낼 수도 없습니다.
#
# ## @에 대하여
#
# 아래의 테스트에는 `@`로 시작하는 줄이 있습니다. 이런 줄을 *데코레이터*(decorator)라고 합니다. 바로 아래의 함수를
# 받아서 다른 함수를 돌려주고, 그것이 원래 함수의 자리에 들어갑니다. 함수에 무엇을 넣었는지 알려 주는 데코레이터를
# 만들어 봅니다.


# %%
def announced(function):
    def louder(x):
        print(f"{function.__name__}에 {x}를 넣습니다")
        return function(x)

    return louder


@announced
def double(x):
    return 2 * x


double(4)

# %% [markdown]
# `@`가 없다면 정의한 다음에 `double = announced(double)`이라고 쓰면 됩니다. 이런 줄이 둘이면 아래부터 작동합니다.
# 위의 것은 아래의 것이 돌려준 함수를 받습니다.
#
# ## 예는 컴퓨터가 생각하게
#
# **속성 기반 테스트**(property-based test)는 *모든* 입력에서 무엇이 성립해야 하는지를 말합니다. hypothesis라는
# 라이브러리가 입력을 많이 뽑아 줍니다. `0`이나 `1`처럼 까다로운 수도 들어 있습니다. 우리의 입력은 그래프입니다.
# `graphs(...)`는 우리가 적어 준 연산들로 그래프를 뽑습니다. 그래프는 함수처럼 부를 수 있고, `point`에는 잎에 넣을
# 숫자들이 들어 있습니다. 성립해야 하는 것은 역전파가 차분과 일치한다는 것입니다. 어떤 숫자는 너무 작아서 확인할 수
# 없으므로, *불일치*가 있는지를 보고에서 봅니다.
#
# 데코레이터 `given(graphs_to_test)`는 그래프를 받는 함수를 인수가 없는 함수로 바꿉니다. 이 함수는 그래프를 뽑아서
# 하나하나 원래 함수에 넣습니다. `two_hundred`에는 설정이 들어 있습니다. 그래프는 200<!--=>
# two_hundred.max_examples -->개이고, 시간제한은 두지 않으며, 언제나 같은 그래프를 뽑고, 디스크에 기록을 남기지
# 않습니다.

# %%
two_hundred = settings(max_examples=200, deadline=None, derandomize=True, database=None)
graphs_to_test = graphs(operations=["add", unswapped], leaves=2, size=4)


@two_hundred
@given(graphs_to_test)
def backward_agrees_with_differences(graph):
    assert not check_gradients(graph, graph.point).disagrees


try:
    backward_agrees_with_differences()
except AssertionError:
    print("hypothesis가 기울기가 틀린 그래프를 찾아냈습니다")

# %% [markdown]
# 테스트 파일에는 함수와 두 데코레이터만 있으면 됩니다. pytest가 실행하고 그래프를 출력합니다. hypothesis는 그래프를
# 찾으면 *줄입니다*. 테스트가 여전히 실패하는 동안 연산을 빼 보고 더 간단한 숫자를 넣어 봅니다. `find`는 가장 작은
# 그래프를 줍니다.

# %%
smallest = find(
    graphs_to_test,
    lambda graph: check_gradients(graph, graph.point).disagrees,
    settings=two_hundred,
)
out, leaves = smallest.record()
out.backward()
viz.draw(out)

# %%
print(check_gradients(smallest, smallest.point))

# %% [markdown]
# 잎이 두 개, 노드가 하나, 숫자는 0과 1<!--= [min(smallest.point), max(smallest.point)] -->입니다.<!--!
# len(smallest.instructions) == 1 and len(smallest.point) == 2 --> 한눈에 잘못이 보입니다. 입력마다 자기 자신을
# 받았습니다.<!--! [leaf.grad for leaf in leaves] == [leaf.data for leaf in leaves] --> 이 그래프는 아무도 생각해 낼
# 필요가 없었습니다. (3번 노트북의 체육관에서는 여러분이 생각해 냈습니다.)
#
# 틀린 규칙 대신 옳은 규칙을 넣으면, 같은 테스트가 아무것도 찾지 못합니다.


# %%
@two_hundred
@given(graphs(operations=["add", "multiply", "tanh"], leaves=2, size=4))
def right_rules_agree(graph):
    assert not check_gradients(graph, graph.point).disagrees


right_rules_agree()

# %% [markdown]
# 아무것도 출력되지 않습니다. 그래프 200<!--= two_hundred.max_examples -->개에 불일치가 하나도 없습니다. 증명은
# 아니지만, 예 하나보다는 훨씬 낫습니다.
#
# ## 직접 만든 연산
#
# 직접 만든 연산이라면, 이 모든 일이 테스트 파일의 한 줄이면 됩니다. `check_operation`은 점을 뽑아서 규칙을 차분과
# 비교하고, 규칙의 기울기를 *규칙의 차분*과 비교하고, 배열과 프로그램에서도 함수를 실행해 봅니다. 지키지 않은 약속이
# 있으면, 하나하나 문장으로 알려 주며 실패합니다.

# %%
try:
    check_operation(unswapped)
except AssertionError as error:
    print(error)


# %% [markdown]
# 이번에는 옳은 연산입니다. 연산에 대해 더 알려 줄 수 있는 것도 보입니다. 오류에 쓸 정의역, 기울기의 값이 없는
# 곳(여기서는 양 끝)에서 입력까지의 거리, 그리고 메서드로도 쓴다는 것입니다. 어느 라이브러리에도 없는 함수이지만, 이
# 몇 줄이면 다른 연산처럼 그리고, 설명하고, 파일에 담고, 컴파일할 수 있습니다.


# %%
@operation(
    partials=lambda out, x: (1 / sqrt(x * (1 - x)),),
    domain="0에서 1까지의 입력",
    clearance=lambda x: min(x, 1 - x),
    method=True,
)
def angle_of_share(x):
    """하버사인이 x인 각입니다. x가 0이면 0, 1이면 pi입니다."""
    return 2 * math.asin(math.sqrt(x))


print(check_operation(angle_of_share))
share = Value(0.25, "비율")
angle = share.angle_of_share()
angle.label = "각"
angle.backward()
viz.draw(angle)

# %%
try:
    angle_of_share(Value(1.5, "비율"))
except ValueError as error:
    print(error)

# %% [markdown]
# ## 연습 문제
#
# **1. 세어 보기.** 신경망에 입력이 4<!--=> inputs -->개, 은닉 유닛이 5<!--=> hidden -->개, 출력이 2<!--=> outputs
# -->개 있고, 편향도 있습니다. 중앙 차분으로 기울기를 구하려면 순전파를 몇 번 실행해야 합니까? $f(x)$를 한 번만
# 계산한다면 전진 차분으로는 몇 번입니까? 셀은 신경망을 실행해야 하는 서로 다른 점을 셉니다.

# %%
inputs, hidden, outputs = 4, 5, 2
parameters = range(len(MLP(inputs, [hidden, outputs]).parameters()))


def places(steps):
    return {(p, step) if step else "움직이지 않음" for p in parameters for step in steps}


runs_needed = viz.quiz(central=len(places(("+h", "-h"))), forward=len(places(("+h", ""))))
runs_needed.check(central=..., forward=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 먼저 매개변수를 세십시오. 은닉 유닛으로 가는 가중치, 그 편향, 출력으로 가는 가중치, 그 편향입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 매개변수는 $4 \cdot 5 + 5 + 5 \cdot 2 + 2 = 37$<!--= len(parameters) -->개입니다. 중앙 차분은 $2 \times 37 =
# 74$<!--= 2 * len(parameters) -->번입니다. 전진 차분은 매개변수 하나를 움직여서 37<!--= len(parameters) -->번,
# 아무것도 움직이지 않고 한 번, 모두 38<!--= len(parameters) + 1 -->번입니다.
#
# ```python
# runs_needed.check(central=74, forward=38)
# ```
#
# </details>
#
# **2. 너무 작은 걸음.** $h = 10^{-20}$일 때, 1에서 $f$의 전진 차분은 얼마일까요?<!--!> forward_difference(f, 1,
# 1e-20) == 0 --> 숫자를 예측하십시오.

# %%
too_small = viz.quiz(slope=forward_difference(f, 1.0, 1e-20))
too_small.check(slope=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 파이썬에서 `1.0 + 1e-20`은 무엇입니까?
#
# </details>
# <details><summary>풀이</summary>
#
# `0`입니다. 부동소수점 수는 약 16<!--= math.log10(2**53) -->자리를 가지므로 `1.0 + 1e-20`은 `1.0`입니다. 두 값이
# 같고, 그 차는 0<!--= f(1.0 + 1e-20) - f(1.0) -->입니다. 복소 차분이 $10^{-20}$<!--! f(complex(1.0, 1e-20)).imag !=
# 0 -->을 쓸 수 있는 것은 실수부와 허수부를 따로 가지고 있기 때문입니다.
#
# ```python
# too_small.check(slope=0)
# ```
#
# </details>
#
# **3. 판정.** 어떤 판정이 나올지 예측하십시오. “일치”, “불일치”, “꺾임”, “확인 못 함” 가운데 하나입니다. (i) $|x|$,
# 0<!--=> reports["i"].comparisons[0].x -->에서. (ii) $|x|$, 0.001<!--=> reports["ii"].comparisons[0].x -->에서.
# (iii) $x^3$, 2에서, 직접 구했다는 기울기는 8<!--=> [reports["iii"].comparisons[0].x,
# reports["iii"].comparisons[0].gradient] -->. (iv) $10^{15} + x/1000$, 1<!--=> reports["iv"].comparisons[0].x -->에서.

# %%
reports = {
    "i": check_gradients(abs, 0.0),
    "ii": check_gradients(abs, 0.001),
    "iii": check_gradients(lambda x: x**3, 2.0, gradient=8),
    "iv": check_gradients(lambda x: 1e15 + x / 1000, 1.0),
}
verdicts = viz.quiz(**{name: str(report).split(": ")[1] for name, report in reports.items()})
verdicts.check(i=..., ii=..., iii=..., iv=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# (ii) 걸음은 꺾이는 점까지의 거리보다 작게 고릅니다. (iv) 부동소수점 수는 약 16<!--= math.log10(2**53) -->자리를
# 가집니다.
#
# </details>
# <details><summary>풀이</summary>
#
# (i) “꺾임”입니다. (ii) “일치”입니다. 걸음이 충분히 작으면 꺾이는 점을 넘지 않습니다. (iii) “불일치”입니다. $3x^2 =
# 12$<!--= grad(lambda x: x**3)(2.0) -->이기 때문입니다. (iv) “확인 못 함”입니다. $10^{15}$쯤의 부동소수점 수는
# 소수점 아래 한 자리밖에 가지지 못하므로, 천분의 몇이 바뀌어도 묻힙니다.<!--! 0.1 < math.ulp(10**15) < 1 and
# "{:.0e}".format(1e15) == "1e+15" -->
#
# ```python
# verdicts.check(i="꺾임", ii="일치", iii="불일치", iv="확인 못 함")
# ```
#
# </details>
#
# **4. 손으로.** 역전파를 손으로 하는 사람은 끝에서만이 아니라 숫자마다 확인합니다. *사다리*에는 40<!--=>
# len(viz.exercises.rungs.RUNGS) -->단이 있습니다. 노드 세<!--=> sum(node.operation is not None for node in
# autograd_core.topological_order(viz.ladder().rung(1).output)) --> 개에서 시작해 어텐션 헤드까지 갑니다. 단마다
# 이름별로 기울기를 내면, 하나하나 정확한지, 가까운지, 어느 화살표에서 틀렸는지 알려 줍니다. 여기서는 6<!--=>
# rung.number -->단을 풉니다. $b$를 두 번 쓴다는 것에 주의하십시오.

# %%
rung = viz.ladder().rung(6)
rung

# %%
rung.check(s=..., q=..., c=..., a=..., b=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 끝에서부터 갑니다. 곱셈은 $s$와 $c$를 서로 바꿉니다. 덧셈은 그대로 흘려보냅니다. 몫 $a / b$의 국소적 미분은 $1 /
# b$와 $-a / b^2$입니다. $b$에서는 두 화살표로 돌아온 기울기를 더하십시오.
#
# </details>
# <details><summary>풀이</summary>
#
# $s$에는 $c = 2$가, $c$에는 $s = 5$<!--= [rung.values["c"], rung.values["s"]] -->가 갑니다. 덧셈은 2<!--=
# rung.key["q"] -->를 $q$와 $b$에 그대로 흘려보냅니다. 나눗셈은 $a$에 $2/3$<!--= rung.key["a"] -->를, $b$에
# $-4/3$<!--= -rung.key["q"] * rung.values["a"] / rung.values["b"]**2 -->를 보냅니다. 그래서 $b$는 $2 - 4/3 =
# 2/3$<!--= [rung.key["q"], rung.key["q"] * rung.values["a"] / rung.values["b"]**2, rung.key["b"]] -->입니다.
#
# ```python
# rung.check(s=2, q=2, c=5, a=2 / 3, b=2 - 4 / 3)
# ```
#
# </details>
#
# ## 정리
#
# - 차분에는 규칙이 필요 없으므로 규칙을 확인할 수 있습니다. $h \approx 10^{-5}$<!--! 0.1 < min(steps, key=lambda h:
#   error_of(central_difference, h)) / 1e-5 < 10 -->인 중앙 차분은 약 11<!--=
#   -math.log10(error_of(central_difference, 1e-5) / exact) -->자리를 맞힙니다.
# - 차분은 매개변수마다 순전파를 두 번 합니다. 역전파는 한 번 실행하고 한 번 되돌아오면 모든 매개변수의 기울기를
#   구합니다.
# - 꺾이는 점에는 약속만 있습니다. 기울기가 반올림에 묻히는 곳에서는 확인할 수 없습니다.
# - 속성 기반 테스트는 규칙을 깨뜨리는 입력을 찾고, 까닭이 보일 때까지 줄입니다.
#
# 다음: 뉴런 하나, 그리고 그것이 배울 수 없는 것.
