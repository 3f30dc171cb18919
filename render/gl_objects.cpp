#include "render/gl_objects.h"

#include <glad/gl.h>

namespace im::render::gl {

unsigned create(Kind kind) {
    GLuint id = 0;
    switch (kind) {
        case Kind::Buffer:
            glGenBuffers(1, &id);
            break;
        case Kind::VertexArray:
            glGenVertexArrays(1, &id);
            break;
        case Kind::Texture:
            glGenTextures(1, &id);
            break;
        case Kind::Renderbuffer:
            glGenRenderbuffers(1, &id);
            break;
        case Kind::Framebuffer:
            glGenFramebuffers(1, &id);
            break;
        case Kind::Program:
            id = glCreateProgram();
            break;
        case Kind::Query:
            glGenQueries(1, &id);
            break;
    }
    return id;
}

void destroy(Kind kind, unsigned id) noexcept {
    switch (kind) {
        case Kind::Buffer:
            glDeleteBuffers(1, &id);
            break;
        case Kind::VertexArray:
            glDeleteVertexArrays(1, &id);
            break;
        case Kind::Texture:
            glDeleteTextures(1, &id);
            break;
        case Kind::Renderbuffer:
            glDeleteRenderbuffers(1, &id);
            break;
        case Kind::Framebuffer:
            glDeleteFramebuffers(1, &id);
            break;
        case Kind::Program:
            glDeleteProgram(id);
            break;
        case Kind::Query:
            glDeleteQueries(1, &id);
            break;
    }
}

}  // namespace im::render::gl
