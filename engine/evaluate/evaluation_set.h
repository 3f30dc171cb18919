#pragma once
// What a model is evaluated on: captioned motion, or prompts that nobody has captured.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/model/motion_text_encoders.h"

namespace im {

struct EvaluationItem {
    std::vector<Caption> captions;  ///< at least one; each repeat draws one
    FeatureSequence motion;         ///< no frames: none was captured
    std::string group;              ///< action and style; "" where unknown
    std::string kind;               ///< of a prompt: "sequence", "simultaneous", "style" ...; "" for data
    bool may_be_composed = true;    ///< false: known to show one action
};

struct EvaluationSet {
    std::string name;  ///< folder or file
    std::vector<EvaluationItem> items;
    std::vector<std::string> notes;  ///< what was left out or changed, and why
    bool has_motions() const { return !items.empty() && items.front().motion.frames > 0; }
};

/// One split of one or several data sets, with features as `codec` and `skeleton` have them: a compact data
/// set is encoded so, and features of the other codec are recovered and encoded again, with a note. Clips
/// shorter or longer than the published protocol takes (HumanML3D 40..199 frames, KIT-ML 24..199) are left
/// out where a folder has that layout. `clips_max` > 0 keeps that many, drawn by `seed`. Throws Input
/// (load_datasets'; another skeleton).
EvaluationSet read_evaluation_clips(const std::vector<std::filesystem::path>& folders,
                                    const std::string& split, const std::string& skeleton, FeatureCodec codec,
                                    int clips_max, std::uint64_t seed, int threads);

/// {"prompts": [{"text", "kind", "actions", "split"}, ...]} (prompts of another split are left out), or a
/// text file of one prompt a line. Throws Input.
EvaluationSet read_evaluation_prompts(const std::filesystem::path& file, const std::string& split);

}  // namespace im
