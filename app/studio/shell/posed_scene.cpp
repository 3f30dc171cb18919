#include "app/studio/shell/posed_scene.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/common.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"

namespace im::studio {
namespace {

constexpr float kSpacing = 1.7f;    // between variations that stand side by side, metres
constexpr std::size_t kRowMax = 8;  // figures in a row
constexpr float kGhostOpacity = 0.45f;
constexpr float kOnionOpacity = 0.34f;       // of the copy nearest to the play head
constexpr std::size_t kOnionFiguresMax = 4;  // with more figures only the chosen one has copies
constexpr glm::vec3 kBeforeColor = {0.55f, 0.56f, 0.58f};
constexpr glm::vec3 kPast = {0.36f, 0.62f, 0.95f}, kFuture = {0.95f, 0.58f, 0.30f};

render::Background background_of(int index, bool light_theme) {
    render::Background background;  // 0: the theme's; in the dark one the renderer's own
    if (index == 1) {               // dark
        background.zenith = {0.043f, 0.045f, 0.051f};
        background.horizon = {0.086f, 0.090f, 0.102f};
        background.ground = {0.071f, 0.075f, 0.086f};
    } else if (index == 2 || light_theme) {  // light
        background.zenith = {0.71f, 0.73f, 0.76f};
        background.horizon = {0.83f, 0.84f, 0.86f};
        background.ground = {0.66f, 0.67f, 0.69f};
    }
    return background;
}

/// Points of a joint's way around the play head, one a frame, and the play head's own place between them.
void add_trails(render::Figure& figure, const MotionClip& clip, const glm::vec3& offset,
                const ViewportForm& form, double seconds) {
    const double head = std::clamp(seconds * clip.fps, 0.0, clip.frame_count() - 1.0);
    const double reach = form.trail_seconds * clip.fps;
    const int first = std::max(static_cast<int>(std::ceil(head - reach)), 0);
    const int last = std::min(static_cast<int>(std::floor(head + reach)), clip.frame_count() - 1);
    for (std::size_t joint = 0; joint < form.trails.size(); ++joint) {
        if (!form.trails[joint]) {
            continue;
        }
        render::Trail trail;
        for (int t = first; t <= last; ++t) {
            trail.points.push_back(clip.frame(t)[joint] + offset);
            trail.ages.push_back(static_cast<float>((t - head) / std::max(reach, 1.0)));
            trail.frames.push_back(static_cast<float>(t));
        }
        figure.trails.push_back(std::move(trail));
    }
}

/// Of HumanML3D's figure: the take's or the cleaned one.
const MotionClip& moved_clip(const PosedScene& posed, std::size_t figure) {
    return posed.cleaned ? (*posed.cleaned)[figure] : posed.take->figures[figure].clip;
}

/// The user's own rig in the clip's pose.
void pose_rig(render::Figure& figure, const RiggedClip& rigged, const glm::vec3& offset, double seconds) {
    figure.rig = rigged.rig;
    figure.skin = skin_at(rigged, seconds);
    for (glm::mat4x3& joint : figure.skin) {
        joint[3] += offset;
    }
}

void add_copies(render::Scene& scene, const render::Figure& figure, const MotionClip& clip,
                const RiggedClip* rigged, const glm::vec3& offset, const OnionSkin& onion, double seconds) {
    const double end = (clip.frame_count() - 1) / clip.fps;
    for (int k = -onion.before; k <= onion.after; ++k) {
        const double at = seconds + k * static_cast<double>(onion.step);
        if (k == 0 || at < 0 || at > end) {
            continue;
        }
        render::Figure copy;
        copy.joints = pose_at(clip, at);
        for (glm::vec3& joint : copy.joints) {
            joint += offset;
        }
        if (rigged) {
            pose_rig(copy, *rigged, offset, at);
        }
        copy.color = glm::mix(k < 0 ? kPast : kFuture, figure.color, 0.35f);
        const auto away = static_cast<float>(std::abs(k) - 1);
        copy.opacity = figure.opacity * kOnionOpacity * std::pow(0.72f, away);
        scene.ghosts.push_back(std::move(copy));
    }
}

}  // namespace

glm::vec3 figure_color(const Figure& figure, std::size_t index) {
    return figure.label == kBeforeLabel ? kBeforeColor : render::variation_color(index);
}

glm::vec3 figure_offset(Arrangement arrangement, std::size_t index, std::size_t count) {
    if (arrangement == Arrangement::Overlaid || count < 2) {
        return glm::vec3(0);
    }
    const std::size_t rows = (count + kRowMax - 1) / kRowMax;
    const std::size_t columns = (count + rows - 1) / rows;
    const std::size_t row = index / columns;
    const std::size_t in_row = std::min(columns, count - row * columns);
    // Number 1 stands at the left of someone who looks at the faces.
    const float x = static_cast<float>(index % columns) - static_cast<float>(in_row - 1) / 2;
    return {x * kSpacing, 0, -static_cast<float>(row) * kSpacing * 1.2f};
}

std::vector<glm::vec3> pose_at(const MotionClip& clip, double seconds) {
    const int frames = clip.frame_count();
    if (frames == 0) {
        return {};
    }
    const double position = std::clamp(seconds * clip.fps, 0.0, static_cast<double>(frames - 1));
    const int before = static_cast<int>(position);
    const int after = std::min(before + 1, frames - 1);
    const auto mix = static_cast<float>(position - before);
    const auto a = clip.frame(before);
    const auto b = clip.frame(after);
    std::vector<glm::vec3> joints(a.size());
    for (std::size_t j = 0; j < joints.size(); ++j) {
        joints[j] = glm::mix(a[j], b[j], mix);
    }
    return joints;
}

PosedScene posed_scene_of(const StudioState& state) {
    const Take* take = state.take();
    const bool cleaned = take && state.save.cleaned.size() == take->figures.size();
    return {take,
            cleaned ? &state.save.cleaned : nullptr,
            &state.viewport,
            state.selected_figure,
            state.settings.background,
            state.settings.light,
            &state.own_rig.shown};
}

const RiggedClip* rigged_clip(const PosedScene& posed, std::size_t figure) {
    return posed.rigged && figure < posed.rigged->size() ? (*posed.rigged)[figure].get() : nullptr;
}

const MotionClip& seen_clip(const PosedScene& posed, std::size_t figure) {
    const RiggedClip* rigged = rigged_clip(posed, figure);
    return rigged ? rigged->joints : moved_clip(posed, figure);
}

void pose_scene(render::Scene& scene, const PosedScene& posed, double seconds) {
    const ViewportForm& form = *posed.form;
    scene.style = form.body == BodyStyle::Skeleton ? render::FigureStyle::Skeleton
                  : form.body == BodyStyle::Both   ? render::FigureStyle::Both
                                                   : render::FigureStyle::Body;
    scene.show_grid = form.grid;
    scene.show_shadow = form.shadow;
    scene.show_contacts = form.contacts;
    scene.show_trail = form.trail;
    scene.background = background_of(posed.background, posed.light);
    const Take* take = posed.take;
    const std::size_t count = take ? take->figures.size() : 0;
    scene.figures.resize(count);
    scene.ghosts.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const RiggedClip* rigged = rigged_clip(posed, i);
        const MotionClip& clip = seen_clip(posed, i);
        const glm::vec3 offset = figure_offset(form.arrangement, i, count);
        const bool selected = static_cast<int>(i) == posed.selected;
        render::Figure& figure = scene.figures[i];
        figure.joints = pose_at(clip, seconds);
        for (glm::vec3& joint : figure.joints) {
            joint += offset;
        }
        figure.rig.reset();
        figure.skin.clear();
        if (rigged) {
            pose_rig(figure, *rigged, offset, seconds);
        }
        const int frame = std::min(static_cast<int>(seconds * clip.fps), clip.frame_count() - 1);
        // A rig's ankles are as high as its own feet; when they are down it does not decide.
        figure.contacts = feet_on_floor(moved_clip(posed, i), humanml3d_skeleton(), seconds);
        figure.root_trail.clear();
        for (int t = 0; t <= frame; ++t) {
            figure.root_trail.push_back(clip.frame(t)[0] + offset);
        }
        figure.trails.clear();
        figure.color = count > 1 ? figure_color(take->figures[i], i) : render::Figure{}.color;
        figure.selected = selected && count > 1;
        figure.opacity =
            form.arrangement == Arrangement::Overlaid && count > 1 && !selected ? kGhostOpacity : 1.0f;
        // Overlaid figures share a place, and their labels would too.
        const bool labelled = count > 1 && (selected || form.arrangement == Arrangement::SideBySide);
        const std::string& own = take->figures[i].label;
        figure.label = !labelled ? std::string() : own.empty() ? fmt::format("{}", i + 1) : own;
        const bool whole = clip.frame_count() > 0 && clip.joint_count == static_cast<int>(form.trails.size());
        if (whole && form.trails.any()) {
            add_trails(figure, clip, offset, form, seconds);
        }
        if (whole && form.onion.on() && (selected || count <= kOnionFiguresMax)) {
            add_copies(scene, figure, clip, rigged, offset, form.onion, seconds);
        }
    }
}

}  // namespace im::studio
