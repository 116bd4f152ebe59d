"""Change detectors of river (https://riverml.xyz)."""
