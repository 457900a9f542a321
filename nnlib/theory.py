"""Mean-field theory: how a random network scales activations and errors with depth.

In a wide network with random weights the pre-activations of a layer are close to
Gaussian with mean 0.  Two numbers per layer then say what happens to the signal on its
way up and to the error on its way down.  With weights of mean 0 and standard deviation
``sigma_w`` / √n_in, so that σ_w² = n_in Var W, and biases of mean 0 and standard
deviation ``sigma_b``:

- the length q_l = E[z²] of layer l follows the length map
  q_l = σ_w² E[f(z)²] + σ_b²,  z ~ N(0, q_(l−1));
- the mean square of δ = ∂C/∂z is multiplied by χ(q_l) = σ_w² E[f′(z)²],
  z ~ N(0, q_l), on its way from layer l + 1 down to layer l.

So the backward factor of layer l, the RMS of its δ over that of layer l + 1, is
√χ(q_l).  Below 1 gradients vanish with depth, above 1 they explode.  The length of the
first layer comes from the data: q_1 = σ_w² · (mean of x²) + σ_b².

**Widths.**  Forward, a sum runs over the n_in units below; backward, over the n_out
units above.  This module takes the two as equal.  Where layer l + 1 has n_in ≠ n_out,
multiply the factor of layer l by √(n_out / n_in); lengths do not change.

**Arrays.**  q, σ_w and σ_b are numbers, or arrays that broadcast.  Results over layers
have the layer on the first axis: entry ``[l - 1]`` belongs to layer l.  An activation
is given by name or as an object of ``nnlib.activations``, elementwise ones only.

**Limits.**  A length below 1e-200 counts as 0 and one above 1e200 as infinite; means
over z ~ N(0, q) are then the limits for q → 0 and q → ∞.

**Errors.**  Every function raises ValueError for a NaN, a negative or infinite number,
an empty array, shapes that do not broadcast, and an unknown or not elementwise
activation; TypeError for what is not a number.  Only ``gaussian_mean`` and ``chi`` take
q = ∞, for the limit.

Sources: Poole et al. 2016, *Exponential expressivity in deep neural networks through
transient chaos* (length map, fixed point, χ); Schoenholz et al. 2017, *Deep information
propagation* (χ as the backward factor of squared gradients).
"""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks, activations, initializers
from nnlib.activations import Elementwise
from nnlib.initializers import Initializer

Array = NDArray[np.floating[Any]]

quiet = np.errstate(all="ignore")  # tails run out of range; what is wrong is checked

LEAST, GREATEST = 1e-200, 1e200  # lengths outside count as 0 and as infinite


@quiet
def gaussian_mean(
    g: Callable[[Array], Any],
    q: ArrayLike,
    kinks: Iterable[float] = (),
    scale: float = 1.0,
) -> Array:
    """E[g(z)] for z ~ N(0, q), of the shape of q; the relative error is about 1e-14.

    ``g`` takes an array of z and returns one of the same shape.  g and its derivatives
    may jump at 0 and at the z in ``kinks``; elsewhere g must be smooth, with features
    no narrower than ``scale`` and, further out, than |z|: σ has the scale 1.  For q = 0
    the result is the mean of g(0−) and g(0+), for q = ∞ that of g(−∞) and g(∞).

    The integral is composite Gauss-Legendre quadrature against the Gaussian density.
    The panels end at the kinks and double in length away from 0, so that they resolve
    both a density much narrower than the features of g and one much wider.
    """
    q = _nonnegative(q, "q", infinite=True)
    zero, infinite = q < LEAST, q > GREATEST
    s = np.sqrt(np.where(zero | infinite, 1.0, q))
    z, weights = _nodes(
        math.floor(math.log2(min(s.min(), scale / 4))),
        math.ceil(math.log2(9 * s.max())),  # the density beyond 9 s is below 1e-17
        tuple(kinks),
    )
    x = z / s[..., None]
    density = np.exp(-x * x / 2)
    mean = density @ (weights * g(z)) / (math.sqrt(2 * math.pi) * s)
    if zero.any():
        mean = np.where(zero, np.mean(g(np.array([-1e-300, 1e-300]))), mean)
    if infinite.any():
        mean = np.where(infinite, np.mean(g(np.array([-np.inf, np.inf]))), mean)
    return mean[()]


@lru_cache(maxsize=256)
def _nodes(lo: int, hi: int, kinks: tuple[float, ...]) -> tuple[Array, Array]:
    """Nodes and weights for ∫ … dz from −2^hi to 2^hi.

    The panels end at 0, at ±2^lo, ±2^(lo+1), …, ±2^hi and at the kinks.
    """
    powers = 2.0 ** np.arange(lo, hi + 1)
    inside = [kink for kink in kinks if abs(kink) < powers[-1]]
    ends = np.unique(np.concatenate([-powers, [0.0], powers, inside]))
    x, weights = np.polynomial.legendre.leggauss(12)
    half = np.diff(ends)[:, None] / 2
    z = ends[:-1, None] + half * (1 + x)
    return z.ravel(), (half * weights).ravel()


@quiet
def length_map(
    activation: str | Elementwise,
    q: ArrayLike,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike = 0.0,
) -> Array:
    """σ_w² E[f(z)²] + σ_b², z ~ N(0, q): the length of the layer above one of length q.

    Source: Poole et al. 2016.
    """
    f = _elementwise(activation)
    q, sigma_w, sigma_b = _broadcast(q=q, sigma_w=sigma_w, sigma_b=sigma_b)
    return sigma_w**2 * _mean_square(f, f, q) + sigma_b**2


@quiet
def chi(activation: str | Elementwise, q: ArrayLike, sigma_w: ArrayLike) -> Array:
    """χ(q) = σ_w² E[f′(z)²] for z ~ N(0, q).

    The mean square of δ is multiplied by it on its way down to a layer of length q.
    q = ∞ gives the limit.

    Source: Schoenholz et al. 2017.
    """
    f = _elementwise(activation)
    q, sigma_w = _broadcast(infinite="q", q=q, sigma_w=sigma_w)
    return sigma_w**2 * _mean_square(f, f.derivative, q)


@quiet
def lengths(
    activation: str | Elementwise,
    q1: ArrayLike,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike,
    depth: int,
) -> Array:
    """q_1, …, q_depth, the length of every layer; shape ``(depth, ...)``."""
    f = _elementwise(activation)
    depth = _checks.count(depth, "depth")
    q1, sigma_w, sigma_b = _broadcast(q1=q1, sigma_w=sigma_w, sigma_b=sigma_b)
    q = np.empty((depth, *q1.shape))
    q[0] = q1
    for l in range(1, depth):
        q[l] = sigma_w**2 * _mean_square(f, f, q[l - 1]) + sigma_b**2
    return q


@quiet
def backward_factors(
    activation: str | Elementwise,
    q1: ArrayLike,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike,
    depth: int,
) -> Array:
    """√χ(q_1), …, √χ(q_depth); shape ``(depth, ...)``.

    Entry ``[l - 1]`` predicts the RMS of δ of layer l over that of layer l + 1, for an
    error that is independent of the weights which it passes.

    In a network of finite width, lengths scatter about q_l from example to example.
    Where q_(l+1) grows faster than in proportion to q_l (GELU, SiLU and Mish, most of
    all with He weights), the scatter widens with depth.  An RMS over many examples is
    then that of the few with the largest factors and lies above the prediction, which
    the typical example follows.
    """
    q = lengths(activation, q1, sigma_w, sigma_b, depth)
    return np.sqrt(chi(activation, q, sigma_w))


@quiet
def backward_product(factors: ArrayLike) -> Array:
    """The product of the factors of layers l, l + 1, …, depth, for each l.

    ``factors`` are those of ``backward_factors``.  Entry ``[l - 1]`` predicts the RMS
    of δ of layer l over that of the error at layer depth + 1.
    """
    factors = _nonnegative(factors, "factors")
    return np.cumprod(factors[::-1], axis=0)[::-1]


@quiet
def fixed_point(
    activation: str | Elementwise,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike = 0.0,
    start: float = 1.0,
) -> Array:
    """q*, the limit of the lengths q_l for l → ∞ when q_1 is ``start``.

    It is ∞ where lengths grow without bound (or beyond 5e9 · start), 0 where they
    shrink away, and ``start`` where the length map keeps it: ReLU with He weights and
    no bias keeps every length.  The relative error is about 1e-13 / |1 − s| for a
    length map of slope s at q*.

    E[f(z)²] grows with q for every activation in ``activations.NAMES`` but
    ``binary_step``, for which it is ½ at every q.  So lengths move one way, up to the
    first crossing of the length map with the diagonal.  It is bracketed on a grid of
    ratio 1.25, then found by regula falsi; two crossings within one step of the grid go
    unseen.

    Source: Poole et al. 2016.
    """
    f = _elementwise(activation)
    q1 = _nonnegative(start, "start")
    if q1.shape or q1 == 0:
        raise ValueError(f"start must be one positive length, got {start}; try 1.0")
    sigma_w, sigma_b = _broadcast(sigma_w=sigma_w, sigma_b=sigma_b)
    w2, b2 = sigma_w.ravel() ** 2, sigma_b.ravel() ** 2

    def gap(q: Array, w2: Array, b2: Array) -> Array:
        difference = w2 * _mean_square(f, f, q) + b2 - q
        return np.where(np.abs(difference) <= 1e-13 * q, 0, difference)

    origin = 101
    grid = q1 * 1.25 ** np.arange(-origin, origin + 1.0)
    grid[0] = 0
    gaps = gap(grid, w2[:, None], b2[:, None])
    rises = gaps[:, origin] > 0
    moves = np.where(rises[:, None], gaps[:, origin:] > 0, gaps[:, origin::-1] < 0)
    steps = np.argmin(moves, axis=1)  # along the grid until past q*; 0: there is none

    q = np.where(rises, np.inf, q1)
    some = steps > 0
    if some.any():
        past = origin + np.where(rises, steps, -steps)[some]
        before = past - np.where(rises, 1, -1)[some]
        q[some] = _zero(lambda q: gap(q, w2[some], b2[some]), grid[before], grid[past])
    return q.reshape(sigma_w.shape)[()]


def _zero(gap: Callable[[Array], Array], a: Array, b: Array) -> Array:
    """The zero of ``gap`` between a and b, elementwise.

    Regula falsi with the Illinois rule, by which an end that stays put counts half.
    """
    gap_a, gap_b = gap(a), gap(b)
    for _ in range(100):
        if not gap_b.any():
            break
        c = b - gap_b * (b - a) / (gap_b - gap_a)
        gap_c = gap(c)
        crossed = (gap_c >= 0) != (gap_b >= 0)
        a, gap_a = np.where(crossed, b, a), np.where(crossed, gap_b, gap_a / 2)
        b, gap_b = c, gap_c
    return b


@quiet
def limiting_factor(
    activation: str | Elementwise,
    sigma_w: ArrayLike,
    sigma_b: ArrayLike = 0.0,
    start: float = 1.0,
) -> Array:
    """√χ(q*), the backward factor of layers so high up that q_l has reached q*.

    Lower down, and at any depth where lengths converge slowly, ``backward_factors``
    holds instead.
    """
    q = fixed_point(activation, sigma_w, sigma_b, start)
    return np.sqrt(chi(activation, q, sigma_w))


@quiet
def weight_scale(init: str | Initializer, width: int) -> Array:
    """σ_w = √(width · Var W) of an initializer, of the shape of its gain.

    The layers below and above have ``width`` units.  σ_w depends on that for "normal"
    alone, whose weights are N(0, 1).
    """
    init = initializers.get(init)
    width = _checks.count(width, "width")
    squared = {
        "zeros": 0.0,
        "normal": width,
        "uniform": 1 / 3,
        "lecun": 1.0,
        "glorot": 1.0,
        "he": 2.0,
        "orthogonal": 1.0,
    }[init.name.partition("_")[0]]
    return np.abs(init.gain) * np.sqrt(squared)


def _mean_square(f: Elementwise, g: Callable[[Array], Array], q: ArrayLike) -> Array:
    """E[g(z)²], z ~ N(0, q), for g = f or f′."""
    scale = 1 / f.parameters.get("beta", 1.0)  # softplus alone stretches z
    return gaussian_mean(lambda z: g(z) ** 2, q, f.kinks, scale)


def _elementwise(activation: str | Elementwise) -> Elementwise:
    """The activation, if it has a mean over a single z."""
    f = activations.get(activation)
    if not isinstance(f, Elementwise):
        raise ValueError(
            f"{activation!r} acts on whole rows, and this theory is about elementwise "
            "activations; give that of a hidden layer, such as 'tanh' or 'relu'"
        )
    return f


def _nonnegative(x: ArrayLike, what: str, infinite: bool = False) -> Array:
    """x as a float64 array of numbers ≥ 0, at least one."""
    x = _checks.floats(x, what).astype(np.float64)
    if not x.size:
        raise ValueError(f"{what} is empty; give at least one number")
    bad = (x < 0) | (np.isinf(x) & (not infinite))
    if bad.any():
        raise ValueError(
            f"{what} must be {'' if infinite else 'finite and '}at least 0, got "
            f"{x[bad].flat[0]:g}; a length is a mean square, σ_w and σ_b are standard "
            "deviations"
        )
    return x


def _broadcast(infinite: str = "", **given: ArrayLike) -> list[Array]:
    """The named numbers as float64 arrays of one shape; only ``infinite`` may be ∞."""
    arrays = {
        name: _nonnegative(x, name, name == infinite) for name, x in given.items()
    }
    try:
        return list(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {x.shape}" for name, x in arrays.items())
        raise ValueError(
            f"shapes do not broadcast: {shapes}; add axes, as in sigma_w[:, None]"
        ) from None
