"""
Trains the planner's reader and writes models/arches-planner: `python train.py [--epochs 7] [--from folder] [--out folder]`.

Needs the packages of requirements.txt and no graphics card; about a minute an epoch on one core. The encoder is MiniLM, trained further; the head
learns on top of it which words ask for what (a linear chain), and how the wishes hang together. How good the result is says
`node packages/builder/src/evaluation/run.ts --validation`.
"""

import argparse
import json
import os
import random
import struct
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import encoder
import heads
from heads import SEGMENTS, WAYS
from marked_requests import HOLDERS, LABELS, MODELS, NUMBER, VALUE_NUMBER, VALUES, Request, load, pool_of, with_other_words

BATCH = 16
LENGTHS = (24, 32, 48, 72, 112, 176)
MASK = 103


def batch_of(requests: list[Request]) -> dict[str, np.ndarray]:
    size, longest = len(requests), max(len(r.ids) for r in requests)
    length = next(l for l in LENGTHS if l >= min(longest, LENGTHS[-1]))
    b = {name: np.zeros((size, length), int) for name in ("ids", "first", "label", "begins", "value", "value_begins")}
    b["is_word"] = np.zeros((size, length), np.float32)
    b["trigger"] = np.array([r.trigger for r in requests])
    b["knows_values"] = np.array([r.knows_values for r in requests], np.float32)
    b["has_file"] = np.array([r.has_file for r in requests], np.float32)
    b |= {"order": np.full((size, SEGMENTS), -1), "place": np.full((size, SEGMENTS), -1), "loop": np.full((size, SEGMENTS), -1)}
    known = [heads.places(r, r.segments[:SEGMENTS]) for r in requests]
    b |= {name: np.stack([one[name] for one in known]) for name in known[0]}
    for row, r in enumerate(requests):
        b["ids"][row, : len(r.ids)] = r.ids
        b["first"][row, : len(r.first)] = r.first
        b["is_word"][row, : len(r.first)] = 1
        for begin, end, name in r.values:
            inside = [index for index, (start, _, _) in enumerate(r.words) if begin <= start < end]
            b["value"][row, inside] = VALUE_NUMBER[name]
            b["value_begins"][row, inside[:1]] = 1
        for index, s in enumerate(r.segments):
            b["label"][row, s.start : s.end] = NUMBER[s.label]
            b["begins"][row, s.start] = 1
            if index >= SEGMENTS or s.order < 0 or s.label.startswith("t."):
                continue
            b["order"][row, index] = s.order
            b["loop"][row, index] = s.loop
            if s.parent < 0:
                b["place"][row, index] = 0
            elif s.parent < SEGMENTS and r.segments[s.parent].label in HOLDERS:
                b["place"][row, index] = 1 + s.parent * WAYS + s.branch
    b["mask"] = (b["ids"] > 0).astype(np.int32)
    return b


def loss(weights, fixed, b, key):
    p, embeddings = weights["head"] | {"prior": fixed["prior"]}, fixed["embeddings"]
    hidden = (jax.random.uniform(jax.random.fold_in(key, 777), b["ids"].shape) < 0.08) & (b["ids"] > MASK)
    ids = jnp.where(hidden, MASK, b["ids"])
    y = heads.words(p, encoder.encode(embeddings, weights["layers"], ids, b["mask"], key), b, key)
    trigger, file = heads.whole(p, y, b)
    order, place, loop = heads.structure(p, y, b)
    choose, decide = optax.softmax_cross_entropy_with_integer_labels, optax.sigmoid_binary_cross_entropy
    mean = lambda value, known: (value * known).sum() / jnp.maximum(known.sum(), 1)
    known, o = b["order"] >= 0, b["order"]
    pairs = known[:, :, None] & known[:, None] & (jnp.arange(SEGMENTS)[:, None] < jnp.arange(SEGMENTS))[None]
    return (
        1.5 * heads.chain_loss(p, y, b).sum() / b["is_word"].sum()
        + 1.0 * mean(heads.chain_loss(p, y, b, "v"), b["knows_values"]) / b["is_word"].sum(1).mean()
        + 0.15 * choose(trigger, b["trigger"]).mean()
        + 0.15 * decide(file, b["has_file"]).mean()
        + 0.3 * mean(decide(order, (o[:, :, None] < o[:, None]).astype(jnp.float32)), pairs.astype(jnp.float32))
        + 0.3 * mean(choose(place, jnp.maximum(b["place"], 0)), (b["place"] >= 0).astype(jnp.float32))
        + 0.2 * mean(decide(loop, jnp.maximum(b["loop"], 0)), (b["loop"] >= 0).astype(jnp.float32))
    )


def write_head(head, path: str) -> None:
    """The length of a header, the header as JSON (where each table begins), all numbers: what src/reading/reader-weights.ts reads."""
    tables, data, at = {}, [], 0
    for name, value in head.items():
        value = np.atleast_2d(np.array(value, "<f4"))
        tables[name] = {"rows": value.shape[0], "columns": value.shape[1], "at": at}
        data.append(value.tobytes())
        at += value.size
    header = json.dumps({"labels": LABELS, "values": VALUES, "tables": tables}, separators=(",", ":")).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<I", len(header)) + header + b"".join(data))


def read_head(path: str) -> dict[str, np.ndarray]:
    """What `write_head` has written."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<I", file.read(4))
        tables = json.loads(file.read(length))["tables"]
        numbers = np.frombuffer(file.read(), "<f4")
    return {
        name: jnp.array(numbers[one["at"] : one["at"] + one["rows"] * one["columns"]].reshape(one["rows"], one["columns"]))
        for name, one in tables.items()
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--epochs", type=int, default=7)
    options.add_argument("--from", dest="start", help="the folder of an earlier training, to go on from at half the pace")
    options.add_argument("--requests", type=int, help="train on so many only, to try something out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", default=os.path.join(MODELS, "arches-planner"))
    asked = options.parse_args()
    random.seed(asked.seed)
    train, _ = load()
    train = train[: asked.requests]
    pool = pool_of(train)
    embeddings, layers = encoder.load(os.path.join(asked.start, "model.onnx")) if asked.start else encoder.load()
    key = jax.random.PRNGKey(asked.seed)
    head = heads.initial(key)
    if asked.start:
        head = {name: read_head(os.path.join(asked.start, "head.bin"))[name].reshape(value.shape) for name, value in head.items()}
    weights = {"head": head, "layers": layers}
    pace = 0.5 if asked.start else 1.0
    fixed = {"embeddings": embeddings, "prior": jnp.array(heads.usual_order(train))}
    steps = asked.epochs * -(-len(train) // BATCH)
    rate = lambda most: optax.warmup_cosine_decay_schedule(0, most, steps // 10, steps, most * 0.02)
    optimiser = optax.multi_transform(
        {
            "layers": optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate(2e-4 * pace), weight_decay=0.01)),
            "head": optax.adamw(rate(1.5e-3 * pace), weight_decay=0.02),
        },
        {"head": "head", "layers": "layers"},
    )
    state, kept = optimiser.init(weights), weights

    @jax.jit
    def step(weights, kept, state, b, key, slow):
        value, slope = jax.value_and_grad(loss)(weights, fixed, b, key)
        change, state = optimiser.update(slope, state, weights)
        weights = optax.apply_updates(weights, change)
        # What is written is a running mean of the weights, which reads unseen requests better than the last ones.
        return weights, jax.tree.map(lambda old, new: old * slow + new * (1 - slow), kept, weights), state, value

    done, began = 0, time.time()
    for epoch in range(asked.epochs):
        requests = [with_other_words(r, pool, 0.3) if random.random() < 0.6 else r for r in train]
        random.shuffle(requests)
        requests.sort(key=lambda r: len(r.ids) // 8)
        batches = [batch_of(requests[at : at + BATCH]) for at in range(0, len(requests), BATCH)]
        random.shuffle(batches)
        total = 0.0
        for b in batches:
            key, now = jax.random.split(key)
            weights, kept, state, value = step(weights, kept, state, b, now, min(0.995, (done + 1) / (done + 10)))
            total += float(value)
            done += 1
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}, {time.time() - began:.0f} s", flush=True)
        # Written after every pass, so that one may look at it before the last.
        os.makedirs(asked.out, exist_ok=True)
        encoder.write(kept["layers"], os.path.join(asked.out, "model.onnx"))
        write_head(kept["head"] | {"prior": fixed["prior"]}, os.path.join(asked.out, "head.bin"))


if __name__ == "__main__":
    main()
