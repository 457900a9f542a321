"""JupyterHub for one class on one Linux machine; README.md beside it says how."""

import os
import sys

INSTALLED = sys.prefix  # the environment of the hub, which is that of the learners too

c = get_config()  # noqa: F821

# The address of the class, and the proxy that leads each learner to their own server.
c.JupyterHub.bind_url = "http://:8000"
c.ConfigurableHTTPProxy.command = (
    f"{INSTALLED}/node_modules/.bin/configurable-http-proxy"
)

# Who may log in: the users of this machine that are in the group nnlib.
c.PAMAuthenticator.allowed_groups = {"nnlib"}

# A learner's server starts with this, as that learner, in their home folder.  What is
# beyond the limit is refused to each process by the system: to the learner's server,
# and to each kernel, where it is a MemoryError.
START = """
umask 077
ulimit -d $((MEM_LIMIT / 1024))
python -c '
from pathlib import Path
from nnlib.notebook.start import copy
copy(Path("nnlib-notebooks"))
'
exec jupyterhub-singleuser "$@"
"""
c.Spawner.mem_limit = "1G"
c.Spawner.cmd = ["sh", "-c", START, "learner"]
c.Spawner.args = [
    "--KernelManager.transport=ipc",  # a port would be open to the other learners
    "--MappingKernelManager.cull_idle_timeout=3600",  # seconds without a page
    "--ServerApp.shutdown_no_activity_timeout=3600",
    # What a class does not use:
    "--LabApp.extension_manager=readonly",
    "--ServerApp.jpserver_extensions="
    "{'jupyter_lsp': False, 'jupyter_server_terminals': False}",
]
c.Spawner.default_url = "/lab/tree/nnlib-notebooks"
c.Spawner.environment = {
    "PATH": f"{INSTALLED}/bin:{os.environ['PATH']}",
    "OPENBLAS_NUM_THREADS": "1",  # nobody takes all cores
    # What is free goes back to the system: a third of what a kernel holds otherwise.
    "NUMPY_MADVISE_HUGEPAGE": "0",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "1048576",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}

# A whole class logs in at once; on two cores that takes a minute.
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
