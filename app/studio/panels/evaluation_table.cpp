// Inside the Evaluate panel: a table of figures, and the ones that were kept with the model.
#include <ctime>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/evaluation_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/evaluate/evaluation_report.h"

namespace im::studio {
namespace {

std::string local_time(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm local{};
    localtime_r(&time, &local);
    char text[32] = "";
    std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &local);
    return text;
}

/// "0.786 ± 0.010" on two lines, the second one dim.
void draw_cell(const std::string& cell) {
    const std::size_t mark = cell.find(" \xc2\xb1 ");
    ImGui::TextUnformatted(cell.substr(0, mark).c_str());
    if (mark != cell.npos) {
        text_dim(cell.substr(mark + 1).c_str());
    }
}

/// A panel at the side is narrow: a row a figure, a column a model.
void draw_turned(const EvaluationTable& table, int number) {
    const int columns = static_cast<int>(table.rows.size()) + 1;
    const ImGuiTableFlags flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH |
                                  ImGuiTableFlags_ScrollX | ImGuiTableFlags_SizingFixedFit;
    const float row = 2 * ImGui::GetTextLineHeightWithSpacing() + em(0.4f);
    const ImVec2 size(0, row * static_cast<float>(table.columns.size() + 1) + em(1.2f));
    if (!ImGui::BeginTable(fmt::format("figures {}", number).c_str(), columns, flags, size)) {
        return;
    }
    ImGui::TableSetupScrollFreeze(1, 1);
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, em(6.5f));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, em(5.2f));
    }
    ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
    ImGui::TableNextColumn();
    for (const auto& of : table.rows) {
        ImGui::TableNextColumn();
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(of.name.c_str());
        ImGui::PopTextWrapPos();
        tooltip(of.name.c_str());
    }
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        text_wrapped(table.columns[column].c_str(), colour::kTextDim);
        for (const auto& of : table.rows) {
            ImGui::TableNextColumn();
            draw_cell(of.cells[column]);
        }
    }
    ImGui::EndTable();
}

void draw_kept(StudioState& state) {
    EvaluationState& evaluation = state.evaluation;
    if (evaluation.kept.size() < 2) {
        return;
    }
    const KeptEvaluation* shown = nullptr;
    for (const KeptEvaluation& kept : evaluation.kept) {
        shown = kept.file == evaluation.shown_file ? &kept : shown;
    }
    const auto label = [](const KeptEvaluation& kept) {
        return fmt::format("{}, {}", local_time(kept.made), kept.report.data);
    };
    field_label("Kept", "Earlier tables of this model; they lie beside it");
    if (ImGui::BeginCombo("##kept", shown ? label(*shown).c_str() : "")) {
        for (std::size_t i = 0; i < evaluation.kept.size(); ++i) {
            const KeptEvaluation& kept = evaluation.kept[i];
            if (ImGui::Selectable(fmt::format("{}###kept {}", label(kept), i).c_str(), &kept == shown)) {
                show_evaluation(state, kept);
            }
        }
        ImGui::EndCombo();
    }
}

}  // namespace

void draw_evaluation_table(StudioState& state) {
    const auto& shown = state.evaluation.shown;
    heading("Figures");
    if (!shown) {
        text_wrapped(
            "Measure a model, and its table stands here, with captured motion beside it where the data has "
            "some. It is kept with the model.",
            colour::kTextDim);
        return;
    }
    draw_kept(state);
    text_wrapped(fmt::format("{}: {} of {}, {} {}; {}", shown->data, shown->items_per_repeat, shown->items,
                             shown->repeats, shown->repeats == 1 ? "repeat" : "repeats",
                             shown->encoders.empty() ? "" : "by " + shown->encoders)
                     .c_str(),
                 colour::kTextDim);
    int number = 0;
    for (const EvaluationTable& table : tables_of(*shown)) {
        draw_turned(table, ++number);
    }
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    if (ImGui::Button(IM_ICON_COPY "  Markdown###Copy Markdown", ImVec2(width, 0))) {
        ImGui::SetClipboardText(evaluation_text(state, TableFormat::Markdown).c_str());
    }
    tooltip("Copies the tables and the notes");
    ImGui::SameLine();
    if (ImGui::Button(IM_ICON_COPY "  CSV###Copy CSV", ImVec2(width, 0))) {
        ImGui::SetClipboardText(evaluation_text(state, TableFormat::Csv).c_str());
    }
    tooltip("Copies all figures with their intervals, for a spreadsheet");
    for (const std::string& note : shown->notes) {
        text_wrapped(note.c_str(), colour::kTextDim);
    }
}

}  // namespace im::studio
