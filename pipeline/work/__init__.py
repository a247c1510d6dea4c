"""Work on many documents: each one in a process with limits, what was found kept for the next run, nothing lost when one fails.

`batch` says what is to be done, `pool` does it in worker processes, `tasks` is what happens there, `store` and `ledger` keep it.
"""
