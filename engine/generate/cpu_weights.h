#pragma once
// The generator's weights as the CPU's kernels read them: linear layers in panels, norms and the details'
// tables as plain floats. All are copies.

#include <vector>

#include "engine/generate/aligned_floats.h"
#include "engine/generate/decoder_weights.h"
#include "engine/generate/packed_linear.h"

namespace im {

struct CpuWeights {
    struct Norm {
        AlignedFloats weight, bias;
    };
    struct Layer {
        Norm ln1, ln2;
        PackedLinear query, key, value, proj, mlp_in, mlp_out;
    };
    struct Detail {
        std::vector<float> embedding, heard;  ///< (K + 2, C)
        Norm ln, ln_f;
        PackedLinear mlp_in, mlp_out, head;
    };

    explicit CpuWeights(const DecoderWeights& weights);

    std::vector<Layer> layers;
    Norm final_norm;
    PackedLinear start, prefix, head;  ///< prefix: empty without prefix positions
    std::vector<Detail> details;       ///< L - 1
};

}  // namespace im
