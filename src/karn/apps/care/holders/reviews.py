"""What moves with a customer: its reviews, and what they taught us to learn."""

from karn.apps.care.models.reviews import OPEN_REVIEW, LearningGoal, Review
from karn.apps.customers.holders import Held, HeldOnce, Holding

REVIEWS = Holding("care_reviews", HeldOnce(Review, open=OPEN_REVIEW), Held(LearningGoal))
