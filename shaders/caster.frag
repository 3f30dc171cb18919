#version 330 core
// What throws a shadow: yes, and how high it is (0..1 of the depth range).
out vec4 color;

void main() { color = vec4(1.0, clamp(gl_FragCoord.z, 0.0, 1.0), 0.0, 0.0); }
