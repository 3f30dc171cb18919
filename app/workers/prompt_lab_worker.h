#pragma once
// The thread behind the prompt lab: reads captions, composes, asks the language model, keeps the review.
// Commands go in, events come out; neither side waits for the other.
//
// The set in progress and every decision about it are in the workspace (prompt-lab/set.json and its journal)
// before the event that tells of them, so nothing is lost however the studio ends.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"
#include "engine/prompts/llm_client.h"
#include "engine/prompts/novel_set.h"
#include "engine/prompts/review.h"
#include "engine/vocabulary/vocabulary.h"

namespace im {

// ---- commands
/// Opens the set of the last session, where there is one, and tells what is known of the language model.
struct LabOpen {};
/// Builds the pool of a data set's training captions; without a folder, of the captions that the model's
/// vocabulary keeps.
struct LabRead {
    std::filesystem::path data;
    std::shared_ptr<const Vocabulary> vocabulary = {};
};
/// Some captions of the data set, split.
struct LabSample {};
struct LabCompose {
    int count = 200;
    std::vector<CompositionKind> kinds;
    std::vector<std::string> more_of;
    bool ask_model = false;
    bool fresh = false;  ///< begins a new set; the old one is kept beside it. Otherwise the set grows
};
enum class LabDecision { Approve, Reject, Edit, Undo };
struct LabDecide {
    LabDecision decision = LabDecision::Approve;
    std::string text;  ///< Edit only
};
struct LabCover {};
struct LabSave {
    std::filesystem::path file;
    bool undecided = false;  ///< also what nobody has reviewed yet
    bool use = false;        ///< passed through to LabSaved
};
/// An empty key leaves the stored one.
struct LabKeepModel {
    LlmSettings settings;
};
using LabCommand =
    std::variant<LabOpen, LabRead, LabSample, LabCompose, LabDecide, LabCover, LabSave, LabKeepModel>;

// ---- events
struct LabProgress {
    std::string what;
    double fraction = -1;  ///< 0..1; below 0: unknown
};
struct LabPoolRead {
    std::filesystem::path data;  ///< empty: the model's own captions
    int captions = 0, decomposable = 0, motions = 0, manners = 0, same_meaning = 0;
    std::map<std::string, int> refused;  ///< reason -> captions
    double seconds = 0;
};
struct LabSamples {
    struct Sample {
        std::string caption;
        std::vector<std::string> parts;
        std::string problem;  ///< why it was refused
    };
    std::vector<Sample> samples;
};
struct LabComposed {
    int made = 0, asked = 0;
    std::map<std::string, int> left_out;
    double seconds = 0;
    std::string model;  ///< of the language model; empty: not asked
    LlmUsage usage;
    int fallbacks = 0;
    std::string last_problem;
};
struct LabReviewed {
    std::optional<NovelPrompt> current;  ///< none: everything is decided
    std::size_t done = 0, size = 0, approved = 0, edited = 0, rejected = 0;
};
struct LabCovered {
    Coverage coverage;
};
struct LabSaved {
    std::filesystem::path file;
    std::size_t count = 0;
    bool use = false;
};
struct LabModelKnown {
    std::string url, model;
    bool has_key = false;
    double price_in = 0, price_out = 0;
    std::string problem;  ///< why it cannot be asked; empty: it can
};
struct LabFailed {
    std::string message;
    bool stopped = false;  ///< on request
};
/// After the last event of every command.
struct LabIdle {};
using LabEvent = std::variant<LabProgress, LabPoolRead, LabSamples, LabComposed, LabReviewed, LabCovered,
                              LabSaved, LabModelKnown, LabFailed, LabIdle>;

class PromptLabWorker {
  public:
    /// `embed`: the sentence encoder; without one only equal wordings are one meaning.
    PromptLabWorker(std::filesystem::path workspace, TextEmbedder embed);
    /// Stops what is running and joins.
    ~PromptLabWorker() = default;

    void send(LabCommand command) { thread_.send(std::move(command)); }
    /// Asks the running command to stop; returns at once.
    void stop() { thread_.stop_running(); }
    std::vector<LabEvent> drain() { return events_.drain(); }

  private:
    void carry_out(const LabCommand& command);
    void execute(const LabOpen& command);
    void execute(const LabRead& command);
    void execute(const LabSample& command);
    void execute(const LabCompose& command);
    void execute(const LabDecide& command);
    void execute(const LabCover& command);
    void execute(const LabSave& command);
    void execute(const LabKeepModel& command);

    void tell_review();
    void tell_model();
    void ask_model(std::vector<NovelPrompt>& prompts, LabComposed& report);
    void start_session();
    void put_old_set_aside();
    std::filesystem::path set_file() const { return workspace_ / "prompt-lab" / "set.json"; }
    std::filesystem::path journal_file() const { return workspace_ / "prompt-lab" / "set.json.review.jsonl"; }

    const std::filesystem::path workspace_;
    EventQueue<LabEvent> events_;

    // The worker's thread only.
    std::stop_token stop_;  // of the running command
    TextEmbedder embed_;
    std::shared_ptr<const PosTagger> tagger_;
    std::vector<SourceCaption> captions_;
    std::optional<MotionPool> pool_;
    std::vector<NovelPrompt> set_;
    std::optional<ReviewSession> session_;
    std::uint64_t draws_ = 0;

    CommandThread<LabCommand> thread_;  // last: it uses all of the above
};

}  // namespace im
