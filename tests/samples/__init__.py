"""The samples we wrote: their descriptions, the builder that renders them, and the tests that hold the pipeline to them."""
