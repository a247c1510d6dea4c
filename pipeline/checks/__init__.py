"""Cross-checks: what a report says in one place held against what it says in another.

`engine.check` runs the rules of `registry.RULES`, one file each below `rules/`.
"""
