#version 330 core
// One direction of a Gaussian blur; taps are half a standard deviation apart.
uniform sampler2D picture;
uniform vec2 tap;
in vec2 place;
out vec4 color;

void main() {
    const float weights[6] = float[](0.1994, 0.1760, 0.1210, 0.0648, 0.0270, 0.0088);
    color = texture(picture, place) * weights[0];
    for (int i = 1; i < 6; ++i)
        color += (texture(picture, place + tap * float(i)) + texture(picture, place - tap * float(i))) * weights[i];
}
