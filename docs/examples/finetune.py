#!/usr/bin/env python3
"""Has `instructmotion serve` learn some prompts, shows how the run goes, and serves what came of it.

    python3 finetune.py NAME "a person bows deeply" "a person bows twice" ...

Of another server: IM_SERVE_URL=http://127.0.0.1:9000 in the environment; its token: IM_SERVE_TOKEN.
"""
import json
import os
import sys
import urllib.error
import urllib.request

NAME, PROMPTS = sys.argv[1], sys.argv[2:]
SERVER = os.environ.get("IM_SERVE_URL", "http://127.0.0.1:8000")


def call(path, body=None):
    """GETs, or POSTs JSON; the answer is a file to read from. A refusal says why."""
    headers = {"Content-Type": "application/json"}
    if "IM_SERVE_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["IM_SERVE_TOKEN"]
    data = None if body is None else json.dumps(body).encode()
    try:
        return urllib.request.urlopen(urllib.request.Request(SERVER + path, data, headers), timeout=600)
    except urllib.error.HTTPError as error:
        sys.exit("refused: " + json.load(error)["error"]["message"])


settings = json.loads(os.environ.get("IM_FINETUNE_SETTINGS", "{}"))  # {"kl.beta": 0.05}, say
run = json.load(call("/v1/finetune", {"prompts": PROMPTS, "name": NAME, "effort": "quick", "settings": settings}))
for line in call(f"/v1/finetune/{run['id']}/log"):
    event = json.loads(line)
    if event["event"] == "iteration":
        print(f"iteration {event['step']}: reward {event['reward.mean']:.3f}")
    if event["event"] == "guard":
        print(f"    judge {event.get('guard.judge', event['guard.reward']):.3f}")
run = json.load(call(f"/v1/finetune/{run['id']}"))
if run["state"] != "done":
    sys.exit(run["state"] + ": " + run["message"])
print("gained:", json.dumps(run["gain"]))
print("serving", json.load(call(f"/v1/models/{run['model']}/serve", {}))["models"][0]["id"])
