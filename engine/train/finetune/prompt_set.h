#pragma once
// The prompts of a fine-tuning run: texts without motion. Torch-free header.

#include <filesystem>
#include <string>
#include <vector>

namespace im {

struct PromptSet {
    std::vector<std::string> texts;  ///< all different, in the file's order, at least one
    int duplicates = 0;              ///< left out
};

inline constexpr int kPromptsMax = 1'000'000;

/// .json      {"prompts": [{"text": "...", "split": "train"}, ...]}; entries of another split than `split`
///            ("all": none) are left out, those without one belong to every split; other keys are not read
/// any other  one prompt a line, empty lines left out
/// Throws Input naming file and line or entry: not text (UTF-8 without NUL), a prompt that is too long, no
/// prompt at all.
PromptSet load_prompts(const std::filesystem::path& file, const std::string& split = "train");

/// Which prompts an iteration takes: prompt number `position` of an endless list in which every prompt comes
/// once, in a new random order, before any comes again. A function of (seed, position) alone.
class PromptOrder {
  public:
    PromptOrder(int count, std::uint64_t seed) : count_(count), seed_(seed) {}
    int at(std::int64_t position);

  private:
    int count_;
    std::uint64_t seed_;
    std::int64_t round_ = -1;
    std::vector<int> order_;
};

}  // namespace im
