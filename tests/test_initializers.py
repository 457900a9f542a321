"""Initializers against the distributions that their sources state."""

import numpy as np
import pytest

from nnlib import Network, initializers

N_IN, N_OUT = 500, 300

# the standard deviation of the weights, as published
NORMAL = {
    "normal": 1.0,
    "lecun_normal": (1 / N_IN) ** 0.5,
    "glorot_normal": (2 / (N_IN + N_OUT)) ** 0.5,
    "he_normal": (2 / N_IN) ** 0.5,
}
# the bound of the weights, as published
UNIFORM = {
    "uniform": 1 / N_IN**0.5,
    "lecun_uniform": (3 / N_IN) ** 0.5,
    "glorot_uniform": (6 / (N_IN + N_OUT)) ** 0.5,
    "he_uniform": (6 / N_IN) ** 0.5,
}


def weights(name, n_in=N_IN, n_out=N_OUT, seed=0):
    return initializers.get(name)(np.random.default_rng(seed), n_in, n_out)


def test_every_name_is_tested_here():
    assert {*NORMAL, *UNIFORM, "zeros", "orthogonal"} == set(initializers.NAMES)


@pytest.mark.parametrize("name", NORMAL)
def test_normal_ones(name):
    W = weights(name) / NORMAL[name]
    assert W.shape == (N_IN, N_OUT)
    error = W.size**-0.5
    assert abs(W.mean()) < 4 * error
    assert W.std() == pytest.approx(1, abs=4 * error / 2**0.5)
    assert (W**4).mean() == pytest.approx(3, abs=4 * 96**0.5 * error)  # the tails
    assert (np.abs(W) < 1).mean() == pytest.approx(0.6827, abs=4 * 0.47 * error)


@pytest.mark.parametrize("name", UNIFORM)
def test_uniform_ones(name):
    W = weights(name) / UNIFORM[name]
    assert W.shape == (N_IN, N_OUT)
    error = W.size**-0.5
    assert 0.9999 < np.abs(W).max() <= 1
    assert abs(W.mean()) < 4 * error / 3**0.5
    shares = np.histogram(W, bins=10, range=(-1, 1))[0] / W.size
    np.testing.assert_allclose(shares, 0.1, atol=4 * 0.3 * error)


def test_zeros():
    assert not weights("zeros").any()


@pytest.mark.parametrize("shape", [(6, 6), (9, 4), (4, 9), (1, 5), (5, 1)])
def test_orthogonal(shape):
    """QᵀQ = 1 for a tall matrix, QQᵀ = 1 for a wide one."""
    Q = weights("orthogonal", *shape)
    assert Q.shape == shape
    small = Q.T @ Q if shape[0] >= shape[1] else Q @ Q.T
    np.testing.assert_allclose(small, np.eye(min(shape)), atol=1e-14)


def test_orthogonal_prefers_no_direction():
    """Each entry has mean 0 and mean square 1/n; both signs of det are as likely."""
    rng = np.random.default_rng(0)
    draw = initializers.get("orthogonal")
    Q = np.array([draw(rng, 3, 3) for _ in range(2000)])
    np.testing.assert_allclose(Q.mean(axis=0), 0, atol=4 * (1 / 3 / 2000) ** 0.5)
    np.testing.assert_allclose((Q**2).mean(axis=0), 1 / 3, atol=4 * 0.3 / 2000**0.5)
    assert (np.linalg.det(Q) > 0).mean() == pytest.approx(0.5, abs=4 * 0.5 / 2000**0.5)


def test_orthogonal_is_for_matrices_only():
    with pytest.raises(ValueError, match="matrices"):
        Network([3, 2], bias="orthogonal")


@pytest.mark.parametrize("name", initializers.NAMES)
def test_a_seed_fixes_the_weights(name):
    assert np.array_equal(weights(name, 4, 3, seed=5), weights(name, 4, 3, seed=5))
    if name != "zeros":
        assert not np.any(weights(name, 4, 3, seed=5) == weights(name, 4, 3, seed=6))


@pytest.mark.parametrize("name", initializers.NAMES)
def test_gain_scales_the_weights(name):
    one = Network([6, 5, 4], init=name, seed=3)
    two = Network([6, 5, 4], init=initializers.get(name, gain=2.0), seed=3)
    assert np.array_equal(two.parameters, 2 * one.parameters)


def test_a_gain_for_each_network_of_a_stack():
    gains = np.array([[0.5, 1.0, 2.0], [4.0, 8.0, 0.0]])
    plain = Network([4, 3, 2], init="lecun_normal", seed=1, stack=(2, 3))
    init = initializers.get("lecun_normal", gain=gains)
    scaled = Network([4, 3, 2], init=init, seed=1, stack=(2, 3))
    for l in (1, 2):
        assert np.array_equal(scaled.W[l], plain.W[l] * gains[..., None, None])


def test_biases_by_name_number_and_array():
    by_name = Network([400, 300, 2], init="zeros", bias="normal", seed=0)
    assert by_name.b[1].std() == pytest.approx(1, abs=4 / 600**0.5)
    by_fan_in = Network([400, 3000, 2], init="zeros", bias="uniform", seed=0)
    assert 0.99 / 20 < np.abs(by_fan_in.b[1]).max() <= 1 / 20
    by_number = Network([3, 2, 2], bias=-0.5)
    assert np.all(by_number.b[1] == -0.5)
    assert np.all(by_number.b[2] == -0.5)
    arrays = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    by_array = Network([3, 2, 2], bias=arrays)
    assert np.array_equal(by_array.b[1], arrays[0])
    assert np.array_equal(by_array.b[2], arrays[1])


def test_weights_by_array():
    rng = np.random.default_rng(0)
    shared = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))]
    own = [rng.normal(size=(5, 3, 4)), rng.normal(size=(5, 4, 2))]
    one = Network([3, 4, 2], init=shared)
    several = Network([3, 4, 2], init=[own[0], shared[1]], stack=(5,))
    assert np.array_equal(one.W[1], shared[0])
    assert np.array_equal(one.W[2], shared[1])
    assert np.array_equal(several.W[1], own[0])
    assert np.array_equal(several.W[2], np.broadcast_to(shared[1], (5, 4, 2)))
    shared[0][...] = 0
    assert one.W[1].all()  # copied


def test_an_initializer_for_each_layer():
    net = Network([50, 40, 30], init=["zeros", "normal"])
    assert not net.W[1].any()
    assert net.W[2].std() == pytest.approx(1, abs=4 / 2400**0.5)


@pytest.mark.parametrize("stack", [(3,), (2, 3)])
@pytest.mark.parametrize("name", initializers.NAMES)
def test_network_k_of_a_stack_has_the_kth_child_seed(name, stack):
    bias = "zeros" if name == "orthogonal" else name
    several = Network([4, 5, 3], init=name, bias=bias, seed=11, stack=stack)
    children = np.random.SeedSequence(11).spawn(int(np.prod(stack)))
    for k, child in zip(np.ndindex(stack), children, strict=True):
        one = Network([4, 5, 3], init=name, bias=bias, seed=child)
        for l in (1, 2):
            assert np.array_equal(several.W[l][k], one.W[l])
            assert np.array_equal(several.b[l][k], one.b[l])


def test_a_child_seed_draws_a_stack_of_its_own():
    children = np.random.SeedSequence(4).spawn(2)
    several = Network([3, 2], seed=children[1], stack=(2,))
    grandchildren = np.random.SeedSequence(4, spawn_key=(1,)).spawn(2)
    for k, grandchild in enumerate(grandchildren):
        one = Network([3, 2], seed=grandchild)
        assert np.array_equal(several.parameters[k], one.parameters)
    other = Network([3, 2], seed=children[0], stack=(2,))
    assert not np.any(several.W[1] == other.W[1])


def test_a_seed_sequence_that_has_spawned_before_draws_the_same_stack():
    seed = np.random.SeedSequence(4)
    first = Network([3, 2], seed=seed, stack=(2,))
    seed.spawn(5)
    assert np.array_equal(
        first.parameters, Network([3, 2], seed=seed, stack=(2,)).parameters
    )


def test_unknown_names_and_gains():
    with pytest.raises(ValueError, match="did you mean 'he_normal'"):
        initializers.get("he_norml")
    with pytest.raises(TypeError, match="by name"):
        initializers.get(None)
    for gain in (np.nan, np.inf, [1.0, np.nan]):
        with pytest.raises(ValueError, match=r"gain.* is (NaN|infinite)"):
            initializers.get("normal", gain=gain)
    init = initializers.get("he_normal")
    assert initializers.get(init) is init
