#include "app/serve/mmcp_face.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/serve/api_error.h"
#include "app/serve/mmcp_gltf.h"
#include "engine/core/fresh_seed.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/clean_up/join.h"
#include "engine/motion/representation/skeleton.h"

namespace im::serve {
namespace {

using nlohmann::json;

/// The joint whose rest on the floor find_contacts tells, left and right.
constexpr Role kBalls[] = {kLeftFoot, kRightFoot};

struct JoinedClip {
    MotionClip clip;
    std::vector<int> joins;  ///< frames of the model's rate
};

JoinedClip joined(const std::vector<std::vector<GeneratedMotion>>& pieces, std::size_t sample,
                  double blend_seconds) {
    JoinedClip result{pieces.front()[sample].clip, {}};
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        result.joins.push_back(result.clip.frame_count());
        result.clip = join_clips(result.clip, pieces[i][sample].clip, humanml3d_skeleton(), blend_seconds);
    }
    return result;
}

/// As many frames as were asked for, at the rate that was asked for.
MotionClip on_timeline(MotionClip clip, const MmcpRequest& request) {
    if (clip.fps != request.fps && clip.frame_count() > 1)
        clip = clean_up(clip, CleanUpOptions{.fps = request.fps});
    clip.fps = request.fps;
    const auto J = static_cast<std::size_t>(clip.joint_count);
    const auto frames = static_cast<std::size_t>(request.frames);
    const std::vector<glm::vec3> last(clip.positions.end() - static_cast<std::ptrdiff_t>(J),
                                      clip.positions.end());
    while (clip.positions.size() < frames * J)
        clip.positions.insert(clip.positions.end(), last.begin(), last.end());
    clip.positions.resize(frames * J);
    return clip;
}

MmcpSample sample_of(const JoinedClip& made, const MmcpRequest& request, double model_fps) {
    MotionClip clip = made.clip;
    if (request.post_processing && clip.frame_count() > 1)
        clip = clean_up(clip, CleanUpOptions{.above_floor = true, .lock_feet = true});
    clip = meet_poses(std::move(clip), request.poses, request.rig, request.fps);
    clip = meet_pins(clip, request.pins, request.rig, request.start, request.fps);
    const Contacts contacts = find_contacts(on_timeline(clip, request));
    clip = on_timeline(std::move(clip), request);

    MmcpSample sample;
    sample.track = track_of(clip, request.rig, request.start);
    for (const int frame : made.joins)
        sample.boundaries.push_back(
            std::min(request.frames - 1, static_cast<int>(std::lround(frame * request.fps / model_fps))));
    for (std::size_t side = 0; side < 2; ++side) {
        const int joint = request.rig.rig.roles[kBalls[side]];
        if (joint >= 0)
            sample.contacts.emplace_back(request.rig.rig.joints[static_cast<std::size_t>(joint)].name,
                                         contacts.feet[side]);
    }
    return sample;
}

JobResult carry_out(const MmcpRequest& request, JobRun& run, bool binary) {
    MotionGenerator& generator = *run.model().generator;
    const ModelInfo& model = generator.info();
    const std::uint64_t seed = request.seed.value_or(fresh_seed());
    std::vector<GenerateRequest> plan = plan_of(request, model, seed);
    for (GenerateRequest& piece : plan) {
        if (request.guidance) piece.sampling.guidance = *request.guidance;
        piece.validate(model.seconds_max());
    }
    std::vector<std::vector<GeneratedMotion>> pieces;
    if (plan.size() == 1) {
        StreamListener listener;
        listener.on_progress = [&run](double share) { run.progress(share); };
        pieces.push_back(generator.generate(plan.front(), listener, run.stop()));
    } else {
        pieces = generator.generate_batch(plan, run.stop());
    }

    MmcpAnswer answer{request.model, request.fps, &request.rig.rig, request.rig.upright != nullptr, {}};
    const double blend = request.transition_frames / request.fps;
    for (std::size_t i = 0; i < static_cast<std::size_t>(request.samples); ++i) {
        if (run.stop().stop_requested()) throw ApiError(410, "cancelled", "the job was cancelled");
        answer.samples.push_back(sample_of(joined(pieces, i, blend), request, model.fps));
    }
    return {200, binary ? "model/gltf-binary" : "model/gltf+json",
            binary ? gltf_binary(answer) : gltf_json(answer)};
}

}  // namespace

std::string model_id_of(const ModelInfo& model) {
    const std::string folder = model.folder.filename().string();
    return folder.empty() ? "model" : folder;
}

json mmcp_capabilities(const ModelInfo& model, const ServeOptions& options) {
    const bool person = model.skeleton == humanml3d_skeleton().name;
    json served = {{"id", model_id_of(model)},
                   {"fps", model.fps},
                   {"supports_retargeting", true},
                   {"supports_async", true},
                   {"supported_constraints", {"root_path", "effector_target", "pose_keyframe"}},
                   {"supported_segments", {"text", "unconditioned"}},
                   {"supported_guidance_types", {"nocfg", "regular", "separated"}},
                   {"predicted_contact_joints", json::array()},
                   {"native_clip_seconds", model.seconds_max()},
                   {"chunking", "stitched"},
                   {"recommended_max_duration_seconds", model.seconds_max()},
                   {"canonical_skeleton", canonical_skeleton()},
                   {"limits",
                    {{"max_duration_seconds", kMmcpSecondsMax},
                     {"max_num_samples", kMmcpSamplesMax},
                     {"max_constraints_per_request", kMmcpConstraintsMax},
                     {"max_prompt_length", kMmcpPromptMax},
                     {"max_request_bytes", options.body_bytes_max}}}};
    for (const Role ball : kBalls)
        served["predicted_contact_joints"].push_back(humanml3d_skeleton().joint_names[ball]);
    return {{"protocol_version", kMmcpVersion},
            {"rotation_format", "quaternion_xyzw"},
            {"coordinate_system", "right_handed_y_up"},
            {"units", "meters"},
            {"response_formats", {"gltf_2.0_json", "gltf_2.0_binary"}},
            {"models", person ? json::array({served}) : json::array()}};
}

JobQueue::Work mmcp_work(const json& body, const ModelInfo& model, bool binary) {
    if (model.skeleton != humanml3d_skeleton().name)
        throw ApiError(503, "model_unavailable",
                       fmt::format("the model's figure is {}; this needs HumanML3D's", model.skeleton));
    auto request = std::make_shared<const MmcpRequest>(read_mmcp_request(body, model_id_of(model), model));
    return [request, binary](JobRun& run) { return carry_out(*request, run, binary); };
}

std::string mmcp_title(const json& body) {
    const auto segments = body.find("segments");
    if (segments != body.end() && segments->is_array()) {
        for (const json& segment : *segments) {
            const auto prompt = segment.is_object() ? segment.find("prompt") : segment.end();
            if (segment.is_object() && prompt != segment.end() && prompt->is_string())
                return fmt::format("MMCP: {}", prompt->get<std::string>().substr(0, 80));
        }
    }
    return "MMCP";
}

}  // namespace im::serve
