#include "render/shadows.h"

#include <algorithm>
#include <cmath>

#include <glad/gl.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

namespace im::render {

namespace {

constexpr int kSunMapSize = 1024;
constexpr int kCrispSize = 512, kSoftSize = 192, kOcclusionSize = 256;
constexpr float kCrispMetres = 0.012f, kSoftMetres = 0.075f;  // how far the blurs reach: standard deviations
constexpr float kOcclusionMargin = 0.9f;

}  // namespace

glm::vec3 sun_direction(const Scene& scene) {
    const glm::vec2 side(scene.sun.x, scene.sun.z);
    const float across = glm::length(side);
    const float up = std::max(scene.sun.y, 0.466f * across);
    return up + across > 1e-6f ? glm::normalize(glm::vec3(side.x, up, side.y)) : glm::vec3(0, 1, 0);
}

glm::mat4 sun_matrix(const Bounds& box, const glm::vec3& sun) {
    const glm::vec3 middle = 0.5f * (box.min + box.max);
    const glm::vec3 up = std::abs(sun.y) > 0.99f ? glm::vec3(0, 0, 1) : glm::vec3(0, 1, 0);
    const glm::mat4 view = glm::lookAt(middle + sun, middle, up);
    glm::vec3 low(1e9f), high(-1e9f);
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p(corner & 1 ? box.max.x : box.min.x, corner & 2 ? box.max.y : box.min.y,
                          corner & 4 ? box.max.z : box.min.z);
        const glm::vec3 seen(view * glm::vec4(p, 1.0f));
        low = glm::min(low, seen);
        high = glm::max(high, seen);
    }
    return glm::ortho(low.x - 0.1f, high.x + 0.1f, low.y - 0.1f, high.y + 0.1f, -high.z - 0.2f,
                      -low.z + 0.2f) *
           view;
}

GroundRect shadow_rect(const Bounds& box, const glm::vec3& sun) {
    const glm::vec2 slope(sun.x / sun.y, sun.z / sun.y);
    const glm::vec2 low(box.min.x, box.min.z), high(box.max.x, box.max.z);
    const glm::vec2 shift = -slope * box.max.y;
    const glm::vec2 margin(3.0f * kSoftMetres + 0.1f);
    const glm::vec2 min = glm::min(low - kOcclusionMargin, low + shift - margin);
    const glm::vec2 max = glm::max(high + kOcclusionMargin, high + shift + margin);
    return {min, max - min};
}

glm::mat4 squash_matrix(const GroundRect& rect, const glm::vec3& sun) {
    glm::mat4 m(0.0f);
    const glm::vec2 scale = 2.0f / rect.size;
    m[0][0] = scale.x;
    m[2][1] = scale.y;
    m[1][0] = -sun.x / sun.y * scale.x;
    m[1][1] = -sun.z / sun.y * scale.y;
    m[1][2] = 2.0f / kShadowHeight;
    m[3] = glm::vec4(-rect.min.x * scale.x - 1.0f, -rect.min.y * scale.y - 1.0f, -1.0f, 1.0f);
    return m;
}

Shadows::Shadows()
    : raw_(make_picture(kCrispSize, GL_RG8)),
      crisp_(make_picture(kCrispSize, GL_RG8)),
      soft_(make_picture(kSoftSize, GL_RG8)),
      soft_middle_(make_picture(kSoftSize, GL_RG8)),
      occlusion_(make_picture(kOcclusionSize, GL_R8)),
      soften_program_("fullscreen.vert", "soften.frag"),
      blur_program_("fullscreen.vert", "blur.frag"),
      occlusion_program_("occlusion.vert", "occlusion.frag"),
      empty_array_(gl::VertexArray::make()),
      occlusion_array_(gl::VertexArray::make()),
      occlusion_buffer_(gl::Buffer::make()) {
    raw_depth_ = gl::Renderbuffer::make();
    glBindRenderbuffer(GL_RENDERBUFFER, raw_depth_.id());
    glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT16, kCrispSize, kCrispSize);
    glBindFramebuffer(GL_FRAMEBUFFER, raw_.target.id());
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, raw_depth_.id());

    sun_map_ = gl::Texture::make();
    glBindTexture(GL_TEXTURE_2D, sun_map_.id());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT24, kSunMapSize, kSunMapSize, 0, GL_DEPTH_COMPONENT,
                 GL_UNSIGNED_INT, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
    sun_target_ = gl::FramebufferObject::make();
    glBindFramebuffer(GL_FRAMEBUFFER, sun_target_.id());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, sun_map_.id(), 0);
    glDrawBuffer(GL_NONE);
    glReadBuffer(GL_NONE);
    glClear(GL_DEPTH_BUFFER_BIT);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);

    glBindVertexArray(occlusion_array_.id());
    glBindBuffer(GL_ARRAY_BUFFER, occlusion_buffer_.id());
    for (GLuint i = 0; i < 3; ++i) {
        glEnableVertexAttribArray(i);
        glVertexAttribPointer(i, 2, GL_FLOAT, GL_FALSE, sizeof(OcclusionVertex),
                              reinterpret_cast<const void*>(i * sizeof(glm::vec2)));
    }
    glBindVertexArray(0);
}

Shadows::Picture Shadows::make_picture(int size, unsigned format) {
    Picture picture{gl::Texture::make(), gl::FramebufferObject::make(), size};
    const GLenum channels = format == GL_R8 ? GL_RED : GL_RG;
    glBindTexture(GL_TEXTURE_2D, picture.texture.id());
    glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(format), size, size, 0, channels, GL_UNSIGNED_BYTE,
                 nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    // The border is black: no shadow outside.
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_BORDER);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_BORDER);
    glBindFramebuffer(GL_FRAMEBUFFER, picture.target.id());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, picture.texture.id(), 0);
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    return picture;
}

void Shadows::update(const Bounds& box, const glm::vec3& sun, std::span<const OcclusionVertex> occlusion,
                     const std::function<void(const glm::mat4&)>& draw_casters) {
    sun_matrix_ = sun_matrix(box, sun);
    rect_ = shadow_rect(box, sun);

    glDisable(GL_BLEND);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDepthMask(GL_TRUE);

    glBindFramebuffer(GL_FRAMEBUFFER, sun_target_.id());
    glViewport(0, 0, kSunMapSize, kSunMapSize);
    glClear(GL_DEPTH_BUFFER_BIT);
    glEnable(GL_POLYGON_OFFSET_FILL);
    glPolygonOffset(1.5f, 3.0f);
    draw_casters(sun_matrix_);
    glDisable(GL_POLYGON_OFFSET_FILL);

    // The lowest caster wins: it is the one whose shadow is sharpest.
    glBindFramebuffer(GL_FRAMEBUFFER, raw_.target.id());
    glViewport(0, 0, raw_.size, raw_.size);
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_CLAMP);  // soles may dip below the floor, and jumps above kShadowHeight
    draw_casters(squash_matrix(rect_, sun));
    glDisable(GL_DEPTH_CLAMP);

    glDisable(GL_DEPTH_TEST);
    // Distances between taps, as a share of the picture, and never closer than its pixels.
    const glm::vec2 crisp_tap = glm::max(1.4f * kCrispMetres / rect_.size, glm::vec2(1.4f / kCrispSize));
    const glm::vec2 soft_tap = glm::max(0.5f * kSoftMetres / rect_.size, glm::vec2(0.7f / kSoftSize));
    filter(soften_program_, raw_, crisp_, crisp_tap);
    filter(blur_program_, crisp_, soft_middle_, {soft_tap.x, 0.0f});
    filter(blur_program_, soft_middle_, soft_, {0.0f, soft_tap.y});
    draw_occlusion(occlusion);
}

void Shadows::filter(gl::Program& program, const Picture& from, const Picture& to, const glm::vec2& tap) {
    glBindVertexArray(empty_array_.id());
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, from.texture.id());
    glBindFramebuffer(GL_FRAMEBUFFER, to.target.id());
    glViewport(0, 0, to.size, to.size);
    program.use();
    program.set("picture", 0);
    program.set("tap", tap);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glBindVertexArray(0);
}

void Shadows::draw_occlusion(std::span<const OcclusionVertex> vertices) {
    glBindFramebuffer(GL_FRAMEBUFFER, occlusion_.target.id());
    glViewport(0, 0, occlusion_.size, occlusion_.size);
    glClear(GL_COLOR_BUFFER_BIT);
    if (vertices.empty()) return;
    glBindBuffer(GL_ARRAY_BUFFER, occlusion_buffer_.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size_bytes()), vertices.data(),
                 GL_STREAM_DRAW);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_COLOR);  // what is hidden twice: 1 - (1 - a)(1 - b)
    occlusion_program_.use();
    occlusion_program_.set("rect_min", rect_.min);
    occlusion_program_.set("rect_size", rect_.size);
    glBindVertexArray(occlusion_array_.id());
    glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(vertices.size()));
    glBindVertexArray(0);
    glDisable(GL_BLEND);
}

void Shadows::bind(gl::Program& program) const {
    const auto bind_unit = [&](int unit, const char* name, const gl::Texture& texture) {
        glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
        glBindTexture(GL_TEXTURE_2D, texture.id());
        program.set(name, unit);
    };
    bind_unit(1, "sun_map", sun_map_);
    bind_unit(2, "shadow_crisp", crisp_.texture);
    bind_unit(3, "shadow_soft", soft_.texture);
    bind_unit(4, "sky_hidden", occlusion_.texture);
    glActiveTexture(GL_TEXTURE0);
    program.set("sun_matrix", sun_matrix_);
    program.set("rect_min", rect_.min);
    program.set("rect_size", rect_.size);
}

}  // namespace im::render
