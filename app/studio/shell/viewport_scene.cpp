#include "app/studio/shell/viewport_scene.h"

#include <algorithm>
#include <cmath>

#include <string>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace im::studio {
namespace {

constexpr float kGlideSeconds = 0.35f;
constexpr float kJump = 0.5f;  // farther than anyone walks in a frame, metres
constexpr float kWidenSeconds = 0.4f;
constexpr float kMiddleHeight = 0.9f;  // of a standing person, metres

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

/// Under the first free number.
void keep_view(std::vector<CameraBookmark>& bookmarks, const render::OrbitCamera& camera) {
    if (bookmarks.size() >= kBookmarksMax) {
        return;
    }
    for (std::size_t number = 1;; ++number) {
        std::string name = "View " + std::to_string(number);
        if (std::none_of(bookmarks.begin(), bookmarks.end(),
                         [&](const CameraBookmark& kept) { return kept.name == name; })) {
            bookmarks.push_back({std::move(name), camera});
            return;
        }
    }
}

}  // namespace

ViewportScene::ViewportScene() : picture_(16, 16) {
    scene_.accent = {0.55f, 0.60f, 0.95f};
}

void ViewportScene::update(StudioState& state, double elapsed) {
    pose_scene(scene_, posed_scene_of(state), state.playback.time);
    move_camera(state, static_cast<float>(elapsed));
}

std::optional<render::Bounds> ViewportScene::bounds_to_frame(const StudioState& state) const {
    auto box = render::bounds(scene_);
    const Take* take = state.take();
    if (!box || state.viewport.follow || !take) {
        return box;
    }
    // Without following, the camera must see the whole way.
    for (std::size_t i = 0; i < take->figures.size(); ++i) {
        const MotionClip& clip = seen_clip(posed_scene_of(state), i);
        const glm::vec3 offset = figure_offset(state.viewport.arrangement, i, take->figures.size());
        for (const glm::vec3& joint : clip.positions) {
            box->min = glm::min(box->min, joint + offset);
            box->max = glm::max(box->max, joint + offset);
        }
    }
    return box;
}

/// The user's view of the last session, which no framing takes away.
void ViewportScene::take_kept_camera(StudioState& state) {
    if (!state.session.camera_requested || scene_.figures.empty()) {
        return;
    }
    camera_ = *state.session.camera_requested;
    state.session.camera_requested.reset();
    glide_.reset();
    followed_.reset();
    user_moved_camera_ = true;
    framed_figures_ = scene_.figures.size();
    framed_arrangement_ = state.viewport.arrangement;
    if (state.viewport.follow) {
        if (const auto box = render::bounds(scene_)) {
            camera_.target = (box->min + box->max) * 0.5f;
            camera_.target.y = kMiddleHeight;
        }
    }
}

void ViewportScene::move_camera(StudioState& state, float elapsed) {
    ViewportForm& form = state.viewport;
    take_kept_camera(state);
    if (glide_) {
        glide_->progress = std::min(glide_->progress + elapsed / kGlideSeconds, 1.0f);
        const float t = glide_->progress;
        camera_ = render::blend(glide_->from, glide_->to, t * t * (3 - 2 * t));
        if (t >= 1) {
            glide_.reset();
        }
    }
    if (form.bookmark_requested) {
        form.bookmark_requested = false;
        keep_view(state.settings.bookmarks, glide_ ? glide_->to : camera_);
    }
    if (form.camera_wanted) {
        user_moved_camera_ = true;
        form.follow = false;  // which would leave the kept place at once
        glide_to(*form.camera_wanted);
        form.camera_wanted.reset();
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
    // all, seen from where it fills the picture.
    const bool several = scene_.figures.size() > 1;
    render::OrbitCamera wide = camera_;
    wide.frame(box->min, box->max, aspect());
    glm::vec3 middle = several ? wide.target : scene_.figures.front().joints.front();
    if (!several) middle.y = kMiddleHeight;
    // When a movement starts over, or another one is shown, the camera jumps with it.
    if (followed_ && glm::distance(*followed_, middle) > kJump) {
        camera_.target += middle - *followed_;
    }
    followed_ = middle;
    camera_.follow(middle, elapsed);

    // Figures that walk apart stay in the picture, unless the user has chosen a distance.
    if (!user_moved_camera_ && several) {
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

void ViewportScene::resize(int width, int height, int samples, float sharpness) {
    size_ = {width, height};
    const auto pixels = [sharpness](int length) {
        return std::max(1, static_cast<int>(std::lround(static_cast<float>(length) * sharpness)));
    };
    picture_.resize(pixels(width), pixels(height), samples);
}

void ViewportScene::draw() {
    renderer_.draw(scene_, camera_, picture_);
}

std::optional<render::PickedJoint> ViewportScene::joint_at(const glm::vec2& pixel, float reach) const {
    return render::pick_joint(scene_, camera_, pixel, size(), reach);
}

std::optional<std::size_t> ViewportScene::pick(const glm::vec2& pixel) const {
    return render::pick(scene_, camera_.ray(pixel, size()));
}

}  // namespace im::studio
