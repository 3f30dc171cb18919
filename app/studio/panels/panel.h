#pragma once
// What the studio has to know of a docked panel: each file of a panel holds its row beside what it draws; the
// main loop, the first arrangement and the menu walk the rows of kPanels (panels.h).

#include <concepts>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

class ViewportScene;

enum class DockPlace { Left, Centre, Right, Bottom };

struct Panel {
    const char* title;  ///< of its window and in the menu; the layout file and `WindowsShown` know it by that
    DockPlace place;    ///< where it is arranged at first
    /// Begins and ends the window; called once a frame while the panel is shown.
    void (*draw)(StudioState&, Services&, ViewportScene&);
    void (*closed)(StudioState&) = nullptr;  ///< instead of `draw` while it is not shown; null: nothing to do
    bool can_be_closed = true;
};

/// A function that draws a panel, whatever of the three it asks for, as `Panel::draw`:
///     const Panel kLogPanel{"Log", DockPlace::Bottom, drawn<draw_log_panel>};
template <auto function>
void drawn(StudioState& state, Services& services, ViewportScene& scene) {
    if constexpr (std::invocable<decltype(function), StudioState&>) {
        function(state);
    } else if constexpr (std::invocable<decltype(function), StudioState&, Services&>) {
        function(state, services);
    } else {
        function(state, services, scene);
    }
}

}  // namespace im::studio
