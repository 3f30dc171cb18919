#include "app/studio/state/studio_state.h"

#include <algorithm>
#include <type_traits>

namespace im::studio {

static_assert(std::is_copy_constructible_v<StudioState> && std::is_copy_assignable_v<StudioState>,
              "The state is plain data: what works for it belongs into Services");

const Figure* StudioState::figure() const {
    const Take* shown = take();
    if (!shown || selected_figure < 0 || selected_figure >= static_cast<int>(shown->figures.size())) {
        return nullptr;
    }
    return &shown->figures[selected_figure];
}

bool StudioState::generating() const {
    return std::any_of(takes.begin(), takes.end(), [](const Take& take) { return take.growing(); });
}

}  // namespace im::studio
