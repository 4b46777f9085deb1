"""What runs inside other processes: the interpreter of the project, and the process before it. It knows nothing of Burnish."""
