"""What a name means in one file: its scopes, its bindings, its imports."""
