#pragma once
// A fine-tuning run from start to end: the engine behind `instructmotion finetune` and the studio's training
// worker. Torch-free header.
//
//   Finetune run({.model = "assets/starter",
//                 .prompts = "my.txt",
//                 .config = "configs/finetune.json",
//                 .out = "runs/mine"},
//                listener);
//   run.start();  // on a thread of its own
//   run.pause();
//   run.resume();
//   run.stop();
//   run.wait();
//
// OUT is a model folder from the first minute on: the best policy so far by the judge, at first the base
// itself. Beside it lie a checkpoint and the run's record (engine/train/run/run_folder.h, run_record.h) and, when the
// run was given preferences, what the user likes (preference.safetensors). While it runs, other programs are kept out.
// The base model's folder is never written to.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/train/finetune/run_record.h"
#include "engine/train/supervised/train.h"

namespace im {

class FinetuneControl;
class GeneratorSnapshot;  // engine/model/generator_snapshot.h
class MotionTextEncoders;
class SentenceEncoder;
struct PreferenceFit;
struct Tokenizer;

struct FinetuneRequest {
    std::filesystem::path model;    ///< the base: a model folder
    std::filesystem::path prompts;  ///< prompt_set.h
    std::string split = "train";    ///< of a .json prompt file
    /// Data sets whose train clips are mixed in; empty: words alone.
    std::vector<std::filesystem::path> paired;
    std::filesystem::path config;  ///< configs/finetune.json
    std::filesystem::path out;
    /// Folder with reward.safetensors and judge.safetensors; empty: the model's, else the starter's.
    std::filesystem::path encoders;
    std::optional<std::int64_t> iterations = {};  ///< instead of the config's
    std::optional<bool> lora = {};                ///< instead of the config's
    std::string preset = {};            ///< weights of the reward instead of the config's: reward_presets.h
    std::vector<std::string> set = {};  ///< "kl.beta=0.05", instead of config and preset: set_field
    bool resume = false;  ///< go on from OUT's checkpoint; without it an existing run is an error
    std::string device = "auto";
    int threads = 0;
    std::uint64_t seed = 0;
    /// Learns what the user likes, on the reward's embeddings (engine/store/learn_preferences.h); its
    /// score becomes a term of the reward. Asked once, when the run begins: a resumed run goes on
    /// with what was learnt then.
    std::function<PreferenceFit(const MotionTextEncoders& reward, const Tokenizer& tokenizer)> preferences =
        {};
    // In the place of those loaded from files.
    std::shared_ptr<const MotionTextEncoders> reward_encoders = {}, judge_encoders = {};
    std::shared_ptr<const SentenceEncoder> text_encoder = {};
};

/// Called on the run's thread.
struct FinetuneListener {
    /// The folder is the run's own and nobody else's. What this throws ends the run before it has done anything.
    std::function<void()> on_begun = {};
    std::function<void(const TrainProgress&)> on_progress = {};
    std::function<void(const IterationReport&)> on_iteration = {};
    /// A look found the policy, which has learnt something, to be the best so far: its weights, just before
    /// on_guard tells of the look. They are copied only where somebody listens.
    std::function<void(std::shared_ptr<const GeneratorSnapshot>)> on_better = {};
    std::function<void(const GuardReport&)> on_guard = {};
    std::function<void(const std::string&)> on_warning = {};
    std::function<void(const FinetuneResult&)> on_result = {};  ///< when the run came to its end
};

enum class FinetuneState { Ready, Running, Paused, Stopping, Done, Failed };

class Finetune {
  public:
    explicit Finetune(FinetuneRequest request, FinetuneListener listener = {});
    /// Stops and waits.
    ~Finetune();
    Finetune(const Finetune&) = delete;
    Finetune& operator=(const Finetune&) = delete;

    /// On the calling thread, to the end. Throws Usage, Input, Resource; Interrupted when
    /// stopped, after a checkpoint.
    void run();
    /// On a thread of its own; what run() would have thrown is kept for error().
    void start();
    void wait();

    // From any thread, effective within a second or so: between two tokens, micro-batches or phases. A pause
    // lasts until resume() or stop(). Stopping takes the running iteration back and saves a checkpoint.
    void pause();
    void resume();
    void stop();

    FinetuneState state() const;
    std::string error() const;  ///< why it failed or was stopped; empty otherwise
    /// Why it ended before its last iteration although nobody stopped it (an alarm of
    /// the guard); empty otherwise.
    std::string ended_early() const;

    /// The run's course so far, what it did before it was resumed included; of looks without what was sampled
    /// before that.
    RunRecord record() const;

  private:
    FinetuneRequest request_;
    FinetuneListener listener_;
    std::shared_ptr<FinetuneControl> control_;
    std::thread thread_;
};

/// configs/finetune.json beside the program, else in the development tree.
std::filesystem::path default_finetune_config();

/// The base model with the corrections of LoRA folder `lora` in it, as a model folder of its own, with what
/// the base has beside its weights.
void merge_lora_folder(const std::filesystem::path& lora, const std::filesystem::path& out);

}  // namespace im
