"""What moves with a customer: what was said, and what was noticed in it."""

from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.holders import Held, Holding

CONVERSATIONS = Holding("conversations", Held(Conversation), Held(Hint))
