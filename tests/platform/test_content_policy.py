"""The content policy that goes with every answer."""

from django.http import HttpRequest, HttpResponse

from karn.platform.content_policy import POLICY, ContentPolicyMiddleware


def test_an_answer_without_a_policy_gets_ours() -> None:
    answer = ContentPolicyMiddleware(lambda _request: HttpResponse())(HttpRequest())
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_an_answer_with_a_policy_keeps_it() -> None:
    strict = {"Content-Security-Policy": "sandbox"}
    answer = ContentPolicyMiddleware(lambda _request: HttpResponse(headers=strict))(HttpRequest())
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    assert "http" not in POLICY
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
