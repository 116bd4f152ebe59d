"""What state a stream is in: where the manifolds move, how its losses change, which regime that makes.

It does not know what the activities are, nor who asks.
"""
