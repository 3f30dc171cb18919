#version 330 core
// A user's own figure, bent into the pose of one figure (render/rig_pass.cpp writes the texels).
layout(location = 0) in vec3 position;  // rest pose, metres
layout(location = 1) in vec3 normal_in;
layout(location = 2) in uvec4 joints;
layout(location = 3) in vec4 weights;

uniform samplerBuffer figures;
uniform int first_figure;
uniform int texels_a_figure;
uniform mat4 view_projection;
uniform float casting;  // 1: into a shadow map, where copies at other times are left out

out vec3 world;
out vec3 normal;
out vec3 rest;
out float open;
flat out uint material;
flat out vec4 tint;
flat out float selected;

mat3x4 joint_rows(int start, uint joint) {
    int at = start + int(joint) * 3;
    return mat3x4(texelFetch(figures, at), texelFetch(figures, at + 1), texelFetch(figures, at + 2));
}

void main() {
    int start = (first_figure + gl_InstanceID) * texels_a_figure;
    mat3x4 rows = joint_rows(start, joints.x) * weights.x + joint_rows(start, joints.y) * weights.y +
                  joint_rows(start, joints.z) * weights.z + joint_rows(start, joints.w) * weights.w;
    world = vec4(position, 1.0) * rows;
    normal = vec4(normal_in, 0.0) * rows;
    rest = position;
    open = 1.0;
    material = 0u;
    tint = texelFetch(figures, start + texels_a_figure - 2);
    vec4 flags = texelFetch(figures, start + texels_a_figure - 1);
    selected = flags.x;
    gl_Position = view_projection * vec4(world, 1.0);
    if (casting > 0.5 && flags.y < 0.5) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside
}
