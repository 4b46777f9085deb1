"""What stands before a program in its sandbox: these modules' texts are joined and run there, never here."""
