#pragma once
// How the next token is drawn from the generator's logits.

#include <cstdint>

namespace im {

struct SamplingOptions {
    double temperature = 1.0;  ///< > 0; 0 means greedy
    int top_k = 0;             ///< 0: off
    double top_p = 1.0;        ///< in (0, 1]; 1: off
    double guidance = 1.5;     ///< classifier-free guidance scale s: logits c + s (c - u); 0: off
    /// Throws Usage naming the field, its range and what was found (NaN included).
    void validate() const;

    bool operator==(const SamplingOptions&) const = default;
};

}  // namespace im
