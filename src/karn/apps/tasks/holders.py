"""What moves with a customer: what is to be done, and was."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.tasks.models import Task

TASKS = Holding("tasks", Held(Task))
