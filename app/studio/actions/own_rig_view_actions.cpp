#include "app/studio/actions/own_rig_view_actions.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "app/studio/actions/rig_actions.h"
#include "app/studio/actions/toasts.h"

namespace im::studio {
namespace {

void give_up(StudioState& state, const std::string& reason) {
    state.viewport.body = BodyStyle::Body;
    add_toast(state, Toast::Kind::Error, "Your rig cannot be shown: " + reason);
}

/// The rig that was ready last; where none was, the one that was used last is read.
void take_rig(StudioState& state, Services& services) {
    OwnRigView& view = state.own_rig;
    const auto& ready = state.save.format.own_rig;
    if (ready && ready != view.rig) {
        view.rig = ready;
        view.made.clear();
        return;
    }
    OwnRig& rig = state.save.rig;
    if (view.rig || rig.reading) {
        return;
    }
    if (view.asked) {
        if (!rig.error.empty() || !rig.problems.empty()) {
            give_up(state, !rig.error.empty()
                               ? rig.error
                               : "the parts of some of its bones are not known; choose them when "
                                 "you save");
        }
        return;
    }
    view.asked = true;
    if (rig.file.empty()) {
        rig.file = state.settings.save_rig;
    }
    if (!rig.file.empty()) {
        rig.chosen = true;  // as in the save dialog: what is seen is what is saved
        open_own_rig(state, services);
    }
}

void put_on(StudioState& state, Services& services, const MotionClip& clip, std::uint64_t mark) {
    OwnRigView& view = state.own_rig;
    view.making = true;
    auto rigged = std::make_shared<std::shared_ptr<const RiggedClip>>();
    services.export_tasks.run(
        [rigged, clip, rig = view.rig] {
            *rigged = std::make_shared<const RiggedClip>(put_on_rig(clip, rig));
        },
        [&state, rigged, mark, rig = view.rig](const std::string& error) {
            OwnRigView& now = state.own_rig;
            now.making = false;
            if (now.rig != rig) {
                return;  // another one was chosen since
            }
            if (!error.empty()) {
                add_toast(state, Toast::Kind::Error, "Not shown on your rig: " + error);
            }
            if (now.made.empty()) {
                state.viewport.frame_all_requested = true;  // it may be of another size
            }
            now.made.push_back({mark, *rigged});
        });
}

}  // namespace

std::string no_own_rig(const StudioState& state) {
    const bool any = state.own_rig.rig || state.save.format.own_rig || !state.save.rig.file.empty() ||
                     !state.settings.save_rig.empty();
    return any ? ""
               : "There is no rig of your own yet: drop one on the window (FBX, glTF, VRM, BVH, SMPL), or "
                 "choose it when you save.";
}

void show_own_rig(StudioState& state, Services& services) {
    state.viewport.body = BodyStyle::OwnRig;
    state.own_rig.asked = false;
    take_rig(state, services);
}

void update_own_rig_view(StudioState& state, Services& services) {
    OwnRigView& view = state.own_rig;
    view.shown.clear();
    if (state.viewport.body != BodyStyle::OwnRig) {
        return;
    }
    if (!no_own_rig(state).empty()) {
        state.viewport.body = BodyStyle::Body;  // of a session that had one
        return;
    }
    take_rig(state, services);
    const Take* take = state.take();
    if (!view.rig || !take || take->growing()) {
        return;
    }
    const std::size_t figures = take->figures.size();
    const bool cleaned = state.save.cleaned.size() == figures;
    const std::size_t rigged = std::min(figures, kRiggedFiguresMax);
    if (view.made.size() > 2 * kRiggedFiguresMax) {
        view.made.erase(view.made.begin(), view.made.end() - static_cast<std::ptrdiff_t>(kRiggedFiguresMax));
    }
    view.shown.resize(figures);
    for (std::size_t i = 0; i < rigged; ++i) {
        const MotionClip& clip = cleaned ? state.save.cleaned[i] : take->figures[i].clip;
        if (clip.frame_count() == 0) {
            continue;
        }
        const std::uint64_t mark = clip_mark(clip);
        const auto made = std::find_if(view.made.begin(), view.made.end(),
                                       [mark](const OwnRigView::Made& one) { return one.clip == mark; });
        if (made != view.made.end()) {
            view.shown[i] = made->rigged;
        } else if (!view.making) {
            put_on(state, services, clip, mark);
        }
    }
}

}  // namespace im::studio
