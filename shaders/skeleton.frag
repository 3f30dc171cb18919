#version 330 core
#include "lighting.glsl"
in vec3 world;
in vec3 normal;
flat in vec4 tint;
uniform float self_shadow;  // 0: inside a body, whose shadow must not fall on it
out vec4 color;

void main() {
    vec3 n = normalize(normal);
    vec3 light = shade(tint.rgb, n, world, 1.0, 0.35, kSkyLight * 0.5);
    // Inside a body the sun map shows the skin in front: light it without.
    if (self_shadow < 0.5) {
        float nv = clamp(dot(n, normalize(eye - world)), 0.0, 1.0);
        light = tint.rgb * (0.35 + 0.75 * nv + 1.2 * clamp(dot(n, sun) * 0.6 + 0.4, 0.0, 1.0)) + 0.25 * pow(nv, 24.0);
    }
    color = vec4(to_display(light), tint.a);
}
