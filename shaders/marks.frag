#version 330 core
in vec2 place;
in vec4 tint;
flat in float kind;
out vec4 color;

void main() {
    float strength;
    if (kind < 0.5) {  // trail: soft edges
        float edge = abs(place.y), width = max(fwidth(place.y), 1e-4);
        strength = clamp((1.0 - edge) / max(width, 0.45), 0.0, 1.0);
    } else if (kind < 1.5) {  // disc: a glow with a thin rim
        float r = length(place), width = fwidth(r);
        float glow = exp(-r * r * 3.5) * 0.55;
        float rim = 1.0 - smoothstep(width, 2.0 * width + 0.03, abs(r - 0.72));
        strength = (glow + 0.55 * rim) * (1.0 - smoothstep(0.8, 1.0, r));
    } else {  // ring: a crisp line, and a faint fill towards it
        float r = length(place), width = max(fwidth(r), 1e-4);
        float line = 1.0 - smoothstep(0.6 * width, 1.6 * width + 0.008, abs(r - 0.93));
        float fill = 0.16 * smoothstep(0.35, 0.93, r) * step(r, 0.93);
        strength = max(line, fill);
    }
    color = vec4(tint.rgb, tint.a * strength);
}
