#pragma once
// The guard at work: looks at a run's policy on the same prompts each time, and at the run's end measures anew what
// was gained.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/train/finetune/finetune_setup.h"
#include "engine/train/finetune/guard.h"
#include "engine/train/finetune/guard_report.h"
#include "engine/train/finetune/looks.h"

namespace im {

class GuardWatch {
  public:
    /// Looks into all three while it lives.
    GuardWatch(const FinetuneConfig& config, FinetuneSetup& setup, const FinetuneVoice& voice,
               std::uint64_t seed);

    /// The same prompts from the same random numbers each time: what differs is the policy. `kl`: nats a sequence,
    /// of the last iteration.
    GuardReport look(const Transformer& policy, std::int64_t iteration, double kl);
    /// Of a few prompts of one's own: messages about those that the base never does. Empty where there are many.
    std::vector<std::string> hopeless(const Transformer& base);
    /// The best of many looks is told too well by its own look: base and kept model once more, with other seeds.
    FinetuneResult measure_gain(const std::filesystem::path& base, const std::filesystem::path& kept,
                                std::int64_t iterations);

    // For checkpoints.
    std::string memory() const { return guard_.memory(); }
    void remember(const std::string& memory) { guard_.remember(memory); }

  private:
    Look look_at_all(const Transformer& policy, int samples, std::uint64_t purpose);
    double in_cosines(double term) const;

    const FinetuneConfig& config_;
    FinetuneSetup& setup_;
    const FinetuneVoice& voice_;
    std::uint64_t seed_;
    Guard guard_;
};

}  // namespace im
