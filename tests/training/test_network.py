from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra [train]")
transformers = pytest.importorskip("transformers", reason="training needs the extra [train]")

from burnish.training.network import NORM_EPSILON, Llama, build_induction_heads  # noqa: E402
from burnish.training.recipe import Shape  # noqa: E402

SHAPE = Shape(vocabulary=512, width=256, layers=3, heads=4, feed_forward=256, rope_base=1e6, context=256)


def test_untrained_induction_heads_copy_what_followed_before() -> None:
    torch.manual_seed(0)
    model = Llama(SHAPE)
    build_induction_heads(model)
    once = torch.randperm(512)[:80]
    ids = torch.cat((once, once))[None]
    with torch.no_grad():
        predicted = model(ids, torch.arange(83, 159)).argmax(-1)
    assert (predicted == ids[0, 84:160]).float().mean() > 0.9


def test_random_weights_do_not_copy() -> None:
    torch.manual_seed(0)
    once = torch.randperm(512)[:80]
    ids = torch.cat((once, once))[None]
    with torch.no_grad():
        predicted = Llama(SHAPE)(ids, torch.arange(83, 159)).argmax(-1)
    assert (predicted == ids[0, 84:160]).float().mean() < 0.1


def test_it_is_a_plain_llama() -> None:
    """The same weights in Transformers' own Llama give the same logits."""
    torch.manual_seed(1)
    model = Llama(SHAPE)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.05 + (parameter.dim() == 1))
    theirs = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=512, hidden_size=256, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=4,
            intermediate_size=256, rms_norm_eps=NORM_EPSILON, tie_word_embeddings=True, max_position_embeddings=256,
            rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        )
    )  # fmt: skip
    weights = {"model.embed_tokens.weight": model.embedding.weight, "model.norm.weight": model.norm}
    for number, block in enumerate(model.blocks):
        query, key, value = block.query_key_value.weight.chunk(3)
        gate, up = block.gate_up.weight.chunk(2)
        layer = f"model.layers.{number}"
        weights |= {
            f"{layer}.self_attn.q_proj.weight": query, f"{layer}.self_attn.k_proj.weight": key,
            f"{layer}.self_attn.v_proj.weight": value, f"{layer}.self_attn.o_proj.weight": block.attention_out.weight,
            f"{layer}.mlp.gate_proj.weight": gate, f"{layer}.mlp.up_proj.weight": up,
            f"{layer}.mlp.down_proj.weight": block.down.weight, f"{layer}.input_layernorm.weight": block.attention_norm,
            f"{layer}.post_attention_layernorm.weight": block.feed_norm,
        }  # fmt: skip
    missing = theirs.load_state_dict(weights, strict=False)
    assert missing.missing_keys == ["lm_head.weight"] and not missing.unexpected_keys
    theirs.tie_weights()
    ids = torch.randint(0, 512, (2, 60))
    with torch.no_grad():
        ours = model(ids, torch.arange(120)).view(2, 60, 512)
        assert torch.allclose(ours, theirs.eval()(ids).logits, atol=1e-4)


def test_a_shape_without_room_for_the_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="two layers"):
        build_induction_heads(Llama(Shape(64, 256, 1, 4, 64, 1e6, 64)))
