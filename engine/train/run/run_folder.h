#pragma once
// The folder of a training run: what its files are called, and who trains there. Torch-free header.
//
//   const RunFolder folder = RunFolder::make(workspace / "models", "my-run");
//   write_file_atomically(folder.prompts(), "a person bows\n");
//   const RunLock lock = folder.hold();  // other programs keep out until it is gone
//
// It is a model folder as well (model_folder.h): of fine-tuning the best policy so far, of the other trainers what
// they have made.
//
//   STAGE.checkpoint.safetensors  what the run goes on from; STAGE is "finetune", "tokenizer", "generator" ...
//   STAGE.log.jsonl               its course, a JSON object a line
//   guard.jsonl                   of fine-tuning: each look of the guard with the tokens that were sampled
//   looks/ITERATION/              weights of looks on the front of judge against skating (kept_looks.h)
//   config.json, prompts.txt      of a run of the studio: its settings, and what it learns, one prompt a line
//   base                          of a run of the studio: the model that it starts from, where that had to be made
//   captions.cache.safetensors    of the trainers that read captions: what the sentence encoder makes of them
//   run.lock                      held by the program that trains here (run_lock.h)

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/train/run/run_lock.h"

namespace im {

/// Names, and what lies under them now. Nothing is made before make() or hold().
class RunFolder {
  public:
    explicit RunFolder(std::filesystem::path folder, std::string stage = "finetune");
    /// Makes PARENT/NAME, or NAME-2, NAME-3 ... where that is taken, for fine-tuning. Throws Usage for a name that
    /// is no file name, Resource when the folder cannot be made.
    static RunFolder make(const std::filesystem::path& parent, const std::string& name);

    const std::filesystem::path& path() const { return folder_; }
    std::string name() const;  ///< the folder's own, also of "runs/mine/"

    std::filesystem::path checkpoint() const;
    std::filesystem::path log() const;
    std::filesystem::path looks() const;
    /// Weights of a look that may be wanted instead of the best: kept_looks.h.
    std::filesystem::path look(std::int64_t iteration) const;
    std::filesystem::path config() const;
    std::filesystem::path prompts() const;
    std::filesystem::path base() const;
    std::filesystem::path caption_cache() const;

    /// There is a checkpoint to go on from.
    bool begun() const;
    /// There is a model, whoever made it.
    bool holds_model() const;
    bool being_trained() const { return is_being_trained(folder_); }
    /// Makes the folder where it is missing and keeps others out. Throws as RunLock.
    [[nodiscard]] RunLock hold() const { return RunLock(folder_); }

  private:
    std::filesystem::path folder_;
    std::string stage_;
};

}  // namespace im
