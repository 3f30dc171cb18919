#version 330 core
// A solid of revolution between two points (render/skeleton_pass.cpp).
layout(location = 0) in vec4 lathe;       // cosine, sine, along, radius
layout(location = 1) in vec2 normal_in;   // out, along
layout(location = 2) in vec4 a;           // w: thickness, metres
layout(location = 3) in vec4 b;
layout(location = 4) in vec4 color_in;    // linear, opacity
uniform mat4 view_projection;
out vec3 world;
out vec3 normal;
flat out vec4 tint;

void main() {
    vec3 axis = b.xyz - a.xyz;
    float bone = length(axis);
    axis = bone > 1e-6 ? axis / bone : vec3(0.0, 1.0, 0.0);
    vec3 e1 = normalize(cross(axis, abs(axis.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
    vec3 e2 = cross(axis, e1);
    vec3 out_direction = e1 * lathe.x + e2 * lathe.y;
    world = mix(a.xyz, b.xyz, lathe.z) + out_direction * (lathe.w * mix(a.w, b.w, lathe.z));
    normal = out_direction * normal_in.x + axis * normal_in.y;
    tint = color_in;
    gl_Position = view_projection * vec4(world, 1.0);
}
