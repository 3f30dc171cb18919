#version 330 core
// The mannequin, bent into the pose of one figure (render/body_pass.cpp writes the texels).
layout(location = 0) in vec3 position;   // rest pose, metres
layout(location = 1) in vec4 normal_in;  // w: openness
layout(location = 2) in uvec4 skin;      // first part, second part, weight of the second, material

uniform samplerBuffer figures;
uniform int first_figure;
uniform mat4 view_projection;
uniform float casting;  // 1: into a shadow map, where copies at other times are left out

out vec3 world;
out vec3 normal;
out vec3 rest;
out float open;
flat out uint material;
flat out vec4 tint;
flat out float selected;

const int kTexelsPerFigure = 65;

mat3x4 part_rows(int figure, uint part) {
    int at = figure * kTexelsPerFigure + int(part) * 3;
    return mat3x4(texelFetch(figures, at), texelFetch(figures, at + 1), texelFetch(figures, at + 2));
}

void main() {
    int figure = first_figure + gl_InstanceID;
    mat3x4 rows = part_rows(figure, skin.x);
    if (skin.z > 0u) {
        float weight = float(skin.z) / 255.0;
        rows = rows * (1.0 - weight) + part_rows(figure, skin.y) * weight;
    }
    world = vec4(position, 1.0) * rows;
    // Normals follow the cofactors, so that stretched parts stay rightly lit.
    vec3 a = rows[0].xyz, b = rows[1].xyz, c = rows[2].xyz;
    normal = vec3(dot(cross(b, c), normal_in.xyz), dot(cross(c, a), normal_in.xyz), dot(cross(a, b), normal_in.xyz));
    rest = position;
    open = normal_in.w;
    material = skin.w;
    tint = texelFetch(figures, figure * kTexelsPerFigure + 63);
    vec4 flags = texelFetch(figures, figure * kTexelsPerFigure + 64);
    selected = flags.x;
    gl_Position = view_projection * vec4(world, 1.0);
    if (casting > 0.5 && flags.y < 0.5) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside
}
