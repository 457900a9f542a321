"""The contenders that need another package; each as its own documentation writes it."""

import importlib.metadata

import numpy as np

from benchmarks.problems import Contender, batches, flat


class PyTorch(Contender):
    """``nn.Sequential``, a loss from logits, and ``optim.SGD``."""

    name = "PyTorch eager"
    package = "torch"

    def __init__(self, problem, start):
        import torch

        torch.set_num_threads(1)
        self.torch, self.output = torch, problem.output
        hidden = torch.nn.ReLU if problem.hidden == "relu" else torch.nn.Sigmoid
        layers = []
        for W, b in zip(start[::2], start[1::2], strict=True):
            linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W.T))
                linear.bias.copy_(torch.from_numpy(b))
            layers += [linear, hidden()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.criterion = {
            "identity": self.quadratic,
            "sigmoid": torch.nn.BCEWithLogitsLoss(),
            "softmax": torch.nn.CrossEntropyLoss(),
        }[self.output]
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=problem.rate)

    def data(self, X, Y):
        from_numpy = self.torch.from_numpy
        labels = Y.argmax(axis=-1) if self.output == "softmax" else Y
        return from_numpy(X), from_numpy(labels)

    def quadratic(self, a, Y):
        return self.torch.nn.functional.mse_loss(a, Y) / 2  # of a single output

    def step(self, X, Y):
        self.optimizer.zero_grad()
        self.criterion(self.model(X), Y).backward()
        self.optimizer.step()

    def loss(self, X, Y):
        with self.torch.no_grad():
            X, Y = self.data(X, Y)
            return self.criterion(self.model(X), Y).item()

    def parameters(self):
        return flat([p.detach().numpy().T for p in self.model.parameters()])


class PyTorchBare(PyTorch):
    """Tensors and ``autograd.grad``, without modules and without an optimizer."""

    name = "PyTorch eager, bare tensors"

    def __init__(self, problem, start):
        import torch

        torch.set_num_threads(1)
        self.torch, self.rate = torch, problem.rate
        self.output, self.relu = problem.output, problem.hidden == "relu"
        self.theta = [
            torch.from_numpy(array.copy()).requires_grad_() for array in start
        ]
        F = torch.nn.functional
        self.criterion = {
            "identity": self.quadratic,
            "sigmoid": F.binary_cross_entropy_with_logits,
            "softmax": F.cross_entropy,
        }[self.output]

    def model(self, X):
        addmm, theta = self.torch.addmm, self.theta
        for W, b in zip(theta[:-2:2], theta[1:-2:2], strict=True):
            z = addmm(b, X, W)
            X = z.relu_() if self.relu else z.sigmoid_()
        return addmm(theta[-1], X, theta[-2])

    def step(self, X, Y):
        cost = self.criterion(self.model(X), Y)
        gradient = self.torch.autograd.grad(cost, self.theta)
        with self.torch.no_grad():
            self.torch._foreach_add_(self.theta, gradient, alpha=-self.rate)

    def parameters(self):
        return flat([p.detach().numpy() for p in self.theta])


class Jax(Contender):
    """One compiled function for the step, called once per step; a stack by ``vmap``.

    The parameters are donated, so that their memory is used again.  Dispatch is not
    asynchronous: that would be a second thread.
    """

    name = "JAX jit"
    package = "jax"

    def __init__(self, problem, start):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        jax.config.update("jax_cpu_enable_async_dispatch", False)
        pairs = zip(start[::2], start[1::2], strict=True)
        self.theta = [(jnp.array(W), jnp.array(b)) for W, b in pairs]
        self.asarray = jnp.asarray
        self.stack = problem.stack

        def cost(theta, X, Y):
            *hidden, (W_top, b_top) = theta
            f = jax.nn.relu if problem.hidden == "relu" else jax.nn.sigmoid
            for W, b in hidden:
                X = f(X @ W + b)
            z = X @ W_top + b_top
            if problem.output == "identity":
                return jnp.mean(jnp.sum((z - Y) ** 2, axis=-1)) / 2
            if problem.output == "sigmoid":
                return jnp.mean(jax.nn.softplus(z) - Y * z)
            return -jnp.mean(jnp.sum(Y * jax.nn.log_softmax(z), axis=-1))

        def updated(theta, X, Y):
            gradient = jax.grad(cost)(theta, X, Y)
            return jax.tree.map(lambda p, g: p - problem.rate * g, theta, gradient)

        if problem.stack:
            updated = jax.vmap(updated, in_axes=(0, None, None))
        self.updated = jax.jit(updated, donate_argnums=0)
        self.cost = jax.jit(cost)

    def data(self, X, Y):
        return self.asarray(X), self.asarray(Y)

    def step(self, X, Y):
        self.theta = self.updated(self.theta, X, Y)

    def epoch(self, X, Y, batch):
        for x, y in batches(X, Y, batch):  # of NumPy: JAX takes longer to slice its own
            self.step(x, y)

    def loss(self, X, Y):
        return float(self.cost(self.theta, X, Y))

    def parameters(self):
        return flat([np.asarray(p) for pair in self.theta for p in pair], self.stack)


class ScikitLearn(Contender):
    """``partial_fit`` of ``MLPClassifier``, or ``MLPRegressor`` for the quadratic cost.

    Momentum 0, alpha 0; a batch or an epoch a call.  Its cost is a mean over the
    examples too, so the learning rate is the same.  It checks its input and turns
    labels into one-hot rows at each call.  Its loss is the one it reports, a mean over
    the batches of the epoch.
    """

    name = "scikit-learn partial_fit"
    package = "scikit-learn"
    own_loss = False

    def __init__(self, problem, start):
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        self.output, sizes = problem.output, problem.sizes
        kind = MLPRegressor if self.output == "identity" else MLPClassifier
        self.model = kind(
            hidden_layer_sizes=sizes[1:-1],
            activation="relu" if problem.hidden == "relu" else "logistic",
            solver="sgd",
            alpha=0,
            momentum=0,
            nesterovs_momentum=False,
            batch_size=problem.batch,
            learning_rate_init=problem.rate,
            shuffle=False,
            random_state=0,
        )
        X, classes = np.zeros((problem.batch, sizes[0])), np.arange(max(2, sizes[-1]))
        if self.output == "identity":
            self.model.partial_fit(X, np.zeros(problem.batch))
        else:
            labels = np.resize(classes, problem.batch)
            self.model.partial_fit(X, labels, classes=classes)
        theta = zip(self.model.coefs_, self.model.intercepts_, strict=True)
        self.theta = [array for pair in theta for array in pair]
        for array, value in zip(self.theta, start, strict=True):
            array[...] = value

    def data(self, X, Y):
        if self.output == "softmax":
            return X, Y.argmax(axis=-1)
        return X, Y[:, 0] if self.output == "identity" else Y[:, 0].astype(int)

    def step(self, X, Y):
        self.model.partial_fit(X, Y)

    def epoch(self, X, Y, batch):
        self.model.partial_fit(*self.data(X, Y))

    def loss(self, X, Y):
        return self.model.loss_

    def parameters(self):
        return flat(self.theta)


class Autograd(Contender):
    """HIPS autograd: the cost in its NumPy, differentiated at each call."""

    name = "HIPS autograd"
    package = "autograd"

    def __init__(self, problem, start):
        import autograd
        import autograd.numpy as anp

        self.theta = [array.copy() for array in start]
        self.rate = problem.rate

        def cost(theta, X, Y):
            for W, b in zip(theta[:-2:2], theta[1:-2:2], strict=True):
                z = anp.dot(X, W) + b
                relu = problem.hidden == "relu"
                X = anp.maximum(z, 0) if relu else 1 / (1 + anp.exp(-z))
            z = anp.dot(X, theta[-2]) + theta[-1]
            if problem.output == "identity":
                costs = anp.sum((z - Y) ** 2, axis=-1) / 2
            elif problem.output == "sigmoid":
                costs = anp.maximum(z, 0) + anp.log1p(anp.exp(-anp.abs(z))) - Y * z
            else:
                z = z - anp.max(z, axis=-1, keepdims=True)
                costs = anp.log(anp.sum(anp.exp(z), axis=-1)) - anp.sum(z * Y, axis=-1)
            return anp.mean(costs)

        self.cost, self.gradient = cost, autograd.grad(cost)

    def step(self, X, Y):
        for p, g in zip(self.theta, self.gradient(self.theta, X, Y), strict=True):
            p -= self.rate * g

    def loss(self, X, Y):
        return float(self.cost(self.theta, X, Y))

    def parameters(self):
        return flat(self.theta)


PEERS = (Jax, PyTorchBare, PyTorch, ScikitLearn, Autograd)


def installed(packages) -> dict[str, str | None]:
    """The version of each package, None for one that is missing."""
    versions = {}
    for package in packages:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    return versions
