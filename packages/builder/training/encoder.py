"""MiniLM as it is shipped (8-bit weights), in JAX: to go on training from, and to write back."""

import os

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from onnx import helper, numpy_helper

from marked_requests import SHIPPED

LAYERS, HEADS, WIDTH = 6, 12, 384
MODEL = os.path.join(SHIPPED, "model.onnx")
# The names that the layers' tables have in the file, with ours.
NAMED = {
    "attention.self.query.bias": "qb", "attention.self.key.bias": "kb", "attention.self.value.bias": "vb",
    "attention.output.dense.bias": "ob", "intermediate.dense.bias": "ib", "output.dense.bias": "fb",
    "attention.output.LayerNorm.weight": "g1", "attention.output.LayerNorm.bias": "b1",
    "output.LayerNorm.weight": "g2", "output.LayerNorm.bias": "b2",
}  # fmt: skip
PRODUCTS = ["q", "k", "v", "o", "i", "f"]


def product_names(tables) -> list[str]:
    """Six a layer, in the order in which the model uses them."""
    return sorted((name[:-2] for name in tables if name.startswith("val_") and name.endswith("_q")), key=lambda name: int(name[4:]))


def load(path: str = MODEL):
    """The embeddings, which stay as they are, and the layers."""
    tables = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    whole = lambda name: jnp.array(tables[name + "_q"].astype(np.float32) * tables[name + "_scale"])
    e = "inner.embeddings."
    embeddings = {
        "word": whole(e + "word_embeddings.weight"),
        "position": whole(e + "position_embeddings.weight"),
        "type": jnp.array(tables[e + "token_type_embeddings.weight"]),
        "gain": jnp.array(tables[e + "LayerNorm.weight"]),
        "shift": jnp.array(tables[e + "LayerNorm.bias"]),
    }
    names = product_names(tables)
    layers = []
    for number in range(LAYERS):
        layer = {ours: whole(name) for ours, name in zip(PRODUCTS, names[6 * number : 6 * number + 6])}
        layer |= {ours: jnp.array(tables[f"inner.encoder.layer.{number}.{theirs}"]) for theirs, ours in NAMED.items()}
        layers.append(layer)
    return embeddings, layers


def normal(x, gain, shift):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12) * gain + shift


def embed(e, ids):
    return normal(e["word"][ids] + e["position"][: ids.shape[1]] + e["type"][0], e["gain"], e["shift"])


def layer(p, x, mask, key=None, drop=0.1):
    batch, length, _ = x.shape
    heads = lambda y: y.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)
    kept = lambda y, n: y if key is None else y * jax.random.bernoulli(jax.random.fold_in(key, n), 1 - drop, y.shape) / (1 - drop)
    q, k, v = heads(x @ p["q"] + p["qb"]), heads(x @ p["k"] + p["kb"]), heads(x @ p["v"] + p["vb"])
    weight = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS) + jnp.where(mask[:, None, None, :] > 0, 0.0, -1e9), -1)
    y = (weight @ v).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
    x = normal(x + kept(y @ p["o"] + p["ob"], 0), p["g1"], p["b1"])
    return normal(x + kept(jax.nn.gelu(x @ p["i"] + p["ib"], approximate=False) @ p["f"] + p["fb"], 1), p["g2"], p["b2"])


def encode(embeddings, layers, ids, mask, key=None):
    x = embed(embeddings, ids)
    for number, p in enumerate(layers):
        x = layer(p, x, mask, None if key is None else jax.random.fold_in(key, number))
    return x


def write(layers, path: str) -> None:
    """The trained layers in the shipped model's place, 8 bits a weight. The vocabulary stays 8-bit in memory too: it is scaled after the look-up."""
    model = onnx.load(MODEL)
    tables = {one.name: one for one in model.graph.initializer}
    put = lambda name, value: tables[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value), name))
    names = product_names(tables)
    for number, p in enumerate(layers):
        for ours, name in zip(PRODUCTS, names[6 * number : 6 * number + 6]):
            weight = np.array(p[ours])
            scale = np.maximum(np.abs(weight).max(0, keepdims=True), 1e-9) / 127
            put(name + "_q", np.clip(np.round(weight / scale), -127, 127).astype(np.int8))
            put(name + "_scale", scale.astype(np.float32))
        for theirs, ours in NAMED.items():
            put(f"inner.encoder.layer.{number}.{theirs}", np.array(p[ours], np.float32))
    look_up_first(model.graph, "inner.embeddings.word_embeddings.weight")
    onnx.checker.check_model(model)
    onnx.save(model, path)


def look_up_first(graph, name: str) -> None:
    nodes = list(graph.node)
    cast = next(n for n in nodes if n.op_type == "Cast" and n.input[0] == name + "_q")
    scaled = next(n for n in nodes if n.op_type == "Mul" and cast.output[0] in n.input)
    gather = next(n for n in nodes if n.op_type == "Gather" and n.input[0] == scaled.output[0])
    instead = [
        helper.make_node("Gather", [name + "_q", gather.input[1]], ["word_q"]),
        helper.make_node("Gather", [name + "_scale", gather.input[1]], ["word_scale"]),
        helper.make_node("Cast", ["word_q"], ["word_f"], to=1),
        helper.make_node("Mul", ["word_f", "word_scale"], [gather.output[0]]),
    ]
    kept = [node for old in nodes for node in (instead if old is gather else [] if old is cast or old is scaled else [old])]
    del graph.node[:]
    graph.node.extend(kept)
