#pragma once
// A model folder's generator and tokenizer for motion that goes on: tokens drawn after tokens that are there
// already, motions of any length, and clips that become tokens so that they can be gone on with. Torch-free
// header.
//
//   auto model = ContinuingModel::load(folder, {});
//   auto first = model->draw({{.prompt = "a person walks", .seed = 1, .steps = 25}}, {}).front();
//   auto then = model->draw({{.prompt = "a person waves", .seed = 2, .given = first}}, {}).front();
//
// A step is ModelInfo::tokens_per_step tokens, which are ModelInfo::frames_per_step frames.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/generate/motion_generator.h"
#include "engine/generate/sampling_options.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

class GeneratorSnapshot;  // engine/model/generator_snapshot.h

struct StepRequest {
    std::string prompt;
    std::uint64_t seed = 0;
    int variation = 0;
    /// New steps, at most steps_max() less those given; 0: the model says when it has done what it was asked,
    /// after two at least.
    int steps = 0;
    std::vector<int> given = {};  ///< tokens of whole steps, fewer than steps_max()
};

class ContinuingModel {
  public:
    /// Throws as MotionGenerator::load.
    static std::shared_ptr<ContinuingModel> load(const std::filesystem::path& model_folder,
                                                 const GeneratorOptions& options);
    virtual ~ContinuingModel() = default;

    virtual const ModelInfo& info() const = 0;
    /// Steps that the model sees at once, those given and those drawn.
    int steps_max() const { return info().tokens_max / info().tokens_per_step; }

    /// The new tokens of each request, without END; one request, one result, whatever the others are. Throws
    /// Usage for requests out of range, Interrupted when stopped.
    virtual std::vector<std::vector<int>> draw(const std::vector<StepRequest>& requests,
                                               const SamplingOptions& sampling,
                                               std::stop_token stop = {}) = 0;
    /// Tokens of any number of whole steps -> joints, bone lengths restored, from the origin, facing +Z.
    virtual MotionClip decode(const std::vector<int>& tokens) const = 0;
    /// A clip as the model would have said it: frame 0 of decode(encode(clip)) shows the clip's frame
    /// first_frame_of(clip), its last one the clip's last but one. Empty for clips shorter than a step and a
    /// frame. Throws Input for another figure or frame rate.
    virtual std::vector<int> encode(const MotionClip& clip) const = 0;
    /// The same model with the weights of `snapshot`, as MotionGenerator::with.
    virtual std::shared_ptr<ContinuingModel> with(const GeneratorSnapshot& snapshot) const = 0;
    /// Features tell a frame by the next one, and steps are whole: (T - 1) mod frames_per_step frames at the
    /// start are left out.
    int first_frame_of(const MotionClip& clip) const {
        return std::max(0, clip.frame_count() - 1) % info().frames_per_step;
    }
};

}  // namespace im
