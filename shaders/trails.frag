#version 330 core
in vec4 tint;
in vec2 place;
out vec4 color;

void main() {
    float line = 1.0 - smoothstep(0.6, 1.6, abs(place.y));
    // A dot a frame: close together where the joint is slow. Left out where they would run into each other.
    float frames_per_pixel = max(length(vec2(dFdx(place.x), dFdy(place.x))), 1e-6);
    float along = abs(fract(place.x + 0.5) - 0.5) / frames_per_pixel;
    float dot_here = (1.0 - smoothstep(2.2, 3.4, length(vec2(along, place.y)))) * step(frames_per_pixel, 0.12);
    float strength = max(line * 0.85, dot_here);
    color = vec4(tint.rgb, tint.a * strength);
}
