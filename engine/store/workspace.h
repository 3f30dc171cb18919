#pragma once
// What a user has made, kept: prompts, clips, ratings, and where the fine-tuning runs lie, in workspace.db of the
// workspace folder. A run's curves are in its own folder (engine/train/finetune/run_record.h).
//
//   Workspace workspace(folder);
//   const auto clip = workspace.add_clip(
//       {.prompt = "a person bows", .tokens = tokens, .seed = 7, .model = "starter"});
//   workspace.rate(clip, 5);

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/generate/sampling_options.h"
#include "engine/store/database.h"

namespace im {

/// A generated clip: tokens, and all that is needed to draw them again. Not frames: the tokenizer decodes
/// them in milliseconds.
struct ClipRecord {
    std::int64_t id = 0;
    std::string prompt = {};
    std::vector<int> tokens = {};  ///< without END
    std::uint64_t seed = 0;
    int variation = 0;
    SamplingOptions sampling = {};
    std::optional<double> seconds = {};  ///< the length asked for
    std::string model = {};              ///< name, as shown
    std::string model_folder = {};
    std::string name = {};  ///< given by the user
    std::string tags = {};  ///< separated by spaces
    double made = 0;        ///< seconds since 1970
    std::optional<double> reward = {}, judge = {};
    int rating = 0;        ///< 1..5; 0: not rated
    bool trashed = false;  ///< in the trash, from which it can be put back
};

/// The user said that of two clips of one prompt `better` is the better one.
struct Comparison {
    std::int64_t id = 0;
    std::int64_t better = 0, worse = 0;  ///< clips
    double made = 0;
};

struct ClipFilter {
    std::string search = {};  ///< words that prompt, name or tags all contain
    int rating_min = 0;
    bool rated_only = false;
    bool with_trash = false;      ///< those in the trash as well
    std::int64_t after = 0;       ///< only clips with greater ids: what was added since
    int limit = 500, offset = 0;  ///< newest first
};

enum class RunStatus { Running, Paused, Completed, Stopped, Failed };

/// A fine-tuning run as the workspace lists it; its course is in its folder (engine/train/finetune/run_record.h).
struct StoredRun {
    std::int64_t id = 0;
    std::string name, folder, base_model;
    std::string config;  ///< JSON, as started
    RunStatus status = RunStatus::Running;
    double started = 0;
    std::optional<double> judge_before = {}, judge_after = {};
};

/// One thread at a time; other threads and programs open their own.
class Workspace {
  public:
    /// Makes the folder and the database when they are missing, and brings an older one up to date
    /// (workspace_format.h). Throws
    /// Resource (cannot be made, read-only, disk full) or Input (damaged, or written by a newer version),
    /// naming the file.
    explicit Workspace(const std::filesystem::path& folder);

    /// From now on whatever would write throws Resource; reading goes on.
    void refuse_writes();

    /// All that `changes` writes through this object, or nothing of it when it throws; with one commit, which
    /// is what a write takes most of its time for. Not within another one.
    void together(const std::function<void()>& changes);

    /// Newest first, each text once.
    std::vector<std::string> prompts(int limit = 500);
    void add_prompt(const std::string& text);

    std::int64_t add_clip(const ClipRecord& clip);
    std::optional<ClipRecord> clip(std::int64_t id);
    std::vector<ClipRecord> clips(const ClipFilter& filter = {});
    void rename_clip(std::int64_t id, const std::string& name, const std::string& tags);
    /// 1..5, 0 takes the rating back. Throws Usage outside of that, Input for an unknown clip.
    void rate(std::int64_t id, int rating);
    /// Into the trash, or out of it. Ratings and comparisons stay.
    void trash_clip(std::int64_t id, bool trashed);
    void delete_clip(std::int64_t id);  ///< for good, with its comparisons

    /// Throws Input for unknown clips, clips of different prompts, or a clip compared with itself.
    std::int64_t compare(std::int64_t better, std::int64_t worse);
    std::vector<Comparison> comparisons();

    std::int64_t add_run(const StoredRun& run);
    void update_run(std::int64_t id, RunStatus status, std::optional<double> judge_before,
                    std::optional<double> judge_after);
    std::vector<StoredRun> runs();  ///< newest first

    const std::filesystem::path& file() const { return file_; }

  private:
    std::filesystem::path file_;
    Database database_;
};

}  // namespace im
