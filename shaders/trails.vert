#version 330 core
// Ways of joints (render/trails.cpp has done the geometry).
layout(location = 0) in vec4 clip;
layout(location = 1) in vec4 color_in;
layout(location = 2) in vec2 place_in;  // number of the frame; pixels from the ribbon's middle
out vec4 tint;
out vec2 place;

void main() {
    tint = color_in;
    place = place_in;
    gl_Position = clip;
}
