"""How people say in English why they leave."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = {
    "price": (
        "too expensive", "expensive", "pricey", "overpriced", "costs too much", "cost too much",
        "price ~ too high",
        "prices ~ too high", "price rise*", "price increase*", "price hike*", "price went up",
        "prices went up",
        "raised ~ price*", "cheaper", "can't afford", "cannot afford", "could not afford", "couldn't afford",
        "not afford", "budget*", "not worth", "cut costs", "cutting costs", "cost cutting", "save money",
        "too much money", "fees ~ too high", "value for money", "too costly", "less money",
    ),
    "service": (
        "bad service", "poor service", "terrible service", "service was bad", "service was poor",
        "wait* too long", "long wait*", "waiting time*", "on hold", "slow to respond", "slow response*",
        "poor support", "bad support", "support was", "not helped", "nobody helped", "no help",
        "never resolved", "not resolved", "never fixed", "not fixed", "rude", "unfriendly", "wrong invoice*",
        "billing error*", "invoice* ~ wrong", "delivered late", "late deliver*", "deliver* ~ late",
        "nobody picks up", "nobody answers", "no one answers", "hard to reach", "unreachable",
        "problems persisted", "kept making mistakes", "sloppy",
    ),
    "product": (
        "missing feature*", "lacks ~ feature*", "lacked ~ feature*", "missing ~ function*", "does not work",
        "doesn't work", "did not work", "didn't work", "not work on", "too complicated", "complicated",
        "hard to use", "difficult to use", "clunky", "crash*", "bugs", "buggy", "outages", "downtime",
        "outdated", "no integration", "missing integration", "poor quality", "bad quality",
        "quality ~ poor", "quality ~ dropped", "quality went down", "too limited", "too slow", "broke down",
        "range is too small", "too little choice", "not user friendly",
    ),
    "expertise": (
        "no ~ advice", "bad advice", "poor advice", "lacked ~ advice", "wrong advice", "lack* ~ knowledge",
        "lack of expertise", "lack* ~ expertise", "expertise", "more knowledge", "not knowledgeable",
        "did not know our", "didn't know our", "don't know our", "did not understand our",
        "didn't understand our",
        "inexperienced", "lack of experience", "no ~ ideas", "not proactive", "did not think along",
    ),
    "expectations": (
        "expected more", "expected something else", "not ~ expected", "expectation*", "disappoint*",
        "not ~ promised", "promised something", "were promised", "was promised", "overpromised",
        "promises ~ broken",
        "no results", "results never", "poor results", "no effect", "bad start", "poor onboarding",
        "onboarding",
        "start was", "not what we were looking", "not what i was looking", "nothing came of it", "let down",
    ),
    "contact": (
        "no answer", "no reply", "no response", "never replied", "never answered", "never called back",
        "nobody called", "never heard", "did not hear", "didn't hear", "did not listen", "didn't listen",
        "not heard", "not listened", "unheard", "just a number", "like a number", "impersonal",
        "personal contact", "no contact", "contact person", "point of contact", "account manager ~ left",
        "not taken seriously", "did not click", "didn't click", "different person", "ignored",
        "poor communication", "bad communication", "lack of communication", "nobody calls",
    ),
    "need_ended": (
        "no longer need*", "not needed", "don't need", "do not need", "no need", "hardly ~ use*",
        "barely ~ use*", "rarely ~ use*", "never ~ used", "not using", "don't use", "do not use",
        "closing down", "closed down", "out of business", "bankrupt*", "retire*", "sold ~ company",
        "sold ~ business", "treatment ~ finished", "treatment ~ over", "project ~ finished",
        "project ~ completed", "reached ~ goal*", "do it ourselves", "do it myself", "in house", "no time",
        "passed away", "died", "stopped doing", "have stopped", "quit the sport", "recovered",
    ),
    "moved": (
        "moved to", "moving to", "moving away", "moved away", "moving house", "relocat*", "moving abroad",
        "moved abroad", "emigrat*", "too far", "another city", "another town", "different city",
    ),
}  # fmt: skip
"""Per theme. Written for Karn; what is only a topic (“the service”) is none."""
