#pragma once
// Small pieces that several panels share.

#include <string>

#include <imgui.h>

#include "app/studio/state/durations.h"

namespace im::studio {

/// Height of the current font: sizes given in it follow the interface's scale.
float em(float lines = 1);

/// Explains the item before it, after a short rest of the mouse.
void tooltip(const char* text);
void text_dim(const char* text);
void text_wrapped(const char* text, const ImVec4& colour);
/// Cuts with an ellipsis what does not fit into `width` pixels. First line only.
std::string shortened(const std::string& text, float width);

/// A small bold title above a group of fields.
void heading(const char* text);
/// `label` at the left, the next item fills the rest of the row.
void field_label(const char* label, const char* explanation = nullptr);

/// Puts the next item beside the one before it where there is room for `width` pixels more, else in a row of its own.
void beside(float width);
/// Text on a plate, readable over any picture. `at`: pixels of the screen.
void overlay_text(ImVec2 at, const ImVec4& colour, const char* text);

/// Square button with one icon; `id` names it for tests and is not shown.
bool icon_button(const char* icon, const char* id, const char* explanation);
/// The same, lit while `on`; a click switches it.
bool icon_toggle(const char* icon, const char* id, const char* explanation, bool& on);
/// A button in the accent colour.
bool primary_button(const char* label, ImVec2 size);
bool quiet_button(const char* label);

/// A bar filled to `fraction` (0..1) with `label` in its middle.
void progress_bar(double fraction, const char* label, ImVec2 size);

/// A row of joined buttons, one of which is chosen. Returns true when the choice changes.
bool segmented(const char* id, const char* const* labels, int count, int& chosen, float width = 0);

/// A box with an icon for errors; returns true when its cross is pressed.
bool error_box(const char* id, const std::string& message);
/// The same for what goes on nevertheless.
bool warning_box(const char* id, const std::string& message);
/// Between these, items stand on a raised card as wide as the panel.
void begin_card(const char* id);
void end_card();

/// A table of facts, each a dim name and a value that may wrap: begin_facts(), fact() ..., ImGui::EndTable().
bool begin_facts(const char* id);
void fact(const char* name, const std::string& value, const char* explanation = nullptr);

}  // namespace im::studio
