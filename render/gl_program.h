#pragma once
// A compiled pair of shaders.

#include <string>
#include <string_view>
#include <unordered_map>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/gl_objects.h"

namespace im::render::gl {

class Program {
  public:
    /// Names of files of shaders/: from the source folder when it is there (edits show at the next start),
    /// else the copy inside the program. A line `#include "NAME"` is replaced by that file. Throws Resource
    /// with the driver's message.
    Program(std::string_view vertex_shader, std::string_view fragment_shader);

    void use() const;
    // Of the program in use. A name that the shader does not have (or that its compiler left out) is ignored.
    void set(const char* name, int value);
    void set(const char* name, float value);
    void set(const char* name, const glm::vec2& value);
    void set(const char* name, const glm::vec3& value);
    void set(const char* name, const glm::vec4& value);
    void set(const char* name, const glm::mat4& value);

  private:
    int location(const char* name);

    ProgramObject program_;
    std::unordered_map<std::string, int> locations_;
};

}  // namespace im::render::gl
