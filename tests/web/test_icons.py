"""Every icon that is named somewhere is drawn: one that is not in the sprite shows as nothing at all."""

import re
from pathlib import Path

import karn

SOURCE = Path(karn.__file__).parent
NAMED = re.compile(r"""\{% icon "([a-z0-9-]+)"|\b(?:icon|symbol)="([a-z0-9-]+)\"""")


def test_every_named_icon_is_in_the_sprite():
    sprite = (SOURCE / "web/static/vendor/icons/sprite.svg").read_text(encoding="utf-8")
    files = [*SOURCE.rglob("*.html"), *(SOURCE / "apps").rglob("*.py")]
    named = {
        name
        for file in files
        for pair in NAMED.findall(file.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert {"eye", "search"} <= named
    assert named <= set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
