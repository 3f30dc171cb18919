#pragma once
// What a fine-tuning run gained. The best of many noisy looks flatters itself, so the model that was kept and the
// base are measured anew, with seeds that no look has used, the run's own prompts and everything else apart.

#include <cstdint>
#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace im {

/// A mean over prompts, before and after.
struct Gain {
    double before = 0, after = 0;
    double interval =
        0;  ///< the change is known to +- this (95 %, over prompts; samples of one prompt are one value)
    double change() const { return after - before; }
    bool is_sure() const { return change() > interval || change() < -interval; }
};
/// Of paired values, a prompt each; both of one size. 0 +- 0 for none; one prompt has no interval and counts as
/// unsure unless nothing changed.
Gain gain_of(const std::vector<double>& before, const std::vector<double>& after);

struct PromptsGain {
    int prompts = 0;
    Gain reward;                ///< cosine of text and motion by the reward's encoders
    std::optional<Gain> judge;  ///< ... by the judge's
    std::optional<Gain>
        facts;  ///< of the prompts that say something in numbers: how much of it is done, 0 to 1
    Gain skating_cmps;
};

struct FinetuneResult {
    std::int64_t iterations = 0;  ///< of the run
    std::int64_t iteration = 0;   ///< of the model that was kept; 0: the base, nothing better was found
    int samples = 0;              ///< of each prompt
    PromptsGain own, rest;        ///< the run's prompts; guard.captions
    /// It was not kept after all: the base is, since the facts say that it is the better one.
    bool reverted = false;

    /// Less is done of what prompts say in numbers, and that is sure, or the judge cannot vouch for the model either.
    bool facts_worse() const;
};
nlohmann::json to_json(const FinetuneResult& result);
/// The other way round. What is missing or no number stays as it is in a new result.
FinetuneResult finetune_result_from(const nlohmann::json& line);

}  // namespace im
