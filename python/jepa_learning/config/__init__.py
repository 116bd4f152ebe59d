"""The settings: their types and ranges, where their values come from, and what does not fit."""
