# %% [markdown]
# # 17. 수 하나하나가 어떻게 행렬이 될까?
#
# 샘플 하나에 대한 신경망의 계산을 수 하나하나 기록하고, 그 그래프를 배열 프로그램으로 바꿉니다. 곱셈 수천 번이
# 행렬곱 하나가 되고, 기울기를 구하는 데 걸리는 시간은 손으로 쓴 행렬 코드와 거의 같아집니다.
#
# **이 노트북을 마치면**
#
# - 스칼라로 하나하나 쓴 신경망이 왜 느린지, 행렬곱을 쓰면 왜 빨라지는지 말할 수 있습니다.
# - 기록한 그래프를 컴파일하고, 프로그램을 읽고, 그 안에서 신경망의 층을 찾을 수 있습니다.
# - 프로그램이 같은 수를 내는지 확인하고, 얼마나 더 빠른지 잴 수 있습니다.
# - 기록한 그래프에 무엇이 남지 않는지 말할 수 있습니다.
#
# 9번 노트북에서 행렬곱으로 쓴 층과, NumPy의 배열, 형상, 행렬곱 `@`를 알아야 합니다. 읽는 데 20분쯤, 연습 문제를
# 푸는 데 25분쯤 걸립니다.

# %%
import random
import time

import numpy as np

import viz
from autograd_core import Value, compile_graph, maximum, operation_counts, topological_order
from nn import MLP, Adam, fit
from nn.by_hand import TwoLayerNet
from nn.datasets.digits import digits_split

viz.language("ko")  # 그림과 설명을 한국어로

# %% [markdown]
# ## 작은 신경망을 수 하나하나로
#
# 입력 세<!--=> len(x) --> 개, 시그모이드를 쓰는 은닉 유닛 네<!--=> len(hidden) --> 개, 출력 하나, 제곱 오차입니다.
# 가중치는 모두 `Value`이고, 가중합은 식에서처럼 `*`와 `+`로 씁니다.


# %%
def weighted_sum(weights, inputs, bias):
    total = bias
    for weight, x in zip(weights, inputs, strict=True):
        total = total + weight * x
    return total


def values(name, count):
    return [Value(draw.gauss(0, 0.5), f"{name}{i + 1}") for i in range(count)]


draw = random.Random(0)
x, target = values("x", 3), Value(1.0, "목표")
W, b = [values(f"w{j + 1}", 3) for j in range(4)], values("b", 4)
v, c = values("v", 4), Value(0.0, "c")

hidden = [weighted_sum(row, x, bias).sigmoid() for row, bias in zip(W, b, strict=True)]
loss = (weighted_sum(v, hidden, c) - target) ** 2
loss.label = "손실"
len(topological_order(loss))

# %% [markdown]
# 샘플 하나에 노드가 64<!--= len(topological_order(loss)) -->개입니다. 샘플 백 개짜리 배치라면 파이썬이 그 백 배를
# 기록합니다. 노드마다 파이썬 객체가 하나 생기고, 역전파가 한 걸음 갈 때마다 파이썬 코드가 몇 줄 실행됩니다. 모든
# 것을 들여다볼 수 있는 대신 느립니다.
#
# 그런데 그래프를 보십시오. 은닉 유닛 네<!--= len(hidden) --> 개는 수만 다를 뿐 *같은* 일을 합니다. 다음 그림에서는
# 같은 부분을 하나로 그립니다. “× 12”<!--= sum(map(len, W)) -->는 그것이 12<!--= sum(map(len, W)) -->개라는
# 뜻입니다.

# %%
viz.draw(loss, fold="repeats")

# %% [markdown]
# ## 컴파일
#
# `compile_graph`에는 기록한 그래프와, 샘플마다 달라지는 잎을 알려 줍니다. 나머지 잎은 매개변수가 됩니다.

# %%
program = compile_graph(loss, inputs=[*x, target])
viz.draw(program)

# %% [markdown]
# 위쪽을 왼쪽에서 오른쪽으로 읽으면 행렬곱, 시그모이드, 행렬곱, 제곱입니다. 교과서에 나오는 $\mathbf{v}_1 = W_1
# \mathbf{x} + \mathbf{b}_1$ 그대로입니다. (여기에서는 샘플이 *열*이고 $n$은 샘플의 수입니다. 9번 노트북에서는
# 샘플이 행이었습니다.) 컴파일러에 층이 있다고 알려 준 적은 없습니다. 컴파일러는 같은 깊이에서 같은 연산을 하는
# 노드를 찾고, 가중치와 입력이 격자를 이룬다는 것을 알아냈을 뿐입니다.
#
# 아래쪽에서는 기울기가 오른쪽에서 왼쪽으로 흐릅니다. 2번 노트북에서 배운 규칙을 노드마다 적용했을 뿐, 행렬을 위해
# 새로 유도한 것은 없습니다. 그런데도 교과서의 규칙이 나옵니다. $W_1$의 기울기는 흘러온 것에 입력을 곱하여 *배치
# 전체에 걸쳐 더한* 것, 곧 또 하나의 행렬곱입니다. (프로그램은 *평균* 손실의 기울기를 주므로 $n$으로 나눕니다.)
#
# 프로그램은 NumPy 코드로 출력할 수 있습니다. 앞부분이 순전파입니다. `theta`에는 모든 매개변수가 한 줄로 들어 있고,
# `x`에는 입력마다 행이 하나씩 있습니다.

# %%
forward = program.source.partition("# outputs, and")[0]
print(forward.partition("\n")[2])

# %% [markdown]
# 프로그램은 이 코드대로 계산하고, 이 코드는 NumPy로 실행할 수 있습니다. Numba가 설치되어 있고 그편이 더 빠를 것
# 같으면 *컴파일된 반복문*이 대신 계산하기도 합니다. 결과는 반올림 오차를 빼면 NumPy 코드와 같습니다. 어느 쪽이
# 계산하는지는 `program.executor`가 알려 줍니다.
#
# ## 실제 크기의 신경망
#
# 9번 노트북에서 숫자를 알아보던 신경망입니다. 화소가 64<!--=> len(pixels) -->개, 은닉 유닛이 50<!--=> len(units) -->개,
# 부류가 10<!--=> len(scores) -->개입니다. 같은 방식으로 쓰고 샘플 하나의 손실을 기록합니다. 목푯값도 입력입니다.

# %%
pixels = [Value(0.5) for _ in range(64)]
targets = [Value(float(i == 3)) for i in range(10)]
W1, b1 = [values("w", 64) for _ in range(50)], values("b", 50)
W2, b2 = [values("v", 50) for _ in range(10)], values("c", 10)

units = [weighted_sum(row, pixels, bias).sigmoid() for row, bias in zip(W1, b1, strict=True)]
scores = [weighted_sum(row, units, bias) for row, bias in zip(W2, b2, strict=True)]
largest = maximum(*scores)
log_of_sum = sum((score - largest).exp() for score in scores).log() + largest
loss = log_of_sum - weighted_sum(targets, scores, 0)

counts = operation_counts(loss)
print(f"보관한 수 {counts.stored:,}개, 덧셈 {counts.additions:,}번")
print(f"곱셈 {counts.multiplications:,}번")

# %%
start = time.perf_counter()
program = compile_graph(loss, inputs=[*pixels, *targets])
print(f"컴파일에 {time.perf_counter() - start:.2f}초")
summary = str(viz.draw(program)).splitlines()[-1]
print("기울기까지 하면", summary.partition(" (")[0])
viz.draw(program, show="forward")

# %% [markdown]
# 첫 번째 행렬곱은 곱셈 $50 \times 64 = 3200$<!--= sum(map(len, W1)) -->번을 대신합니다. 첫째 층의 가중치마다 곱셈이
# 한 번씩 있기 때문입니다.
#
# ## 같은 수가 나올까?
#
# 프로그램이 아무리 빨라도 틀리면 소용없습니다. 샘플 세<!--=> len(three) --> 개에서, 노드를 하나하나 계산하는 엔진과
# 비교합니다. 손실과, 매개변수 3,760<!--= len(program.parameters) -->개 모두에 대한 평균 손실의 기울기를 봅니다.

# %%
generator = np.random.default_rng(0)
batch = np.hstack([generator.random((100, 64)), np.eye(10)[generator.integers(0, 10, 100)]])
leaves = [*pixels, *targets]


def by_the_engine(sample):
    """샘플 하나의 손실과 기울기: 새로 기록하고 노드 하나하나로 역전파한다."""
    for leaf, number in zip(leaves, sample.tolist(), strict=True):
        leaf.data = number
    units = [weighted_sum(row, pixels, bias).sigmoid() for row, bias in zip(W1, b1, strict=True)]
    scores = [weighted_sum(row, units, bias) for row, bias in zip(W2, b2, strict=True)]
    largest = maximum(*scores)
    log_of_sum = sum((score - largest).exp() for score in scores).log() + largest
    loss = log_of_sum - weighted_sum(targets, scores, 0)
    for parameter in program.parameters:
        parameter.grad = 0
    loss.backward()
    return loss.data, np.array([parameter.grad for parameter in program.parameters])


three = [by_the_engine(sample) for sample in batch[:3]]
losses, gradient = program.value_and_grad(batch[:3])
mean_gradient = np.mean([slopes for _, slopes in three], axis=0)
print("손실의 가장 큰 차이:  ", max(abs(losses - [loss for loss, _ in three])))
print("기울기의 가장 큰 차이:", max(abs(gradient - mean_gradient)))

# %% [markdown]
# 차이는 반올림 오차뿐입니다.<!--! max(abs(losses - [loss for loss, _ in three])) < 1e-13 and max(abs(gradient -
# mean_gradient)) < 1e-13 --> 프로그램은 같은 항을 다른 순서로 더하기 때문입니다.
#
# ## 얼마나 더 빠를까?
#
# 순전파와 역전파를 한 번 하는 데 걸리는 시간을 잽니다. 엔진은 샘플 하나로, 프로그램은 샘플 100<!--= len(batch)
# -->개짜리 배치로 잽니다. 견주어 볼 수 있게 9번 노트북에서 손으로 쓴 행렬 코드도, 신경망의 크기를 같게 하여 잽니다.
# 프로그램도 그 코드처럼 매개변수를 배열로 받습니다.


# %%
def seconds(run, times):
    """여러 번 실행한 시간 가운데 가장 짧은 것: 다른 일의 방해를 가장 적게 받은 것."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


theta, by_hand = program.parameter_values(), TwoLayerNet(64, 50, 10, generator=generator)
rows, classes = batch[:, :64], batch[:, 64:].argmax(axis=1)

engine = seconds(lambda: by_the_engine(batch[0]), 5)
compiled = seconds(lambda: program.value_and_grad(batch, theta), 50) / len(batch)
hand = seconds(lambda: by_hand.gradient(rows, classes), 50) / len(batch)
print(f"샘플 하나에 엔진은 {engine * 1e6:,.0f} µs")
print(f"프로그램은 {compiled * 1e6:.1f} µs, 손으로 쓴 코드는 {hand * 1e6:.1f} µs")
print(f"프로그램은 엔진보다 {engine / compiled:,.0f}배 빠릅니다")

# %% [markdown]
# 시간은 컴퓨터마다 다릅니다. 엔진보다 빠른 까닭은 두 가지입니다. 우선 노드마다 파이썬이 하던 일이 없어졌습니다.
# 샘플이 몇 개이든 프로그램의 배열 연산은 수십 개뿐입니다.<!--! 12 < program.source.count(" = ") < 120 --> 그리고
# 행렬곱은 프로세서와 그 라이브러리가 가장 잘하는 일입니다. 그래서 프로그램은 손으로 쓴 코드만큼 빠릅니다.
#
# ## 프로그램으로 훈련하기
#
# 컴파일은 `fit`이 해 줍니다. 숫자 그림 500<!--=> len(images) -->개로 신경망을 훈련합니다. 먼저 노드를 하나하나
# 계산하며 한 에포크, 다음에는 컴파일하여 똑같이 한 에포크, 그다음에는 컴파일하여 20<!--=> epochs -->에포크를
# 훈련합니다.

# %%
(images, labels), _ = digits_split()
images, labels = images[:500], labels[:500]


def trained(epochs, compiled):
    random.seed(1)
    net = MLP(64, [30, 10], activation="relu")
    options = {"loss": "softmax_cross_entropy", "optimizer": Adam(net, 0.005), "batch_size": 50}
    start = time.perf_counter()
    history = fit(net, images, labels, epochs=epochs, compiled=compiled, progress=False, **options)
    return history.losses[-1], time.perf_counter() - start


after = {}
for epochs, kind in ((1, False), (1, True), (20, True)):
    reached, duration = trained(epochs, kind)
    after[epochs, kind] = reached
    print(f"에포크 {epochs:2}  컴파일 {kind!s:5}  손실 {reached:.12f}  {duration:.2f}초")

# %% [markdown]
# 한 에포크 뒤의 손실은 여러 자리까지 같습니다.<!--! abs(after[1, True] - after[1, False]) < 1e-9 --> 두 번 다 같은
# 가중치를 뽑고 같은 미니배치를 쓰기 때문입니다. 둘째 훈련에 걸린 시간은 대부분 기록하고 컴파일하는 데 쓰였고,
# 이것은 한 번만 하면 됩니다. 그래서 19<!--= epochs - 1 -->에포크를 더 훈련해도 시간이 얼마 늘지 않습니다.
#
# ## 그래프에 남지 않는 것
#
# 프로그램은 기록된 것을 되풀이합니다. 데이터를 보고 어느 쪽으로 갈지 정하는 파이썬의 `if`는 연산이 아니므로
# 그래프에 자취를 남기지 않습니다. 기록할 때 한 번 정해진 것이 모든 샘플에 그대로 쓰입니다.


# %%
def leaky(x):
    if x.data > 0:  # 기록할 때 한 번 정해진다
        return x * 1.0
    return x * 0.1


x = Value(2.0, "x")
frozen = compile_graph(leaky(x), inputs=[x])
frozen([[2.0], [-2.0]])

# %% [markdown]
# −2에서는 −0.2<!--! leaky(Value(-2)).data == -0.2 -->가 나와야 합니다. 그러려면 고르는 일도 그래프의 일부가 되어야
# 합니다. `maximum`은 입력이 둘인 연산, 곧 *라우터*이므로, 프로그램이 샘플마다 새로 고릅니다.

# %%
right = compile_graph(maximum(x, x * 0.1), inputs=[x])
right([[2.0], [-2.0]])

# %% [markdown]
# ## 연습 문제
#
# **1. 세어 보기.** 입력 5<!--=> len(five) -->개, 은닉 유닛 7<!--=> len(seven) -->개, 출력 3<!--=> len(three) -->개인
# 신경망을 샘플 하나에 대해 기록합니다. 곱셈은 몇 번이고, 매개변수는 몇 개입니까?

# %%
five, seven = values("x", 5), [(values("w", 5), bias) for bias in values("b", 7)]
three = [(values("v", 7), bias) for bias in values("c", 3)]
layer = [weighted_sum(weights, five, bias).relu() for weights, bias in seven]
output = sum(weighted_sum(weights, layer, bias) for weights, bias in three)

parameters = len(compile_graph(output, inputs=five).parameters)
multiplications = operation_counts(output).multiplications
count = viz.quiz(multiplications=multiplications, parameters=parameters)
count.check(multiplications=..., parameters=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 곱셈은 가중치마다 한 번입니다. 편향도 매개변수이지만, 곱하지 않고 더합니다.
#
# </details>
# <details><summary>풀이</summary>
#
# 곱셈은 $7 \times 5 + 3 \times 7 = 56$<!--= multiplications -->번이고, 편향을 더하면 매개변수는 $56 + 7 + 3 =
# 66$<!--= parameters -->개입니다.
#
# ```python
# count.check(multiplications=56, parameters=66)
# ```
#
# </details>
#
# **2. 형상.** 앞의 배치에서 은닉 유닛 50<!--= len(W1) -->개로 흘러오는 기울기에는 유닛마다 행이 하나, 샘플마다 열이
# 하나 있습니다. 화소 배열의 형상은 $64 \times 100$입니다.<!--!> given.shape == (64, 100) --> 가중치의 기울기를 내는
# 행렬곱의 형상은 무엇이고, 그 안의 수 하나는 항 몇 개의 합입니까?

# %%
arriving, given = np.ones((50, 100)), np.ones((64, 100))
product = arriving @ given.T
shapes = viz.quiz(shape=product.shape, terms=product[0, 0])
shapes.check(shape=..., terms=...)

# %% [markdown]
# <details><summary>힌트</summary>
#
# 가중치 행렬의 기울기는 형상이 가중치 행렬과 같습니다. 곱하는 두 배열에 공통으로 있는 첨자는 무엇입니까?
#
# </details>
# <details><summary>풀이</summary>
#
# 샘플마다 항이 하나씩 있습니다. 모든 샘플이 같은 가중치를 쓰고, 여러 번 쓴 값의 기울기는 더하기 때문입니다.
# 여기에서는 인수가 모두 1이므로<!--! (given == 1).all() and (arriving == 1).all() --> 합이 곧 항의 개수입니다.
#
# ```python
# shapes.check(shape=[50, 64], terms=100)
# ```
#
# </details>
#
# **3. 선택을 그래프의 일부로.** 딱딱한 시그모이드를 쓰십시오. 출력이 0(−1 아래에서) 또는 1(1 위에서)<!--= [max((-9 +
# 1) / 2, 0), 2 * 0 - 1, min((9 + 1) / 2, 1), 2 * 1 - 1] -->이고, 그 사이에서는 $(x + 1) / 2$입니다. `maximum`과
# `minimum`으로 쓰면(`minimum`도 불러와야 합니다) 프로그램이 모든 샘플에서 옳은 값을 냅니다.
# −2, −0.5, 0, 0.5, 2<!--=> [points[0], points[1], points[2], points[3], points[4]] -->에서 확인합니다.


# %%
def hard_sigmoid(x):
    return ...


def with_ifs(x):  # 수에는 맞지만 그래프에서는 굳어 버린다
    if x < -1:
        return 0
    if x > 1:
        return 1
    return (x + 1) / 2


def outputs_of(function, points):
    x = Value(0.25)
    output = function(x)
    if output is ...:
        return output
    return compile_graph(output, inputs=[x])([[point] for point in points])


points = [-2.0, -0.5, 0.0, 0.5, 2.0]
clipped = viz.quiz(outputs=[with_ifs(point) for point in points])
clipped.check(outputs=outputs_of(hard_sigmoid, points))

# %% [markdown]
# <details><summary>힌트</summary>
#
# 직선부터 시작하십시오. 그 값이 너무 작을 때와 너무 클 때는 출력이 얼마여야 합니까? 양 끝에서 −0.5와 1.5<!--= [(x +
# 1) / 2 for x in (points[0], points[-1])] -->가 나온다면, 기록할 때 파이썬이 한 번 고르고 만 것입니다.
#
# </details>
# <details><summary>풀이</summary>
#
# ```python
# from autograd_core import minimum
#
# def hard_sigmoid(x):
#     return minimum(1, maximum(0, (x + 1) / 2))
#
# clipped.check(outputs=outputs_of(hard_sigmoid, points))
# ```
#
# </details>
#
# ## 정리
#
# - 스칼라로 하나하나 쓴 신경망은 되풀이가 아주 많은 그래프입니다. 같은 깊이의 같은 연산은 모여서 배열이 되고,
#   격자를 이루는 곱과 그 합은 행렬곱이 됩니다.
# - 기울기를 구하는 프로그램도 같은 규칙에서 나옵니다. 모든 샘플이 같은 가중치를 쓰므로 가중치의 기울기는 배치
#   전체에 걸친 합, 곧 또 하나의 행렬곱입니다.
# - 이런 프로그램은 손으로 쓴 행렬 코드만큼 빠릅니다.
# - 달라지는 것은 더하는 순서와, 그 때문에 생기는 마지막 자리의 차이뿐입니다.
# - 기록한 그래프에는 연산만 남고, 그 둘레의 파이썬 코드는 남지 않습니다. 데이터를 보고 고르는 일은 그래프 안에서
#   해야 합니다.
#
# 다음은 마지막 노트북입니다. 이름을 짓는 신경망, 수 하나하나를 들여다볼 수 있을 만큼 작은 트랜스포머를 만듭니다.
