"""What the page of pages under load says of mail."""

from benchmarks.load.__main__ import cell


def test_the_ratio_is_beside_what_smtplib_alone_sends() -> None:
    said = cell("mail, sent", "S", {"own": 60.2, "plain": 301.0})
    assert said == "60/s; smtplib alone 301/s; ratio 0.20"
