#include "app/studio/shell/viewport_scene.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"

namespace im::studio {
namespace {

constexpr float kSpacing = 1.7f;    // between variations that stand side by side, metres
constexpr std::size_t kRowMax = 8;  // figures in a row
constexpr float kGlideSeconds = 0.35f;
constexpr float kJump = 0.5f;  // farther than anyone walks in a frame, metres
constexpr float kWidenSeconds = 0.4f;
constexpr float kMiddleHeight = 0.9f;  // of a standing person, metres
constexpr float kGhostOpacity = 0.45f;
constexpr glm::vec3 kBeforeColor = {0.55f, 0.56f, 0.58f};

render::View view_of(ViewDirection direction) {
    switch (direction) {
        case ViewDirection::Front:
            return render::View::Front;
        case ViewDirection::Back:
            return render::View::Back;
        case ViewDirection::Left:
            return render::View::Side;
        case ViewDirection::Right:
            return render::View::OtherSide;
        case ViewDirection::Top:
            return render::View::Top;
        case ViewDirection::Perspective:
            break;
    }
    return render::View::ThreeQuarter;
}

render::Background background_of(int index) {
    render::Background background;  // 0: studio, the renderer's own
    if (index == 1) {               // dark
        background.zenith = {0.043f, 0.045f, 0.051f};
        background.horizon = {0.086f, 0.090f, 0.102f};
        background.ground = {0.071f, 0.075f, 0.086f};
    } else if (index == 2) {  // light
        background.zenith = {0.71f, 0.73f, 0.76f};
        background.horizon = {0.83f, 0.84f, 0.86f};
        background.ground = {0.66f, 0.67f, 0.69f};
    }
    return background;
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

ViewportScene::ViewportScene() : picture_(16, 16) {
    scene_.accent = {0.55f, 0.60f, 0.95f};
}

void ViewportScene::update(StudioState& state, double elapsed) {
    const ViewportForm& form = state.viewport;
    scene_.style = form.body == BodyStyle::Body       ? render::FigureStyle::Body
                   : form.body == BodyStyle::Skeleton ? render::FigureStyle::Skeleton
                                                      : render::FigureStyle::Both;
    scene_.show_grid = form.grid;
    scene_.show_shadow = form.shadow;
    scene_.show_contacts = form.contacts;
    scene_.show_trail = form.trail;
    scene_.background = background_of(state.settings.background);
    pose_figures(state);
    move_camera(state, static_cast<float>(elapsed));
}

void ViewportScene::pose_figures(const StudioState& state) {
    const Take* take = state.take();
    const std::size_t count = take ? take->figures.size() : 0;
    scene_.figures.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const MotionClip& clip =
            state.save.cleaned.size() == take->figures.size() ? state.save.cleaned[i] : take->figures[i].clip;
        const glm::vec3 offset = figure_offset(state.viewport.arrangement, i, count);
        const bool selected = static_cast<int>(i) == state.selected_figure;
        render::Figure& figure = scene_.figures[i];
        figure.joints = pose_at(clip, state.playback.time);
        for (glm::vec3& joint : figure.joints) {
            joint += offset;
        }
        const int frame = std::min(static_cast<int>(state.playback.time * clip.fps), clip.frame_count() - 1);
        figure.contacts = resting_feet(clip, humanml3d_skeleton(), frame);
        figure.root_trail.clear();
        for (int t = 0; t <= frame; ++t) {
            figure.root_trail.push_back(clip.frame(t)[0] + offset);
        }
        figure.color = count > 1 ? figure_color(take->figures[i], i) : render::Figure{}.color;
        figure.selected = selected && count > 1;
        figure.opacity = state.viewport.arrangement == Arrangement::Overlaid && count > 1 && !selected
                             ? kGhostOpacity
                             : 1.0f;
        // Overlaid figures share a place, and their labels would too.
        const bool labelled =
            count > 1 && (selected || state.viewport.arrangement == Arrangement::SideBySide);
        const std::string& own = take->figures[i].label;
        figure.label = !labelled ? std::string() : own.empty() ? fmt::format("{}", i + 1) : own;
    }
}

std::optional<render::Bounds> ViewportScene::bounds_to_frame(const StudioState& state) const {
    auto box = render::bounds(scene_);
    const Take* take = state.take();
    if (!box || state.viewport.follow || !take) {
        return box;
    }
    // Without following, the camera must see the whole way.
    for (std::size_t i = 0; i < take->figures.size(); ++i) {
        const MotionClip& clip = take->figures[i].clip;
        const glm::vec3 offset = figure_offset(state.viewport.arrangement, i, take->figures.size());
        for (const glm::vec3& joint : clip.positions) {
            box->min = glm::min(box->min, joint + offset);
            box->max = glm::max(box->max, joint + offset);
        }
    }
    return box;
}

void ViewportScene::move_camera(StudioState& state, float elapsed) {
    ViewportForm& form = state.viewport;
    if (glide_) {
        glide_->progress = std::min(glide_->progress + elapsed / kGlideSeconds, 1.0f);
        const float t = glide_->progress;
        camera_ = render::blend(glide_->from, glide_->to, t * t * (3 - 2 * t));
        if (t >= 1) {
            glide_.reset();
        }
    }
    if (form.view_requested) {
        render::OrbitCamera goal = glide_ ? glide_->to : camera_;
        goal.look(view_of(*form.view_requested));
        glide_to(goal);
        form.view_requested.reset();
    }

    // A take with as many figures as the last one keeps the user's view; another number needs another
    // distance.
    const bool all_visible = std::all_of(scene_.figures.begin(), scene_.figures.end(),
                                         [](const render::Figure& figure) { return !figure.joints.empty(); });
    if (!scene_.figures.empty() && all_visible &&
        (scene_.figures.size() != framed_figures_ || form.arrangement != framed_arrangement_)) {
        framed_figures_ = scene_.figures.size();
        framed_arrangement_ = form.arrangement;
        form.frame_all_requested = true;
    }
    if (form.frame_all_requested && all_visible) {
        form.frame_all_requested = false;
        if (const auto box = bounds_to_frame(state)) {
            render::OrbitCamera goal = glide_ ? glide_->to : camera_;
            goal.frame(box->min, box->max, aspect());
            user_moved_camera_ = false;
            glide_to(goal);
        }
    }
    if (form.follow && !glide_) {
        follow_figures(elapsed);
    }
}

void ViewportScene::follow_figures(float elapsed) {
    const auto box = render::bounds(scene_);
    if (!box) {
        followed_.reset();
        return;
    }
    // The pelvis is steadier than the box around swinging limbs; with several figures only the box holds them
    // all.
    glm::vec3 middle =
        scene_.figures.size() == 1 ? scene_.figures.front().joints.front() : (box->min + box->max) * 0.5f;
    middle.y = kMiddleHeight;
    // When a movement starts over, or another one is shown, the camera jumps with it.
    if (followed_ && glm::distance(*followed_, middle) > kJump) {
        camera_.target += middle - *followed_;
    }
    followed_ = middle;
    camera_.follow(middle, elapsed);

    // Figures that walk apart stay in the picture, unless the user has chosen a distance.
    if (!user_moved_camera_ && scene_.figures.size() > 1) {
        render::OrbitCamera wide = camera_;
        wide.frame(box->min, box->max, aspect());
        if (wide.distance > camera_.distance) {
            camera_.distance += (wide.distance - camera_.distance) * (1 - std::exp(-elapsed / kWidenSeconds));
        }
    }
}

float ViewportScene::aspect() const {
    return size().x / std::max(size().y, 1.0f);
}

void ViewportScene::glide_to(const render::OrbitCamera& goal) {
    glide_ = Glide{camera_, goal};
}

render::OrbitCamera& ViewportScene::camera() {
    glide_.reset();
    user_moved_camera_ = true;
    return camera_;
}

void ViewportScene::resize(int width, int height, int samples) {
    picture_.resize(width, height, samples);
}

void ViewportScene::draw() {
    renderer_.draw(scene_, camera_, picture_);
}

std::optional<std::size_t> ViewportScene::pick(const glm::vec2& pixel) const {
    return render::pick(scene_, camera_.ray(pixel, size()));
}

}  // namespace im::studio
