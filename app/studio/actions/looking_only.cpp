#include "app/studio/actions/looking_only.h"

#include <algorithm>

#include "app/studio/actions/toasts.h"

namespace im::studio {

bool refuses_changes(StudioState& state) {
    const std::string& reason = state.session.read_only;
    const auto same = [&](const Toast& toast) { return toast.text == reason; };
    if (!reason.empty() && std::none_of(state.toasts.begin(), state.toasts.end(), same)) {
        add_toast(state, Toast::Kind::Error, reason);
    }
    return !reason.empty();
}

}  // namespace im::studio
