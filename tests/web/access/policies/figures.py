"""The figures."""

from karn.apps.people.rules import Deed

POLICY: dict[str, Deed] = {
    "dashboard": Deed.SEE_FIGURES,
    "figures": Deed.SEE_FIGURES,
    "figure": Deed.SEE_FIGURES,
    "figure_answer": Deed.SEE_FIGURES,
    "figure_answer_xlsx": Deed.SEE_FIGURES,
    "figure_answer_json": Deed.SEE_FIGURES,
    "reasons_csv": Deed.SEE_FIGURES,
    "reasons_xlsx": Deed.SEE_FIGURES,
    "figure_rows": Deed.EXPORT,
    "figure_rows_xlsx": Deed.EXPORT,
    "refresh": Deed.REFRESH,
}
