#version 330 core
// A slight blur in one go: the middle and four places around it, each between four pixels.
uniform sampler2D picture;
uniform vec2 tap;
in vec2 place;
out vec4 color;

void main() {
    color = 0.2 * (texture(picture, place) + texture(picture, place + tap * vec2(0.45, 1.0)) +
                   texture(picture, place + tap * vec2(1.0, -0.45)) + texture(picture, place - tap * vec2(0.45, 1.0)) +
                   texture(picture, place - tap * vec2(1.0, -0.45)));
}
