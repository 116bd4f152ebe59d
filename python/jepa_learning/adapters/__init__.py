"""One folder a technology; an adapter knows ports and domain, and no other adapter."""
