#version 330 core
// The square of floor that a ball darkens (render/ground_marks.h).
layout(location = 0) in vec2 ground;
layout(location = 1) in vec2 center_in;
layout(location = 2) in vec2 size_in;
uniform vec2 rect_min, rect_size;
out vec2 away;
flat out vec2 size;

void main() {
    away = ground - center_in;
    size = size_in;
    gl_Position = vec4((ground - rect_min) / rect_size * 2.0 - 1.0, 0.0, 1.0);
}
