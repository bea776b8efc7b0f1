"""What the audit log tells of, in one list."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What somebody saw or did."""

    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGIN_DELAYED = "login_delayed"
    LOGGED_OUT = "logged_out"
    OTHERS_LOGGED_OUT = "others_logged_out"
    CODE_FAILED = "code_failed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    SECOND_FACTOR_RESET = "second_factor_reset"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSWORD_SET = "password_set"  # noqa: S105 (a name)
    PERSON_INVITED = "person_invited"
    LINK_MADE = "link_made"
    PERSON_CHANGED = "person_changed"
    ROLE_CHANGED = "role_changed"
    SWITCHED_OFF = "switched_off"
    SWITCHED_ON = "switched_on"
    TEAM_MADE = "team_made"
    COVER_ARRANGED = "cover_arranged"
    COVER_ENDED = "cover_ended"
    HANDED_OVER = "handed_over"
    HANDED_BACK = "handed_back"
    CUSTOMER_SEEN = "customer_seen"
    CUSTOMER_ADDED = "customer_added"
    CUSTOMER_CHANGED = "customer_changed"
    CUSTOMER_REMOVED = "customer_removed"
    CUSTOMER_RESTORED = "customer_restored"
    CUSTOMERS_MERGED = "customers_merged"
    MERGE_UNDONE = "merge_undone"
    CHANGED_TOGETHER = "changed_together"
    TOGETHER_UNDONE = "together_undone"
    SEGMENT_MADE = "segment_made"
    SEGMENT_CHANGED = "segment_changed"
    SEGMENT_REMOVED = "segment_removed"
    SEGMENT_RESTORED = "segment_restored"
    CONVERSATION_LOGGED = "conversation_logged"
    CONVERSATION_CHANGED = "conversation_changed"
    TASK_CHANGED = "task_changed"
    CASE_CHANGED = "case_changed"
    SIGNAL_CHANGED = "signal_changed"
    SIGNAL_HUSHED = "signal_hushed"
    LIGHT_OVERRULED = "light_overruled"
    MEETING_HELD = "meeting_held"
    FIT_CRITERIA_CHANGED = "fit_criteria_changed"
    FIT_CHECKED = "fit_checked"
    FIT_DECIDED = "fit_decided"
    EXPECTATION_CHANGED = "expectation_changed"
    EXPECTATIONS_SENT = "expectations_sent"
    EXPECTATIONS_ANSWERED = "expectations_answered"
    PROMISE_CHANGED = "promise_changed"
    START_UP_CHANGED = "start_up_changed"
    CARE_TAKEN_BACK = "care_taken_back"
    SURVEY_CHANGED = "survey_changed"
    SURVEY_ASKED = "survey_asked"
    ANSWER_RECORDED = "answer_recorded"
    ANSWERS_EXPORTED = "answers_exported"
    DECLARATION_RECEIVED = "declaration_received"
    DECLARATION_CHANGED = "declaration_changed"
    PROCEDURE_READ = "procedure_read"
    GOODBYE_CHANGED = "goodbye_changed"
    WIN_BACK_CHANGED = "win_back_changed"
    EXIT_ANSWERS_READ = "exit_answers_read"
    EXIT_ANSWERS_CHANGED = "exit_answers_changed"
    LOOK_BACK_CHANGED = "look_back_changed"
    LESSON_CHANGED = "lesson_changed"
    REASON_CHANGED = "reason_changed"
    DEPARTURE_CODED = "departure_coded"
    IMPROVEMENT_CHANGED = "improvement_changed"
    REVIEW_CHANGED = "review_changed"
    VALUE_CHANGED = "value_changed"
    WISH_CHANGED = "wish_changed"
    PROBLEM_CHANGED = "problem_changed"
    INNOVATION_CHANGED = "innovation_changed"
    BOARD_IMPORTED = "board_imported"
    BOARD_EXPORTED = "board_exported"
    TIE_JUDGED = "tie_judged"
    MEETING_SHEET_SEEN = "meeting_sheet_seen"
    CUSTOMERS_EXPORTED = "customers_exported"
    LIST_EXPORTED = "list_exported"
    ROWS_EXPORTED = "rows_exported"
    REFUSED_EXPORTED = "refused_exported"
    AUDIT_EXPORTED = "audit_exported"
    LOG_ACCEPTED = "log_accepted"
    FILE_IMPORTED = "file_imported"
    PERSON_HANDED_OUT = "person_handed_out"
    ERASURE_BEGUN = "erasure_begun"
    PERSON_ERASED = "person_erased"
    ERASURE_REPLAYED = "erasure_replayed"
    LET_IN_AGAIN = "let_in_again"
    BACKUP_RESTORED = "backup_restored"
    COPY_RELEASED = "copy_released"
    RUN_CANCELLED = "run_cancelled"
    RUN_RETRIED = "run_retried"
    COMPANY_CHANGED = "company_changed"
    MAIL_DECIDED = "mail_decided"
    MAIL_SETTINGS_CHANGED = "mail_settings_changed"
    MAIL_TEMPLATE_CHANGED = "mail_template_changed"
    MAIL_ALLOWED = "mail_allowed"
    MAIL_ALLOWED_NO_MORE = "mail_allowed_no_more"
    MAIL_OBJECTED = "mail_objected"
    MAIL_OBJECTION_LIFTED = "mail_objection_lifted"
    MAILS_EXPORTED = "mails_exported"
    RENEWAL_PLANNED = "renewal_planned"
    RHYTHM_CHANGED = "rhythm_changed"
    TOKEN_MADE = "token_made"  # noqa: S105 (a name)
    TOKEN_REVOKED = "token_revoked"  # noqa: S105


EVENT_NAMES: Final[dict[str, Promise]] = {
    Event.LOGGED_IN: _("Logged in"),
    Event.LOGIN_FAILED: _("Wrong password"),
    Event.LOGIN_DELAYED: _("Logging in put off"),
    Event.LOGGED_OUT: _("Logged out"),
    Event.OTHERS_LOGGED_OUT: _("Logged out everywhere else"),
    Event.CODE_FAILED: _("Wrong code"),
    Event.SECOND_FACTOR_ON: _("Codes from an app switched on"),
    Event.SECOND_FACTOR_OFF: _("Codes from an app switched off"),
    Event.SECOND_FACTOR_RESET: _("Second factor reset"),
    Event.PASSKEY_ADDED: _("Passkey added"),
    Event.PASSKEY_REMOVED: _("Passkey removed"),
    Event.RECOVERY_CODES_MADE: _("Recovery codes made"),
    Event.RECOVERY_CODE_USED: _("Recovery code used"),
    Event.PASSWORD_SET: _("Password set"),
    Event.PERSON_INVITED: _("Person invited"),
    Event.LINK_MADE: _("Link for a password made"),
    Event.PERSON_CHANGED: _("Person changed"),
    Event.ROLE_CHANGED: _("Role changed"),
    Event.SWITCHED_OFF: _("Person switched off"),
    Event.SWITCHED_ON: _("Person switched on"),
    Event.TEAM_MADE: _("Team made"),
    Event.COVER_ARRANGED: _("Cover arranged"),
    Event.COVER_ENDED: _("Cover ended"),
    Event.HANDED_OVER: _("Customers handed over"),
    Event.HANDED_BACK: _("Hand-over undone"),
    Event.CUSTOMER_SEEN: _("Customer seen"),
    Event.CUSTOMER_ADDED: _("Customer added"),
    Event.CUSTOMER_CHANGED: _("Customer changed"),
    Event.CUSTOMER_REMOVED: _("Customer removed"),
    Event.CUSTOMER_RESTORED: _("Customer restored"),
    Event.CUSTOMERS_MERGED: _("Customers merged"),
    Event.MERGE_UNDONE: _("Merge undone"),
    Event.CHANGED_TOGETHER: _("Many customers changed"),
    Event.TOGETHER_UNDONE: _("Change of many undone"),
    Event.SEGMENT_MADE: _("Segment made"),
    Event.SEGMENT_CHANGED: _("Segment changed"),
    Event.SEGMENT_REMOVED: _("Segment removed"),
    Event.SEGMENT_RESTORED: _("Segment brought back"),
    Event.CONVERSATION_LOGGED: _("Conversation logged"),
    Event.CONVERSATION_CHANGED: _("Conversation changed"),
    Event.TASK_CHANGED: _("Task changed"),
    Event.CASE_CHANGED: _("Case changed"),
    Event.SIGNAL_CHANGED: _("Signal switched or its thresholds changed"),
    Event.SIGNAL_HUSHED: _("Sign of leaving put off, dismissed or taken up again"),
    Event.LIGHT_OVERRULED: _("Light judged by a person"),
    Event.MEETING_HELD: _("Weekly meeting held"),
    Event.FIT_CRITERIA_CHANGED: _("Criteria changed"),
    Event.FIT_CHECKED: _("Customer checked against the criteria"),
    Event.FIT_DECIDED: _("Decided about a misfit"),
    Event.EXPECTATION_CHANGED: _("Expectation changed"),
    Event.EXPECTATIONS_SENT: _("List of expectations sent"),
    Event.EXPECTATIONS_ANSWERED: _("List of expectations answered"),
    Event.PROMISE_CHANGED: _("Promise changed"),
    Event.START_UP_CHANGED: _("Start-up changed"),
    Event.CARE_TAKEN_BACK: _("Change of a start-up, an expectation or a promise taken back"),
    Event.SURVEY_CHANGED: _("Survey changed"),
    Event.SURVEY_ASKED: _("Customers asked by a survey"),
    Event.ANSWER_RECORDED: _("Answer to a survey recorded"),
    Event.ANSWERS_EXPORTED: _("Answers to a survey exported"),
    Event.DECLARATION_RECEIVED: _("Notice or withdrawal received"),
    Event.DECLARATION_CHANGED: _("Notice or withdrawal changed"),
    Event.PROCEDURE_READ: _("Read how leaving works"),
    Event.GOODBYE_CHANGED: _("Goodbye, its steps or a recommendation changed"),
    Event.WIN_BACK_CHANGED: _("Asked to come back, or that changed"),
    Event.EXIT_ANSWERS_READ: _("Exit answers read"),
    Event.EXIT_ANSWERS_CHANGED: _("Exit answer tagged, or how long words are kept changed"),
    Event.LOOK_BACK_CHANGED: _("Look back changed"),
    Event.LESSON_CHANGED: _("Lesson or its round changed"),
    Event.REASON_CHANGED: _("List of reasons for leaving changed"),
    Event.DEPARTURE_CODED: _("Reason of a departure coded, or its words judged"),
    Event.IMPROVEMENT_CHANGED: _("Improvement changed"),
    Event.REVIEW_CHANGED: _("Review changed"),
    Event.VALUE_CHANGED: _("What they got changed"),
    Event.WISH_CHANGED: _("Wish changed"),
    Event.PROBLEM_CHANGED: _("Problem changed"),
    Event.INNOVATION_CHANGED: _("What is normal to us changed"),
    Event.BOARD_IMPORTED: _("Board taken in"),
    Event.BOARD_EXPORTED: _("Board handed out"),
    Event.TIE_JUDGED: _("Tie between people judged"),
    Event.MEETING_SHEET_SEEN: _("Meeting sheet seen"),
    Event.CUSTOMERS_EXPORTED: _("List of customers exported"),
    Event.LIST_EXPORTED: _("List exported"),
    Event.ROWS_EXPORTED: _("Rows behind a figure exported"),
    Event.REFUSED_EXPORTED: _("Refused rows exported"),
    Event.AUDIT_EXPORTED: _("Audit log exported"),
    Event.LOG_ACCEPTED: _("Audit log accepted as it is"),
    Event.FILE_IMPORTED: _("File imported"),
    Event.PERSON_HANDED_OUT: _("Data of a person handed out"),
    Event.ERASURE_BEGUN: _("Erasing begun"),
    Event.PERSON_ERASED: _("Person erased"),
    Event.ERASURE_REPLAYED: _("Erased again after a restore"),
    Event.LET_IN_AGAIN: _("Let in again after erasing"),
    Event.BACKUP_RESTORED: _("Backup restored"),
    Event.COPY_RELEASED: _("Restored copy released"),
    Event.RUN_CANCELLED: _("Background work cancelled"),
    Event.RUN_RETRIED: _("Background work tried again"),
    Event.COMPANY_CHANGED: _("Company settings changed"),
    Event.MAIL_DECIDED: _("Decided about a mail"),
    Event.MAIL_SETTINGS_CHANGED: _("Mail settings changed"),
    Event.MAIL_TEMPLATE_CHANGED: _("Words of a mail changed"),
    Event.MAIL_ALLOWED: _("Consent recorded"),
    Event.MAIL_ALLOWED_NO_MORE: _("Consent withdrawn"),
    Event.MAIL_OBJECTED: _("Objection to mail recorded"),
    Event.MAIL_OBJECTION_LIFTED: _("Objection to mail lifted"),
    Event.MAILS_EXPORTED: _("Mails exported"),
    Event.RENEWAL_PLANNED: _("Renewal planned, or that taken back"),
    Event.RHYTHM_CHANGED: _("Contact rhythm changed"),
    Event.TOKEN_MADE: _("Token made"),
    Event.TOKEN_REVOKED: _("Token revoked"),
}
