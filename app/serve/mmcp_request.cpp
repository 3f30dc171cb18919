#include "app/serve/mmcp_request.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "app/serve/mmcp_fields.h"
#include "engine/core/splitmix.h"

namespace im::serve {
namespace {

using nlohmann::json;

constexpr double kFarthest = 10000;  // metres
/// Of one constraint; more say no more about a way or a reach, and cost.
constexpr std::size_t kPathPinsMax = 16, kEffectorPinsMax = 24;

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// "1.0", "1.7": the same major.
void check_version(const json& body) {
    const std::string version = text_field(body, "protocol_version", "body");
    const auto digits = [](const std::string& text) {
        return !text.empty() && text.size() < 6 &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const std::size_t dot = version.find('.');
    if (dot == std::string::npos || !digits(version.substr(0, dot)) || !digits(version.substr(dot + 1)))
        throw schema_error("protocol_version", "expected a version such as \"1.0\"");
    if (version.substr(0, dot) != "1")
        throw ApiError(400, "version_unsupported", "this server speaks version 1 of the protocol",
                       {{"supported", {kMmcpVersion}}});
}

void check_model(MmcpRequest& request, const json& body, const std::string& model_id) {
    request.model = text_field(body, "model", "body");
    if (request.model != model_id)
        throw ApiError(400, "unknown_model", fmt::format("this server serves \"{}\"", model_id),
                       {{"available_models", {model_id}}});
}

int frames_field(const json& object, const std::string& place, double fps) {
    const auto most = static_cast<std::int64_t>(kMmcpSecondsMax * fps);
    const auto frames = whole_field(object, "duration_frames", place, 1, 1'000'000);
    if (!frames) throw schema_error(place + ".duration_frames", "expected a number of frames, found none");
    if (*frames > most)
        throw ApiError(400, "invalid_options",
                       fmt::format("{}: expected at most {} frames ({} s), found {}", place, most,
                                   kMmcpSecondsMax, *frames),
                       {{"max_duration_seconds", kMmcpSecondsMax}});
    return static_cast<int>(*frames);
}

std::string segment_prompt(const json& segment, const std::string& place) {
    std::string prompt = text_field(segment, "prompt", place);
    if (prompt.find_first_not_of(" \t\r\n") == std::string::npos)
        throw schema_error(place + ".prompt", "expected words, found none");
    if (characters(prompt) > kMmcpPromptMax)
        throw schema_error(place + ".prompt", fmt::format("expected at most {} characters, found {}",
                                                          kMmcpPromptMax, characters(prompt)));
    return prompt;
}

void read_segments(MmcpRequest& request, const json& body) {
    const json& segments = list_field(body, "segments", "body");
    const bool without = segments.empty();
    if (without && list_field(body, "constraints", "body").empty())
        throw schema_error("body", "expected segments or constraints, found neither");
    if (without != (body.contains("duration_frames") && !body["duration_frames"].is_null()))
        throw schema_error("duration_frames", without ? "is needed where there are no segments"
                                                      : "is for requests without segments alone");
    if (without) request.pieces.push_back({kWithoutWords, frames_field(body, "body", request.fps)});
    if (segments.size() > 256) throw schema_error("segments", "expected at most 256");
    std::string words = kWithoutWords;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string place = fmt::format("segments[{}]", i);
        const json& segment = object_at(segments[i], place);
        const std::string type = text_field(segment, "type", place);
        if (type != "text" && type != "unconditioned")
            throw ApiError(400, "unsupported_segment",
                           fmt::format("{}: this model makes text and unconditioned segments, found \"{}\"",
                                       place, type.substr(0, 60)),
                           {{"supported_segments", {"text", "unconditioned"}}});
        const int frames = frames_field(segment, place, request.fps);
        if (type == "text") words = segment_prompt(segment, place);
        // Without words what came before goes on: a longer piece, not another one.
        if (type == "unconditioned" && !request.pieces.empty()) {
            request.pieces.back().frames += frames;
        } else {
            request.pieces.push_back({words, frames});
        }
    }
    for (const MmcpPiece& piece : request.pieces) request.frames += piece.frames;
    if (request.frames > kMmcpSecondsMax * request.fps)
        throw ApiError(400, "invalid_options",
                       fmt::format("expected at most {} s, found {:.1f} s", kMmcpSecondsMax,
                                   request.frames / request.fps),
                       {{"max_duration_seconds", kMmcpSecondsMax}});
}

void read_options(MmcpRequest& request, const json& body) {
    static const json none = json::object();
    const auto found = body.find("options");
    const json& options = found == body.end() || found->is_null() ? none : object_at(*found, "options");
    const auto bad = [](const std::string& message) { return ApiError(400, "invalid_options", message); };
    const auto samples = whole_field(options, "num_samples", "options", 1, 1'000'000).value_or(1);
    if (samples > kMmcpSamplesMax)
        throw bad(fmt::format("num_samples: expected 1 to {}, found {}", kMmcpSamplesMax, samples));
    request.samples = static_cast<int>(samples);
    if (const auto seed = whole_field(options, "seed", "options", 0, INT64_MAX))
        request.seed = static_cast<std::uint64_t>(*seed);
    if (const auto clean = options.find("post_processing"); clean != options.end() && !clean->is_null()) {
        if (!clean->is_boolean()) throw schema_error("options.post_processing", "expected true or false");
        request.post_processing = clean->get<bool>();
    }
    request.transition_frames =
        static_cast<int>(whole_field(options, "transition_frames", "options", 0, 60).value_or(5));
    const auto guidance = options.find("guidance");
    if (guidance == options.end() || guidance->is_null()) return;
    const std::string type = text_field(object_at(*guidance, "options.guidance"), "type", "options.guidance");
    const json& weight = list_field(*guidance, "weight", "options.guidance");
    const std::size_t needed = type == "regular" ? 1 : type == "separated" ? 2 : 0;
    if (needed == 0 && type != "nocfg") throw bad("guidance.type: expected nocfg, regular or separated");
    if (weight.size() != needed)
        throw bad(fmt::format("guidance.weight: expected {} numbers for {}", needed, type));
    // The first weight is the text's; logits are c + s (c - u) here and u + w (c - u) there.
    request.guidance =
        needed == 0 ? 0 : std::clamp(numbers_at(weight, needed, "options.guidance.weight")[0] - 1, 0.0, 10.0);
}

class ConstraintReader {
  public:
    explicit ConstraintReader(MmcpRequest& request) : request_(request) {
        for (std::size_t j = 0; j < request.rig.rig.joints.size(); ++j)
            names_.emplace(request.rig.rig.joints[j].name, static_cast<int>(j));
    }

    void read(const json& constraint, const std::string& place) {
        const std::string type = text_field(object_at(constraint, place), "type", place);
        if (type == "root_path") {
            read_path(constraint, place);
        } else if (type == "effector_target") {
            read_effector(constraint, place);
        } else if (type == "pose_keyframe") {
            read_pose(constraint, place);
        } else {
            throw unsupported(type.substr(0, 60), place);
        }
    }

  private:
    static ApiError unsupported(const std::string& type, const std::string& place) {
        return {400,
                "unsupported_constraint",
                fmt::format("{}: this server meets paths of the root, poses, and targets of hands, feet and "
                            "hips; it cannot meet this {}",
                            place, type),
                {{"supported_constraints", {"root_path", "effector_target", "pose_keyframe"}}}};
    }

    int frame_in_range(std::int64_t frame, const std::string& place) const {
        if (frame < 0 || frame >= request_.frames)
            throw ApiError(
                400, "frame_out_of_range",
                fmt::format("{}: expected frames from 0 to {}, found {}", place, request_.frames - 1, frame),
                {{"frame", frame}, {"total_frames", request_.frames}});
        return static_cast<int>(frame);
    }

    std::vector<int> frames_of(const json& constraint, const std::string& place) const {
        const json& list = list_field(constraint, "frames", place);
        if (list.empty()) throw schema_error(place + ".frames", "expected frames, found none");
        std::vector<int> frames;
        for (const json& frame : list) {
            const bool whole = frame.is_number_integer() &&
                               !(frame.is_number_unsigned() &&
                                 frame.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX));
            if (!whole) throw schema_error(place + ".frames", "expected whole numbers");
            frames.push_back(frame_in_range(frame.get<std::int64_t>(), place));
        }
        return frames;
    }

    void check_joint(const std::string& joint, const std::string& place) const {
        if (!names_.contains(joint))
            throw ApiError(400, "unknown_joint",
                           fmt::format("{}: \"{}\" is no joint of the skeleton", place, joint.substr(0, 128)),
                           {{"joint", joint.substr(0, 128)}});
    }

    static void check_list(const json& constraint, const char* key, std::size_t count, std::size_t width,
                           const std::string& place) {
        const json& list = list_field(constraint, key, place);
        if (list.size() != count)
            throw schema_error(place + "." + key, fmt::format("expected one for each of {} frames", count));
        for (const json& entry : list) numbers_at(entry, width, place + "." + key);
    }

    void read_pose(const json& constraint, const std::string& place) {
        const auto frame = whole_field(constraint, "frame", place, INT64_MIN, INT64_MAX);
        if (!frame) throw schema_error(place + ".frame", "expected a frame, found none");
        MmcpPose pose{.frame = frame_in_range(*frame, place), .turns = {}};
        const auto rotations = constraint.find("joint_rotations");
        if (rotations == constraint.end())
            throw schema_error(place + ".joint_rotations", "expected an object {...}, found none");
        for (const auto& [joint, rotation] : object_at(*rotations, place + ".joint_rotations").items()) {
            check_joint(joint, place);
            pose.turns.emplace_back(names_.at(joint), quaternion_at(rotation, place + ".joint_rotations." +
                                                                                  joint.substr(0, 128)));
        }
        if (const auto fill = constraint.find("fill_mode"); fill != constraint.end() && !fill->is_null()) {
            if (*fill != "rest" && *fill != "generate")
                throw schema_error(place + ".fill_mode", "expected \"rest\" or \"generate\"");
            pose.others_rest = *fill == "rest";
        }
        if (const auto root = constraint.find("root_position");
            root != constraint.end() && !root->is_null()) {
            pose.root = vector_at(*root, place + ".root_position");
            MmcpPin pin{.frame = pose.frame, .place = *pose.root};
            pin.any_height = request_.rig.rig.roles[kPelvis] != 0;  // the root's height is not the hips'
            if (pin.frame == 0) {
                request_.start = start_of_path({pin}, request_.start);
            } else {
                request_.pins.push_back(pin);
            }
        }
        request_.poses.push_back(std::move(pose));
    }

    void read_path(const json& constraint, const std::string& place) {
        const std::vector<int> frames = frames_of(constraint, place);
        check_list(constraint, "positions_xz", frames.size(), 2, place);
        const auto headings = constraint.find("heading_radians");
        const bool turned = headings != constraint.end() && !headings->is_null();
        std::vector<double> angles;
        if (turned) angles = numbers_at(*headings, frames.size(), place + ".heading_radians");
        std::vector<MmcpPin> way, facings;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const auto xz = numbers_at(constraint["positions_xz"][i], 2, place + ".positions_xz");
            if (std::abs(xz[0]) > kFarthest || std::abs(xz[1]) > kFarthest)
                throw schema_error(place + ".positions_xz",
                                   fmt::format("expected metres from -{0} to {0}", kFarthest));
            way.push_back({.frame = frames[i], .place = {xz[0], 0, xz[1]}, .any_height = true});
            if (turned) {
                const double angle = std::remainder(angles[i], 2 * std::numbers::pi);
                facings.push_back({.part = PinnedPart::Facing, .frame = frames[i], .heading = angle});
            }
        }
        way = thinned(way, kPathPinsMax);
        facings = thinned(facings, kPathPinsMax);
        way.insert(way.end(), facings.begin(), facings.end());
        request_.start = start_of_path(way, request_.start);
        std::erase_if(way, [](const MmcpPin& pin) { return pin.frame == 0; });
        request_.pins.insert(request_.pins.end(), way.begin(), way.end());
    }

    void read_effector(const json& constraint, const std::string& place) {
        const std::string joint = text_field(constraint, "joint", place);
        check_joint(joint, place);
        const std::vector<int> frames = frames_of(constraint, place);
        check_list(constraint, "positions", frames.size(), 3, place);
        MmcpPin pin;
        if (!pinned_part_of(request_.rig.rig, joint, pin)) throw unsupported("effector_target", place);
        std::vector<MmcpPin> pins;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            pin.frame = frames[i];
            pin.place = vector_at(constraint["positions"][i], place + ".positions");
            pins.push_back(pin);
        }
        pins = thinned(pins, kEffectorPinsMax);
        request_.pins.insert(request_.pins.end(), pins.begin(), pins.end());
    }

    MmcpRequest& request_;
    std::map<std::string, int> names_;  ///< joints of the rig
};

}  // namespace

MmcpRequest read_mmcp_request(const json& body, const std::string& model_id, const ModelInfo& model) {
    MmcpRequest request;
    check_version(body);
    check_model(request, body, model_id);
    const auto skeleton = body.find("skeleton");
    if (skeleton == body.end()) throw schema_error("skeleton", "expected a skeleton, found none");
    request.rig = read_skeleton(*skeleton);
    request.fps = model.fps;
    if (const auto timing = body.find("timing"); timing != body.end() && !timing->is_null())
        request.fps =
            number_field(object_at(*timing, "timing"), "fps", "timing", 1, kMmcpFpsMax).value_or(model.fps);
    read_segments(request, body);
    read_options(request, body);
    const json& constraints = list_field(body, "constraints", "body");
    if (constraints.size() > static_cast<std::size_t>(kMmcpConstraintsMax))
        throw ApiError(400, "invalid_options",
                       fmt::format("expected at most {} constraints, found {}", kMmcpConstraintsMax,
                                   constraints.size()));
    ConstraintReader reader(request);
    for (std::size_t i = 0; i < constraints.size(); ++i)
        reader.read(constraints[i], fmt::format("constraints[{}]", i));
    return request;
}

std::vector<GenerateRequest> plan_of(const MmcpRequest& request, const ModelInfo& model, std::uint64_t seed) {
    const double rate = model.fps / request.fps;
    // The last frame asked for lies between two of the model's, or on its last one.
    const int last = static_cast<int>(std::ceil((request.frames - 1) * rate - 1e-9)) + 1;
    std::vector<GenerateRequest> plan;
    int timeline = 0, made = 0;
    for (std::size_t i = 0; i < request.pieces.size(); ++i) {
        timeline += request.pieces[i].frames;
        const bool end = i + 1 == request.pieces.size();
        const int until = std::max(made + 1, end ? last : static_cast<int>(std::lround(timeline * rate)));
        const int parts = (until - made + model.frames_max() - 1) / model.frames_max();
        for (int p = 0; p < parts; ++p) {
            const int share = (until - made) / (parts - p);
            GenerateRequest piece;
            piece.prompt = request.pieces[i].prompt;
            piece.variations = request.samples;
            piece.seconds = share / model.fps;
            piece.seed = plan.empty() ? seed : splitmix_finaliser(seed + plan.size());
            plan.push_back(std::move(piece));
            made += share;
        }
    }
    return plan;
}

}  // namespace im::serve
