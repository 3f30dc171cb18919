#version 330 core
// Backdrop, floor, grid and the shadows on the floor, in one go: every pixel that no figure covers. Display (sRGB) values throughout.
uniform mat4 from_clip;
uniform vec3 eye, target;
uniform float reach;  // metres from the target at which the floor has become fog
uniform vec3 zenith, horizon, floor_color;
uniform float grid, shadows_on;
uniform sampler2D shadow_crisp, shadow_soft, sky_hidden;
uniform vec2 rect_min, rect_size;
in vec2 place;
out vec4 color;

/// Lines every 1 unit, about `width` pixels wide, fading where they would be closer than pixels.
float lines(vec2 p, vec2 pixel, float width) {
    vec2 distance_px = abs(fract(p - 0.5) - 0.5) / pixel;
    vec2 line = clamp(width * 0.5 + 0.5 - distance_px, 0.0, 1.0) * (1.0 - smoothstep(0.12, 0.45, pixel));
    return max(line.x, line.y);
}

float axis_line(float p, float pixel, float width) { return clamp(width * 0.5 + 0.5 - abs(p) / pixel, 0.0, 1.0); }

/// Half a step of the 8-bit picture, so that gradients show no bands.
float dither() { return (fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5) / 255.0; }

vec3 shadowed(vec3 ground, vec2 p) {
    vec2 at = (p - rect_min) / rect_size;
    vec2 crisp = texture(shadow_crisp, at).rg, soft = texture(shadow_soft, at).rg;
    float height = soft.g / max(soft.r, 0.02) * 3.0;  // metres; kShadowHeight
    float sun_hidden = mix(crisp.r, soft.r, smoothstep(0.05, 0.95, height));
    float sky = texture(sky_hidden, at).r;
    return ground * (1.0 - 0.62 * sun_hidden) * (1.0 - 0.80 * sky);
}

void main() {
    vec4 far = from_clip * vec4(place * 2.0 - 1.0, 1.0, 1.0);
    vec3 d = normalize(far.xyz / far.w - eye);
    vec3 sky = mix(horizon, zenith, smoothstep(0.0, 0.55, abs(d.y)));

    // Where the line of sight meets the floor; derivatives are taken before any branch.
    float toward = eye.y * d.y < 0.0 ? -eye.y / d.y : 1e4;
    vec2 p = eye.xz + d.xz * min(toward, 1e4);
    vec2 pixel = max(fwidth(p), vec2(1e-5));

    float away = length(p - target.xz) / reach;
    float fog = 1.0 - exp(-away * away * 3.0);
    float pool = exp(-dot(p - target.xz, p - target.xz) / (reach * reach * 0.10));  // the light falls on the middle
    vec3 ground = floor_color * (1.0 + 0.32 * pool);
    float dark = step(dot(floor_color, vec3(0.3, 0.6, 0.1)), 0.45);  // lines are lighter than a dark floor, darker than a light one
    vec3 ink = mix(vec3(0.0), vec3(1.0), dark);
    if (grid > 0.5) {
        float minor = lines(p * 4.0, pixel * 4.0, 1.0), major = lines(p, pixel, 1.3);
        ground = mix(ground, ink, 0.045 * minor);
        ground = mix(ground, ink, 0.115 * major);
        float far_fade = 1.0 - smoothstep(0.05, 0.35, max(pixel.x, pixel.y));
        ground = mix(ground, vec3(0.80, 0.30, 0.33), 0.55 * far_fade * axis_line(p.y, pixel.y, 1.6));
        ground = mix(ground, vec3(0.30, 0.50, 0.86), 0.55 * far_fade * axis_line(p.x, pixel.x, 1.6));
    }
    if (shadows_on > 0.5) ground = shadowed(ground, p);

    // From below, the floor is a pane with a grid: figures stay visible.
    vec3 result = mix(ground, sky, toward < 9e3 ? fog : 1.0);
    vec2 centered = place - 0.5;
    result *= 1.0 - 0.22 * dot(centered, centered);
    color = vec4(result + dither(), 1.0);
}
