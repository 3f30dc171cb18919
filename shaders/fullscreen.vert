#version 330 core
// One triangle that covers the picture, at the far plane.
out vec2 place;  // 0..1

void main() {
    place = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
    gl_Position = vec4(place * 2.0 - 1.0, 1.0, 1.0);
}
