#pragma once
// Tokens in, final joint positions out, while a sequence is still being drawn.

#include <memory>
#include <vector>

#include "engine/generate/feature_stream.h"
#include "engine/motion/representation/features.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// What the streams of one model share.
struct FrameDecoder {
    std::shared_ptr<const StreamWeights> weights;
    std::vector<float> mean, std;  ///< (D), of the features
    const Skeleton* skeleton;
};

/// Recovered joints of `features`, bone lengths restored.
MotionClip joints_of(const FeatureSequence& features, const Skeleton& skeleton);

/// Leaves the first `frames` frames of a clip, or all where there are fewer.
void cut_clip(MotionClip& clip, int frames);

class FrameStream {
  public:
    /// `frames_max`: no frame beyond is ever given out; 0: all are.
    explicit FrameStream(std::shared_ptr<const FrameDecoder> decoder, int frames_max = 0);

    /// Whole frames that became final, joint_count positions each, metres; possibly none. A frame waits for
    /// the StreamWeights::context_steps() steps behind it; then it comes within two steps.
    std::vector<glm::vec3> push(int token);
    /// The rest, after the last token.
    std::vector<glm::vec3> finish();
    /// All frames so far.
    const MotionClip& clip() const { return clip_; }

  private:
    std::vector<glm::vec3> advance(bool last);

    std::shared_ptr<const FrameDecoder> decoder_;
    FeatureStream stream_;
    std::vector<int> waiting_;  // tokens; a few steps at a time are cheaper than one by one
    int received_ = 0;
    int frames_max_;
    FeatureSequence features_;
    MotionClip clip_;
};

}  // namespace im
