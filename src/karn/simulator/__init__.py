"""Made companies whose leavers leave for known causes: exports to import, and the truth to check against.

The standard library and the kernel only. Everything is drawn from named streams of random numbers, so
the same company, seed, day and size give the same bytes on every run.
"""
