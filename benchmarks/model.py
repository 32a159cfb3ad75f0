"""How fast the language model is: its graph alone, the pipeline around it, the whole of reading, and what is given to compare, in one run.

    python -m benchmarks.model                       # the demo's reports, repeated
    python -m benchmarks.model --text news/*.txt --cnn FOLDER --float FILE.onnx

All sides read the same paragraphs with one thread on one core, in turns whose order changes; told are medians of words per second of
processor time. Words are the pipeline's, marks included. The graph gets the very inputs that the pipeline gives it in its first pass, made
beforehand; the second pass over sentences whose heads form no tree counts for the pipeline. Load time and peak memory are those of a
process that does nothing but load the pipeline and read the paragraphs once. `--float` is a graph with the same inputs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.read import bundled_reports, in_turns, peak_megabytes, repeated, stay_on_one_core
from sayso.flow import Engine
from sayso.parse import load_pipeline, pipeline_name
from sayso.parse.report import paragraphs

if TYPE_CHECKING:
    from spacy.language import Language

    from sayso.parse.encoder import SentenceEncoder

FEATURES = ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "amx_tile", "amx_int8", "amx_bf16")
GRAPH, FLOAT, PIPELINE, CNN, WHOLE = "graph", "graph, float32", "pipeline", "CNN pipeline", "whole reading"
BATCH = 64

Feed = dict[str, Any]


class Recorder:
    """A session that keeps what it is given, on the way to the session behind it."""

    def __init__(self, session: Any) -> None:
        """Stand before a session."""
        self._session = session
        self.feeds: list[Feed] = []

    def run(self, outputs: Sequence[str] | None, feed: Feed) -> list[Any]:
        """The answers of the session behind."""
        self.feeds.append(feed)
        answers: list[Any] = self._session.run(outputs, feed)
        return answers


def main() -> None:
    """Prints the measured figures."""
    options = _options()
    stay_on_one_core()
    reports = repeated(bundled_reports(options.text), options.words)
    texts = [text for report in reports for _, text in paragraphs(report.text)]
    loading, peak = _alone(options.model, texts)
    engine = Engine.load(model=options.model)
    words = sum(not token.is_space for doc in engine.nlp.pipe(texts, batch_size=BATCH) for token in doc)
    blanks = sum(len(text.split()) for text in texts)
    print(f"{pipeline_name(engine.nlp)}\n{_processor()}")
    print(f"{words:,} words ({blanks:,} between blanks) in {len(texts):,} paragraphs of {len(reports):,} reports, {options.rounds} rounds\n")

    sides = _sides(engine, texts, options) | {WHOLE: lambda: _seconds(engine.read_all(reports))}
    seconds = in_turns(sides, options.rounds)
    for name, taken in seconds.items():
        times = median(t / graph for t, graph in zip(taken, seconds[GRAPH], strict=True))
        rounds = ", ".join(f"{words / t:,.0f}" for t in taken)
        print(f"{name:<14} {words / median(taken):>8,.0f} words a second, {times:.2f} times the graph's time, {1 / times:.2f} of its speed ({rounds})")
    print(f"\n{'size':<14} {_megabytes(engine.nlp.path):>8,.1f} MB\n{'load time':<14} {loading:>8,.2f} s\n{'peak memory':<14} {peak:>8,.0f} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", nargs="+", metavar="FILE", help="reports in any format that `sayso read` knows; default: those of the demo")
    parser.add_argument("--words", type=int, default=20_000, help="repeat the reports to about as many words (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side runs (default: %(default)s)")
    parser.add_argument("--model", help="another pipeline with the encoder, by folder")
    parser.add_argument("--cnn", metavar="FOLDER", help="a convolutional spaCy pipeline to compare with; sentences are marked for it as well")
    parser.add_argument("--float", metavar="FILE", help="the graph with weights of 32 bits")
    return parser.parse_args()


def _sides(engine: Engine, texts: Sequence[str], options: argparse.Namespace) -> dict[str, Callable[[], float]]:
    """What is measured apart from the whole of reading, by name: each gives the seconds of one run."""
    feeds = _feeds(engine.nlp, texts)
    folder = engine.nlp.path
    assert folder is not None
    graphs = {GRAPH: folder / _encoder(engine.nlp).name / "model.onnx"} | ({FLOAT: Path(options.float)} if options.float else {})
    pipelines = {PIPELINE: engine.nlp} | ({CNN: _cnn(options.cnn)} if options.cnn else {})
    runs: dict[str, Callable[[], Iterable[object]]] = {name: partial(_answers, _session(path), feeds) for name, path in graphs.items()}
    runs |= {name: partial(nlp.pipe, texts, batch_size=BATCH) for name, nlp in pipelines.items()}
    return {name: partial(_run, run) for name, run in runs.items()}


def _encoder(nlp: Language) -> SentenceEncoder:
    """The encoder of a pipeline."""
    from sayso.parse.encoder import ENCODER, SentenceEncoder

    encoder = nlp.get_pipe(ENCODER)
    assert isinstance(encoder, SentenceEncoder)
    return encoder


def _feeds(nlp: Language, texts: Sequence[str]) -> list[Feed]:
    """What the graph is given in the pipeline's first pass over the texts."""
    encoder = _encoder(nlp)
    session = encoder._session
    recorder: Any = Recorder(session)
    encoder._session = recorder
    _seconds(nlp.pipe(texts, batch_size=BATCH))
    encoder._session = session
    return [feed for feed in recorder.feeds if (feed["given_heads"] < 0).all()]


def _session(path: Path) -> Any:
    """A session with one thread, as the pipeline opens it."""
    from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-not-found, import-untyped, unused-ignore]

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _answers(session: Any, feeds: Iterable[Feed]) -> Iterable[object]:
    """The graph's answers."""
    return (session.run(None, feed) for feed in feeds)


def _cnn(folder: str) -> Language:
    """The pipeline of a folder behind the component that marks sentences."""
    from sayso.parse.sentences import SENTENCES

    nlp = load_pipeline(folder)
    nlp.add_pipe(SENTENCES, first=True)
    return nlp


def _run(results: Callable[[], Iterable[object]]) -> float:
    return _seconds(results())


def _seconds(results: Iterable[object]) -> float:
    """The seconds of processor time that it takes to draw all results."""
    started = time.process_time()
    for _ in results:
        pass
    return time.process_time() - started


def _alone(model: str | None, texts: Sequence[str]) -> tuple[float, float]:
    """Seconds to load the pipeline and peak megabytes to read the texts, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_load_and_read, (model, texts))


def _load_and_read(model: str | None, texts: Sequence[str]) -> tuple[float, float]:
    import lemminflect  # noqa: F401  (what is imported is no part of loading)
    import onnxruntime  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: F401
    import spacy  # noqa: F401

    import sayso.parse.encoder  # noqa: F401

    started = time.perf_counter()
    nlp = load_pipeline(model)
    loading = time.perf_counter() - started
    _seconds(nlp.pipe(texts, batch_size=BATCH))
    return loading, peak_megabytes()


def _processor() -> str:
    """The processor's name and those of its features that whole-number products profit from, as Linux tells them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return f"{platform.processor() or platform.machine()}; features unknown"
    facts = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    told = {name.strip(): value.strip() for name, value in facts.items()}
    flags = set(told.get("flags", told.get("Features", "")).split())
    found, absent = (", ".join(name for name in FEATURES if (name in flags) is there) or "none" for there in (True, False))
    return f"{told.get('model name', platform.machine())}; has {found}; lacks {absent}"


def _megabytes(folder: Path | None) -> float:
    """The size of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6 if folder else 0.0


if __name__ == "__main__":
    main()
