"""A question -> matches -> a decision."""
