#pragma once
// Text in, motion out: the one door to the model for the command line, the studio and
// the tests. Torch-free header.
//
//   auto generator = MotionGenerator::load(model_folder, {});
//   GenerateRequest request{.prompt = "a person walks forward", .variations = 4, .seed = 1};
//   std::vector<GeneratedMotion> motions = generator->generate(request);

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/generate/prompt_warnings.h"
#include "engine/generate/sampling_options.h"
#include "engine/model/starter_folder.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

class GeneratorSnapshot;  // engine/model/generator_snapshot.h

inline constexpr int kVariationsMax = 1024;
inline constexpr int kPromptBytesMax = 64 * 1024;

struct GenerateRequest {
    std::string prompt;
    int variations = 1;  ///< 1..kVariationsMax; variation i is drawn from a stream of (seed, i) alone
    /// Empty: the model decides. Else the clip has exactly round(seconds * fps) frames, at least one, up to
    /// seconds_max(); as many tokens are drawn as cover them, and what the last one has too much is cut.
    std::optional<double> seconds = {};
    SamplingOptions sampling = {};
    std::uint64_t seed = 0;
    int first_variation =
        0;  ///< the number of the first: variations 4 to 7 of a request of 8 can be had alone
    /// Throws Usage: empty or oversized prompt, variations or seconds out of range, NaN. Control characters
    /// are treated as spaces; a prompt of any language is accepted.
    void validate(double seconds_max) const;
};

struct GeneratedMotion {
    std::string prompt;
    std::uint64_t seed = 0;
    int variation = 0;
    std::vector<int> tokens;  ///< without END; the clip may lack the last frames of the last one
    bool ended = false;       ///< the model itself said END
    /// Of the tokens (and END), under the sampling distribution's temperature 1, no guidance.
    double log_probability = 0;
    MotionClip clip;  ///< bone lengths restored (pose.h)
};

/// Called on the generating thread, in order, as frames become final; the concatenation over calls equals the
/// offline clip. `frames` holds whole frames, joint_count joints each.
struct StreamListener {
    std::function<void(int variation, int first_frame, std::span<const glm::vec3> frames)> on_frames;
    std::function<void(double progress)> on_progress;  ///< 0..1, tokens drawn over tokens possible
};

struct ModelInfo {
    std::string name;  ///< folder's name or the card's title
    std::filesystem::path folder;
    std::string skeleton;  ///< "humanml3d" | "kit"
    double fps = 20;
    int tokens_max = 49;  ///< of a motion, all levels counted
    int tokens_per_step = 1;
    int frames_per_step = 4;
    std::int64_t parameters = 0;
    std::string licence;
    PromptWindow window;  ///< how much of a prompt is heard

    int frames_max() const { return tokens_max / tokens_per_step * frames_per_step; }
    double seconds_max() const { return frames_max() / fps; }
};

struct GeneratorOptions {
    std::string device = "auto";  ///< auto | cpu | cuda[:N]
    int threads = 0;              ///< 0: all cores
};

/// Immutable once loaded; generate() may be called from one thread at a time per instance.
class MotionGenerator {
  public:
    /// Throws Input (folder missing, file truncated, width wrong, NaN weights; names file,
    /// expected, found) or Resource.
    static std::shared_ptr<MotionGenerator> load(const std::filesystem::path& model_folder,
                                                 const GeneratorOptions& options);
    virtual ~MotionGenerator() = default;
    virtual const ModelInfo& info() const = 0;
    double seconds_max() const { return info().seconds_max(); }
    /// Same request, same model, same device: same motions, whatever the batch.
    /// Throws Interrupted when stopped.
    virtual std::vector<GeneratedMotion> generate(const GenerateRequest& request,
                                                  const StreamListener& listener = {},
                                                  std::stop_token stop = {}) = 0;
    /// Several requests in one batch; result i belongs to request i.
    virtual std::vector<std::vector<GeneratedMotion>> generate_batch(
        const std::vector<GenerateRequest>& requests, std::stop_token stop = {}) = 0;
    /// Tokens to joint positions, bone lengths restored.
    virtual MotionClip decode_tokens(const std::vector<int>& tokens) = 0;
    /// A clip of any origin as the model would have said it, a few frames at its start left out (clip_encoding.h);
    /// empty for one that is too short. Throws Input for another joint count or frame rate than the model's.
    virtual std::vector<int> encode_clip(const MotionClip& clip) const = 0;
    /// The same model with the weights of `snapshot`. All else is shared, nothing is read from the disk, and this one
    /// stays as it is. Throws Input when the weights are of another model or no numbers.
    virtual std::shared_ptr<MotionGenerator> with(const GeneratorSnapshot& snapshot) const = 0;
};

}  // namespace im
