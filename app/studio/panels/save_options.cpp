#include "app/studio/panels/save_options.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/edit_actions.h"
#include "app/studio/actions/rig_actions.h"
#include "app/studio/panels/rig_rows.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/io/clip_io.h"
#include "engine/motion/rig/rig_presets.h"

namespace im::studio {
namespace {

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
    field_label("Up axis", "Of the file, and the length that its numbers count");
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

void draw_clean_up(SaveForm& form) {
    CleanUpOptions& steps = form.clean_up;
    ImGui::Checkbox("Lock feet", &steps.lock_feet);
    tooltip("Feet that stand do not slide");
    ImGui::SameLine();
    ImGui::Checkbox("Keep above floor", &steps.above_floor);
    tooltip("No joint sinks below the floor");
    ImGui::SameLine();
    ImGui::Checkbox("Loop", &steps.loop);
    tooltip("The last pose becomes the first");
    field_label("Smooth", "Over so many seconds; feet that stand are left alone");
    auto seconds = static_cast<float>(steps.smoothing);
    if (ImGui::SliderFloat("##smooth", &seconds, 0, 0.5f, seconds > 0 ? "%.2f s" : "off")) {
        steps.smoothing = static_cast<double>(seconds);
    }
    field_label("Path", "Who carries the way over the floor");
    const char* const carriers[] = {"Hips", "Root joint", "In place"};
    int carrier = steps.in_place ? 2 : form.format.root_motion ? 1 : 0;
    if (segmented("path", carriers, 3, carrier)) {
        steps.in_place = carrier == 2;
        form.format.root_motion = carrier == 1;
    }
    field_label("Frames", "A second of the file; others than the clip's own are made by interpolation");
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
    }
}

}  // namespace

bool chosen_format_has_rig(const SaveForm& form) {
    return chosen_format(form).has_rig;
}

void draw_format_rows(StudioState& state, Services& services) {
    draw_format_row(state.save);
    if (chosen_format(state.save).has_rig) {
        draw_skeleton_rows(state, services);
        draw_space_rows(state.save);
    }
}

void preview_clean_up(StudioState& state, Services& services) {
    const Take* take = state.take();
    const CleanUpOptions steps = state.save.clean_up;
    if (!take || state.save.clips || !steps.any()) {  // clips of the library are not in the viewport
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
                preview_clean_up(state, services);
            } else if (error.empty()) {
                state.save.cleaned = std::move(*clips);
            }
        });
}

/// Each change can be undone, in the dialog and after it.
void draw_clean_up_rows(StudioState& state, Services& services) {
    struct Switches {
        CleanUpOptions steps;
        bool root_motion;
        bool operator==(const Switches&) const = default;
    };
    SaveForm& form = state.save;
    const Switches before{form.clean_up, form.format.root_motion};
    if (!ImGui::CollapsingHeader("Clean-up")) {
        return;
    }
    draw_clean_up(form);
    const Switches after{form.clean_up, form.format.root_motion};
    if (before == after) {
        return;
    }
    const auto put = [](const Switches& switches) {
        return [switches](StudioState& s, Services& v) {
            s.save.clean_up = switches.steps;
            s.save.format.root_motion = switches.root_motion;
            if (s.save.open) {
                preview_clean_up(s, v);
            }
        };
    };
    const char* slider = before.steps.smoothing != after.steps.smoothing ? "clean-up smoothing" : "";
    do_edit(state, services, {"change of the clean-up", put(before), put(after), slider});
}

}  // namespace im::studio
