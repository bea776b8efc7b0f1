"""Django's tags for translations, with texts that never change translated once for each language.

Stands in for `{% load i18n %}` (see the settings): a customer's page says a hundred such texts.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class KeptTranslation(template.Node):
    """A text without anything put in, kept in each language in which it was said."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node, self._said = node, dict[str | None, str]()

    def render(self, context: template.Context) -> str:
        """Return the text in the language in force."""
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = self._node.render(context)
        return said


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> template.Node:
    """Say a text in the reader's language; written as Django's."""
    node = i18n.do_translate(parser, token)
    if node.asvar or node.message_context or node.filter_expression.filters:
        return node
    return KeptTranslation(node) if _is_constant(node.filter_expression.var) else node


def _is_constant(told: Any) -> bool:
    return getattr(told, "literal", None) is not None
