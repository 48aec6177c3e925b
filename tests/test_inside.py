"""What a program can and cannot notice of the engine inside its processes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import RunText

import forklings

METHODS = ("fork", "spawn", "forkserver")


def test_all_agree_on_where_the_engines_own_descriptors_begin() -> None:
    """They share no module, since a fresh interpreter loads as little as it can."""
    texts = [path.read_text(encoding="utf-8") for path in Path(forklings.__file__).parent.rglob("*.py")]
    found = [number for text in texts for number in re.findall(r"^_FIRST_FD = (\d+)$", text, re.MULTILINE)]
    assert (len(found), set(found)) == (4, {"900"})


@pytest.mark.parametrize("method", METHODS)
def test_the_start_method_is_imposed_below_the_program(run_text: RunText, method: str) -> None:
    source = """
        import multiprocessing
        if __name__ == "__main__":
            print(multiprocessing.get_start_method(allow_none=True), multiprocessing.get_start_method())
    """
    assert run_text(source, method=method).stdout == f"None {method}\n"


@pytest.mark.parametrize("method", METHODS)
def test_the_programs_own_choice_of_a_start_method_works(run_text: RunText, method: str) -> None:
    source = """
        import multiprocessing
        if __name__ == "__main__":
            multiprocessing.set_start_method("spawn")
            print(multiprocessing.get_start_method())
    """
    assert run_text(source, method=method).stdout == "spawn\n"


def test_nothing_is_imported_that_the_program_did_not_import(run_text: RunText) -> None:
    run = run_text(
        "import sys; print(sorted(name for name in sys.modules if 'multiprocessing' in name or name == 'socket'))"
    )
    assert run.stdout == "[]\n"


def test_a_submodule_that_was_not_imported_is_missing_as_it_is_anywhere(run_text: RunText) -> None:
    run = run_text("import multiprocessing; multiprocessing.synchronize")
    assert "AttributeError" in run.error_of(run.main)


def test_the_path_of_modules_is_the_programs_own(run_text: RunText) -> None:
    assert run_text("import sys; print(any('forklings' in entry for entry in sys.path))").stdout == "False\n"


def test_descriptors_begin_where_they_would(run_text: RunText) -> None:
    assert run_text("import os; print(os.pipe())").stdout == "(3, 4)\n"


def test_signals_that_exercises_are_about_do_what_they_would(run_text: RunText) -> None:
    run = run_text(
        """
        import multiprocessing, os, signal, time
        def end(number):
            os.kill(os.getpid(), number)
        if __name__ == "__main__":
            for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGALRM):
                child = multiprocessing.Process(target=end, args=(number,))
                child.start(); child.join()
                print(child.exitcode == -number)
        """
    )
    assert run.stdout == "True\n" * 4


@pytest.mark.parametrize("method", METHODS)
def test_every_machine_has_as_many_processors(run_text: RunText, method: str) -> None:
    source = """
        import multiprocessing, os
        def counts():
            return os.cpu_count(), multiprocessing.cpu_count(), len(os.sched_getaffinity(0))
        if __name__ == "__main__":
            with multiprocessing.Pool() as pool:
                print(counts(), pool.apply(counts), len(multiprocessing.active_children()))
    """
    assert run_text(source, method=method).stdout == "(4, 4, 4) (4, 4, 4) 4\n"


def test_lines_are_flushed_as_they_end_unless_block_buffering_is_asked_for(run_text: RunText) -> None:
    source = "import os; print('line'); print('no end', end=''); os._exit(0)"
    assert run_text(source).stdout == "line\n"
    assert run_text(source, buffering="block").stdout == ""


def test_a_print_of_several_parts_is_one_write(run_text: RunText) -> None:
    run = run_text("print('a', 'b', 3)")
    assert [piece.data for piece in run.evidence.pieces] == [b"a b 3\n"]


def test_a_process_wrapped_by_the_engine_looks_as_it_did(run_text: RunText) -> None:
    run = run_text(
        "import multiprocessing; print(multiprocessing.Process.start.__qualname__, repr(multiprocessing.Process()))"
    )
    assert run.stdout == "BaseProcess.start <Process name='Process-1' parent=" + f"{run.main.pid} initial>\n"


@pytest.mark.parametrize("method", METHODS)
def test_subclasses_pools_and_executors_are_children_too(run_text: RunText, method: str) -> None:
    source = """
        import multiprocessing, concurrent.futures
        class Worker(multiprocessing.Process):
            def run(self):
                print("worker")
        def square(n):
            return n * n
        if __name__ == "__main__":
            worker = Worker(); worker.start(); worker.join()
            with multiprocessing.Pool(2) as pool:
                print(pool.map(square, [1, 2]))
            with concurrent.futures.ProcessPoolExecutor(1) as executor:
                print(list(executor.map(square, [3])))
    """
    run = run_text(source, method=method)
    assert [line.text for line in run.lines] == ["worker", "[1, 4]", "[9]"]
    assert len(run.children) == 4
    run.expect_line("worker", by=run.children[0])
    run.expect_nothing_left()


def test_what_every_process_loads_is_compiled_once(run_text: RunText) -> None:
    """The processes of a run may not write bytecode themselves."""
    import importlib.util
    from pathlib import Path

    from forklings import inside

    cached = Path(importlib.util.cache_from_source(str(inside.STARTUP / "sitecustomize.py")))
    cached.unlink(missing_ok=True)
    inside.compile_startup()
    assert cached.exists()
    assert run_text("print(1)").stdout == "1\n"


def test_a_sitecustomize_that_ours_hides_still_runs(tmp_path: object) -> None:
    """A student's virtual environment may have one; so has Debian."""
    import subprocess
    import sys
    from pathlib import Path

    from forklings import inside

    folder = Path(str(tmp_path))
    (folder / "sitecustomize.py").write_text("print('hidden one')")
    result = subprocess.run(
        [sys.executable, "-c", "print('program')"],
        env={"PYTHONPATH": f"{inside.STARTUP}:{folder}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "hidden one\nprogram\n"
