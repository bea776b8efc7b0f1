"""`{% url %}` as Django has it, quicker where an address holds numbers alone; no template loads it."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from karn.web.addresses import address_of

register = template.Library()


class Address(URLNode):
    """The address of a page."""

    def render(self, context: template.Context) -> str:
        """Return the address, or put it into the variable it is asked for."""
        name = self.view_name.resolve(context)
        numbers = [argument.resolve(context) for argument in self.args]
        if self.kwargs or ":" in name or any(type(number) is not int for number in numbers):
            return super().render(context)
        try:
            found = address_of(name, *numbers)
        except NoReverseMatch:
            return super().render(context)  # it knows what to say, and what may be missing
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag("url")
def url(parser: Parser, token: Token) -> Address:
    """Write the address of a page; written as Django's."""
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
