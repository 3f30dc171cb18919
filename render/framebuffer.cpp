#include "render/framebuffer.h"

#include <algorithm>

#include <glad/gl.h>

#include "engine/core/error.h"

namespace im::render {

namespace {

void expect_complete(int width, int height, int samples) {
    const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
    if (status != GL_FRAMEBUFFER_COMPLETE)
        throw resource_error("OpenGL cannot make a picture of {} x {} pixels with {} samples (status 0x{:x})",
                             width, height, samples, status);
}

void make_storage(const gl::Renderbuffer& buffer, GLenum format, int width, int height, int samples) {
    glBindRenderbuffer(GL_RENDERBUFFER, buffer.id());
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples > 1 ? samples : 0, format, width, height);
}

void attach(const gl::Renderbuffer& buffer, GLenum point) {
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, point, GL_RENDERBUFFER, buffer.id());
}

}  // namespace

Framebuffer::Framebuffer(int width, int height, int samples) {
    resize(width, height, samples);
}

void Framebuffer::resize(int width, int height) {
    resize(width, height, samples_);
}

void Framebuffer::resize(int width, int height, int samples) {
    GLint samples_max = 1;
    glGetIntegerv(GL_MAX_SAMPLES, &samples_max);
    width = std::max(width, 1);
    height = std::max(height, 1);
    samples = std::clamp(samples, 1, std::max(samples_max, 1));
    if (width == width_ && height == height_ && samples == samples_) return;
    width_ = width;
    height_ = height;
    samples_ = samples;
    create();
}

void Framebuffer::create() {
    color_ = gl::Texture::make();
    glBindTexture(GL_TEXTURE_2D, color_.id());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_, height_, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);

    target_ = gl::FramebufferObject::make();
    glBindFramebuffer(GL_FRAMEBUFFER, target_.id());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, color_.id(), 0);
    depth_.reset();
    if (samples_ == 1) {
        depth_ = gl::Renderbuffer::make();
        make_storage(depth_, GL_DEPTH_COMPONENT24, width_, height_, 1);
        attach(depth_, GL_DEPTH_ATTACHMENT);
    }
    expect_complete(width_, height_, samples_);

    multi_target_.reset();
    multi_color_.reset();
    multi_depth_.reset();
    if (samples_ > 1) {
        multi_color_ = gl::Renderbuffer::make();
        multi_depth_ = gl::Renderbuffer::make();
        make_storage(multi_color_, GL_RGBA8, width_, height_, samples_);
        make_storage(multi_depth_, GL_DEPTH_COMPONENT24, width_, height_, samples_);
        multi_target_ = gl::FramebufferObject::make();
        glBindFramebuffer(GL_FRAMEBUFFER, multi_target_.id());
        attach(multi_color_, GL_COLOR_ATTACHMENT0);
        attach(multi_depth_, GL_DEPTH_ATTACHMENT);
        expect_complete(width_, height_, samples_);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void Framebuffer::bind() {
    glBindFramebuffer(GL_FRAMEBUFFER, multi_target_ ? multi_target_.id() : target_.id());
    glViewport(0, 0, width_, height_);
}

void Framebuffer::resolve() {
    if (multi_target_) {
        glBindFramebuffer(GL_READ_FRAMEBUFFER, multi_target_.id());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, target_.id());
        glBlitFramebuffer(0, 0, width_, height_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

std::vector<std::uint8_t> Framebuffer::read_pixels() const {
    const std::size_t row = static_cast<std::size_t>(width_) * 4;
    std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height_));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, target_.id());
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    // OpenGL's first row is the bottom one.
    for (int y = 0; y < height_ / 2; ++y) {
        const auto top = pixels.begin() + static_cast<std::ptrdiff_t>(row) * y;
        const auto bottom = pixels.begin() + static_cast<std::ptrdiff_t>(row) * (height_ - 1 - y);
        std::swap_ranges(top, top + static_cast<std::ptrdiff_t>(row), bottom);
    }
    return pixels;
}

}  // namespace im::render
