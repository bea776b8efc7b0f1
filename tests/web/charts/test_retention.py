from karn.web.charts.retention import retention_by_month

POINTS = [
    {"month": "2026-03-01", "kind": "gross", "value": 0.82},
    {"month": "2026-03-01", "kind": "net", "value": 1.07},
]


def test_each_line_has_its_points_under_its_name() -> None:
    assert retention_by_month(POINTS, "Behouden", "Met groei")["data"]["values"] == [
        {**POINTS[0], "name": "Behouden"},
        {**POINTS[1], "name": "Met groei"},
    ]


def test_lines_differ_in_colour_and_in_dashes_and_the_whole_is_marked() -> None:
    lines, whole = retention_by_month(POINTS, "Behouden", "Met groei")["layer"]
    for channel in ("color", "strokeDash"):
        scale = lines["encoding"][channel]["scale"]
        assert scale["domain"] == ["Behouden", "Met groei"]
        assert scale["range"][0] != scale["range"][1]
    assert whole["encoding"] == {"y": {"datum": 1}}
