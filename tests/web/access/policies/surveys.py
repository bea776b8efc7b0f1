"""Surveys and their answers."""

from karn.apps.people.rules import Deed

OPEN = "open"
POLICY: dict[str, Deed | str] = {
    "survey_public": OPEN,
    "surveys": Deed.SEE_CUSTOMERS,
    "survey_answer": Deed.SEE_CUSTOMERS,
    "new_survey": Deed.KEEP_SURVEYS,
    "use_ready_survey": Deed.KEEP_SURVEYS,
    "survey_habits": Deed.KEEP_SURVEYS,
    "survey_habits_changes": Deed.KEEP_SURVEYS,
    "survey": Deed.SEE_CUSTOMERS,
    "ask_survey": Deed.KEEP_SURVEYS,
    "close_survey": Deed.KEEP_SURVEYS,
    "edit_survey": Deed.KEEP_SURVEYS,
    "ask_one": Deed.ASK_CUSTOMERS,
    "open_survey": Deed.KEEP_SURVEYS,
    "new_survey_page": Deed.KEEP_SURVEYS,
    "survey_page": Deed.SEE_CUSTOMERS,
    "close_survey_page": Deed.KEEP_SURVEYS,
    "survey_page_code": Deed.SEE_CUSTOMERS,
    "plan_survey": Deed.KEEP_SURVEYS,
    "preview_survey": Deed.SEE_CUSTOMERS,
    "remove_survey": Deed.KEEP_SURVEYS,
    "restore_survey": Deed.KEEP_SURVEYS,
    "surveys_csv": Deed.EXPORT,
    "surveys_xlsx": Deed.EXPORT,
    "survey_answers_csv": Deed.EXPORT,
    "survey_answers_xlsx": Deed.EXPORT,
}
