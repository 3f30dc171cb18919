#include "app/workers/prompt_lab_worker.h"

#include <algorithm>
#include <chrono>
#include <random>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/prompts/language_model_engine.h"
#include "engine/prompts/source_captions.h"
#include "engine/vocabulary/vocabulary_captions.h"

namespace im {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kSamples = 3;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

PromptLabWorker::PromptLabWorker(fs::path workspace, TextEmbedder embed)
    : workspace_(std::move(workspace)),
      embed_(std::move(embed)),
      draws_(std::random_device{}()),
      thread_(AtExit::DropWaiting, [this](const LabCommand& command, std::stop_token stop) {
          stop_ = std::move(stop);
          carry_out(command);
      }) {}

void PromptLabWorker::carry_out(const LabCommand& command) {
    try {
        if (!tagger_) tagger_ = std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file()));
        std::visit([this](const auto& c) { execute(c); }, command);
    } catch (const Error& error) {
        const bool stopped = error.kind() == ErrorKind::Interrupted;
        if (!stopped) spdlog::error("Prompt lab: {}", error.what());
        events_.push(LabFailed{error.what(), stopped});
    } catch (const std::exception& error) {
        spdlog::error("Prompt lab: {}", error.what());
        events_.push(LabFailed{error.what(), false});
    }
    events_.push(LabIdle{});
}

void PromptLabWorker::execute(const LabOpen&) {
    tell_model();
    std::error_code code;
    if (!fs::exists(set_file(), code)) return;
    set_ = load_novel_set(set_file());
    start_session();
}

void PromptLabWorker::execute(const LabRead& command) {
    const auto start = Clock::now();
    events_.push(LabProgress{"Reading captions ...", -1});
    const Vocabulary* known = command.data.empty() ? command.vocabulary.get() : nullptr;
    captions_ = known != nullptr ? captions_of(*known) : read_source_captions(command.data, "train");
    PoolOptions options;
    options.stop = stop_;
    options.on_progress = [this](int done, int total) {
        events_.push(LabProgress{"Comparing meanings ...", static_cast<double>(done) / std::max(total, 1)});
    };
    pool_ = build_pool(captions_, Decomposer(tagger_), embed_, options);
    if (known != nullptr) add_known_pairs(*known, *pool_);
    events_.push(LabPoolRead{command.data, pool_->captions, pool_->decomposable,
                             static_cast<int>(pool_->motions.size()), static_cast<int>(pool_->manners.size()),
                             pool_->same_meaning, pool_->refused, seconds_since(start)});
    spdlog::info("Prompt lab: {} meta-motions of {} captions of {}", pool_->motions.size(), pool_->captions,
                 known != nullptr ? "the model's vocabulary" : command.data.string());
    execute(LabSample{});
}

void PromptLabWorker::execute(const LabSample&) {
    if (captions_.empty()) return;
    const Decomposer decomposer(tagger_);
    std::mt19937_64 random(++draws_);
    LabSamples event;
    for (std::size_t tries = 0; tries < 20 * kSamples && event.samples.size() < kSamples; ++tries) {
        const auto& caption = captions_[random() % captions_.size()].text;
        const auto result = decomposer.decompose(caption);
        if (!result.problem && !result.decomposable() && random() % 4 != 0)
            continue;  // most have nothing to split
        LabSamples::Sample sample{caption, {}, result.problem.value_or("")};
        for (const auto& part : result.parts) sample.parts.push_back(part.text);
        event.samples.push_back(std::move(sample));
    }
    events_.push(std::move(event));
}

void PromptLabWorker::execute(const LabCompose& command) {
    if (!pool_)
        throw input_error("Read a data set's captions first: prompts are composed from their actions.");
    const auto start = Clock::now();
    NovelOptions options;
    options.count = command.count;
    options.kinds = command.kinds;
    options.more_of = command.more_of;
    options.seed = ++draws_;
    options.stop = stop_;
    options.on_progress = [this](int done, int total) {
        events_.push(LabProgress{"Composing ...", static_cast<double>(done) / std::max(total, 1)});
    };
    auto made = compose_novel(*pool_, *tagger_, options, command.fresh ? std::vector<NovelPrompt>() : set_);
    LabComposed report;
    report.asked = command.count;
    report.left_out = std::move(made.left_out);
    if (command.ask_model) ask_model(made.prompts, report);
    report.made = static_cast<int>(made.prompts.size());

    fs::create_directories(set_file().parent_path());
    std::vector<NovelPrompt> all = command.fresh ? std::vector<NovelPrompt>() : set_;
    all.insert(all.end(), std::make_move_iterator(made.prompts.begin()),
               std::make_move_iterator(made.prompts.end()));
    if (command.fresh) put_old_set_aside();
    save_novel_set(set_file(), all);
    set_ = std::move(all);
    report.seconds = seconds_since(start);
    events_.push(std::move(report));
    start_session();
    execute(LabCover{});
}

void PromptLabWorker::ask_model(std::vector<NovelPrompt>& prompts, LabComposed& report) {
    auto settings = load_llm_settings(llm_settings_file(workspace_));
    settings.cache_folder = llm_cache_folder(workspace_);
    LanguageModelEngine engine(std::move(settings), stop_);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        events_.push(LabProgress{fmt::format("Asking {}  {} of {}", engine.model(), i + 1, prompts.size()),
                                 static_cast<double>(i) / static_cast<double>(prompts.size())});
        engine.reword(prompts[i], *tagger_);
    }
    report.model = engine.model();
    report.usage = engine.usage();
    report.fallbacks = engine.fallbacks();
    report.last_problem = engine.last_problem();
}

/// set.json and its journal become set-1.json, set-2.json ... together.
void PromptLabWorker::put_old_set_aside() {
    std::error_code code;
    if (!fs::exists(set_file(), code)) return;
    for (int number = 1;; ++number) {
        const auto name = fmt::format("set-{}.json", number);
        const auto aside = set_file().parent_path() / name,
                   journal = set_file().parent_path() / (name + ".review.jsonl");
        if (fs::exists(aside, code) || fs::exists(journal, code)) continue;
        fs::rename(journal_file(), journal, code);  // there may be none
        fs::rename(set_file(), aside);
        return;
    }
}

void PromptLabWorker::start_session() {
    session_.emplace(set_, journal_file());
    tell_review();
}

void PromptLabWorker::execute(const LabDecide& command) {
    if (!session_) return;
    switch (command.decision) {
        case LabDecision::Approve:
            session_->approve();
            break;
        case LabDecision::Reject:
            session_->reject();
            break;
        case LabDecision::Edit:
            session_->edit(command.text, *tagger_);
            break;
        case LabDecision::Undo:
            session_->undo();
            break;
    }
    tell_review();
}

void PromptLabWorker::tell_review() {
    LabReviewed event;
    if (const auto* prompt = session_->current()) event.current = *prompt;
    event.done = session_->done();
    event.size = session_->size();
    event.approved = session_->count("approved");
    event.edited = session_->count("edited");
    event.rejected = session_->count("rejected");
    events_.push(std::move(event));
}

void PromptLabWorker::execute(const LabCover&) {
    if (session_) events_.push(LabCovered{coverage_of(session_->not_rejected())});
}

void PromptLabWorker::execute(const LabSave& command) {
    if (!session_) throw input_error("There is no set to save yet: compose one first.");
    const auto prompts = command.undecided ? session_->not_rejected() : session_->kept();
    if (prompts.empty()) throw input_error("No prompt is approved yet: there is nothing to save.");
    std::error_code code;
    if (command.file.has_parent_path()) fs::create_directories(command.file.parent_path(), code);
    save_novel_set(command.file, prompts);
    spdlog::info("Prompt lab: {} prompts saved in {}", prompts.size(), command.file.string());
    events_.push(LabSaved{command.file, prompts.size(), command.use});
}

void PromptLabWorker::execute(const LabKeepModel& command) {
    const auto file = llm_settings_file(workspace_);
    LlmSettings settings = command.settings;
    if (settings.key.empty()) settings.key = stored_llm_key(file);
    check_llm_settings(settings, "language model");
    save_llm_settings(file, settings);
    tell_model();
}

void PromptLabWorker::tell_model() {
    LabModelKnown event;
    try {
        const auto settings = load_llm_settings(llm_settings_file(workspace_));
        event = {settings.url,      settings.model,     !settings.key.empty(),
                 settings.price_in, settings.price_out, {}};
    } catch (const Error& error) {
        event.problem = error.what();
    }
    events_.push(std::move(event));
}

}  // namespace im
