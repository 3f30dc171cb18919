// Every clip of the workspace: found, looked at, played, saved, rated, thrown away.
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/library_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/library_cell.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/save_dialog.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr const char* kDeletion = "Delete for good";

/// The next item goes beside the last one where it fits.
void flow(float width) {
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    if (ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x + width <= right) {
        ImGui::SameLine();
    }
}

void draw_rating_filter(ClipQuery& query) {
    const std::string now = query.unrated          ? "Not rated"
                            : query.rating_min > 0 ? fmt::format("{} stars or more", query.rating_min)
                                                   : "Any rating";
    ImGui::SetNextItemWidth(em(8.5f));
    if (ImGui::BeginCombo("##rating", now.c_str())) {
        if (ImGui::Selectable("Any rating", !query.unrated && query.rating_min == 0)) {
            query.unrated = false;
            query.rating_min = 0;
        }
        for (int stars = 5; stars >= 1; --stars) {
            if (ImGui::Selectable(fmt::format("{} stars or more", stars).c_str(),
                                  query.rating_min == stars)) {
                query.unrated = false;
                query.rating_min = stars;
            }
        }
        if (ImGui::Selectable("Not rated", query.unrated)) {
            query.unrated = true;
            query.rating_min = 0;
        }
        ImGui::EndCombo();
    }
    tooltip("Only clips with such a rating");
}

void draw_model_filter(LibraryState& library) {
    ImGui::SetNextItemWidth(em(8.5f));
    if (ImGui::BeginCombo("##model",
                          library.query.model.empty() ? "Any model" : library.query.model.c_str())) {
        if (ImGui::Selectable("Any model", library.query.model.empty())) {
            library.query.model.clear();
        }
        for (const std::string& model : library.index.models()) {
            if (ImGui::Selectable(model.c_str(), model == library.query.model)) {
                library.query.model = model;
            }
        }
        ImGui::EndCombo();
    }
    tooltip("Only clips that this model made");
}

void draw_order(ClipQuery& query) {
    const char* const kOrders[] = {"Newest first", "Oldest first", "Best score first", "Best rating first"};
    int order = static_cast<int>(query.order);
    ImGui::SetNextItemWidth(em(9));
    if (ImGui::Combo("##order", &order, kOrders, 4)) {
        query.order = static_cast<ClipOrder>(order);
    }
    tooltip(
        "In which order they are listed. The score is the likeness of motion and words, by the judge where "
        "there is one");
}

void draw_search(StudioState& state) {
    LibraryState& library = state.library;
    if (library.search_focus_requested) {
        library.search_focus_requested = false;
        ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(std::clamp(ImGui::GetContentRegionAvail().x * 0.35f, em(9), em(20)));
    ImGui::InputTextWithHint("##search", IM_ICON_SEARCH "  Search prompts, names, tags, models, 4+",
                             &library.query.words);
    action_tooltip(state, "library.search",
                   "All words have to be in prompt, name, tags or model. 4* are clips with four stars, 4+ "
                   "with four or more");
    flow(em(8.5f));
    draw_rating_filter(library.query);
    flow(em(8.5f));
    draw_model_filter(library);
    flow(em(9));
    draw_order(library.query);
    flow(em(5.5f));
    ImGui::PushStyleColor(ImGuiCol_Button, library.query.trashed ? colour::kChosen : colour::kRaised);
    if (ImGui::Button(IM_ICON_TRASH "  Trash###trash")) {
        library.query.trashed = !library.query.trashed;
        library.chosen.clear();
    }
    ImGui::PopStyleColor();
    tooltip("Clips that were deleted. They can be put back");
}

/// What can be done with the chosen clips; always there, so that nothing moves when one is chosen.
void draw_buttons(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    const std::size_t count = library.chosen.size();
    text_dim(count > 0
                 ? fmt::format("{} of {} chosen", count, library.found.size()).c_str()
                 : fmt::format("{} {}", library.found.size(), library.found.size() == 1 ? "clip" : "clips")
                       .c_str());
    const auto button = [&](const char* label, const char* id, const char* explanation) {
        const ImVec2 text = ImGui::CalcTextSize(label, nullptr, true);
        flow(text.x + 2 * ImGui::GetStyle().FramePadding.x);
        const bool pressed = ImGui::Button(label);
        id ? action_tooltip(state, id, explanation) : tooltip(explanation);
        return pressed;
    };
    ImGui::BeginDisabled(count == 0 || library.opening.has_value());
    if (button(IM_ICON_PLAY "  Play together###play", "library.play",
               "In the viewport beside each other, 16 at most")) {
        play_chosen(state, services);
    }
    if (button(IM_ICON_SAVE "  Save together ...###save", "library.save", "As files, all in one format")) {
        save_chosen(state, services);
    }
    if (library.query.trashed) {
        if (button(IM_ICON_UNDO "  Put back###put back", "library.put_back", "Out of the trash")) {
            put_back_chosen(state, services);
        }
        if (button(IM_ICON_TRASH "  Delete for good ...###delete", nullptr, "This cannot be undone")) {
            library.deletion_asked = true;
        }
    } else if (button(IM_ICON_TRASH "  Delete###delete", "library.delete",
                      "Into the trash, from which it can be put back")) {
        trash_chosen(state, services);
    }
    ImGui::EndDisabled();
    if (library.opening) {
        ImGui::SameLine();
        text_dim("Opening ...");
    }
}

void draw_name_fields(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    const ClipRecord* clip = library.index.find(*library.chosen.begin());
    if (library.chosen.size() != 1 || !clip) {
        return;
    }
    if (library.named != clip->id) {
        library.named = clip->id;
        library.typed_name = clip->name;
        library.typed_tags = clip->tags;
    }
    ImGui::SetNextItemWidth(em(14));
    bool changed = ImGui::InputTextWithHint("##name", "Name", &library.typed_name);
    ImGui::SetNextItemWidth(em(14));
    changed = ImGui::InputTextWithHint("##tags", "Tags, separated by spaces", &library.typed_tags) || changed;
    if (changed) {
        name_clip(state, services, clip->id, library.typed_name, library.typed_tags);
    }
}

void draw_clip_menu(StudioState& state, Services& services) {
    if (!ImGui::BeginPopup("clip menu")) {
        state.library.named = 0;
        return;
    }
    menu_action(state, services, "library.play");
    menu_action(state, services, "library.save");
    if (ImGui::BeginMenu("Rate")) {
        for (int stars = 1; stars <= 5; ++stars) {
            if (ImGui::MenuItem(stars == 1 ? "1 star" : fmt::format("{} stars", stars).c_str())) {
                rate_clips(state, services, chosen_clips(state), stars);
            }
        }
        if (ImGui::MenuItem("Not rated")) {
            rate_clips(state, services, chosen_clips(state), 0);
        }
        ImGui::EndMenu();
    }
    if (!state.library.chosen.empty()) {
        draw_name_fields(state, services);
    }
    ImGui::Separator();
    menu_action(state, services, state.library.query.trashed ? "library.put_back" : "library.delete");
    ImGui::EndPopup();
}

void draw_empty(StudioState& state) {
    const LibraryState& library = state.library;
    if (!library.read) {
        text_dim("Reading the workspace ...");
    } else if (library.query.trashed) {
        text_wrapped("Nothing is in the trash that this search finds.", colour::kTextDim);
    } else if (library.index.size() == 0) {
        text_wrapped("Every clip that you generate is kept here. Type a prompt and press Generate.",
                     colour::kTextDim);
    } else {
        text_wrapped("No clip is like that.", colour::kTextDim);
        if (ImGui::Button("Show all clips###show all")) {
            state.library.query = {};
        }
    }
}

/// Only the rows in sight are drawn: thousands of clips cost as much as a few.
void draw_grid(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    const ImVec2 cell = library_cell_size();
    const float gap = em(0.4f);
    ImGui::BeginChild("grid");
    const int columns =
        std::max(static_cast<int>((ImGui::GetContentRegionAvail().x + gap) / (cell.x + gap)), 1);
    const int count = static_cast<int>(library.found.size());
    bool menu = false;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(gap, gap));
    ImGuiListClipper clipper;
    clipper.Begin((count + columns - 1) / columns, cell.y + gap);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart * columns; i < std::min(clipper.DisplayEnd * columns, count); ++i) {
            if (i % columns > 0) {
                ImGui::SameLine();
            }
            const ClipRecord& clip = library.index[library.found[static_cast<std::size_t>(i)]];
            const CellClick click = draw_library_cell(state, clip);
            if (click == CellClick::Chosen) {
                choose_clip(state, clip.id, ImGui::GetIO().KeyCtrl, ImGui::GetIO().KeyShift);
            } else if (click == CellClick::Played && !library.opening) {
                library.chosen = {clip.id};
                play_chosen(state, services);
            }
            menu = menu || click == CellClick::Menu;
        }
    }
    ImGui::PopStyleVar();
    if (menu) {
        ImGui::OpenPopup("clip menu");
    }
    draw_clip_menu(state, services);
    ImGui::EndChild();
}

void ask_for_deletion(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    if (library.deletion_asked && !ImGui::IsPopupOpen(kDeletion)) {
        ImGui::OpenPopup(kDeletion);
    }
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(em(28), 0));
    if (!ImGui::BeginPopupModal(kDeletion, nullptr, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove)) {
        return;
    }
    const auto clips = chosen_clips(state);
    text_wrapped(fmt::format("Delete {} for good, with ratings and comparisons? This cannot be undone.",
                             clips.size() == 1 ? "1 clip" : fmt::format("{} clips", clips.size()))
                     .c_str(),
                 colour::kText);
    ImGui::Spacing();
    const ImVec2 half((ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2, em(2.2f));
    bool done = ImGui::IsKeyPressed(ImGuiKey_Escape);
    if (ImGui::Button("Delete for good###Delete it", half)) {
        delete_for_good(state, services, clips);
        done = true;
    }
    ImGui::SameLine();
    done = ImGui::Button("Cancel", half) || done;
    if (done) {
        library.deletion_asked = false;
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

void draw_library_panel(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    library.wanted.clear();
    if (std::exchange(library.save_ready, false)) {
        open_save_dialog(state, services, true);
    }
    library.focused = false;
    if (ImGui::Begin(kLibraryPanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        library.focused = ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows);
        draw_search(state);
        draw_buttons(state, services);
        if (!library.error.empty() && error_box("error", "The clips cannot be read: " + library.error)) {
            library.error.clear();
        }
        if (library.found.empty()) {
            draw_empty(state);
        } else {
            draw_grid(state, services);
        }
        ask_for_deletion(state, services);
    }
    ImGui::End();
}

void close_library_panel(StudioState& state) {
    state.library.focused = false;
    state.library.wanted.clear();
}

}  // namespace

const Panel kLibraryPanel{kLibraryTitle, DockPlace::Bottom, drawn<draw_library_panel>, close_library_panel};

}  // namespace im::studio
