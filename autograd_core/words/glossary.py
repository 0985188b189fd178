"""The terms of the course in English and Korean, one form each, as the lecture notes behind it have them.

Not here: sentences (english.py, korean.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term and the one form that it has in Korean.

    Attributes:
        english: in the singular.
        korean: the form.
        others: forms that Korean texts elsewhere have for it, and these do not.
    """

    english: str
    korean: str
    others: tuple[str, ...] = ()


GLOSSARY = (
    Term("computational graph", "계산 그래프", ("연산 그래프", "전산 그래프")),
    Term("node", "노드", ("마디", "정점")),
    Term("gate", "노드", ("게이트", "관문")),
    Term("input", "입력", ("인풋",)),
    Term("output", "출력", ("아웃풋", "산출")),
    Term("constant", "상수", ("상숫값",)),
    Term("leaf", "잎", ("말단", "리프")),
    Term("value", "값", ("밸류",)),
    Term("forward pass", "순전파", ("전방 계산", "순방향 전파", "전방 전파")),
    Term("backward pass", "역전파", ("오차역전파", "후방 전파", "역방향 전파")),
    Term("gradient", "기울기", ("그레디언트", "그래디언트", "그레이디언트", "구배")),
    Term("gradient descent", "경사하강법", ("경사 하강법", "기울기 하강법", "기울기하강법")),
    Term("local gradient", "국소적 미분", ("국소 미분", "국소적 기울기", "국소 기울기", "국소적인 미분", "지역 미분")),
    Term("chain rule", "연쇄법칙", ("연쇄 법칙", "체인 룰", "체인룰")),
    Term("distributor", "분배기", ("배분기", "분배자")),
    Term("swap multiplier", "교환 곱셈기", ("스왑", "맞바꿈")),
    Term("router", "라우터", ("경로기", "루터")),
    Term("scaler", "배율기", ("스케일러", "크기 조절")),
    Term("switch", "스위치", ("개폐기",)),
    Term("copy", "복사", ("복제", "전개", "팬아웃")),
    Term("saved", "보관", ("저장된", "저장한")),
    Term("path", "길", ("경로", "패스")),
    Term("way", "길", ("경로", "패스")),
    Term("edge", "화살표", ("간선", "에지", "엣지")),
    Term("arrow", "화살표", ("간선", "에지", "엣지")),
    Term("kink", "꺾임", ("꺾인점", "첨점")),
    Term("tolerance", "허용 오차", ("허용오차", "공차")),
    Term("difference quotient", "평균변화율", ("차분몫", "평균 변화율", "차분 몫")),
    Term("parameter", "매개변수", ("파라미터", "모수", "파라메터")),
    Term("weight", "가중치", ("무게", "웨이트", "가중값")),
    Term("bias", "편향", ("바이어스", "절편", "치우침")),
    Term("weighted sum", "가중합", ("가중 합", "가중치 합")),
    Term("network", "신경망", ("네트워크", "뉴럴")),
    Term("layer", "층", ("계층", "레이어")),
    Term("affine layer", "아핀 층", ("어파인", "아파인")),
    Term("unit", "유닛", ("뉴런 단위",)),
    Term("activation", "활성값", ("활성화 값", "활성도", "액티베이션")),
    Term("activation function", "활성 함수", ("활성화 함수", "활성화함수", "활성함수")),
    Term("activity", "활성값", ("활성화 값", "활성도", "활동")),
    Term("loss", "손실", ("로스", "비용")),
    Term("epoch", "에포크", ("에폭", "세대", "이폭")),
    Term("training", "훈련", ("트레이닝",)),
    Term("validation", "검증", ("밸리데이션", "확인 집합")),
    Term("sample", "샘플", ("표본", "견본")),
    Term("batch", "배치", ("일괄",)),
    Term("class", "부류", ("클래스", "범주", "계급")),
    Term("feature space", "특징 공간", ("특성 공간", "피처")),
    Term("matrix product", "행렬곱", ("행렬 곱", "행렬의 곱", "매트릭스")),
    Term("dot product", "내적", ("점곱", "스칼라곱", "스칼라 곱")),
    Term("array", "배열", ("어레이",)),
    Term("shape", "형상", ("모양", "셰이프", "쉐이프")),
    Term("minimum", "최저점", ("극소점", "최소점")),
    Term("median", "중앙값", ("중간값", "메디안")),
)
