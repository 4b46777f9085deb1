"""Training: collect, tokenizer, train, export, evaluate. Each stage is a function and a module that can be run."""
