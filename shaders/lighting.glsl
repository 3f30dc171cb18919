// The studio's light: a warm sun with a shadow, a cool sky, the floor's bounce, a rim from behind, and a film-like tone curve.
uniform vec3 eye;
uniform vec3 sun;          // unit vector towards it
uniform vec3 accent;       // linear
uniform vec3 floor_color;  // linear
uniform sampler2DShadow sun_map;
uniform mat4 sun_matrix;
uniform float shadows_on;

const vec3 kSunLight = vec3(2.60, 2.44, 2.20);
const vec3 kSkyLight = vec3(0.36, 0.43, 0.55);

/// 1 in the sun, 0 in shadow.
float sunlight(vec3 p, vec3 n) {
    vec4 clip = sun_matrix * vec4(p + n * 0.012, 1.0);
    vec3 at = clip.xyz * 0.5 + 0.5;
    if (shadows_on < 0.5 || any(greaterThan(abs(clip.xyz), vec3(1.0)))) return 1.0;
    vec2 texel = 0.9 / vec2(textureSize(sun_map, 0));
    float lit = texture(sun_map, vec3(at.xy + texel * vec2(-0.6, -1.0), at.z)) + texture(sun_map, vec3(at.xy + texel * vec2(1.0, -0.6), at.z)) +
                texture(sun_map, vec3(at.xy + texel * vec2(0.6, 1.0), at.z)) + texture(sun_map, vec3(at.xy + texel * vec2(-1.0, 0.6), at.z));
    return 0.25 * lit;
}

/// Light that leaves a surface of colour `base` towards the eye. `gloss` 0..1; `open` 0..1: how much of the sky it sees.
vec3 shade(vec3 base, vec3 n, vec3 p, float open, float gloss, vec3 rim_color) {
    vec3 v = normalize(eye - p);
    float nl = dot(n, sun), nv = clamp(dot(n, v), 0.0, 1.0);
    float lit = sunlight(p, n);

    // Near the floor the ground takes away sky and gives back what it reflects.
    float near_floor = exp(-max(p.y, 0.0) * 3.0);
    float up = n.y * 0.5 + 0.5;
    float sees = open * mix(1.0, 0.62 + 0.38 * up, near_floor);
    vec3 bounce = floor_color * kSunLight * 0.6 + 0.03;
    vec3 ambient = mix(bounce, kSkyLight, smoothstep(0.0, 1.0, up)) * sees;

    float wrapped = clamp((nl + 0.12) / 1.12, 0.0, 1.0);
    vec3 diffuse = base * (kSunLight * wrapped * lit + ambient + 0.10 * nv * sees);

    vec3 h = normalize(v + sun);
    float nh = clamp(dot(n, h), 0.0, 1.0);
    float fresnel = pow(1.0 - nv, 5.0);
    float highlight = mix(0.10, 0.55, gloss) * pow(nh, mix(18.0, 90.0, gloss)) * step(0.0, nl) * lit;
    float sheen = (0.035 + fresnel) * mix(0.10, 0.45, gloss) * smoothstep(-0.4, 0.9, reflect(-v, n).y) * sees;
    vec3 specular = kSunLight * highlight * 0.45 + kSkyLight * sheen;

    // From behind and above, as a photographer sets apart a figure from a dark backdrop.
    float rim = pow(1.0 - nv, 3.0) * smoothstep(-0.35, 0.7, n.y + 0.35) * open;
    return diffuse + specular + rim_color * rim;
}

/// Linear light to display values: a soft shoulder that keeps the hue, then the sRGB curve.
vec3 to_display(vec3 light) {
    light *= 0.64;
    light = light * (1.0 + light * 0.10) / (1.0 + light * 0.45);
    return mix(12.92 * light, 1.055 * pow(max(light, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, light));
}
