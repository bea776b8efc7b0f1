"""Mail, and who wants none."""

from karn.apps.people.rules import Deed

OPEN = "open"
POLICY: dict[str, Deed | str] = {
    "mails": Deed.SEE_CUSTOMERS,
    "mails_csv": Deed.EXPORT,
    "mails_xlsx": Deed.EXPORT,
    "mail": Deed.SEE_CUSTOMERS,
    "mail_body": Deed.SEE_CUSTOMERS,
    "mail_file": Deed.KEEP_MAIL,
    "send_mail_again": Deed.KEEP_MAIL,
    "take_mail_back": Deed.KEEP_MAIL,
    "settle_mail": Deed.KEEP_MAIL,
    "mail_goes_on": Deed.KEEP_MAIL,
    "mail_settings": Deed.KEEP_MAIL,
    "mail_words": Deed.KEEP_MAIL,
    "mail_word": Deed.KEEP_MAIL,
    "mail_word_body": Deed.KEEP_MAIL,
    "ready_mail": Deed.KEEP_MAIL,
    "test_mail": Deed.KEEP_MAIL,
    "customer_mail": Deed.SEE_CUSTOMERS,
    "allow_mail": Deed.CHANGE_CUSTOMERS,
    "refuse_mail": Deed.CHANGE_CUSTOMERS,
    "undo_objection": Deed.CHANGE_CUSTOMERS,
    "lift_suppression": Deed.KEEP_MAIL,
    "restore_consent": Deed.CHANGE_CUSTOMERS,
    "withdraw_consent": Deed.CHANGE_CUSTOMERS,
    "mail_returns": OPEN,
    "stop_mail": OPEN,
}
