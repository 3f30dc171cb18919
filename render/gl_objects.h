#pragma once
// Owners of OpenGL names: move-only, deleted when they go out of scope. Zero means "none".
// A context must be current whenever one is made or destroyed. This header does not need the OpenGL headers.

#include <utility>

namespace im::render::gl {

enum class Kind { Buffer, VertexArray, Texture, Renderbuffer, Framebuffer, Program, Query };

unsigned create(Kind kind);
void destroy(Kind kind, unsigned id) noexcept;

template <Kind kind>
class Object {
  public:
    Object() = default;  ///< none
    static Object make() { return Object(create(kind)); }
    ~Object() { reset(); }
    Object(Object&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
    Object& operator=(Object&& other) noexcept {
        if (this != &other) {
            reset();
            id_ = std::exchange(other.id_, 0);
        }
        return *this;
    }

    unsigned id() const { return id_; }
    explicit operator bool() const { return id_ != 0; }
    void reset() noexcept {
        if (id_ != 0) destroy(kind, std::exchange(id_, 0));
    }

  private:
    explicit Object(unsigned id) : id_(id) {}
    unsigned id_ = 0;
};

using Buffer = Object<Kind::Buffer>;
using VertexArray = Object<Kind::VertexArray>;
using Texture = Object<Kind::Texture>;
using Renderbuffer = Object<Kind::Renderbuffer>;
using FramebufferObject = Object<Kind::Framebuffer>;
using ProgramObject = Object<Kind::Program>;
using Query = Object<Kind::Query>;

}  // namespace im::render::gl
