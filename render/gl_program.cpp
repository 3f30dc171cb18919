#include "render/gl_program.h"

#include <filesystem>

#include <glad/gl.h>
#include <glm/gtc/type_ptr.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "im_config.h"
#include "im_shaders.h"

namespace im::render::gl {

namespace {

std::string file_text(std::string_view name) {
    const std::filesystem::path on_disk = std::filesystem::path(IM_SHADERS_DIR) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(on_disk, ignored)) return read_text(on_disk);
    for (const EmbeddedShader& shader : embedded_shaders())
        if (shader.name == name) return std::string(shader.text);
    throw resource_error("The shader {} is missing", name);
}

std::string source_of(std::string_view name, int depth = 0) {
    constexpr std::string_view kInclude = "#include \"";
    if (depth > 4) throw resource_error("The shader {} includes itself", name);
    const std::string text = file_text(name);
    std::string source;
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = text.find('\n', start);
        end = end == std::string::npos ? text.size() : end + 1;
        const std::string_view line(text.data() + start, end - start);
        if (line.starts_with(kInclude))
            source += source_of(
                line.substr(kInclude.size(), line.find('"', kInclude.size()) - kInclude.size()), depth + 1);
        else
            source += line;
        start = end;
    }
    return source;
}

/// A shader only lives until its program is linked.
struct Shader {
    GLuint id;
    Shader(GLenum stage, std::string_view name) : id(glCreateShader(stage)) {
        const std::string source = source_of(name);
        const char* text = source.c_str();
        glShaderSource(id, 1, &text, nullptr);
        glCompileShader(id);
        GLint compiled = 0;
        glGetShaderiv(id, GL_COMPILE_STATUS, &compiled);
        if (!compiled) {
            char message[2048] = "";
            glGetShaderInfoLog(id, sizeof message, nullptr, message);
            glDeleteShader(id);
            throw resource_error("The graphics driver does not accept the shader {}: {}", name, message);
        }
    }
    ~Shader() { glDeleteShader(id); }
    Shader(const Shader&) = delete;
    Shader& operator=(const Shader&) = delete;
};

}  // namespace

Program::Program(std::string_view vertex_shader, std::string_view fragment_shader)
    : program_(ProgramObject::make()) {
    const Shader vertex(GL_VERTEX_SHADER, vertex_shader), fragment(GL_FRAGMENT_SHADER, fragment_shader);
    glAttachShader(program_.id(), vertex.id);
    glAttachShader(program_.id(), fragment.id);
    glLinkProgram(program_.id());
    glDetachShader(program_.id(), vertex.id);
    glDetachShader(program_.id(), fragment.id);
    GLint linked = 0;
    glGetProgramiv(program_.id(), GL_LINK_STATUS, &linked);
    if (!linked) {
        char message[2048] = "";
        glGetProgramInfoLog(program_.id(), sizeof message, nullptr, message);
        throw resource_error("The graphics driver cannot link {} and {}: {}", vertex_shader, fragment_shader,
                             message);
    }
}

int Program::location(const char* name) {
    const auto known = locations_.find(name);
    if (known != locations_.end()) return known->second;
    return locations_[name] = glGetUniformLocation(program_.id(), name);
}

void Program::use() const {
    glUseProgram(program_.id());
}
void Program::set(const char* name, int value) {
    glUniform1i(location(name), value);
}
void Program::set(const char* name, float value) {
    glUniform1f(location(name), value);
}
void Program::set(const char* name, const glm::vec2& value) {
    glUniform2fv(location(name), 1, glm::value_ptr(value));
}
void Program::set(const char* name, const glm::vec3& value) {
    glUniform3fv(location(name), 1, glm::value_ptr(value));
}
void Program::set(const char* name, const glm::vec4& value) {
    glUniform4fv(location(name), 1, glm::value_ptr(value));
}
void Program::set(const char* name, const glm::mat4& value) {
    glUniformMatrix4fv(location(name), 1, GL_FALSE, glm::value_ptr(value));
}

}  // namespace im::render::gl
