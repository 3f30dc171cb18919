#!/usr/bin/env python3
"""Asks `instructmotion serve` for a motion, shows it growing, scores it and saves it for a Mixamo rig.

    python3 generate.py "a person walks forward" walk.bvh [http://127.0.0.1:8000]
"""
import json
import os
import sys
import urllib.request

PROMPT, FILE = sys.argv[1], sys.argv[2]
SERVER = sys.argv[3] if len(sys.argv) > 3 else "http://127.0.0.1:8000"


def call(path, body):
    """POSTs JSON; the answer is a file to read from. A refusal says why."""
    headers = {"Content-Type": "application/json"}
    if "IM_SERVE_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["IM_SERVE_TOKEN"]
    request = urllib.request.Request(SERVER + path, json.dumps(body).encode(), headers)
    try:
        return urllib.request.urlopen(request, timeout=120)
    except urllib.error.HTTPError as error:
        sys.exit("refused: " + json.load(error)["error"]["message"])


frames = []
for line in call("/v1/generate", {"prompt": PROMPT, "seconds": 3, "stream": True}):
    event = json.loads(line)
    if "error" in event:
        sys.exit("failed: " + event["error"]["message"])
    if event["event"] == "frames":
        frames += event["positions"]
        print(f"{len(frames)} frames")
motion = event["motions"][0]
score = json.load(call("/v1/reward", {"prompt": PROMPT, "tokens": motion["tokens"]}))
print(f"seed {motion['seed']}, reward {score['reward']['total']:.3f}")
with open(FILE, "wb") as out:
    out.write(call("/v1/export", {"positions": frames, "format": "bvh", "skeleton": "mixamo"}).read())
