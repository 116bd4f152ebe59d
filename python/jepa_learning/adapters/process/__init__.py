"""Processes of our own, for work whose memory is to be given back: each ends with its answer."""
