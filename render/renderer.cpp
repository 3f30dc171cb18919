#include "render/renderer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include <glad/gl.h>
#include <glm/geometric.hpp>
#include <glm/matrix.hpp>

#include "render/body_pass.h"
#include "render/color.h"
#include "render/ground_marks.h"
#include "render/rig_pass.h"
#include "render/shadows.h"
#include "render/skeleton_pass.h"
#include "render/trails.h"

namespace im::render {

namespace {

// A figure lower than this in the picture is drawn with fewer triangles.
constexpr float kSmallPixels = 260.0f;

using Clock = std::chrono::steady_clock;

Detail detail_for(const OrbitCamera& camera, int picture_height) {
    const float metres_high = 2.0f * camera.distance * std::tan(0.5f * camera.fov_y);
    return 1.7f / metres_high * static_cast<float>(picture_height) < kSmallPixels ? Detail::Medium
                                                                                  : Detail::Fine;
}

bool shows_rig_bones(const Scene& scene) {
    return std::any_of(scene.figures.begin(), scene.figures.end(),
                       [](const Figure& figure) { return shows_rig_bones(figure); });
}

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

struct Renderer::Parts {
    BodyPass body;
    RigPass rig;
    SkeletonPass skeleton;
    Shadows shadows;
    gl::Program body_program{"body.vert", "body.frag"};
    gl::Program body_shadow_program{"body.vert", "caster.frag"};
    gl::Program rig_program{"rig.vert", "body.frag"};
    gl::Program rig_shadow_program{"rig.vert", "caster.frag"};
    gl::Program skeleton_program{"skeleton.vert", "skeleton.frag"};
    gl::Program skeleton_shadow_program{"skeleton.vert", "caster.frag"};
    gl::Program background_program{"fullscreen.vert", "sky_ground.frag"};
    gl::Program marks_program{"marks.vert", "marks.frag"};
    gl::Program trails_program{"trails.vert", "trails.frag"};
    gl::VertexArray empty_array = gl::VertexArray::make();
    gl::VertexArray marks_array = gl::VertexArray::make();
    gl::Buffer marks_buffer = gl::Buffer::make();
    gl::VertexArray trails_array = gl::VertexArray::make();
    gl::Buffer trails_buffer = gl::Buffer::make();
    std::vector<MarkVertex> marks;
    std::vector<TrailVertex> trails;
    FrameCost cost;

    Parts();
    void cast_shadows(const Scene& scene);
    void light(gl::Program& program, const Scene& scene, const OrbitCamera& camera,
               const glm::mat4& view_projection, bool shadows_on);
    void draw_skeletons(gl::Program& program);
    void draw_bodies(gl::Program& program, Detail detail, int first, int count);
    void draw_rigs(int first, int count);
    void draw_see_through(int first, int count, const std::function<void(int figure)>& draw_one);
    void draw_background(const Scene& scene, const OrbitCamera& camera, const glm::mat4& view_projection,
                         bool shadows_on);
    void draw_marks(const glm::mat4& view_projection, const OrbitCamera& camera);
    void draw_trails();
};

Renderer::Parts::Parts() {
    glBindVertexArray(marks_array.id());
    glBindBuffer(GL_ARRAY_BUFFER, marks_buffer.id());
    const auto attribute = [](GLuint place, GLint count, std::size_t offset) {
        glEnableVertexAttribArray(place);
        glVertexAttribPointer(place, count, GL_FLOAT, GL_FALSE, sizeof(MarkVertex),
                              reinterpret_cast<const void*>(offset));
    };
    attribute(0, 2, offsetof(MarkVertex, ground));
    attribute(1, 2, offsetof(MarkVertex, place));
    attribute(2, 4, offsetof(MarkVertex, color));
    attribute(3, 2, offsetof(MarkVertex, kind));
    glBindVertexArray(trails_array.id());
    glBindBuffer(GL_ARRAY_BUFFER, trails_buffer.id());
    const auto trail_attribute = [](GLuint place, GLint count, std::size_t offset) {
        glEnableVertexAttribArray(place);
        glVertexAttribPointer(place, count, GL_FLOAT, GL_FALSE, sizeof(TrailVertex),
                              reinterpret_cast<const void*>(offset));
    };
    trail_attribute(0, 4, offsetof(TrailVertex, clip));
    trail_attribute(1, 4, offsetof(TrailVertex, color));
    trail_attribute(2, 2, offsetof(TrailVertex, place));
    glBindVertexArray(0);
}

void Renderer::Parts::draw_bodies(gl::Program& program, Detail detail, int first, int count) {
    if (count <= 0) return;
    body.draw(program, detail, first, count);
    cost.draw_calls += 1;
    cost.vertices += body.vertices(detail) * count;
}

/// In the light that was set; both sides of every surface, for cloth and hair are often but one layer.
void Renderer::Parts::draw_rigs(int first, int count) {
    if (count <= 0) return;
    rig_program.use();
    glDisable(GL_CULL_FACE);
    rig.draw(rig_program, first, count);
    glEnable(GL_CULL_FACE);
    cost.draw_calls += 1;
    cost.vertices += rig.vertices() * count;
}

void Renderer::Parts::draw_skeletons(gl::Program& program) {
    program.use();
    skeleton.draw();
    cost.draw_calls += 2;
    cost.vertices += skeleton.vertices();
}

void Renderer::Parts::cast_shadows(const Scene& scene) {
    const auto box = bounds(scene);
    if (!box) return;
    const bool bodies = scene.style != FigureStyle::Skeleton;
    const std::vector<OcclusionVertex> occlusion =
        bodies ? ground_occlusion(scene) : std::vector<OcclusionVertex>{};
    const auto begin = [](gl::Program& program, const glm::mat4& matrix) {
        program.use();
        program.set("view_projection", matrix);
        program.set("casting", 1.0f);
    };
    shadows.update(*box, sun_direction(scene), occlusion, [&](const glm::mat4& matrix) {
        if (bodies && body.figures() > 0) {
            begin(body_shadow_program, matrix);
            draw_bodies(body_shadow_program, Detail::Coarse, 0, body.figures());
        }
        if (rig.figures() > 0) {
            begin(rig_shadow_program, matrix);
            rig.draw(rig_shadow_program, 0, rig.figures());
            cost.draw_calls += 1;
            cost.vertices += rig.vertices() * rig.figures();
        }
        if (!bodies || shows_rig_bones(scene)) {
            begin(skeleton_shadow_program, matrix);
            draw_skeletons(skeleton_shadow_program);
        }
    });
}

void Renderer::Parts::light(gl::Program& program, const Scene& scene, const OrbitCamera& camera,
                            const glm::mat4& view_projection, bool shadows_on) {
    program.use();
    program.set("view_projection", view_projection);
    program.set("eye", camera.eye());
    program.set("sun", sun_direction(scene));
    program.set("accent", to_linear(scene.accent));
    program.set("floor_color", to_linear(scene.background.ground));
    program.set("shadows_on", shadows_on ? 1.0f : 0.0f);
    program.set("casting", 0.0f);
    shadows.bind(program);
}

/// A figure hides its own far side: first its depth, then its nearest surface. Figures blend over each other,
/// far to near.
void Renderer::Parts::draw_see_through(int first, int count,
                                       const std::function<void(int figure)>& draw_one) {
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    for (int i = first; i < first + count; ++i) {
        glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
        draw_one(i);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        glDepthFunc(GL_LEQUAL);
        draw_one(i);
        glDepthFunc(GL_LESS);
    }
    glDisable(GL_BLEND);
}

void Renderer::Parts::draw_background(const Scene& scene, const OrbitCamera& camera,
                                      const glm::mat4& view_projection, bool shadows_on) {
    gl::Program& program = background_program;
    program.use();
    program.set("from_clip", glm::inverse(view_projection));
    program.set("eye", camera.eye());
    program.set("target", camera.target);
    program.set("reach", 7.0f + 2.2f * camera.distance);
    program.set("zenith", scene.background.zenith);
    program.set("horizon", scene.background.horizon);
    program.set("floor_color", scene.background.ground);
    program.set("grid", scene.show_grid ? 1.0f : 0.0f);
    program.set("shadows_on", shadows_on ? 1.0f : 0.0f);
    shadows.bind(program);
    glDepthFunc(GL_LEQUAL);  // at the far plane: only where no figure is
    glDepthMask(GL_FALSE);
    glBindVertexArray(empty_array.id());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glBindVertexArray(0);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LESS);
    cost.draw_calls += 1;
}

void Renderer::Parts::draw_marks(const glm::mat4& view_projection, const OrbitCamera& camera) {
    if (marks.empty()) return;
    glBindBuffer(GL_ARRAY_BUFFER, marks_buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(marks.size() * sizeof(MarkVertex)), marks.data(),
                 GL_STREAM_DRAW);
    marks_program.use();
    marks_program.set("view_projection", view_projection);
    marks_program.set("eye", camera.eye());
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glDepthMask(GL_FALSE);
    glBindVertexArray(marks_array.id());
    glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(marks.size()));
    glBindVertexArray(0);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    cost.draw_calls += 1;
    cost.vertices += static_cast<int>(marks.size());
}

void Renderer::Parts::draw_trails() {
    if (trails.empty()) return;
    glBindBuffer(GL_ARRAY_BUFFER, trails_buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(trails.size() * sizeof(TrailVertex)), trails.data(),
                 GL_STREAM_DRAW);
    trails_program.use();
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glDepthMask(GL_FALSE);
    glBindVertexArray(trails_array.id());
    glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(trails.size()));
    glBindVertexArray(0);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    cost.draw_calls += 1;
    cost.vertices += static_cast<int>(trails.size());
}

Renderer::Renderer() : parts_(std::make_unique<Parts>()) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

void Renderer::draw(const Scene& scene, const OrbitCamera& camera, Framebuffer& target) {
    Parts& p = *parts_;
    p.cost = {};
    const auto start = Clock::now();
    const bool bodies = scene.style != FigureStyle::Skeleton,
               skeletons = scene.style != FigureStyle::Body || shows_rig_bones(scene);
    const bool shadows_on = scene.show_shadow && bounds(scene).has_value();
    p.body.prepare(scene, camera.eye());
    p.rig.prepare(scene, camera.eye());
    if (skeletons) p.skeleton.prepare(scene);
    p.marks = ground_marks(scene);
    const glm::mat4 view_projection =
        camera.projection(static_cast<float>(target.width()) / static_cast<float>(target.height())) *
        camera.view();
    p.trails = trail_ribbons(scene, view_projection, {target.width(), target.height()});
    p.cost.prepare_ms = milliseconds_since(start);

    const auto submit = Clock::now();
    if (bodies) p.body.upload();
    p.rig.upload();
    if (skeletons) p.skeleton.upload();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glEnable(GL_CULL_FACE);
    glCullFace(GL_BACK);
    if (shadows_on) p.cast_shadows(scene);

    const Detail detail = detail_for(camera, target.height());
    const bool glass = scene.style == FigureStyle::Both;
    const int opaque = glass ? 0 : p.body.opaque();

    target.bind();
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDepthMask(GL_TRUE);
    glClear(GL_DEPTH_BUFFER_BIT);  // the background covers every pixel: no need to clear the colours
    if (bodies && opaque > 0) {
        p.light(p.body_program, scene, camera, view_projection, shadows_on);
        p.body_program.set("glass", 0.0f);
        p.draw_bodies(p.body_program, detail, 0, opaque);
    }
    if (p.rig.figures() > 0) {
        p.light(p.rig_program, scene, camera, view_projection, shadows_on);
        p.rig_program.set("glass", 0.0f);
        p.draw_rigs(0, p.rig.opaque());
    }
    glDisable(GL_CULL_FACE);
    p.draw_background(scene, camera, view_projection, shadows_on);
    p.draw_marks(view_projection, camera);
    glEnable(GL_CULL_FACE);
    if (skeletons) {
        p.light(p.skeleton_program, scene, camera, view_projection, shadows_on);
        p.skeleton_program.set("self_shadow", bodies ? 0.0f : 1.0f);
        glEnable(GL_BLEND);  // ghosts
        glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
        p.draw_skeletons(p.skeleton_program);
        glDisable(GL_BLEND);
    }
    glDisable(GL_CULL_FACE);
    p.draw_trails();
    glEnable(GL_CULL_FACE);
    if (bodies && p.body.figures() > opaque) {
        p.light(p.body_program, scene, camera, view_projection, shadows_on);
        p.body_program.set("glass", glass ? 1.0f : 0.0f);
        p.draw_see_through(opaque, p.body.figures() - opaque,
                           [&](int i) { p.draw_bodies(p.body_program, detail, i, 1); });
    }
    if (p.rig.figures() > p.rig.opaque()) {
        p.light(p.rig_program, scene, camera, view_projection, shadows_on);
        p.draw_see_through(p.rig.opaque(), p.rig.figures() - p.rig.opaque(),
                           [&](int i) { p.draw_rigs(i, 1); });
    }
    glDisable(GL_CULL_FACE);
    glDisable(GL_DEPTH_TEST);
    target.resolve();
    p.cost.submit_ms = milliseconds_since(submit);
}

const FrameCost& Renderer::cost() const {
    return parts_->cost;
}

}  // namespace im::render
