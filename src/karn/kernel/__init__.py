"""The floor everything stands on: money, months, periods, errors, durable files. Standard library only."""
