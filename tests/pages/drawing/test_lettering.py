"""Labels: none covers another, none leaves the paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.pages.drawing.lettering import Box, Sheet, around, cut, width

LENGTH = st.floats(0, 100, allow_nan=False)


@given(st.lists(st.tuples(LENGTH, LENGTH, st.text(min_size=1, max_size=8)), max_size=12))
def test_labels_stay_apart_and_on_the_paper(marks: list[tuple[float, float, str]]) -> None:
    sheet = Sheet(Box(0, 0, 100, 100))
    found = [sheet.put([(text, 10)], around(x, y, 3)) for x, y, text in marks]
    boxes = [label.box for label in found if label]
    assert all(box.within(sheet.whole) for box in boxes)
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


@given(st.text(max_size=40), LENGTH)
def test_what_is_cut_fits_and_is_the_beginning(text: str, room: float) -> None:
    found = cut(text, 10, room)
    assert width(found, 10) <= room or found == ""
    assert text.startswith(found.removesuffix("…"))


def test_a_label_avoids_a_line_where_it_can_and_covers_it_where_it_must() -> None:
    sheet = Sheet(Box(0, 0, 100, 40))
    sheet.spare([(30, 20), (100, 20)])
    label = sheet.put([("left", 10)], [(30, 20, "start"), (28, 20, "end")])
    assert label is not None
    assert label.anchor == "end"
    assert sheet.put([("on", 10)], [(60, 20, "start")], clean=True) is None
    assert sheet.put([("on", 10)], [(60, 20, "start")]) is not None
