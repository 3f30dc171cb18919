#version 330 core
#include "lighting.glsl"
in vec3 world;
in vec3 normal;
in vec3 rest;
in float open;
flat in uint material;
flat in vec4 tint;  // linear colour, opacity
flat in float selected;
uniform float glass;  // 1: see-through, its edges stronger than its middle
out vec4 color;

void main() {
    vec3 n = normalize(normal);
    if (!gl_FrontFacing) n = -n;  // of a user's own figure: cloth has no inside
    vec3 base = tint.rgb;
    float gloss = 0.28;
    if (material == 1u) {
        // Joints and waist: dark, with a breath of the figure's colour.
        base = mix(vec3(0.030, 0.032, 0.037), tint.rgb, 0.06);
        gloss = 0.42;
    } else if (material == 2u) {
        // A visor shows where the figure looks. Measured from the head's joint in the rest pose.
        vec2 at = (rest.xy - vec2(0.0, 1.534 + 0.036)) / vec2(0.064, 0.030);
        float edge = pow(pow(abs(at.x), 2.6) + pow(abs(at.y), 2.6), 1.0 / 2.6) - 1.0;
        float visor = (1.0 - smoothstep(-0.06, 0.06, edge)) * step(0.048 + 0.01, rest.z);
        base = mix(base, vec3(0.012, 0.013, 0.016), visor);
        gloss = mix(gloss, 0.95, visor);
    }
    vec3 rim = mix(kSkyLight * 0.55, accent * 1.5, selected);
    color.rgb = to_display(shade(base, n, world, clamp(open, 0.0, 1.0), gloss, rim));

    float nv = clamp(dot(n, normalize(eye - world)), 0.0, 1.0);
    float see_through = mix(1.0, mix(0.20, 0.85, pow(1.0 - nv, 1.6)), glass);
    color.a = tint.a * see_through;
}
