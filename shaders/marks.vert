#version 330 core
// Marks on the floor (render/ground_marks.h).
layout(location = 0) in vec2 ground;
layout(location = 1) in vec2 place_in;
layout(location = 2) in vec4 color_in;
layout(location = 3) in vec2 kind_in;
uniform mat4 view_projection;
out vec2 place;
out vec4 tint;
flat out vec2 kind;

void main() {
    place = place_in;
    tint = color_in;
    kind = kind_in;
    gl_Position = view_projection * vec4(ground.x, 0.0, ground.y, 1.0);
}
