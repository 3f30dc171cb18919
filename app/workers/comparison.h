#pragma once
// Two models on the same prompts and seeds, and which of them a viewer preferred. Torch-free header.
//
//   append_choice(workspace / "comparisons.jsonl", {.models = {"starter", "mine"}, .prompt = "a person bows"});
//   const Tally tally = tally_of(workspace / "comparisons.jsonl", {"starter", "mine"});

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/generate/motion_generator.h"

namespace im {

struct ComparisonRequest {
    std::array<std::filesystem::path, 2> models;
    std::array<std::string, 2> names;
    std::vector<std::string> prompts;  ///< none: captions that the first model learnt from
    int prompts_max = 12;              ///< that many of its captions
    SamplingOptions sampling;          ///< of both
    std::uint64_t seed = 0;
};

struct ComparedMotions {
    ComparisonRequest request;                            ///< with the prompts that were used
    std::array<std::vector<GeneratedMotion>, 2> motions;  ///< a motion a prompt
};

/// Whether the first model's motion of prompt `number` stands at the right: by the seed alone, so that a comparison
/// can be shown again as it was.
bool sides_swapped(std::uint64_t seed, std::size_t number);

enum class Better { First, Second, Same };

struct Choice {
    std::array<std::string, 2> models;  ///< folders
    std::string prompt;
    std::uint64_t seed = 0;
    Better better = Better::Same;
    bool blind = false;  ///< the viewer did not know which is which
};

struct Tally {
    int first = 0, second = 0, same = 0;

    void add(Better better);
    int decided() const { return first + second; }
    /// How probable so uneven a count is where both are equally good (two-sided sign test), 0..1; 1 for none.
    double chance() const;
};

/// Adds a line. Throws Resource.
void append_choice(const std::filesystem::path& file, const Choice& choice);
/// Of all choices between these two, whichever came first then. Lines that cannot be read are left out; no file: none.
Tally tally_of(const std::filesystem::path& file, const std::array<std::string, 2>& models);

}  // namespace im
