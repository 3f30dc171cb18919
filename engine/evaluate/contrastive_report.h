#pragma once
// How good a pair of encoders is on captured motion: does a text find its motion, and are captions and
// motions that are wrong by little told apart? R-precision alone does not show who is deaf to order.
// Torch-free header.

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace im {

struct NearMisses {
    /// "order", "sides, one action", "sides, two actions", "style", "half of it", "more than it"; of
    /// synthesised clips also their NearMiss::kind.
    std::string kind;
    int asked = 0;       ///< pairs of a right and a nearly right one
    int told_apart = 0;  ///< the right one is nearer
    double share() const { return asked > 0 ? static_cast<double>(told_apart) / asked : 0.0; }
};

struct ContrastiveReport {
    int clips = 0;
    /// R-precision top-1, top-2, top-3 in pools of 32; mean of 20 shuffles that each draw a caption a clip.
    std::array<double, 3> precision{};
    /// The same with clips of the same actions and style left out of the pool.
    std::array<double, 3> other_precision{};
    std::vector<NearMisses> near_misses;  ///< kinds that the data set cannot ask are left out
};

/// `encoders`: "reward" or "judge" of the model folder. Throws Resource when it has none, Input for a broken
/// folder or data set or fewer than 32 clips, Usage for an unknown split.
ContrastiveReport report_encoders(const std::filesystem::path& model_folder, const std::string& encoders,
                                  const std::vector<std::filesystem::path>& data, const std::string& split,
                                  const std::string& device, int threads);

}  // namespace im
