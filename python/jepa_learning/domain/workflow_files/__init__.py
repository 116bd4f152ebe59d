"""Workflow files: what they ask a machine or a person to do, and what of that is waste."""
