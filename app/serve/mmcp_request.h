#pragma once
// MMCP 1.0's GenerateRequest: read, checked, and cut into the pieces that the model can make.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/serve/mmcp_constraints.h"
#include "app/serve/mmcp_pose.h"
#include "app/serve/mmcp_skeleton.h"
#include "engine/generate/motion_generator.h"

namespace im::serve {

inline constexpr const char* kMmcpVersion = "1.0";
inline constexpr int kMmcpSamplesMax = 16;
inline constexpr int kMmcpConstraintsMax = 256;
inline constexpr int kMmcpPromptMax = 1000;  ///< characters
inline constexpr double kMmcpSecondsMax = 60;
inline constexpr double kMmcpFpsMax = 240;

/// What a stretch of the timeline shows.
struct MmcpPiece {
    std::string prompt;
    int frames = 0;  ///< of the request's timeline
};

struct MmcpRequest {
    std::string model;
    ServedRig rig;
    double fps = 20;  ///< of the timeline and of the answer
    int frames = 0;   ///< in all
    std::vector<MmcpPiece> pieces;
    MotionStart start;
    std::vector<MmcpPin> pins;  ///< of paths and effectors, those of frame 0's start left out
    std::vector<MmcpPose> poses;
    int samples = 1;
    std::optional<std::uint64_t> seed;
    std::optional<double> guidance;  ///< our scale: the protocol's weight - 1
    bool post_processing = true;
    int transition_frames = 5;
};

/// Stretches without words go on as what came before; at the beginning, or where there are no words at all,
/// the person stands.
inline constexpr const char* kWithoutWords = "a person stands still";

/// Throws ApiError: 422 for what does not fit the protocol's schema; 400 version_unsupported, unknown_model,
/// invalid_skeleton, unsupported_segment, unknown_joint, frame_out_of_range, invalid_options, and
/// unsupported_constraint for those that cannot be met: effectors other than hands, feet and hips.
MmcpRequest read_mmcp_request(const nlohmann::json& body, const std::string& model_id,
                              const ModelInfo& model);

/// The pieces as requests to the model, in their order: none longer than it can make, together as long as the
/// timeline at the model's own rate.
std::vector<GenerateRequest> plan_of(const MmcpRequest& request, const ModelInfo& model, std::uint64_t seed);

}  // namespace im::serve
