"""What is learned on top of the encoder. Each part has its twin in src/reading: `words` and `tags` in tag.ts, `structure` in structure.ts."""

import jax
import jax.numpy as jnp
import numpy as np

from marked_requests import BESIDE, HOLDERS, LABELS, NUMBER, VALUES, Request, Segment

COUNT, VALUE_COUNT = len(LABELS), 1 + len(VALUES)
HIDDEN, PAIR = 192, 64
SEGMENTS, WAYS = 20, 6
BETWEEN_HOLDER, BETWEEN_STEPS = 12, 9
NEVER = -1e4

THEN = {"then", "after", "afterwards", "next", "finally", "later", "once", "subsequently"}
BEFORE = {"before", "first", "until", "prior", "beforehand"}


def initial(key):
    keys = iter(jax.random.split(key, 40))
    table = lambda rows, columns, scale=1.0: jax.random.normal(next(keys), (rows, columns)) * scale / np.sqrt(rows)
    return {
        "w1": table(384 * 4, HIDDEN), "b1": jnp.zeros(HIDDEN),
        "typ": table(HIDDEN, COUNT), "typb": jnp.zeros(COUNT), "beg": table(HIDDEN, 2), "begb": jnp.zeros(2),
        "tr": jnp.zeros((2 * COUNT, 2 * COUNT)),
        "vtyp": table(HIDDEN, VALUE_COUNT), "vtypb": jnp.zeros(VALUE_COUNT), "vbeg": table(HIDDEN, 2), "vbegb": jnp.zeros(2),
        "vtr": jnp.zeros((2 * VALUE_COUNT, 2 * VALUE_COUNT)),
        "trig": table(2 * HIDDEN, 6), "trigb": jnp.zeros(6), "file": table(2 * HIDDEN, 1), "fileb": jnp.zeros(1),
        "oa": table(2 * HIDDEN, PAIR), "ob": table(2 * HIDDEN, PAIR), "of": table(BETWEEN_STEPS, PAIR), "obias": jnp.zeros(PAIR),
        "ola": table(COUNT, PAIR, 3), "olb": table(COUNT, PAIR, 3), "ou": table(PAIR, 1), "oc": jnp.full(1, 2.0),
        "pa": table(2 * HIDDEN, PAIR), "pb": table(2 * HIDDEN, PAIR), "pf": table(BETWEEN_HOLDER, PAIR), "pbias": jnp.zeros(PAIR),
        "pla": table(COUNT, PAIR, 3), "plb": table(COUNT, PAIR, 3), "pv": table(PAIR, WAYS), "pvb": jnp.zeros(WAYS),
        "root": table(2 * HIDDEN, 1), "rl": jnp.zeros(COUNT), "rb": jnp.full(1, 2.0),
        "imp": table(2 * HIDDEN, 1), "il": jnp.zeros(COUNT), "ib": jnp.full(1, -3.0),
    }  # fmt: skip


gelu = lambda x: jax.nn.gelu(x, approximate=True)


def words(p, pieces, b, key=None, drop=0.25):
    """One vector a word, from the word, its neighbours and the mean of all."""
    lost = lambda y, n: y if key is None else y * jax.random.bernoulli(jax.random.fold_in(key, n), 1 - drop, y.shape) / (1 - drop)
    h = jnp.take_along_axis(pieces, b["first"][..., None], 1) * b["is_word"][..., None]
    mean = h.sum(1) / jnp.maximum(b["is_word"].sum(1), 1)[:, None]
    none = jnp.zeros((h.shape[0], 1, h.shape[2]))
    seen = [jnp.concatenate([none, h[:, :-1]], 1), h, jnp.concatenate([h[:, 1:], none], 1), jnp.broadcast_to(mean[:, None], h.shape)]
    y = gelu(lost(jnp.concatenate(seen, -1), 91) @ p["w1"] + p["b1"])
    return lost(y, 90) * b["is_word"][..., None]


def tags(p, y, kind=""):
    """States 0 … count - 1 begin a label (0: none), the others are inside one. `kind` is "v" for the values, which have a chain of their own."""
    kinds, begins = y @ p[kind + "typ"] + p[kind + "typb"], y @ p[kind + "beg"] + p[kind + "begb"]
    begin = (kinds + begins[..., 1:2]).at[..., 0].set(kinds[..., 0] + begins[..., 0])
    return jnp.concatenate([begin, kinds + begins[..., 0:1]], -1)


def whole(p, y, b):
    most = jnp.max(jnp.where(b["is_word"][..., None] > 0, y, -1e3), 1)
    mean = y.sum(1) / jnp.maximum(b["is_word"].sum(1), 1)[:, None]
    both = jnp.concatenate([most, mean], -1)
    return both @ p["trig"] + p["trigb"], (both @ p["file"] + p["fileb"])[:, 0]


def allowed(count):
    table = np.full((2 * count, 2 * count), NEVER, np.float32)
    table[:, :count] = 0
    for label in range(1, count):
        table[label, count + label] = table[count + label, count + label] = 0
    table[count, :] = table[:, count] = NEVER
    return jnp.array(table)


def chain_loss(p, y, b, kind=""):
    """How much the chain prefers other tags to the right ones, in nats a request."""
    count = VALUE_COUNT if kind else COUNT
    label, begins = (b["value"], b["value_begins"]) if kind else (b["label"], b["begins"])
    emitted, moves = tags(p, y, kind), p[kind + "tr"] + allowed(count)
    state = jnp.where((label == 0) | (begins == 1), label, count + label)
    start = jnp.concatenate([jnp.zeros(count), jnp.full(count, NEVER)])

    def go(total, step):
        score, is_word = step
        following = jax.nn.logsumexp(total[:, :, None] + moves[None], 1) + score
        return jnp.where(is_word[:, None] > 0, following, total), None

    first = lambda x: jnp.moveaxis(x, 1, 0)
    e, m = first(emitted), first(b["is_word"])
    total, _ = jax.lax.scan(go, e[0] + start, (e[1:], m[1:]))
    right = (jnp.take_along_axis(emitted, state[..., None], -1)[..., 0] * b["is_word"]).sum(1)
    right += (moves[state[:, :-1], state[:, 1:]] * b["is_word"][:, 1:]).sum(1)
    return jax.nn.logsumexp(total, -1) - right


def structure(p, y, b):
    """Of each pair whether the first happens first; of each step where it stands; and whether it stands in a loop that no words name."""
    at = jnp.arange(y.shape[1])[None, None]
    mean = lambda start, end: (
        (lambda inside: inside @ y / jnp.maximum(inside.sum(-1, keepdims=True), 1))(
            ((at >= start[..., None]) & (at < end[..., None])).astype(jnp.float32)
        )
    )
    s = jnp.concatenate([mean(b["start"], b["end"]), mean(b["lead"], b["start"])], -1)
    label = jax.nn.one_hot(b["kind"], COUNT)
    pair = lambda n, features: gelu(
        (s @ p[n + "a"] + label @ p[n + "la"])[:, :, None] + (s @ p[n + "b"] + label @ p[n + "lb"])[:, None] + features @ p[n + "f"] + p[n + "bias"]
    )
    usual = label @ p["prior"] @ label.transpose(0, 2, 1)
    order = (pair("o", b["steps_between"]) @ p["ou"])[..., 0] + p["oc"] + usual
    ways = jnp.array([HOLDERS.get(name, 0) for name in LABELS])[b["kind"]][:, None, :, None]
    may = (jnp.arange(WAYS) < ways) & ~jnp.eye(SEGMENTS, dtype=bool)[None, :, :, None]
    inside = jnp.where(may, pair("p", b["holder_between"]) @ p["pv"] + p["pvb"], -1e9)
    root = (s @ p["root"])[..., 0] + label @ p["rl"] + p["rb"]
    place = jnp.concatenate([root[..., None], inside.reshape(*inside.shape[:2], -1)], -1)
    return order, place, (s @ p["imp"])[..., 0] + label @ p["il"] + p["ib"]


def usual_order(requests: list[Request]) -> np.ndarray:
    """Of wishes of two labels, said in this order, how much oftener they happen in it than the other way round; logarithms of odds."""
    seen = np.full((2, COUNT, COUNT), 0.5, np.float32)
    for request in requests:
        steps = [s for s in request.segments if s.order >= 0 and not s.label.startswith("t.")]
        for index, a in enumerate(steps):
            for b in steps[index + 1 :]:
                if (a.parent, a.branch) == (b.parent, b.branch):
                    seen[int(a.order > b.order), NUMBER[a.label], NUMBER[b.label]] += 1
    return np.log(seen[0] / seen[1])


def holder_between(request: Request, segments: list[Segment], step: int, holder: int) -> list[bool]:
    a, b = segments[min(step, holder)], segments[max(step, holder)]
    inside = [s for s in segments if a.end <= s.start < b.start]
    elses, cases = (sum(s.label == label for s in inside) for label in ("else", "case"))
    steps = sum(s.label not in BESIDE for s in inside)
    stops = any(word in ".;!?" for _, _, word in request.words[a.end : b.start])
    return [
        step > holder, stops, elses == 1, elses >= 2, any(s.label in HOLDERS for s in inside), steps == 0, steps == 1, steps == 2, steps >= 3,
        cases == 1, cases == 2, cases >= 3,
    ]  # fmt: skip


def steps_between(request: Request, segments: list[Segment], i: int, j: int) -> list[bool]:
    a, b = segments[i], segments[j]
    gap = [word.lower() for _, _, word in request.words[a.end : b.start]]
    said = [word.lower() for _, _, word in request.words[b.start : b.end]] + gap
    steps = sum(a.end <= s.start < b.start and s.label not in BESIDE for s in segments)
    has = lambda among, wanted: any(word in wanted for word in among)
    return [has(gap, ".;!?"), has(gap, ">→"), has(said, THEN), has(gap, BEFORE), has(said, BEFORE), steps == 0, steps == 1, steps >= 2, a.label == b.label]


def places(request: Request, segments: list[Segment]) -> dict[str, np.ndarray]:
    """What `structure` needs to know of one request's segments."""
    found = {name: np.zeros(SEGMENTS, int) for name in ("kind", "start", "end", "lead")}
    found["holder_between"] = np.zeros((SEGMENTS, SEGMENTS, BETWEEN_HOLDER), np.float32)
    found["steps_between"] = np.zeros((SEGMENTS, SEGMENTS, BETWEEN_STEPS), np.float32)
    for i, s in enumerate(segments):
        found["kind"][i], found["start"][i], found["end"][i] = NUMBER[s.label], s.start, s.end
        found["lead"][i] = segments[i - 1].end if i else 0
        for j, other in enumerate(segments):
            if i < j:
                found["steps_between"][i, j] = steps_between(request, segments, i, j)
            if i != j and other.label in HOLDERS:
                found["holder_between"][i, j] = holder_between(request, segments, i, j)
    return found
