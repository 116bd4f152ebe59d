"""Segmentation: the stream of all events, cut online into contexts that have a name and can return."""
