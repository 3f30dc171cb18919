#version 330 core
in vec2 place;
in vec4 tint;
flat in vec2 kind;
out vec4 color;

void main() {
    float strength;
    if (kind.x < 0.5) {  // trail: soft edges
        float edge = abs(place.y), width = max(fwidth(place.y), 1e-4);
        strength = clamp((1.0 - edge) / max(width, 0.45), 0.0, 1.0);
    } else if (kind.x < 1.5) {  // glow around a line, with a thin rim
        float r = length(vec2(max(abs(place.x) - kind.y, 0.0), place.y)), width = fwidth(r);
        float rim = 1.0 - smoothstep(0.7 * width, 1.7 * width + 0.02, abs(r - 0.62));
        float glow = exp(-4.0 * max(r - 0.45, 0.0)) * (1.0 - smoothstep(0.6, 1.0, r));
        strength = max(0.42 * glow, 0.75 * rim);
    } else {  // ring: a crisp line, and a faint fill towards it
        float r = length(place), width = max(fwidth(r), 1e-4);
        float line = 1.0 - smoothstep(0.6 * width, 1.6 * width + 0.008, abs(r - 0.93));
        float fill = 0.16 * smoothstep(0.35, 0.93, r) * step(r, 0.93);
        strength = max(line, fill);
    }
    color = vec4(tint.rgb, tint.a * strength);
}
