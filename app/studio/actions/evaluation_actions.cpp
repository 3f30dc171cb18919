#include "app/studio/actions/evaluation_actions.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/lines.h"
#include "engine/core/error.h"
#include "engine/evaluate/evaluation_report.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr double kGuidanceMax = 100;
constexpr int kSamples = 10;  // of a text, where MultiModality is asked for: a third of the papers'

std::string model_name(const StudioState& state, const fs::path& folder) {
    for (const ShelfModel& model : state.models.models) {
        if (model.folder == tidy_folder(folder)) {
            return model.name;
        }
    }
    return state.model.folder == folder && !state.model.info.name.empty() ? state.model.info.name
                                                                          : folder.filename().string();
}

struct EventHandler {
    StudioState& state;
    Services& services;
    EvaluationState& evaluation;

    void operator()(EvaluationProgressed& event) const { evaluation.progress = std::move(event.progress); }

    void operator()(EvaluationDone& event) const {
        evaluation.shown = std::move(event.report);
        evaluation.shown_file.clear();
        evaluation.kept_changed = true;
        add_toast(state, Toast::Kind::Success, fmt::format("'{}' is measured", evaluation.shown->model));
        if (!event.not_kept.empty()) {
            add_toast(state, Toast::Kind::Error, "The table is not kept: " + event.not_kept);
        }
    }

    void operator()(ComparisonMade& event) const {
        ComparisonShown shown{.comparison = std::move(event.comparison),
                              .before = event.before,
                              .blind = evaluation.form.blind};
        shown.choices.resize(shown.comparison.request.prompts.size());
        evaluation.comparison = std::move(shown);
        show_compared_pair(state, services, 0);
    }

    void operator()(EvaluationFailed& event) const {
        if (!event.stopped) {
            evaluation.form.error = std::move(event.message);
        }
    }

    void operator()(const EvaluationIdle&) const {
        --evaluation.running;
        evaluation.progress = {};
    }
};

}  // namespace

std::vector<EvaluatedModel> models_to_evaluate(const StudioState& state) {
    std::vector<EvaluatedModel> models;
    for (const ShelfModel& model : state.models.models) {  // in the list's order
        if (model.usable() && state.evaluation.form.models.contains(model.folder)) {
            models.push_back({model.folder, model.name});
        }
    }
    if (models.empty() && !state.model.folder.empty()) {
        models.push_back({state.model.folder, model_name(state, state.model.folder)});
    }
    return models;
}

std::vector<double> guidance_of(const std::string& text) {
    std::vector<double> values;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(" ,;\t", begin)) != text.npos;) {
        const std::size_t end = std::min(text.find_first_of(" ,;\t", begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        double value = 0;
        const auto [stop, code] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (code != std::errc() || stop != word.data() + word.size() ||
            !(value >= 0 && value <= kGuidanceMax)) {
            throw usage_error("Guidance: expected numbers from 0 to {:g}, such as \"0 1.5\", found \"{}\"",
                              kGuidanceMax, word);
        }
        values.push_back(value);
        begin = end;
    }
    return values;
}

void start_evaluation(StudioState& state, Services& services) {
    if (refuses_changes(state)) {
        return;
    }
    EvaluationState& evaluation = state.evaluation;
    EvaluationForm& form = evaluation.form;
    form.error.clear();
    EvaluationRequest request;
    request.models = models_to_evaluate(state);
    try {
        request.guidance = guidance_of(form.guidance);
    } catch (const Error& error) {
        form.error = error.what();
        return;
    }
    if (form.texts == EvaluatedTexts::Typed) {
        request.prompts = lines_of(form.typed);
    } else if (form.texts == EvaluatedTexts::Place) {
        request.data = form.place;
    }
    if (form.texts == EvaluatedTexts::Typed && request.prompts.size() < 2) {
        form.error = "Type at least two prompts, one a line.";
    } else if (form.texts == EvaluatedTexts::Place && form.place.empty()) {
        form.error = "Name the folder of a data set, or a file of prompts.";
    } else if (request.models.empty()) {
        form.error = "Choose a model.";
    }
    if (!form.error.empty()) {
        return;
    }
    request.items_max = form.items;
    request.best_of = form.best_of;
    request.repeats = form.repeats;
    request.samples = form.samples ? kSamples : 0;
    request.device = state.device;
    ++evaluation.running;
    evaluation.progress = {"Starting", 0, 0};
    services.evaluation_worker().send(std::move(request));
}

void stop_evaluation(StudioState& state, Services& services) {
    if (state.evaluation.busy()) {
        services.evaluation_worker().stop();
    }
}

void list_evaluations_when_due(StudioState& state, Services& services) {
    EvaluationState& evaluation = state.evaluation;
    const auto models = models_to_evaluate(state);
    if (models.empty() || evaluation.listing) {
        return;
    }
    const fs::path model = models.front().folder;
    if (model == evaluation.listed_model && !evaluation.kept_changed) {
        return;
    }
    evaluation.kept_changed = false;
    evaluation.listing = true;
    auto found = std::make_shared<std::vector<KeptEvaluation>>();
    services.listing_tasks.run(
        [found, model, workspace = state.workspace] { *found = kept_evaluations(workspace, model); },
        [&state, found, model](const std::string& error) {
            EvaluationState& listed = state.evaluation;
            const bool other_model = listed.listed_model != model;
            listed.listing = false;
            listed.listed_model = model;
            listed.kept = std::move(*found);
            if (!error.empty()) {
                listed.form.error = error;
            }
            // What was found when the model was looked at last is there again when it is chosen.
            if ((other_model && !listed.busy()) || !listed.shown) {
                listed.shown.reset();
                if (!listed.kept.empty()) {
                    show_evaluation(state, listed.kept.front());
                }
            } else if (!listed.kept.empty() && listed.shown_file.empty()) {
                listed.shown_file = listed.kept.front().file;
            }
        });
}

void show_evaluation(StudioState& state, const KeptEvaluation& kept) {
    state.evaluation.shown = kept.report;
    state.evaluation.shown_file = kept.file;
}

std::string evaluation_text(const StudioState& state, TableFormat format) {
    if (!state.evaluation.shown) {
        return {};
    }
    return format == TableFormat::Markdown ? to_markdown(*state.evaluation.shown)
                                           : to_csv(*state.evaluation.shown);
}

void drain_evaluation(StudioState& state, Services& services) {
    if (!services.evaluation) {
        return;
    }
    for (EvaluationEvent& event : services.evaluation->drain()) {
        std::visit(EventHandler{state, services, state.evaluation}, event);
    }
}

}  // namespace im::studio
