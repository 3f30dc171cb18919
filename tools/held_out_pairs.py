#!/usr/bin/env python3
"""Draws the pairs of actions that no training clip may show: `held_out_pairs.py SET_DIR... > configs/held_out_pairs.json`.

Each SET_DIR has clips.json; novel_prompts.json and heldout_pairs.json are read where they lie beside it. Pairs that
their test prompts and test clips ask for come first, then others are drawn, seeded, until there are 100 ordered ones
and 60 at once. Left out are everyday pairs, which people type first and a model must have seen ("walks, then waves"),
and pairs that a captured train clip shows ("walk_wave_right" is walking and waving at once).
"""
import json
import random
import sys
from pathlib import Path

SEED, ORDERED, AT_ONCE = 7, 100, 60
MOVES = {"walk", "run", "dash", "walk_back", "walk_turn_left", "walk_turn_right", "walk_stop", "jog_in_place",
         "march_in_place", "idle", "sit_idle", "sit_down", "stand_up", "sit_stand", "turn_left", "turn_right",
         "turn_around", "spin", "jump", "jump_forward", "jump_repeat", "side_step_left", "side_step_right",
         "walk_circle_left", "walk_circle_right", "crouch", "squat", "kneel", "lie_down", "get_up", "pick_up",
         "pick_up_floor", "step_forward", "step_back", "hop", "crawl"}
GESTURES = {"wave_left_hand", "wave_right_hand", "wave_both_hands", "wave_goodbye", "wave_goodbye_both", "wave_hello",
            "raise_left_hand", "raise_right_hand", "raise_both_hands", "clap", "bow", "cross_arms", "hands_on_hips",
            "point_forward", "point_left", "point_right", "point_up", "salute", "punch", "kick", "nod", "shake_head",
            "look_around", "cheer", "dance", "throw", "drink", "call", "talk_on_phone", "stretch_overhead", "t_pose",
            "hands_behind_back", "jumping_jacks", "talk", "check_watch", "scratch_head"}
EVERYDAY = MOVES | GESTURES
LEGS = MOVES - {"lie_down", "get_up", "kneel", "stand_up", "sit_down", "sit_stand", "spin", "crawl"} | {
    "crouch_walk", "tiptoe", "walk_diag_left", "walk_diag_right", "stairs_up", "zombie_walk", "uneven_walk", "limp_left",
    "limp_right", "lunge"}


def main():
    clips, wanted_ordered, wanted_at_once = [], [], []
    for folder in map(Path, sys.argv[1:]):
        clips += json.loads((folder / "clips.json").read_text())["index"]
        if (folder / "novel_prompts.json").exists():
            for prompt in json.loads((folder / "novel_prompts.json").read_text())["prompts"]:
                if prompt["split"] == "test" and len(prompt["actions"]) == 2:
                    target = wanted_ordered if prompt["kind"] == "sequence" else wanted_at_once
                    if prompt["kind"] != "style":
                        target.append(tuple(prompt["actions"]))
        if (folder / "heldout_pairs.json").exists():
            pairs = json.loads((folder / "heldout_pairs.json").read_text())["heldout"]
            wanted_ordered += [tuple(pair.split(">")) for pair in pairs]
    train = [clip for clip in clips if clip["split"] == "train"]
    alone = sorted({clip["actions"][0] for clip in train if len(clip["actions"]) == 1})
    shown_in_order = {tuple(clip["actions"]) for clip in train if len(clip["actions"]) == 2}
    # "walk_wave_right" of an authored clip and "wave_right_hand" of a captured one are one gesture.
    shown_at_once = {action for action in alone if action.startswith("walk_")}
    gestures = [a for a in alone if a in GESTURES or a in {
        "guide", "cast_spell", "laugh", "direct_traffic", "respond", "referee", "play_guitar", "play_violin", "conduct",
        "think", "pray", "yawn", "hand_on_heart", "cover_face", "hand_to_ear", "rub_belly", "facepalm", "blow_kiss",
        "wipe_forehead", "arm_circles", "beckon", "stop_hand", "shrug", "knock", "air_drum", "type", "aim", "torch"}]

    def everyday(pair):
        return set(pair) <= EVERYDAY

    def seen_at_once(pair):
        move, gesture = pair
        short = gesture.replace("_hand", "").replace("cross_arms", "arms_crossed")
        return move in {"walk", "run"} and any(short in name or gesture in name for name in shown_at_once)

    def fill(wanted, candidates, count, taken):
        kept = [p for p in dict.fromkeys(wanted) if not taken(p)]
        rest = [p for p in candidates if not taken(p) and p not in kept]
        random.Random(SEED).shuffle(rest)
        return sorted(kept + rest[:max(0, count - len(kept))])

    ordered = fill(wanted_ordered, [(a, b) for a in alone for b in alone if a != b], ORDERED,
                   lambda p: everyday(p) or p in shown_in_order)
    at_once = fill(wanted_at_once, [(a, b) for a in alone if a in LEGS for b in gestures if b not in LEGS], AT_ONCE,
                   lambda p: everyday(p) or seen_at_once(p))
    json.dump({"comment": "Pairs of actions that no training clip shows: made by tools/held_out_pairs.py, used by "
                          "every operator of synthesis. a>b is one after the other, a+b at once.",
               "seed": SEED, "ordered": [">".join(p) for p in ordered], "at_once": ["+".join(p) for p in at_once]},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
