"""Two versions of a function run side by side: on which inputs, in which world, and whether they do the same."""
