"""The rules: one a file, one folder a language. A new rule is one new file and nothing else."""
