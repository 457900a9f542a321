"""What ``fit`` records of a network once an epoch, over a whole data set."""

import numpy as np

CHUNK = 256  # examples scored at once, so that their activations stay in the cache
BINS = 40

NAMES = (
    "loss",
    "accuracy",
    "gradient_norms",
    "update_ratios",
    "saturated_shares",
    "dead_shares",
    "histograms",
)


class Recorder:
    """Scores a network on X, Y and keeps one row for each epoch, row 0 at the start.

    ``rows`` holds an array for each name; ``History`` in ``nnlib.training`` says which.
    """

    def __init__(self, net, X, Y, names, epochs):
        self.net, self.X, self.Y = net, X, Y
        self.right = _classifier_score(net, Y)
        self.names = [
            name for name in names if name != "accuracy" or self.right is not None
        ]
        layers = {"loss": (), "accuracy": (), "histograms": (net.L, BINS)}
        self.rows = {
            name: np.full((epochs + 1, *net.stack, *layers.get(name, (net.L,))), np.nan)
            for name in self.names
        }
        self.slopes = [_steepest(f) for f in net.f[1:]]
        self.edges = np.array([_edges(f) for f in net.f[1:]])

    def write(self, epoch, before):
        """Fill row ``epoch``; ``before`` is the network before the last update."""
        net, n = self.net, self.X.shape[-2]
        sums = {name: 0 for name in self.names if name != "update_ratios"}
        gradient, dead = 0, [True] * net.L
        for start in range(0, n, CHUNK):
            x, y = batch(self.X, self.Y, slice(start, start + CHUNK))
            share = x.shape[-2] / n
            net._forward(x)
            logits, outputs = net.z[net.L], net.a[net.L]
            sums["loss"] += share * net.loss.cost(logits, y, net.f[net.L])
            if "accuracy" in sums:
                sums["accuracy"] += share * self.right(outputs, y)
            if "saturated_shares" in sums:
                sums["saturated_shares"] += share * self._saturated()
            if "dead_shares" in sums:
                dead = [
                    d & (a == 0).all(axis=-2)
                    for d, a in zip(dead, net.a[1:], strict=True)
                ]
            if "histograms" in sums:
                sums["histograms"] += share * self._histograms()
            if "gradient_norms" in sums:
                net._backward(y)
                gradient = gradient + share * net.gradient
        if "gradient_norms" in sums:
            net.gradient[...] = gradient
            sums["gradient_norms"] = _norms(net.dW)
        if "dead_shares" in sums:
            sums["dead_shares"] = np.stack([d.mean(axis=-1) for d in dead], axis=-1)
        for name, value in sums.items():
            self.rows[name][epoch] = value
        if "update_ratios" in self.names and epoch > 0:
            self.rows["update_ratios"][epoch] = self._update_ratios(before)

    def _saturated(self):
        shares = []
        for l, steepest in enumerate(self.slopes, 1):
            if steepest is None:
                shares.append(np.full(self.net.stack, np.nan))
                continue
            slope = np.abs(self.net.f[l].derivative(self.net.z[l]))
            shares.append((slope < 0.05 * steepest).mean(axis=(-2, -1)))
        return np.stack(shares, axis=-1)

    def _histograms(self):
        shares = []
        for a, edges in zip(self.net.a[1:], self.edges, strict=True):
            place = (np.clip(a, edges[0], edges[-1]) - edges[0]) / (edges[1] - edges[0])
            bins = np.minimum(np.nan_to_num(place), BINS - 1).astype(int)
            rows = bins.reshape(-1, a.shape[-2] * a.shape[-1])  # one for each network
            apart = rows + BINS * np.arange(len(rows))[:, None]
            counts = np.bincount(apart.ravel(), minlength=BINS * len(rows))
            shares.append(counts.reshape(*self.net.stack, BINS) / rows.shape[1])
        return np.stack(shares, axis=-2)

    def _update_ratios(self, before):
        pairs = zip(self.net.W[1:], before.W[1:], strict=True)
        moves = [None, *(now - then for now, then in pairs)]
        return _norms(moves) / _norms(before.W)


def batch(X, Y, part):
    """Examples ``part`` of X, and of Y whether dense or integer labels."""
    return X[..., part, :], Y[..., part] if Y.dtype.kind in "iu" else Y[..., part, :]


def _norms(arrays):
    """The Frobenius norm of each layer's matrix, layers on the last axis."""
    return np.stack(
        [np.sqrt((m * m).sum(axis=-1).sum(axis=-1)) for m in arrays[1:]], axis=-1
    )


def _classifier_score(net, Y):
    """How to count right answers; None where the targets are no classes."""
    if Y.dtype.kind in "iu":
        return lambda a, y: (a.argmax(axis=-1) == y).mean(axis=-1)
    if not np.isin(Y, (0, 1)).all():
        return None
    if Y.shape[-1] > 1 and (Y.sum(axis=-1) == 1).all():
        return lambda a, y: (a.argmax(axis=-1) == y.argmax(axis=-1)).mean(axis=-1)
    return lambda a, y: ((a > 0.5) == (y > 0.5)).mean(axis=-1).mean(axis=-1)


def _steepest(f):
    """The largest |f′|, on a grid; None for softmax, which has no f′."""
    if f.name == "softmax":
        return None
    return np.abs(f.derivative(np.linspace(-10, 10, 4001))).max()


def _edges(f):
    low, high = np.clip(f.range, -5, 5)
    return np.linspace(low, high, BINS + 1)
