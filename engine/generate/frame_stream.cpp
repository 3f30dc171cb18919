#include "engine/generate/frame_stream.h"

#include <algorithm>

#include "engine/motion/representation/pose.h"

namespace im {
namespace {

constexpr std::size_t kStepsTogether = 2;

/// Frames first .. end of a clip.
MotionClip cut(const MotionClip& clip, int first) {
    MotionClip part{.joint_count = clip.joint_count, .fps = clip.fps, .positions = {}};
    part.positions.assign(clip.positions.begin() + static_cast<std::ptrdiff_t>(first) * clip.joint_count,
                          clip.positions.end());
    return part;
}

}  // namespace

MotionClip joints_of(const FeatureSequence& features, const Skeleton& skeleton) {
    if (features.frames == 0)
        return {.joint_count = skeleton.joint_count(), .fps = skeleton.fps, .positions = {}};
    return restore_bone_lengths(decode_features(features, skeleton), skeleton);
}

void cut_clip(MotionClip& clip, int frames) {
    const auto count = static_cast<std::size_t>(frames) * static_cast<std::size_t>(clip.joint_count);
    if (clip.positions.size() > count) clip.positions.resize(count);
}

FrameStream::FrameStream(std::shared_ptr<const FrameDecoder> decoder, int frames_max)
    : decoder_(std::move(decoder)), stream_(decoder_->weights), frames_max_(frames_max) {
    features_.width = decoder_->weights->feature_width();
    clip_ = {
        .joint_count = decoder_->skeleton->joint_count(), .fps = decoder_->skeleton->fps, .positions = {}};
}

std::vector<glm::vec3> FrameStream::push(int token) {
    waiting_.push_back(token);
    ++received_;
    const auto levels = static_cast<std::size_t>(decoder_->weights->levels());
    const bool in_view = received_ / static_cast<int>(levels) > decoder_->weights->context_steps();
    if (!in_view || waiting_.size() < kStepsTogether * levels || waiting_.size() % levels != 0) return {};
    return advance(false);
}

std::vector<glm::vec3> FrameStream::finish() {
    return received_ == 0 ? std::vector<glm::vec3>() : advance(true);
}

std::vector<glm::vec3> FrameStream::advance(bool last) {
    const auto normalised = stream_.push(waiting_, last);
    waiting_.clear();
    const auto width = static_cast<std::size_t>(features_.width);
    for (std::size_t i = 0; i < normalised.size(); ++i) {
        features_.values.push_back(normalised[i] * decoder_->std[i % width] + decoder_->mean[i % width]);
    }
    const int first = features_.frames;
    features_.frames += static_cast<int>(normalised.size() / width);
    if (features_.frames == first) return {};
    // The root's path adds up from the first frame on: recovering all of it again is cheap, and exactly the
    // offline result.
    auto fresh = cut(decode_features(features_, *decoder_->skeleton), first);
    if (frames_max_ > 0) cut_clip(fresh, std::max(0, frames_max_ - first));
    if (fresh.positions.empty()) return {};
    auto frames = restore_bone_lengths(fresh, *decoder_->skeleton).positions;
    clip_.positions.insert(clip_.positions.end(), frames.begin(), frames.end());
    return frames;
}

}  // namespace im
