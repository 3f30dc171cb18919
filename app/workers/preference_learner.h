#pragma once
// Learns from the workspace's ratings what the user likes, so that the studio can say how well it knows it.
// Slow (seconds): for a background task, one thread at a time. Torch-free header.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/generate/motion_generator.h"
#include "engine/store/learn_preferences.h"

namespace im {

struct Taste {
    LearntPreferences learnt;
    std::string reason;  ///< why nothing is learnt yet; empty otherwise
};

class PreferenceLearner {
  public:
    PreferenceLearner(std::filesystem::path workspace, GeneratorOptions options);
    ~PreferenceLearner();

    /// From all that is rated so far, by the encoders of `model_folder`. Throws Input or Resource when the
    /// workspace cannot be read.
    Taste learn(const std::filesystem::path& model_folder);
    /// For each clip how probably it is liked better than an average one of those rated, 0..1. Empty while
    /// nothing is learnt.
    std::vector<double> liking(const std::vector<std::string>& prompts,
                               const std::vector<std::vector<int>>& tokens) const;

  private:
    struct Learnt;
    std::filesystem::path workspace_;
    GeneratorOptions options_;
    std::unique_ptr<Learnt> learnt_;
};

}  // namespace im
