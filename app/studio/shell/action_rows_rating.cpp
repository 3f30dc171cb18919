// Rating clips, of the session and the library, and comparing them blind.
#include <imgui.h>

#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/library_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

bool rates_library(const S& state) {
    return state.library.focused && !state.library.chosen.empty();
}

template <int stars>
void rate(S& state, Services& services) {
    if (!rates_library(state)) {
        rate_selected(state, services, stars);
        return;
    }
    const auto clips = chosen_clips(state);
    bool all = !clips.empty();
    for (const std::int64_t id : clips) {
        all = all && state.library.index.find(id)->rating == stars;
    }
    rate_clips(state, services, clips, all ? 0 : stars);
}

std::string nothing_to_rate(const S& state) {
    if (rates_library(state)) {
        return "";
    }
    if (state.preview.take()) {
        return "Not while the viewport shows a preview.";
    }
    const Figure* figure = state.figure();
    return !figure ? "No clip is chosen." : figure->clip_id == 0 ? "The clip is not kept yet." : "";
}

template <int stars>
Action rating(const char* id, const char* title) {
    return {.id = id,
            .title = title,
            .group = "Rate",
            .run = rate<stars>,
            .key = static_cast<ImGuiKey>(ImGuiKey_0 + stars),
            .why_not = nothing_to_rate};
}

template <Verdict verdict>
Action answer(const char* id, const char* title, ImGuiKey key) {
    return {.id = id,
            .title = title,
            .group = "Rate",
            .run = [](S& s, Services& v) { answer_blind_test(s, v, verdict); },
            .context = KeyContext::BlindTest,
            .key = key,
            .why_not = [](const S& s) -> std::string {
                return s.preview.tenant<BlindTest>() ? "" : "No blind comparison is going on.";
            }};
}

}  // namespace

std::vector<Action> rating_actions() {
    return {
        rating<1>("rate.1", "Rate 1 star"),
        rating<2>("rate.2", "Rate 2 stars"),
        rating<3>("rate.3", "Rate 3 stars"),
        rating<4>("rate.4", "Rate 4 stars"),
        rating<5>("rate.5", "Rate 5 stars"),
        {.id = "rate.compare",
         .title = "Compare blind",
         .group = "Rate",
         .run = begin_blind_test,
         .why_not = [](const S& s) -> std::string {
             return comparable_clips(s) < 2 ? "It needs two clips of this prompt." : "";
         }},
        answer<Verdict::Left>("blind.left", "The left one is better", ImGuiKey_A),
        answer<Verdict::Right>("blind.right", "The right one is better", ImGuiKey_B),
        answer<Verdict::Skip>("blind.skip", "Cannot say", ImGuiKey_S),
        {.id = "blind.end",
         .title = "End the blind comparison",
         .group = "Rate",
         .run = end_blind_test,
         .context = KeyContext::BlindTest,
         .key = ImGuiKey_Escape,
         .why_not = [](const S& s) -> std::string {
             return s.preview.tenant<BlindTest>() ? "" : "No blind comparison is going on.";
         }},
    };
}

}  // namespace im::studio
