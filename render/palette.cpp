// The colours that scene.h declares.

#include <array>

#include "render/scene.h"

namespace im::render {

namespace {

constexpr glm::vec3 hex(unsigned rgb) {
    return {static_cast<float>(rgb >> 16 & 255) / 255.0f, static_cast<float>(rgb >> 8 & 255) / 255.0f,
            static_cast<float>(rgb & 255) / 255.0f};
}

// Neighbours in the row differ in lightness and along blue-yellow, which all common kinds of colour vision
// keep. The first eight are close to Okabe and Ito's set, lifted for a dark background.
constexpr std::array<glm::vec3, kVariationColors> kColors{
    hex(0xE8A33D), hex(0x5BB4E5), hex(0x2FA37F), hex(0xF0DE5A), hex(0x3F7FC4), hex(0xD9703A),
    hex(0xD48BB8), hex(0xC9CCD1), hex(0x8C6BC8), hex(0xA8D08D), hex(0xA65A4A), hex(0x9ADBE0),
    hex(0xB59A6A), hex(0x6F7BA8), hex(0xF2BFA8), hex(0x5C8C6A),
};

}  // namespace

glm::vec3 variation_color(std::size_t index) {
    return kColors[index % kColors.size()];
}
glm::vec3 left_color() {
    return hex(0x4FA8F0);
}
glm::vec3 right_color() {
    return hex(0xF28A3C);
}
glm::vec3 middle_color() {
    return hex(0xD6D9DE);
}

}  // namespace im::render
