#!/usr/bin/env python3
"""Makes captioned motion of what a model can do, for what it does not understand: right draws under other wordings.

A model does what one wording asks every time and what another one asks never: it lacks the words, not the motion. Fine-tuning by
reward cannot help there, for no sample is right. So each wording is given motion that the model itself drew for a wording of the
same meaning, and that keeps what geometry can see of it (docs/scoring.md).

python3 tools/learn_wordings.py --program build/instructmotion --model assets/starter --wordings configs/experiments/wordings.txt --out DATA

--wordings   a line each: "first wording | another; another", all of one meaning, motion drawn for the first; or one prompt alone: it is
             drawn itself, and where that keeps failing it gets motion of other prompts that ask for the same facts
--out        a data set for train generator --data
"""
import argparse
import csv
import json
import os
import random
import subprocess
import tempfile
from collections import defaultdict

SHOWN_ONCE = 4  # clips a wording is put on
RIGHT_WANTED = 8  # clips a group of wordings
ROUNDS = 4  # of draws, until a group has them
LIKELY = 0.1  # the judge's percentile below which a draw of a prompt alone is not lent


def generate(args, prompts, folder, variations, best_of, seed):
    """Clips by prompt: (percentile, file, what was asked), right ones only."""
    os.makedirs(folder)
    with open(os.path.join(folder, "prompts.txt"), "w") as file:
        file.write("\n".join(prompts) + "\n")
    done = subprocess.run(
        [args.program, "--threads", str(args.threads), "--model", args.model, "--seed", str(seed), "--json", "generate", "--prompts",
         os.path.join(folder, "prompts.txt"), "-n", str(variations), "--best-of", str(best_of), "-o", os.path.join(folder, "clip.npy")],
        stdout=subprocess.PIPE, check=True, text=True)
    asked, right = {}, defaultdict(list)
    for line in done.stdout.splitlines():
        clip = json.loads(line)
        asked[clip["prompt"]] = tuple(sorted((fact["name"], str(fact["wanted"])) for fact in clip["asked"]))
        if not clip["missed"] and clip["ended"]:
            right[clip["prompt"]].append((clip["percentile"] or 0, clip["file"]))
    return asked, right


def read_wordings(file):
    groups, alone = [], []
    for line in open(file):
        first, _, others = line.partition("|")
        if not first.strip() or first.startswith("#"):
            continue
        if others.strip():
            groups.append((first.strip(), [other.strip() for other in others.split(";") if other.strip()]))
        else:
            alone.append(first.strip())
    return groups, alone


def generate_groups(args, firsts, folder, seed):
    """As generate; what a model does seldom is drawn again."""
    asked, right = {}, defaultdict(list)
    for turn in range(ROUNDS):
        wanting = [first for first in firsts if len(right[first]) < RIGHT_WANTED]
        if wanting:
            more_asked, more = generate(args, wanting, os.path.join(folder, str(turn)), 8, 4, seed + turn)
            asked.update(more_asked)
            for first in wanting:
                right[first] += more[first]
    return asked, right


def lent_by_facts(asked, right):
    lent = defaultdict(list)
    for prompt, clips in right.items():
        if asked[prompt]:
            lent[asked[prompt]] += [(clip, prompt) for share, clip in clips if share >= LIKELY]
    return lent


def rows_of_groups(groups, asked, right, lent):
    for first, others in groups:
        clips = [clip for _, clip in sorted(right[first], reverse=True)]
        if len(clips) < 6 and asked.get(first):
            clips += [clip for clip, _ in lent[asked[first]]][: 8 - len(clips)]
        captions = defaultdict(list)
        step = max(1, len(clips) // SHOWN_ONCE)
        for i, other in enumerate(others):
            for k in range(min(SHOWN_ONCE, len(clips))):
                captions[clips[(i + k * step) % len(clips)]].append(other)
        for clip in clips:
            yield clip, [first + "."] + captions[clip]


def rows_of_prompts(prompts, asked, right, lent, chance):
    for prompt in prompts:
        own = [clip for clip, of in lent[asked[prompt]] if of == prompt]
        others = [clip for clip, of in lent[asked[prompt]] if of != prompt]
        if own:
            yield chance.choice(own), [prompt]
        if asked[prompt] and len(own) <= 1:
            for clip in chance.sample(others, min(SHOWN_ONCE, len(others))):
                yield clip, [prompt]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/instructmotion")
    parser.add_argument("--model", required=True)
    parser.add_argument("--wordings", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    groups, alone = read_wordings(args.wordings)
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        asked, right = generate(args, alone, os.path.join(folder, "alone"), 3, 3, args.seed + 1)
        lent = lent_by_facts(asked, right)
        rows = list(rows_of_prompts(alone, asked, right, lent, chance))
        asked, right = generate_groups(args, [first for first, _ in groups], os.path.join(folder, "groups"), args.seed + 2)
        rows += rows_of_groups(groups, asked, right, lent)
        os.makedirs(os.path.join(folder, "clips"))
        with open(os.path.join(folder, "captions.csv"), "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["file", "caption"])
            for number, (clip, captions) in enumerate(rows):
                name = "%06d.npy" % number
                os.link(clip, os.path.join(folder, "clips", name))
                table.writerows([name, caption] for caption in captions)
        subprocess.run(
            [args.program, "import", os.path.join(folder, "clips"), "--captions", os.path.join(folder, "captions.csv"), "--file-fps", "20",
             "--file-up", "y", "-o", args.out], check=True)


if __name__ == "__main__":
    main()
