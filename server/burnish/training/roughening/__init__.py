"""Self-supervised pairs: clean code made rough by the reverse of a rule, so that undoing it can be learned.

Two ways lead to a pair. *Native* roughening rewrites a construct that the author wrote (`python`,
`javascript`). *Snippets* are grown from a grammar for constructs that are rare in clean code, such as SQL built
from strings, with names, expressions and neighbouring statements drawn from the corpus (`python_snippets`,
`javascript_snippets`), and are set among a real function's statements. The idea of learning repairs from
corrupted good code is that of BugLab (Allamanis, Jackson-Flux, Brockschmidt, NeurIPS 2021) and Break-It-Fix-It
(Yasunaga, Liang, ICML 2021).
"""
