// instructmotion reward "PROMPT" MOTION

#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/motion_files.h"
#include "engine/core/error.h"
#include "engine/generate/motion_scorer.h"
#include "engine/io/motion_file.h"
#include "engine/motion/clean_up/clean_up.h"

namespace im::cli {
namespace {

struct RewardOptions {
    std::string prompt;
    std::filesystem::path motion, reference;
    std::optional<double> text_weight, motion_weight;
    ReadingChoices reading;
};

double checked_weight(const std::optional<double>& weight, double otherwise, const char* name) {
    if (!weight) return otherwise;
    if (!(*weight >= 0 && *weight <= 1000))
        throw usage_error("{}: expected 0 to 1000, found {}", name, *weight);
    return *weight;
}

nlohmann::json to_json(const MotionScore& score) {
    const auto number = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    return {{"total", score.total},
            {"text_term", score.text},
            {"motion_term", score.motion},
            {"preference_term", number(score.preference)},
            {"distance", score.distance},
            {"reference_distance", number(score.reference_distance)},
            {"beats_matched", number(score.beats_matched)},
            {"beats_mismatched", number(score.beats_mismatched)}};
}

/// What a distance means, in words, against pairs whose answer is known.
std::string standing(const MotionScore& score) {
    if (!score.beats_matched || !score.beats_mismatched) return "";
    const char* verdict = *score.beats_mismatched < 0.9 ? "does not fit"
                          : *score.beats_matched < 0.02 ? "fits in part at best"
                          : *score.beats_matched < 0.25
                              ? "fits, less well than most captured motion fits its caption"
                              : "fits as captured motion fits its caption";
    return fmt::format(
        "{}: nearer than {:.0f} % of captured motions with their own captions,\n"
        "           and than {:.1f} % of those with captions of something else",
        verdict, 100 * *score.beats_matched, 100 * *score.beats_mismatched);
}

void print_score(const char* name, const MotionScore& score) {
    fmt::print("{:9}  distance {:.3f} (0 the same, 2 opposite)\n", name, score.distance);
    if (const auto words = standing(score); !words.empty()) fmt::print("           {}\n", words);
}

/// Motion of any origin; the encoders know 20 frames a second.
MotionClip read_clip(const std::filesystem::path& file, const MotionFileOptions& reading,
                     std::vector<std::string>& warnings) {
    const MotionFile read = read_motion(file, reading);
    for (const std::string& warning : read.warnings) print_warning(file, warning);
    warnings.insert(warnings.end(), read.warnings.begin(), read.warnings.end());
    const MotionClip& clip = read.clip;
    const double fps = humanml3d_skeleton().fps;
    const bool other_rate = clip.joint_count == humanml3d_skeleton().joint_count() && clip.fps != fps;
    return other_rate ? resample(clip, fps) : clip;
}

int run_reward(const Context& context, const RewardOptions& options) {
    GenerateRequest request;
    request.prompt = options.prompt;
    request.validate(0);
    const bool paired = !options.reference.empty();
    if (!paired && options.motion_weight) throw usage_error("--motion-weight needs --reference");
    const RewardWeights defaults = paired ? RewardWeights{} : kTextOnlyReward;
    const RewardWeights weights{checked_weight(options.text_weight, defaults.text, "--text-weight"),
                                checked_weight(options.motion_weight, defaults.motion, "--motion-weight")};
    const MotionFileOptions reading = plan_reading(options.reading);
    std::vector<std::string> warnings;
    const MotionClip clip = read_clip(options.motion, reading, warnings);
    const MotionClip reference = paired ? read_clip(options.reference, reading, warnings) : MotionClip{};

    const auto folder = model_folder(context);
    const GeneratorOptions device{context.options.device, context.options.threads};
    const auto score_by = [&](const char* encoders) {
        return MotionScorer::load(folder, device, encoders)
            ->score_clip(options.prompt, clip, paired ? &reference : nullptr, weights);
    };
    const MotionScore score = score_by("reward");
    std::optional<MotionScore> judge;
    if (MotionScorer::available(folder, "judge")) judge = score_by("judge");
    spdlog::info("reward: {:.4f} for {}", score.total, options.motion.string());

    if (context.options.json) {
        nlohmann::json line = {
            {"prompt", options.prompt},
            {"motion", options.motion.string()},
            {"reference", paired ? nlohmann::json(options.reference.string()) : nlohmann::json()},
            {"text_weight", weights.text},
            {"motion_weight", weights.motion},
            {"reward", to_json(score)},
            {"judge", judge ? to_json(*judge) : nlohmann::json()},
            {"warnings", warnings}};
        print_json(line);
        return 0;
    }
    fmt::print("{}\n{}, {:.1f} s\n\n", printable(options.prompt), options.motion.string(), clip.seconds());
    fmt::print("reward     {:.4f}\n", score.total);
    fmt::print("  text     {:.4f} = -{:g} x {:.3f}^2\n", score.text, weights.text, score.distance);
    if (score.reference_distance) {
        fmt::print("  motion   {:.4f} = -{:g} x {:.3f}^2, to {}\n", score.motion, weights.motion,
                   *score.reference_distance, options.reference.string());
    }
    if (score.preference)
        fmt::print("  liking   {:.4f}, by the ratings that the model was fine-tuned with\n",
                   *score.preference);
    fmt::print("\n");
    print_score("by reward", score);
    if (judge) print_score("by judge", *judge);
    return 0;
}

}  // namespace

void add_reward(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("reward", "Scores a motion against a prompt");
    auto options = std::make_shared<RewardOptions>();
    command->add_option("prompt", options->prompt, "What the motion should show, in English")
        ->required()
        ->type_name("TEXT");
    command
        ->add_option("motion", options->motion, "The motion to score: .npy, .bvh, .fbx, .glb, .npz or .json")
        ->required()
        ->type_name("MOTION");
    command
        ->add_option("--reference", options->reference,
                     "A captured motion of the same text: scores against it, too")
        ->type_name("MOTION");
    command->add_option("--text-weight", options->text_weight, "Default: 2, with --reference 0.4")
        ->type_name("W");
    command->add_option("--motion-weight", options->motion_weight, "Default: 2")->type_name("W");
    add_reading_choices(*command, options->reading);
    command->footer(
        "The reward is minus the weighted squared distances: 0 is perfect, higher is better. A model that "
        "was fine-tuned with\n"
        "--preferences adds how much its user would like the motion.");
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_reward(context, *options); }; });
}

}  // namespace im::cli
