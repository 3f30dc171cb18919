// In the Prompt panel: suggestions and the notice under the prompt, and the list of what the model can do.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/knowledge_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr int kLines = 3;

void draw_suggestions(StudioState& state) {
    const PromptKnowledge& known = state.knowledge;
    std::string taken;
    for (std::size_t i = 0; i < known.suggestions.size(); ++i) {
        const Suggestion& suggestion = known.suggestions[i];
        const auto label =
            fmt::format("{}###suggestion {}",
                        shortened(suggestion.shown, ImGui::GetContentRegionAvail().x - em(2)), i + 1);
        ImGui::PushStyleColor(ImGuiCol_Text, colour::kTextDim);
        const bool chosen = static_cast<int>(i) == known.chosen;
        if (ImGui::Selectable(label.c_str(), chosen, ImGuiSelectableFlags_None,
                              ImVec2(0, ImGui::GetTextLineHeight()))) {
            taken = suggestion.text;
        }
        ImGui::PopStyleColor();
        tooltip(i == 0 ? "Tab takes it; the arrow keys choose another one" : "A click takes it");
    }
    if (!taken.empty()) {
        take_prompt(state, taken);
    }
}

/// Text in at most kLines lines; the whole of it in a tooltip.
void draw_notice(const Understanding& understanding) {
    const bool unlikely = understanding.level == UnderstandingLevel::Unlikely;
    std::string text = fmt::format(
        "{} {}", unlikely ? "Probably not understood:" : "Perhaps not understood:", understanding.reason);
    const std::string whole = understanding.nearest.empty()
                                  ? text
                                  : fmt::format("{}. What it knows that is nearest: {}", text,
                                                fmt::join(understanding.nearest, ", "));
    if (!understanding.nearest.empty()) {
        text += fmt::format(". Near: \"{}\"", understanding.nearest.front());
    }
    const float width = ImGui::GetContentRegionAvail().x - em(1.6f);
    const float height = kLines * ImGui::GetTextLineHeightWithSpacing();
    while (text.size() > 20 && ImGui::CalcTextSize(text.c_str(), nullptr, false, width).y > height) {
        text.resize(text.find_last_of(' ', text.size() - 5));
        text += " ...";
    }
    ImGui::TextColored(colour::kWarning, IM_ICON_WARNING);
    ImGui::SameLine(0, em(0.4f));
    text_wrapped(text.c_str(), unlikely ? colour::kWarning : colour::kTextDim);
    tooltip(whole.c_str());
}

struct Chips {
    float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    bool first = true;
};

/// Small buttons in a row that wraps. The prompt of the one that was clicked.
std::string draw_chips(const char* name, const std::vector<VocabularyChoice>& choices) {
    std::string taken;
    if (choices.empty()) {
        return taken;
    }
    text_dim(name);
    Chips row;
    ImGui::SameLine(em(4.2f));
    for (const auto& choice : choices) {
        const float width =
            ImGui::CalcTextSize(choice.value.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x;
        if (!row.first && ImGui::GetItemRectMax().x + em(0.3f) + width <= row.right) {
            ImGui::SameLine(0, em(0.3f));
        } else if (!row.first) {
            ImGui::SetCursorPosX(em(4.2f));
        }
        row.first = false;
        if (ImGui::SmallButton(fmt::format("{}###{} {}", choice.value, name, choice.value).c_str())) {
            taken = choice.prompt;
        }
        tooltip(choice.prompt.c_str());
    }
    return taken;
}

void draw_action(StudioState& state, const VocabularyAction& action) {
    PromptKnowledge& known = state.knowledge;
    const bool unfolded = known.unfolded == &action;
    const auto label = fmt::format(
        "{}###{}", shortened(action.phrase, ImGui::GetContentRegionAvail().x - em(1)), action.name);
    if (ImGui::Selectable(label.c_str(), unfolded)) {
        known.unfolded = unfolded ? nullptr : &action;
        take_prompt(state, action.prompt);
    }
    tooltip(fmt::format("{} training {}", action.clips, action.clips == 1 ? "clip" : "clips").c_str());
    if (!unfolded) {
        return;
    }
    ImGui::PushID(action.name.c_str());
    std::string taken;
    for (const auto& [name, choices] :
         {std::pair{"Side", &action.sides}, std::pair{"Count", &action.counts},
          std::pair{"Path", &action.paths}, std::pair{"Style", &action.styles}}) {
        if (auto prompt = draw_chips(name, *choices); !prompt.empty()) {
            taken = std::move(prompt);
        }
    }
    for (const auto& example : action.examples) {
        ImGui::PushStyleColor(ImGuiCol_Text, colour::kTextDim);
        const auto row =
            fmt::format("{}###{}", shortened(example, ImGui::GetContentRegionAvail().x - em(1)), example);
        if (ImGui::Selectable(row.c_str())) {
            taken = example;
        }
        ImGui::PopStyleColor();
    }
    ImGui::PopID();
    if (!taken.empty()) {
        take_prompt(state, taken);
    }
}

}  // namespace

int edit_prompt(ImGuiInputTextCallbackData* data) {
    auto& known = *static_cast<PromptKnowledge*>(data->UserData);
    const bool offered = known.open && !known.suggestions.empty();
    if (data->EventFlag == ImGuiInputTextFlags_CallbackCompletion) {
        if (offered) {
            const auto& text = known.suggestions[static_cast<std::size_t>(known.chosen)].text;
            data->DeleteChars(0, data->BufTextLen);
            data->InsertChars(0, text.c_str());
            known.typed = text;  // taken, not typed: there is nothing more to offer
            known.rested = 0;
            known.open = false;
            known.suggestions.clear();
            known.completed.clear();  // the same words, typed again, are completed again
        }
        return 0;
    }
    if (known.cursor_to_end) {
        known.cursor_to_end = false;
        data->CursorPos = data->SelectionStart = data->SelectionEnd = data->BufTextLen;
    }
    const int step = ImGui::IsKeyPressed(ImGuiKey_DownArrow) ? 1
                     : ImGui::IsKeyPressed(ImGuiKey_UpArrow) ? -1
                                                             : 0;
    if (offered && step != 0) {
        const int last = static_cast<int>(known.suggestions.size()) - 1;
        known.chosen = std::clamp(known.chosen + step, 0, last);
        data->CursorPos = data->SelectionStart = data->SelectionEnd =
            std::min(known.cursor, data->BufTextLen);
    }
    known.cursor = data->CursorPos;
    return 0;
}

void draw_prompt_help(StudioState& state) {
    PromptKnowledge& known = state.knowledge;
    if (!known.reader) {
        return;
    }
    const float top = ImGui::GetCursorPosY();
    const float height = kLines * ImGui::GetTextLineHeightWithSpacing() + em(0.2f);
    if (known.open && !known.suggestions.empty()) {
        draw_suggestions(state);
    } else if (known.read == state.prompt.text && known.understanding.level != UnderstandingLevel::Fine) {
        draw_notice(known.understanding);
    }
    ImGui::SetCursorPosY(top + height);
    ImGui::Dummy({0, 0});
}

void draw_known_actions(StudioState& state) {
    PromptKnowledge& known = state.knowledge;
    if (!known.reader || known.reader->vocabulary()->actions.empty()) {
        text_wrapped(
            "This model does not tell what it has learnt: it has no vocabulary. \"instructmotion train "
            "vocabulary\" "
            "makes one of the data that it was trained on.",
            colour::kTextDim);
        return;
    }
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputTextWithHint("##search actions", IM_ICON_SEARCH "  Search actions, styles, paths",
                             &known.search);
    const float height = std::max(ImGui::GetContentRegionAvail().y, em(12));
    ImGui::BeginChild("actions", ImVec2(0, height));
    if (known.found.empty() && known.searched == known.search) {
        text_wrapped("Nothing that it has learnt is called like this.", colour::kTextDim);
    }
    for (const auto& group : known.reader->vocabulary()->groups) {
        const auto count = std::count_if(known.found.begin(), known.found.end(),
                                         [&](const auto* action) { return action->group == group; });
        if (count == 0) {
            continue;
        }
        if (!known.search.empty()) {
            ImGui::SetNextItemOpen(true);  // what was found is to be seen
        }
        if (!ImGui::TreeNodeEx(fmt::format("{}  {}###{}", group, count, group).c_str(),
                               ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_NoTreePushOnOpen)) {
            continue;
        }
        for (const auto* action : known.found) {
            if (action->group == group) {
                draw_action(state, *action);
            }
        }
    }
    ImGui::EndChild();
}

}  // namespace im::studio
