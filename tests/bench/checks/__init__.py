"""The mutation bench of the cross-checks: consistent reports are written, one printed thing is changed, and the rules must notice."""
