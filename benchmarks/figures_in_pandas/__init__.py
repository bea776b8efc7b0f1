"""The same figures in idiomatic pandas, in the same delta form: what an analyst would write."""
