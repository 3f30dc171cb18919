#include "tests/cli/bvh_reader.h"

#include <fstream>
#include <numbers>
#include <stdexcept>
#include <string>

#include <glm/glm.hpp>
#include <glm/gtc/matrix_transform.hpp>

namespace im::test {
namespace {

struct Joint {
    std::string name;
    int parent = -1;
    glm::dvec3 offset{};
    std::vector<std::string> channels;
};

void expect(bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error("BVH: " + what);
}

std::string word(std::istream& in) {
    std::string text;
    expect(static_cast<bool>(in >> text), "the file ends early");
    return text;
}

double number(std::istream& in) {
    return std::stod(word(in));
}

glm::dvec3 read_offset(std::istream& in) {
    expect(word(in) == "OFFSET", "expected OFFSET");
    const double x = number(in), y = number(in), z = number(in);
    return {x, y, z};
}

void read_joint(std::istream& in, int parent, std::vector<Joint>& joints) {
    Joint joint{word(in), parent, {}, {}};
    expect(word(in) == "{", "expected {");
    joint.offset = read_offset(in);
    expect(word(in) == "CHANNELS", "expected CHANNELS");
    for (int left = static_cast<int>(number(in)); left > 0; --left) joint.channels.push_back(word(in));
    joints.push_back(joint);
    const int index = static_cast<int>(joints.size()) - 1;
    for (std::string next = word(in); next != "}"; next = word(in)) {
        if (next == "JOINT") {
            read_joint(in, index, joints);
        } else {
            expect(next == "End" && word(in) == "Site" && word(in) == "{", "expected an end site");
            read_offset(in);
            expect(word(in) == "}", "expected }");
        }
    }
}

/// Channels apply from left to right, each within the frame of the one before.
glm::dmat4 local_transform(std::istream& in, const Joint& joint) {
    glm::dmat4 transform(1.0);
    glm::dvec3 translation = joint.offset;
    glm::dmat4 rotation(1.0);
    for (const std::string& channel : joint.channels) {
        const double value = number(in);
        const int axis = channel[0] - 'X';
        if (channel.substr(1) == "position") {
            translation[axis] = value;
        } else {
            glm::dvec3 direction(0.0);
            direction[axis] = 1;
            rotation = glm::rotate(rotation, value * std::numbers::pi / 180, direction);
        }
    }
    return glm::translate(transform, translation) * rotation;
}

}  // namespace

MotionClip read_bvh_positions(const std::filesystem::path& file, const Skeleton& skeleton) {
    std::ifstream in(file);
    expect(word(in) == "HIERARCHY" && word(in) == "ROOT", "expected HIERARCHY and ROOT");
    std::vector<Joint> joints;
    read_joint(in, -1, joints);
    expect(word(in) == "MOTION" && word(in) == "Frames:", "expected MOTION and Frames:");
    const int frames = static_cast<int>(number(in));
    expect(word(in) == "Frame" && word(in) == "Time:", "expected Frame Time:");

    MotionClip clip;
    clip.fps = 1 / number(in);
    clip.joint_count = skeleton.joint_count();
    clip.positions.resize(static_cast<std::size_t>(frames) * skeleton.joint_names.size());
    std::vector<glm::dmat4> world(joints.size());
    for (int t = 0; t < frames; ++t) {
        for (std::size_t j = 0; j < joints.size(); ++j) {
            const glm::dmat4 local = local_transform(in, joints[j]);
            world[j] =
                joints[j].parent < 0 ? local : world[static_cast<std::size_t>(joints[j].parent)] * local;
        }
        for (std::size_t k = 0; k < skeleton.joint_names.size(); ++k) {
            std::size_t j = 0;
            while (j < joints.size() && joints[j].name != skeleton.joint_names[k]) ++j;
            expect(j < joints.size(), "no joint " + skeleton.joint_names[k]);
            clip.frame(t)[k] = glm::vec3(world[j][3]);
        }
    }
    return clip;
}

}  // namespace im::test
