#include "app/studio/panels/save_dialog.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/save_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/save_options.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/native_dialog.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTitle = "Save clip";
constexpr std::size_t kEntriesMax = 2000;

/// Reads the folder in the background; until then the old listing stays. A folder that is not there is no
/// failure to log: its path may be half typed.
void list_folder(StudioState& state, Services& services) {
    struct Listing {
        std::vector<SaveForm::Entry> entries;
        std::error_code error;
    };
    SaveForm& form = state.save;
    form.listed_folder = form.folder;
    form.entries.clear();
    auto found = std::make_shared<Listing>();
    const fs::path folder = form.folder;
    services.listing_tasks.run(
        [found, folder] {
            auto& [entries, error] = *found;
            for (fs::directory_iterator it(folder, error), end;
                 !error && it != end && entries.size() < kEntriesMax; it.increment(error)) {
                const std::string name = it->path().filename().string();
                std::error_code ignored;
                if (!name.starts_with('.')) {
                    entries.push_back({name, it->is_directory(ignored)});
                }
            }
            std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
                return a.is_folder != b.is_folder ? a.is_folder : a.name < b.name;
            });
        },
        [&state, found, listed = form.folder](const std::string& error) {
            if (state.save.listed_folder == listed) {
                state.save.entries = std::move(found->entries);
                state.save.error =
                    error.empty() && !found->error ? "" : "This folder cannot be opened: " + listed;
            }
        });
}

void draw_folder_row(StudioState& state, Services& services) {
    SaveForm& form = state.save;
    field_label("Folder");
    const bool native = native_dialogs_available();
    const float buttons = (native ? 2 : 1) * (ImGui::GetFrameHeight() + ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - buttons);
    ImGui::InputText("##folder", &form.folder);
    tooltip("The folder that the file is written to");
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    if (icon_button(IM_ICON_UP, "parent", "One folder up")) {
        form.folder = fs::path(form.folder).parent_path().string();
    }
    if (native) {
        ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
        if (icon_button(IM_ICON_FOLDER, "browse", "Choose with the desktop's own dialog")) {
            ask_for_folder(form.folder);
        }
        if (const auto chosen = take_chosen_folder()) {
            form.folder = *chosen;
        }
    }
    if (form.folder != form.listed_folder) {
        list_folder(state, services);
    }
}

void draw_listing(StudioState& state) {
    SaveForm& form = state.save;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kPanel);
    ImGui::BeginChild("listing", ImVec2(0, em(11)), ImGuiChildFlags_AlwaysUseWindowPadding);
    std::string enter;
    for (const SaveForm::Entry& entry : form.entries) {
        const std::string label = fmt::format("{}  {}###{}", entry.is_folder ? IM_ICON_FOLDER : IM_ICON_FILE,
                                              entry.name, entry.name);
        ImGui::PushStyleColor(ImGuiCol_Text, entry.is_folder ? colour::kText : colour::kTextDim);
        if (ImGui::Selectable(label.c_str(), false, ImGuiSelectableFlags_NoAutoClosePopups)) {
            if (entry.is_folder) {
                enter = (fs::path(form.folder) / entry.name).string();
            } else {
                form.name = fs::path(entry.name).stem().string();
            }
        }
        ImGui::PopStyleColor();
    }
    if (form.entries.empty() && form.error.empty()) {
        text_dim("This folder is empty.");
    }
    ImGui::EndChild();
    ImGui::PopStyleColor();
    if (!enter.empty()) {
        form.folder = enter;
    }
}

/// Names of the targets that are already in the folder.
std::vector<std::string> existing_targets(const StudioState& state) {
    std::set<std::string> targets;
    for (const fs::path& file : save_targets(state)) {
        targets.insert(file.filename().string());
    }
    std::vector<std::string> existing;
    for (const SaveForm::Entry& entry : state.save.entries) {
        if (targets.contains(entry.name)) {
            existing.push_back(entry.name);
        }
    }
    return existing;
}

void draw_outcome(const StudioState& state, const std::vector<std::string>& existing) {
    const SaveForm& form = state.save;
    if (!form.error.empty()) {
        text_wrapped(form.error.c_str(), colour::kBad);
    } else if (!existing.empty()) {
        const std::string note =
            existing.size() == 1
                ? existing.front() + " is there already and will be replaced."
                : fmt::format("{} files are there already and will be replaced.", existing.size());
        text_wrapped(note.c_str(), colour::kWarning);
    } else {
        const auto targets = save_targets(state);
        const std::string first = targets.front().filename().string();
        text_dim(targets.size() == 1 ? ("Writes " + first).c_str()
                                     : fmt::format("Writes {} files, {} to {}", targets.size(), first,
                                                   targets.back().filename().string())
                                           .c_str());
    }
}

}  // namespace

void open_save_dialog(StudioState& state, Services& services, bool all_variations) {
    const Take* take = state.saved_take();
    if (!take || take->growing()) {
        return;
    }
    SaveForm& form = state.save;
    form.open_requested = true;
    form.all_variations = all_variations && take->figures.size() > 1;
    form.error.clear();
    form.name = file_name_of(take->opened ? take->opened->file.stem().string() : take->request.prompt);
    form.extension = state.settings.save_extension;
    form.folder = state.settings.save_folder;
    if (form.folder.empty()) {
        const char* home = std::getenv("HOME");
        form.folder = home ? home : "/";
    }
    form.listed_folder.clear();  // what others wrote since is seen
    form.open = true;
    form.rig.chosen = form.format.own_rig != nullptr;
    if (form.rig.file.empty()) {
        form.rig.file = state.settings.save_rig;
    }
    preview_clean_up(state, services);
}

void draw_save_dialog(StudioState& state, Services& services) {
    SaveForm& form = state.save;
    if (form.open_requested) {
        ImGui::OpenPopup(kTitle);
        form.open_requested = false;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    // At the right, so that the figures stay in sight: they show what the clean-up does.
    const ImVec2 place(viewport->WorkPos.x + viewport->WorkSize.x - em(1), viewport->GetCenter().y);
    ImGui::SetNextWindowPos(place, ImGuiCond_Always, ImVec2(1, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(38), viewport->WorkSize.x * 0.95f), 0));
    if (!ImGui::BeginPopupModal(
            kTitle, nullptr,
            ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar)) {
        return;
    }
    heading(form.clips && form.all_variations
                ? fmt::format("Save {} clips of the library", form.clips->figures.size()).c_str()
            : form.all_variations ? "Save all variations"
                                  : "Save clip");
    ImGui::Spacing();
    draw_folder_row(state, services);
    draw_listing(state);
    field_label("Name");
    ImGui::InputText("##name", &form.name);
    tooltip("Of the file, without its extension");
    draw_format_rows(state, services);
    draw_clean_up_rows(state, services);
    ImGui::Spacing();
    const std::vector<std::string> existing = existing_targets(state);
    draw_outcome(state, existing);
    ImGui::Spacing();

    const float button = em(7);
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - 2 * button - gap);
    const bool escaped = !form.covered && ImGui::IsKeyPressed(ImGuiKey_Escape);
    form.covered = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId);
    bool done = ImGui::Button("Cancel", ImVec2(button, 0)) || escaped;
    ImGui::SameLine();
    const bool valid_name = !form.name.empty() && form.name.find('/') == std::string::npos;
    const bool rig_missing = form.rig.chosen && chosen_format_has_rig(form) && !form.format.own_rig;
    ImGui::BeginDisabled(!valid_name || !form.error.empty() || rig_missing);
    if (primary_button(existing.empty() ? "Save###Save" : "Replace###Save", ImVec2(button, 0))) {
        save_clips(state, services);
        done = true;
    }
    ImGui::EndDisabled();
    if (done) {
        form.open = false;
        form.clips.reset();
        form.cleaned.clear();
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace im::studio
