#version 330 core
// The share of the sky, weighted by the cosine, that a ball of radius r at height h hides from a point of the floor.
in vec2 away;
flat in vec2 size;
out vec4 color;

void main() {
    float h = size.x, r = size.y;
    float d2 = dot(away, away) + h * h;
    float hidden = h * r * r / (d2 * sqrt(d2));
    // To zero at the edge of the square, where the geometry ends.
    hidden *= 1.0 - smoothstep(0.5, 1.0, length(away) / min(3.0 * h, 1.2));
    color = vec4(min(hidden, 0.9));
}
