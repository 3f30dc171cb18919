#!/usr/bin/env python3
"""Runs the fine-tuning experiments and prints their table. What is finished is skipped, what was cut off is resumed.

  configs/experiments/run.py                         the main experiment: base, ppo, guided, mixed, lora, guided-lora, three seeds each
  configs/experiments/run.py ablations               tables 3a, 3b, 3c and figure 5b of the paper at this scale, one seed
  configs/experiments/run.py customise               ten prompts of one's own, with LoRA
  configs/experiments/run.py ppo lora --seeds 1      some of them
  configs/experiments/run.py --table                 the table of what is there, without running anything

Everything goes into --out (default: experiments/): runs/NAME-sN (model folders with logs), figures/*.json, configs/, table.md.
"""
import argparse
import json
import math
import os
import re
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MOTION = Path(os.environ.get("IM_MOTION_DIR", ROOT / ".." / "shared" / "motion"))

MAIN = {
    "ppo": {"config": "ppo.json"},
    "guided": {"config": "guided.json"},
    "mixed": {"config": "mixed.json", "paired": True},
    "lora": {"config": "ppo.json", "lora": True},
    "guided-lora": {"config": "guided.json", "lora": True},
}
# Table 3a: weights of text and motion. 3b: what the critic shares. 3c: epochs x mini-batches. Fig. 5b: number of novel prompts.
ABLATIONS = {
    **{f"weights-{t}-{m}": {"reward": {"text": t, "motion": m}} for t, m in ((0.0, 2.0), (0.4, 2.0), (2.0, 2.0), (2.0, 0.0))},
    **{f"critic-{kind}": {"advantage": {"critic": kind}} for kind in ("shared", "separate")},
    "leave-one-out": {"advantage": {"baseline": "leave_one_out"}, "rollout": {"samples_per_prompt": 4}},
    **{f"epochs-{e}-batch-{b}": {"update": {"epochs": e, "mini_batch": b}} for e in (1, 2, 4) for b in (64, 32) if (e, b) != (2, 32)},
    **{f"prompts-{n}": {"prompts": n} for n in (50, 150, 300)},
}


def read_config(path):
    return json.loads(re.sub(r"^\s*//.*$|\s//.*$", "", path.read_text(), flags=re.M))


def merged(base, changes):
    result = dict(base)
    for key, value in changes.items():
        result[key] = merged(base.get(key, {}), value) if isinstance(value, dict) else value
    return result


class Experiments:
    def __init__(self, options):
        self.o = options
        for folder in ("runs", "figures", "configs"):
            (options.out / folder).mkdir(parents=True, exist_ok=True)

    def call(self, *arguments):
        command = [str(a) for a in (self.o.program, *arguments, "--threads", self.o.threads)]
        print("+ " + shlex.join(command), file=sys.stderr, flush=True)
        start = time.monotonic()
        code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        if code != 0:
            sys.exit(f"stopped: exit code {code}; the same command goes on from here")
        return time.monotonic() - start

    def finetune(self, name, seed, config, prompts, paired=False, lora=False):
        out = self.o.out / "runs" / f"{name}-s{seed}"
        finished = out / "finished"
        if not finished.exists():
            more = ["--paired", self.o.data] if paired else []
            more += ["--lora"] if lora else []
            more += ["--resume"] if (out / "finetune.checkpoint.safetensors").exists() else []
            self.call("finetune", "--model", self.o.model, "--prompts", prompts, "--config", config, "--seed", seed, "--out", out, *more)
            finished.touch()
        return out

    def evaluate(self, name, model, what=("novel", "known", "pairs")):
        """novel: test prompts without motion, also as best of 8; known: those of the training split; pairs: captured test clips."""
        guidance = ["--guidance", "0", "1.5"]
        samples = ["--multimodality-texts", 1000, "--multimodality-samples", 8]
        commands = {
            "novel": ["--prompts", self.o.prompts, "--split", "test", "--repeats", self.o.repeats, "--best-of", 8, *samples, *guidance],
            "known": ["--prompts", self.o.prompts, "--split", "train", "--repeats", 1, "--multimodality-texts", 0, *guidance],
            "pairs": ["--data", self.o.data, "--split", "test", "--repeats", self.o.repeats, "--multimodality-texts", 0, *guidance],
            "own": ["--prompts", HERE / "ten_prompts.txt", "--repeats", 8, *samples, *guidance],
        }
        for kind in what:
            file = self.o.out / "figures" / f"{name}.{kind}.json"
            if not file.exists():
                self.call("evaluate", "--model", model, "--seed", 1, "--out", file, *commands[kind])

    def main(self, names):
        self.evaluate("base", self.o.model)
        for name in names:
            setting = MAIN[name]
            for seed in self.o.seeds:
                model = self.finetune(name, seed, HERE / setting["config"], self.o.prompts, setting.get("paired"), setting.get("lora"))
                self.evaluate(f"{name}-s{seed}", model)

    def ablations(self, names):
        self.evaluate("base", self.o.model)
        base = read_config(HERE / "ablation.json")
        for name in names:
            changes = dict(ABLATIONS[name])
            prompts = self.o.prompts
            if count := changes.pop("prompts", None):
                texts = [p["text"] for p in json.loads(self.o.prompts.read_text())["prompts"] if p["split"] == "train"]
                prompts = self.o.out / "configs" / f"{name}.txt"
                prompts.write_text("\n".join(texts[:count]) + "\n")
            config = self.o.out / "configs" / f"{name}.json"
            text = json.dumps(merged(base, changes), indent=1)
            if not config.exists() or config.read_text() != text:
                config.write_text(text)
            model = self.finetune(name, self.o.seeds[0], config, prompts, paired=True)
            self.evaluate(f"{name}-s{self.o.seeds[0]}", model, ("novel", "pairs"))

    def customise(self):
        self.evaluate("base", self.o.model, ("own", "novel", "pairs"))
        for seed in self.o.seeds:
            model = self.finetune("customise", seed, HERE / "customise.json", HERE / "ten_prompts.txt")
            self.evaluate(f"customise-s{seed}", model, ("own", "novel", "pairs"))


# ---- the table ----

NOVEL = [("similarity", "judge ↑", 3, 1), ("reward_similarity", "reward ↑", 3, 1), ("r_precision_top1", "R@1 ↑", 3, 1),
         ("composition_followed", "both in order, % ↑", 1, 100), ("sample_similarity", "likeness of samples", 3, 1),
         ("foot_skate_cm_per_s", "skating, cm/s ↓", 2, 1)]
PAIRS = [("r_precision_top1", "R@1 ↑", 3, 1), ("r_precision_top3", "R@3 ↑", 3, 1), ("fid", "FID ↓", 4, 1), ("mm_dist", "MM-Dist ↓", 3, 1),
         ("diversity", "diversity →", 3, 1), ("composition_followed", "both in order, % ↑", 1, 100)]
T_95 = [0, 12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26]


def collected(out, kind):
    """{model: {row: {figure: (mean, half width of the 95 % interval)}}}: over seeds where there are several, else over repeats."""
    found = {}
    for file in sorted((out / "figures").glob(f"*.{kind}.json")):
        name = re.sub(r"-s\d+$", "", file.name[: -len(f".{kind}.json")])
        for row in json.loads(file.read_text())["rows"]:
            label = row["name"].split(", ", 1)[1] if ", " in row["name"] else row["name"]
            for figure, value in row["figures"].items():
                found.setdefault(name, {}).setdefault(label, {}).setdefault(figure, []).append((value["mean"], value["interval"]))
    for rows in found.values():
        for figures in rows.values():
            for figure, values in figures.items():
                means = [m for m, _ in values]
                if len(means) == 1:
                    figures[figure] = values[0]
                else:
                    t = T_95[min(len(means) - 1, len(T_95) - 1)]
                    figures[figure] = (statistics.mean(means), t * statistics.stdev(means) / math.sqrt(len(means)))
    return found


def markdown(found, columns, with_gap):
    text = "| model | sampling |" + "".join(f" {title} |" for _, title, _, _ in columns) + (" gap closed |" if with_gap else "") + "\n"
    text += "|---|---|" + "---:|" * (len(columns) + with_gap) + "\n"
    base = found.get("base", {})
    for name in sorted(found, key=lambda n: (n != "base", n)):
        for label, figures in found[name].items():
            if name != "base" and label in ("Real motion", "Tokenizer's reconstruction"):
                continue
            text += f"| {name} | {label} |"
            for figure, _, digits, scale in columns:
                mean, interval = figures.get(figure, (None, None))
                text += " - |" if mean is None else f" {scale * mean:.{digits}f} ± {scale * interval:.{digits}f} |"
            if with_gap:
                text += f" {gap_closed(base, label, figures)} |"
            text += "\n"
    return text


def gap_closed(base, label, figures):
    """How far one sample has come from the base's one sample to the base's best of 8, with the same guidance, by the judge."""
    best = base.get(f"{label}, best of 8")
    if best is None:
        return "-"
    first, last = base[label]["similarity"][0], best["similarity"][0]
    return f"{100 * (figures['similarity'][0] - first) / (last - first):.0f} %"


def minutes(out):
    text = ""
    for log in sorted((out / "runs").glob("*/finetune.log.jsonl")):
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        seconds = sum(v for line in lines for k, v in line.items() if k.startswith("seconds."))
        looks = [line for line in lines if line["kind"] == "guard" and "guard.judge" in line]
        if looks:
            best = max(looks, key=lambda line: line["guard.judge"])
            text += (f"- {log.parent.name}: {seconds / 60:.1f} minutes; guard prompts by the judge {looks[0]['guard.judge']:.3f} -> "
                     f"{best['guard.judge']:.3f} at iteration {best['step']}\n")
    return text


def table(out):
    text = ""
    for kind, title, columns in (("novel", "Test prompts without captured motion", NOVEL), ("known", "The same of the training split", NOVEL),
                                 ("pairs", "Captured test clips", PAIRS), ("own", "Ten prompts of one's own", NOVEL)):
        found = collected(out, kind)
        if found:
            text += f"### {title}\n\n{markdown(found, columns, with_gap=kind == 'novel')}\n"
    return text + "### Runs\n\n" + minutes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="main, ablations, customise, or single ones of them")
    parser.add_argument("--program", default=ROOT / "build" / "instructmotion", type=Path)
    parser.add_argument("--model", default=ROOT / "assets" / "starter", type=Path)
    parser.add_argument("--data", default=MOTION, type=Path)
    parser.add_argument("--prompts", default=MOTION / "novel_prompts.json", type=Path)
    parser.add_argument("--out", default=Path("experiments"), type=Path)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--repeats", type=int, default=3, help="of each evaluation")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--table", action="store_true", help="only the table")
    options = parser.parse_args()
    experiments = Experiments(options)
    if not options.table:
        names = options.names or ["main"]
        unknown = set(names) - {"main", "ablations", "customise"} - set(MAIN) - set(ABLATIONS)
        if unknown:
            parser.error(f"unknown: {', '.join(sorted(unknown))}; there are main, ablations, customise, {', '.join([*MAIN, *ABLATIONS])}")
        if main_names := [n for n in MAIN if "main" in names or n in names]:
            experiments.main(main_names)
        if ablation_names := [n for n in ABLATIONS if "ablations" in names or n in names]:
            experiments.ablations(ablation_names)
        if "customise" in names:
            experiments.customise()
    text = table(options.out)
    (options.out / "table.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
