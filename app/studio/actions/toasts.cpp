#include "app/studio/actions/toasts.h"

#include <utility>

namespace im::studio {

void add_toast(StudioState& state, Toast::Kind kind, std::string text) {
    state.toasts.push_back({kind, std::move(text), kind == Toast::Kind::Error ? 12.0 : 6.0});
}

}  // namespace im::studio
