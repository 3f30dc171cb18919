#include "engine/train/run/train_config.h"

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"

namespace im {
namespace {

template <class Training>
void read_common(JsonReader& reader, Training& t) {
    reader.read("steps", t.steps, 1, 100000000);
    reader.read("validate_every", t.validate_every, 1, 100000000);
    reader.read("checkpoint_every", t.checkpoint_every, 1, 100000000);
    reader.read("patience", t.patience, 1, 1000000);
    reader.read("precision", t.precision, {"auto", "fp32", "bf16"});
    read_optimiser(reader.child("optimiser"), t.optimiser);
    JsonReader synthesis = reader.child("synthesis");
    synthesis.read("clips", t.synthesis.clips, 0, 1000000);
    synthesis.read("weight", t.synthesis.weight, 0.0, 1000.0);
    synthesis.read("operators", t.synthesis.operators);
    synthesis.finish();
}

std::set<std::string> read_held_out_pairs(const std::filesystem::path& file) {
    const auto root = read_json_file(file);
    JsonReader reader(root, file.string());
    std::string comment;
    std::int64_t seed = 0;
    std::vector<std::string> ordered, at_once;
    reader.read("comment", comment);
    reader.read("seed", seed, 0, std::int64_t{1} << 53);
    reader.read("ordered", ordered);
    reader.read("at_once", at_once);
    reader.finish();
    std::set<std::string> pairs(ordered.begin(), ordered.end());
    pairs.insert(at_once.begin(), at_once.end());
    return pairs;
}

void read_contrastive(JsonReader reader, ContrastiveTraining& c) {
    read_common(reader, c);
    reader.read("batch", c.batch, 2, 100000);
    reader.read("loss", c.loss, {"infonce", "margin"});
    reader.read("margin", c.margin, 1e-3, 2.0);
    reader.read("temperature", c.temperature, 1e-3, 10.0);
    reader.read("same_label_weight", c.same_label_weight, 0.0, 1.0);
    reader.read("reconstructed", c.reconstructed, 0.0, 1.0);
    reader.read("sequences", c.sequences, 0, 1000000);
    reader.read("sequence_share", c.sequence_share, 0.0, 1.0);
    reader.read("widened_captions", c.widened_captions, 0, 1000);
    reader.read("hold_out", c.hold_out, 0.0, 0.5);
    reader.read("hold_out_part", c.hold_out_part, 0, 1000);
    auto seed = static_cast<std::int64_t>(c.seed);
    reader.read("seed", seed, 0, std::int64_t{1} << 53);
    c.seed = static_cast<std::uint64_t>(seed);
    reader.finish();
}

}  // namespace

void read_optimiser(JsonReader reader, OptimiserConfig& o) {
    reader.read("learning_rate", o.learning_rate, 0.0, 1.0);
    reader.read("final_share", o.final_share, 0.0, 1.0);
    reader.read("schedule", o.schedule, {"cosine", "step"});
    reader.read("drop_at", o.drop_at, 0.0, 1.0);
    reader.read("warmup_steps", o.warmup_steps, 0, 1000000);
    reader.read("beta1", o.beta1, 0.0, 0.9999);
    reader.read("beta2", o.beta2, 0.0, 0.99999);
    reader.read("weight_decay", o.weight_decay, 0.0, 10.0);
    reader.read("gradient_norm_max", o.gradient_norm_max, 0.0, 1e9);
    reader.finish();
}

TrainConfig load_train_config(const std::filesystem::path& file) {
    const auto root = read_json_file(file);
    TrainConfig config;
    config.model = parse_model_config(root, file.string(), {"train", "comment", "reward", "judge"});
    JsonReader reader(root, file.string());
    config.reward_encoders = parse_contrastive_config(reader.child("reward"));
    config.judge_encoders = parse_contrastive_config(reader.child("judge"));
    JsonReader train = reader.child("train");
    train.read("leave_out_sources", config.leave_out_sources);
    std::string held_out;
    train.read("held_out_pairs", held_out);
    if (!held_out.empty()) config.held_out_pairs = read_held_out_pairs(file.parent_path() / held_out);

    JsonReader tokenizer = train.child("tokenizer");
    auto& t = config.tokenizer;
    read_common(tokenizer, t);
    tokenizer.read("batch_frames", t.batch_frames, 4, 10000000);
    const auto& windows = tokenizer.raw("window_frames");
    if (!windows.is_null()) {
        t.window_frames.clear();
        const int l = config.model.tokenizer.frames_per_step();
        if (windows.is_array()) {
            for (const auto& window : windows)
                t.window_frames.push_back(window.is_number_integer() ? window.get<int>() : -1);
        }
        for (const int window : t.window_frames) {
            if (window < l || window % l != 0) t.window_frames.clear();
        }
        if (t.window_frames.empty()) {
            throw input_error("{}.window_frames: expected a list of multiples of {}, found {}",
                              tokenizer.place(), l, windows.dump());
        }
    }
    tokenizer.read("loss", t.loss, {"published", "geometric"});
    tokenizer.read("commit_weight", t.commit_weight, 0.0, 100.0);
    tokenizer.read("reset_until", t.reset_until, 0.0, 1.0);
    tokenizer.read("freeze_base", t.freeze_base);
    tokenizer.finish();

    JsonReader generator = train.child("generator");
    auto& g = config.generator;
    read_common(generator, g);
    generator.read("batch", g.batch, 1, 100000);
    generator.read("corrupt", g.corrupt, 0.0, 1.0);
    generator.read("corrupt_per_sequence", g.corrupt_per_sequence);
    generator.read("drop_text", g.drop_text, 0.0, 1.0);
    generator.read("drop_length", g.drop_length, 0.0, 1.0);
    generator.read("label_smoothing", g.label_smoothing, 0.0, 0.9);
    generator.read("detail_weight", g.detail_weight, 0.0, 100.0);
    generator.read("start_offsets", g.start_offsets, 1, 1 << config.model.tokenizer.down_t);
    generator.read("composed_clips", g.composed_clips, 0, 1000000);
    generator.read("composed_weight", g.composed_weight, 0.0, 1000.0);
    generator.read("widened_captions", g.widened_captions, 0, 1000);
    generator.read("length_groups", g.length_groups, 1, 64);
    generator.finish();
    read_contrastive(train.child("reward"), config.reward);
    read_contrastive(train.child("judge"), config.judge);
    train.finish();
    return config;
}

}  // namespace im
