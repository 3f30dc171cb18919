#include "app/studio/panels/rig_rows.h"

#include <algorithm>
#include <cctype>
#include <cfloat>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/rig_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/native_dialog.h"
#include "app/studio/shell/theme.h"
#include "engine/motion/representation/skeleton.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBonesWindow = "Bones of the rig";

struct PartTitle {
    Role part;  ///< of a pair: the left one; the right one comes after it
    const char* title;
};
// Joints by the bones that start at them, which is how rigs name theirs.
constexpr PartTitle kTrunk[] = {{kHead, "Head"},           {kNeck, "Neck"},          {kSpine3, "Upper spine"},
                                {kSpine2, "Middle spine"}, {kSpine1, "Lower spine"}, {kPelvis, "Hips"}};
constexpr PartTitle kPairs[] = {
    {kLeftCollar, "Collarbone"}, {kLeftShoulder, "Upper arm"}, {kLeftElbow, "Forearm"}, {kLeftWrist, "Hand"},
    {kLeftHip, "Thigh"},         {kLeftKnee, "Shin"},          {kLeftAnkle, "Foot"},    {kLeftFoot, "Toes"}};

/// HumanML3D's name of it, which tables use.
const std::string& name_of(int part) {
    return humanml3d_skeleton().joint_names[static_cast<std::size_t>(part)];
}

/// "Left thigh" of "l_hip".
std::string title_of(const std::string& part) {
    for (const PartTitle& single : kTrunk) {
        if (part == name_of(single.part)) {
            return single.title;
        }
    }
    for (const PartTitle& pair : kPairs) {
        for (const int right : {0, 1}) {
            if (part == name_of(pair.part + right)) {
                std::string title = std::string(right == 1 ? "Right " : "Left ") + pair.title;
                const std::size_t second = title.find(' ') + 1;
                title[second] = static_cast<char>(std::tolower(static_cast<unsigned char>(title[second])));
                return title;
            }
        }
    }
    return part;
}

std::string sentence(const OwnRig& rig, const BoneProblem& problem) {
    switch (problem.kind) {
        case BoneProblem::Kind::Missing:
            return title_of(problem.part) + " needs a bone.";
        case BoneProblem::Kind::Unknown:
            return fmt::format("{}: the rig has no bone \"{}\".", title_of(problem.part),
                               rig.bones.at(problem.part));
        case BoneProblem::Kind::Twice:
            return fmt::format("\"{}\" is used twice: for {} and {}.", rig.bones.at(problem.part),
                               title_of(problem.part), title_of(problem.other));
    }
    return {};
}

/// The first few, each on its own line.
void draw_problems(const OwnRig& rig, std::size_t lines_max) {
    const std::size_t lines = std::min(rig.problems.size(), lines_max);
    for (std::size_t i = 0; i < lines; ++i) {
        text_wrapped(sentence(rig, rig.problems[i]).c_str(), colour::kWarning);
    }
    if (lines < rig.problems.size()) {
        text_wrapped(fmt::format("And {} more.", rig.problems.size() - lines).c_str(), colour::kWarning);
    }
    if (!rig.error.empty()) {
        text_wrapped(rig.error.c_str(), colour::kWarning);
    }
    for (const std::string& warning : rig.warnings) {
        text_wrapped(warning.c_str(), colour::kWarning);
    }
}

bool is_wrong(const OwnRig& rig, const std::string& part) {
    return std::any_of(rig.problems.begin(), rig.problems.end(), [&part](const BoneProblem& problem) {
        return problem.part == part || problem.other == part;
    });
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

/// The list under one part: every bone of the rig, those that have a part already with its title.
void draw_bone_list(StudioState& state, Services& services, const std::string& part) {
    OwnRig& rig = state.save.rig;
    const std::string& bone = rig.bones.at(part);
    if (ImGui::IsWindowAppearing()) {
        rig.search.clear();
        ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(em(16));
    ImGui::InputTextWithHint("##search", IM_ICON_SEARCH "  Search", &rig.search);
    BoneTable bones = rig.bones;
    bool chosen = false;
    if (ImGui::Selectable("none###none", bone.empty())) {
        chosen = true;
        bones[part].clear();
    }
    const auto& joints = rig.as_read->rig.joints;
    for (std::size_t j = 0; j < joints.size(); ++j) {
        const std::string& name = joints[j].name;
        if (!contains_ignoring_case(name, rig.search)) {
            continue;
        }
        if (ImGui::Selectable(fmt::format("{}###bone {}", name, j).c_str(), name == bone)) {
            chosen = true;
            bones[part] = name;
        }
        if (name == bone && ImGui::IsWindowAppearing()) {
            ImGui::SetScrollHereY();
        }
        const auto user = std::find_if(rig.bones.begin(), rig.bones.end(), [&](const auto& entry) {
            return entry.second == name && entry.first != part;
        });
        if (user != rig.bones.end()) {
            ImGui::SameLine();
            text_dim(title_of(user->first).c_str());
        }
    }
    if (chosen) {
        set_bones(state, services, std::move(bones));
    }
}

void draw_bone_choice(StudioState& state, Services& services, int role) {
    const OwnRig& rig = state.save.rig;
    const std::string& part = name_of(role);
    const std::string shown = rig.bones.at(part).empty() ? "none" : rig.bones.at(part);
    const bool wrong = is_wrong(rig, part);
    ImGui::PushStyleColor(ImGuiCol_FrameBg, wrong ? colour::kWarningBack : colour::kRaised);
    ImGui::PushStyleColor(ImGuiCol_Text, wrong                        ? colour::kWarning
                                         : rig.bones.at(part).empty() ? colour::kTextDim
                                                                      : colour::kText);
    const bool open = ImGui::BeginCombo(("##" + part).c_str(), shown.c_str(), ImGuiComboFlags_HeightLarge);
    ImGui::PopStyleColor(2);
    if (open) {
        draw_bone_list(state, services, part);
        ImGui::EndCombo();
    }
}

void draw_parts(StudioState& state, Services& services) {
    for (const PartTitle& row : kTrunk) {
        field_label(row.title);
        draw_bone_choice(state, services, row.part);
    }
    const float gap = ImGui::GetStyle().ItemInnerSpacing.x;
    field_label("");
    const float left = ImGui::GetCursorPosX(), width = (ImGui::GetContentRegionAvail().x - gap) / 2;
    text_dim("Left");
    ImGui::SameLine(left + width + gap);
    text_dim("Right");
    for (const PartTitle& row : kPairs) {
        field_label(row.title);
        ImGui::SetNextItemWidth(width);
        draw_bone_choice(state, services, row.part);
        ImGui::SameLine(0, gap);
        ImGui::SetNextItemWidth(width);
        draw_bone_choice(state, services, row.part + 1);
    }
}

void draw_table_file(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    field_label("Table file", "To use these bones again, here or with export --rig-map");
    const float button = em(4), gap = ImGui::GetStyle().ItemInnerSpacing.x;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 2 * (button + gap));
    ImGui::InputText("##table", &rig.table_file);
    ImGui::BeginDisabled(rig.table_file.empty());
    ImGui::SameLine(0, gap);
    if (ImGui::Button("Load###Load bones", ImVec2(button, 0))) {
        load_bones(state, services);
    }
    ImGui::SameLine(0, gap);
    if (ImGui::Button("Save###Save bones", ImVec2(button, 0))) {
        save_bones(state, services);
    }
    ImGui::EndDisabled();
    if (!rig.table_note.empty()) {
        text_wrapped(rig.table_note.c_str(), rig.table_failed ? colour::kBad : colour::kTextDim);
    }
}

void draw_bones_window(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 place(viewport->WorkPos.x + viewport->WorkSize.x - em(1), viewport->GetCenter().y);
    ImGui::SetNextWindowPos(place, ImGuiCond_Always, ImVec2(1, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(38), viewport->WorkSize.x * 0.95f), 0));
    if (!ImGui::BeginPopupModal(
            kBonesWindow, nullptr,
            ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar)) {
        return;
    }
    if (!rig.as_read) {
        ImGui::CloseCurrentPopup();
        ImGui::EndPopup();
        return;
    }
    heading(shortened("Bones of " + fs::path(rig.asked).filename().string(), ImGui::GetContentRegionAvail().x)
                .c_str());
    text_wrapped("Which bone plays which part. Hips, thighs, shins and feet are needed.", colour::kTextDim);
    ImGui::Spacing();
    // Scrolls where the screen is too small for all parts.
    ImGui::SetNextWindowSizeConstraints(ImVec2(0, em(8)),
                                        ImVec2(FLT_MAX, std::max(em(8), viewport->WorkSize.y - em(18))));
    if (ImGui::BeginChild("parts", ImVec2(0, 0), ImGuiChildFlags_AutoResizeY)) {
        draw_parts(state, services);
    }
    ImGui::EndChild();
    ImGui::Spacing();
    ImGui::BeginGroup();  // whose rows begin where those of the child do
    draw_table_file(state, services);
    ImGui::EndGroup();
    draw_problems(rig, 3);
    ImGui::Spacing();
    const float done = em(7), reset = em(9);
    ImGui::BeginDisabled(rig.bones == rig.found);
    if (ImGui::Button("As found###As found", ImVec2(reset, 0))) {
        set_bones(state, services, rig.found);
    }
    tooltip("Undo all changes: the bones as told by their names and by the rig's shape");
    ImGui::EndDisabled();
    ImGui::SameLine(0, ImGui::GetContentRegionAvail().x - reset - done);
    const bool escaped = !rig.list_open && ImGui::IsKeyPressed(ImGuiKey_Escape);
    rig.list_open = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId);
    if (primary_button("Done###Done", ImVec2(done, 0)) || escaped) {
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

void draw_file_row(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    field_label("Rig file", "FBX, glTF, BVH, or a SMPL model (.npz)");
    const bool native = native_dialogs_available();
    const float gap = ImGui::GetStyle().ItemInnerSpacing.x;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - (native ? ImGui::GetFrameHeight() + gap : 0));
    const bool entered = ImGui::InputText("##rig", &rig.file, ImGuiInputTextFlags_EnterReturnsTrue);
    if (entered || ImGui::IsItemDeactivatedAfterEdit()) {
        open_own_rig(state, services);
    }
    if (!native) {
        return;
    }
    ImGui::SameLine(0, gap);
    if (icon_button(IM_ICON_FOLDER, "browse rig", "Choose with the desktop's own dialog")) {
        ask_for_file(rig.file);
    }
    if (const auto chosen = take_chosen_file()) {
        rig.file = *chosen;
        open_own_rig(state, services);
    }
}

/// Which of the file's figures, where it holds several, and which of its axes points up.
void draw_choices(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    bool changed = false;
    if (rig.takes.size() > 1) {
        field_label("Figure", "The file holds several");
        const std::size_t number = static_cast<std::size_t>(std::atoi(rig.choice.take.c_str()));
        const std::string shown = number >= 1 && number <= rig.takes.size() ? rig.takes[number - 1] : "";
        ImGui::SetNextItemWidth(-FLT_MIN);
        if (ImGui::BeginCombo("##figure", shown.c_str())) {
            for (std::size_t i = 0; i < rig.takes.size(); ++i) {
                if (ImGui::Selectable(fmt::format("{}###figure {}", rig.takes[i], i + 1).c_str(),
                                      i + 1 == number)) {
                    rig.choice.take = std::to_string(i + 1);
                    changed = true;
                }
            }
            ImGui::EndCombo();
        }
    }
    field_label("File's up", "Where the rig does not stand upright");
    const std::pair<const char*, std::optional<UpAxis>> axes[] = {
        {"As it stands", std::nullopt}, {"Y", UpAxis::Y}, {"Z", UpAxis::Z}};
    const auto now = std::find_if(std::begin(axes), std::end(axes),
                                  [&rig](const auto& axis) { return axis.second == rig.choice.up; });
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (ImGui::BeginCombo("##rig up", now->first)) {
        for (const auto& [name, axis] : axes) {
            if (ImGui::Selectable(name, axis == rig.choice.up)) {
                rig.choice.up = axis;
                changed = true;
            }
        }
        ImGui::EndCombo();
    }
    if (changed) {
        open_own_rig(state, services);
    }
}

}  // namespace

void draw_rig_rows(StudioState& state, Services& services) {
    OwnRig& rig = state.save.rig;
    draw_file_row(state, services);
    if (rig.as_read) {
        field_label("Bones", "Which of its bones plays which part of the figure");
        ImGui::AlignTextToFramePadding();
        const auto known = std::count_if(rig.bones.begin(), rig.bones.end(),
                                         [](const auto& entry) { return !entry.second.empty(); });
        text_dim(fmt::format("{} of {} parts have a bone", known, rig.bones.size()).c_str());
        const float button = em(7);
        ImGui::SameLine(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button);
        if (ImGui::Button("Edit...###Edit bones", ImVec2(button, 0))) {
            ImGui::OpenPopup(kBonesWindow);
        }
        draw_choices(state, services);
    } else if (rig.reading) {
        field_label("");
        text_dim(("Reading " + rig.asked).c_str());
    }
    draw_problems(rig, 1);
    draw_bones_window(state, services);
}

}  // namespace im::studio
