"""The pages of the goodbye, of lessons and of win-back, one line each."""

from django.urls import URLPattern, path, register_converter

from karn.web.views import (
    cancel,
    cancel_receipts,
    exit_answers,
    exit_questions,
    failed_payments,
    goodbye_public,
    goodbyes,
    improvements,
    journal,
    notices,
    notices_together,
    reasons,
    renewal_reminders,
    why,
    win_back,
)


class SpokenConverter:
    """A language in which the public pages speak."""

    regex = "nl|sv|en"

    def to_python(self, value: str) -> str:
        """Return the language."""
        return value

    def to_url(self, value: str) -> str:
        """Return the language as it stands in an address."""
        return value


register_converter(SpokenConverter, "spoken")

GOODBYE: list[URLPattern] = [
    path("<spoken:language>/cancel", cancel.cancel, name="cancel_in"),
    path("<spoken:language>/cancel/", cancel.without_slash, name="cancel_in_slash"),
    path("<spoken:language>/cancel/how", cancel.cancel_how, name="cancel_how_in"),
    path("<spoken:language>/withdraw", cancel.withdraw, name="withdraw_in"),
    path("<spoken:language>/withdraw/", cancel.without_slash, name="withdraw_in_slash"),
    path("cancel", cancel.cancel, name="cancel"),
    path("cancel/", cancel.without_slash, name="cancel_slash"),
    path("cancel/how", cancel.cancel_how, name="cancel_how"),
    path("cancel/<str:token>", cancel.cancel, name="cancel_known"),
    path("customers/<int:number>/cancel-link/", notices.personal_cancel_link, name="personal_cancel_link"),
    path("exit-answers/", exit_answers.exit_answers, name="exit_answers"),
    path("exit-answers/<int:number>/themes/", exit_answers.confirm_exit_answer, name="confirm_exit_answer"),
    path("exit-answers/change/", exit_answers.change_exit_answers, name="change_exit_answers"),
    path("failed-payments/", failed_payments.failed_payments, name="failed_payments"),
    path("failed-payments/<int:number>/call/", failed_payments.payment_call, name="payment_call"),
    path("failed-payments/<int:number>/end/", failed_payments.payment_ended, name="payment_ended"),
    path("failed-payments/<int:number>/paid/", failed_payments.payment_paid, name="payment_paid"),
    path("failed-payments/<int:number>/pause/", failed_payments.payment_paused, name="payment_paused"),
    path("failed-payments/<int:number>/quiet/", failed_payments.payment_quiet, name="payment_quiet"),
    path("goodbyes/", notices.notices, name="notices"),
    path("goodbyes/<int:number>/", notices.notice_page, name="notice_page"),
    path("goodbyes/<int:number>/close/", notices.close_notice, name="close_notice"),
    path("goodbyes/<int:number>/late/", notices.decide_notice, name="decide_notice"),
    path("goodbyes/<int:number>/match/", notices.match_notice, name="match_notice"),
    path("goodbyes/<int:number>/open/", notices.open_notice, name="open_notice"),
    path("goodbyes/<int:number>/refund/", notices.refund_notice, name="refund_notice"),
    path("goodbyes/<int:number>/undo/", notices.undo_notice, name="undo_notice"),
    path("goodbyes/close/", notices_together.look_to_close, name="look_to_close"),
    path("goodbyes/close/many/", notices_together.close_many, name="close_many"),
    path("goodbyes/closed/<int:moment>/open/", notices_together.open_many, name="open_together"),
    path("goodbyes/embed/", notices.embed, name="embed"),
    path("goodbyes/how/", notices.procedure, name="procedure"),
    path("goodbyes/law/", renewal_reminders.leaving_law, name="leaving_law"),
    path("goodbyes/new/", notices.enter_notice, name="enter_notice"),
    path("notice/<str:token>", cancel_receipts.notice, name="notice"),
    path("payment-decisions/<int:number>/undo/", failed_payments.undo_payment, name="undo_payment"),
    path("receipt/<str:token>", cancel_receipts.receipt, name="receipt"),
    path("renewal-reminders/", renewal_reminders.renewal_reminders, name="renewal_reminders"),
    path("renewal-reminders/<int:number>/tell/", renewal_reminders.tell_reminder, name="tell_reminder"),
    path("renewal-reminders/<int:number>/untell/", renewal_reminders.untell_reminder, name="untell_reminder"),
    path("withdraw", cancel.withdraw, name="withdraw"),
    path("withdraw/", cancel.without_slash, name="withdraw_slash"),
    path("withdraw/<str:token>", cancel.withdraw, name="withdraw_known"),
    path("customers/<int:number>/goodbye/", goodbyes.customer_goodbye, name="customer_goodbye"),
    path("customers/<int:number>/goodbye/new/", goodbyes.begin_goodbye, name="begin_goodbye"),
    path("customers/<int:number>/referrals/", goodbyes.note_referral, name="note_referral"),
    path("farewells/", goodbyes.farewells, name="farewells"),
    path("farewells/habits/", goodbyes.goodbye_habits, name="goodbye_habits"),
    path("farewells/habits/changes/", journal.goodbye_habits_changes, name="goodbye_habits_changes"),
    path("g/<str:token>", goodbye_public.goodbye_public, name="goodbye_public"),
    path("g/data/<str:token>", goodbye_public.goodbye_data_public, name="goodbye_data_public"),
    path("farewells/<int:number>/give/", goodbyes.give_goodbye, name="give_goodbye"),
    path("farewells/<int:number>/goodbye.pdf", goodbyes.goodbye_pdf, name="goodbye_pdf"),
    path("farewells/<int:number>/link/", goodbyes.goodbye_link, name="goodbye_link"),
    path("farewells/<int:number>/remove/", goodbyes.remove_goodbye, name="remove_goodbye"),
    path("farewells/<int:number>/restore/", goodbyes.restore_goodbye, name="restore_goodbye"),
    path(
        "farewells/<int:number>/steps/<slug:code>/", goodbyes.finish_goodbye_step, name="finish_goodbye_step"
    ),
    path("farewells/<int:number>/write/", goodbyes.write_goodbye, name="write_goodbye"),
    path("referrals/<int:number>/remove/", goodbyes.remove_referral, name="remove_referral"),
    path("referrals/<int:number>/restore/", goodbyes.restore_referral, name="restore_referral"),
    path("x/<str:token>", exit_questions.exit_questions, name="exit_questions"),
    path("x/thanks/", exit_questions.exit_thanks, name="exit_thanks"),
    path("win-back/", win_back.win_back, name="win_back"),
    path("win-back/ask/", win_back.ask_back, name="ask_back"),
    path("win-back/<int:number>/answer/", win_back.answer_win_back, name="answer_win_back"),
    path("win-back/<int:number>/drop/", win_back.drop_win_back_call, name="drop_win_back_call"),
    path("win-back/habits/", win_back.win_back_habits_page, name="win_back_habits"),
    path("win-back/habits/changes/", journal.win_back_habits_changes, name="win_back_habits_changes"),
    path("win-back/texts/new/", win_back.new_win_back_text, name="new_win_back_text"),
    path("win-back/texts/<int:number>/", win_back.win_back_text, name="win_back_text"),
    path("win-back/texts/<int:number>/remove/", win_back.remove_win_back_text, name="remove_win_back_text"),
    path(
        "win-back/texts/<int:number>/restore/", win_back.restore_win_back_text, name="restore_win_back_text"
    ),
    path("departures/<int:number>/why/", why.code_reason, name="code_reason"),
    path("departures/<int:number>/words/", why.judge_words, name="judge_words"),
    path("departures/<int:number>/words/forget/", why.forget_judgement, name="forget_judgement"),
    path("improvements/", improvements.improvements, name="improvements"),
    path("improvements/<int:number>/", improvements.improvement, name="improvement"),
    path("improvements/<int:number>/changes/", journal.improvement_changes, name="improvement_changes"),
    path("improvements/<int:number>/done/", improvements.finish_improvement, name="finish_improvement"),
    path("improvements/<int:number>/open/", improvements.open_improvement, name="open_improvement"),
    path("improvements/<int:number>/remove/", improvements.remove_improvement, name="remove_improvement"),
    path("improvements/<int:number>/restore/", improvements.restore_improvement, name="restore_improvement"),
    path("improvements/new/", improvements.new_improvement, name="new_improvement"),
    path("reasons/", reasons.reasons, name="reasons"),
    path("reasons/<slug:axis>/add/", reasons.add_reason, name="add_reason"),
    path("reasons/<slug:axis>/word/", reasons.map_word, name="map_word"),
    path("reasons/<slug:axis>/<slug:code>/", reasons.reword_reason, name="reword_reason"),
    path("reasons/<slug:axis>/<slug:code>/retire/", reasons.retire_reason, name="retire_reason"),
    path("why/", why.why, name="why"),
    path("why/departures/", why.why_departures, name="why_departures"),
    path("why/words/", why.why_words, name="why_words"),
]
