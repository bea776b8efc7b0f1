"""What the company's settings hold about persons: nothing."""

from karn.platform.personal import Marks

PERSONAL = (
    Marks(
        "company.company",
        none=(
            "id name trade zone currency language gross_margin winning_cost answer_days rhythm_days "
            "grace_days health_data second_factor_roles contact_cost word stations country closed_days"
        ),
    ),
)
