#include "app/studio/actions/curve_actions.h"

#include <memory>

#include <fmt/format.h>

#include "app/studio/actions/toasts.h"
#include "engine/core/files.h"
#include "engine/train/finetune/run_record.h"

namespace im::studio {

void overlay_run(StudioState& state, Services& services, const std::filesystem::path& folder,
                 const std::string& name) {
    PlotsForm& plots = state.training.plots;
    plots.overlay = folder;
    plots.overlay_name = name;
    plots.overlay_curves.reset();
    if (folder.empty()) {
        return;
    }
    auto curves = std::make_shared<TrainingCurves>();
    services.listing_tasks.run(
        [curves, folder] {
            const RunRecord record = read_run_record(RunFolder(folder));
            for (const IterationReport& report : record.iterations) {
                curves->add(report);
            }
            for (const GuardReport& report : record.looks) {
                curves->add(report);
            }
        },
        [&state, curves, folder](const std::string& error) {
            PlotsForm& form = state.training.plots;
            if (form.overlay != folder) {
                return;  // another one was chosen meanwhile
            }
            if (error.empty()) {
                form.overlay_curves = std::move(*curves);
            } else {
                form.overlay.clear();
                add_toast(state, Toast::Kind::Error, "This run's curves cannot be read: " + error);
            }
        });
}

std::filesystem::path plot_file(const StudioState& state, const std::string& plot, const char* extension) {
    const std::string run = state.training.view ? state.training.view->run.name : "run";
    return state.workspace / "plots" / (file_name_of(run) + "-" + file_name_of(plot) + extension);
}

void save_plot_csv(StudioState& state, Services& services, const std::string& plot, const std::string& csv) {
    const std::filesystem::path file = plot_file(state, plot, ".csv");
    services.export_tasks.run(
        [file, csv] {
            std::filesystem::create_directories(file.parent_path());
            write_file_atomically(file, csv);
        },
        [&state, file](const std::string& error) {
            add_toast(state, error.empty() ? Toast::Kind::Success : Toast::Kind::Error,
                      error.empty() ? "Saved " + file.string() : "Not saved: " + error);
        });
}

}  // namespace im::studio
