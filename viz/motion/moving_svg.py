"""A stage as an SVG that moves by style sheet alone: it has no script, loads nothing, and loops where images are shown.

Who asks for reduced motion, and whoever prints it, sees the last picture. Not here: what is seen when (stage.py).
"""

from __future__ import annotations

from xml.etree import ElementTree

from viz.formats.render import render
from viz.formats.svg import NAMESPACE, accessible, numbers, parsed
from viz.motion.painting import marked_dot
from viz.motion.sentences import Sentence
from viz.motion.stage import Span, Stage
from viz.scene.pen import BED
from viz.shapes import FONTS
from viz.themes import Theme, following_the_system

TIMED, LAST, WAVE = "timed", "last", "wave"  # classes
FADE = 0.12  # steps in which something comes; it goes at once
SUDDEN = 0.001  # of the loop
BASELINE = 0.35  # of the size of letters, from their middle


def moving_svg(stage: Stage, theme: Theme, pace: float, title: str, description: str, *, is_dark_too: bool) -> str:
    """The SVG, `pace` seconds a step; with `is_dark_too` it follows the system's dark mode.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """
    spans = dict.fromkeys([*(part.span for part in stage.parts), *(wave.span for wave in stage.waves)])
    spans |= dict.fromkeys(span for span, _, _ in stage.said)
    mark = {span: _classes(i, span, stage) for i, span in enumerate(spans)}
    drawn = render(marked_dot(stage, theme, mark, WAVE).source, "svg")
    svg = parsed(accessible(drawn, title, description).encode("utf-8"))
    x, y = _sentence_place(parsed(drawn), stage)
    (graph,) = [group for group in svg.iter(_tag("g")) if group.get("class") == "graph"]
    arrivals = {wave.span: wave.arrived for wave in stage.waves}
    for group in graph:
        if WAVE in group.get("class", "").split():
            for path in group.iter(_tag("path")):
                path.set("pathLength", "1")
    for span, sentence, size in stage.said:
        graph.append(_text(sentence, size, theme, mark[span], x, y + BASELINE * size))
    style = ElementTree.Element(_tag("style"))
    style.text = _style(mark, arrivals, stage.end, pace) + (following_the_system() if is_dark_too else "")
    svg.insert(2, style)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _classes(i: int, span: Span, stage: Stage) -> str:
    if span == Span(0.0, stage.end):
        return ""
    return f"{TIMED} t{i}" + (f" {LAST}" if span.end == stage.end else "")


def _sentence_place(drawn: ElementTree.Element, stage: Stage) -> tuple[float, float]:
    """Where the sentences stand in Graphviz' own coordinates, which it does not take from the DOT."""
    (frame,) = [group for group in drawn.iter(_tag("g")) if BED in group.get("class", "").split()]
    (polygon,) = frame.iter(_tag("polygon"))
    found = numbers(polygon.get("points", ""))
    middle, bottom = (min(found[0::2]) + max(found[0::2])) / 2, max(found[1::2])
    return middle, bottom - (stage.sentence_place[1] - stage.bottom)


def _text(sentence: Sentence, size: float, theme: Theme, mark: str, x: float, y: float) -> ElementTree.Element:
    text = ElementTree.Element(
        _tag("text"),
        {
            "x": f"{x:.2f}",
            "y": f"{y:.2f}",
            "text-anchor": "middle",
            "font-family": FONTS,
            "font-size": f"{size:.2f}",
            "class": mark,
        },
    )
    for piece in sentence:
        span = ElementTree.SubElement(text, _tag("tspan"), {"fill": getattr(theme, piece.role)})
        if piece.is_bold:
            span.set("font-weight", "bold")
        span.text = piece.text
    return text


def _style(mark: dict[Span, str], arrivals: dict[Span, float], end: float, pace: float) -> str:
    rules = [
        f".{TIMED}{{opacity:0;animation:{end * pace:g}s linear infinite}}",
        f".{LAST}{{opacity:1}}",
        f".{WAVE} path{{stroke-dasharray:1;animation:{end * pace:g}s linear infinite}}",
    ]
    for span, classes in mark.items():
        if not classes:
            continue
        name = classes.split()[1]
        rules.append(f".{name}{{animation-name:{name}}}@keyframes {name}{{{_seen(span, end)}}}")
        if span in arrivals:
            start, arrived = _percent(span.start, end), _percent(arrivals[span], end)
            rules.append(
                f".{name} path{{animation-name:{name}w}}@keyframes {name}w"
                f"{{0%,{start}{{stroke-dashoffset:1}}{arrived},to{{stroke-dashoffset:0}}}}"
            )
    rules.append(f"@media (prefers-reduced-motion:reduce),print{{.{TIMED},.{WAVE} path{{animation:none}}}}")
    return "".join(rules)


def _seen(span: Span, end: float) -> str:
    """The keyframes of what is seen for a while."""
    shown, hidden = "{opacity:1}", "{opacity:0}"
    frames = f"0%,{_percent(span.start, end)}{hidden}{_percent(span.start + FADE, end)}" if span.start else "0%"
    if span.end == end:
        return f"{frames},to{shown}"
    return f"{frames},{_percent(span.end, end)}{shown}{_percent(span.end + SUDDEN * end, end)},to{hidden}"


def _percent(moment: float, end: float) -> str:
    return f"{100 * moment / end:.3f}".rstrip("0").rstrip(".") + "%"
