#include "app/studio/state/studio_state.h"

#include <algorithm>

namespace im::studio {

double Take::fps() const {
    return figures.empty() ? 20.0 : figures.front().clip.fps;
}

double Take::ready_seconds() const {
    if (figures.empty()) {
        return 0;
    }
    // The last frame is a point in time, not an interval: T frames span (T - 1) / fps seconds.
    const auto span = [](const Figure& figure) {
        return std::max(figure.clip.frame_count() - 1, 0) / figure.clip.fps;
    };
    double shortest = span(figures.front());
    double longest = 0;
    for (const Figure& figure : figures) {
        shortest = std::min(shortest, span(figure));
        longest = std::max(longest, span(figure));
    }
    return growing() ? shortest : longest;
}

const Figure* StudioState::figure() const {
    const Take* shown = take();
    if (!shown || selected_figure < 0 || selected_figure >= static_cast<int>(shown->figures.size())) {
        return nullptr;
    }
    return &shown->figures[selected_figure];
}

bool StudioState::generating() const {
    return !takes.empty() && takes.back().growing();
}

}  // namespace im::studio
