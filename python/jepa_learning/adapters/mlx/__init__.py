"""The latent half in MLX: https://ml-explore.github.io/mlx. Nothing else imports mlx.

`runtime.load_mlx` comes first: it puts a fast BLAS in place before the first `import mlx.core`.
"""
