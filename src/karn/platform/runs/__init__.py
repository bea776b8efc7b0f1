"""Background runs: work that takes longer than somebody waits for a page, or comes back by itself.

A *job* is a kind of work, listed in the project's wiring; a *run* is one time it is done, a row
(:class:`karn.platform.models.Run`). How to use it, from an app's `jobs.py`::

    REFRESH = Job("desk.refresh", gettext_lazy("Figures and signals"), work=refresh, nightly=True)
    SENDING = Job("mailing.sending", gettext_lazy("Sending mail"), work=send_due,
                  every=timedelta(seconds=10), is_wanted=is_mail_due)

    def refresh(run: RunHandle) -> None:
        for step, customer in enumerate(customers):
            with transaction.atomic():
                run.refuse_if_fenced()          # first, in each transaction that stores something
                ...
            run.progress(step, len(customers))  # often: it writes once a second, and is where a run ends

and from an action, inside its transaction or not::

    begin_run(job="desk.refresh", argument={"as_of": "2026-11-22"}, by_number=by.pk, at=at, key="refresh")
    begin_run(job="mailing.sending", at=at)     # a job with `every`: "now", as soon as this is stored

What holds, and what a job must do for it:

- A run is begun **at least once**, in one pair of hands at a time. Every transaction that calls
  `run.refuse_if_fenced()` first is stored by the one who has the run in hand, or not at all; who ends the run
  by `run.finish()` inside its last transaction has exactly one effect, whatever dies when.
- A process that dies shows no life any more; two minutes later another one begins the run again
  (`run.again`).
- What fails is tried again after 1, 5 and 15 minutes (`retries`), then kept as failed. A KarnError is shown
  to people as it is; anything else as "it went wrong", with the traceback in the log. No personal data in
  arguments and notes.
- A run that a person cancelled, or whose process stops, ends at its next `run.progress()`.
- `work` has no transaction around it, and its thread's own database connection. It reads the time from
  `run.at`, or from the clock: it is an edge, like a view.
- In tests and commands nothing runs by itself: `do_all(at=…)` does what waits.
"""

from karn.platform.runs.asking import begin_run, cancel_run, retry_run
from karn.platform.runs.handle import Cancelled, Ended, Fenced, RunHandle, Stopping
from karn.platform.runs.job import Job, all_jobs, job_named
from karn.platform.runs.listing import is_under_way
from karn.platform.runs.work import do_all, do_run

__all__ = [
    "Cancelled",
    "Ended",
    "Fenced",
    "Job",
    "RunHandle",
    "Stopping",
    "all_jobs",
    "begin_run",
    "cancel_run",
    "do_all",
    "do_run",
    "is_under_way",
    "job_named",
    "retry_run",
]
