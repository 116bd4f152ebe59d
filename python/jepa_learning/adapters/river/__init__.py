"""Change detectors of river (https://riverml.xyz), which takes a second and some memory to import."""
