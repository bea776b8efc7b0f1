"""What is asked about churn: tables go to the engine, its answers are kept here."""
