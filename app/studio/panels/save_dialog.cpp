#include "app/studio/panels/save_dialog.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/rig_actions.h"
#include "app/studio/actions/save_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/rig_rows.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/native_dialog.h"
#include "app/studio/shell/theme.h"
#include "engine/motion/rig/rig_presets.h"

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

/// "BVH" of "BVH (Blender, MotionBuilder)".
std::string short_title(const ClipFormat& format) {
    return format.title.substr(0, format.title.find_first_of(" ,("));
}

const ClipFormat& chosen_format(const SaveForm& form) {
    const auto& formats = clip_formats();
    const auto found = std::find_if(formats.begin(), formats.end(), [&form](const ClipFormat& format) {
        return format.extension == form.extension;
    });
    return found == formats.end() ? formats.front() : *found;
}

/// A list to choose from. Returns true when the choice changes.
template <class Label>
bool choose(const char* id, int& chosen, int count, Label label) {
    bool changed = false;
    if (ImGui::BeginCombo(id, label(chosen).c_str())) {
        for (int i = 0; i < count; ++i) {
            if (ImGui::Selectable(label(i).c_str(), i == chosen)) {
                changed = i != chosen;
                chosen = i;
            }
        }
        ImGui::EndCombo();
    }
    return changed;
}

void draw_format_row(SaveForm& form) {
    field_label("Format");
    const auto& formats = clip_formats();
    int chosen = static_cast<int>(&chosen_format(form) - formats.data());
    std::vector<std::string> names;
    std::vector<const char*> labels;
    for (const ClipFormat& format : formats) {
        const std::string name = short_title(format);
        const bool taken = std::find(names.begin(), names.end(), name) != names.end();
        names.push_back(taken ? format.extension.substr(1) : name);
    }
    for (const std::string& name : names) {
        labels.push_back(name.c_str());
    }
    segmented("format", labels.data(), static_cast<int>(labels.size()), chosen);
    form.extension = formats[static_cast<std::size_t>(chosen)].extension;
    field_label("");
    text_dim(formats[static_cast<std::size_t>(chosen)].title.c_str());
}

void draw_skeleton_rows(StudioState& state, Services& services) {
    SaveForm& form = state.save;
    const auto& presets = rig_presets();
    const int own = static_cast<int>(presets.size());
    int chosen = own;
    for (int i = 0; i < own; ++i) {
        if (!form.rig.chosen && presets[static_cast<std::size_t>(i)].name == form.format.skeleton) {
            chosen = i;
        }
    }
    field_label("Skeleton", "Names, proportions and axes of the joints");
    if (choose("##skeleton", chosen, own + 1, [&](int i) {
            return i == own ? std::string("My own rig") : presets[static_cast<std::size_t>(i)].title;
        })) {
        form.rig.chosen = chosen == own;
        if (form.rig.chosen) {
            open_own_rig(state, services);
        } else {
            form.format.skeleton = presets[static_cast<std::size_t>(chosen)].name;
            form.format.own_rig.reset();
        }
    }
    if (form.rig.chosen) {
        draw_rig_rows(state, services);
    }
}

void draw_space_rows(SaveForm& form) {
    const ClipFormat& format = chosen_format(form);
    if (!format.metres_per_unit) {
        return;
    }
    field_label("Up axis");
    const char* const axes[] = {"Y up", "Z up"};
    int up = form.format.up == UpAxis::Z ? 1 : 0;
    segmented("up", axes, 2, up, em(10));
    form.format.up = up == 1 ? UpAxis::Z : UpAxis::Y;
    ImGui::SameLine();
    const char* const units[] = {"metres", "centimetres"};
    int unit = form.format.metres_per_unit.value_or(*format.metres_per_unit) < 0.5 ? 1 : 0;
    if (segmented("unit", units, 2, unit, em(14))) {
        form.format.metres_per_unit = unit == 1 ? 0.01 : 1;
    }
    if (!format.has_order) {
        return;
    }
    static const std::vector<std::string> orders = {"ZXY", "ZYX", "XYZ", "XZY", "YXZ", "YZX"};
    field_label("Rotations", "Order of the channels");
    int order =
        static_cast<int>(std::find(orders.begin(), orders.end(), form.format.order.name()) - orders.begin());
    if (choose("##order", order, static_cast<int>(orders.size()),
               [&](int i) { return orders[static_cast<std::size_t>(i)]; }))
        form.format.order = euler_order(orders[static_cast<std::size_t>(order)]);
}

/// Returns true when a step changes.
bool draw_clean_up(SaveForm& form) {
    CleanUpOptions& steps = form.clean_up;
    bool changed = ImGui::Checkbox("Lock feet", &steps.lock_feet);
    tooltip("Feet that stand do not slide");
    ImGui::SameLine();
    changed |= ImGui::Checkbox("Keep above floor", &steps.above_floor);
    ImGui::SameLine();
    changed |= ImGui::Checkbox("Loop", &steps.loop);
    tooltip("The last pose becomes the first");
    field_label("Smooth", "Over so many seconds; feet that stand are left alone");
    auto seconds = static_cast<float>(steps.smoothing);
    if (ImGui::SliderFloat("##smooth", &seconds, 0, 0.5f, seconds > 0 ? "%.2f s" : "off")) {
        steps.smoothing = static_cast<double>(seconds);
        changed = true;
    }
    field_label("Path", "Who carries the way over the floor");
    const char* const carriers[] = {"Hips", "Root joint", "In place"};
    int carrier = steps.in_place ? 2 : form.format.root_motion ? 1 : 0;
    if (segmented("path", carriers, 3, carrier)) {
        changed |= steps.in_place != (carrier == 2);
        steps.in_place = carrier == 2;
        form.format.root_motion = carrier == 1;
    }
    field_label("Frames");
    static constexpr int rates[] = {0, 24, 25, 30, 60, 120};
    int rate = 0;
    for (int i = 1; i < static_cast<int>(std::size(rates)); ++i) {
        if (steps.fps && *steps.fps == rates[i]) {
            rate = i;
        }
    }
    if (choose("##fps", rate, static_cast<int>(std::size(rates)), [](int i) {
            return i == 0 ? std::string("as they are") : fmt::format("{} a second", rates[i]);
        })) {
        steps.fps = rate == 0 ? std::nullopt : std::optional<double>(rates[rate]);
        changed = true;
    }
    return changed;
}

/// Shows the clips in the viewport as they would be saved, as soon as they are. One at a time: while a slider
/// is dragged, the last value counts.
void preview(StudioState& state, Services& services) {
    const Take* take = state.take();
    const CleanUpOptions steps = state.save.clean_up;
    if (!take || !steps.any()) {
        state.save.cleaned.clear();
        return;
    }
    if (state.save.cleaning) {
        return;
    }
    state.save.cleaning = true;
    auto clips = std::make_shared<std::vector<MotionClip>>();
    for (const Figure& figure : take->figures) {
        clips->push_back(figure.clip);
    }
    services.export_tasks.run(
        [clips, steps] {
            for (MotionClip& clip : *clips) {
                if (clip.frame_count() > 0) {
                    clip = clean_up(clip, steps);
                }
            }
        },
        [&state, &services, clips, steps](const std::string& error) {
            state.save.cleaning = false;
            if (!state.save.open) {
                return;
            }
            if (state.save.clean_up != steps) {
                preview(state, services);
            } else if (error.empty()) {
                state.save.cleaned = std::move(*clips);
            }
        });
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
    const Take* take = state.take();
    if (!take || take->growing()) {
        return;
    }
    SaveForm& form = state.save;
    form.open_requested = true;
    form.all_variations = all_variations && take->figures.size() > 1;
    form.error.clear();
    form.name = file_name_of(take->request.prompt);
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
    preview(state, services);
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
    heading(form.all_variations ? "Save all variations" : "Save clip");
    ImGui::Spacing();
    draw_folder_row(state, services);
    draw_listing(state);
    field_label("Name");
    ImGui::InputText("##name", &form.name);
    draw_format_row(form);
    if (chosen_format(form).has_rig) {
        draw_skeleton_rows(state, services);
        draw_space_rows(form);
    }
    if (ImGui::CollapsingHeader("Clean-up") && draw_clean_up(form)) {
        preview(state, services);
    }
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
    const bool rig_missing = form.rig.chosen && chosen_format(form).has_rig && !form.format.own_rig;
    ImGui::BeginDisabled(!valid_name || !form.error.empty() || rig_missing);
    if (primary_button(existing.empty() ? "Save###Save" : "Replace###Save", ImVec2(button, 0))) {
        save_clips(state, services);
        done = true;
    }
    ImGui::EndDisabled();
    if (done) {
        form.open = false;
        form.cleaned.clear();
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace im::studio
