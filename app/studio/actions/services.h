#pragma once
// What works for the studio beside its state: the threads, and what they alone may touch. Actions hand work over;
// what comes of it changes the state in drain_events (events.h), on the user interface's thread.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/serve/serve_worker.h"
#include "app/workers/background_tasks.h"
#include "app/workers/clip_store.h"
#include "app/workers/desktop_note.h"
#include "app/workers/evaluation_worker.h"
#include "app/workers/generation_worker.h"
#include "app/workers/preference_learner.h"
#include "app/workers/prompt_lab_worker.h"
#include "app/workers/training_worker.h"
#include "engine/core/file_lock.h"

namespace im::studio {

/// Opens a model folder on the generation worker's thread.
using ModelOpener = std::function<LoadedModel(const std::filesystem::path& folder)>;

/// What the studio works with; the GUI tests put stand-ins in their place.
struct StudioParts {
    ModelOpener open_model;
    TrainingRunMaker make_run = make_finetune_run;
    Evaluator evaluate = run_evaluation;
    std::function<bool(const std::string& title, const std::string& text)> tell_desktop = im::tell_desktop;
};

struct Services {
    Services(TrainingPlace place, StudioParts parts);

    /// Begun when it is first asked for.
    EvaluationWorker& evaluation_worker();
    serve::ServeWorker& serving_worker();

    std::unique_ptr<FileLock>
        workspace_lock;  ///< let go when all below has ended; null: nobody's or another studio's
    ModelOpener open_model;
    Evaluator evaluate;
    std::function<bool(const std::string& title, const std::string& text)> tell_desktop;
    std::filesystem::path workspace;
    GenerationWorker generation;
    TrainingWorker training;
    std::unique_ptr<PromptLabWorker> lab;          ///< begun when its panel is first seen
    std::unique_ptr<EvaluationWorker> evaluation;  ///< null: not begun
    std::unique_ptr<serve::ServeWorker> serving;   ///< null: not begun
    std::shared_ptr<ClipStore> store;              ///< used by `tasks` only
    std::shared_ptr<PreferenceLearner> learner;    ///< used by `learning_tasks` only
    BackgroundTasks tasks;  ///< ratings, settings, the trash: short, and in the order they were asked for
    BackgroundTasks export_tasks;    ///< clean-up, saving clips, and the rigs that they are saved on
    BackgroundTasks listing_tasks;   ///< what folders hold, which may lie on a slow disk or a sleeping server
    BackgroundTasks learning_tasks;  ///< what the user likes
    BackgroundTasks reading_tasks;   ///< what a prompt is like
    BackgroundTasks session_tasks;   ///< what is open, so that it is there again
    BackgroundTasks opening_tasks{
        AtExit::DropWaiting};  ///< files that people open, which may be large or hostile
};

}  // namespace im::studio
