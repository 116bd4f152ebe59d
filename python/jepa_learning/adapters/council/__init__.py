"""The council in numpy: what many projects taught about whom to believe, and how it is taught."""
