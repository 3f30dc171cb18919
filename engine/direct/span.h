#pragma once
// A part of a clip made anew, the rest left as it is to the last bit.
//
//   auto variations = regenerate_span(*model, scorer.get(), clip, {.begin = 40, .end = 80, .prompt = "a person jumps"});

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/direct/continuing_model.h"
#include "engine/direct/kept_frames.h"
#include "engine/generate/motion_scorer.h"

namespace im {

enum class SpanForm {
    Between,  ///< frames [begin, end) are made anew, both sides are kept
    Onward    ///< all from `begin` on
};

struct SpanRequest {
    SpanForm form = SpanForm::Between;
    int begin = 0, end = 0;  ///< frames; `end` is of Between alone
    std::string prompt;
    std::uint64_t seed = 0;
    int candidates = 16;  ///< to choose from, 1..kVariationsMax
    /// Of Onward: how long the new part is; empty: the model decides.
    std::optional<double> seconds = {};
    SamplingOptions sampling = {};
};

struct SpanVariation {
    MotionClip clip;         ///< all of it, with the span made anew
    int begin = 0, end = 0;  ///< the new frames
    int candidate = 0;       ///< which of the draws
    std::optional<double> reward = {};
    EndMiss miss = {};  ///< Between: what had to be made up to meet the kept end
    double total = 0;   ///< what they are ranked by: the reward less 0.5 a metre of miss.total()
};

/// All candidates, best first (the first of equals). Both ends of the clip may be in the span; frames outside
/// are bit for bit the clip's. What was before is heard through the tokenizer. `scorer` may be null: then the
/// miss alone ranks. Throws Usage for a span outside the clip, one of more than the model sees at once less
/// what it hears, or options out of range; Input for another figure or frame rate.
std::vector<SpanVariation> regenerate_span(ContinuingModel& model, const MotionScorer* scorer,
                                           const MotionClip& clip, const SpanRequest& request,
                                           std::stop_token stop = {});

}  // namespace im
