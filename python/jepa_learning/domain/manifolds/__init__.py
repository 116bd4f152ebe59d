"""The manifolds, one view of the history a file. The federation mixes them."""
