#pragma once
// What works for the studio beside its state: the threads, and what they alone may touch. Actions hand work over;
// what comes of it changes the state in drain_events (events.h), on the user interface's thread.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/workers/background_tasks.h"
#include "app/workers/clip_store.h"
#include "app/workers/generation_worker.h"
#include "app/workers/preference_learner.h"
#include "app/workers/prompt_lab_worker.h"
#include "app/workers/training_worker.h"

namespace im::studio {

/// Opens a model folder on the generation worker's thread.
using ModelOpener = std::function<LoadedModel(const std::filesystem::path& folder)>;

/// What the studio works with; the GUI tests put stand-ins in their place.
struct StudioParts {
    ModelOpener open_model;
    TrainingRunMaker make_run = make_finetune_run;
};

struct Services {
    Services(TrainingPlace place, StudioParts parts);

    ModelOpener open_model;
    GenerationWorker generation;
    TrainingWorker training;
    std::unique_ptr<PromptLabWorker> lab;        ///< begun when its panel is first seen
    std::shared_ptr<ClipStore> store;            ///< used by `tasks` only
    std::shared_ptr<PreferenceLearner> learner;  ///< used by `learning_tasks` only
    BackgroundTasks tasks;  ///< ratings, settings, the trash: short, and in the order they were asked for
    BackgroundTasks export_tasks;    ///< clean-up, saving clips, and the rigs that they are saved on
    BackgroundTasks listing_tasks;   ///< what folders hold, which may lie on a slow disk or a sleeping server
    BackgroundTasks learning_tasks;  ///< what the user likes
    BackgroundTasks reading_tasks;   ///< what a prompt is like
};

}  // namespace im::studio
