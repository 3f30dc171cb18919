#version 330 core
// What throws a shadow: yes, and how high it is (0..1 of the depth range).
flat in vec4 tint;  // opacity: ghosts throw thin shadows
out vec4 color;

void main() { color = vec4(tint.a, tint.a * clamp(gl_FragCoord.z, 0.0, 1.0), 0.0, 0.0); }
