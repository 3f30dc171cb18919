#include "app/studio/actions/save_actions.h"

#include <string>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/toasts.h"
#include "engine/io/clip_io.h"

namespace im::studio {

std::vector<std::filesystem::path> save_targets(const StudioState& state) {
    const SaveForm& form = state.save;
    std::string stem = form.name;
    if (stem.size() > form.extension.size() && stem.ends_with(form.extension)) {
        stem.resize(stem.size() - form.extension.size());
    }
    const std::filesystem::path folder = form.folder;
    const Take* take = state.saved_take();
    if (!form.all_variations || !take) {
        return {folder / (stem + form.extension)};
    }
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i < take->figures.size(); ++i) {
        // Those of the library are of different things: each file says what.
        const Figure& figure = take->figures[i];
        const std::string what =
            form.clips ? "-" + file_name_of(figure.name.empty() ? take->prompt_of(figure) : figure.name) : "";
        files.push_back(folder / fmt::format("{}-{:02}{}{}", stem, i + 1, what, form.extension));
    }
    return files;
}

void save_clips(StudioState& state, Services& services) {
    const Take* take = state.saved_take();
    if (!take) {
        return;
    }
    struct Job {
        std::filesystem::path file;
        MotionClip clip;
        ClipMetadata metadata;
    };
    std::vector<Job> jobs;
    const auto files = save_targets(state);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::size_t index = state.save.all_variations ? i
                                  : state.save.clips        ? 0
                                                            : static_cast<std::size_t>(state.selected_figure);
        const Figure& figure = take->figures[index];
        if (figure.clip.frame_count() == 0) {
            continue;
        }
        ClipMetadata metadata{take->prompt_of(figure), take->request.seed, take->model, {}};
        if (figure.facts) {
            metadata.seed = figure.facts->seed;
            metadata.tokens = figure.facts->tokens;
        }
        jobs.push_back({files[i], figure.clip, std::move(metadata)});
    }
    if (jobs.empty()) {
        return;
    }

    ++state.save.running;
    const std::string what = jobs.size() == 1
                                 ? "Saved " + jobs.front().file.string()
                                 : fmt::format("Saved {} clips to {}", jobs.size(), state.save.folder);
    state.settings.save_folder = state.save.folder;
    state.settings.save_extension = state.save.extension;
    ExportOptions format = state.save.format;
    format.any_rate = state.save.clean_up.fps.has_value();
    services.export_tasks.run(
        [jobs = std::move(jobs), format = std::move(format), steps = state.save.clean_up] {
            for (const Job& job : jobs) {
                save_clip(job.file, clean_up(job.clip, steps), job.metadata, format);
            }
        },
        [&state, what](const std::string& error) {
            --state.save.running;
            if (error.empty()) {
                spdlog::info("{}", what);
                add_toast(state, Toast::Kind::Success, what);
            } else {
                add_toast(state, Toast::Kind::Error, "Not saved: " + error);
            }
        });
}

}  // namespace im::studio
