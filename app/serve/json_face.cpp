#include "app/serve/json_face.h"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "app/serve/api_error.h"
#include "app/serve/mmcp_face.h"
#include "app/serve/mmcp_fields.h"
#include "app/serve/strict_body.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/fresh_seed.h"
#include "engine/core/json_reader.h"
#include "engine/core/scratch_folder.h"
#include "engine/generate/best_of.h"
#include "engine/generate/draw_again.h"
#include "engine/io/clip_io.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/motion/rig/rig_presets.h"

namespace im::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kVariationsServed = 16;
constexpr int kCandidatesServed = 64;  ///< variations x best_of
constexpr std::size_t kFramesMax = 20000;
constexpr std::size_t kTokensMax = 4096;

std::string shortened(const std::string& text) {
    return text.substr(0, 80);
}

/// Frames of joints as nested lists, millimetres exact.
json positions_json(std::span<const glm::vec3> positions, std::size_t joints) {
    json frames = json::array();
    for (std::size_t i = 0; i < positions.size(); i += joints) {
        json frame = json::array();
        for (std::size_t j = i; j < i + joints; ++j) {
            const auto rounded = [](float x) { return std::round(static_cast<double>(x) * 1e5) / 1e5; };
            frame.push_back({rounded(positions[j].x), rounded(positions[j].y), rounded(positions[j].z)});
        }
        frames.push_back(std::move(frame));
    }
    return frames;
}

json motion_json(const GeneratedMotion& motion) {
    return {{"variation", motion.variation},
            {"seed", motion.seed},
            {"tokens", motion.tokens},
            {"ended", motion.ended},
            {"log_probability", motion.log_probability},
            {"fps", motion.clip.fps},
            {"frames", motion.clip.frame_count()},
            {"seconds", motion.clip.seconds()}};
}

/// A clip out of a body: positions with fps, or the model's tokens.
struct MotionGiven {
    MotionClip clip;  ///< empty: of the tokens
    std::vector<int> tokens;
};

MotionClip read_positions(const json& frames, double fps, const Skeleton& skeleton) {
    MotionClip clip;
    clip.fps = fps;
    clip.joint_count = skeleton.joint_count();
    const auto J = static_cast<std::size_t>(clip.joint_count);
    if (!frames.is_array() || frames.empty() || frames.size() > kFramesMax)
        throw schema_error("positions", fmt::format("expected 1 to {} frames", kFramesMax));
    for (std::size_t t = 0; t < frames.size(); ++t) {
        const std::string place = fmt::format("positions[{}]", t);
        if (!frames[t].is_array() || frames[t].size() != J)
            throw schema_error(place, fmt::format("expected {} joints", J));
        for (const json& joint : frames[t]) clip.positions.emplace_back(vector_at(joint, place));
    }
    return clip;
}

MotionGiven read_given(JsonReader& reader, const ModelInfo& model) {
    const json& positions = reader.raw("positions");
    const json& tokens = reader.raw("tokens");
    double fps = model.fps;
    reader.read("fps", fps, 1, 240);
    if (positions.is_null() == tokens.is_null())
        throw schema_error("body", "expected either \"positions\" or \"tokens\"");
    MotionGiven given;
    if (tokens.is_null()) {
        given.clip = read_positions(positions, fps, skeleton_by_name(model.skeleton));
        return given;
    }
    if (!tokens.is_array() || tokens.empty() || tokens.size() > kTokensMax)
        throw schema_error("tokens", fmt::format("expected 1 to {} whole numbers", kTokensMax));
    for (const json& token : tokens) {
        if (!token.is_number_integer() || token.get<double>() < 0 || token.get<double>() > 1e6)
            throw schema_error("tokens", "expected whole numbers from 0");
        given.tokens.push_back(token.get<int>());
    }
    return given;
}

struct GenerateJob {
    GenerateRequest request;
    int best_of = 1;
    int tries = 1;  ///< draw_again.h
    bool stream = false;
};

GenerateJob read_generate(JsonReader& reader) {
    GenerateJob job;
    GenerateRequest& request = job.request;
    reader.require("prompt");
    reader.read("prompt", request.prompt);
    reader.read("variations", request.variations, 1, kVariationsServed);
    reader.read("best_of", job.best_of, 1, kCandidatesServed / request.variations);
    reader.read("stream", job.stream);
    // Frames that were sent cannot be taken back, and best_of draws several anyway.
    const bool as_it_comes = job.stream || job.best_of > 1;
    job.tries = as_it_comes ? 1 : std::min(kTriesDefault, kCandidatesServed / request.variations);
    reader.read("tries", job.tries, 1, as_it_comes ? 1 : kCandidatesServed / request.variations);
    if (reader.contains("seconds") && !reader.raw("seconds").is_null()) {
        double seconds = 0;
        reader.read("seconds", seconds, 0, 3600);
        request.seconds = seconds;
    } else {
        reader.raw("seconds");
    }
    auto seed = static_cast<std::int64_t>(fresh_seed());
    if (reader.contains("seed") && !reader.raw("seed").is_null())
        reader.read("seed", seed, 0, std::int64_t{1} << 53);
    else
        reader.raw("seed");
    request.seed = static_cast<std::uint64_t>(seed);
    reader.read("temperature", request.sampling.temperature, 0, 100);
    reader.read("top_k", request.sampling.top_k, 0, 1'000'000);
    reader.read("top_p", request.sampling.top_p, 0, 1);
    reader.read("guidance", request.sampling.guidance, 0, 100);
    return job;
}

JobResult generate(const GenerateJob& job, JobRun& run) {
    const auto& [request, best_of, tries, stream] = job;
    const LoadedModel& model = run.model();
    const Skeleton& skeleton = skeleton_by_name(model.generator->info().skeleton);
    const auto J = static_cast<std::size_t>(skeleton.joint_count());
    json motions = json::array();
    if (best_of > 1) {
        if (!model.reward)
            throw ApiError(400, "invalid_request", "best_of: the model has no reward encoders to choose by");
        const auto best =
            generate_best_of(*model.generator, *model.reward, {request}, best_of, run.stop()).front();
        for (const BestMotion& kept : best) {
            json motion = motion_json(kept.motion);
            motion["reward"] = kept.score.total;
            if (!stream) motion["positions"] = positions_json(kept.motion.clip.positions, J);
            motions.push_back(std::move(motion));
            if (stream)
                run.tell(json_text({{"event", "frames"},
                                    {"variation", kept.motion.variation},
                                    {"first_frame", 0},
                                    {"positions", positions_json(kept.motion.clip.positions, J)}}));
        }
    } else {
        StreamListener listener;
        listener.on_progress = [&run](double share) { run.progress(share); };
        if (stream) {
            listener.on_frames = [&](int variation, int first_frame, std::span<const glm::vec3> frames) {
                run.tell(json_text({{"event", "frames"},
                                    {"variation", variation},
                                    {"first_frame", first_frame},
                                    {"positions", positions_json(frames, J)}}));
            };
        }
        auto drawn = model.generator->generate(request, listener, run.stop());
        draw_again(*model.generator, request, drawn, tries, run.stop());
        for (const GeneratedMotion& made : drawn) {
            json motion = motion_json(made);
            if (!stream) motion["positions"] = positions_json(made.clip.positions, J);
            motions.push_back(std::move(motion));
        }
    }
    json answer = {{"prompt", request.prompt},
                   {"model", model_id_of(model.generator->info())},
                   {"joints", skeleton.joint_names},
                   {"parents", skeleton.parents},
                   {"motions", motions}};
    if (stream) answer["event"] = "done";
    return {200, "application/json", json_text(answer)};
}

json score_json(const MotionScore& score) {
    const auto number = [](const std::optional<double>& value) { return value ? json(*value) : json(); };
    return {{"total", score.total},
            {"text_term", score.text},
            {"distance", score.distance},
            {"preference_term", number(score.preference)},
            {"beats_matched", number(score.beats_matched)},
            {"beats_mismatched", number(score.beats_mismatched)}};
}

JobResult reward(const std::string& prompt, const MotionGiven& given, const LoadedModel& model) {
    if (!model.reward) throw ApiError(400, "invalid_request", "the model has no reward encoders");
    const auto score = [&](const MotionScorer& scorer) {
        return given.tokens.empty() ? scorer.score_clip(prompt, given.clip)
                                    : scorer.score({prompt}, {given.tokens}).front();
    };
    return {200, "application/json",
            json_text({{"prompt", prompt},
                       {"reward", score_json(score(*model.reward))},
                       {"judge", model.judge ? score_json(score(*model.judge)) : json()}})};
}

const std::map<std::string, std::string>& media_types() {
    static const std::map<std::string, std::string> types = {
        {"bvh", "text/plain"},        {"fbx", "application/octet-stream"},
        {"glb", "model/gltf-binary"}, {"npy", "application/octet-stream"},
        {"npz", "application/zip"},   {"csv", "text/csv"},
        {"json", "application/json"},
    };
    return types;
}

struct ExportPlan {
    std::string format = "bvh";
    ExportOptions options;
    CleanUpOptions clean_up;
    std::string prompt;
};

ExportPlan read_export(JsonReader& reader) {
    ExportPlan plan;
    std::vector<std::string> formats, skeletons;
    for (const auto& [name, type] : media_types()) formats.push_back(name);
    for (const RigPreset& preset : rig_presets()) skeletons.push_back(preset.name);
    reader.read("format", plan.format, formats);
    reader.read("skeleton", plan.options.skeleton, skeletons);
    std::string up = "y", root = "hips";
    reader.read("up", up, {"y", "z"});
    reader.read("root", root, {"hips", "root"});
    plan.options.up = up == "z" ? UpAxis::Z : UpAxis::Y;
    plan.options.root_motion = root == "root";
    reader.read("body", plan.options.body);
    if (reader.contains("export_fps")) {
        double fps = 0;
        reader.read("export_fps", fps, 1, 240);
        plan.clean_up.fps = fps;
    }
    reader.read("foot_lock", plan.clean_up.lock_feet);
    reader.read("ground", plan.clean_up.above_floor);
    reader.read("loop", plan.clean_up.loop);
    reader.read("smoothing", plan.clean_up.smoothing, 0, 1);
    reader.read("prompt", plan.prompt);
    return plan;
}

}  // namespace

JsonJob generate_job(const json& body, const ModelInfo& model) {
    const GenerateJob job = strictly(body, [&](JsonReader& reader) {
        GenerateJob read = read_generate(reader);
        read.request.validate(model.seconds_max());
        return read;
    });
    return {"generate: " + shortened(job.request.prompt), [job](JobRun& run) { return generate(job, run); },
            job.stream};
}

JsonJob reward_job(const json& body, const ModelInfo& model) {
    std::string prompt;
    auto given = std::make_shared<const MotionGiven>(strictly(body, [&](JsonReader& reader) {
        reader.require("prompt");
        reader.read("prompt", prompt);
        GenerateRequest{.prompt = prompt}.validate(0);
        return read_given(reader, model);
    }));
    return {"reward: " + shortened(prompt),
            [prompt, given](JobRun& run) { return reward(prompt, *given, run.model()); }};
}

JsonJob export_job(const json& body, const ModelInfo& model) {
    ExportPlan plan;
    auto given = std::make_shared<const MotionGiven>(strictly(body, [&](JsonReader& reader) {
        plan = read_export(reader);
        return read_given(reader, model);
    }));
    return {"export: " + plan.format, [plan, given](JobRun& run) {
                const MotionClip clip =
                    given->tokens.empty() ? given->clip : run.model().generator->decode_tokens(given->tokens);
                const ScratchFolder folder;  // save_clip knows files alone
                const fs::path file = folder.path() / ("motion." + plan.format);
                save_clip(file, plan.clean_up.any() ? clean_up(clip, plan.clean_up) : clip,
                          {plan.prompt, 0, model_id_of(run.model().generator->info()), given->tokens},
                          plan.options);
                return JobResult{200, media_types().at(plan.format), read_text(file)};
            }};
}

json job_json(const JobView& job) {
    return {{"id", job.id},
            {"what", job.what},
            {"from", job.from},
            {"state", state_name(job.state)},
            {"progress", job.progress},
            {"ahead", job.ahead},
            {"seconds_waited", job.seconds_waited},
            {"seconds_run", job.seconds_run}};
}

}  // namespace im::serve
