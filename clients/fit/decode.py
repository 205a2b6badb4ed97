"""Every FIT file of a corpus through Garmin's own decoder, and what it finds
against what the workouts say (`expected.json`, beside the files).

    python decode.py FOLDER
"""

import json
import sys
import zipfile
from pathlib import Path

from garmin_fit_sdk import Decoder, Stream

INTENSITY = {
    "WarmUp": {"warmup"},
    "Work": {"active"},
    "Recovery": {"recovery", "rest"},
    "CoolDown": {"cooldown"},
}


def decode(data, where):
    """The messages of a file, by name."""
    def stream():
        # One for each reading: checking the integrity leaves a stream at its end.
        return Stream.from_byte_array(bytearray(data))

    decoder = Decoder(stream())
    assert decoder.is_fit(), f"{where}: not a FIT file"
    assert decoder.check_integrity(), f"{where}: header or checksum"
    # As everyone reads it, then with its numbers as they are.
    _, errors = Decoder(stream()).read()
    assert not errors, f"{where}: {errors}"
    messages, errors = Decoder(stream()).read(
        apply_scale_and_offset=False, merge_heart_rates=False
    )
    assert not errors, f"{where}: {errors}"
    return messages


def only(messages, name, where):
    found = messages[name]
    assert len(found) == 1, f"{where}: {len(found)} {name}"
    return found[0]


def step_as_expected(step):
    """A decoded step in the words of expected.json."""
    kind, value = step["duration_type"], step.get("duration_value")
    if kind == "repeat_until_steps_cmplt":
        return {"repeat_from": value, "times": step["target_value"]}
    speed = None
    if step["target_type"] == "speed":
        assert step["target_value"] == 0, step
        speed = [step["custom_target_value_low"], step["custom_target_value_high"]]
        assert 0 < speed[0] <= speed[1], step
    else:
        assert step["target_type"] == "open", step
    assert kind in ("distance", "time", "open"), step
    return {
        "centimeters": value if kind == "distance" else None,
        "milliseconds": value if kind == "time" else None,
        "speed_mm_per_s": speed,
    }


def check_file(data, expected, where):
    messages = decode(data, where)
    assert set(messages) == {"file_id_mesgs", "workout_mesgs", "workout_step_mesgs"}, where
    file_id = only(messages, "file_id_mesgs", where)
    assert file_id["type"] == "workout" and file_id["serial_number"] > 0, (where, file_id)
    workout = only(messages, "workout_mesgs", where)
    steps = messages["workout_step_mesgs"]
    assert workout["sport"] == "running", where
    assert workout["num_valid_steps"] == len(steps), where
    assert 0 < len(workout["wkt_name"]) <= 15, (where, workout)
    for text in [workout["wkt_name"], workout.get("wkt_description", "")]:
        assert text.isascii() and text.isprintable(), (where, text)
    assert [step["message_index"] for step in steps] == list(range(len(steps))), where
    assert len(steps) == len(expected), (where, len(steps), len(expected))
    for number, (step, wanted) in enumerate(zip(steps, expected)):
        wanted = dict(wanted)
        role = wanted.pop("role", None)
        found = step_as_expected(step)
        assert found == wanted, f"{where}, step {number}: {found}, expected {wanted}"
        if role:
            assert step["intensity"] in INTENSITY[role], (where, number, step)
            note = step.get("notes", "")
            assert note.isascii() and len(note) <= 50, (where, number, note)
    return file_id["serial_number"], file_id.get("time_created")


def check_plan(folder):
    expected = json.loads((folder / "expected.json").read_text())
    assert expected, folder
    files = {path.name: path.read_bytes() for path in folder.glob("*.fit")}
    assert sorted(files) == sorted(entry["file"] for entry in expected), folder
    # A watch tells files apart by these.
    identities = {
        check_file(files[entry["file"]], entry["steps"], f"{folder.name}/{entry['file']}")
        for entry in expected
    }
    assert len(identities) == len(expected), f"{folder}: two files look like one"
    with zipfile.ZipFile(folder / "workouts.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[-1] == "manifest.json" and sorted(names[:-1]) == sorted(files), folder
        for name, data in files.items():
            assert archive.read(name) == data, f"{folder}/{name}"
        manifest = json.loads(archive.read("manifest.json"))
    listed = [entry["file"] for entry in manifest["workouts"] if entry["file"]]
    assert listed == names[:-1], folder
    return len(expected), {entry["type"] for entry in expected}


def main():
    folders = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir())
    assert len(folders) == 49, f"{len(folders)} plans"
    total, kinds = 0, set()
    for folder in folders:
        files, of_kinds = check_plan(folder)
        total += files
        kinds |= of_kinds
    assert len(kinds) == 10, f"not every kind of run: {kinds}"
    print(f"{total} files of {len(folders)} plans: decoded without an error, all as expected")


if __name__ == "__main__":
    main()
