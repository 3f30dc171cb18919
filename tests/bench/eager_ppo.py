#!/usr/bin/env python3
"""One PPO iteration in plain eager PyTorch against `instructmotion bench ppo`: same sizes, same threads, same run.

The same computation as app/benches/ppo_bench.h: 128 rollouts of 49 tokens, decoding and reward, scoring by policy, reference and
critic, two epochs of two mini-batches with AdamW. Written as one writes it in Python: no key/value cache, float32, no micro-batches.
Weights are random; what is computed does not depend on them. Needs a Python with the same PyTorch version:

  tests/bench/eager_ppo.py --program build/instructmotion --model assets/starter --threads 2
"""
import argparse
import json
import math
import subprocess
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

TEXT_WORDS = 18  # word pieces of a caption, on average


class Block(nn.Module):
    def __init__(self, width, heads, rate):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, rate * width), nn.GELU(), nn.Linear(rate * width, width))

    def forward(self, x, allowed):
        b, n, c = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, allowed)
        x = x + self.proj(y.transpose(1, 2).reshape(b, n, c))
        return x + self.mlp(self.ln2(x))


class Generator(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["width"]
        self.tokens = nn.Embedding(c["codebook_size"] + 2, width)
        self.sentence, self.prefix = nn.Linear(c["condition_width"], width), nn.Linear(c["condition_width"], width)
        self.position = nn.Parameter(torch.randn(64, width) * 0.02, requires_grad=False)
        block = lambda: Block(width, c["heads"], c["fc_rate"])
        self.base = nn.ModuleList(block() for _ in range(c["base_layers"]))
        self.head = nn.ModuleList(block() for _ in range(c["head_layers"]))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, c["codebook_size"] + 1, bias=False)

    def forward(self, tokens, sentence, states):
        """(B, A) tokens -> (B, A + 1, K + 1) logits and (B, A + 1, C) features for the critic."""
        words, rows = states.shape[1], tokens.shape[1] + 1
        start = (self.sentence(sentence) + self.position[0]).unsqueeze(1)
        x = torch.cat([self.prefix(states) + self.position[:words], start, self.tokens(tokens) + self.position[1:rows]], 1)
        allowed = torch.ones(words + rows, words + rows, dtype=torch.bool).tril()
        allowed[:words, :words] = True
        for block in self.base:
            x = block(x, allowed)
        features = x[:, words:]
        for block in self.head:
            x = block(x, allowed)
        return self.out(self.norm(x[:, words:])), features


class Residual(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.a, self.b = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation), nn.Conv1d(width, width, 1)

    def forward(self, x):
        return x + self.b(F.relu(self.a(F.relu(x))))


def decoder(c):
    width = c["width"]
    stages = [nn.Conv1d(c["code_dim"], width, 3, padding=1), nn.ReLU()]
    for _ in range(c["down_t"]):
        stages += [Residual(width, c["dilation_growth"] ** (c["depth"] - 1 - i)) for i in range(c["depth"])]
        stages += [nn.Upsample(scale_factor=2), nn.Conv1d(width, width, 3, padding=1)]
    return nn.Sequential(*stages, nn.Conv1d(width, width, 3, padding=1), nn.ReLU(), nn.Conv1d(width, c["feature_width"], 3, padding=1))


class MotionEncoder(nn.Module):
    """Two convolutions of stride 2, a GRU in both directions (contrastive_encoders.h, its default sizes)."""

    def __init__(self, columns):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv1d(columns, 256, 4, 2, 1), nn.GELU(), nn.Conv1d(256, 256, 4, 2, 1), nn.GELU())
        self.gru = nn.GRU(256, 160, batch_first=True, bidirectional=True)
        self.out = nn.Linear(4 * 160, 256)

    def forward(self, features):
        x, _ = self.gru(self.convs(features).transpose(1, 2))
        return F.normalize(self.out(torch.cat([x.mean(1), x.amax(1)], -1)), dim=-1)


def scored(model, tokens, texts):
    logits, features = model(tokens[:, :-1], *texts)
    logits = logits.clone()
    logits[:, :, -1] = -math.inf  # END cannot come earlier
    distribution = F.log_softmax(logits, -1)
    return distribution.gather(-1, tokens.unsqueeze(-1)).squeeze(-1), distribution, features


def exact_kl(distribution, reference):
    return (distribution.exp() * (distribution - reference).nan_to_num(0)).sum(-1)


def iteration(actor, reference, critic, optimiser, vq, codebook, encoder, texts, f_text, rollouts, tokens_max):
    seconds, start = {}, time.monotonic()

    def lap(name):
        nonlocal start
        now = time.monotonic()
        seconds[name], start = now - start, now

    with torch.no_grad():
        tokens = torch.zeros(rollouts, 0, dtype=torch.long)
        for i in range(tokens_max):  # all of the sequence again for every token
            logits = actor(tokens, *texts)[0][:, i]
            logits[:, -1] = -math.inf
            tokens = torch.cat([tokens, torch.multinomial(F.softmax(logits, -1), 1)], 1)
        lap("rollout")
        f_motion = torch.cat([encoder(vq(codebook[part].transpose(1, 2))) for part in tokens.split(64)])
        reward = -2 * (f_text - f_motion).square().sum(-1)
        lap("reward")
        old, distribution, features = scored(actor, tokens, texts)
        base, base_distribution, _ = scored(reference, tokens, texts)
        values = critic(features).squeeze(-1)
        exact_kl(distribution, base_distribution)
        rewards = -0.02 * (old - base)
        rewards[:, -1] += reward / reward.std()
        advantages, running = torch.zeros_like(rewards), torch.zeros(rollouts)
        for t in reversed(range(tokens_max)):
            following = values[:, t + 1] if t + 1 < tokens_max else 0
            running = rewards[:, t] + following - values[:, t] + 0.95 * running
            advantages[:, t] = running
        returns = advantages + values
        advantages = (advantages - advantages.mean()) / advantages.std()
        lap("scoring")
    for _ in range(2):
        for rows in torch.randperm(rollouts).split(rollouts // 2):
            new, _, features = scored(actor, tokens[rows], [t[rows] for t in texts])
            ratio = (new - old[rows]).exp()
            gain = torch.minimum(ratio * advantages[rows], ratio.clamp(0.8, 1.2) * advantages[rows])
            value = critic(features.detach()).squeeze(-1)
            loss = -gain.mean() + 0.5 * 0.5 * (value - returns[rows]).square().mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(actor.parameters(), 1.0)
            nn.utils.clip_grad_norm_(critic.parameters(), 1.0)
            optimiser.step()
    lap("update")
    return seconds


def main():
    root = Path(__file__).resolve().parent.parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=root / "build" / "instructmotion", type=Path)
    parser.add_argument("--model", default=root / "assets" / "starter", type=Path)
    parser.add_argument("--threads", default=torch.get_num_threads(), type=int)
    parser.add_argument("--rollouts", default=128, type=int)
    parser.add_argument("--tokens", default=49, type=int)
    parser.add_argument("--repeats", default=1, type=int, help="the fastest counts, of both")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    config = json.loads((options.model / "model.json").read_text())
    g, v = config["generator"], config["tokenizer"]
    actor, reference, vq, encoder = Generator(g), Generator(g), decoder(v), MotionEncoder(v["feature_width"])
    critic = nn.Sequential(nn.LayerNorm(g["width"]), nn.Linear(g["width"], g["width"]), nn.GELU(), nn.Linear(g["width"], 1))
    optimiser = torch.optim.AdamW([*actor.parameters(), *critic.parameters()], lr=5e-6, betas=(0.9, 0.99))
    texts = [F.normalize(torch.randn(options.rollouts, g["condition_width"]), dim=-1),
             torch.randn(options.rollouts, TEXT_WORDS, g["condition_width"]) * 0.3]
    f_text = F.normalize(torch.randn(options.rollouts, 256), dim=-1)
    codebook = torch.randn(v["codebook_size"], v["code_dim"])

    # One after the other, again and again: what else the machine does hits both.
    eager, own = [], []
    for _ in range(options.repeats):
        for precision in ("auto", "fp32"):
            command = [options.program, "bench", "ppo", "--json", "--rollouts", options.rollouts, "--precision", precision, "--threads",
                       options.threads, "--model", options.model]
            line = json.loads(subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, check=True).stdout)
            own.append({"precision": line["precision"], "asked": precision, "all": line["seconds"],
                        **{phase: line[f"seconds.{phase}"] for phase in ("rollout", "reward", "scoring", "update")}})
        seconds = iteration(actor, reference, critic, optimiser, vq, codebook, encoder, texts, f_text, options.rollouts, options.tokens)
        eager.append({"all": sum(seconds.values()), **seconds})
    python = min(eager, key=lambda s: s["all"])
    print(f"{options.rollouts} rollouts of {options.tokens} tokens, {options.threads} threads, seconds; PyTorch {torch.__version__}\n")
    print("| | rollout | decoding and reward | scoring | update | all | eager / this |\n|---|---:|---:|---:|---:|---:|---:|")
    rows = [("eager PyTorch", python)]
    for precision in ("auto", "fp32"):
        best = min((o for o in own if o["asked"] == precision), key=lambda s: s["all"])
        rows.append((f"instructmotion, {best['precision']}" + (" (its default here)" if precision == "auto" else ""), best))
    for name, s in rows:
        print(f"| {name} |" + "".join(f" {s[p]:.2f} |" for p in ("rollout", "reward", "scoring", "update", "all"))
              + f" {python['all'] / s['all']:.2f} |")


if __name__ == "__main__":
    main()
