"""Of each kind in `test_cases.py`, other examples: names bound in other ways, other libraries, other files."""
