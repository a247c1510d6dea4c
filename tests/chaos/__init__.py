"""The chaos test: thousands of generated files, some of them hostile, readers that fail in every way, and kills at any moment."""
