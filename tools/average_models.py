#!/usr/bin/env python3
"""Averages the weights of models that were fine-tuned from one another: `average_models.py OUT.safetensors SHARE FILE [SHARE FILE ...]`.

Each fine-tuning gains in its own way and forgets in its own way; their mean keeps most of what each gained. All files hold the same
fp16 tensors (generator.safetensors of model folders); shares add up to 1. Needs NumPy.
"""
import json
import struct
import sys

import numpy as np


def read(file):
    content = open(file, "rb").read()
    (length,) = struct.unpack("<Q", content[:8])
    return content, 8 + length, json.loads(content[8 : 8 + length])


def main():
    out, shares, files = sys.argv[1], [float(share) for share in sys.argv[2::2]], sys.argv[3::2]
    if len(shares) != len(files) or abs(sum(shares) - 1) > 1e-6:
        sys.exit("expected SHARE FILE pairs whose shares add up to 1, found %s" % " ".join(sys.argv[2:]))
    models = [read(file) for file in files]
    content, start, header = models[0]
    mean = bytearray(content)
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        if tensor["dtype"] != "F16":
            sys.exit("%s: %s: expected F16, found %s" % (files[0], name, tensor["dtype"]))
        total = 0
        for (other, other_start, other_header), share, file in zip(models, shares, files):
            there = other_header.get(name)
            if there is None or there["shape"] != tensor["shape"]:
                sys.exit("%s: %s: expected the shape %s, found %s" % (file, name, tensor["shape"], there and there["shape"]))
            begin, end = there["data_offsets"]
            total = total + share * np.frombuffer(other, np.float16, (end - begin) // 2, other_start + begin).astype(np.float64)
        begin, end = tensor["data_offsets"]
        mean[start + begin : start + end] = total.astype(np.float16).tobytes()
    with open(out, "wb") as file:
        file.write(mean)


if __name__ == "__main__":
    main()
